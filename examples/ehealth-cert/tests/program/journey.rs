//! The whole path, unattended, against a sandbox in its own process.

use std::time::Duration;

use crate::machine::{Machine, PASSWORD, PIN, Run, Sandbox, program};

#[test]
fn from_card_to_certificate() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    for card in ["virtual:adult-rsa", "virtual:adult-ec", "virtual:foreigner", "virtual:diacritics"] {
        let keystores = machine.path(card);
        let folder = ["--keystore-dir", keystores.to_str().unwrap()];
        let sent = machine.request(&sandbox.descriptor, card, &folder).succeeds();
        assert_eq!((&sent["state"], &sent["environment"]), (&"sent".into(), &"sandbox".into()), "{sent}");
        let keystore = sent["keystore"].as_str().unwrap();
        assert!(keystore.ends_with(".p12") && std::path::Path::new(keystore).is_absolute(), "{keystore}");
        assert_eq!(sent["request"].as_str().unwrap(), keystore.replace(".p12", ".ehcsr"));

        let shown = machine
            .on_keystore(&sandbox.descriptor, &["inspect", sent["request"].as_str().unwrap()])
            .succeeds();
        assert_eq!((&shown["kind"], &shown["signature_valid"]), (&"request".into(), &true.into()), "{shown}");
        assert_eq!(shown["public_key_identifier"], sent["public_key_identifier"]);
        machine.on_keystore(&sandbox.descriptor, &["check", keystore]).fails(3, "keystore.not_completed");

        let done = machine.on_keystore(&sandbox.descriptor, &["complete", folder[0], folder[1]]).succeeds();
        assert_eq!(done["state"], "completed");
        for member in ["keystore", "subject", "public_key_identifier"] {
            assert_eq!(done[member], sent[member], "{member}");
        }
        let again = machine.on_keystore(&sandbox.descriptor, &["complete", keystore]).succeeds();
        assert_eq!(again["state"], "nothing_to_do");
        assert_eq!(again["encryption_serial"], done["encryption_serial"]);

        let check = machine.on_keystore(&sandbox.descriptor, &["check", keystore]).succeeds();
        assert_eq!((&check["stage"], &check["serial"]), (&"complete".into(), &done["serial"]), "{check}");
        let shown = machine.on_keystore(&sandbox.descriptor, &["inspect", keystore]).succeeds();
        let aliases: Vec<_> = shown["keys"].as_array().unwrap().iter().map(|key| &key["alias"]).collect();
        assert_eq!(aliases, [&"authentication".into(), &done["encryption_serial"]], "{shown}");
        assert_eq!(shown["profile"], "compatible");
        // One certificate per person; what was lost is only the attempt.
        let second = machine.request(&sandbox.descriptor, card, &folder);
        assert_eq!(second.code, 5, "{second:?}");
        assert!(["ra.already_active", "ra.refused"].contains(&second.error().as_str()), "{second:?}");
        // A definite no: its key is not used again, so nothing is said of going on with it (ra.md 12).
        let remedy = second.json()["error"]["remedy"].as_str().unwrap().to_owned();
        assert!(!remedy.contains("complete") && !remedy.contains("--resume"), "{remedy}");
    }
}

#[test]
fn modern_profile_and_general_contact() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let answers =
        "email = 'assistant@example.be'\ngeneral-email = 'practice@example.be'\nprofile = 'modern'\n";
    std::fs::write(machine.path("answers.toml"), answers).unwrap();
    let flags = ["--answers", "answers.toml", "--general-phone", "02/000.00.00"];
    let sent = machine.request(&sandbox.descriptor, "virtual:adult-ec", &flags).succeeds();
    let shown =
        machine.on_keystore(&sandbox.descriptor, &["inspect", sent["keystore"].as_str().unwrap()]).succeeds();
    assert_eq!(shown["profile"], "modern");
    let shown =
        machine.on_keystore(&sandbox.descriptor, &["inspect", sent["request"].as_str().unwrap()]).succeeds();
    assert_eq!(shown["contact"]["email"], "me@example.be", "flags win over the file");
    assert_eq!(shown["contact"]["general_email"], "practice@example.be");
    let phone = shown["contact"]["general_phone"].as_str().unwrap().replace(' ', "");
    assert_eq!(phone, "020000000", "as the authority wants it");
}

/// Unsigned questions only: no PIN, no file, and nothing that the authority keeps.
#[test]
fn dry_run() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let flags = [
        "--sandbox",
        &sandbox.descriptor,
        "--card",
        "virtual:adult-ec",
        "request",
        "--dry-run",
        "--email",
        "me@example.be",
        "--phone",
        "0470000000",
    ];
    let preview = machine.run(&flags).succeeds();
    assert_eq!(preview["state"], "previewed");
    assert!(preview["subject"].as_str().unwrap().contains("SSIN"), "{preview}");
    assert!(machine.files().is_empty());
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &[]).succeeds();
}

