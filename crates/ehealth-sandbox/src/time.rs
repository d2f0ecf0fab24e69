//! Instants in the three forms that the authority meets: XML, X.509, HTTP.

use std::time::Duration;

use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use rustls_pki_types::UnixTime;

/// An instant from seconds since 1970.
pub(crate) fn unix(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// Reads an `xs:dateTime` (XML Schema part 2, 3.2.7); any zone (ra.md 15, 31). One without a zone is read
/// as UTC. Fractions of a second are dropped.
pub(crate) fn parse_xs_date_time(text: &str) -> Option<UnixTime> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (local, zone) = split_zone(text)?;
    lexically_date_time(local)?;
    let civil: civil::DateTime = local.parse().ok()?;
    let seconds = Offset::UTC.to_timestamp(civil).ok()?.as_second();
    let seconds = seconds.checked_sub(zone)?;
    Some(unix(u64::try_from(seconds).ok()?))
}

/// The text before the zone, and the zone's seconds east of Greenwich.
fn split_zone(text: &str) -> Option<(&str, i64)> {
    if let Some(local) = text.strip_suffix('Z') {
        return Some((local, 0));
    }
    let Some((local, zone)) = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) else {
        return Some((text, 0));
    };
    let sign = match zone.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some((text, 0)),
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let in_range = hours < 14 && minutes < 60 || hours == 14 && minutes == 0;
    in_range.then(|| (local, sign * (hours * 3600 + minutes * 60)))
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `YYYY-MM-DDThh:mm:ss` with an optional fraction, and nothing else: the library below is more lenient.
fn lexically_date_time(text: &str) -> Option<()> {
    const PATTERN: &[u8] = b"0000-00-00T00:00:00";
    let (whole, fraction) = text.split_at_checked(PATTERN.len())?;
    let same_form = whole.bytes().zip(PATTERN).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        _ => byte == *form,
    });
    let fraction_ok = fraction.is_empty()
        || fraction.strip_prefix('.').is_some_and(|digits| {
            (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        });
    (same_form && fraction_ok).then_some(())
}

fn timestamp(at: UnixTime) -> Timestamp {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// `2026-11-24T14:04:05Z`.
pub(crate) fn xs_date_time(at: UnixTime) -> String {
    timestamp(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same instant by a clock so many minutes east of Greenwich, with a fraction of a second as it is given;
/// `zone` is how Greenwich itself is called.
pub(crate) fn xs_date_time_at(at: UnixTime, minutes: i32, fraction: &str, zone: &str) -> String {
    let offset = Offset::from_seconds(minutes.saturating_mul(60)).unwrap_or(Offset::UTC);
    let local = offset.to_datetime(timestamp(at)).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if minutes == 0 {
        return format!("{local}{fraction}{zone}");
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{local}{fraction}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `Tue, 24 Nov 2026 14:04:05 GMT` (RFC 9110 section 5.6.7).
pub(crate) fn http_date(at: UnixTime) -> String {
    timestamp(at).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn local(at: UnixTime) -> jiff::ZonedDateTime {
    timestamp(at).to_zoned_datetime(jiff::tz::TimeZone::system())
}

/// `24/11/2026 15:04`, by the clock on the wall (version 1, and what people read).
pub(crate) fn local_minute(at: UnixTime) -> String {
    local(at).strftime("%d/%m/%Y %H:%M").to_string()
}

/// `Tue, 24 Nov 2026 15:04:05 +0100` (RFC 5322 section 3.3).
pub(crate) fn mail_date(at: UnixTime) -> String {
    local(at).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// `24/11/2026`, for a text that a person reads.
pub(crate) fn day(at: UnixTime) -> String {
    timestamp(at).strftime("%d/%m/%Y").to_string()
}

/// The contents of an ASN.1 time and whether it is a `UTCTime`: until 2049, then `GeneralizedTime`
/// (RFC 5280 section 4.1.2.5).
pub(crate) fn asn1(at: UnixTime) -> (bool, String) {
    let at = timestamp(at);
    let short = Offset::UTC.to_datetime(at).year() < 2050;
    let form = if short { "%y%m%d%H%M%SZ" } else { "%Y%m%d%H%M%SZ" };
    (short, at.strftime(form).to_string())
}

/// `20261124140405Z`.
pub(crate) fn generalized(at: UnixTime) -> String {
    timestamp(at).strftime("%Y%m%d%H%M%SZ").to_string()
}

/// `years` later and one day more, at the same time of the day.
pub(crate) fn years_and_a_day_later(at: UnixTime, years: i64) -> UnixTime {
    let civil = Offset::UTC.to_datetime(timestamp(at));
    let span = jiff::Span::new().try_years(years).and_then(|span| span.try_days(1));
    let later =
        span.and_then(|span| civil.checked_add(span)).and_then(|later| Offset::UTC.to_timestamp(later));
    later.ok().and_then(|later| u64::try_from(later.as_second()).ok()).map_or(at, unix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xs_date_times() {
        for (text, expected) in [
            ("2026-12-01T12:00:00Z", Some(1_796_126_400)),
            ("2026-12-01T13:00:00.123+01:00", Some(1_796_126_400)),
            ("2026-12-01T12:00:00", Some(1_796_126_400)),
            (" 2026-12-01T12:00:00Z\n", Some(1_796_126_400)),
            ("2026-12-01T07:00:00-05:00", Some(1_796_126_400)),
            ("2026-12-01 12:00:00Z", None),
            ("2026-12-01T12:00Z", None),
            ("2026-13-01T12:00:00Z", None),
            ("2026-12-01T12:00:00+1:00", None),
            ("2026-12-01T12:00:00.Z", None),
            ("2026-12-01", None),
            ("", None),
        ] {
            assert_eq!(parse_xs_date_time(text).map(|at| at.as_secs()), expected, "{text}");
        }
    }

    #[test]
    fn forms_written() {
        let at = unix(1_796_126_400);
        assert_eq!(xs_date_time(at), "2026-12-01T12:00:00Z");
        assert_eq!(http_date(at), "Tue, 01 Dec 2026 12:00:00 GMT");
        assert_eq!(day(at), "01/12/2026");
        assert_eq!(asn1(at), (true, "261201120000Z".to_owned()));
        assert_eq!(asn1(unix(2_524_608_000)), (false, "20500101000000Z".to_owned()));
        // trust-anchors.md: 2021-01-11 10:43:37 – 2024-01-12 10:43:37
        assert_eq!(xs_date_time(years_and_a_day_later(unix(1_610_361_817), 3)), "2024-01-12T10:43:37Z");
    }
}
