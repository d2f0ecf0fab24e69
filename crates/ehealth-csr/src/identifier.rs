//! Numbers that identify persons and organisations (domain.md 3).
//!
//! Three things apart: [`Identifier::parse`] reads what a person typed and knows the lengths;
//! [`Identifier::check`] knows the check digits; [`Identifier::display`] writes for a screen. What the
//! authority gave ([`Identifier::from_authority`]) is never refused for its check digits.

mod application;
mod cbe;
mod kind;
mod nihii;
#[cfg(feature = "serde")]
mod serde;
mod ssin;

use core::fmt;

pub use application::ApplicationId;
pub use cbe::Cbe;
pub use kind::{CheckRule, IdentifierType};
pub use nihii::Nihii;
pub use ssin::{Ssin, SsinWarning};

/// Why a text is not an identifier: the rule, the place, what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// Too few or too many digits.
    #[error("{got} digits instead of {want}")]
    #[non_exhaustive]
    Length {
        /// Digits found.
        got: usize,
        /// Digits wanted.
        want: usize,
    },
    /// A character that is neither a digit nor one of `. - /` and the space.
    #[error("not a digit at column {column}")]
    #[non_exhaustive]
    NotADigit {
        /// Column in characters, from 1.
        column: usize,
    },
    /// The check digits do not fit the others.
    #[error("the check digits (column {column}) are {found:02} and would be {}", text_of(.expected))]
    #[non_exhaustive]
    CheckDigits {
        /// Where they begin among the digits, from 1.
        column: usize,
        /// What stands there.
        found: u8,
        /// What would fit: two for an SSIN, whose bearer may be born before or since 2000; up to four for a
        /// NIHII number, of which there are four series.
        expected: Vec<u8>,
    },
    /// The number of an establishment, not of an enterprise: an enterprise has 0 or 1 in front.
    #[error("the number of an establishment unit, not of an enterprise")]
    EstablishmentUnit,
    /// No number of this type begins so.
    #[error("the first digit would be {expected}")]
    #[non_exhaustive]
    FirstDigit {
        /// What it would be.
        expected: &'static str,
    },
    /// Not the name of a type of identifier: capitals, digits, `_` and `-`, a capital first.
    #[error("not a type of identifier")]
    Type,
    /// An application id that, folded, is not 1 to 30 of `0-9 A-Z _ -`.
    #[error("not an application id")]
    Application,
}

/// What was done to a text that was typed, worth telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// The zero in front, which old enterprise numbers lack, was added.
    LeadingZero,
    /// `BE` in front was dropped: it was a VAT number.
    VatPrefix,
}

fn text_of(expected: &[u8]) -> String {
    let all: Vec<String> = expected.iter().map(|digits| format!("{digits:02}")).collect();
    all.join(" or ")
}

/// An identifier with its type, as it stands in a subject name.
///
/// ```
/// use ehealth_csr::{Identifier, IdentifierError, IdentifierType};
///
/// let pharmacy = Identifier::parse(IdentifierType::parse("NIHII-PHARMACY")?, "9-99999-71")?;
/// pharmacy.check()?;
/// assert_eq!(pharmacy.to_string(), "NIHII-PHARMACY=99999971");     // in a name
/// assert_eq!(pharmacy.display().to_string(), "9-99999-71");        // on a screen
/// # Ok::<(), IdentifierError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier {
    kind: IdentifierType,
    value: String,
}

impl Identifier {
    /// Reads what a person typed: separators are dropped, the length must be the type's; that of a type
    /// which only the authority knows is free. Check digits: [`check`](Self::check).
    ///
    /// # Errors
    /// [`IdentifierError::NotADigit`], [`IdentifierError::Length`].
    pub fn parse(kind: IdentifierType, text: &str) -> Result<Self, IdentifierError> {
        Self::parse_with_notes(kind, text).map(|(identifier, _)| identifier)
    }

