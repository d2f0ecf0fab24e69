//! Flags, exit codes, the shape of JSON, and what is asked of nobody.

use serde_json::Value;

use crate::machine::{Machine, Run, Sandbox, program};

#[test]
fn wrong_usage_is_2_and_one_document() {
    let machine = Machine::new();
    let cases: &[&[&str]] = &[
        &[],
        &["fly"],
        &["check", "--no-such-flag"],
        &["complete", "a", "b"],
        &["inspect"],
        &["--environment", "elsewhere", "card"],
        &["--card", "tarot", "card"],
        &["--lang", "la", "card"],
        &["request", "--for", "nobody"],
        &["request", "--for", "person", "--organisation", "CBE=0999999922"],
        &["export", "x.p12"],
        &["revoke", "x.p12", "--serial", "1"],
        &["request", "--profile", "shiny"],
        &["request", "--dry-run", "--no-send"],
        &["request", "--email", "nobody", "--answers", "/no/such/file"],
        &["sandbox"],
        &["sandbox", "--descriptor", "d.json", "--listen", "elsewhere"],
        &["sandbox", "--descriptor", "d.json", "--listen", "192.0.2.1:0"],
        &["sandbox", "--descriptor", "d.json", "--approve-after", "soon"],
    ];
    for flags in cases {
        machine.run(flags).fails(2, "usage");
    }
    assert!(machine.files().is_empty());
}

/// A result that could not be written is none; a reader that has gone has read enough.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_standard_output() {
    use std::process::Stdio;

    let machine = Machine::new();
    for flags in [&["--json", "list"][..], &["completions", "bash"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let ended = program(machine.home.path()).args(flags).stdout(full).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(7), "{flags:?}: {said}");
        assert!(said.contains("[file.disk_full]"), "{flags:?}: {said}");
        let mut gone = program(machine.home.path()).args(flags).stdout(Stdio::piped()).spawn().unwrap();
        drop(gone.stdout.take());
        assert_eq!(gone.wait().unwrap().code(), Some(0), "{flags:?}");
    }
}

/// Only what the specification names.
#[test]
fn no_other_commands() {
    let machine = Machine::new();
    for name in ["help", "install", "update"] {
        machine.run(&[name]).fails(2, "usage");
    }
}

#[test]
fn help_and_version() {
    let machine = Machine::new();
    for flags in [&["--help"][..], &["--version"], &["request", "--help"], &["-h"]] {
        let mut command = program(machine.home.path());
        command.args(flags);
        let run = Run::of(command, None);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.stdout.contains("ehealth-cert") || run.stdout.contains("--accept-terms"), "{run:?}");
    }
}

#[test]
fn values_of_flags_that_are_malformed() {
    let machine = Machine::new();
    let request = |rest: &[&str]| machine.run(&[&["--non-interactive", "request"], rest].concat());
    request(&["--email", "me at example"]).fails(2, "contact.email");
    request(&["--email", "me@example.be", "--phone", "call me"]).fails(2, "contact.phone");
    request(&["--general-email", "@"]).fails(2, "contact.email");
    request(&["--general-phone", "+"]).fails(2, "contact.phone");
    let organisation =
        ["--for", "organisation", "--organisation", "CBE=0999999922", "--organisation-name", " "];
    request(&organisation).fails(2, "name.empty");
}

#[test]
fn prepared_answers() {
    let machine = Machine::new();
    let answers = machine.path("answers.toml");
    let flags = ["--non-interactive", "request", "--answers", "answers.toml"];
    for (text, code) in [
        ("email = 'x'", "contact.email"),
        ("pin = '1234'", "usage"),
        ("password = 'correct7horse'", "usage"),
        ("accept-terms = true", "usage"),
        ("for = 'everybody'", "usage"),
        ("organisation = 'CBE=0999999923'\norganisation-name = 'X'", "id.invalid"),
        ("email =", "usage"),
    ] {
        std::fs::write(&answers, text).unwrap();
        let run = machine.run(&flags);
        run.fails(2, code);
        assert!(!run.stdout.contains("1234") && !run.stdout.contains("horse"), "{run:?}");
    }
}

/// Nobody to ask: never a hang, and the flag is named.
#[test]
fn an_answer_is_missing() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let base = ["--sandbox", &sandbox.descriptor, "--card", "virtual:adult-rsa"];
    let with = |rest: &[&str]| machine.run(&[&base[..], rest].concat());
    let names = |run: &Run, flag: &str| {
        run.fails(3, "answer.missing");
        let remedy = run.json()["error"]["remedy"].as_str().unwrap().to_owned();
        assert!(remedy.contains(flag), "{flag}: {remedy}");
    };
    with(&["request"]).fails(3, "terms.not_accepted");
    let contact = ["--email", "me@example.be", "--phone", "0470000000"];
    let request = |rest: &[&str]| with(&[&["request", "--accept-terms"], rest].concat());
    names(&request(&contact), "--pin-from");
    names(&request(&["--pin-from", "file:pin"]), "--email");
    names(&request(&["--pin-from", "file:pin", "--email", "me@example.be"]), "--phone");
    names(&request(&[&["--pin-from", "file:pin"], &contact[..]].concat()), "--new-password-from");
    names(&request(&[&["--pin-from", "file:absent"], &contact[..]].concat()), "--pin-from");
    names(&request(&[&["--pin-from", "env:NO_SUCH_VARIABLE"], &contact[..]].concat()), "--pin-from");
    names(&request(&[&["--pin-from", "stdin"], &contact[..]].concat()), "--pin-from");
    assert!(machine.files().is_empty(), "no file before everything was answered");
}

