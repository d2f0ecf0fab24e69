//! Guesses about real cards, each with the place in card.md that leaves it open.
//!
//! Guesses that are behaviour rather than values:
//! - CHANGE with a new PIN of bad form is refused before the old PIN is looked at, and costs no try (8.4).
//! - COMPUTE SIGNATURE looks for the environment (`6985`), then the right (`6982`), then the length (`6700`) (9.2).
//! - A refused MSE SET leaves the environment as it was (9.1).
//! - A SELECT that fails leaves the selection as it was (4.2).
//! - Cards without a key keep its entry in EF(PrKDF) (4.5).
//! - GET CARD DATA with any other Le answers `6Cxx` (16, 7).
//! - 1.1 and 1.7 know no INTERNAL AUTHENTICATE (`6D00`): what they do with it is undocumented (3.2).
//! - No third wrong PIN is certain: `63C0` unless [`Behaviour`](crate::Behaviour) says otherwise (16, 1).

/// Length of both signature files on applet 1.8 in bytes: "fixed", no number known (card.md 16, 3).
pub(crate) const SIGNATURE_FILE_V18: usize = 104;
/// Length of the address file on 1.8: 121 on re-keyed 1.7 files (card.md 4.1, 16, 3).
pub(crate) const ADDRESS_FILE_V18: usize = 121;
/// Length of EF(Preferences) on 1.1 and 1.7; its content is unknown and not needed (card.md 4.1).
pub(crate) const PREFERENCES_FILE: usize = 100;

/// Longest common name of a holder in characters, its purpose included: the bound of X.520, since nothing is
/// known of real long names (card.md 16, 11).
pub(crate) const MAX_COMMON_NAME: usize = 64;

/// Hosts that cannot exist (RFC 2606) in the places of those of card.md 7.
pub(crate) const ROOT_CRL_URL: &str = "http://crl.eid.test.invalid/root.crl";
/// As above.
pub(crate) const ROOT_ISSUER_URL: &str = "http://crt.eid.test.invalid/root.crt";
/// As above.
pub(crate) const CITIZEN_CRL_URL: &str = "http://crl.eid.test.invalid/citizen202001.crl";
/// As above.
pub(crate) const CITIZEN_ISSUER_URL: &str = "http://crt.eid.test.invalid/citizen202001.crt";
/// As above.
pub(crate) const OCSP_URL: &str = "http://ocsp.eid.test.invalid/";
/// As above.
pub(crate) const POLICY_URL: &str = "http://repository.eid.test.invalid";

/// Certificate policies below the example arc 2.999: the real identifiers are not in card.md 7.
pub(crate) const ROOT_POLICY: &[u32] = &[2, 999, 56, 1];
/// As above.
pub(crate) const AUTHENTICATION_POLICY: &[u32] = &[2, 999, 56, 1, 2];
/// As above.
pub(crate) const SIGNATURE_POLICY: &[u32] = &[2, 999, 56, 1, 1];
