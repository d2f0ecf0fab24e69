//! The samples beside the workspace: each request is read, its signature verifies, and nothing but what the
//! sandbox cannot know (a contract, a certificate of another authority) is refused; for each response the sandbox
//! answers with the same element.

use std::collections::BTreeSet;
use std::time::Duration;

use ehealth_sandbox::{MovableClock, Options, Sandbox};

use crate::client::{Answer, envelope, exchange, from_pem};
use crate::messages::*;
use crate::peers::shared;
use crate::pki::NOW;

fn sandbox(roots: &[&str], now: u64) -> Option<Sandbox> {
    let samples = shared()?.join("schemas/samples");
    let root = |name: &&str| from_pem(&std::fs::read_to_string(samples.join(name)).unwrap()).into();
    let options = Options {
        citizen_roots: roots.iter().map(root).collect(),
        clock: MovableClock::stopped_at(now),
        ..Options::default()
    };
    Some(Sandbox::start(options).unwrap())
}

fn send(sandbox: &Sandbox, path: &str, action: &str, file: &str) -> Answer {
    let file = shared().unwrap().join("schemas/samples").join(file);
    let text = std::fs::read_to_string(&file).unwrap();
    let body = if text.contains("Envelope") { text } else { envelope(text.split_once("?>").unwrap().1) };
    let headers = format!("Content-Type: text/xml\r\nSOAPAction: \"{action}\"\r\n");
    let answer = exchange(sandbox, "POST", path, &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{}: {}", file.display(), answer.body);
    answer
}

#[test]
fn requests_of_the_path() {
    let Some(sandbox) = sandbox(&["material/croot.pem", "material/ecroot.pem"], NOW) else { return };
    for (path, action, file, outcome) in [
        (CERTRA, QUALITIES_ACTION, "GetActorQualitiesRequest.xml", "Success"),
        (CERTRA, CONTRACT_ACTION, "GenerateContractRequest.person.xml", "Success"),
        (CERTRA, CONTRACT_ACTION, "GenerateContractRequest.xml", "Success"),
        // Their contracts are another authority's: everything before that rule is fulfilled.
        (CERTRA, GENERATE_ACTION, "GenerateCertificateRequest.xml", "CONTRACT_UNKNOWN"),
        (CERTRA, GENERATE_ACTION, "GenerateCertificateRequest.ec-p384-sha256.xml", "CONTRACT_UNKNOWN"),
        (CERTRA, GENERATE_ACTION, "GenerateCertificateRequest.ec-p384-sha384.xml", "CONTRACT_UNKNOWN"),
        (CERTRA, GET_ACTION, "GetCertificateRequest.xml", "CERT_NOT_FOUND"),
        // Their certificates too.
        (
            CERTRA,
            INFO_ACTION,
            "GetCertificateInfoForAuthenticationCertificateRequest.xml",
            "SIGNER_NOT_TRUSTED",
        ),
        (ETKRA, START_ACTION, "StartETKRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
        (ETKRA, COMPLETE_ACTION, "CompleteETKRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
    ] {
        assert_eq!(send(&sandbox, path, action, file).outcome(), outcome, "{file}");
    }
    for file in ["GetEtkRequest.xml", "GetEtkRequest.application.xml"] {
        let answer = send(&sandbox, "/EtkDepot/v1", "", file);
        assert_eq!(answer.all("Error").len(), 1, "no token: {}", answer.body);
    }
}

#[test]
fn a_request_in_its_own_envelope() {
    let Some(sandbox) = sandbox(&["material/croot.pem"], NOW) else { return };
    let answer = send(&sandbox, CERTRA, QUALITIES_ACTION, "soap.GetActorQualitiesRequest.xml");
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
}

#[test]
fn requests_of_the_second_invented_pki() {
    // 2026-03-02T12:00:00Z
    let Some(sandbox) = sandbox(&["extra/citizen-root.pem"], 1_772_452_800) else { return };
    let file = "extra/GetActorQualitiesRequest.ec-p384-sha384.xml";
    let text = std::fs::read_to_string(shared().unwrap().join("schemas/samples").join(file)).unwrap();
    let instant = text.split_once("IssueInstant=\"").unwrap().1.split_once('"').unwrap().0;
    let instant: jiff::Timestamp = instant.parse().unwrap();
    sandbox.clock().set(crate::pki::unix(instant.as_second() as u64));
    assert_eq!(send(&sandbox, CERTRA, QUALITIES_ACTION, file).outcome(), "Success");
    sandbox.clock().advance(Duration::from_secs(1));
    let file = "extra/CompleteETKRegistrationRequest.high-bit.xml";
    assert_eq!(send(&sandbox, ETKRA, COMPLETE_ACTION, file).outcome(), "SIGNER_NOT_TRUSTED");
}

/// 2026-11-24T14:40:40Z, when the samples of version 1 were signed.
const SIGNED: u64 = 1_795_531_240;

/// Every request of a folder, and how it ends.
const ALL: &[(&str, &str)] = &[
    ("ActivateETKRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("CompleteETKRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("GenerateCertificateRequest.ec-p384-sha256.xml", "CONTRACT_UNKNOWN"),
    ("GenerateCertificateRequest.ec-p384-sha384.xml", "CONTRACT_UNKNOWN"),
    ("GenerateCertificateRequest.xml", "CONTRACT_UNKNOWN"),
    ("GenerateContractRequest.person.xml", "Success"),
    ("GenerateContractRequest.xml", "Success"),
    ("GenerateRevocationContractRequest.xml", "CERT_NOT_FOUND"),
    ("GetActorQualitiesRequest.xml", "Success"),
    ("GetCertificateInfoForAuthenticationCertificateRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("GetCertificateInfoForCitizenRequest.xml", "Success"),
    ("GetCertificateRequest.xml", "CERT_NOT_FOUND"),
    ("GetEtkRequest.application.xml", "NO_TOKEN"),
    ("GetEtkRequest.xml", "NO_TOKEN"),
    ("GetExistingApplicationIdsRequest.xml", "none"),
    ("GetGenericOrganizationTypesRequest.xml", "Success"),
    ("RevokeRequest.xml", "CERT_NOT_FOUND"),
    ("StartETKRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("SubmitCSRForForeignerRequest.xml", "Success"),
    ("extra/CompleteETKRegistrationRequest.high-bit.xml", "SIGNER_NOT_TRUSTED"),
    ("extra/GetActorQualitiesRequest.ec-p384-sha384.xml", "SIGNER_NOT_TRUSTED"),
    ("soap.GetActorQualitiesRequest.xml", "Success"),
    ("v1/ActivateETKRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("v1/CompleteEtkRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
    // The statements inside are another authority's.
    ("v1/GenerateCertificateForRenewalRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("v1/GenerateCertificateRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("v1/GetCertificateRequest.xml", "CERT_NOT_FOUND"),
    ("v1/GetEHActorQualitiesRequest.xml", "none"),
    ("v1/GetExistingApplicationIdsRequest.xml", "none"),
    ("v1/GetRevocableCertificatesRequest.xml", "none"),
    ("v1/GetValidAuthCertsRequest.xml", "NOT_SUPPORTED"),
    ("v1/OrganizationTypeRequest.xml", "none"),
    ("v1/ProcessCsrRequest.xml", "NOT_SUPPORTED"),
    ("v1/RevokeAndActivateRequest.xml", "NOT_SUPPORTED"),
    ("v1/RevokeRequest.etkra.xml", "NOT_SUPPORTED"),
    ("v1/RevokeRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("v1/StartEtkRegistrationRequest.xml", "SIGNER_NOT_TRUSTED"),
    ("v1/ValidateRenewRequest.xml", "SIGNER_NOT_TRUSTED"),
];

/// Documents that travel inside CMS: the requests above hold them.
const INSIDE: [&str; 8] = [
    "EHActorQualitiesDataRequest",
    "EHActorQualitiesDataResponse",
    "EHealthCertificateRequest",
    "RevocableCertificatesDataRequest",
    "RevocableCertificatesDataResponse",
    "RevokeDataRequest",
    "RevokeDataResponse",
    "SystemError",
];

/// The first code of an error, `Success` or `none`; version 1 has a status code too, which says nothing.
fn end(answer: &Answer) -> String {
    let document = roxmltree::Document::parse(&answer.body).unwrap();
    let in_error =
        |node: &roxmltree::Node<'_, '_>| node.ancestors().any(|n| n.tag_name().name().starts_with("Error"));
    let code = document.descendants().find(|node| node.tag_name().name() == "Code" && in_error(node));
    let success = document
        .descendants()
        .any(|node| node.attribute("Value") == Some("urn:be:fgov:ehealth:2.0:status:Success"));
    match code {
        Some(code) => code.text().unwrap_or_default().to_owned(),
        None if success => "Success".to_owned(),
        None => "none".to_owned(),
    }
}

/// The files below the samples' folder that are XML, `material` aside.
fn files() -> BTreeSet<String> {
    let root = shared().unwrap().join("schemas/samples");
    let mut found = BTreeSet::new();
    for folder in ["", "v1", "extra"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".xml") {
                found.insert(if folder.is_empty() { name } else { format!("{folder}/{name}") });
            }
        }
    }
    found
}

#[test]
fn all_of_them() {
    let Some(mut sandbox) = sandbox(&["material/croot.pem", "material/ecroot.pem"], NOW) else { return };
    let mut produced = BTreeSet::new();
    for (file, expected) in ALL {
        let text = std::fs::read_to_string(shared().unwrap().join("schemas/samples").join(file)).unwrap();
        let is_v1 = file.starts_with("v1/");
        if is_v1 && sandbox.clock().now().as_secs() != SIGNED {
            sandbox = self::sandbox(&["material/croot.pem", "material/ecroot.pem"], SIGNED).unwrap();
        } else if let Some((_, instant)) = text.split_once("IssueInstant=\"") {
            let instant: jiff::Timestamp = instant.split_once('"').unwrap().0.parse().unwrap();
            sandbox.clock().set(crate::pki::unix(instant.as_second() as u64));
            if file.starts_with("soap.") {
                // The same signed request again, in an envelope: to another sandbox it is new.
                sandbox = self::sandbox(&["material/croot.pem"], instant.as_second() as u64).unwrap();
            }
        }
        let path = match (is_v1, text.contains("etkra:protocol"), text.contains("etkdepot")) {
            (false, false, false) => CERTRA,
            (false, true, _) => ETKRA,
            (false, false, true) => "/EtkDepot/v1",
            (true, false, _) => "/CertRa/v1",
            (true, true, _) => "/EtkRa/v1",
        };
        let body = if text.contains("Envelope") { text } else { envelope(text.split_once("?>").unwrap().1) };
        let answer = exchange(&sandbox, "POST", path, "Content-Type: text/xml\r\n", body.as_bytes());
        assert_eq!(end(&answer), *expected, "{file}: {}", answer.body);
        crate::peers::validates(&answer.body);
        let document = roxmltree::Document::parse(&answer.body).unwrap();
        let payload = document.root_element().first_element_child().unwrap().first_element_child().unwrap();
        let folder = if is_v1 { "v1/" } else { "" };
        produced.insert(format!("{folder}{}", payload.tag_name().name()));
    }
    // No file is left over.
    for file in files() {
        let known = ALL.iter().any(|(known, _)| *known == file);
        let stem = file.split('.').next().unwrap().replace("extra/", "");
        let stem = if file.contains("extra/v1.") { "v1/GetCertificateResponse".to_owned() } else { stem };
        let inside = INSIDE.iter().any(|name| stem.ends_with(name));
        // Faults are in tests of their own; one of the two elements is written.
        let fault = ["soap.fault.xml", "extra/BusinessError.xml"].contains(&file.as_str());
        assert!(known || inside || fault || produced.contains(&stem), "{file} is neither read nor written");
    }
}
