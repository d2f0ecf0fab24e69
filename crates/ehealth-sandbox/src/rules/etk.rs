//! Encryption keys and their certificates (ra.md 5).

use const_oid::db::rfc5280::ID_CE_KEY_USAGE;
use der::Decode;
use ehealth_pki::{Certificate, HashAlgorithm, SignatureScheme};

use crate::refusal::{Code, Refusal};
use crate::rules::csr;
use crate::state::{PendingChallenge, Record, Token, TokenState};

fn invalid(what: &str) -> Refusal {
    Refusal::new(Code::EtkCertificateInvalid, format!("The encryption certificate is not valid: {what}"))
}

/// An RSA key, another than the one that signs (ra.md 5.1).
pub(crate) fn is_encryption_key(spki: &[u8], record: &Record) -> Result<(), Refusal> {
    csr::is_rsa_key(spki).map_err(invalid)?;
    if spki == record.spki {
        return Err(Refusal::new(
            Code::PublicKeyAlreadyKnown,
            "The encryption key is the authentication key",
        ));
    }
    Ok(())
}

/// A challenge was given to this certificate and not answered yet.
pub(crate) fn challenge(record: &Record) -> Result<&PendingChallenge, Refusal> {
    record.challenge.as_ref().ok_or_else(|| {
        Refusal::new(Code::ChallengeUnknown, "No challenge waits for an answer with this certificate")
    })
}

/// A token waits for its activation: only replacements do (ra.md 5.3).
pub(crate) fn waiting_token(record: &mut Record) -> Result<&mut Token, Refusal> {
    record.token.as_mut().filter(|token| token.state == TokenState::Waiting).ok_or_else(|| {
        Refusal::new(Code::EtkNotWaiting, "No token waits for activation with this certificate")
    })
}

/// The certificate is the one that ra.md 5.5 describes, field by field.
pub(crate) fn is_encryption_certificate(
    der: &[u8],
    authentication: &Certificate,
    challenge: &PendingChallenge,
) -> Result<(), Refusal> {
    let certificate = Certificate::from_der(der).map_err(|_| invalid("not X.509"))?;
    let challenged = challenge.serial.iter().skip_while(|byte| **byte == 0);
    if !certificate.serial().as_bytes().iter().eq(challenged) {
        return Err(invalid("its serial number is not the challenge's"));
    }
    if certificate.spki().as_ref() != challenge.spki.as_slice() {
        return Err(invalid("its key is not the one that was challenged"));
    }
    let name = authentication.subject().der();
    if certificate.subject().der() != name || certificate.issuer().der() != name {
        return Err(invalid("its names are not those of the authentication certificate"));
    }
    let validity = |certificate: &Certificate| (certificate.not_before(), certificate.not_after());
    if validity(&certificate) != validity(authentication) {
        return Err(invalid("its validity is not that of the authentication certificate"));
    }
    only_key_usage(der)?;
    if certificate.scheme() != Ok(SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256)) {
        return Err(invalid("not signed with sha256WithRSAEncryption"));
    }
    certificate
        .verify_signature(authentication.spki())
        .map_err(|_| invalid("not signed by the authentication key"))
}

/// keyUsage, critical, keyEncipherment and dataEncipherment, and nothing else; version 3.
fn only_key_usage(der: &[u8]) -> Result<(), Refusal> {
    const USAGE: &[u8] = &[0x03, 0x02, 0x04, 0x30];
    let certificate = x509_cert::Certificate::from_der(der).map_err(|_| invalid("not X.509"))?;
    let tbs = certificate.tbs_certificate();
    if tbs.version() != x509_cert::Version::V3 {
        return Err(invalid("its version is not 3"));
    }
    match tbs.extensions().map(Vec::as_slice) {
        Some([usage])
            if usage.extn_id == ID_CE_KEY_USAGE && usage.critical && usage.extn_value.as_bytes() == USAGE =>
        {
            Ok(())
        }
        _ => Err(invalid("its extensions are not the key usage alone")),
    }
}
