//! What every request carries: its identifier and its instant (ra.md 2.4).

use rand_core::CryptoRng;
use rustls_pki_types::UnixTime;

use crate::time::format_instant;

/// `Id` and `IssueInstant` of one request. Made anew for each sending: the authority refuses an identifier
/// that it has seen and an instant that is minutes away from its own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    id: String,
    issue_instant: UnixTime,
    millisecond: u16,
}

impl Header {
    /// A random identifier (`_` and a version 4 UUID: an `xs:ID` may not begin with a digit) and `now`.
    pub fn new<R: CryptoRng + ?Sized>(rng: &mut R, now: UnixTime) -> Self {
        let mut bytes = [0u8; 16];
        rng.fill_bytes(&mut bytes);
        let number = u128::from_be_bytes(bytes);
        // RFC 9562 section 5.4: version 4, variant 10
        let number = number & !(0xF << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{number:032x}");
        let mut id = String::with_capacity(37);
        for (index, digit) in hex.chars().enumerate() {
            id.push_str(match index {
                0 => "_",
                8 | 12 | 16 | 20 => "-",
                _ => "",
            });
            id.push(digit);
        }
        Self { id, issue_instant: now, millisecond: 0 }
    }

    /// Adds the milliseconds (0 to 999; more counts as 999) that [`UnixTime`] does not carry: the reference
    /// writes them (ra.md 2.4), and where they are not given `.000` stands.
    #[must_use]
    pub fn with_milliseconds(self, millisecond: u16) -> Self {
        Self { millisecond: millisecond.min(999), ..self }
    }

    pub(crate) const fn from_parts(id: String, issue_instant: UnixTime) -> Self {
        Self { id, issue_instant, millisecond: 0 }
    }

    /// The request's `Id`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `IssueInstant` as it stands in the request.
    pub(crate) fn issue_instant_text(&self) -> String {
        format_instant(self.issue_instant, self.millisecond)
    }

    /// When the request was made, by our clock.
    #[must_use]
    pub const fn issue_instant(&self) -> UnixTime {
        self.issue_instant
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn instants() {
        let header = Header::new(&mut rand::rng(), UnixTime::since_unix_epoch(Duration::from_secs(1)));
        assert_eq!(header.issue_instant_text(), "1970-01-01T00:00:01.000Z");
        assert_eq!(header.clone().with_milliseconds(7).issue_instant_text(), "1970-01-01T00:00:01.007Z");
        assert_eq!(header.with_milliseconds(1000).issue_instant_text(), "1970-01-01T00:00:01.999Z");
    }

    #[test]
    fn identifiers() {
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1));
        let ids: Vec<_> = (0..100).map(|_| Header::new(&mut rand::rng(), now).id).collect();
        for id in &ids {
            assert_eq!(id.len(), 37, "{id}");
            assert!(id.starts_with('_'));
            assert_eq!(id.as_bytes()[15], b'4');
            assert!(matches!(id.as_bytes()[20], b'8' | b'9' | b'a' | b'b'), "{id}");
            assert_eq!(id.matches('-').count(), 4);
        }
        assert!(ids.iter().enumerate().all(|(n, id)| !ids[..n].contains(id)));
    }
}
