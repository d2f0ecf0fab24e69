//! All of the schemas' samples are parsed or produced by this crate or the one below it: none is left out.
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

use std::path::Path;

/// Tests that read or write a sample name it; for a request, its element.
const TESTS: [&str; 8] = [
    include_str!("samples.rs"),
    include_str!("requests.rs"),
    include_str!("v1.rs"),
    include_str!("support/requests_v1.rs"),
    include_str!("generated.rs"),
    include_str!("generated_v1.rs"),
    include_str!("standing.rs"),
    include_str!("level1.rs"),
];

/// What the operation of a request is called in the tests that produce it.
fn operation(name: &str) -> String {
    let element = name.rsplit('/').next().unwrap().split('.').next().unwrap();
    match element {
        "OrganizationTypeRequest" => "uncalled::OrganizationType".to_owned(),
        other => other.trim_end_matches("Request").to_owned(),
    }
}

#[test]
fn none_is_left_out() {
    let Some(schemas) = common::shared_schemas() else {
        eprintln!("SKIPPED none_is_left_out: no folder shared/schemas beside the workspace");
        return;
    };
    let tests = TESTS.concat();
    let (mut parsed, mut produced, mut inner) = (0, 0, 0);
    for folder in ["", "extra", "v1"] {
        for entry in std::fs::read_dir(schemas.join("samples").join(folder)).unwrap().flatten() {
            let file = entry.file_name().into_string().unwrap();
            if !file.ends_with(".xml") && !file.ends_with(".ehcsr") {
                continue;
            }
            let name = if folder.is_empty() { file.clone() } else { format!("{folder}/{file}") };
            // well-formed by our reader, whatever it is
            let bytes = std::fs::read(entry.path()).unwrap();
            if file.ends_with(".ehcsr") {
                assert!(ehealth_csr::RequestFile::read(&bytes).is_ok());
                inner += 1;
                continue;
            }
            ehealth_csr::xml::Document::parse(&bytes).unwrap();
            let quoted = format!("\"{name}\"");
            if name == "v1/EHealthCertificateRequest.xml" {
                assert!(ehealth_csr::CertificateRequestV1::from_xml(&bytes).is_ok());
                inner += 1;
            } else if name.contains("EHActorQualitiesData")
                || name.contains("RevocableCertificatesData")
                || name.contains("RevokeData")
            {
                documents(&name, &bytes, &tests);
                inner += 1;
            } else if name.contains("Request") {
                let operation = operation(&name);
                assert!(tests.contains(&operation), "{name}: no test produces {operation}");
                produced += 1;
            } else {
                assert!(tests.contains(&quoted) || generated(&name, &tests), "{name}: no test reads it");
                parsed += 1;
            }
        }
    }
    println!("COUNT client samples of the schemas: {parsed} parsed, {produced} produced, {inner} inside CMS");
    assert!(parsed > 40 && produced > 35, "{parsed} {produced}");
}

/// Documents inside CMS: requests are produced, answers are read where they travel.
fn documents(name: &str, bytes: &[u8], tests: &str) {
    let travels = match Path::new(name).file_name().unwrap().to_str().unwrap() {
        "EHActorQualitiesDataRequest.xml" => "qualities_question",
        "RevocableCertificatesDataRequest.xml" => "revocable_question",
        "RevokeDataRequest.xml" => "documents::revocation(",
        "RevokeDataResponse.xml" => "revocation_status",
        "RevocableCertificatesDataResponse.xml" => "v1/GetRevocableCertificatesResponse.xml",
        "EHActorQualitiesDataResponse.legal.xml" => "v1/GetEHActorQualitiesResponse.xml",
        "EHActorQualitiesDataResponse.natural.xml" => "NaturalPerson",
        other => panic!("{other}"),
    };
    assert!(tests.contains(travels) && !bytes.is_empty(), "{name}: {travels}");
}

/// Samples whose type the generator covers although no test names the file.
fn generated(name: &str, tests: &str) -> bool {
    let element = name.rsplit('/').next().unwrap().trim_end_matches(".xml").split('.').next().unwrap();
    tests.contains(&format!("\"{element}\""))
}
