//! The example for programs that are not written in Rust: `examples/embed-child-process/practice.py`, run with
//! Python against a sandbox.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests"
)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use beid_simulator::{DEFAULT_SEED, test_roots};
use ehealth_sandbox::{Fault, FaultKind, Options, Sandbox};
use rustls_pki_types::CertificateDer;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../embed-child-process/practice.py");
const PASSWORD: &str = "correct-horse-7";

/// An authority, and a practice with a folder.
struct Practice {
    sandbox: Sandbox,
    home: tempfile::TempDir,
}

impl Practice {
    /// `None`, and a line that says so, where there is no Python 3.
    fn new(approve_after: Duration) -> Option<Self> {
        let python = Command::new("python3").arg("--version").stdout(Stdio::null()).status();
        if !python.is_ok_and(|status| status.success()) {
            println!("ABSENT peer: python3 (drives ehealth-cert as a child process)");
            return None;
        }
        let citizen_roots = test_roots(DEFAULT_SEED).into_iter().map(CertificateDer::from).collect();
        let sandbox = Sandbox::start(Options { citizen_roots, approve_after, ..Options::default() }).unwrap();
        let home = tempfile::tempdir().unwrap();
        let descriptor = serde_json::to_string(sandbox.descriptor()).unwrap();
        std::fs::write(home.path().join("sandbox.json"), descriptor).unwrap();
        Some(Self { sandbox, home })
    }

    fn path(&self, name: &str) -> String {
        self.home.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs the script; `typed` is what the person types. Gives its exit code and what it prints.
    fn run(&self, flags: &[&str], typed: &[&str]) -> (i32, String) {
        let mut child = Command::new("python3")
            .arg(SCRIPT)
            .args(["--program", env!("CARGO_BIN_EXE_ehealth-cert")])
            .args(["--sandbox", &self.path("sandbox.json"), "--folder", &self.path("keystores")])
            .args(["--email", "testa@example.be", "--phone", "+32 2 555 01 02", "--pause", "0.5"])
            .args(flags)
            .env("HOME", self.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines: String = typed.iter().map(|line| format!("{line}\n")).collect();
        // A script that ends early closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
    }

    /// Names in the folder of the keystores.
    fn files(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path("keystores")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

#[test]
fn request_complete_check() {
    let Some(practice) = Practice::new(Duration::from_secs(2)) else { return };
    let (code, said) = practice.run(&["--card", "virtual:adult-ec"], &[PASSWORD, "1234"]);
    assert_eq!(code, 0, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("requested: CN="), "{said}");
    assert_eq!(lines[1], "ra.not_yet: once more in 0.5 s", "{said}");
    assert!(said.contains("\ncomplete: valid until 20"), "{said}");
    assert_eq!(lines.last(), Some(&"checked: complete"), "{said}");
    assert!(practice.files().iter().any(|name| name.ends_with(".p12")));

    // Again: the authority has one for this person already. The words are the person's, the code is stable.
    let (code, said) = practice.run(&["--card", "virtual:adult-ec", "--lang", "fr"], &[PASSWORD, "1234"]);
    assert_eq!(code, 5, "{said}");
    assert!(said.trim_end().ends_with("(ra.already_active)"), "{said}");
}

#[test]
fn a_wrong_pin_is_typed_again_and_a_blocked_card_is_not() {
    let Some(practice) = Practice::new(Duration::ZERO) else { return };
    let (code, said) = practice.run(&["--card", "virtual:adult-rsa"], &[PASSWORD, "4321", "1234"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("checked: complete\n"), "{said}");

    let (code, said) = practice.run(&["--card", "virtual:blocked"], &[PASSWORD, "1234", "1234", "1234"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.trim_end().ends_with("(pin.blocked)"), "{said}");

    // What the person closes instead of typing is no failure of anything.
    let (code, said) = practice.run(&["--card", "virtual:diacritics"], &[PASSWORD]);
    assert_eq!((code, said.as_str()), (130, ""));
    let (code, said) = practice.run(&["--card", "virtual:diacritics"], &["short", "1234"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.trim_end().ends_with("(password.too_short)"), "{said}");
}

#[test]
fn an_interrupted_request_is_gone_on_with() {
    let Some(practice) = Practice::new(Duration::ZERO) else { return };
    practice.sandbox.faults().add(Fault::new(FaultKind::Drop).on("GenerateCertificate"));
    let (code, said) = practice.run(&["--card", "virtual:adult-ec"], &[PASSWORD, "1234"]);
    assert_eq!(code, 6, "{said}");
    let (code, said) = practice.run(&["--card", "virtual:adult-ec"], &[PASSWORD, "1234"]);
    assert_eq!(code, 0, "{said}");
    let requests = practice.files().into_iter().filter(|name| name.ends_with(".ehcsr")).count();
    assert_eq!(requests, 1, "the same keystore: {:?}", practice.files());
}

/// What cannot be what it says it is: another program, or one that was killed.
#[test]
fn no_document_is_an_error_of_its_own() {
    let Some(practice) = Practice::new(Duration::ZERO) else { return };
    let (code, said) = practice.run(&["--program", "/bin/false"], &[PASSWORD, "1234"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no document") && said.trim_end().ends_with("(internal)"), "{said}");
}
