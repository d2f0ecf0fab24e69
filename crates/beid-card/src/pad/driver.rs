//! How a keypad is reached: in one call, in two with a wait between them, or by commands that the reader keeps for
//! itself (card.md 8.9).

use core::time::Duration;

use super::{PadPrompt, PinPad, modify_structure, verify_structure};
use crate::apdu::Response;
use crate::assumed;
use crate::transport::TransportError;

/// Control code of the question for features: function 3400 as each system writes it.
pub const FEATURE_REQUEST: u32 = if cfg!(windows) { 0x0031_3520 } else { 0x4200_0D48 };

/// Features by their tags in the reader's list.
const VERIFY_START: u8 = 0x01;
const VERIFY_FINISH: u8 = 0x02;
const MODIFY_START: u8 = 0x03;
const MODIFY_FINISH: u8 = 0x04;
const KEY_PRESSED: u8 = 0x05;
const VERIFY_DIRECT: u8 = 0x06;
const MODIFY_DIRECT: u8 = 0x07;

/// bmFormatString: units of bytes, PIN at byte 1, left justified, BCD.
const FORMAT: u8 = 0x89;
/// The same for the firmware of one reader below 5.06.
const FORMAT_OF_SPR532: u8 = 0x01;

/// Between two looks at the keys, and how many: longer than the time that the keypad itself gives a person.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
const MAX_LOOKS: u32 = 400;

/// What a reader takes beside commands for the card.
pub trait PadPort {
    /// A control call (SCardControl): code, input, output.
    ///
    /// # Errors
    /// [`TransportError::Unsupported`] when the reader knows no such code, otherwise as for commands.
    fn control(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, TransportError>;

    /// A command that the reader keeps for itself, class FF, with its status. A reader that is not known for it
    /// might pass it on to the card, so the default refuses.
    ///
    /// # Errors
    /// [`TransportError::Unsupported`], otherwise as for commands.
    fn pseudo_command(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let _ = bytes;
        Err(TransportError::Unsupported)
    }

    /// Lets time pass between two looks at the keys.
    fn wait(&mut self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

/// How one thing is asked for on the keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// One call that ends when the person has ended.
    Direct(u32),
    /// Begin, look which keys were pressed, end.
    Steps { start: u32, finish: u32, keys: u32 },
    /// One command to the reader.
    Pseudo(u8),
}

/// The keypad of one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PadDriver {
    abilities: PinPad,
    verify: Option<Way>,
    modify: Option<Way>,
    format: u8,
}

impl PadDriver {
    /// Asks the reader for its features; `None` when it has no keypad that may be used for this card.
    pub fn detect(port: &mut dyn PadPort, reader_name: &str) -> Option<Self> {
        // Its firmware sends an empty VERIFY by itself, which costs a try on 1.1 (card.md 8.3).
        if reader_name.contains("GemPC Pinpad") {
            return None;
        }
        let listed = port.control(FEATURE_REQUEST, &[]).unwrap_or_default();
        let ways = |direct, start, finish| {
            feature(&listed, direct).map(Way::Direct).or_else(|| {
                let (start, finish) = (feature(&listed, start)?, feature(&listed, finish)?);
                Some(Way::Steps { start, finish, keys: feature(&listed, KEY_PRESSED)? })
            })
        };
        let mut verify = ways(VERIFY_DIRECT, VERIFY_START, VERIFY_FINISH);
        let mut modify = ways(MODIFY_DIRECT, MODIFY_START, MODIFY_FINISH);
        if verify.is_none() && modify.is_none() {
            let answer = port.pseudo_command(&[0xFF, 0xC2, 0x01, 0x00, 0x00]).ok()?;
            let listed = answer.strip_suffix(&[0x90, 0x00])?;
            let pseudo = |wanted| feature(listed, wanted).map(|_| Way::Pseudo(wanted));
            (verify, modify) = (pseudo(VERIFY_DIRECT), pseudo(MODIFY_DIRECT));
        }
        if verify.is_none() && modify.is_none() {
            return None;
        }
        let format = if reader_name.contains("SPRx32 USB") { FORMAT_OF_SPR532 } else { FORMAT };
        Some(Self { abilities: PinPad::new(verify.is_some(), modify.is_some()), verify, modify, format })
    }

    /// What it can do.
    #[must_use]
    pub const fn abilities(&self) -> &PinPad {
        &self.abilities
    }

    /// The person enters the PIN, the reader sends VERIFY; the answer is the card's or the keypad's own status.
    ///
    /// # Errors
    /// [`TransportError::Unsupported`] when it cannot, otherwise as for commands.
    pub fn verify(&self, port: &mut dyn PadPort, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let way = self.verify.ok_or(TransportError::Unsupported)?;
        run(port, way, &verify_structure(prompt, self.format))
    }

    /// The person enters the old PIN and twice the new one, the reader sends CHANGE REFERENCE DATA.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn change(&self, port: &mut dyn PadPort, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let way = self.modify.ok_or(TransportError::Unsupported)?;
        run(port, way, &modify_structure(prompt, self.format))
    }
}

