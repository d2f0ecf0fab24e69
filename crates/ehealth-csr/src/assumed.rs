//! What no source states, in one place, with the number of ra.md section 15.

use ehealth_pki::HashAlgorithm;

/// 15, 2: the digest of the reference, also with EC cards.
pub(crate) const REFERENCE_DIGEST: HashAlgorithm = HashAlgorithm::Sha256;
