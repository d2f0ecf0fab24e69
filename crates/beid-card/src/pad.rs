//! Readers with a keypad (PC/SC part 10, card.md 8.9).
//!
//! [`PadDriver`] speaks to the keypad of any reader that can pass control calls on ([`PadPort`]); who implements
//! [`Transaction`](crate::transport::Transaction) for readers of their own uses it there.

mod driver;

pub use driver::{FEATURE_REQUEST, PadDriver, PadPort};

/// What a reader's keypad can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PinPad {
    /// VERIFY can be entered on it.
    pub verify: bool,
    /// The PIN can be changed on it.
    pub modify: bool,
}

impl PinPad {
    /// A keypad that can verify, and perhaps change, a PIN.
    #[must_use]
    pub const fn new(verify: bool, modify: bool) -> Self {
        Self { verify, modify }
    }
}

/// The language of a keypad's display (wLangId).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PadLanguage {
    /// 0413.
    Dutch,
    /// 040C.
    French,
    /// 0407.
    German,
    /// 0409.
    #[default]
    English,
}

/// What the keypad is to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PadPrompt {
    /// Language of the reader's own text.
    pub language: PadLanguage,
}

impl PadPrompt {
    /// Asks in `language`.
    #[must_use]
    pub const fn new(language: PadLanguage) -> Self {
        Self { language }
    }
}

impl PadLanguage {
    const fn id(self) -> u16 {
        match self {
            Self::Dutch => 0x0413,
            Self::French => 0x040C,
            Self::German => 0x0407,
            Self::English => 0x0409,
        }
    }
}

/// PIN_VERIFY_STRUCTURE for this card, 32 bytes (PC/SC part 10 section 2.5.2, card.md 8.9). `format` is
/// bmFormatString, 89 but for one reader's old firmware.
fn verify_structure(prompt: &PadPrompt, format: u8) -> Vec<u8> {
    let [low, high] = prompt.language.id().to_le_bytes();
    vec![
        0x1E, 0x1E, // seconds, in all and after the first key
        format, 0x47,
        0x04, // BCD at byte 1, left justified; 7 bytes; length in the low nibble of the first byte
        0x0C, 0x04, // 4 to 12 digits
        0x02, // OK key
        0x01, low, high, 0x00, // one message
        0x00, 0x00, 0x00, // T=0: no prologue
        0x0D, 0x00, 0x00, 0x00, // bytes that follow
        0x00, 0x20, 0x00, 0x01, 0x08, 0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ]
}

/// PIN_MODIFY_STRUCTURE for this card, 45 bytes (PC/SC part 10 section 2.5.3, card.md 8.9): asks for the old PIN
/// and twice for the new one.
fn modify_structure(prompt: &PadPrompt, format: u8) -> Vec<u8> {
    let [low, high] = prompt.language.id().to_le_bytes();
    let mut bytes = vec![
        0x1E, 0x1E, format, 0x47, 0x04, // as for VERIFY
        0x00, 0x08, // offsets of the old and the new block
        0x0C, 0x04, // 4 to 12 digits
        0x03, // the old one is asked for, the new one confirmed
        0x02, // OK key
        0x03, low, high, 0x00, 0x01, 0x02, // three messages
        0x00, 0x00, 0x00, // T=0: no prologue
        0x15, 0x00, 0x00, 0x00, // bytes that follow
        0x00, 0x24, 0x00, 0x01, 0x10,
    ];
    for _ in 0..2 {
        bytes.extend_from_slice(&[0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// card.md 8.9.
    #[test]
    fn structure() {
        let bytes = verify_structure(&PadPrompt::new(PadLanguage::French), 0x89);
        assert_eq!(
            bytes,
            hex!("1E1E 89 47 04 0C04 02 01 0C04 00 000000 0D000000 0020000108 20FFFFFFFFFFFFFF")
        );
        assert_eq!(bytes.len(), 32);
        let bytes = modify_structure(&PadPrompt::new(PadLanguage::Dutch), 0x89);
        assert_eq!(
            bytes,
            hex!(
                "1E1E 89 47 04 00 08 0C04 03 02 03 1304 00 01 02 000000 15000000"
                "0024000110 20FFFFFFFFFFFFFF 20FFFFFFFFFFFFFF"
            )
        );
    }
}
