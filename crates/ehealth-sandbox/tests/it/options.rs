//! How a sandbox is told to be: files, manual decisions, later validity, schemes that it refuses, notices.

use std::path::Path;
use std::time::Duration;

use ehealth_pki::{Certificate, HashAlgorithm, KeyIdentifier, SignatureScheme};
use ehealth_sandbox::{Decision, Error, Fault, FaultKind, Options, Registry, Remedy, Sandbox, read_faults};

use crate::client::{options, post};
use crate::life::identifier;
use crate::messages::*;
use crate::pki::{Card, Key, NOW, Pki, TESTA, VALIDITY, unix};

fn card(pki: &Pki) -> Card {
    pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY)
}

fn written(folder: &Path, text: &str) -> std::path::PathBuf {
    let path = folder.join("file.json");
    std::fs::write(&path, text).unwrap();
    path
}

#[track_caller]
fn is_input(error: &Error, word: &str) {
    assert_eq!((error.code(), error.remedy()), ("usage", Remedy::CorrectFile));
    let source = std::error::Error::source(error).unwrap().to_string();
    assert!(matches!(error, Error::Input { .. }) && source.contains(word), "{source}");
}

#[test]
fn a_registry_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(
        folder.path(),
        r#"{"without_quality": ["00010100173"], "organisations": [{"type": "NIHII-HOSPITAL", "id": "99999971",
            "name_fr": "Un", "name_nl": "Een", "managers": ["10010199862"]}]}"#,
    );
    let registry = Registry::read(&path).unwrap();
    let pki = Pki::new(1);
    let sandbox = Sandbox::start(Options { registry, ..options(&pki) }).unwrap();
    let answer = post(&sandbox, CERTRA, QUALITIES_ACTION, &qualities(TESTA.ssin, &card(&pki)));
    assert_eq!(answer.text("NaturalPersonAuthorization").as_deref(), Some("false"));
    assert_eq!(answer.all("OrganizationAuthorization").len(), 0);
    let everybody = Registry::read(&written(folder.path(), "{}")).unwrap();
    assert_eq!(everybody, Registry::default());
    for (text, word) in [
        ("", "EOF"),
        ("{\n\"x\": 1}", "line 2"),
        (r#"{"without_quality": ["00010100174"]}"#, "00010100174"),
        (
            r#"{"organisations": [{"type": "CBE", "id": "0999999923", "name_fr": "", "name_nl": ""}]}"#,
            "0999999923",
        ),
        (r#"{"organisations": [{"type": "XYZ", "id": "1", "name_fr": "", "name_nl": ""}]}"#, "XYZ"),
    ] {
        is_input(&Registry::read(&written(folder.path(), text)).unwrap_err(), word);
    }
    is_input(&Registry::read(&folder.path().join("absent")).unwrap_err(), "No such file");
}

#[test]
fn faults_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"[{"fault": "pending", "operation": "GetCertificate", "times": 3},
                   {"fault": {"html_page": {"status": 502}}, "operation": "StartEtkRegistration", "when": "after"},
                   {"fault": "drop", "skip": 100}]"#;
    let faults = read_faults(&written(folder.path(), text)).unwrap();
    assert_eq!(faults[0], Fault::new(FaultKind::Pending).on("GetCertificate").times(3));
    assert_eq!(faults.len(), 3);
    let sandbox = Sandbox::start(Options { faults: faults.clone(), ..options(&Pki::new(1)) }).unwrap();
    assert_eq!(sandbox.faults().left(), faults);
    assert_eq!(get(&sandbox, &"0".repeat(40)).outcome(), "CERT_NOT_YET_DELIVERED");
    for (text, word) in [
        (r#"[{"fault": "drop", "operation": "GetCertificat"}]"#, "GetCertificat"),
        (r#"[{"fault": "dorp"}]"#, "dorp"),
        (r#"{"fault": "drop"}"#, "sequence"),
    ] {
        is_input(&read_faults(&written(folder.path(), text)).unwrap_err(), word);
    }
}

#[test]
fn every_request_waits_for_a_decision() {
    let pki = Pki::new(1);
    let sandbox = Sandbox::start(Options { manual: true, ..options(&pki) }).unwrap();
    let keys = [Key::rsa(10), Key::rsa(11)];
    let answer = generate(&sandbox, &TESTA, &card(&pki), &keys[0]);
    assert_eq!(answer.text("AutomaticallyValidated").as_deref(), Some("false"));
    sandbox.clock().advance(Duration::from_secs(86_400));
    assert_eq!(get(&sandbox, &identifier(&keys[0])).outcome(), "CERT_NOT_YET_DELIVERED");
    assert!(sandbox.mails().is_empty(), "nothing was accepted");
    let key = |key: &Key| KeyIdentifier::of_spki(key.spki()).unwrap();
    assert!(sandbox.decide(key(&keys[0]), Decision::Refuse));
    assert_eq!(get(&sandbox, &identifier(&keys[0])).outcome(), "CERT_REFUSED");
    sandbox.clock().set(unix(NOW));
    assert_eq!(generate(&sandbox, &TESTA, &card(&pki), &keys[1]).outcome(), "Success");
    assert!(sandbox.decide(key(&keys[1]), Decision::Approve));
    assert_eq!(chain_of(&get(&sandbox, &identifier(&keys[1]))).len(), 2);
    assert_eq!(sandbox.mails().len(), 2, "accepted and delivered");
}

#[test]
fn a_certificate_that_is_not_valid_yet() {
    let pki = Pki::new(1);
    let valid_after = Duration::from_secs(600);
    let sandbox = Sandbox::start(Options { valid_after, ..options(&pki) }).unwrap();
    let (key, encryption) = (Key::rsa(10), Key::rsa(11));
    assert_eq!(generate(&sandbox, &TESTA, &card(&pki), &key).outcome(), "Success");
    // Version 2 delivers it; nothing can be done with it before its time (ra.md 2.7).
    let chain = chain_of(&get(&sandbox, &identifier(&key)));
    assert_eq!(Certificate::from_der(&chain[0]).unwrap().not_before(), unix(NOW + 600));
    assert_eq!(start(&sandbox, encryption.spki(), &key, &chain).outcome(), "SIGNER_NOT_TRUSTED");
    sandbox.clock().advance(valid_after);
    let content = format!(
        "<er:PublicEncryptionKey>{}</er:PublicEncryptionKey>",
        crate::client::base64(encryption.spki())
    );
    let request = crate::life::request_now(&sandbox, "er", "StartETKRegistration", &content);
    assert_eq!(post(&sandbox, ETKRA, START_ACTION, &sign(&request, &key, &chain)).outcome(), "Success");
}

#[test]
fn schemes_that_are_refused() {
    let pki = Pki::new(1);
    let ec = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let rsa = pki.card(&TESTA, (Key::rsa(1), Key::rsa(2)), VALIDITY);
    let sha384 = SignatureScheme::Ecdsa(HashAlgorithm::Sha384);
    let sha256 = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
    for (refused, ec_outcome, rsa_outcome) in [
        (vec![], "Success", "Success"),
        (vec![sha384], "SIGNATURE_INVALID", "Success"),
        (vec![sha256], "Success", "SIGNATURE_INVALID"),
        (vec![sha256, sha384], "SIGNATURE_INVALID", "SIGNATURE_INVALID"),
    ] {
        let sandbox = Sandbox::start(Options { refused_schemes: refused, ..options(&pki) }).unwrap();
        for (card, outcome) in [(&ec, ec_outcome), (&rsa, rsa_outcome)] {
            let answer = post(&sandbox, CERTRA, QUALITIES_ACTION, &qualities(TESTA.ssin, card));
            assert_eq!(answer.outcome(), outcome);
        }
    }
}

#[test]
fn notices_are_files_that_a_mail_program_reads() {
    let pki = Pki::new(1);
    let folder = tempfile::tempdir().unwrap();
    let state_dir = Some(folder.path().join("state"));
    let approve_after = Duration::from_secs(60);
    let sandbox = Sandbox::start(Options { state_dir, approve_after, ..options(&pki) }).unwrap();
    let key = Key::rsa(10);
    assert_eq!(generate(&sandbox, &TESTA, &card(&pki), &key).outcome(), "Success");
    let mail = folder.path().join("state/mail");
    let names = || {
        let entries = std::fs::read_dir(&mail).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["100001-1-accepted.eml"]);
    sandbox.clock().advance(approve_after);
    for _ in 0..2 {
        chain_of(&get(&sandbox, &identifier(&key)));
    }
    assert_eq!(names(), ["100001-1-accepted.eml", "100001-2-delivered.eml"], "each once");
    for (name, sent) in names().iter().zip(sandbox.mails()) {
        let text = std::fs::read_to_string(mail.join(name)).unwrap();
        assert_eq!(text, sent);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(text.split("\r\n").all(|line| !line.contains('\n') && line.len() <= 998), "RFC 5322 2.1.1");
        assert!(head.is_ascii() && head.contains("\r\nTo: <testa@example.org>\r\n"), "{head}");
        assert!(body.contains("SSIN=00010100173") && body.contains("100001"), "{body}");
    }
    if !crate::peers::has("python3", "--version") {
        return;
    }
    // The standard library of Python as a mail program.
    let script = "import email, email.policy, sys, pathlib\nfor path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n    m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)\n    assert not m.defects, m.defects\n    print(m['date'].datetime.isoformat(), m['to'].addresses[0].addr_spec, len(m.get_content()) > 100)\n";
    let output = std::process::Command::new("python3").args(["-c", script]).arg(&mail).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.matches("testa@example.org True").count(), 2, "{text}");
}
