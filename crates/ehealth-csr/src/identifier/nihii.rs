//! NIHII, INAMI, RIZIV: numbers of the health insurance (domain.md 3.3).

use core::fmt;

use super::{IdentifierError, check_digits, digits_of, number_in};

/// Of an institution or group.
const SHORT: usize = 8;
/// Of a person, with the competence.
const LONG: usize = 11;
/// Where the check digits stand, from 1.
const CHECK_COLUMN: usize = 7;
/// In the order of their introduction; 83 and 79 are announced (domain.md 3.3).
const MODULI: [u8; 4] = [97, 89, 83, 79];

/// Number of a care provider (11 digits, of which the last three are the competence) or of an institution
/// (8 digits).
///
/// ```
/// use ehealth_csr::{IdentifierError, Nihii};
///
/// let doctor = Nihii::parse("1-99999-15-001")?;
/// assert_eq!((doctor.as_str(), doctor.modulus()), ("19999915001", 97));
/// assert_eq!(doctor.competence(), Some("001"));
/// assert_eq!(doctor.base(), "19999915");                 // the same for a whole career
/// assert_eq!(Nihii::parse("99999905")?.modulus(), 89);
///
/// let error = Nihii::parse("99999970").unwrap_err();
/// assert_eq!(error.to_string(), "the check digits (column 7) are 70 and would be 71 or 05 or 68 or 62");
/// # Ok::<(), IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nihii {
    digits: String,
    modulus: u8,
}

impl Nihii {
    /// Reads 8 or 11 digits; separators are ignored.
    ///
    /// # Errors
    /// [`IdentifierError::NotADigit`], [`IdentifierError::Length`], [`IdentifierError::CheckDigits`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits_of(text)?;
        if digits.len() != SHORT && digits.len() != LONG {
            // nearer to which of the two
            let want = if digits.len() > SHORT.saturating_add(1) { LONG } else { SHORT };
            return Err(IdentifierError::Length { got: digits.len(), want });
        }
        let modulus = check(&digits)?;
        Ok(Self { digits, modulus })
    }

    /// The 8 or 11 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The first 8 digits, which stay while the competence changes: compare these.
    #[must_use]
    pub fn base(&self) -> &str {
        self.digits.get(..SHORT).unwrap_or_default()
    }

    /// The last three digits of a person's number.
    #[must_use]
    pub fn competence(&self) -> Option<&str> {
        self.digits.get(SHORT..).filter(|rest| !rest.is_empty())
    }

    /// The modulus that fits: 97, 89, 83 or 79; the first one when several do.
    #[must_use]
    pub const fn modulus(&self) -> u8 {
        self.modulus
    }

    /// With separators, `P-RRRRR-CC-QQQ` or `P-RRRRR-CC`.
    #[must_use]
    pub fn display(&self) -> impl fmt::Display + '_ {
        display(&self.digits)
    }
}

/// The modulus that fits.
pub(super) fn check(digits: &str) -> Result<u8, IdentifierError> {
    let number = number_in(digits, 0, 6);
    let found = number_in(digits, 6, SHORT);
    let expected = MODULI.map(|modulus| {
        let modulus = u64::from(modulus);
        modulus.saturating_sub(number.checked_rem(modulus).unwrap_or_default())
    });
    let fits = MODULI.iter().zip(expected).find(|(_, expected)| *expected == found);
    fits.map(|(modulus, _)| *modulus).ok_or_else(|| check_digits(CHECK_COLUMN, found, &expected))
}

pub(super) fn display(digits: &str) -> impl fmt::Display + '_ {
    super::Grouped { digits, marks: &[(1, '-'), (6, '-'), (8, '-')] }
}