    /// The same, and what was done to the text.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with_notes(kind: IdentifierType, text: &str) -> Result<(Self, Vec<Note>), IdentifierError> {
        let (value, notes) = match kind.check_rule() {
            CheckRule::Cbe => cbe::normalise(text)?,
            _ => (digits_of(text)?, Vec::new()),
        };
        let want = kind.digits().unwrap_or_else(|| value.len().max(1));
        if value.len() != want {
            return Err(IdentifierError::Length { got: value.len(), want });
        }
        Ok((Self { kind, value }, notes))
    }

    /// An identifier that the authority gave: digits, whose number and check digits are not looked at
    /// (domain.md 3.7).
    ///
    /// # Errors
    /// [`IdentifierError::NotADigit`], [`IdentifierError::Length`] when there is none.
    pub fn from_authority(kind: IdentifierType, value: &str) -> Result<Self, IdentifierError> {
        if let Some(column) = value.chars().position(|char| !char.is_ascii_digit()) {
            return Err(IdentifierError::NotADigit { column: column.saturating_add(1) });
        }
        if value.is_empty() {
            return Err(IdentifierError::Length { got: 0, want: 1 });
        }
        Ok(Self { kind, value: value.to_owned() })
    }

    /// Whether length and check digits are those of the type. A type without a public rule has only a
    /// length, one that only the authority knows nothing to check.
    ///
    /// # Errors
    /// [`IdentifierError::Length`], [`IdentifierError::CheckDigits`],
    /// [`IdentifierError::EstablishmentUnit`], [`IdentifierError::FirstDigit`].
    pub fn check(&self) -> Result<(), IdentifierError> {
        if let Some(want) = self.kind.digits().filter(|want| *want != self.value.len()) {
            return Err(IdentifierError::Length { got: self.value.len(), want });
        }
        match self.kind.check_rule() {
            CheckRule::Ssin => Ssin::parse(&self.value).map(drop),
            CheckRule::Cbe => cbe::check(&self.value),
            CheckRule::Nihii => nihii::check(&self.value).map(drop),
            CheckRule::Length => Ok(()),
        }
    }

    /// The check that the authority's list names for a type (ra.md 4.2, 7.5): `CHECK-97-MOD-97` or
    /// `CHECK-MOD-97`. A type with a rule of its own is checked by that. Gives whether anything was checked: a
    /// name that is not known is skipped, because the list may grow.
    ///
    /// # Errors
    /// [`IdentifierError::CheckDigits`], and those of [`check`](Self::check).
    pub fn check_by(&self, algorithm: &str) -> Result<bool, IdentifierError> {
        if self.kind.check_rule() != CheckRule::Length {
            return self.check().map(|()| true);
        }
        let digits = self.value.len();
        let at = digits.checked_sub(2).ok_or(IdentifierError::Length { got: digits, want: 2 })?;
        let head = self.value.bytes().take(at).map(|digit| u64::from(digit.saturating_sub(b'0')));
        let remainder = head.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(digit) % 97);
        let expected = match algorithm {
            "CHECK-97-MOD-97" => 97u64.saturating_sub(remainder),
            "CHECK-MOD-97" if remainder == 0 => 97,
            "CHECK-MOD-97" => remainder,
            _ => return Ok(false),
        };
        let found = number_in(&self.value, at, digits);
        let column = at.saturating_add(1);
        if found == expected { Ok(true) } else { Err(check_digits(column, found, &[expected])) }
    }

    /// The type.
    #[must_use]
    pub const fn kind(&self) -> &IdentifierType {
        &self.kind
    }

    /// The digits.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The digits with zeros in front up to the length of the type: some services send numbers, which lose
    /// them (ra.md 7.4, 9.3).
    #[must_use]
    pub fn padded(&self) -> String {
        let width = self.kind.digits().unwrap_or_default();
        format!("{:0>width$}", self.value)
    }

    /// With the separators of its type, for a screen; without any when it has none or another length.
    #[must_use]
    pub fn display(&self) -> impl fmt::Display + '_ {
        let marks: &'static [(usize, char)] = match (self.kind.check_rule(), self.value.len()) {
            (CheckRule::Ssin, 11) => &[(2, '.'), (4, '.'), (6, '-'), (9, '.')],
            (CheckRule::Cbe, 10) => &[(4, '.'), (7, '.')],
            (CheckRule::Nihii, 8 | 11) => &[(1, '-'), (6, '-'), (8, '-')],
            _ => &[],
        };
        Grouped { digits: &self.value, marks }
    }
}

impl From<&Ssin> for Identifier {
    fn from(ssin: &Ssin) -> Self {
        Self { kind: IdentifierType::SSIN, value: ssin.as_str().to_owned() }
    }
}

impl From<&Cbe> for Identifier {
    fn from(cbe: &Cbe) -> Self {
        Self { kind: IdentifierType::CBE, value: cbe.as_str().to_owned() }
    }
}

/// `TYPE=ID`, as in a subject name.
impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.kind.as_str(), self.value)
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == IdentifierType::SSIN {
            return write!(f, "Identifier(SSIN={}…)", self.value.get(..6).unwrap_or_default());
        }
        write!(f, "Identifier({self})")
    }
}

/// Digits with marks before some of them.
struct Grouped<'a> {
    digits: &'a str,
    /// Index of a digit, and what stands before it.
    marks: &'static [(usize, char)],
}

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, digit) in self.digits.chars().enumerate() {
            if let Some((_, mark)) = self.marks.iter().find(|(at, _)| *at == index) {
                write!(f, "{mark}")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

fn digits_of(text: &str) -> Result<String, IdentifierError> {
    let mut digits = String::new();
    for (column, char) in (1..).zip(text.chars()) {
        match char {
            '0'..='9' => digits.push(char),
            '.' | '-' | '/' | ' ' => {}
            _ => return Err(IdentifierError::NotADigit { column }),
        }
    }
    Ok(digits)
}

fn number_in(digits: &str, from: usize, to: usize) -> u64 {
    digits.get(from..to).and_then(|part| part.parse().ok()).unwrap_or_default()
}

/// 97 less the remainder: 1 to 97.
const fn check_97(number: u64) -> u64 {
    97u64.saturating_sub(number % 97)
}

fn check_digits(column: usize, found: u64, expected: &[u64]) -> IdentifierError {
    let small = |digits: u64| u8::try_from(digits).unwrap_or_default();
    let mut alternatives: Vec<u8> = Vec::with_capacity(expected.len());
    for digits in expected.iter().map(|digits| small(*digits)) {
        if !alternatives.contains(&digits) {
            alternatives.push(digits);
        }
    }
    IdentifierError::CheckDigits { column, found: small(found), expected: alternatives }
}
