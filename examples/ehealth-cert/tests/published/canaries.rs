//! No secret in any output, in the list of processes, in the environment of a child, or in a log at its loudest.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::machine::{Machine, PIN, Run, Sandbox};

const PASSWORD: &str = "canary-Zq8-password";
const NEW: &str = "canary-Xk3-another";

fn quiet(run: &Run) {
    for secret in [PASSWORD, NEW] {
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

/// `RUST_LOG=trace` with `-vvv`, through a whole life; the PIN is one that nothing else looks like.
#[test]
fn output_and_log() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    std::fs::write(machine.path("password"), format!("{PASSWORD}\n")).unwrap();
    std::fs::write(machine.path("new"), format!("{NEW}\n")).unwrap();
    let run = |command: &[&str]| -> Run {
        let mut program = machine.program();
        program.current_dir(machine.home.path()).env("RUST_LOG", "trace").args(["--json", "-vvv"]);
        program.args(machine.unattended(&sandbox.descriptor, "virtual:adult-ec", command));
        let run = Run::of(program, None);
        quiet(&run);
        run
    };
    std::fs::write(machine.path("pin"), "739158\n").unwrap();
    let contact = ["request", "--accept-terms", "--email", "canary-mail@example.be", "--phone", "0470000000"];
    let wrong = run(&contact);
    wrong.fails(3, "pin.wrong");
    for text in [&wrong.stdout, &wrong.stderr] {
        assert!(!text.contains("739158"), "{text}");
    }
    std::fs::write(machine.path("pin"), format!("{PIN}\n")).unwrap();
    let sent = run(&contact);
    sent.succeeds();
    // The log says what was done, and neither whose it is nor what was signed.
    assert!(
        sent.stderr.contains("exchange") && sent.stderr.contains("TRACE") | sent.stderr.contains("DEBUG")
    );
    for line in sent.stderr.lines().filter(|line| line.contains("DEBUG") || line.contains("TRACE")) {
        assert!(
            !line.contains("canary-mail") && !line.contains("Julien") && !line.contains("79090399951"),
            "{line}"
        );
    }
    run(&["complete"]).succeeds();
    let keystore = sent.json()["keystore"].as_str().unwrap().to_owned();
    run(&["check"]).succeeds();
    run(&["inspect", &keystore]).succeeds();
    run(&["list"]).succeeds();
    run(&["doctor", "--bundle", "bundle.txt"]);
    let bundle = std::fs::read_to_string(machine.path("bundle.txt")).unwrap();
    assert!(!bundle.contains("79090399951") && !bundle.contains(PASSWORD), "{bundle}");
    run(&["export", &keystore, "--key", "key.pem"]).succeeds();
    run(&["passwd", &keystore, "--new-password-from", "file:new"]).succeeds();
    std::fs::write(machine.path("password"), format!("{NEW}\n")).unwrap();
    run(&["check"]).succeeds();
    for file in machine.files() {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for secret in [PASSWORD, NEW] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", file.display());
        }
    }
}

/// The list of processes shows no secret while one waits, and nothing is started that could inherit one.
#[test]
fn processes() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &["--approve-after", "1h"]);
    std::fs::write(machine.path("password"), format!("{PASSWORD}\n")).unwrap();
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let mut program = machine.program();
    program.current_dir(machine.home.path());
    program.args(machine.unattended(&sandbox.descriptor, "pcsc", &["--json", "complete", "--wait"]));
    let mut child = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(3);
    let of = |name: &str| std::fs::read(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    while Instant::now() < end {
        for name in ["cmdline", "environ"] {
            let text = String::from_utf8_lossy(&of(name)).into_owned();
            assert!(!text.contains(PASSWORD), "{name}: {text}");
        }
        let children =
            std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap_or_default();
        assert_eq!(children.trim(), "", "it starts no process");
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}
