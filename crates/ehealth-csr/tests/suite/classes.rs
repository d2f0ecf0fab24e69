//! Classes of errors of the vectors' manifests beside our own errors: `tests/vectors/classes.json`.
//!
//! A bad file must be refused with an error of its class's row, or of a row of a class that the file also
//! accepts; a file that may be read or refused, the same when refused. Each row is reached by a file.

use std::collections::BTreeSet;

use ehealth_csr::cms::{CmsError, SignedData};
use ehealth_csr::xmldsig::{Policy, SignatureError, verify};
use ehealth_csr::{Cbe, CertificationRequest, CsrError, Error, Nihii, Ssin};
use ehealth_pki::{TrustAnchor, chain};
use serde_json::Value;

use crate::cms::NOW;
use crate::support::{Vectors, certificate, text};

/// Code and variant, without what the variant holds.
fn name_of(error: &Error) -> String {
    let variant = match error {
        Error::Csr(error @ CsrError::Signature(_)) => format!("{error:?}"),
        Error::Csr(error) => format!("{error:?}"),
        Error::Cms(CmsError::AttributeMissing(_)) => "AttributeMissing".to_owned(),
        Error::Cms(error) => format!("{error:?}"),
        Error::Signature(SignatureError::Xml(error)) => format!("Xml({})", head(&format!("{error:?}"))),
        Error::Signature(error) => head(&format!("{error:?}")).to_owned(),
        Error::Identifier(error) => head(&format!("{error:?}")).to_owned(),
        other => format!("{other:?}"),
    };
    format!("{} {variant}", error.code())
}

fn head(debug: &str) -> &str {
    debug.split([' ', '(', '{']).next().unwrap()
}

struct Table {
    rows: Value,
    reached: BTreeSet<(String, String)>,
}

impl Table {
    fn check(&mut self, kind: &str, file: &Value, expect: &Value, result: Result<(), String>) {
        let found = match (expect["result"].as_str(), result) {
            (Some("ok"), Ok(())) => return,
            (Some("either"), Ok(())) => String::new(),
            (Some("error" | "either"), Err(found)) => found,
            (expected, result) => panic!("{file}: {expected:?}, got {result:?}"),
        };
        let class = expect["error"].as_str().unwrap();
        self.reached.insert((kind.to_owned(), class.to_owned()));
        let also =
            [&file["also_accept"], &expect["also_accept"]].into_iter().filter_map(Value::as_array).flatten();
        let classes: Vec<&str> = also.map(|one| one.as_str().unwrap()).chain([class]).collect();
        let allowed = |class: &str| {
            // a class that only ever stands among the alternatives may have no row
            let row = self.rows[kind][class].as_array();
            row.is_some_and(|row| row.iter().any(|one| *one == found))
        };
        let rows: Vec<&str> = classes.iter().copied().filter(|class| allowed(class)).collect();
        let fits = found.is_empty() || !rows.is_empty();
        assert!(fits, "{kind}: {found} is none of {classes:?}: {file}");
        assert!(self.rows[kind].get(class).is_some(), "{kind}: no row {class}");
        self.reached.extend(rows.iter().map(|row| (kind.to_owned(), (*row).to_owned())));
    }
}

fn csr(der: &[u8]) -> Result<(), Error> {
    let pem = der.starts_with(b"-----");
    let request =
        if pem { CertificationRequest::from_pem(der)? } else { CertificationRequest::from_der(der)? };
    request.verify()
}

fn cms(vectors: &Vectors, file: &Value) -> Result<(), String> {
    let error = |error: CmsError| name_of(&Error::Cms(error));
    let name = text(file, "file");
    let message = SignedData::from_bytes(&vectors.read(name)).map_err(error)?;
    let leaf = [certificate("auth-person")];
    let certificates = if name.contains("nocerts") { &leaf[..] } else { &[] };
    let content = name.contains("detached").then(|| vectors.read(text(file, "content")));
    let verified = message.verify_with(certificates, content.as_deref()).map_err(error)?;
    let anchors = ["root-rsa", "root-ec"].map(|name| TrustAnchor::from_certificate(&certificate(name)));
    let issuing = ["issuing-rsa", "issuing-ec"].map(certificate);
    let report = chain::verify(verified.signer, &issuing, &anchors, NOW);
    match report.defects().first() {
        None => Ok(()),
        Some(defect) => Err(format!("chain {}", head(&format!("{defect:?}")))),
    }
}

fn number(file: &str, input: &str) -> Result<(), Error> {
    match file {
        "ssin.json" => Ssin::parse(input).map(drop)?,
        "cbe.json" => Cbe::parse(input).map(drop)?,
        _ => Nihii::parse(input).map(drop)?,
    }
    Ok(())
}

#[test]
fn every_class_is_reached() {
    let rows = std::fs::read(Vectors::folder("classes.json")).unwrap();
    let rows: Value = serde_json::from_slice(&rows).unwrap();
    let mut table = Table { rows, reached: BTreeSet::new() };
    for (kind, folder) in [("csr", "csr"), ("csr", "set-b/x509"), ("xmldsig", "xmldsig"), ("cms", "cms")] {
        for vectors in Vectors::all(folder) {
            for file in vectors.files().iter().filter(|file| !text(file, "file").ends_with(".json")) {
                let bytes = || vectors.read(text(file, "file"));
                let result = match kind {
                    "csr" => csr(&bytes()).map_err(|error| name_of(&error)),
                    "xmldsig" => {
                        verify(&bytes(), &Policy::default()).map(drop).map_err(|error| name_of(&error))
                    }
                    _ => cms(&vectors, file),
                };
                table.check(kind, file, &file["expect"], result);
            }
        }
    }
    for file in ["ssin.json", "cbe.json", "nihii.json"] {
        let cases: Value = serde_json::from_slice(&Vectors::committed("numbers").read(file)).unwrap();
        for case in cases["cases"].as_array().unwrap() {
            let result = number(file, text(case, "input")).map_err(|error| name_of(&error));
            let expected = if case["valid"] == true { "ok" } else { "error" };
            let expect = serde_json::json!({ "result": expected, "error": case["reason"] });
            table.check("numbers", case, &expect, result);
        }
    }
    for (kind, classes) in table.rows.as_object().unwrap().iter().filter(|(kind, _)| *kind != "note") {
        for class in classes.as_object().unwrap().keys() {
            let row = (kind.clone(), class.clone());
            assert!(table.reached.contains(&row), "no file reaches {kind}/{class}");
        }
    }
    println!("COUNT classes reached: {}", table.reached.len());
}
