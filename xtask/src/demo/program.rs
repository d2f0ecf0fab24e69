//! The program `ehealth-cert`: built, and run as a person or a script would run it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// How long the sandbox may take until it accepts connections: it makes its CA keys first.
const READY_WITHIN: Duration = Duration::from_secs(120);

/// The program as cargo built it.
pub(super) struct Program {
    path: PathBuf,
}

impl Program {
    /// Builds it in the development profile (dependencies are optimised there too).
    pub(super) fn build() -> Result<Self, Failure> {
        let mut build = process::cargo();
        build.args(["build", "--package", "ehealth-cert", "--no-default-features"]);
        let status = build.status().map_err(|error| Failure::io("cannot start cargo", &error))?;
        if !status.success() {
            return Err(Failure::new("the program does not build"));
        }
        let path = process::target_dir()?
            .join("debug")
            .join(format!("ehealth-cert{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { path })
    }

    /// Runs one command, shows what it says on the way and what it found, and gives its one JSON document.
    pub(super) fn run(&self, arguments: &[&str], flags: &[String]) -> Result<Value, Failure> {
        let mut command = Command::new(&self.path);
        command
            .args(arguments)
            .args(flags)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        println!("    $ {} $FLAGS", shell_line(arguments));
        let started = |error| Failure::io("cannot start the program", &error);
        let mut child = command.spawn().map_err(started)?;
        let progress = child.stderr.take().map(|stream| {
            let (sender, lines) = mpsc::channel();
            process::forward(stream, sender);
            thread::spawn(move || lines.iter().for_each(|line| println!("    . {line}")))
        });
        let output = child.wait_with_output().map_err(started)?;
        if let Some(progress) = progress {
            // Its end is the end of the stream; a panic there would have been printed by itself.
            let _joined = progress.join();
        }
        let document = document(&output.stdout)?;
        show(&document);
        if output.status.success() && document.get("ok") != Some(&Value::Bool(false)) {
            return Ok(document);
        }
        Err(Failure::new(format!("the program ended with {}: {document}", output.status)))
    }
}

/// Standard output as the one JSON document that product.md promises.
fn document(stdout: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(stdout).map_err(|error| {
        let text = String::from_utf8_lossy(stdout);
        Failure::new(format!("standard output is not one JSON document ({error}): {text:?}"))
    })
}

/// Prints what a document says: a line for each member, and one for each item of a list.
fn show(document: &Value) {
    for (name, value) in document.as_object().into_iter().flatten().filter(|(name, _)| *name != "ok") {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(inner, value)| show_line(&format!("{name}.{inner}"), value));
            }
            Value::Array(items) => items.iter().for_each(|item| show_line(name, item)),
            _ => show_line(name, value),
        }
    }
}

fn show_line(name: &str, value: &Value) {
    let text = match value {
        Value::Object(members) => {
            let scalars =
                members.iter().filter_map(|(inner, value)| Some(format!("{inner} {}", scalar(value)?)));
            Some(scalars.collect::<Vec<_>>().join(", "))
        }
        _ => scalar(value),
    };
    if let Some(text) = text {
        println!("    {name:26} {}", shortened(&text));
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// One line of at most 100 characters: contracts and certificates are long.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 100 { line } else { line.chars().take(97).chain("...".chars()).collect() }
}

/// A command line of the program that can be pasted into a shell.
pub(super) fn shell_line<S: AsRef<str>>(arguments: &[S]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+".contains(c);
    let quoted = |word: &str| if word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") };
    let words = arguments.iter().map(|argument| quoted(argument.as_ref()));
    std::iter::once("ehealth-cert".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// A sandbox that ends with this value.
pub(super) struct RunningSandbox {
    child: Child,
}

impl RunningSandbox {
    /// Starts the sandbox and waits until it says that it is ready.
    pub(super) fn start(
        program: &Program,
        folder: &Path,
        descriptor: &Path,
        approve_after: &str,
    ) -> Result<Self, Failure> {
        let log = folder.join("sandbox.log");
        let stderr = File::create(&log).map_err(|error| Failure::io(log.display(), &error))?;
        let mut command = Command::new(&program.path);
        command.args(["sandbox", "--approve-after", approve_after, "--descriptor"]).arg(descriptor);
        command.arg("--state").arg(folder.join("sandbox-state"));
        println!("    $ {} &", shell_line(&process::arguments(&command)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
        let child = command.spawn().map_err(|error| Failure::io("cannot start the sandbox", &error))?;
        let mut sandbox = Self { child };
        sandbox.wait_until_ready().map_err(|failure| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            Failure::new(format!("{failure}\n{said}"))
        })?;
        let text = fs::read(descriptor).map_err(|error| Failure::io(descriptor.display(), &error))?;
        let document = document(&text)?;
        println!("    {:26} {}", "base_url", document.get("base_url").and_then(Value::as_str).unwrap_or("?"));
        Ok(sandbox)
    }

    fn wait_until_ready(&mut self) -> Result<(), Failure> {
        let (sender, lines) = mpsc::channel();
        if let Some(stream) = self.child.stdout.take() {
            process::forward(stream, sender);
        }
        while let Ok(line) = lines.recv_timeout(READY_WITHIN) {
            if line.trim() == "ready" {
                // Whatever it prints later is taken from the pipe and dropped.
                thread::spawn(move || lines.iter().for_each(drop));
                return Ok(());
            }
        }
        Err(Failure::new("the sandbox did not become ready"))
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}
