//! Instants as text.

use rustls_pki_types::UnixTime;

/// RFC 3339, in UTC.
#[must_use]
pub fn rfc3339(at: UnixTime) -> String {
    instant(at).to_string()
}

/// The instant for the calendar.
#[must_use]
pub fn instant(at: UnixTime) -> jiff::Timestamp {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times() {
        assert_eq!(
            rfc3339(UnixTime::since_unix_epoch(Duration::from_secs(1_764_000_000))),
            "2025-11-24T16:00:00Z"
        );
        assert_eq!(rfc3339(UnixTime::since_unix_epoch(Duration::MAX)), jiff::Timestamp::MAX.to_string());
    }
}
