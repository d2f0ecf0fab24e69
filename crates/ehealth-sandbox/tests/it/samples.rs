//! The samples beside the workspace: each request of the path is read, its signature verifies, and nothing
//! but what the sandbox cannot know (a contract, a certificate of another authority) is refused.

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
