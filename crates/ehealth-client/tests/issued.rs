//! Is this the certificate I asked for? Each way in which it is not (ra.md 4.6).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unimplemented,
    clippy::missing_panics_doc,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/common.rs"]
mod common;

use common::{certificate, now, sample_certificate, subject};
use ehealth_client::certra::CertificateReply;
use ehealth_client::error::Mismatch;
use ehealth_client::issued::{Expected, VerifiedChain, check};
use ehealth_client::{Error, Remedy};
use ehealth_csr::{Ssin, SubjectName};
use ehealth_pki::anchor::issuing;
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use rustls_pki_types::CertificateDer;

fn deliver(certificates: &[&Certificate]) -> CertificateReply {
    CertificateReply::Delivered(certificates.iter().map(|c| c.der().clone()).collect())
}

fn check_ours(certificates: &[&Certificate], anchors: &[TrustAnchor]) -> Result<VerifiedChain, Error> {
    let ours = certificate("ehealth.pem");
    let subject = subject();
    let expected = Expected { spki: ours.spki(), subject: &subject };
    check(&deliver(certificates), &expected, anchors, now())
}

fn root() -> [TrustAnchor; 1] {
    [TrustAnchor::from_certificate(&certificate("root.pem"))]
}

#[test]
fn good_chains() {
    let [leaf, issuing, root_certificate] = ["ehealth.pem", "issuing.pem", "root.pem"].map(certificate);
    let chain = check_ours(&[&leaf, &issuing], &root()).unwrap();
    assert_eq!(chain.to_der(), [leaf.der().clone(), issuing.der().clone()]);
    assert_eq!(chain.usable_from().as_secs(), leaf.not_before().as_secs());
    assert!(chain.anchor().name().matches(root_certificate.subject()));
    // another order, and a root that comes along without being asked for or believed
    let chain = check_ours(&[&root_certificate, &issuing, &leaf], &root()).unwrap();
    assert_eq!(chain.to_der().first(), Some(leaf.der()));
    // a user may trust the issuing CA itself
    let anchor = [TrustAnchor::from_certificate(&issuing)];
    assert_eq!(check_ours(&[&leaf, &issuing], &anchor).unwrap().to_der().first(), Some(leaf.der()));
    assert!(!format!("{chain:?}").contains("00010100173"));
}

/// The samples' chains: RSA issuer, and EC issuer as in reality today.
#[test]
fn samples() {
    let leaf = sample_certificate("material/ehauth.pem");
    let issuer = sample_certificate("material/eca.pem");
    let anchors = [TrustAnchor::from_certificate(&sample_certificate("material/eroot.pem"))];
    let subject = subject();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    assert!(check(&deliver(&[&leaf, &issuer]), &expected, &anchors, now()).is_ok());

    let leaf = sample_certificate("extra/ehealth-leaf.pem");
    let text = common::sample("extra/GetCertificateResponse.ec-issuer.xml");
    let delivered = text.split("X509Certificate>").filter(|part| part.starts_with("MII")).map(|part| {
        let value = part.split('<').next().unwrap();
        CertificateDer::from(<base64ct::Base64 as base64ct::Encoding>::decode_vec(value).unwrap())
    });
    let reply = CertificateReply::Delivered(delivered.collect());
    let anchors = [TrustAnchor::from_certificate(&sample_certificate("extra/ehealth-root.pem"))];
    let ssin = Ssin::parse("10010199862").unwrap();
    let subject = SubjectName::person(&ssin, "Zoë Hélène", "Peeters").unwrap();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    let chain = check(&reply, &expected, &anchors, now()).unwrap();
    assert_eq!(chain.certificates().len(), 2);
}

#[test]
fn what_is_not_ours() {
    let issuing = certificate("issuing.pem");
    let cases = [
        ("ehealth-other-key.pem", Mismatch::CertificateKey),
        ("ehealth-other-name.pem", Mismatch::CertificateName),
        ("ehealth-wrong-ski.pem", Mismatch::SubjectKeyIdentifier),
        ("ehealth-ca.pem", Mismatch::CertificateUsage),
        ("ehealth-encipher.pem", Mismatch::CertificateUsage),
        ("ehealth-expired.pem", Mismatch::CertificateExpired),
    ];
    for (name, expected) in cases {
        let error = check_ours(&[&certificate(name), &issuing], &root()).unwrap_err();
        assert_eq!((error.code(), error.remedy()), ("ra.wrong_certificate", Remedy::Report), "{name}");
        let Error::Mismatch(mismatch) = error else { panic!("{name}: {error:?}") };
        assert_eq!(mismatch, expected, "{name}");
    }

    let broken = CertificateReply::Delivered(vec![CertificateDer::from(vec![0x30, 0])]);
    let (ours, subject) = (certificate("ehealth.pem"), subject());
    let expected = Expected { spki: ours.spki(), subject: &subject };
    let error = check(&broken, &expected, &root(), now()).unwrap_err();
    assert!(matches!(error, Error::Mismatch(Mismatch::NotACertificate)), "{error:?}");
    let error = check(&deliver(&[]), &expected, &root(), now()).unwrap_err();
    assert!(matches!(error, Error::Mismatch(Mismatch::CertificateKey)), "{error:?}");
    let error = check(&CertificateReply::Pending, &expected, &root(), now()).unwrap_err();
    assert_eq!((error.code(), error.remedy()), ("ra.not_yet", Remedy::Wait));

    // one byte of the signature changed
    let mut der = ours.der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    let forged = CertificateReply::Delivered(vec![der.into(), issuing.der().clone()]);
    let error = check(&forged, &expected, &root(), now()).unwrap_err();
    assert!(matches!(error, Error::Mismatch(Mismatch::Chain(_))), "{error:?}");
}

#[test]
fn not_valid_yet() {
    let future = certificate("ehealth-future.pem");
    let chain = check_ours(&[&future, &certificate("issuing.pem")], &root()).unwrap();
    assert_eq!(chain.usable_from().as_secs(), future.not_before().as_secs());
    assert!(chain.usable_from() > now());
}

/// ra.md and trust-anchors.md: a new CA generation is told with its name and its key's hash.
#[test]
fn unknown_issuers() {
    use sha2::{Digest, Sha256};
    let (leaf, issuer) = (certificate("ehealth.pem"), certificate("issuing.pem"));
    for environment in [Environment::Production, Environment::Acceptance, Environment::Sandbox] {
        let error = check_ours(&[&leaf, &issuer], &issuing(environment)).unwrap_err();
        assert_eq!((error.code(), error.remedy()), ("ra.untrusted_issuer", Remedy::AddAnchor));
        let Error::UntrustedIssuer { issuer: missing, topmost, spki_sha256, .. } = error else { panic!() };
        assert_eq!(missing, "CN=INVENTED root,O=INVENTED,C=BE");
        assert_eq!(topmost.as_deref(), Some("CN=INVENTED issuing CA,O=INVENTED,C=BE"));
        assert_eq!(spki_sha256, Some(Sha256::digest(issuer.spki().as_ref()).into()));
    }
    let error = check_ours(&[&leaf], &root()).unwrap_err();
    let Error::UntrustedIssuer { issuer, topmost, spki_sha256, .. } = error else { panic!("{error:?}") };
    assert_eq!(
        (issuer.as_str(), topmost, spki_sha256),
        ("CN=INVENTED issuing CA,O=INVENTED,C=BE", None, None)
    );
}
