//! Numbers that identify persons and organisations (domain.md 3).

use core::fmt;
use std::borrow::Cow;

/// Why a text is not an identifier.
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
    /// The last two digits do not fit the others.
    #[error("the check digits are {found:02} and would be {}", text_of(.expected))]
    #[non_exhaustive]
    CheckDigits {
        /// What stands there.
        found: u8,
        /// What would fit; two for an SSIN, whose bearer may be born before or since 2000.
        expected: Vec<u8>,
    },
    /// Not the name of a type of identifier: capitals, digits, `_` and `-`, a capital first.
    #[error("not a type of identifier")]
    Type,
    /// An application id that, folded, is not 1 to 30 of `0-9 A-Z _ -`.
    #[error("not an application id")]
    Application,
}

fn text_of(expected: &[u8]) -> String {
    let all: Vec<String> = expected.iter().map(|digits| format!("{digits:02}")).collect();
    all.join(" or ")
}

/// National number of a person: SSIN, NISS, INSZ (domain.md 3.1), also a BIS number.
///
/// ```
/// use ehealth_csr::{IdentifierError, Ssin};
///
/// let ssin = Ssin::parse("00.01.01-998.46")?;           // separators are optional
/// assert_eq!(ssin.as_str(), "00010199846");              // wire form: 11 digits
/// assert_eq!(ssin.display().to_string(), "00.01.01-998.46");
///
/// // 46 says born in 1900, 75 would say 2000; anything else is a typing error
/// let error = Ssin::parse("00010199847").unwrap_err();
/// assert!(matches!(error, IdentifierError::CheckDigits { found: 47, .. }));
/// # Ok::<(), IdentifierError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ssin {
    digits: String,
    century: u16,
}

/// What is strange about a number whose check digits fit. Never a reason to refuse it: the register has
/// numbers without a real date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SsinWarning {
    /// Month and day are no date of a calendar, nor the zeros of an unknown one.
    BirthDate,
    /// The serial number is 000 or 999.
    Sequence,
}

const SSIN_DIGITS: usize = 11;

impl Ssin {
    /// Reads 11 digits; `.`, `-`, `/` and spaces anywhere are ignored.
    ///
    /// # Errors
    /// [`IdentifierError::NotADigit`], [`IdentifierError::Length`], [`IdentifierError::CheckDigits`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits_of(text)?;
        if digits.len() != SSIN_DIGITS {
            return Err(IdentifierError::Length { got: digits.len(), want: SSIN_DIGITS });
        }
        let number = number_in(&digits, 0, 9);
        let found = number_in(&digits, 9, 11);
        let before = check_97(number);
        let since = check_97(number.saturating_add(2_000_000_000));
        let century = match found {
            found if found == before => 1900,
            found if found == since => 2000,
            _ => {
                let expected = [before, since].map(|digits| u8::try_from(digits).unwrap_or_default());
                let found = u8::try_from(found).unwrap_or_default();
                return Err(IdentifierError::CheckDigits { found, expected: expected.to_vec() });
            }
        };
        Ok(Self { digits, century })
    }

    /// The 11 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// With separators, `YY.MM.DD-SSS.CC`.
    #[must_use]
    pub fn display(&self) -> impl fmt::Display + '_ {
        SsinDisplay(&self.digits)
    }

    /// Whether it is a BIS number: given to a person who is not in the national register (month + 20 or
    /// + 40).
    #[must_use]
    pub fn is_bis(&self) -> bool {
        (20..=52).contains(&self.month_as_written())
    }

    /// Year, month and day of birth; `None` when the number has no real date in it.
    #[must_use]
    pub fn birth_date(&self) -> Option<(u16, u8, u8)> {
        let year = self.century.checked_add(u16::try_from(number_in(&self.digits, 0, 2)).ok()?)?;
        let month = u8::try_from(self.month()).ok()?;
        let day = u8::try_from(number_in(&self.digits, 4, 6)).ok()?;
        ((1..=12).contains(&month) && day >= 1 && day <= days_in(year, month)).then_some((year, month, day))
    }

    /// What is strange about it.
    #[must_use]
    pub fn warnings(&self) -> Vec<SsinWarning> {
        let mut warnings = Vec::new();
        let day = number_in(&self.digits, 4, 6);
        let unknown = day <= 31 && (self.month() == 0 || (day == 0 && self.month() <= 12));
        if self.birth_date().is_none() && !unknown {
            warnings.push(SsinWarning::BirthDate);
        }
        if matches!(number_in(&self.digits, 6, 9), 0 | 999) {
            warnings.push(SsinWarning::Sequence);
        }
        warnings
    }

    fn month_as_written(&self) -> u64 {
        number_in(&self.digits, 2, 4)
    }

    fn month(&self) -> u64 {
        match self.month_as_written() {
            month @ 20..=32 => month.saturating_sub(20),
            month @ 40..=52 => month.saturating_sub(40),
            month => month,
        }
    }
}

/// The birth date remains, for support; the rest would name the person.
impl fmt::Debug for Ssin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ssin({}…)", self.digits.get(..6).unwrap_or_default())
    }
}

struct SsinDisplay<'a>(&'a str);

impl fmt::Display for SsinDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, digit) in self.0.chars().enumerate() {
            match index {
                2 | 4 | 9 => write!(f, ".{digit}")?,
                6 => write!(f, "-{digit}")?,
                _ => write!(f, "{digit}")?,
            }
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

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The name of a kind of identifier, such as `SSIN`, `CBE`, `NIHII-PHARMACY`. Open: the authority's list
/// decides (ra.md 7.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentifierType(Cow<'static, str>);

impl IdentifierType {
    /// A person.
    pub const SSIN: Self = Self(Cow::Borrowed("SSIN"));
    /// An enterprise.
    pub const CBE: Self = Self(Cow::Borrowed("CBE"));

    /// Any type name: a capital first, then capitals, digits, `_` and `-`.
    ///
    /// # Errors
    /// [`IdentifierError::Type`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let valid = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
        if valid { Ok(Self(Cow::Owned(text.to_owned()))) } else { Err(IdentifierError::Type) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An identifier with its type, as it stands in a subject name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identifier {
    kind: IdentifierType,
    value: String,
}

impl Identifier {
    /// An identifier that the authority gave: digits, whose check digits are not looked at (domain.md 3.7).
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
}

impl From<&Ssin> for Identifier {
    fn from(ssin: &Ssin) -> Self {
        Self { kind: IdentifierType::SSIN, value: ssin.as_str().to_owned() }
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

/// The id of an application for which an organisation has a certificate of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApplicationId(String);

impl ApplicationId {
    /// Folds the text as names are and takes 1 to 30 of `0-9 A-Z _ -` (ra.md 7.3).
    ///
    /// # Errors
    /// [`IdentifierError::Application`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let folded = crate::fold::fold(text);
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if (1..=30).contains(&folded.len()) && folded.chars().all(allowed) {
            Ok(Self(folded))
        } else {
            Err(IdentifierError::Application)
        }
    }

    /// The id, folded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
