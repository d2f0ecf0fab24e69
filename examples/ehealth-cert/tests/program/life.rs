//! Everything a keystore lives through, unattended: request → status → complete → check → passwd → list → renew →
//! complete → activate → import-keys → export → revoke → check.

use serde_json::Value;

use crate::machine::{Machine, Run, Sandbox, faketime};

/// In the replacement period of the certificates that the sandbox issues.
const DAYS: u32 = 1040;

fn codes(document: &Value) -> Vec<String> {
    let list = document["warnings"].as_array().unwrap();
    list.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_whole_life() {
    if faketime().is_none() {
        eprintln!("SKIPPED a_whole_life: libfaketime is not installed");
        return;
    }
    let machine = Machine::new();
    let card = "virtual:adult-ec";
    machine.travel(DAYS);
    let sandbox = Sandbox::start(&machine, &[]);
    let run = |sandbox: &Sandbox, command: &[&str]| -> Run {
        machine.run(&machine.unattended(&sandbox.descriptor, card, command))
    };
    let sent = machine.request(&sandbox.descriptor, card, &[]).succeeds();
    let old = sent["keystore"].as_str().unwrap().to_owned();
    let status = run(&sandbox, &["status"]).succeeds();
    assert_eq!((&status["state"], &status["next"]), (&"delivered".into(), &"complete".into()), "{status}");
    let first = run(&sandbox, &["complete"]).succeeds();
    assert_eq!(run(&sandbox, &["status", &old]).succeeds()["state"], "complete");
    run(&sandbox, &["check", &old]).succeeds();
    let early = run(&sandbox, &["renew", "--accept-terms"]);
    early.fails(4, "ra.renewal_too_early");

    // Another password, in the same step another profile, and back.
    std::fs::write(machine.path("new"), "another7horse\n").unwrap();
    let changed =
        run(&sandbox, &["passwd", &old, "--new-password-from", "file:new", "--profile", "modern"]).succeeds();
    assert_eq!((&changed["state"], &changed["profile"]), (&"changed".into(), &"modern".into()), "{changed}");
    run(&sandbox, &["check", &old]).fails(3, "keystore.wrong_password");
    std::fs::copy(machine.path("new"), machine.path("password")).unwrap();
    assert_eq!(run(&sandbox, &["inspect", &old]).succeeds()["profile"], "modern");
    let converted = run(&sandbox, &["passwd", &old, "--profile", "compatible"]).succeeds();
    assert_eq!(converted["state"], "converted");
    run(&sandbox, &["passwd", &old]).fails(3, "answer.missing");
    run(&sandbox, &["check", &old]).succeeds();

    let ics = machine.path("dates.ics");
    let list = run(&sandbox, &["list", "--ics", ics.to_str().unwrap()]).succeeds();
    let item = &list["keystores"][0];
    assert_eq!(
        (&item["stage"], &item["next"], &item["type"]),
        (&"complete".into(), &"nothing".into(), &"SSIN".into()),
        "{list}"
    );
    let calendar = std::fs::read_to_string(&ics).unwrap();
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.matches("BEGIN:VEVENT").count() >= 7,
        "{calendar}"
    );
    let without = machine.run(&["--sandbox", &sandbox.descriptor, "list"]).succeeds();
    assert_eq!(without["keystores"][0]["next"], "nothing", "the record tells");
    drop(sandbox);

    // Three years later.
    machine.travel(0);
    let sandbox = Sandbox::start(&machine, &[]);
    let renewed = run(&sandbox, &["renew", &old, "--accept-terms"]).succeeds();
    assert_eq!(renewed["replaces"], old.as_str(), "{renewed}");
    let pending = renewed["keystore"].as_str().unwrap().to_owned();
    assert!(pending.ends_with(".p12.pending"), "{pending}");
    let second = run(&sandbox, &["complete", &pending]).succeeds();
    let new = second["keystore"].as_str().unwrap().to_owned();
    assert!(new.ends_with(".p12") && new != old, "{second}");
    assert_eq!(second["waits_for_activation"], true);
    let waiting = run(&sandbox, &["check", &new]).succeeds();
    assert!(codes(&waiting).contains(&"etk.not_active".to_owned()), "a warning, and 0: {waiting}");
    let list = run(&sandbox, &["list"]).succeeds();
    let next: Vec<_> =
        list["keystores"].as_array().unwrap().iter().map(|item| item["next"].as_str().unwrap()).collect();
    assert!(next.contains(&"activate"), "{list}");
    assert_eq!(run(&sandbox, &["activate", &new]).succeeds()["state"], "activated");
    assert_eq!(run(&sandbox, &["activate", &new]).succeeds()["state"], "nothing_to_do");

    // The renewal took the old keys along; importing them again finds nothing to do.
    let imported = run(&sandbox, &["import-keys", &new, "--from", &old]).succeeds();
    assert_eq!(imported["state"], "nothing_to_do");
    let shown = run(&sandbox, &["inspect", &new]).succeeds();
    let aliases: Vec<_> = shown["keys"].as_array().unwrap().iter().map(|key| key["alias"].clone()).collect();
    assert!(aliases.contains(&first["encryption_serial"]) && aliases.contains(&second["encryption_serial"]));
    let imported = run(&sandbox, &["import-keys", &old, "--from", &new]).succeeds();
    assert_eq!(imported["imported"], serde_json::json!([second["encryption_serial"]]), "{imported}");

    let (chain, key) = (machine.path("chain.pem"), machine.path("key.pem"));
    let flags = ["export", &new, "--chain", chain.to_str().unwrap(), "--key", key.to_str().unwrap()];
    run(&sandbox, &flags).succeeds();
    assert!(std::fs::read_to_string(&chain).unwrap().matches("BEGIN CERTIFICATE").count() >= 2);
    assert!(std::fs::read_to_string(&key).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    run(&sandbox, &flags).fails(7, "file.exists");

    let flags = ["revoke", "--reason", "ended", "--accept-terms"];
    run(&sandbox, &flags).fails(3, "answer.missing");
    let flags = ["revoke", &new, "--reason", "compromised", "--accept-terms"];
    assert_eq!(run(&sandbox, &flags).succeeds()["serial"], second["serial"]);
    let check = run(&sandbox, &["check", &new]);
    check.fails(5, "keystore.revoked");
    let findings = check.json()["report"]["findings"].as_array().cloned().unwrap();
    let revocation = findings.iter().find(|finding| finding["check"] == "revocation").unwrap();
    let since = revocation["detail"].as_str().unwrap();
    assert!(since.contains('T') && since.ends_with('Z'), "since when, as every time: {revocation}");
    assert!(check.json()["error"]["message"].as_str().unwrap().contains(since), "{check:?}");
}

#[test]
fn sent_from_another_machine() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let made = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--no-send"]).succeeds();
    let file = machine.path("carried.ehcsr");
    std::fs::copy(made["request"].as_str().unwrap(), &file).unwrap();
    let sent = machine.on_keystore(&sandbox.descriptor, &["send", file.to_str().unwrap()]).succeeds();
    assert_eq!(sent["state"], "sent", "{sent}");
    let again = machine.on_keystore(&sandbox.descriptor, &["send", made["request"].as_str().unwrap()]);
    assert_eq!(again.succeeds()["state"], "already_sent");
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
}

