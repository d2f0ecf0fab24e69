//! When a signed request is accepted, and how often.

use rustls_pki_types::UnixTime;

use crate::assumed::CLOCK_SKEW_SECONDS;
use crate::refusal::{Code, Refusal};
use crate::state::Seen;
use crate::time::xs_date_time;
use crate::wire::request::Header;

/// `IssueInstant` lies within the window around now (ra.md 3.4, 8).
pub(crate) fn is_recent(header: &Header, now: UnixTime) -> Result<(), Refusal> {
    if header.issue_instant.as_secs().abs_diff(now.as_secs()) <= CLOCK_SKEW_SECONDS {
        return Ok(());
    }
    Err(Refusal::new(Code::RequestOutdated, "IssueInstant is too far from the time of this service")
        .with("IssueInstant", xs_date_time(header.issue_instant))
        .with("now", xs_date_time(now)))
}

/// No request with this `Id` was accepted within the window (ra.md 3.4, 8).
pub(crate) fn is_new(id: &str, seen: &[Seen]) -> Result<(), Refusal> {
    if seen.iter().any(|seen| seen.id == id) {
        return Err(
            Refusal::new(Code::RequestReplayed, "A request with this Id was received before").with("Id", id)
        );
    }
    Ok(())
}
