//! CMS of OpenSSL and BouncyCastle read, ours read by OpenSSL; files of version 1.

use std::process::Command;
use std::time::{Duration, Instant};

use ehealth_csr::cms::{self, CmsError, SignedData};
use ehealth_csr::{
    CertificateRequestV1, CertificationRequest, ContactData, Email, Phone, RequestFile, Ssin, SubjectName,
};
use ehealth_pki::{Certificate, SigningKey as _};
use rustls_pki_types::UnixTime;

use crate::keys::MemoryKey;
use crate::support::{Vectors, certificate, text};

/// 2026-06-01, within the leaves' validity.
pub const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_780_272_000));

fn verified(vectors: &Vectors, file: &serde_json::Value) -> Result<(), CmsError> {
    let name = text(file, "file");
    let message = SignedData::from_bytes(&vectors.read(name))?;
    let leaves: Vec<Certificate> =
        ["auth-person", "auth-org", "leaf-p256", "leaf-p384"].into_iter().map(certificate).collect();
    let (extra, content) = if name.contains("nocerts") { (&leaves[..], None) } else { (&[][..], None) };
    let detached = (name.contains("detached")).then(|| vectors.read(text(file, "content")));
    let verified = message.verify_with(extra, content.or(detached.as_deref()))?;
    if let Some(content) = file["content"].as_str() {
        assert_eq!(verified.content, vectors.read(content), "{name}");
    }
    if let Some(signer) = file["signer"].as_str() {
        assert_eq!(verified.signer, &certificate(signer), "{name}");
        assert!(verified.signing_time.is_some(), "{name}");
    }
    Ok(())
}

#[test]
fn messages_of_others() {
    for vectors in Vectors::all("cms") {
        let (mut good, mut bad) = (0, 0);
        for file in vectors.files() {
            let name = text(file, "file");
            let start = Instant::now();
            let result = verified(&vectors, file);
            assert!(start.elapsed() < Duration::from_secs(2), "{name}");
            match (text(&file["expect"], "result"), result) {
                ("ok", Ok(())) => good += 1,
                ("either", Ok(())) => {}
                ("error" | "either", Err(_)) => bad += 1,
                // the chain is looked at in the table of classes
                ("error", Ok(())) if text(&file["expect"], "error") == "signer-not-trusted" => bad += 1,
                (expected, result) => panic!("{name}: {expected}, got {result:?}"),
            }
        }
        assert!(good >= 38 && bad >= 30, "{good} {bad}");
    }
}

const SIGNERS: [(&str, [&str; 3], &str); 3] = [
    ("auth-person", ["auth-person", "issuing-rsa", "root-rsa"], "root-rsa"),
    ("leaf-p384", ["leaf-p384", "issuing-ec", "root-ec"], "root-ec"),
    ("leaf-p256", ["leaf-p256", "issuing-ec", "root-ec"], "root-ec"),
];

fn request() -> CertificateRequestV1 {
    let key = MemoryKey::of_vectors("auth-org");
    let subject = SubjectName::person(&Ssin::parse("84081699356").unwrap(), "Zoë", "Peeters").unwrap();
    let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
    let contact =
        ContactData::new(Email::parse("zoe@example.org").unwrap(), Phone::parse("+32 000 00 00 00").unwrap());
    let html = "<!DOCTYPE html><p>Texte d’essai &amp; rien\r de plus</p>".to_owned();
    CertificateRequestV1::new(&contact, csr.sign_with(&key).unwrap(), html, vec![0x30, 0x00])
        .with_usages(vec!["Timestamping".to_owned(), "Codage".to_owned()])
}

#[test]
fn written_and_read() {
    for (name, chain, _) in SIGNERS {
        let key = MemoryKey::of_vectors(name);
        let chain = chain.map(|one| certificate(one).der().clone());
        let bytes = request().prepare(&chain, key.scheme(), NOW).unwrap().sign_with(&key).unwrap();
        let RequestFile::V1(file) = RequestFile::read(&bytes).unwrap() else { panic!() };
        assert_eq!(file.as_bytes(), bytes);
        let verified = file.verify().unwrap();
        assert_eq!((verified.signer, verified.signing_time), (&certificate(name), Some(NOW)));
        assert_eq!(file.certificates().len(), 3);
        assert_eq!(file.request().to_xml().unwrap(), verified.content);
        assert_eq!(file.request().contract_html(), request().contract_html());
        assert_eq!(file.request().plain_text(), "Texte d’essai & rien de plus\n");
        assert_eq!(file.request().usages().unwrap(), ["Timestamping", "Codage"]);
        assert_eq!(file.request().qualities(), [0x30, 0x00]);
        file.request().csr().verify().unwrap();
        // another key, the right certificate
        let prepared = request().prepare(&chain, key.scheme(), NOW).unwrap();
        assert!(prepared.sign_with(&MemoryKey::of_vectors("auth-org")).is_err());
    }
}

