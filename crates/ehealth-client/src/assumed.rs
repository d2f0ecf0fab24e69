//! What no source says about the authority, with the line of ra.md that says so.
//!
//! Each guess stands here alone, so that one line changes when the truth is known.

use core::time::Duration;

use ehealth_pki::{HashAlgorithm, SignatureScheme};

/// The only status value that means success (ra.md 15, 4): everything else is failure or "not yet".
pub const STATUS_SUCCESS: &str = "urn:be:fgov:ehealth:2.0:status:Success";

/// First-level status of the caller's fault (ra.md 2.5, common usage of the platform).
pub const STATUS_REQUESTER: &str = "urn:be:fgov:ehealth:2.0:status:Requester";

/// First-level status of the server's fault (ra.md 2.5, common usage of the platform).
pub const STATUS_RESPONDER: &str = "urn:be:fgov:ehealth:2.0:status:Responder";

/// Longest answer that is read, in bytes, after decompression (ra.md 15, 8: contract texts have no stated
/// size).
pub const MAX_RESPONSE_BYTES: usize = 2 * 1024 * 1024;

/// Bytes of the challenge's plaintext that are the serial number; what follows is ignored (ra.md 15, 18).
pub const CHALLENGE_SERIAL_LEN: usize = 16;

/// The signature on the encryption certificate (ra.md 15, 19): the authentication key is RSA, whatever the
/// CA's key is.
pub const ENCRYPTION_CERTIFICATE_SCHEME: SignatureScheme =
    SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);

/// How far the clock may be off before the authority may refuse (ra.md 15, 11).
pub const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// Time to connect (ra.md 2.1).
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// Time from the first byte of the request to the last of the answer (ra.md 2.1).
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// Shortest time between two questions whether the certificate is there (ra.md 2.7; 15, 21).
pub const POLL_FIRST: Duration = Duration::from_secs(10);

/// Offset in seconds of an `xs:dateTime` that has none: UTC (ra.md 15, 31 leaves the zone open).
pub const OFFSET_WHEN_NOT_GIVEN: i64 = 0;

/// Status code of the token depot that means success (ra.md 5.7).
pub const DEPOT_SUCCESS: &str = "200";

/// `User-Agent` (ra.md 2.1: a client's own is as good as the reference's).
pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// `SOAPAction` of the operations of version 1 that no known program ever called (ra.md 9.3, 9.4): SOAP 1.1
/// section 6.1.1 reads an empty one as "the address says it".
#[cfg(feature = "v1")]
pub const V1_UNKNOWN_ACTION: &str = "";

/// How long after the announced local time a certificate of version 1 is asked for again (ra.md 2.5).
#[cfg(feature = "v1")]
pub const V1_NOT_YET_VALID_MARGIN: Duration = Duration::from_secs(60);
