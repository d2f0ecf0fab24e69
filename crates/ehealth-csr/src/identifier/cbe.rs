//! CBE, BCE, KBO: enterprise numbers (domain.md 3.2).

use core::fmt;

use super::{IdentifierError, Note, check_97, check_digits, digits_of, number_in};

const CBE_DIGITS: usize = 10;
/// Where the check digits stand, from 1.
const CHECK_COLUMN: usize = 9;

/// Number of an enterprise.
///
/// ```
/// use ehealth_csr::{Cbe, IdentifierError};
///
/// let cbe = Cbe::parse("BE 0999.999.922")?;              // the VAT number is the same number
/// assert_eq!(cbe.as_str(), "0999999922");
/// assert_eq!(cbe.display().to_string(), "0999.999.922");
///
/// let error = Cbe::parse("0999999923").unwrap_err();
/// assert_eq!(error.to_string(), "the check digits (column 9) are 23 and would be 22");
/// # Ok::<(), IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cbe(String);

impl Cbe {
    /// Reads 10 digits, or 9 with the zero in front left out; `BE` in front and separators are ignored.
    ///
    /// # Errors
    /// [`IdentifierError::NotADigit`], [`IdentifierError::Length`], [`IdentifierError::EstablishmentUnit`],
    /// [`IdentifierError::FirstDigit`], [`IdentifierError::CheckDigits`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        Self::parse_with_notes(text).map(|(cbe, _)| cbe)
    }

    /// The same, and what was done to the text.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with_notes(text: &str) -> Result<(Self, Vec<Note>), IdentifierError> {
        let (digits, notes) = normalise(text)?;
        check(&digits)?;
        Ok((Self(digits), notes))
    }

    /// The 10 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With separators, `NNNN.NNN.NNN`.
    #[must_use]
    pub fn display(&self) -> impl fmt::Display + '_ {
        display(&self.0)
    }
}

pub(super) fn normalise(text: &str) -> Result<(String, Vec<Note>), IdentifierError> {
    let mut notes = Vec::new();
    let trimmed = text.trim_start();
    let prefix = trimmed.get(..2).filter(|prefix| prefix.eq_ignore_ascii_case("BE"));
    let skipped = prefix.map_or(0, |_| text.chars().count().saturating_sub(trimmed.chars().count()));
    let rest = match prefix {
        Some(_) => {
            notes.push(Note::VatPrefix);
            trimmed.get(2..).unwrap_or_default()
        }
        None => text,
    };
    // columns are those of the text as typed
    let before = prefix.map_or(0, |_| skipped.saturating_add(2));
    let mut digits = digits_of(rest).map_err(|error| match error {
        IdentifierError::NotADigit { column } => {
            IdentifierError::NotADigit { column: column.saturating_add(before) }
        }
        other => other,
    })?;
    if digits.len().checked_add(1) == Some(CBE_DIGITS) {
        notes.push(Note::LeadingZero);
        digits.insert(0, '0');
    }
    if digits.len() != CBE_DIGITS {
        return Err(IdentifierError::Length { got: digits.len(), want: CBE_DIGITS });
    }
    Ok((digits, notes))
}

pub(super) fn check(digits: &str) -> Result<(), IdentifierError> {
    let (found, expected) = (number_in(digits, 8, 10), check_97(number_in(digits, 0, 8)));
    if found != expected {
        return Err(check_digits(CHECK_COLUMN, found, &[expected]));
    }
    match digits.bytes().next() {
        Some(b'0' | b'1') => Ok(()),
        Some(b'2'..=b'8') => Err(IdentifierError::EstablishmentUnit),
        _ => Err(IdentifierError::FirstDigit { expected: "0 or 1" }),
    }
}

pub(super) fn display(digits: &str) -> impl fmt::Display + '_ {
    super::Grouped { digits, marks: &[(4, '.'), (7, '.')] }
}
