//! Dates as the card writes them (card.md 5.2, 5.4).

use core::fmt;

use rustls_pki_types::UnixTime;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that exists.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 9999 || day == 0 || day > days_of_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// 0 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Reads `DD.MM.YYYY`.
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || day.len() != 2 || month.len() != 2 || year.len() != 4 {
            return None;
        }
        Self::new(
            u16::try_from(number(year)?).ok()?,
            u8::try_from(number(month)?).ok()?,
            u8::try_from(number(day)?).ok()?,
        )
    }

    /// The day of `time` in UTC. Belgium is one or two hours ahead: around midnight the day may be the one
    /// before.
    #[must_use]
    pub fn of(time: UnixTime) -> Option<Self> {
        // Counted from 1 March 2000 in eras of 400 years, so that the leap day comes last.
        const FROM_1970_TO_MARCH_2000: u64 = 11_017;
        let days = time.as_secs().checked_div(86_400)?;
        let mut year = 1970u16;
        let mut left = days;
        if let Some(since) = days.checked_sub(FROM_1970_TO_MARCH_2000) {
            let eras = since.checked_div(146_097)?;
            year =
                u16::try_from(eras.checked_mul(400)?.checked_add(2000)?).ok().filter(|year| *year < 9999)?;
            // 1 March to 1 January: 60 days of a leap year.
            left = since.checked_rem(146_097)?.checked_add(60)?;
        }
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            match left.checked_sub(length) {
                Some(rest) => left = rest,
                None => break,
            }
            year = year.checked_add(1)?;
        }
        let mut month = 1u8;
        while let Some(rest) = left.checked_sub(u64::from(days_of_month(year, month))) {
            left = rest;
            month = month.checked_add(1)?;
        }
        Self::new(year, month, u8::try_from(left.checked_add(1)?).ok()?)
    }
}

/// ISO 8601: `2031-04-05`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// 0 for a month that does not exist.
const fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Digits only, at most four.
fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A date of birth: the day, or the day and the month, may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BirthDate {
    /// All is known.
    Day(Date),
    /// Year and month (1 to 12).
    Month(u16, u8),
    /// The year alone.
    Year(u16),
}

impl BirthDate {
    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        match self {
            Self::Day(date) => date.year,
            Self::Month(year, _) | Self::Year(year) => year,
        }
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> Option<u8> {
        match self {
            Self::Day(date) => Some(date.month),
            Self::Month(_, month) => Some(month),
            Self::Year(_) => None,
        }
    }

    /// The day of the month.
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        match self {
            Self::Day(date) => Some(date.day),
            _ => None,
        }
    }

    /// Reads the forms of card.md 5.4: day, up to a dot or blanks; month in French, Dutch or German; year.
    pub(crate) fn from_card(text: &str) -> Option<Self> {
        let text = text.trim();
        let at = text.len().checked_sub(4)?;
        let (before, year) = (text.get(..at)?, text.get(at..)?);
        let year = u16::try_from(number(year)?).ok()?;
        if before.is_empty() {
            return Some(Self::Year(year));
        }
        // The year stands apart.
        if !before.ends_with([' ', '.']) {
            return None;
        }
        let before = before.trim_end_matches([' ', '.']);
        let digits =
            before.len().saturating_sub(before.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let (day, month) = before.split_at_checked(digits)?;
        if day.is_empty() {
            return Some(Self::Month(year, month_of(month)?));
        }
        if !month.starts_with([' ', '.']) || day.len() > 2 {
            return None;
        }
        let month = month_of(month.trim_start_matches([' ', '.']))?;
        Date::new(year, month, u8::try_from(number(day)?).ok()?).map(Self::Day)
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// Months of card.md 5.4, in all three languages; `Ä` may stand there as two characters.
fn month_of(text: &str) -> Option<u8> {
    const NAMES: [&[&str]; 12] = [
        &["JAN"],
        &["FEV", "FEB"],
        &["MARS", "MAAR", "MÄR", "MA\u{308}R"],
        &["AVR", "APR"],
        &["MAI", "MEI"],
        &["JUIN", "JUN"],
        &["JUIL", "JUL"],
        &["AOUT", "AUG"],
        &["SEPT", "SEP"],
        &["OCT", "OKT"],
        &["NOV"],
        &["DEC", "DEZ"],
    ];
    let text = text.to_uppercase();
    let at = NAMES.iter().position(|names| names.contains(&text.as_str()))?;
    u8::try_from(at.checked_add(1)?).ok()
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn days_of_time() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (68_169_600, "1972-02-29"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (951_868_799, "2000-02-29"),
            (1_704_067_199, "2023-12-31"),
            (1_704_067_200, "2024-01-01"),
            (1_709_164_800, "2024-02-29"),
            (4_107_542_400, "2100-03-01"),
            (13_569_465_600, "2400-01-01"),
        ] {
            let date = Date::of(UnixTime::since_unix_epoch(Duration::from_secs(seconds))).unwrap();
            assert_eq!(date.to_string(), text);
        }
        assert_eq!(Date::of(UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX))), None);
    }

    /// Forms seen on cards (card.md 5.4); the shared vectors hold more.
    #[test]
    fn birth_dates() {
        for (text, expected) in [
            ("24 MAAR 1969", "1969-03-24"),
            ("07 SEPT 2003", "2003-09-07"),
            ("26 AVR  1975", "1975-04-26"),
            ("1 JAN 1971", "1971-01-01"),
            ("13.AUG. 1996", "1996-08-13"),
            ("22.DEZ. 1997", "1997-12-22"),
            ("1971", "1971"),
            ("JAN 1971", "1971-01"),
        ] {
            assert_eq!(BirthDate::from_card(text).unwrap().to_string(), expected, "{text}");
        }
        for bad in
            ["", "JAN", "01 JAN", "01JAN1971", "31 APR 1971", "001 JAN 1971", "01 1971", "Ä971", "é JAN 1971"]
        {
            assert_eq!(BirthDate::from_card(bad), None, "{bad}");
        }
    }
}
