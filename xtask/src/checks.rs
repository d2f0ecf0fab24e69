//! Checks that are one run of somebody's tool: what may be used, what is
//! not, which changes no test would see.

use crate::failure::Failure;
use crate::{process, tools};

/// `cargo xtask deny`: licences, bans and sources by `deny.toml`. Advisories need a database that is on no registry.
///
/// # Errors
/// A dependency is not allowed; the lock file is not that of the manifests; the tool is not to be had.
pub(crate) fn deny() -> Result<(), Failure> {
    tools::provide(&tools::DENY)?;
    shown(&["fetch", "--locked", "--quiet"])?;
    shown(&["deny", "--offline", "--log-level", "error", "check", "licenses", "bans", "sources"])
}

/// `cargo xtask unused`: no package names a dependency that its code does not.
///
/// # Errors
/// One does; the tool is not to be had.
pub(crate) fn unused() -> Result<(), Failure> {
    tools::provide(&tools::MACHETE)?;
    shown(&["machete", "--with-metadata"])
}

/// `cargo xtask mutants`: changes the code that `.cargo/mutants.toml` names, one place at a time, and sees whether a
/// test of its package fails. Hours; with `arguments` of cargo-mutants (`-p PACKAGE`, `-f FILE`) less.
///
/// # Errors
/// A change was not seen: docs/mutants.md lists those that change nothing.
pub(crate) fn mutants(arguments: &[&str]) -> Result<(), Failure> {
    tools::provide(&tools::MUTANTS)?;
    let output = process::target_dir()?;
    let output = output.to_string_lossy();
    let mut words = vec!["mutants", "--output", &output];
    words.extend(arguments);
    shown(&words)
}

fn shown(words: &[&str]) -> Result<(), Failure> {
    let mut command = process::cargo();
    command.args(words);
    println!("$ {}", process::describe(&command));
    match process::listen(&mut command, |line| println!("{line}"))?.success() {
        true => Ok(()),
        false => Err(Failure::told()),
    }
}
