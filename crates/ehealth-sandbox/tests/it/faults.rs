//! Each fault of a script, seen from the client's side; and what the authority did meanwhile.

use std::time::{Duration, Instant};

use ehealth_pki::{Certificate, KeyIdentifier};
use ehealth_sandbox::{Fault, FaultKind, Sandbox};

use crate::client::{Answer, envelope, options, post, try_exchange};
use crate::messages::*;
use crate::peers;
use crate::pki::{Card, Key, Pki, TESTA, VALIDITY};

fn sandbox() -> Sandbox {
    Sandbox::start(options(&Pki::new(1))).unwrap()
}

/// An unsigned question; `Err` when there is no whole answer.
fn ask(sandbox: &Sandbox) -> std::io::Result<Answer> {
    let body = envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)));
    let headers = format!("Content-Type: text/xml\r\nSOAPAction: \"{CONTRACT_ACTION}\"\r\n");
    try_exchange(sandbox, "POST", CERTRA, &headers, body.as_bytes())
}

#[test]
fn of_the_transport() {
    let sandbox = sandbox();
    let with = |kind: FaultKind| {
        sandbox.faults().add(Fault::new(kind).after());
        let answer = ask(&sandbox);
        assert_eq!(sandbox.faults().left(), []);
        answer
    };
    let good = ask(&sandbox).unwrap();
    assert_eq!(good.outcome(), "Success");

    assert_eq!(with(FaultKind::Drop).unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof);
    let half = with(FaultKind::Truncate).unwrap();
    let promised: usize = half.header("content-length").unwrap().parse().unwrap();
    assert!(half.body.len() < promised && !half.body.is_empty(), "{} of {promised}", half.body.len());

    let began = Instant::now();
    assert_eq!(with(FaultKind::Delay { milliseconds: 300 }).unwrap().outcome(), "Success");
    assert!(began.elapsed() >= Duration::from_millis(300));
    let began = Instant::now();
    assert!(with(FaultKind::SlowBody { milliseconds: 1 }).unwrap().body.contains("Success"));
    assert!(began.elapsed() >= Duration::from_millis(100));

    assert_eq!(with(FaultKind::EmptyBody).unwrap().body, "");
    let huge = with(FaultKind::HugeBody { bytes: 3_000_000 }).unwrap();
    assert!(huge.body.len() > 3_000_000);
    let page = with(FaultKind::HtmlPage { status: 503 }).unwrap();
    assert_eq!(
        (page.status, page.header("content-type")),
        (503, Some("text/html; charset=utf-8".to_owned()))
    );
    let redirect = with(FaultKind::Redirect).unwrap();
    assert_eq!(redirect.status, 302);
    assert_eq!(redirect.header("location").as_deref(), Some("https://maintenance.example.org/"));
    let fault = with(FaultKind::SoapFault { code: "SOA-02002".to_owned() }).unwrap();
    assert_eq!((fault.status, fault.outcome().as_str()), (500, "SOA-02002"));
    assert_eq!(fault.text("Retry").as_deref(), Some("true"));
    peers::validates(&fault.body);
    let renamed = with(FaultKind::WrongContentType).unwrap();
    assert_eq!(renamed.header("content-type").as_deref(), Some("application/octet-stream"));
    assert_eq!(renamed.outcome(), "Success");
    let ahead = with(FaultKind::ClockSkew { seconds: 3600 }).unwrap();
    assert_eq!(ahead.header("date").as_deref(), Some("Tue, 01 Dec 2026 13:00:00 GMT"));
    let stale = with(FaultKind::Stale).unwrap();
    assert_eq!(stale.body, ahead.body);
    let failed = with(FaultKind::InternalError).unwrap();
    assert_eq!(failed.outcome(), "INTERNAL_ERROR");
    assert!(failed.body.contains("status:Responder"));
    peers::validates(&failed.body);
    let bare = with(FaultKind::NoDetail).unwrap();
    assert!(!bare.body.contains("StatusDetail") && bare.body.contains("status:Responder"));
    peers::validates(&bare.body);
}

#[test]
fn a_packed_answer() {
    if !peers::has("curl", "--version") {
        return;
    }
    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let (ca, body) = (folder.path().join("ca.pem"), folder.path().join("body.xml"));
    std::fs::write(&ca, &sandbox.descriptor().tls_ca).unwrap();
    std::fs::write(&body, envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)))).unwrap();
    sandbox.faults().add(Fault::new(FaultKind::Gzip).after());
    let output = std::process::Command::new("curl")
        .args(["-sSf", "--compressed", "--noproxy", "*", "--max-time", "20", "-H", "Content-Type: text/xml"])
        .arg("--cacert")
        .arg(&ca)
        .arg("--data-binary")
        .arg(format!("@{}", body.display()))
        .arg(&sandbox.descriptor().endpoints.certra_v2)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("status:Success"), "{output:?}");
}

