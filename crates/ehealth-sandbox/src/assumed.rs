//! What no source says, each with its number in ra.md.

/// Seconds that `IssueInstant` may lie before or after now (ra.md 15, 11).
pub(crate) const CLOCK_SKEW_SECONDS: u64 = 300;

/// Seconds that a contract can be signed after it was handed out (ra.md 15, 10).
pub(crate) const CONTRACT_SECONDS: u64 = 86_400;

/// Bytes of the plaintext of an ETK challenge: exactly those that are hashed (ra.md 5.4).
pub(crate) const CHALLENGE_BYTES: usize = 16;

/// Seconds in which a request without identity card has to be confirmed (ra.md 4.7 gives none).
pub(crate) const CONFIRMATION_SECONDS: u64 = 14 * 86_400;
