//! Code lists of the identity file (card.md 5.3). Codes that are not in it are kept.

/// What kind of document the card is (tag 0F).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentType {
    /// 1.
    BelgianCitizen,
    /// 6: under 12 years.
    Kids,
    /// 7 and 8: technical cards.
    Technical(u8),
    /// 11 to 28 and 31 to 36: a foreigner's card, with the letter of its type.
    Foreigner(ForeignerCard),
    /// 61 to 69: a foreign child's card.
    ForeignKids(u8),
    /// A code that is not in the list.
    Other(u16),
}

/// The letter of a foreigner's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the letters as printed on the card")]
pub enum ForeignerCard {
    A,
    B,
    C,
    D,
    E,
    EPlus,
    F,
    FPlus,
    H,
    I,
    J,
    M,
    N,
    K,
    L,
    Eu,
    EuPlus,
}

impl DocumentType {
    /// Reads the code; a leading zero may be there.
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        use ForeignerCard as F;
        Some(match text.parse().ok()? {
            1 => Self::BelgianCitizen,
            6 => Self::Kids,
            code @ (7 | 8) => Self::Technical(u8::try_from(code).ok()?),
            11 | 33 => Self::Foreigner(F::A),
            12 | 34 => Self::Foreigner(F::B),
            13 => Self::Foreigner(F::C),
            14 => Self::Foreigner(F::D),
            15 => Self::Foreigner(F::E),
            16 => Self::Foreigner(F::EPlus),
            17 | 35 => Self::Foreigner(F::F),
            18 | 36 => Self::Foreigner(F::FPlus),
            19 => Self::Foreigner(F::H),
            20 => Self::Foreigner(F::I),
            21 => Self::Foreigner(F::J),
            22 => Self::Foreigner(F::M),
            23 => Self::Foreigner(F::N),
            27 => Self::Foreigner(F::K),
            28 => Self::Foreigner(F::L),
            31 => Self::Foreigner(F::Eu),
            32 => Self::Foreigner(F::EuPlus),
            code @ 61..=69 => Self::ForeignKids(u8::try_from(code).ok()?),
            code => Self::Other(code),
        })
    }

    /// A child's card: no signature key, perhaps no authentication key.
    #[must_use]
    pub const fn is_kids(self) -> bool {
        matches!(self, Self::Kids | Self::ForeignKids(_))
    }

    /// A foreigner's card, child's ones included.
    #[must_use]
    pub const fn is_foreigner(self) -> bool {
        matches!(self, Self::Foreigner(_) | Self::ForeignKids(_))
    }
}

/// Tag 0D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sex {
    /// `F`, `V` or `W`, by the card's language.
    Female,
    /// `M`.
    Male,
}

impl Sex {
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        match text {
            "F" | "V" | "W" => Some(Self::Female),
            "M" => Some(Self::Male),
            _ => None,
        }
    }
}

/// Tag 10; no longer used on new cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SpecialStatus {
    /// Blind.
    pub white_cane: bool,
    /// Partially sighted.
    pub yellow_cane: bool,
    /// Under extended minority.
    pub extended_minority: bool,
}

impl SpecialStatus {
    /// 0 to 5; a leading zero may be there.
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        let code = text.strip_prefix('0').filter(|rest| !rest.is_empty()).unwrap_or(text);
        let (white_cane, yellow_cane, extended_minority) = match code {
            "0" => (false, false, false),
            "1" => (true, false, false),
            "2" => (false, false, true),
            "3" => (true, false, true),
            "4" => (false, true, false),
            "5" => (false, true, true),
            _ => return None,
        };
        Some(Self { white_cane, yellow_cane, extended_minority })
    }
}

/// Tag 13, foreigners only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecialOrganisation {
    /// 1.
    Shape,
    /// 2.
    Nato,
    /// 4.
    FormerBlueCardHolder,
    /// 5.
    Researcher,
}

impl SpecialOrganisation {
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Shape),
            "2" => Some(Self::Nato),
            "4" => Some(Self::FormerBlueCardHolder),
            "5" => Some(Self::Researcher),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// card.md 5.3: compared as numbers.
    #[test]
    fn document_types() {
        for (text, expected) in [
            ("1", Some(DocumentType::BelgianCitizen)),
            ("01", Some(DocumentType::BelgianCitizen)),
            ("6", Some(DocumentType::Kids)),
            ("33", Some(DocumentType::Foreigner(ForeignerCard::A))),
            ("61", Some(DocumentType::ForeignKids(61))),
            ("99", Some(DocumentType::Other(99))),
            ("", None),
            ("A", None),
            ("+1", None),
        ] {
            assert_eq!(DocumentType::from_card(text), expected, "{text}");
        }
        assert!(DocumentType::Kids.is_kids() && DocumentType::ForeignKids(62).is_kids());
    }
}