#[test]
fn of_tls() {
    let sandbox = sandbox();
    for kind in [FaultKind::TlsExpired, FaultKind::TlsOtherName, FaultKind::TlsUnknownIssuer] {
        sandbox.faults().add(Fault::new(kind.clone()));
        let error = ask(&sandbox).unwrap_err();
        let text = error.to_string();
        let expected = match kind {
            FaultKind::TlsExpired => "expired",
            FaultKind::TlsOtherName => "not valid for name",
            _ => "UnknownIssuer",
        };
        assert!(text.contains(expected), "{kind:?}: {text}");
        assert_eq!(ask(&sandbox).unwrap().outcome(), "Success");
    }
}

fn card() -> Card {
    Pki::new(1).card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY)
}

#[test]
fn before_and_after_the_authority_acted() {
    for (after, count, second) in [(false, 0, "CERT_NOT_FOUND"), (true, 1, "Success")] {
        let sandbox = sandbox();
        let fault = Fault::new(FaultKind::HtmlPage { status: 502 }).on("GenerateCertificate");
        sandbox.faults().add(if after { fault.after() } else { fault });
        let key = Key::rsa(10);
        let request = generate_request(&contract(&sandbox, &TESTA), &csr(&TESTA, &key));
        let card = card();
        let signed = sign(&request, &card.signature, &card.signature_chain);
        assert_eq!(post(&sandbox, CERTRA, GENERATE_ACTION, &signed).status, 502);
        let identifier = KeyIdentifier::of_spki(key.spki()).unwrap();
        assert_eq!(sandbox.certificates_for(identifier), count);
        assert_eq!(get(&sandbox, &identifier.to_string()).outcome(), second);
        // Sent again as it is: accepted when it never arrived, else a replay.
        let again = post(&sandbox, CERTRA, GENERATE_ACTION, &signed).outcome();
        assert_eq!(again, if after { "REQUEST_REPLAYED" } else { "Success" });
        assert_eq!(sandbox.certificates_for(identifier), 1);
    }
}

#[test]
fn of_the_delivery() {
    let sandbox = sandbox();
    let key = Key::rsa(10);
    assert_eq!(generate(&sandbox, &TESTA, &card(), &key).outcome(), "Success");
    let identifier = KeyIdentifier::of_spki(key.spki()).unwrap().to_string();
    let good = chain_of(&get(&sandbox, &identifier));
    let faults = sandbox.faults();
    faults.add(Fault::new(FaultKind::Pending).on("GetCertificate").times(2));
    for expected in ["CERT_NOT_YET_DELIVERED", "CERT_NOT_YET_DELIVERED", "Success"] {
        assert_eq!(get(&sandbox, &identifier).outcome(), expected);
    }
    faults.add(Fault::new(FaultKind::ChainIncomplete).on("GetCertificate"));
    assert_eq!(chain_of(&get(&sandbox, &identifier)), good[..1]);
    faults.add(Fault::new(FaultKind::WrongCertificate).on("GetCertificate"));
    let wrong = chain_of(&get(&sandbox, &identifier));
    assert_eq!(wrong[1], good[1]);
    let leaves = [&wrong[0], &good[0]].map(|der| Certificate::from_der(der).unwrap());
    assert_eq!(leaves[0].subject(), leaves[1].subject());
    assert_ne!(leaves[0].spki(), leaves[1].spki());
    assert_eq!(chain_of(&get(&sandbox, &identifier)), good);
}

#[test]
fn by_the_control() {
    let sandbox = sandbox();
    let control = |method: &str, body: &str| {
        crate::client::exchange(&sandbox, method, "/control/faults", "", body.as_bytes())
    };
    let script =
        r#"[{"fault": {"html_page": {"status": 504}}, "operation": "GenerateContract", "times": 2}]"#;
    assert_eq!(control("POST", script).status, 200);
    assert_eq!(ask(&sandbox).unwrap().status, 504);
    assert!(control("GET", "").body.contains("\"times\":1"), "{}", control("GET", "").body);
    assert_eq!(control("DELETE", "").status, 200);
    assert_eq!(ask(&sandbox).unwrap().outcome(), "Success");
    assert_eq!(control("POST", r#"[{"fault": "no_such_fault"}]"#).status, 400);
}