/// What is no request is a wrong file, and neither a defect of ours nor waited for.
#[test]
fn files_that_are_no_requests_are_not_sent() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let file = machine.path("carried.ehcsr");
    let name = file.to_str().unwrap();
    for (bytes, code) in [
        (Vec::new(), "keystore.not_pkcs12"),
        (b"<a>".to_vec(), "keystore.damaged"),
        (b"<a/>".to_vec(), "keystore.not_pkcs12"),
        (b"<a>".repeat(1000), "keystore.limits"),
        (vec![b' '; 3 << 20], "keystore.not_pkcs12"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        machine.on_keystore(&sandbox.descriptor, &["send", name]).fails(7, code);
    }
    #[cfg(unix)]
    {
        std::fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        machine.on_keystore(&sandbox.descriptor, &["send", name]).fails(7, "file.permission");
        machine.run(&["list", machine.path("").to_str().unwrap(), "--ics", name]).fails(7, "file.exists");
        machine.run(&["sandbox", "--descriptor", name]).fails(2, "usage");
    }
}

#[test]
fn too_old_to_be_sent() {
    if faketime().is_none() {
        eprintln!("SKIPPED too_old_to_be_sent: libfaketime is not installed");
        return;
    }
    let machine = Machine::new();
    machine.travel(2);
    let sandbox = Sandbox::start(&machine, &[]);
    let made = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--no-send"]).succeeds();
    drop(sandbox);
    machine.travel(0);
    let sandbox = Sandbox::start(&machine, &[]);
    let late = machine.on_keystore(&sandbox.descriptor, &["send", made["request"].as_str().unwrap()]);
    late.fails(3, "ra.outdated_request");
    assert!(late.json()["error"]["remedy"].as_str().unwrap().contains("request --resume"), "{late:?}");
    let resume = ["--resume", made["keystore"].as_str().unwrap()];
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &resume).succeeds();
}

