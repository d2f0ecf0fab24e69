//! Instants as the authority writes them: `xs:dateTime` in messages, RFC 9110 in HTTP headers.

use core::time::Duration;

use der::DateTime;
use rustls_pki_types::UnixTime;

use crate::assumed;

/// Last second that is read or written: 9999-12-31T23:59:59Z.
const LAST_SECOND: u64 = 253_402_300_799;
/// Seconds of any 400 years.
const FOUR_CENTURIES: i64 = 146_097 * 86_400;

/// `2026-11-24T14:04:05.123Z`: the form of the reference with its milliseconds (ra.md 2.4). Instants beyond
/// the year 9999 are written as its last second.
pub(crate) fn format_instant(instant: UnixTime, millisecond: u16) -> String {
    let duration = Duration::from_secs(instant.as_secs());
    let at = DateTime::from_unix_duration(duration).unwrap_or(DateTime::INFINITY);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minutes(),
        at.seconds(),
        millisecond.min(999)
    )
}

/// `xs:dateTime` to the second, rounded down; [`assumed::OFFSET_WHEN_NOT_GIVEN`] where no offset is given.
/// The type knows every year: those before 1970 are read as its first second, those after 9999 as its last.
pub(crate) fn parse_date_time(text: &str) -> Option<UnixTime> {
    let text = text.trim();
    let (before_christ, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (date, time) = text.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let year = date.next().filter(|year| year.len() >= 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let (month, day) = (digits(date.next()?, 2)?, digits(date.next()?, 2)?);
    let (time, offset) = match time.find(['Z', '+', '-']) {
        Some(at) => {
            let (time, offset) = time.split_at_checked(at)?;
            (time, parse_offset(offset)?)
        }
        None => (time, assumed::OFFSET_WHEN_NOT_GIVEN),
    };
    let time = match time.split_once('.') {
        Some((whole, fraction)) => {
            let given = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            given.then_some(whole)?
        }
        None => time,
    };
    let seconds = match digits(year, 4).filter(|_| !before_christ) {
        // West of Greenwich the last hours of 1969 are 1970.
        Some(year @ 1969..) => {
            let (year, before) = if year == 1969 { (2369, FOUR_CENTURIES) } else { (year, 0) };
            let local = i64::try_from(seconds(year, month, day, time)?).ok()?.checked_sub(before)?;
            local.checked_sub(offset)?.max(0).unsigned_abs().min(LAST_SECOND)
        }
        // 400 years have as many days as any other 400 years: a leap day is judged by its own year
        other => {
            let cycle = other.or_else(|| digits(year.get(year.len().checked_sub(4)?..)?, 4))?;
            seconds(2000u16.checked_add(cycle.checked_rem(400)?)?, month, day, time)?;
            if other.is_some() || before_christ { 0 } else { LAST_SECOND }
        }
    };
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

/// The `Date` header in its one form that senders may make: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110
/// section 5.6.7). The two obsolete forms are not read: the value only serves to notice a wrong clock.
pub(crate) fn parse_http_date(text: &str) -> Option<UnixTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_weekday, rest) = text.trim().split_once(", ")?;
    let mut parts = rest.split(' ');
    let day = digits(parts.next()?, 2)?;
    let month = parts.next()?;
    let month = MONTHS.iter().zip(1u16..).find(|(name, _)| **name == month)?.1;
    let year = digits(parts.next()?, 4)?;
    let time = parts.next()?;
    if parts.next() != Some("GMT") || parts.next().is_some() {
        return None;
    }
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds(year, month, day, time)?)))
}

/// Seconds since 1970 of a civil time; `time` is `hh:mm:ss`, of which 24:00:00 ends the day.
fn seconds(year: u16, month: u16, day: u16, time: &str) -> Option<u64> {
    let mut time = time.splitn(3, ':');
    let (hour, minute, second) =
        (digits(time.next()?, 2)?, digits(time.next()?, 2)?, digits(time.next()?, 2)?);
    let (hour, extra) = if (hour, minute, second) == (24, 0, 0) { (0, 86_400) } else { (hour, 0) };
    let narrow = |n: u16| u8::try_from(n).ok();
    let at = DateTime::new(
        year,
        narrow(month)?,
        narrow(day)?,
        narrow(hour)?,
        narrow(minute)?,
        narrow(second.min(59))?, // a leap second is the second before it
    );
    let at = at.ok().filter(|_| second <= 60)?;
    at.unix_duration().as_secs().checked_add(extra)
}

/// Seconds east of UTC.
fn parse_offset(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'Z' if text.len() == 1 => return Some(0),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (i64::from(digits(hours, 2)?), i64::from(digits(minutes, 2)?));
    if hours > 14 || minutes > 59 {
        return None;
    }
    hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_mul(sign)
}

/// Exactly `count` decimal digits.
fn digits(text: &str, count: usize) -> Option<u16> {
    let all = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// xs:dateTime: XML Schema part 2, section 3.2.7.
    #[test]
    fn date_times() {
        let cases: &[(&str, Option<u64>)] = &[
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-12-01T13:00:00.123+01:00", Some(1_796_126_400)),
            ("2026-12-01T12:00:00Z", Some(1_796_126_400)),
            ("2026-12-01T12:00:00", Some(1_796_126_400)),
            ("2026-12-01T06:30:00-05:30", Some(1_796_126_400)),
            (" 2026-12-01T12:00:00Z\n", Some(1_796_126_400)),
            ("2026-11-30T24:00:00Z", Some(1_796_083_200)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_799)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800)),
            ("2023-02-29T00:00:00Z", None),
            ("2026-12-01", None),
            ("2026-12-01T12:00Z", None),
            ("2026-12-01T12:00:00.Z", None),
            ("2026-12-01T24:00:01Z", None),
            ("2026-12-01T12:00:00+15:00", None),
            ("2026-12-01T12:00:00+0100", None),
            ("2026-12-01T12:00:00ZZ", None),
            ("1969-12-31T23:59:59Z", Some(0)),
            ("1970-01-01T00:00:00+01:00", Some(0)),
            ("1969-12-31T21:43:53-14:00", Some(42_233)),
            ("1969-12-31T23:00:00-01:00", Some(0)),
            ("1969-02-29T00:00:00Z", None),
            ("0001-01-01T00:00:00", Some(0)),
            ("1900-02-29T00:00:00Z", None),
            ("-0044-03-15T12:00:00Z", Some(0)),
            ("-0044-03-32T12:00:00Z", None),
            ("9999-12-31T23:59:59-01:00", Some(253_402_300_799)),
            ("12026-12-01T12:00:00Z", Some(253_402_300_799)),
            ("12026-13-01T12:00:00Z", None),
            ("--026-12-01T12:00:00Z", None),
            ("-026-12-01T12:00:00Z", None),
            ("2026-1２-01T12:00:00Z", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_date_time(text).map(|t| t.as_secs()), *expected, "{text}");
        }
    }

    #[test]
    fn http_dates() {
        let cases: &[(&str, Option<u64>)] = &[
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("now", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_http_date(text).map(|t| t.as_secs()), *expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn written_and_read(seconds in 0u64..253_402_300_800, millisecond in 0u16..1000) {
            let instant = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
            prop_assert_eq!(parse_date_time(&format_instant(instant, millisecond)), Some(instant));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (parse_date_time(&text), parse_http_date(&text));
        }
    }
}
