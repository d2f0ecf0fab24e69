//! A machine of a test: a home folder of its own, the program, and a sandbox when wanted.

use std::cell::Cell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct7horse";
pub(crate) const PIN: &str = "1234";

/// The program with nothing of the developer's own machine in its surroundings.
pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ehealth-cert"));
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C")
        .env("TZ", "Europe/Brussels");
    command.stdin(Stdio::null());
    command
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Runs to the end, `input` on standard input.
    pub(crate) fn of(mut command: Command, input: Option<&str>) -> Self {
        if input.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(input) = input {
            // A program that ends early closes the pipe; that is no failure of the test.
            let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        }
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not one document: {error}: {self:?}"))
    }

    /// Code, and that the failure has all its parts.
    pub(crate) fn error(&self) -> String {
        let json = self.json();
        assert_eq!(json["ok"], false, "{self:?}");
        for part in ["code", "message", "remedy"] {
            assert!(json["error"][part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {self:?}");
        }
        json["error"]["code"].as_str().unwrap().to_owned()
    }

    /// Asserts a failure.
    pub(crate) fn fails(&self, code: i32, error: &str) -> &Self {
        assert_eq!((self.code, self.error().as_str()), (code, error), "{self:?}");
        self
    }

    /// Asserts success and gives the document.
    pub(crate) fn succeeds(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        let json = self.json();
        assert_eq!(json["ok"], true, "{self:?}");
        json
    }
}

/// A home folder, and secrets in files.
pub(crate) struct Machine {
    pub(crate) home: TempDir,
    /// How long ago it is for what this machine runs, in days.
    days_ago: Cell<u32>,
}

/// libfaketime, where it is installed.
pub(crate) fn faketime() -> Option<&'static str> {
    const PLACES: [&str; 3] = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/faketime/libfaketimeMT.so.1",
    ];
    PLACES.into_iter().find(|path| Path::new(path).exists())
}

impl Machine {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("pin"), format!("{PIN}\n")).unwrap();
        std::fs::write(home.path().join("password"), format!("{PASSWORD}\n")).unwrap();
        Self { home, days_ago: Cell::new(0) }
    }

    /// From now on it is so many days ago. Needs [`faketime`].
    pub(crate) fn travel(&self, days_ago: u32) {
        self.days_ago.set(days_ago);
    }

    /// The program on this machine, at its time.
    pub(crate) fn program(&self) -> Command {
        let mut command = program(self.home.path());
        if let (days @ 1.., Some(library)) = (self.days_ago.get(), faketime()) {
            command.env("LD_PRELOAD", library).env("FAKETIME", format!("-{days}d"));
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        command
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where a sandbox's keystores lie by default.
    pub(crate) fn keystores(&self) -> PathBuf {
        self.path("ehealth/keystore-sandbox")
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        files(&self.keystores())
    }

    /// Runs the program with `--json` and these flags.
    pub(crate) fn run(&self, flags: &[&str]) -> Run {
        self.run_with(flags, None)
    }

    pub(crate) fn run_with(&self, flags: &[&str], input: Option<&str>) -> Run {
        let mut command = self.program();
        command.current_dir(self.home.path()).arg("--json").args(flags);
        Run::of(command, input)
    }

    /// The unattended flags of a request or completion against `descriptor`.
    pub(crate) fn unattended<'a>(
        &self,
        descriptor: &'a str,
        card: &'a str,
        rest: &[&'a str],
    ) -> Vec<&'a str> {
        let mut flags = vec!["--sandbox", descriptor, "--card", card];
        flags.extend(["--pin-from", "file:pin", "--password-from", "file:password", "--non-interactive"]);
        flags.extend(rest);
        flags
    }

    pub(crate) fn request(&self, descriptor: &str, card: &str, rest: &[&str]) -> Run {
        let mut all =
            vec!["request", "--accept-terms", "--email", "me@example.be", "--phone", "+32 470 00 00 00"];
        all.extend(rest);
        self.run(&self.unattended(descriptor, card, &all))
    }

    pub(crate) fn on_keystore(&self, descriptor: &str, command: &[&str]) -> Run {
        self.run(&self.unattended(descriptor, "pcsc", command))
    }
}

/// The files of a folder, sorted; none when there is no folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A running `ehealth-cert sandbox`.
pub(crate) struct Sandbox {
    child: Child,
    pub(crate) descriptor: String,
}

impl Sandbox {
    /// Starts it in the machine's home, its state in `state`.
    pub(crate) fn start(machine: &Machine, flags: &[&str]) -> Self {
        let descriptor = machine.path("sandbox.json");
        let mut command = machine.program();
        command.args(["sandbox", "--descriptor"]).arg(&descriptor).arg("--state").arg(machine.path("state"));
        let mut child = command.args(flags).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        let text = std::fs::read_to_string(&descriptor).expect("the descriptor is there when it is ready");
        assert!(text.contains("base_url"));
        Self { child, descriptor: descriptor.to_str().unwrap().to_owned() }
    }

    pub(crate) fn port(&self) -> u16 {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&self.descriptor).unwrap()).unwrap();
        json["base_url"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap()
    }

    /// Ends it as a service manager does; its exit code.
    #[cfg(unix)]
    pub(crate) fn terminate(mut self) -> Option<i32> {
        signal(self.child.id(), "TERM");
        self.child.wait().unwrap().code()
    }

    /// Ends it at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process.
#[cfg(unix)]
pub(crate) fn signal(pid: u32, name: &str) {
    let status = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().unwrap();
    assert!(status.success());
}