#[test]
fn organisations() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let organisation = [
        "--for",
        "organisation",
        "--organisation",
        "CBE=0999999922",
        "--organisation-name",
        "CLINIQUE INVENTEE",
    ];
    let request = |rest: &[&str]| {
        machine.request(&sandbox.descriptor, "virtual:adult-ec", &[&organisation[..], rest].concat())
    };
    let sent = request(&[]).succeeds();
    let keystore = sent["keystore"].as_str().unwrap();
    assert!(keystore.contains("CBE=0999999922 "), "{keystore}");
    assert!(sent["subject"].as_str().unwrap().contains("CLINIQUE INVENTEE"), "{sent}");
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    // A second one needs an application identifier.
    let second = request(&[]);
    second.fails(3, "answer.missing");
    assert!(second.json()["error"]["remedy"].as_str().unwrap().contains("--application-id"));
    let sent = request(&["--application-id", "AGENDA_2"]).succeeds();
    assert!(sent["keystore"].as_str().unwrap().contains("CBE=0999999922,AGENDA"), "{sent}");
    let number = |text: &str, code: &str| {
        let flags = ["request", "--for", "organisation", "--organisation", text, "--organisation-name", "X"];
        machine.run(&machine.unattended(&sandbox.descriptor, "virtual:adult-ec", &flags)).fails(2, code);
    };
    number("CBE=0999999923", "id.invalid");
    number("CBE=12", "id.length");
    number("0999999922", "usage");
    let flags = ["request", "--for", "organisation"];
    machine
        .run(&machine.unattended(&sandbox.descriptor, "virtual:adult-ec", &flags))
        .fails(3, "answer.missing");
}

/// No bound of names is known: a long one is warned of, and asked for all the same.
#[test]
fn a_long_name_is_warned_of() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let long = "CENTRE INVENTE DE SANTE ".repeat(3);
    let organisation =
        ["--for", "organisation", "--organisation", "CBE=0999999922", "--organisation-name", &long];
    let run = machine.request(&sandbox.descriptor, "virtual:adult-ec", &organisation);
    assert!(run.stderr.contains("name.too_long"), "{run:?}");
    let other = Machine::new();
    let run = other.request(&sandbox.descriptor, "virtual:adult-ec", &[]);
    run.succeeds();
    assert!(!run.stderr.contains("name.too_long"), "{run:?}");
}

#[test]
fn a_care_provider_without_card() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let foreigner =
        ["--for", "foreigner", "--bis", "00210100119", "--name", "Invented", "--first-name", "Zoë"];
    let run = machine.request(&sandbox.descriptor, "pcsc", &foreigner).succeeds();
    assert_eq!(run["state"], "confirm", "{run}");
    assert!(
        run["url"].as_str().unwrap().starts_with("https://") && run["expires"].as_str().is_some(),
        "{run}"
    );
    let missing = machine.request(&sandbox.descriptor, "pcsc", &["--for", "foreigner"]);
    missing.fails(3, "answer.missing");
    let wrong = machine.request(&sandbox.descriptor, "pcsc", &["--for", "foreigner", "--bis", "00210100118"]);
    wrong.fails(2, "id.invalid");
}

/// What the shells and the manual reader get.
#[test]
fn completions_and_manual() {
    let machine = Machine::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = machine.run(&["completions", shell]).succeeds();
        assert!(script["script"].as_str().unwrap().contains("import-keys"), "{shell}");
    }
    let pages = machine.run(&["--lang", "fr", "man", "manual"]).succeeds();
    assert!(pages["files"].as_array().unwrap().len() > 15, "{pages}");
    let page = std::fs::read_to_string(machine.path("manual/ehealth-cert-request.1")).unwrap();
    assert!(page.contains("signature") && page.contains(".TH"), "{page}");
}
