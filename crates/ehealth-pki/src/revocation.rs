//! Whether a certificate was taken back: what lists ([`crate::crl`]) and answers ([`crate::ocsp`]) have in
//! common. Fetching is the caller's.

use core::time::Duration;

use der::asn1::GeneralizedTime;
use rustls_pki_types::UnixTime;
use x509_cert::time::Time;

use crate::anchor::TrustAnchor;
use crate::certificate::{Certificate, KeyUsage};
use crate::name::Name;

/// How far the clocks of two machines may differ.
pub const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// What is known about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Not taken back, at the time of the statement.
    Good,
    /// Taken back.
    #[non_exhaustive]
    Revoked {
        /// Since when.
        at: UnixTime,
        /// Why, when the authority says so.
        reason: Option<Reason>,
    },
    /// The one who answers does not know the certificate.
    Unknown,
}

/// `CRLReason` of RFC 5280 section 5.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// 4: replaced by another certificate.
    Superseded,
    /// 3: the holder is no longer what the certificate says.
    AffiliationChanged,
    /// 10: an attribute authority's key came into other hands.
    AaCompromise,
    /// 2: the authority's key came into other hands.
    CaCompromise,
    /// 6: for a while; eIDs that are not yet activated have it.
    CertificateHold,
    /// 5: no longer needed.
    CessationOfOperation,
    /// 1: the key came into other hands.
    KeyCompromise,
    /// 9: the holder lost a right.
    PrivilegeWithdrawn,
    /// 8: no longer on hold; only in lists of changes.
    RemoveFromCrl,
    /// 0.
    Unspecified,
    /// A number that the standard does not have.
    Other(u8),
}

impl Reason {
    pub(crate) const fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            other => Self::Other(other),
        }
    }
}

/// Why a statement about revocation is not believed. Then nothing is known: neither good nor revoked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevocationError {
    /// Not a list or an answer in DER, or bytes follow it.
    #[error("not a revocation list or OCSP answer in DER")]
    Der,
    /// More bytes than any.
    #[error("too large for a revocation list or OCSP answer")]
    TooLarge,
    /// The responder gave no answer; its status of RFC 6960 section 4.2.1: 1 malformed request, 2 internal
    /// error, 3 try later, 5 must sign, 6 unauthorised.
    #[error("the responder did not answer (status {0})")]
    NoAnswer(u8),
    /// Made by somebody else than the certificate's issuer or one whom the issuer charged with it.
    #[error("not made by the issuer of the certificate")]
    WrongIssuer,
    /// The issuer's or the responder's certificate does not allow it.
    #[error("the signer may not state revocations")]
    WrongUsage,
    /// The responder's own certificate is not valid now.
    #[error("the certificate of the responder is not valid now")]
    ResponderValidity,
    /// Wrong signature, or an algorithm that is not supported.
    #[error("the signature does not verify")]
    Signature(#[source] crate::scheme::SchemeError),
    /// Signed with SHA-1.
    #[error("signed with a weak algorithm")]
    WeakAlgorithm,
    /// It has nothing about the certificate.
    #[error("nothing about the certificate asked for")]
    OtherCertificate,
    /// The nonce is not the one of the request: an answer to another request.
    #[error("the answer belongs to another request")]
    Nonce,
    /// From the future.
    #[error("not yet valid")]
    NotYetValid,
    /// A newer one exists.
    #[error("out of date")]
    Stale,
    /// A critical extension or a kind (list of changes, indirect list) that nobody here understands.
    #[error("a revocation list or answer of an unsupported kind: {0}")]
    Unsupported(String),
}

/// Who issued a certificate: a name, a key, and whether his own certificate lets him state revocations.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    pub(crate) name: &'a Name,
    pub(crate) spki: &'a [u8],
    pub(crate) crl_sign: bool,
}

impl<'a> From<&'a Certificate> for Issuer<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        Self {
            name: certificate.subject(),
            spki: certificate.spki(),
            crl_sign: certificate.key_usage().is_none_or(KeyUsage::crl_sign),
        }
    }
}

impl<'a> Issuer<'a> {
    /// A pinned root; `None` when only the hash of its key is known.
    #[must_use]
    pub fn of_anchor(anchor: &'a TrustAnchor) -> Option<Self> {
        Some(Self { name: anchor.name(), spki: anchor.spki()?, crl_sign: true })
    }

    /// Whether `certificate` says that this one issued it, and the signature agrees.
    pub(crate) fn issued(&self, certificate: &Certificate) -> bool {
        certificate.issuer().matches(self.name) && certificate.verify_signature(self.spki).is_ok()
    }
}

/// Current, within [`CLOCK_SKEW`]. Without an end it is current for `max_age` after its beginning.
pub(crate) fn check_freshness(
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    max_age: Duration,
    now: UnixTime,
) -> Result<(), RevocationError> {
    let (now, skew) = (now.as_secs(), CLOCK_SKEW.as_secs());
    if this_update.as_secs() > now.saturating_add(skew) {
        return Err(RevocationError::NotYetValid);
    }
    let end = next_update
        .map_or_else(|| this_update.as_secs().saturating_add(max_age.as_secs()), |end| end.as_secs());
    if end.saturating_add(skew) < now {
        return Err(RevocationError::Stale);
    }
    Ok(())
}

pub(crate) fn time_of(time: Time) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(time.to_unix_duration().as_secs()))
}

pub(crate) fn generalized(time: GeneralizedTime) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(time.to_unix_duration().as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let check = |this, next: Option<u64>, now| {
            check_freshness(at(this), next.map(at), Duration::from_secs(1_000), at(now))
        };
        assert_eq!(check(1_000, Some(2_000), 1_500), Ok(()));
        assert_eq!(check(1_000, Some(2_000), 700), Ok(()));
        assert_eq!(check(1_000, Some(2_000), 699), Err(RevocationError::NotYetValid));
        assert_eq!(check(1_000, Some(2_000), 2_300), Ok(()));
        assert_eq!(check(1_000, Some(2_000), 2_301), Err(RevocationError::Stale));
        assert_eq!(check(1_000, None, 2_300), Ok(()));
        assert_eq!(check(1_000, None, 2_301), Err(RevocationError::Stale));
        assert_eq!(check(u64::MAX, None, u64::MAX), Ok(()));
    }

    #[test]
    fn reasons() {
        let all: Vec<Reason> = (0..12).map(Reason::of_code).collect();
        assert_eq!(all[1], Reason::KeyCompromise);
        assert_eq!(all[7], Reason::Other(7));
        assert_eq!(all[11], Reason::Other(11));
    }
}
