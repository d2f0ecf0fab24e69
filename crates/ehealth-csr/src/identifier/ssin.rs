//! SSIN, NISS, INSZ (domain.md 3.1).

use core::fmt;

use super::{IdentifierError, check_97, check_digits, digits_of, number_in};

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
/// Where the check digits stand, from 1.
const CHECK_COLUMN: usize = 10;

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
                return Err(check_digits(CHECK_COLUMN, found, &[before, since]));
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
        super::Grouped { digits: &self.digits, marks: &[(2, '.'), (4, '.'), (6, '-'), (9, '.')] }
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

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}
