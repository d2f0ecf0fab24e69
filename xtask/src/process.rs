//! Other programs: found, started, listened to.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::Value;

use crate::failure::Failure;

/// The cargo that started us, so that a nested call uses the same toolchain.
///
/// What `cargo run` tells us of our own package is taken away: ring's build script looks at these variables,
/// and ring with all above it would be compiled anew at each change between `cargo` and `cargo xtask`.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    for (name, _) in env::vars_os() {
        let of_our_package = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| name.starts_with(prefix))
        });
        if of_our_package {
            command.env_remove(name);
        }
    }
    command
}

/// Root folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// What `cargo metadata` says of this workspace, without what it depends on.
///
/// # Errors
/// `cargo metadata` fails.
fn metadata() -> Result<Value, Failure> {
    let text = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    serde_json::from_str(&text).map_err(|error| Failure::new(format!("cargo metadata: {error}")))
}

/// Where cargo puts what it builds, whatever told it so; absolute.
///
/// # Errors
/// `cargo metadata` fails.
pub(crate) fn target_dir() -> Result<PathBuf, Failure> {
    let metadata = metadata()?;
    let folder = metadata.get("target_directory").and_then(Value::as_str);
    folder.map(PathBuf::from).ok_or_else(|| Failure::new("cargo metadata names no target folder"))
}

/// The packages of the workspace, as `cargo metadata` describes them.
///
/// # Errors
/// `cargo metadata` fails.
pub(crate) fn members() -> Result<Vec<Value>, Failure> {
    let mut metadata = metadata()?;
    match metadata.get_mut("packages").map(Value::take) {
        Some(Value::Array(packages)) => Ok(packages),
        _ => Err(Failure::new("cargo metadata names no packages")),
    }
}

/// Names of the packages below `crates/`: the libraries that vendors use.
///
/// # Errors
/// `cargo metadata` fails.
pub(crate) fn libraries() -> Result<Vec<String>, Failure> {
    let crates = workspace().join("crates");
    let is_library = |package: &&Value| Path::new(&text(package, "manifest_path")).starts_with(&crates);
    Ok(members()?.iter().filter(is_library).map(|package| text(package, "name")).collect())
}

/// A list of `cargo metadata` or of another report, empty where there is none.
pub(crate) fn list(value: &Value, member: &str) -> Vec<Value> {
    value.get(member).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// A text of `cargo metadata`, empty where there is none.
pub(crate) fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Where `program` is found in `PATH`; for daemons also in the administrator's folders.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// Standard output of a command that must succeed; its standard error is shown.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let what = describe(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io(format!("cannot start {what}"), &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!("{what} failed: {}", output.status)));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("{what} printed something that is not UTF-8")))
}

/// Whether a command succeeds; nothing of it is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command and hands each line of both its streams to `line`, in the order of arrival.
pub(crate) fn listen(command: &mut Command, mut line: impl FnMut(&str)) -> Result<ExitStatus, Failure> {
    let what = describe(command);
    let failed = |error| Failure::io(format!("cannot run {what}"), &error);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let (sender, lines) = mpsc::channel();
    if let Some(stream) = child.stdout.take() {
        forward(stream, sender.clone());
    }
    if let Some(stream) = child.stderr.take() {
        forward(stream, sender.clone());
    }
    drop(sender);
    for text in lines {
        line(&text);
    }
    child.wait().map_err(failed)
}

/// Sends the lines of a stream, decoded leniently, until it ends or nobody listens.
pub(crate) fn forward(stream: impl Read + Send + 'static, sender: mpsc::Sender<String>) {
    thread::spawn(move || {
        for bytes in BufReader::new(stream).split(b'\n') {
            let Ok(bytes) = bytes else { return };
            let text = String::from_utf8_lossy(&bytes);
            if sender.send(text.trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    });
}

/// Program and arguments as one line.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()];
    words.extend(arguments(command));
    words.join(" ")
}

/// The arguments of a command, for people.
pub(crate) fn arguments(command: &Command) -> Vec<String> {
    command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect()
}