#[test]
fn openssl_verifies_ours() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: openssl is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("ehealth-csr-cms-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let pki = Vectors::committed("pki").folder;
    let long = vec![0xA5; 200_000];
    for (name, chain, root) in SIGNERS {
        let key = MemoryKey::of_vectors(name);
        let chain = chain.map(|one| certificate(one).der().clone());
        // 2049 and 2050: the two forms of a time
        for (content, time) in [(&b""[..], 2_524_607_999), (b"<a/>", 1_780_272_000), (&long, 2_524_608_000)] {
            let time = UnixTime::since_unix_epoch(Duration::from_secs(time));
            let bytes = cms::prepare(content, &chain, key.scheme(), time).unwrap().sign_with(&key).unwrap();
            assert_eq!(SignedData::from_bytes(&bytes).unwrap().verify().unwrap().signing_time, Some(time));
            let file = folder.join("message.p7s");
            std::fs::write(&file, bytes).unwrap();
            let output = Command::new("openssl")
                .args([
                    "cms",
                    "-verify",
                    "-binary",
                    "-inform",
                    "DER",
                    "-purpose",
                    "any",
                    "-attime",
                    "1780272000",
                ])
                .arg("-CAfile")
                .arg(pki.join(format!("{root}.crt.pem")))
                .arg("-in")
                .arg(&file)
                .output()
                .unwrap();
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.stdout, content, "{name}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// The sample of a file of version 1, whose document is also there in plain.
#[test]
fn sample_file() {
    let vectors = Vectors::folder("v1");
    let bytes = std::fs::read(vectors.join("CBE=0999999922,PHARMACY-1 20261124-150405.ehcsr")).unwrap();
    let xml = std::fs::read(vectors.join("EHealthCertificateRequest.xml")).unwrap();
    let RequestFile::V1(file) = RequestFile::read(&bytes).unwrap() else { panic!() };
    let verified = file.verify().unwrap();
    assert_eq!(verified.content, xml);
    file.request().csr().verify().unwrap();
    let subject = SubjectName::from_name(file.request().csr().subject().clone()).unwrap();
    assert_eq!(subject.file_base(), "CBE=0999999922,PHARMACY-1");
    assert_eq!(file.request().contact().email, "testa@example.org");
    assert!(!file.request().plain_text().is_empty());
    // the authority's statement inside is a message of the same kind
    let statement = SignedData::from_bytes(file.request().qualities()).unwrap();
    // made by a throw-away key that is not for signatures
    assert_eq!(statement.verify().unwrap_err(), CmsError::KeyUsage);
    let mut changed = bytes;
    let at = changed.windows(5).position(|part| part == b"testa").unwrap();
    changed[at] = b'v';
    let RequestFile::V1(file) = RequestFile::read(&changed).unwrap() else { panic!() };
    assert_eq!(file.verify().unwrap_err().code(), "signature.changed");
}

/// Written requests are valid against the schema of version 1.
#[test]
fn valid_against_the_schema() {
    let Some(schema) = crate::support::shared("schemas/ehealth-etee-ra-csr-protocol-types.xsd") else {
        eprintln!("SKIPPED: the schemas are absent");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed");
        return;
    }
    let file = std::env::temp_dir().join(format!("ehealth-csr-v1-{}.xml", std::process::id()));
    std::fs::write(&file, request().to_xml().unwrap()).unwrap();
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema)
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_file(file).unwrap();
}

proptest::proptest! {
    /// A changed byte is refused, breaks the signature, or is in what is not signed and does not count.
    #[test]
    fn one_byte_changed(at in 0usize..5_092, mask in 1u8..) {
        let vectors = Vectors::committed("cms");
        let mut bytes = vectors.read("openssl-auth-person-request.p7s");
        bytes[at] ^= mask;
        if let Ok(message) = SignedData::from_bytes(&bytes)
            && let Ok(verified) = message.verify()
        {
            proptest::prop_assert_eq!(verified.content, vectors.read("content-request.bin"));
        }
    }
}
