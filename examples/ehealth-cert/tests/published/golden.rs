//! Help of every command and output of the usual ones, in four languages, beside committed files. With `BLESS=1` in
//! the environment the files are written anew: read their difference as a user would.

use std::path::{Path, PathBuf};

use crate::machine::{Machine, Run, Sandbox, program};

const LANGUAGES: [&str; 4] = ["en", "fr", "nl", "de"];

const COMMANDS: [&str; 20] = [
    "doctor",
    "card",
    "request",
    "send",
    "status",
    "complete",
    "renew",
    "activate",
    "revoke",
    "check",
    "list",
    "inspect",
    "passwd",
    "import-keys",
    "export",
    "sandbox",
    "virtual-card",
    "completions",
    "man",
    "",
];

fn golden(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/published/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name}: BLESS=1 writes it anew");
}

#[test]
fn help() {
    let machine = Machine::new();
    for language in LANGUAGES {
        let mut text = String::new();
        for command in COMMANDS {
            let mut run = program(machine.home.path());
            run.env("COLUMNS", "90").args(["--lang", language]);
            if !command.is_empty() {
                run.arg(command);
            }
            run.arg("--help");
            let run = Run::of(run, None);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{command}");
            // The flags of every command are shown once.
            let own = if command.is_empty() { run.stdout } else { without_global_flags(&run.stdout) };
            text.push_str(&format!("# ehealth-cert {command}\n\n{own}\n"));
        }
        golden(&format!("help.{language}.txt"), &text);
    }
}

fn without_global_flags(help: &str) -> String {
    let headings = ["Global flags:", "Options globales:", "Algemene opties:", "Allgemeine Optionen:"];
    let mut skipping = false;
    let mut kept = Vec::new();
    for line in help.lines() {
        if headings.contains(&line) {
            skipping = true;
        } else if !line.is_empty() && !line.starts_with(' ') {
            skipping = false;
        }
        if !skipping {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// What differs from run to run, replaced by what it is.
fn steady(text: &str, machine: &Machine) -> String {
    let home = machine.home.path().to_str().unwrap();
    let text = text.replace(home, "~");
    let mut out = String::new();
    let mut run = String::new();
    for character in text.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_hexdigit() {
            run.push(character);
            continue;
        }
        let is_number = run.chars().any(|c| c.is_ascii_digit());
        if run.len() > 20 && is_number {
            out.push('N');
        } else if is_number && run.len() >= 2 && run.chars().all(|c| c.is_ascii_digit()) && run.len() != 11 {
            out.push_str(&"0".repeat(if run.len() > 6 { 6 } else { run.len() }));
        } else {
            out.push_str(&run);
        }
        run.clear();
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

#[test]
fn output() {
    let mut texts = LANGUAGES.map(|_| String::new());
    for (language, text) in LANGUAGES.iter().zip(&mut texts) {
        let machine = Machine::new();
        let sandbox = Sandbox::start(&machine, &[]);
        let contact = ["--accept-terms", "--email", "me@example.be", "--phone", "0470000000"];
        let new = ["--new-password-from", "file:password"];
        let mut run = |name: &str, command: &[&str]| {
            let flags = machine.unattended(&sandbox.descriptor, "virtual:adult-ec", command);
            let mut program = machine.program();
            program.current_dir(machine.home.path()).args(["--lang", language]).args(flags);
            let run = Run::of(program, None);
            text.push_str(&format!("# {name}: {}\n\n{}\n", run.code, steady(&run.stdout, &machine)));
            text.push_str(&format!("## beside it\n\n{}\n", steady(&run.stderr, &machine)));
        };
        run("card", &["card"]);
        run("request --dry-run", &[&["request", "--dry-run"][..], &contact].concat());
        run("request --no-send", &[&["request", "--no-send"][..], &contact].concat());
        let keystore =
            machine.files().into_iter().find(|path| path.extension().is_some_and(|end| end == "p12"));
        let keystore = keystore.unwrap();
        let keystore = keystore.to_str().unwrap();
        run("status, not sent", &["status"]);
        let request = keystore.replace(".p12", ".ehcsr");
        run("inspect request", &["inspect", &request]);
        run("send", &["send", &request]);
        run("status", &["status"]);
        run("check, too early", &["check", keystore]);
        run("complete", &["complete"]);
        run("complete again", &["complete", keystore]);
        run("request again", &[&["request"][..], &contact].concat());
        run("renew, too early", &["renew", keystore, "--accept-terms"]);
        run("activate", &["activate", keystore]);
        run("check", &["check"]);
        run("inspect", &["inspect", keystore]);
        run("list", &["list"]);
        run("passwd", &[&["passwd", keystore][..], &new].concat());
        run("import-keys", &["import-keys", keystore, "--from", keystore]);
        run("export", &["export", keystore, "--chain", "chain.pem", "--key", "key.pem"]);
        run("doctor", &["doctor", "--bundle", "bundle.txt"]);
        run("doctor --explain", &["doctor", "--explain", "ERR200029"]);
        run("man", &["man", "manual"]);
        run("revoke", &["revoke", keystore, "--reason", "ended", "--accept-terms"]);
        run("check, revoked", &["check", keystore]);
    }
    for (language, text) in LANGUAGES.iter().zip(&texts) {
        golden(&format!("output.{language}.txt"), text);
    }
}
