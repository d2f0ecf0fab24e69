use ehealth_csr::{CertificationRequest, CsrError, Error, Ssin, SubjectName};
use ehealth_pki::{HashAlgorithm, SignatureScheme, SigningKey};

use crate::keys::MemoryKey;
use crate::support::{Vectors, accepts, text};

fn class(error: &Error) -> &'static str {
    match error {
        Error::Csr(CsrError::Der) => "malformed",
        Error::Csr(CsrError::Trailing) => "trailing-data",
        Error::Csr(CsrError::Signature(_)) => "signature-invalid",
        Error::Csr(CsrError::WeakAlgorithm) => "weak-algorithm",
        Error::Csr(CsrError::Key) => "key",
        Error::Csr(CsrError::WeakKey) => "weak-key",
        Error::Csr(CsrError::Version) => "version",
        other => panic!("{other:?}"),
    }
}

fn read_and_verify(der: &[u8]) -> Result<CertificationRequest, Error> {
    let request = CertificationRequest::from_der(der)?;
    request.verify()?;
    Ok(request)
}

/// Requests of OpenSSL and BouncyCastle, and broken ones.
#[test]
fn requests_of_others() {
    for vectors in Vectors::all("csr") {
        for file in vectors.files() {
            let name = text(file, "file");
            match (text(&file["expect"], "result"), read_and_verify(&vectors.read(name))) {
                ("ok", Ok(request)) => {
                    assert_eq!(sha256(request.spki()), text(file, "spki_sha256"), "{name}");
                    let expected: Vec<&str> = file["expect"]["der_order"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|pair| pair[1].as_str().unwrap())
                        .collect();
                    let found: Vec<&str> = request
                        .subject()
                        .attributes()
                        .iter()
                        .map(ehealth_pki::name::Attribute::value)
                        .collect();
                    assert_eq!(found, expected, "{name}");
                    SubjectName::from_name(request.subject().clone()).unwrap();
                }
                ("either", _) => {}
                ("error", Err(error)) => {
                    // truncated and empty are not told apart from other malformed DER
                    let structural = matches!(text(&file["expect"], "error"), "truncated" | "empty");
                    let class = class(&error);
                    assert!(
                        accepts(file, class) || (structural && class == "malformed"),
                        "{name}: {error:?}"
                    );
                }
                (expected, result) => panic!("{name}: {expected}, got {result:?}"),
            }
        }
    }
}

/// P-256, P-384, RSA 1024, MD5, BER.
#[test]
fn requests_of_the_second_set() {
    let vectors = Vectors::committed("set-b/x509");
    let (folder, manifest) = (&vectors.folder, &vectors.manifest);
    let files = manifest["files"].as_array().unwrap();
    for file in files.iter().filter(|file| text(file, "file").ends_with(".der")) {
        let name = text(file, "file");
        let result = read_and_verify(&std::fs::read(folder.join(name)).unwrap());
        match text(&file["expect"], "result") {
            "ok" => assert_eq!(sha256(result.unwrap().spki()), text(file, "spki_sha256"), "{name}"),
            "either" => {}
            _ => assert!(result.is_err(), "{name}"),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    HashAlgorithm::Sha256.digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What we write is, but for the signature, byte for byte what BouncyCastle writes.
#[test]
fn written_as_bouncycastle() {
    let key = MemoryKey::of_vectors("auth-person");
    let der = Vectors::committed("csr").read("person-1-bouncycastle.csr.der");
    let theirs = CertificationRequest::from_der(&der).unwrap();
    let ssin = Ssin::parse("91060899440").unwrap();
    let subject = SubjectName::person(&ssin, "Zoë Éléonore", "Lefèvre-Van Den Broeck").unwrap();
    let prepared = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
    let ours = prepared.sign_with(&key).unwrap();
    // RSASSA-PKCS1-v1_5 is deterministic
    assert_eq!(ours.to_der(), der);
    assert_eq!(ours, theirs);
    ours.verify().unwrap();
}

#[test]
fn signed_with_elliptic_curves_too() {
    for name in ["leaf-p256", "leaf-p384"] {
        let key = MemoryKey::of_vectors(name);
        let subject = SubjectName::person(&Ssin::parse("95120198495").unwrap(), "An", "Peeters").unwrap();
        let prepared = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
        let request = prepared.sign_with(&key).unwrap();
        assert!(matches!(request.scheme(), Ok(SignatureScheme::Ecdsa(_))));
        read_and_verify(request.to_der()).unwrap();
    }
}

/// A signature of another key is found before a request exists.
#[test]
fn another_key_does_not_finish() {
    let (key, other) = (MemoryKey::of_vectors("auth-person"), MemoryKey::of_vectors("auth-org"));
    let subject = SubjectName::person(&Ssin::parse("95120198495").unwrap(), "An", "Peeters").unwrap();
    let prepared = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
    assert!(prepared.sign_with(&other).is_err());
}

proptest::proptest! {
    /// A changed byte is refused or breaks the signature.
    #[test]
    fn one_byte_changed(at in 0usize..763, mask in 1u8..) {
        let mut der = Vectors::committed("csr").read("person-1-openssl.csr.der");
        der[at] ^= mask;
        proptest::prop_assert!(read_and_verify(&der).is_err());
    }
}
