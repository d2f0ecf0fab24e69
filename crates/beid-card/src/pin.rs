//! The cardholder's PIN: its block, where it comes from, how many tries are left (card.md 8).

use core::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::error::Error;
use crate::pad::PadPrompt;
use crate::sign::CardKey;

/// Fewest digits of a PIN (card.md 8.1).
pub const MIN_DIGITS: usize = 4;
/// Most digits of a PIN (card.md 8.1).
pub const MAX_DIGITS: usize = 12;

/// A PIN in the form in which the card is given it. Overwritten when dropped; cannot be shown or copied.
pub struct Pin {
    block: Zeroizing<[u8; 8]>,
}

impl Pin {
    /// 4 to 12 decimal digits, nothing else. The card is never sent anything that this refuses: a malformed
    /// PIN would cost a try (card.md 8.1). The caller's text is the caller's to overwrite.
    ///
    /// ```
    /// use beid_card::Pin;
    ///
    /// let pin = Pin::parse("1234")?;
    /// assert_eq!(format!("{pin:?}"), "Pin");
    /// assert_eq!(Pin::parse("12e4").unwrap_err().code(), "pin.format");
    /// # Ok::<(), beid_card::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::PinFormat`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let digits = text.as_bytes();
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return Err(Error::PinFormat);
        }
        // "2", the number of digits, the digits, F to the end: one nibble each.
        let mut block = Zeroizing::new([0xFFu8; 8]);
        let length = u8::try_from(digits.len()).map_err(|_| Error::PinFormat)?;
        let (first, rest) = block.split_first_mut().ok_or(Error::PinFormat)?;
        *first = 0x20 | length;
        for (byte, pair) in rest.iter_mut().zip(digits.chunks(2)) {
            let high = pair.first().map_or(0xF, |digit| digit & 0x0F);
            let low = pair.get(1).map_or(0xF, |digit| digit & 0x0F);
            *byte = (high << 4) | low;
        }
        Ok(Self { block })
    }

    /// As [`parse`](Self::parse), and overwrites the text, whatever comes of it.
    ///
    /// # Errors
    /// [`Error::PinFormat`].
    pub fn from_string(mut text: String) -> Result<Self, Error> {
        let pin = Self::parse(&text);
        text.zeroize();
        pin
    }

    /// A new PIN, typed twice.
    ///
    /// # Errors
    /// [`Error::PinFormat`]; [`Error::NewPinDiffers`] when the two differ.
    pub fn parse_new(text: &str, again: &str) -> Result<Self, Error> {
        let pin = Self::parse(text)?;
        if text == again { Ok(pin) } else { Err(Error::NewPinDiffers) }
    }

    pub(crate) fn block(&self) -> &[u8] {
        &*self.block
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// Where the PIN comes from. It is asked for before the card is locked, except on a keypad.
#[non_exhaustive]
pub enum PinSource<'a> {
    /// The person has typed it already.
    Entered(Pin),
    /// The person types it on the reader's keypad; the computer never sees it.
    Pad(PadPrompt),
    /// Asked when it is needed, with the tries left. `None` means that the person gave up.
    Ask(&'a mut dyn FnMut(PinQuestion) -> Option<Pin>),
}

impl fmt::Debug for PinSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entered(_) => "Entered",
            Self::Pad(_) => "Pad",
            Self::Ask(_) => "Ask",
        })
    }
}

/// Where the old and the new PIN come from when it is changed.
#[non_exhaustive]
pub enum PinChange<'a> {
    /// The person has typed both.
    #[non_exhaustive]
    Entered {
        /// The PIN that is.
        old: Pin,
        /// The PIN that will be.
        new: Pin,
    },
    /// The person types both on the reader's keypad.
    Pad(PadPrompt),
    /// Asked when they are needed, old one first. `None` means that the person gave up.
    Ask(&'a mut dyn FnMut(Tries) -> Option<(Pin, Pin)>),
}

