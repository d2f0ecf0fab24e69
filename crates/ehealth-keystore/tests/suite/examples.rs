//! The examples, run as they are.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::common::{Authority, PASSWORD, complete, names};

/// Built beside the tests; `None` when only the tests were.
fn example(name: &str) -> Option<PathBuf> {
    let tests = std::env::current_exe().unwrap();
    let path = tests.parent().unwrap().with_file_name("examples").join(name);
    let path = path.with_extension(std::env::consts::EXE_EXTENSION);
    if !path.exists() {
        eprintln!("SKIPPED the example {name} is not built");
        return None;
    }
    Some(path)
}

fn run(name: &str, folder: &std::path::Path) -> Option<String> {
    let mut command = Command::new(example(name)?);
    let mut child = command.arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_new_keystore() {
    let folder = tempfile::tempdir().unwrap();
    let Some(said) = run("new_keystore", folder.path()) else { return };
    assert!(said.contains("SSIN=00010100173 "), "{said}");
    assert_eq!(names(folder.path()).len(), 1);
}

#[test]
fn a_client_identity() {
    let folder = tempfile::tempdir().unwrap();
    complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let Some(said) = run("client_identity", folder.path()) else { return };
    assert!(said.contains("2 keys): 2 certificates, "), "{said}");
    assert!(said.len() < 200, "no bytes of the key are printed: {said}");
}

/// At most 20 lines from `fn main` on, and few words in front.
#[test]
fn they_are_short() {
    for source in
        [include_str!("../../examples/new_keystore.rs"), include_str!("../../examples/client_identity.rs")]
    {
        let lines = source.lines().skip_while(|line| !line.starts_with("fn main")).count();
        assert!(lines <= 20, "{lines}");
    }
}
