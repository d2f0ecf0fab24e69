//! Recognition: the applet and its generation (card.md 1 and 2).

use core::fmt;

use crate::error::Error;

/// Generation of the applet: byte 21 of the card data. The answer to reset proves nothing (card.md 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AppletVersion {
    /// 2003 to 2004.
    V1_0,
    /// 2004 to 2014, RSA 1024.
    V1_1,
    /// 2014 to 2021, RSA 2048.
    V1_7,
    /// From 2021, ECDSA P-384; later ones are taken for it (card.md 1.3).
    V1_8,
}

impl AppletVersion {
    /// `1.0`, `1.1`, `1.7` or `1.8`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_7 => "1.7",
            Self::V1_8 => "1.8",
        }
    }

    pub(crate) const fn is_rsa(self) -> bool {
        !matches!(self, Self::V1_8)
    }

    /// Whether a VERIFY without a PIN tells the tries instead of spending one (card.md 8.3).
    pub(crate) const fn tells_tries(self) -> bool {
        matches!(self, Self::V1_7 | Self::V1_8)
    }

    const fn from_byte(byte: u8) -> Result<Self, Error> {
        match byte {
            0x10 => Ok(Self::V1_0),
            0x11 => Ok(Self::V1_1),
            0x17 => Ok(Self::V1_7),
            0x18.. => Ok(Self::V1_8),
            version => Err(Error::UnknownGeneration { version }),
        }
    }
}

impl fmt::Display for AppletVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Serial number of the chip, 16 bytes: equals tag 02 of the identity file and names the card for a session.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChipNumber([u8; 16]);

impl ChipNumber {
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Upper-case hexadecimal.
impl fmt::Display for ChipNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for ChipNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChipNumber(…)")
    }
}

/// The answer to GET CARD DATA: 28 bytes, 31 with the tries of the PIN (card.md 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardData {
    bytes: Vec<u8>,
    chip: ChipNumber,
    applet: AppletVersion,
}

const APPLET_AT: usize = 21;
const LIFE_CYCLE_AT: usize = 27;
const TRIES_AT: usize = 28;
const PERSONALISED: u8 = 0x0F;

impl CardData {
    /// Length with Le of the form that every generation has.
    pub(crate) const SHORT: u8 = 0x1C;
    /// Length with Le of the form with tries.
    pub(crate) const LONG: u8 = 0x1F;

    pub(crate) fn parse(bytes: Vec<u8>) -> Result<Self, Error> {
        let (Some(chip), Some(&version), Some(&life_cycle)) = (
            bytes.get(..16).and_then(ChipNumber::from_slice),
            bytes.get(APPLET_AT),
            bytes.get(LIFE_CYCLE_AT),
        ) else {
            return Err(Error::NotBeid);
        };
        let applet = AppletVersion::from_byte(version)?;
        if life_cycle != PERSONALISED {
            return Err(Error::NotActivated);
        }
        Ok(Self { bytes, chip, applet })
    }

    /// Generation of the applet.
    #[must_use]
    pub const fn applet(&self) -> AppletVersion {
        self.applet
    }

    /// Serial number of the chip.
    #[must_use]
    pub const fn chip_number(&self) -> ChipNumber {
        self.chip
    }

    /// All bytes as the card gave them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Tries left of the PIN, in the long form only; `None` also for `FF`, "no PIN found".
    pub(crate) fn tries(&self) -> Option<u8> {
        self.bytes.get(TRIES_AT).copied().filter(|&tries| tries <= 15)
    }
}

/// The answer to reset of applet 1.8; cards of other nations may show it too (card.md 1.1).
const ATR_1_8: [u8; 20] = [
    0x3B, 0x7F, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xB0, 0x85, 0x04, 0x01, 0x20, 0x12, 0x0F, 0xFF,
    0x82, 0x90, 0x00,
];

/// What an answer to reset suggests: good for the order in which cards are tried, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AtrHint {
    /// Some other card, probably.
    Other,
    /// Applet 1.0, 1.1 or 1.7, probably.
    Rsa,
    /// Applet 1.8, probably.
    Ec,
}

/// Reads an answer to reset as commons-eid does: the 1.8 one as it is, the older ones under a mask
/// (card.md 1.1).
#[must_use]
pub fn atr_hint(atr: &[u8]) -> AtrHint {
    const MASK: [u8; 13] = [0xFF, 0xFF, 0, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xF0];
    const VALUE: [u8; 13] = [0x3B, 0x98, 0, 0x40, 0, 0, 0, 0, 0x01, 0x01, 0xAD, 0x13, 0x10];
    if atr == ATR_1_8 {
        return AtrHint::Ec;
    }
    let fits = atr.len() == MASK.len()
        && atr.iter().zip(MASK).zip(VALUE).all(|((byte, mask), value)| byte & mask == value);
    if fits { AtrHint::Rsa } else { AtrHint::Other }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// Card data of a public virtual 1.7 card (card.md 15.4).
    const V1_7: [u8; 28] =
        hex!("53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 17 00 03 00 21 01 0F");

    fn with(at: usize, value: u8) -> Vec<u8> {
        let mut bytes = V1_7.to_vec();
        bytes[at] = value;
        bytes
    }

    #[test]
    fn card_data() {
        let data = CardData::parse(V1_7.to_vec()).unwrap();
        assert_eq!(data.applet(), AppletVersion::V1_7);
        assert_eq!(data.chip_number().to_string(), "534C494E0123456789ABCDEF01234567");
        assert_eq!(data.tries(), None);
        for (byte, applet) in [(0x11, "1.1"), (0x18, "1.8"), (0x20, "1.8")] {
            assert_eq!(CardData::parse(with(21, byte)).unwrap().applet().as_str(), applet);
        }
        assert!(matches!(CardData::parse(with(21, 0x12)), Err(Error::UnknownGeneration { version: 0x12 })));
        assert!(matches!(CardData::parse(with(27, 0x07)), Err(Error::NotActivated)));
        assert!(matches!(CardData::parse(V1_7[..27].to_vec()), Err(Error::NotBeid)));
        let long = [&with(21, 0x18)[..], &hex!("02 FF FF")].concat();
        assert_eq!(CardData::parse(long).unwrap().tries(), Some(2));
    }

    /// card.md 1.1.
    #[test]
    fn atrs() {
        for (atr, hint) in [
            (&hex!("3B 98 94 40 FF A5 03 01 01 01 AD 13 10")[..], AtrHint::Rsa),
            (&hex!("3B 98 94 40 0A A5 03 01 01 01 AD 13 10"), AtrHint::Rsa),
            (&hex!("3B 98 13 40 0A A5 03 01 01 01 AD 13 11"), AtrHint::Rsa),
            (&hex!("3B 7F 96 00 00 80 31 80 65 B0 85 04 01 20 12 0F FF 82 90 00"), AtrHint::Ec),
            (&hex!("3B 7F 96 00 00 80 31 80 65 B0 85 04 01 20 12 0F FF 82 90"), AtrHint::Other),
            (&[], AtrHint::Other),
        ] {
            assert_eq!(atr_hint(atr), hint, "{atr:02X?}");
        }
    }
}