fn run(port: &mut dyn PadPort, way: Way, structure: &[u8]) -> Result<Response, TransportError> {
    let answer = match way {
        Way::Direct(code) => port.control(code, structure)?,
        Way::Steps { start, finish, keys } => {
            port.control(start, structure)?;
            wait_for_the_last_key(port, keys)?;
            port.control(finish, &[])?
        }
        Way::Pseudo(feature) => {
            let length = u8::try_from(structure.len()).map_err(|_| TransportError::Unsupported)?;
            let command = [&[0xFF, 0xC2, 0x01, feature, length][..], structure].concat();
            let answer = port.pseudo_command(&command)?;
            match (assumed::PSEUDO_COMMAND_WRAPS_THE_STATUS, answer.as_slice()) {
                (true, [status @ .., 0x90, 0x00]) if status.len() == 2 => status.to_vec(),
                _ => answer,
            }
        }
    };
    Response::from_bytes(answer).ok_or(TransportError::Removed)
}

/// OK, cancel and abort end it; what came of it the reader says at the end.
fn wait_for_the_last_key(port: &mut dyn PadPort, keys: u32) -> Result<(), TransportError> {
    for _ in 0..MAX_LOOKS {
        match port.control(keys, &[])?.first() {
            Some(0x0D | 0x1B | 0x40) => return Ok(()),
            // A digit, a digit taken back.
            Some(0x2B | 0x0A) => {}
            _ => port.wait(BETWEEN_LOOKS),
        }
    }
    // The keypad has given up long since; the end says so.
    Ok(())
}

/// Control code of a feature in the list: tag, length 4, code, repeated.
fn feature(list: &[u8], wanted: u8) -> Option<u32> {
    let mut rest = list;
    while let Some((&[tag, length, code @ ..], after)) = rest.split_first_chunk::<6>() {
        if length != 4 {
            return None;
        }
        if tag == wanted {
            return Some(u32::from_be_bytes(code));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn features() {
        let list = hex!("06 04 42330006 07 04 42330007 12 04 42330012");
        assert_eq!(feature(&list, 0x06), Some(0x4233_0006));
        assert_eq!(feature(&list, 0x12), Some(0x4233_0012));
        assert_eq!(feature(&list, 0x0A), None);
        assert_eq!(feature(&list[..5], 0x06), None);
        assert_eq!(feature(&hex!("06 02 4233 07 04"), 0x06), None);
        assert_eq!(feature(&[], 0x06), None);
    }

    /// Answers in turn; what was asked.
    struct Port {
        answers: Vec<Result<Vec<u8>, TransportError>>,
        asked: Vec<(u32, Vec<u8>)>,
    }

    impl Port {
        fn new(answers: Vec<Result<Vec<u8>, TransportError>>) -> Self {
            Self { answers, asked: Vec::new() }
        }
    }

    impl PadPort for Port {
        fn control(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, TransportError> {
            self.asked.push((code, input.to_vec()));
            if self.answers.is_empty() { Ok(vec![0x00]) } else { self.answers.remove(0) }
        }
        fn wait(&mut self, _duration: Duration) {}
    }

    #[test]
    fn no_keypad() {
        for answer in [Err(TransportError::Unsupported), Ok(vec![]), Ok(hex!("12 04 42330012").to_vec())] {
            assert_eq!(PadDriver::detect(&mut Port::new(vec![answer]), "a reader"), None);
        }
        let list = hex!("06 04 42330006").to_vec();
        assert_eq!(PadDriver::detect(&mut Port::new(vec![Ok(list)]), "Gemalto GemPC Pinpad 00"), None);
        // Steps without a way to see the keys.
        let list = hex!("01 04 42330001 02 04 42330002").to_vec();
        assert_eq!(PadDriver::detect(&mut Port::new(vec![Ok(list)]), "a reader"), None);
    }

    #[test]
    fn old_firmware_gets_its_own_format() {
        for (name, format) in [("SCM SPRx32 USB Smart Card Reader", 0x01), ("another", 0x89)] {
            let mut port = Port::new(vec![Ok(hex!("06 04 42330006").to_vec()), Ok(vec![0x90, 0x00])]);
            let pad = PadDriver::detect(&mut port, name).unwrap();
            assert_eq!(pad.abilities(), &PinPad::new(true, false));
            assert!(pad.verify(&mut port, &PadPrompt::default()).is_ok());
            assert_eq!((port.asked[1].0, port.asked[1].1[2]), (0x4233_0006, format));
            let change = pad.change(&mut port, &PadPrompt::default());
            assert!(matches!(change, Err(TransportError::Unsupported)));
        }
    }

    /// A reader that never says that a key was pressed is asked to end all the same.
    #[test]
    fn steps_end() {
        let list = hex!("01 04 42330001 02 04 42330002 05 04 42330005").to_vec();
        let mut port = Port::new(vec![Ok(list), Ok(vec![])]);
        let pad = PadDriver::detect(&mut port, "a reader").unwrap();
        // One byte is no status.
        assert!(matches!(pad.verify(&mut port, &PadPrompt::default()), Err(TransportError::Removed)));
        assert_eq!(port.asked.len(), 1 + 1 + 400 + 1);
        assert_eq!(port.asked.last().unwrap().0, 0x4233_0002);
    }
}
