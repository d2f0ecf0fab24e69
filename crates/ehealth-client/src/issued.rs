//! Is this the certificate I asked for (ra.md 4.6)? The one place where trust in what came back is decided.

use ehealth_csr::SubjectName;
use ehealth_pki::chain::{self, ChainDefect};
use ehealth_pki::{Certificate, ChainReport, TrustAnchor};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use sha2::{Digest, Sha256};

use crate::certra::CertificateReply;
use crate::error::{Error, Mismatch};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The key of the request, as a `SubjectPublicKeyInfo` in DER.
    pub spki: &'a SubjectPublicKeyInfoDer<'a>,
    /// The subject of the request.
    pub subject: &'a SubjectName,
}

/// A delivered chain that is ours and leads to a trusted key. Only [`check`] makes one.
#[derive(Clone)]
pub struct VerifiedChain {
    certificates: Vec<Certificate>,
    anchor: TrustAnchor,
}

impl VerifiedChain {
    /// Leaf first, then its issuers, without the root.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The same as DER, for a keystore.
    #[must_use]
    pub fn to_der(&self) -> Vec<CertificateDer<'static>> {
        self.certificates.iter().map(|certificate| certificate.der().clone()).collect()
    }

    /// The trusted key it leads to.
    #[must_use]
    pub const fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// First second in which the certificate can be used, possibly in the future: wait for it before any
    /// question that it signs (ra.md 2.7).
    #[must_use]
    pub fn usable_from(&self) -> UnixTime {
        let starts = self.certificates.iter().map(Certificate::not_before);
        starts
            .max_by_key(UnixTime::as_secs)
            .unwrap_or_else(|| UnixTime::since_unix_epoch(core::time::Duration::ZERO))
    }
}

impl core::fmt::Debug for VerifiedChain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "VerifiedChain({} certificates, to {})",
            self.certificates.len(),
            self.anchor.name().rfc2253()
        )
    }
}

/// Checks a delivered chain before anything is replaced by it: our key bit for bit, its identifier, the
/// requested name attribute by attribute (string types may differ), the use, the path to one of `anchors`
/// with every signature, the validity at `now`. A certificate whose validity has not begun passes, see
/// [`VerifiedChain::usable_from`]. Delivered roots are not trusted; the order of the issuers is not relied on.
///
/// # Errors
/// - [`Error::NotYet`] (`ra.not_yet`) when nothing was delivered.
/// - [`Error::Mismatch`] (`ra.wrong_certificate`): it is not ours, or defective.
/// - [`Error::UntrustedIssuer`] (`ra.untrusted_issuer`): it is ours, and leads to none of `anchors`.
pub fn check(
    reply: &CertificateReply,
    expected: &Expected<'_>,
    anchors: &[TrustAnchor],
    now: UnixTime,
) -> Result<VerifiedChain, Error> {
    let CertificateReply::Delivered(delivered) = reply else { return Err(Error::NotYet) };
    let certificates = delivered
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Error::Mismatch(Mismatch::NotACertificate))?;
    let (leaf, others): (Vec<_>, Vec<_>) = certificates
        .into_iter()
        .partition(|certificate| certificate.spki().as_ref() == expected.spki.as_ref());
    let leaf = leaf.first().ok_or(Error::Mismatch(Mismatch::CertificateKey))?;
    check_leaf(leaf, expected, now).map_err(Error::Mismatch)?;
    judge(&chain::verify(leaf, &others, anchors, now))
}

fn check_leaf(leaf: &Certificate, expected: &Expected<'_>, now: UnixTime) -> Result<(), Mismatch> {
    let identifier = leaf.key_identifier();
    if leaf.subject_key_identifier().is_some_and(|stated| stated != identifier.as_bytes()) {
        return Err(Mismatch::SubjectKeyIdentifier);
    }
    expected.subject.matches(leaf).map_err(|_| Mismatch::CertificateName)?;
    if leaf.is_ca() || leaf.key_usage().is_some_and(|usage| !usage.digital_signature()) {
        return Err(Mismatch::CertificateUsage);
    }
    if leaf.not_after() < now {
        return Err(Mismatch::CertificateExpired);
    }
    Ok(())
}

fn judge(report: &ChainReport) -> Result<VerifiedChain, Error> {
    let leaf_waits = |defect: &ChainDefect| {
        let leaf = report.path().first().map(|leaf| leaf.subject().rfc2253());
        matches!(defect, ChainDefect::NotYetValid { subject, .. } if leaf.as_ref() == Some(subject))
    };
    let unknown = |defect: &ChainDefect| matches!(defect, ChainDefect::UnknownIssuer { .. });
    let others = report.defects().iter().filter(|defect| !leaf_waits(defect) && !unknown(defect));
    if let Some(defect) = others.clone().next() {
        return Err(Error::Mismatch(Mismatch::Chain(Box::new(defect.clone()))));
    }
    match report.anchor() {
        Some(anchor) if !report.defects().iter().any(unknown) => {
            Ok(VerifiedChain { certificates: report.path().to_vec(), anchor: anchor.clone() })
        }
        _ => Err(untrusted(report)),
    }
}

/// Which name is missing, and which key may be trusted instead, once its hash is compared.
fn untrusted(report: &ChainReport) -> Error {
    let top = report.path().last().filter(|top| top.is_ca());
    let issuer = report.path().last().map(|top| top.issuer().rfc2253()).unwrap_or_default();
    Error::UntrustedIssuer {
        issuer,
        topmost: top.map(|top| top.subject().rfc2253()),
        spki_sha256: top.map(|top| Sha256::digest(top.spki().as_ref()).into()),
    }
}