impl PinChange<'_> {
    /// Both are there already.
    #[must_use]
    pub const fn entered(old: Pin, new: Pin) -> Self {
        Self::Entered { old, new }
    }
}

impl fmt::Debug for PinChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entered { .. } => "Entered",
            Self::Pad(_) => "Pad",
            Self::Ask(_) => "Ask",
        })
    }
}

/// What a person should know before typing the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PinQuestion {
    /// What the PIN is for: signing in, or a signature with legal effect.
    pub key: CardKey,
    /// Tries left before the card blocks.
    pub tries: Tries,
}

/// Tries left for the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tries {
    /// 1 to 3.
    Left(u8),
    /// None: only the municipality unblocks it.
    Blocked,
    /// Applet 1.1: asking would cost one (card.md 8.3).
    NotAskable,
}

/// What a session may do with tries. The default is careful: the last try is kept, and where the tries
/// cannot be asked for, no PIN is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinPolicy {
    last_try: LastTry,
    unknown_tries: UnknownTries,
}

impl PinPolicy {
    /// With what to do at the last try, and where the tries cannot be known.
    #[must_use]
    pub const fn new(last_try: LastTry, unknown_tries: UnknownTries) -> Self {
        Self { last_try, unknown_tries }
    }

    /// Whether a PIN may be sent while the card has these tries left.
    pub(crate) const fn permits(self, tries: Tries) -> Result<(), Error> {
        match (tries, self.last_try, self.unknown_tries) {
            (Tries::Blocked, ..) => Err(Error::PinBlocked),
            (Tries::Left(0 | 1), LastTry::Keep, _) => Err(Error::LastTry),
            (Tries::NotAskable, _, UnknownTries::Refuse) => Err(Error::TriesUnknown),
            _ => Ok(()),
        }
    }

    /// Whether the tries must be asked for before a PIN is sent.
    pub(crate) const fn needs_tries(self) -> bool {
        matches!(self.last_try, LastTry::Keep) || matches!(self.unknown_tries, UnknownTries::Refuse)
    }
}

impl Default for PinPolicy {
    fn default() -> Self {
        Self::new(LastTry::Keep, UnknownTries::Refuse)
    }
}

/// What to do when one try is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "two by nature")]
pub enum LastTry {
    /// [`Error::LastTry`]: the person is told to look the PIN up first.
    Keep,
    /// The person was told and goes on.
    Spend,
}

/// What to do when the card cannot say how many tries are left (applet 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "two by nature")]
pub enum UnknownTries {
    /// [`Error::TriesUnknown`].
    Refuse,
    /// The person was told and goes on.
    Accept,
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// Blocks of card.md 8.1, and what is never sent.
    #[test]
    fn blocks() {
        for (text, block) in [
            ("1234", hex!("24 12 34 FF FF FF FF FF")),
            ("12345", hex!("25 12 34 5F FF FF FF FF")),
            ("123456789012", hex!("2C 12 34 56 78 90 12 FF")),
        ] {
            assert_eq!(Pin::parse(text).unwrap().block(), block);
        }
        for bad in ["", "123", "1234567890123", "12 34", "12a4", "١٢٣٤", "-123", "1234\n"] {
            assert!(matches!(Pin::parse(bad), Err(Error::PinFormat)), "{bad}");
        }
    }

    #[test]
    fn careful_by_default() {
        let policy = PinPolicy::default();
        assert!(policy.permits(Tries::Left(2)).is_ok());
        assert!(matches!(policy.permits(Tries::Left(1)), Err(Error::LastTry)));
        assert!(matches!(policy.permits(Tries::NotAskable), Err(Error::TriesUnknown)));
        assert!(matches!(policy.permits(Tries::Blocked), Err(Error::PinBlocked)));
        let bold = PinPolicy::new(LastTry::Spend, UnknownTries::Accept);
        assert!(bold.permits(Tries::Left(1)).is_ok() && bold.permits(Tries::NotAskable).is_ok());
        assert!(matches!(bold.permits(Tries::Blocked), Err(Error::PinBlocked)));
    }
}
