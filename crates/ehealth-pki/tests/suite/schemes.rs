use ehealth_pki::scheme::{ecdsa_der_to_raw, ecdsa_raw_to_der, verify_rsa_pss};
use ehealth_pki::{HashAlgorithm, KeyKind, SchemeError, SignatureScheme};
use proptest::prelude::*;

use crate::support::read;

const HASHES: [(HashAlgorithm, &str); 4] = [
    (HashAlgorithm::Sha1, "sha1"),
    (HashAlgorithm::Sha256, "sha256"),
    (HashAlgorithm::Sha384, "sha384"),
    (HashAlgorithm::Sha512, "sha512"),
];

/// `openssl dgst -sign` with every hash and kind of key.
#[test]
fn signatures_of_openssl() {
    let message = read("scheme/message.txt");
    for (key, half) in [("auth-person", 0), ("leaf-p256", 32), ("leaf-p384", 48)] {
        let spki = read(&format!("scheme/{key}.spki.der"));
        for (hash, name) in HASHES {
            let scheme =
                if half == 0 { SignatureScheme::RsaPkcs1v15(hash) } else { SignatureScheme::Ecdsa(hash) };
            let signature = read(&format!("scheme/{key}.{name}.sig"));
            scheme.verify_der(&spki, &message, &signature).unwrap_or_else(|e| panic!("{key} {name}: {e}"));
            let changed = [&message[..], b"."].concat();
            assert_eq!(scheme.verify_der(&spki, &changed, &signature), Err(SchemeError::Signature));
            assert_eq!(scheme.verify_der(&spki, &message, b""), Err(SchemeError::Signature));
            if half > 0 {
                let raw = ecdsa_der_to_raw(&signature, half).unwrap();
                assert_eq!(raw.len(), 2 * half);
                scheme.verify(&spki, &message, &raw).unwrap();
                assert_eq!(scheme.to_x509(&raw).unwrap(), signature);
                // DER where raw belongs, and the reverse
                assert_eq!(scheme.verify(&spki, &message, &signature), Err(SchemeError::Signature));
                assert_eq!(scheme.verify_der(&spki, &message, &raw), Err(SchemeError::Signature));
                assert_eq!(scheme.verify(&spki, &message, &vec![0; 2 * half]), Err(SchemeError::Signature));
            }
            let other =
                if half == 0 { SignatureScheme::Ecdsa(hash) } else { SignatureScheme::RsaPkcs1v15(hash) };
            assert_eq!(other.verify(&spki, &message, &signature), Err(SchemeError::KeyMismatch));
            assert_eq!(scheme.is_weak(), name == "sha1");
        }
    }
}

/// `openssl dgst -sign` with RSASSA-PSS, salt as long as the hash.
#[test]
fn pss_of_openssl() {
    let (spki, message) = (read("scheme/auth-person.spki.der"), read("scheme/message.txt"));
    for (hash, name) in &HASHES[1..] {
        let verify = |salt_len, spki: &[u8], message: &[u8], signature: &[u8]| {
            verify_rsa_pss(*hash, salt_len, spki, message, signature)
        };
        let signature = read(&format!("scheme/auth-person.pss-{name}.sig"));
        verify(hash.len(), &spki, &message, &signature).unwrap_or_else(|error| panic!("{name}: {error}"));
        let changed = [&message[..], b"."].concat();
        assert_eq!(verify(hash.len(), &spki, &changed, &signature), Err(SchemeError::Signature));
        assert_eq!(verify(hash.len() - 1, &spki, &message, &signature), Err(SchemeError::Signature));
        let other = read(&format!("scheme/auth-person.{name}.sig"));
        assert_eq!(verify(hash.len(), &spki, &message, &other), Err(SchemeError::Signature));
        let elliptic = read("scheme/leaf-p256.spki.der");
        assert_eq!(verify(hash.len(), &elliptic, &message, &signature), Err(SchemeError::KeyMismatch));
    }
    let sha1 = verify_rsa_pss(HashAlgorithm::Sha1, 20, &spki, &message, &[1; 256]);
    assert_eq!(sha1, Err(SchemeError::UnsupportedAlgorithm));
}

#[test]
fn lengths_of_hashes() {
    for (hash, _) in HASHES {
        assert_eq!((hash.digest(b"x").len(), hash.is_empty()), (hash.len(), false));
    }
}

#[test]
fn kinds_of_key() {
    let kind = |name: &str| KeyKind::of(&read(&format!("scheme/{name}.spki.der")));
    assert!(matches!(kind("auth-person"), Ok(KeyKind::Rsa { bits: 2048, .. })));
    assert!(matches!(kind("rsa1024"), Ok(KeyKind::Rsa { bits: 1024, .. })));
    assert_eq!(kind("leaf-p256"), Ok(KeyKind::P256));
    assert_eq!(kind("leaf-p384"), Ok(KeyKind::P384));
    assert_eq!(kind("p521"), Err(SchemeError::UnsupportedKey));
    assert_eq!(kind("ed25519"), Err(SchemeError::UnsupportedKey));
    assert_eq!(KeyKind::of(b""), Err(SchemeError::Key));
}

/// RSA of 512 bits verifies nothing; 1024 still does, for old cards.
#[test]
fn short_keys() {
    let rsa = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
    let message = read("scheme/message.txt");
    rsa.verify(&read("scheme/rsa1024.spki.der"), &message, &read("scheme/rsa1024.sha256.sig")).unwrap();
    let refused = rsa.verify(&read("scheme/rsa512.spki.der"), &message, &[0; 64]);
    assert_eq!(refused, Err(SchemeError::UnsupportedKey));
}

/// The identifiers that OpenSSL writes, and the parameters that do not belong.
#[test]
fn algorithm_identifiers() {
    use der::Decode as _;
    for (hash, _) in HASHES {
        for scheme in [SignatureScheme::RsaPkcs1v15(hash), SignatureScheme::Ecdsa(hash)] {
            let der = scheme.algorithm_identifier();
            let read = spki::AlgorithmIdentifierRef::from_der(der).unwrap();
            let is_rsa = matches!(scheme, SignatureScheme::RsaPkcs1v15(_));
            assert_eq!((read.oid.to_string().as_str(), read.parameters.is_some()), (scheme.oid(), is_rsa));
            assert_eq!(SignatureScheme::from_algorithm_identifier(der), Ok(scheme));
        }
    }
    // ecdsa-with-SHA256 with NULL
    let der = hex_literal::hex!("30 0c 06 08 2a 86 48 ce 3d 04 03 02 05 00");
    assert_eq!(SignatureScheme::from_algorithm_identifier(&der), Err(SchemeError::UnsupportedAlgorithm));
}

proptest! {
    #[test]
    fn raw_to_der_and_back(raw in proptest::collection::vec(any::<u8>(), 96)) {
        let der = ecdsa_raw_to_der(&raw).unwrap();
        prop_assert_eq!(ecdsa_der_to_raw(&der, 48).unwrap(), raw);
    }

    #[test]
    fn der_to_raw_never_panics(der: Vec<u8>, half in 0usize..100) {
        let _ = ecdsa_der_to_raw(&der, half);
    }
}
