use ehealth_pki::{Certificate, CertificateError, HashAlgorithm, KeyIdentifier, Name, SignatureScheme};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{hex, pki, read};

/// Every certificate of the manifest: hash, key, serial number, subject, issuer's signature.
#[test]
fn of_the_manifest() {
    let manifest: Value = serde_json::from_slice(&read("pki/manifest.json")).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let certificate = pki(name.strip_suffix(".crt.pem").unwrap());
        let sha256 = |bytes: &[u8]| hex(&HashAlgorithm::Sha256.digest(bytes));
        assert_eq!(sha256(certificate.der()), file["certificate_sha256"], "{name}");
        assert_eq!(sha256(certificate.spki()), file["spki_sha256"], "{name}");
        assert_eq!(certificate.serial().to_string(), file["serial_decimal"], "{name}");
        if let Some(subject) = file["subject_rfc2253"].as_str() {
            // the manifest writes a bare equals sign in values, Java an escaped one
            assert_eq!(certificate.subject().rfc2253().replace("\\=", "="), subject, "{name}");
        }
        let issuer = file["chain"][0].as_str().map_or_else(|| certificate.clone(), pki);
        certificate.verify_signature(issuer.spki()).unwrap();
        assert!(certificate.issuer().matches(issuer.subject()), "{name}");
        if let Some(written) = certificate.subject_key_identifier() {
            assert_eq!(KeyIdentifier::try_from(written).unwrap(), certificate.key_identifier(), "{name}");
        }
    }
}

#[test]
fn usages_and_constraints() {
    let person = pki("auth-person");
    let usage = person.key_usage().unwrap();
    assert!(usage.digital_signature() && usage.non_repudiation() && usage.key_encipherment());
    assert!(!usage.cert_sign() && !usage.data_encipherment() && !usage.crl_sign() && !usage.key_agreement());
    assert_eq!(person.extended_key_usages(), ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"]);
    assert!(!person.is_ca());
    // 2026-01-12 10:43:37, 2029-01-13 10:43:37
    assert_eq!((person.not_before().as_secs(), person.not_after().as_secs()), (1_768_214_617, 1_862_995_417));
    let issuing = pki("issuing-ec");
    let usage = issuing.key_usage().unwrap();
    assert!(issuing.is_ca() && usage.cert_sign() && usage.crl_sign() && !usage.digital_signature());
    assert_eq!(issuing.path_len(), None);
    assert_eq!(crate::support::made("sub0").path_len(), Some(0));
    assert_eq!(issuing.subject().rfc2253().split(',').nth(1), Some("2.5.4.5=#0c03303031"));
}

/// An RSA key under an EC authority: the scheme is the issuer's.
#[test]
fn scheme_is_the_issuers() {
    let person = pki("auth-person-ec-ca");
    assert_eq!(person.scheme(), Ok(SignatureScheme::Ecdsa(HashAlgorithm::Sha384)));
    let own = SignatureScheme::for_key(person.spki()).unwrap();
    assert_eq!(own, SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256));
}

/// The place-holder of a new key (ra.md 8): a country of five letters, serial number 0, version 1.
#[test]
fn place_holders() {
    for name in ["dummy", "dummy-v1"] {
        let dummy = pki(name);
        assert_eq!(dummy.subject().rfc2253(), "C=Dummy");
        assert_eq!(dummy.serial().to_string(), "0");
        assert!(dummy.is_self_issued());
        dummy.verify_signature(dummy.spki()).unwrap();
    }
    assert_eq!(pki("dummy-v1").key_usage(), None);
    let placeholder = Name::from_attributes([("2.5.4.6", "Dummy")]).unwrap();
    assert_eq!(hex(placeholder.der()), "3010310e300c0603550406130544756d6d79");
}

#[test]
fn broken() {
    let der = pki("auth-person").der().to_vec();
    assert_eq!(Certificate::from_der(&[]).unwrap_err(), CertificateError::Der);
    assert_eq!(Certificate::from_der(&[&der[..], &[0]].concat()).unwrap_err(), CertificateError::Der);
    assert_eq!(Certificate::from_der(&vec![0x30; 70_000]).unwrap_err(), CertificateError::TooLarge);
    for length in 0..der.len() {
        assert!(Certificate::from_der(&der[..length]).is_err(), "{length}");
    }
}

proptest! {
    /// A changed byte is refused, or breaks the signature; nothing panics.
    #[test]
    fn one_byte_changed(at in 0usize..1400, mask in 1u8..) {
        let (mut der, issuer) = (pki("auth-person").der().to_vec(), pki("issuing-rsa"));
        prop_assume!(at < der.len());
        der[at] ^= mask;
        if let Ok(changed) = Certificate::from_der(&der) {
            prop_assert!(changed.verify_signature(issuer.spki()).is_err());
        }
    }

    #[test]
    fn random_bytes(bytes: Vec<u8>) {
        prop_assert!(Certificate::from_der(&bytes).is_err());
        let _ = Name::from_der(&bytes);
    }
}
