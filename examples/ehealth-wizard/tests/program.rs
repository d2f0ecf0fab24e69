//! The program itself: its one line, its second start, how it hands the page to the browser.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ehealth-wizard");

fn command(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["--lang", "en", "--keystore-dir"])
        .arg(folder.join("keystores"))
        .env("XDG_RUNTIME_DIR", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("HOME", folder)
        .stdin(Stdio::null());
    command
}

/// A wizard that is stopped with its test.
struct Running(Child, BufReader<ChildStdout>);

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self(child, stdout)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn status(address: &str) -> String {
    let (host, path) = address.strip_prefix("open http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// product.md: one line; the token works once; a second start finds the first and prints a fresh one.
#[test]
fn one_line_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Running::start(command(folder.path()).arg("--no-open"));
    let line = first.line();
    assert!(line.starts_with("open http://127.0.0.1:"), "{line}");
    assert_eq!(line.split("/?token=").nth(1).map(str::len), Some(64), "{line}");
    assert_eq!((status(&line).as_str(), status(&line).as_str()), ("200", "403"));

    let second = command(folder.path()).arg("--no-open").output().unwrap();
    let again = String::from_utf8(second.stdout).unwrap();
    assert!(second.status.success());
    assert_eq!(again.lines().count(), 1, "{again}");
    let host = |line: &str| line.split("/?").next().unwrap().to_owned();
    assert_eq!(host(&again), host(&line), "the same wizard");
    assert_ne!(again.trim_end(), line);
    assert_eq!(status(again.trim_end()), "200");

    // Interrupted, it ends, and leaves no file by which it would be found.
    #[cfg(unix)]
    {
        let id = i32::try_from(first.0.id()).unwrap();
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(id).unwrap(),
            rustix::process::Signal::INT,
        )
        .unwrap();
        let begin = Instant::now();
        while first.0.try_wait().unwrap().is_none() {
            assert!(begin.elapsed() < Duration::from_secs(5), "does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(first.0.wait().unwrap().success());
        let left = std::fs::read_dir(folder.path().join("ehealth-wizard")).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name.to_string_lossy().ends_with(".lock")), "{left:?}");
    }
}

/// The browser is given a file that only its user reads; the token stands in no command line.
#[test]
#[cfg(target_os = "linux")]
fn browser_without_token() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let told = folder.path().join("told");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > {0}.tmp; stat -c %a \"$1\" >> {0}.tmp; cat \"$1\" >> {0}.tmp; mv {0}.tmp {0}\n",
        told.display()
    );
    std::fs::write(bin.join("xdg-open"), script).unwrap();
    std::fs::set_permissions(bin.join("xdg-open"), std::fs::Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut wizard = Running::start(command(folder.path()).env("PATH", path));
    let line = wizard.line();
    let token = line.split("token=").nth(1).unwrap();
    let begin = Instant::now();
    while !told.exists() {
        assert!(begin.elapsed() < Duration::from_secs(5), "no browser was opened");
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = std::fs::read_to_string(&told).unwrap();
    let mut lines = told.lines();
    let (argument, mode) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(argument.ends_with(".html") && !argument.contains(token), "{argument}");
    assert_eq!(mode, "600");
    assert!(told.contains(&format!("?token={token}")), "{told}");
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(line) = std::fs::read(entry.path().join("cmdline")) else { continue };
        assert!(!String::from_utf8_lossy(&line).contains(token), "{}", String::from_utf8_lossy(&line));
    }
}

fn run(folder: &Path, flags: &[&str]) -> Output {
    command(folder).arg("--no-open").args(flags).output().unwrap()
}

/// What goes wrong before the first page ends with the codes of the other program.
#[test]
fn wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for flags in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "192.0.2.1:0"],
        &["--listen", "nowhere"],
        &["--card", "virtual:adult-ec"],
        &["--environment", "sandbox"],
        &["--pin-from", "stdin"],
        &["--non-interactive"],
        &["--unknown"],
        &["request"],
    ] {
        let output = run(folder.path(), flags);
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty(), "{flags:?}");
    }
    let output = run(folder.path(), &["--json", "--environment", "sandbox"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["error"]["code"], "usage");
    for (flags, text) in [(&["--help"][..], "--no-open"), (&["--version"], "ehealth-wizard ")] {
        let output = run(folder.path(), flags);
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).contains(text), "{flags:?}");
    }
    // A folder in which others may write is not trusted with the file of the secret.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let runtime = folder.path().join("ehealth-wizard");
        std::fs::create_dir_all(&runtime).unwrap();
        std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(run(folder.path(), &[]).status.code(), Some(7));
    }
}
