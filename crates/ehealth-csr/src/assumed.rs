//! What no source states, in one place, with the number of ra.md section 15.
//!
//! Other answers of that section are the shape of a function: 5 is
//! [`from_contract_dn`](crate::SubjectName::from_contract_dn), which takes every form; 6 is
//! [`Contract::write`](crate::Contract::write), which sends back what came; 7 is [`Person`](crate::Person),
//! one text for all given names; 9 is the type of a signer's identifier, read without regard to case; 1 and
//! 25 are arguments of [`prepare`](crate::xmldsig::prepare).

use ehealth_pki::HashAlgorithm;

/// 15, 2: the digest of the reference, also with EC cards.
pub(crate) const REFERENCE_DIGEST: HashAlgorithm = HashAlgorithm::Sha256;

/// Section 7.3: X.520 bounds of OU and CN, in characters. Nothing refuses a longer value here, but somebody
/// may: programs warn.
pub(crate) const UPPER_BOUND: usize = 64;
