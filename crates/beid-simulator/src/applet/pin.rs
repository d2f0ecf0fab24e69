//! VERIFY, CHANGE REFERENCE DATA, LOG OFF (card.md 8).

use super::{Answer, Engine, Handled, sign, status};
use crate::command::Received;
use crate::persona::Applet;

/// Tries of a PIN that was entered correctly.
const TRIES: u8 = 3;

/// The block of a PIN: `2 L`, the digits, F to the end (card.md 8.1). Digits beyond 12 are cut.
pub(crate) fn block_of(pin: &str) -> [u8; 8] {
    let digits: Vec<u8> = pin.bytes().map(|digit| digit & 0x0F).take(12).collect();
    let nibbles = [2, digits.len() as u8].into_iter().chain(digits).chain(core::iter::repeat(0x0F));
    let mut nibbles = nibbles;
    core::array::from_fn(|_| {
        let high = nibbles.next().unwrap_or_default();
        high << 4 | nibbles.next().unwrap_or_default()
    })
}

/// Whether a block has the form of card.md 8.1.
fn is_well_formed(block: &[u8]) -> bool {
    let nibbles: Vec<u8> = block.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]).collect();
    let [2, length @ 4..=12, rest @ ..] = nibbles.as_slice() else { return false };
    let (digits, filling) = rest.split_at(usize::from(*length).min(rest.len()));
    digits.iter().all(|nibble| *nibble < 10) && filling.iter().all(|nibble| *nibble == 0x0F)
}

impl Engine {
    /// `6A86` or `6A88` for another PIN than the one.
    fn only_pin(command: &Received<'_>) -> Result<(), u16> {
        match (command.p1, command.p2) {
            (0, 1) => Ok(()),
            (0, _) => Err(status::NO_REFERENCE),
            _ => Err(status::BAD_P1_P2),
        }
    }

    pub(super) fn verify(&mut self, command: &Received<'_>) -> Handled {
        Self::only_pin(command)?;
        match command.data {
            // The first chips took this for a wrong PIN (card.md 8.3).
            [] if command.p3 == 0 && self.image.applet == Applet::V11 => self.compare(&[]),
            [] if command.p3 == 0 => self.query(),
            block if block.len() == 8 => self.compare(block).inspect(|_| {
                let legal =
                    self.environment.is_some_and(|environment| environment.key == sign::SIGNATURE_KEY);
                self.rights.verified(legal);
            }),
            _ => Err(status::WRONG_LENGTH),
        }
    }

    fn query(&self) -> Handled {
        match self.tries {
            _ if self.rights.is_open() => Ok(Answer::status(status::OK)),
            0 => Err(status::BLOCKED),
            left => Err(0x63C0 | u16::from(left)),
        }
    }

    fn compare(&mut self, block: &[u8]) -> Handled {
        if self.tries == 0 {
            self.rights.clear();
            return Err(status::BLOCKED);
        }
        if block == self.pin {
            self.tries = TRIES;
            self.internal_authentications = 0;
            return Ok(Answer::status(status::OK));
        }
        self.rights.clear();
        self.tries -= 1;
        if self.tries == 0 && self.behaviour.third_wrong_pin_says_blocked {
            return Err(status::BLOCKED);
        }
        Err(0x63C0 | u16::from(self.tries))
    }

    pub(super) fn change(&mut self, command: &Received<'_>) -> Handled {
        Self::only_pin(command)?;
        let Some((old, new)) = command.data.split_at_checked(8).filter(|_| command.data.len() == 16) else {
            return Err(status::WRONG_LENGTH);
        };
        if !is_well_formed(new) {
            return Err(status::BAD_DATA);
        }
        let answer = self.compare(old)?;
        for (to, from) in self.pin.iter_mut().zip(new) {
            *to = *from;
        }
        self.rights.changed();
        Ok(answer)
    }

    pub(super) fn log_off(&mut self, command: &Received<'_>) -> Handled {
        if (command.p1, command.p2) != (0, 0) {
            return Err(status::WRONG_P1_P2);
        }
        self.rights.clear();
        Ok(Answer::status(status::OK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// The blocks printed in card.md 8.1.
    #[test]
    fn blocks() {
        assert_eq!(block_of("1234"), hex!("24 12 34 FF FF FF FF FF"));
        assert_eq!(block_of("12345"), hex!("25 12 34 5F FF FF FF FF"));
        assert_eq!(block_of("123456789012"), hex!("2C 12 34 56 78 90 12 FF"));
    }

    #[test]
    fn form_of_a_block() {
        for good in ["1234", "000000", "123456789012"] {
            assert!(is_well_formed(&block_of(good)), "{good}");
        }
        let bad = [
            hex!("14 12 34 FF FF FF FF FF"),
            hex!("23 12 3F FF FF FF FF FF"),
            hex!("2D 12 34 56 78 90 12 3F"),
            hex!("24 1F 34 FF FF FF FF FF"),
            hex!("24 1A 34 FF FF FF FF FF"),
            hex!("24 12 34 5F FF FF FF FF"),
            hex!("24 12 34 FF FF FF FF 00"),
        ];
        for block in bad {
            assert!(!is_well_formed(&block), "{block:02X?}");
        }
    }
}