/// Standard input: one line each, in the order PIN, password, new password; a wrong first line is no
/// password.
#[test]
fn secrets_by_standard_input() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let request = [
        "--sandbox",
        &sandbox.descriptor,
        "--card",
        "virtual:adult-rsa",
        "--pin-from",
        "stdin",
        "--password-from",
        "stdin",
        "request",
        "--accept-terms",
        "--email",
        "me@example.be",
        "--phone",
        "0470000000",
    ];
    let run = machine.run_with(&request, Some("correct7horse\n1234\n"));
    run.fails(3, "password.too_short");
    machine.run_with(&request, Some("1234\n")).fails(3, "answer.missing");
    let run = machine.run_with(&request, Some("1234\r\nwhole7password\r\n"));
    let keystore = run.succeeds()["keystore"].as_str().unwrap().to_owned();
    let inspect = ["--password-from", "env:WORD", "inspect", &keystore];
    let mut command = program(machine.home.path());
    command.arg("--json").args(inspect).env("WORD", "whole7password");
    assert_eq!(Run::of(command, None).succeeds()["stage"], "requested");
}

/// Wrong usage is told before anybody has to type a secret, and before a pipe that stays open is waited for.
#[test]
fn usage_comes_before_secrets() {
    let machine = Machine::new();
    std::fs::write(machine.path("answers.toml"), "pin = '1234'").unwrap();
    let secrets = ["--pin-from", "stdin", "--password-from", "stdin", "--non-interactive"];
    for (command, code) in [
        (&["request", "--email", "me at example"][..], "contact.email"),
        (&["request", "--answers", "answers.toml"], "usage"),
        (
            &["request", "--for", "organisation", "--organisation", "CBE=12", "--organisation-name", "X"],
            "id.length",
        ),
        (&["--environment", "sandbox", "request"], "usage"),
        (&["--sandbox", "absent.json", "check"], "usage"),
        (&["--issuing-anchor", "absent.pem", "complete"], "usage"),
    ] {
        let mut program = machine.program();
        program.current_dir(machine.home.path()).arg("--json").args(secrets).args(command);
        // Nothing comes from this pipe until the program has ended.
        let mut child = program
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let begin = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(begin.elapsed() < std::time::Duration::from_secs(20), "{command:?} waits for a secret");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let output = child.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        run.fails(2, code);
    }
}

#[test]
fn passwords_by_the_policy() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    for (password, code) in [
        ("short7", "password.too_short"),
        ("caf\u{e9}correct7", "password.characters"),
        ("with space 77", "password.characters"),
        ("onlyletters", "password.digit_or_symbol"),
        ("1234567890", "password.letter"),
    ] {
        std::fs::write(machine.path("password"), format!("{password}\n")).unwrap();
        let run = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]);
        run.fails(3, code);
        assert!(!run.stdout.contains(password) && !run.stderr.contains(password));
    }
    std::fs::write(machine.path("password"), format!("{}7\n", "x".repeat(64))).unwrap();
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).fails(3, "password.too_long");
    assert!(machine.files().is_empty());
}

#[test]
fn four_languages() {
    let machine = Machine::new();
    let message = |flags: &[&str]| -> String {
        let run = machine.run(&[flags, &["check", "/no/such/file.p12"]].concat());
        let json: Value = run.json();
        json["error"]["message"].as_str().unwrap().to_owned()
    };
    let texts =
        ["en", "fr", "nl", "de"].map(|tag| message(&["--lang", tag, "--password-from", "file:password"]));
    for (index, text) in texts.iter().enumerate() {
        assert!(texts[index + 1..].iter().all(|other| other != text), "{texts:?}");
    }
    assert!(texts[1].contains("fichier"), "{texts:?}");
    let run = machine.run(&["--lang", "fr", "fly"]);
    assert!(run.json()["error"]["remedy"].as_str().unwrap().contains("commande"), "{run:?}");
}

#[test]
fn people_read_standard_error() {
    let machine = Machine::new();
    let mut command = program(machine.home.path());
    command.args(["--lang", "nl", "check", "/no/such/file.p12", "--password-from", "file:password"]);
    command.current_dir(machine.home.path());
    let run = Run::of(command, None);
    assert_eq!((run.code, run.stdout.as_str()), (7, ""), "{run:?}");
    assert!(run.stderr.contains("keystore.not_found") && run.stderr.contains("Wat te doen"), "{run:?}");
}
