use std::time::{Duration, Instant};

use ehealth_csr::Error;
use ehealth_csr::xml::XmlError;
use ehealth_csr::xmldsig::{Policy, SignatureError, verify};
use ehealth_pki::{TrustAnchor, chain};
use rustls_pki_types::UnixTime;

use crate::support::{Vectors, accepts, certificate, text};

/// 2026-06-01, within the leaves' validity.
const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_780_272_000));

fn class(error: &Error) -> &'static str {
    let Error::Signature(error) = error else { panic!("{error:?}") };
    match error {
        SignatureError::Xml(XmlError::Dtd) => "dtd",
        SignatureError::Xml(XmlError::TooDeep) => "limit-depth",
        SignatureError::Xml(XmlError::TooLarge | XmlError::TooManyNodes) => "limit-size",
        SignatureError::Xml(_) | SignatureError::Malformed => "malformed",
        SignatureError::NotOneRequest => "several-requests",
        SignatureError::Absent => "no-signature",
        SignatureError::Several => "several-signatures",
        SignatureError::Position => "signature-position",
        SignatureError::SeveralReferences => "several-references",
        SignatureError::NotWhole => "reference-not-root",
        SignatureError::DuplicateId => "duplicate-id",
        SignatureError::Algorithm(_) => "algorithm-not-allowed",
        SignatureError::Transforms => "transform-not-allowed",
        SignatureError::Certificate => "no-certificate",
        SignatureError::Digest => "digest-mismatch",
        SignatureError::Signature => "signature-invalid",
        other => panic!("{other:?}"),
    }
}

/// Documents signed by the JDK, xmlsec1 and signxml; broken and hostile ones.
#[test]
fn signed_documents() {
    let anchors = ["root-rsa", "root-ec"].map(|name| TrustAnchor::from_certificate(&certificate(name)));
    let issuing = ["issuing-rsa", "issuing-ec"].map(certificate);
    for vectors in Vectors::all("xmldsig") {
        let (mut good, mut bad) = (0, 0);
        for file in vectors.files() {
            let name = text(file, "file");
            let bytes = vectors.read(name);
            let start = Instant::now();
            let result = verify(&bytes, &Policy::default());
            assert!(start.elapsed() < Duration::from_secs(2), "{name} took {:?}", start.elapsed());
            match (text(&file["expect"], "result"), result) {
                ("ok", Ok(verified)) => {
                    let id = text(&file["expect"], "signed_id");
                    assert_eq!(verified.root().attribute("Id"), Some(id), "{name}");
                    let signer = verified.signer().unwrap();
                    if name.starts_with("plain") {
                        let report = chain::verify(signer, &issuing, &anchors, NOW);
                        assert_eq!(report.defects(), &[], "{name}");
                    }
                    let expected = certificate(text(file, "signer"));
                    assert_eq!(signer, &expected, "{name}");
                    good += 1;
                }
                ("either", Ok(_)) => {}
                ("error" | "either", Err(error)) => {
                    assert!(accepts(file, class(&error)), "{name}: {error:?} is not {}", file["expect"]);
                    bad += 1;
                }
                (expected, result) => panic!("{name}: {expected}, got {result:?}"),
            }
        }
        assert!(good > 20 && bad > 50, "{good} {bad}");
    }
}
