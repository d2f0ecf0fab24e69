//! Policies as data (domain.md 5.2).

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Kinds of characters, as a set. Letters and digits are those of ASCII; a symbol is printable ASCII
/// (U+0021 to U+007E) that is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Classes(u8);

impl Classes {
    /// `0` to `9`.
    pub const DIGIT: Self = Self(1);
    /// Printable ASCII that is neither letter nor digit; the space is none.
    pub const SYMBOL: Self = Self(2);
    /// `a` to `z`.
    pub const LOWER: Self = Self(4);
    /// `A` to `Z`.
    pub const UPPER: Self = Self(8);
    /// Either case.
    pub const LETTER: Self = Self(12);
    /// Digits and symbols: what the program's third check asks for.
    pub const DIGIT_OR_SYMBOL: Self = Self(3);

    /// Both sets together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the character is of one of the kinds.
    #[must_use]
    pub const fn contains(self, character: char) -> bool {
        let class = if character.is_ascii_digit() {
            Self::DIGIT
        } else if character.is_ascii_lowercase() {
            Self::LOWER
        } else if character.is_ascii_uppercase() {
            Self::UPPER
        } else if character.is_ascii_graphic() {
            Self::SYMBOL
        } else {
            return false;
        };
        self.0 & class.0 != 0
    }
}

/// Which characters may stand in a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Accepted {
    /// U+0021 to U+007E: no accents, because programs encode them differently, and no space, because some
    /// programs trim it.
    PrintableAscii,
    /// Whatever a keystore can carry.
    Any,
}

impl Accepted {
    /// Whether the character may stand there.
    #[must_use]
    pub const fn contains(self, character: char) -> bool {
        match self {
            Self::PrintableAscii => character.is_ascii_graphic(),
            Self::Any => true,
        }
    }
}

/// A policy: data, no code. Lengths are characters as typed, not bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub(crate) name: Cow<'static, str>,
    pub(crate) version: u32,
    pub(crate) min_len: usize,
    pub(crate) max_len: usize,
    pub(crate) accepted: Accepted,
    pub(crate) required: Vec<Classes>,
    pub(crate) max_repeat: Option<usize>,
    pub(crate) min_strength: Option<u8>,
}

impl Profile {
    /// The platform's rules as far as they are known: 8 to 64 characters, printable ASCII, a digit or a symbol,
    /// and a letter. The numbers and the letter are assumed: see [`crate::assumed`].
    #[must_use]
    pub fn ehealth() -> Self {
        use crate::assumed::{MAX_LEN, MIN_LEN};
        Self::new("ehealth", 1)
            .with_length(MIN_LEN, MAX_LEN)
            .with_accepted(Accepted::PrintableAscii)
            .with_required(Classes::DIGIT_OR_SYMBOL)
            .with_required(Classes::LETTER)
    }

    /// The same from 12 characters on, as the data protection authority and Safeonweb advise; and of strength 3
    /// where a program estimates it ([`judge_estimated`](crate::judge::judge_estimated)).
    #[must_use]
    pub fn recommended() -> Self {
        use crate::assumed::{MAX_LEN, RECOMMENDED_MIN_LEN};
        Self { name: "recommended".into(), ..Self::ehealth() }
            .with_length(RECOMMENDED_MIN_LEN, MAX_LEN)
            .with_min_strength(3)
    }

    /// Anything: for opening what exists, and for the old password of a change.
    #[must_use]
    pub const fn legacy() -> Self {
        Self::new("legacy", 1)
    }

    /// A policy that asks for nothing yet.
    #[must_use]
    pub const fn new(name: &'static str, version: u32) -> Self {
        Self {
            name: Cow::Borrowed(name),
            version,
            min_len: 0,
            max_len: usize::MAX,
            accepted: Accepted::Any,
            required: Vec::new(),
            max_repeat: None,
            min_strength: None,
        }
    }

    /// Least and greatest length, in characters.
    #[must_use]
    pub fn with_length(self, min_len: usize, max_len: usize) -> Self {
        Self { min_len, max_len, ..self }
    }

    /// Which characters may stand there.
    #[must_use]
    pub fn with_accepted(self, accepted: Accepted) -> Self {
        Self { accepted, ..self }
    }

    /// One more thing that must stand there: a character of any of these kinds.
    #[must_use]
    pub fn with_required(mut self, any_of: Classes) -> Self {
        self.required.push(any_of);
        self
    }

    /// How often one character may stand in a row.
    #[must_use]
    pub fn with_max_repeat(self, max_repeat: usize) -> Self {
        Self { max_repeat: Some(max_repeat), ..self }
    }

    /// Least score of the estimate, 0 to 4. [`judge`](crate::judge()) alone does not look at it.
    #[must_use]
    pub fn with_min_strength(self, min_strength: u8) -> Self {
        Self { min_strength: Some(min_strength), ..self }
    }

    /// Least score of the estimate, if there is one.
    #[must_use]
    pub const fn min_strength(&self) -> Option<u8> {
        self.min_strength
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Rises when its rules change.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Least length, in characters.
    #[must_use]
    pub const fn min_len(&self) -> usize {
        self.min_len
    }

    /// Greatest length, in characters.
    #[must_use]
    pub const fn max_len(&self) -> usize {
        self.max_len
    }

    /// Which characters may stand there.
    #[must_use]
    pub const fn accepted(&self) -> Accepted {
        self.accepted
    }

    /// What must stand there: of each member one character.
    #[must_use]
    pub fn required(&self) -> &[Classes] {
        &self.required
    }

    /// How often one character may stand in a row, if that is limited.
    #[must_use]
    pub const fn max_repeat(&self) -> Option<usize> {
        self.max_repeat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_policy_says_of_itself() {
        let policy = Profile::new("of-a-vendor", 7)
            .with_length(9, 40)
            .with_accepted(Accepted::PrintableAscii)
            .with_required(Classes::DIGIT)
            .with_required(Classes::LETTER)
            .with_max_repeat(3)
            .with_min_strength(2);
        assert_eq!((policy.name(), policy.version()), ("of-a-vendor", 7));
        assert_eq!((policy.min_len(), policy.max_len()), (9, 40));
        assert_eq!(policy.accepted(), Accepted::PrintableAscii);
        assert_eq!(policy.required(), [Classes::DIGIT, Classes::LETTER]);
        assert_eq!((policy.max_repeat(), policy.min_strength()), (Some(3), Some(2)));
    }

    #[test]
    fn classes_of_characters() {
        let cases = [
            ('5', Classes::DIGIT),
            ('a', Classes::LOWER),
            ('Z', Classes::UPPER),
            ('~', Classes::SYMBOL),
            ('!', Classes::SYMBOL),
        ];
        for (character, class) in cases {
            for other in [Classes::DIGIT, Classes::LOWER, Classes::UPPER, Classes::SYMBOL] {
                assert_eq!(other.contains(character), other == class, "{character}");
            }
        }
        assert_eq!(Classes::LOWER.or(Classes::UPPER), Classes::LETTER);
        assert_eq!(Classes::DIGIT.or(Classes::SYMBOL), Classes::DIGIT_OR_SYMBOL);
        assert_eq!(Classes::LETTER.or(Classes::LOWER), Classes::LETTER);
        let all = Classes::LETTER.or(Classes::DIGIT_OR_SYMBOL);
        for none in [' ', 'é', '\u{7F}', '\n', '٣'] {
            assert!(!all.contains(none), "{none:?}");
        }
    }
}