#[test]
fn not_sent_then_resumed_with_the_same_key() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let made = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--no-send"]).succeeds();
    assert_eq!(made["state"], "prepared");
    let keystore = made["keystore"].as_str().unwrap();
    let before = std::fs::read(keystore).unwrap();
    let sent = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--resume", keystore]).succeeds();
    assert_eq!(
        (&sent["state"], &sent["public_key_identifier"]),
        (&"sent".into(), &made["public_key_identifier"])
    );
    assert_eq!(std::fs::read(keystore).unwrap(), before);
    let again = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--resume", keystore]).succeeds();
    assert_eq!(again["state"], "already_sent");
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    let again = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--resume", keystore]).succeeds();
    assert_eq!(again["state"], "already_sent");
}

#[test]
fn another_persons_card_does_not_resume() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let made = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--no-send"]).succeeds();
    let resume = ["--resume", made["keystore"].as_str().unwrap()];
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &resume).fails(3, "card.person_mismatch");
}

#[test]
fn approval_takes_its_time() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &["--approve-after", "4s"]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let before = std::fs::read(&machine.files()[1]).unwrap();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).fails(4, "ra.not_yet");
    assert_eq!(std::fs::read(&machine.files()[1]).unwrap(), before, "nothing changed");
    let done = machine.on_keystore(&sandbox.descriptor, &["complete", "--wait"]).succeeds();
    assert_eq!(done["state"], "completed");
}

/// Ctrl-C while waiting: 130, and `complete` goes on later.
#[cfg(unix)]
#[test]
fn interrupted_while_waiting() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &["--approve-after", "1h"]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let flags = machine.unattended(&sandbox.descriptor, "pcsc", &["--json", "complete", "--wait"]);
    let mut command = program(machine.home.path());
    command.args(flags).current_dir(machine.home.path());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    crate::machine::signal(child.id(), "INT");
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    run.fails(130, "interrupted");
    machine.on_keystore(&sandbox.descriptor, &["complete"]).fails(4, "ra.not_yet");
}

#[cfg(unix)]
#[test]
fn the_sandbox_stops_cleanly_and_goes_on() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let sent = machine.request(&sandbox.descriptor, "virtual:adult-ec", &[]).succeeds();
    let descriptor = sandbox.descriptor.clone();
    assert_eq!(sandbox.terminate(), Some(0));
    let run = machine.on_keystore(&descriptor, &["complete"]);
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.error().starts_with("net."), "{run:?}");
    let sandbox = Sandbox::start(&machine, &[]);
    let done = machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    assert_eq!(done["public_key_identifier"], sent["public_key_identifier"]);
}

#[test]
fn cards() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let base = ["--sandbox", &sandbox.descriptor, "--card"];
    let card = |name: &str, rest: &[&str]| machine.run(&[&base[..], &[name, "card"], rest].concat());
    let shown = card("virtual:diacritics", &["--photo", "photo.jpg"]).succeeds();
    assert_eq!((&shown["verified"], &shown["can_sign"]), (&true.into(), &true.into()), "{shown}");
    let photo = std::fs::read(machine.path("photo.jpg")).unwrap();
    assert!(photo.starts_with(b"\xFF\xD8"), "a JPEG");
    card("virtual:adult-ec", &["--photo", "photo.jpg"]).fails(7, "file.exists");
    assert_eq!(std::fs::read(machine.path("photo.jpg")).unwrap(), photo);
    assert_eq!(card("virtual:child", &[]).succeeds()["can_sign"], false);
    assert_eq!(card("virtual:adult-rsa", &[]).succeeds()["applet"], "1.7");
    card("virtual:expired", &[]).fails(3, "card.expired");
}

/// No secret in what the program prints, at whatever loudness.
#[test]
fn secrets_stay_secret() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let password = "canary-Zq8-password";
    std::fs::write(machine.path("password"), format!("{password}\n")).unwrap();
    for run in [
        machine.request(&sandbox.descriptor, "virtual:adult-ec", &["-vvv"]),
        machine.on_keystore(&sandbox.descriptor, &["complete", "-vvv"]),
        machine.on_keystore(&sandbox.descriptor, &["check", "-vvv"]),
    ] {
        run.succeeds();
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(password) && !text.contains(PASSWORD), "{text}");
        }
    }
    for file in machine.files() {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(password.len()).any(|part| part == password.as_bytes()), "{}", file.display());
    }
    let wrong = machine.run(&["--pin-from", PIN, "card"]);
    wrong.fails(2, "usage");
    assert!(!wrong.stdout.contains(PIN), "{wrong:?}");
}
