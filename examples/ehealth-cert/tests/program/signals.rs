//! Ctrl-C while the authority says nothing: the program lets go within two seconds, with 130, one document, and the way
//! to go on. A second one ends it at once, with the same document.
#![cfg(unix)]

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::machine::{Machine, Run, Sandbox, files, signal};

/// A sandbox that keeps everybody waiting at one operation.
fn slow(machine: &Machine, operation: &str) -> Sandbox {
    let faults = machine.path("faults.json");
    let fault = r#"[{"fault": {"delay": {"milliseconds": 60000}}, "operation": "OPERATION", "times": 99}]"#;
    std::fs::write(&faults, fault.replace("OPERATION", operation)).unwrap();
    Sandbox::start(machine, &["--faults", faults.to_str().unwrap()])
}

fn start(machine: &Machine, flags: &[&str]) -> Child {
    let mut command = machine.program();
    command.current_dir(machine.home.path()).args(flags);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for something to be on disk, then a little for the request to be on its way.
fn wait_for(machine: &Machine, end: &str) -> PathBuf {
    let begin = Instant::now();
    loop {
        let found = files(&machine.keystores())
            .into_iter()
            .find(|path| path.extension().is_some_and(|extension| extension == end));
        if let Some(path) = found {
            std::thread::sleep(Duration::from_millis(700));
            return path;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "no .{end}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ended(child: Child) -> (Run, Duration) {
    let begin = Instant::now();
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    (run, begin.elapsed())
}

fn request<'a>(machine: &Machine, descriptor: &'a str) -> Vec<&'a str> {
    let rest = ["request", "--accept-terms", "--email", "me@example.be", "--phone", "0470000000"];
    machine.unattended(descriptor, "virtual:adult-ec", &rest)
}

#[test]
fn a_server_that_hangs() {
    let machine = Machine::new();
    let sandbox = slow(&machine, "GenerateCertificate");
    let child =
        start(&machine, &[&["--json", "--lang", "en"][..], &request(&machine, &sandbox.descriptor)].concat());
    let request = wait_for(&machine, "ehcsr");
    signal(child.id(), "INT");
    let (run, took) = ended(child);
    run.fails(130, "interrupted");
    assert!(took < Duration::from_millis(2500), "{took:?}");
    let keystore = request.with_extension("p12");
    let remedy = run.json()["error"]["remedy"].as_str().unwrap().to_owned();
    assert!(remedy.contains("complete") && remedy.contains(keystore.to_str().unwrap()), "{remedy}");
    // The way that was told works, whether the authority has the request or not.
    sandbox.kill();
    let sandbox = Sandbox::start(&machine, &[]);
    let resume = ["--resume", keystore.to_str().unwrap()];
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &resume).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
}

#[test]
fn twice() {
    let machine = Machine::new();
    let sandbox = slow(&machine, "GenerateCertificate");
    for json in [true, false] {
        let flags: &[&str] = if json { &["--json", "--lang", "fr"] } else { &["--lang", "fr"] };
        let child = start(&machine, &[flags, &request(&machine, &sandbox.descriptor)].concat());
        let request = wait_for(&machine, "ehcsr");
        let keystore = request.with_extension("p12");
        signal(child.id(), "INT");
        std::thread::sleep(Duration::from_millis(200));
        signal(child.id(), "TERM");
        let (run, took) = ended(child);
        assert!(took < Duration::from_millis(1000), "{took:?}");
        assert_eq!(run.code, 130, "{run:?}");
        let remedy = if json {
            run.fails(130, "interrupted");
            run.json()["error"]["remedy"].as_str().unwrap().to_owned()
        } else {
            assert_eq!(run.stdout, "");
            assert!(run.stderr.contains("[interrupted]"), "{run:?}");
            run.stderr
        };
        assert!(remedy.contains(keystore.to_str().unwrap()), "{remedy}");
        for file in files(&machine.keystores()) {
            std::fs::remove_file(file).unwrap();
        }
    }
}

/// A check that could not ask is no result, and neither is what doctor saw so far.
#[test]
fn check_and_doctor() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    sandbox.kill();
    for (command, operation) in [("check", "GetEtk"), ("doctor", "GetGenericOrganizationTypes")] {
        let sandbox = slow(&machine, operation);
        let flags = ["--json", command];
        let child = start(&machine, &machine.unattended(&sandbox.descriptor, "virtual:adult-rsa", &flags));
        std::thread::sleep(Duration::from_millis(4000));
        signal(child.id(), "INT");
        let (run, took) = ended(child);
        run.fails(130, "interrupted");
        assert!(took < Duration::from_millis(2500), "{command}: {took:?}");
    }
}
