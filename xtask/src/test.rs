//! `cargo xtask test`: the crate graph, the documentation's examples, every test of the workspace.
//!
//! The runner is cargo-nextest where it is installed, else `cargo test`. Its own summary line is the last
//! line of the output; just before it stand the counts that ran and a line for every peer that was absent.

mod libtest;

use std::fs;
use std::process::Command;

use crate::failure::Failure;
use crate::notes::Notes;
use crate::{graph, install, pages, process};

/// How much of the long counts (crashes, deaths, random inputs) runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The stated fraction.
    Fraction,
    /// The whole figure: tests see it by `EHEALTH_TEST_FULL=1`.
    Whole,
}

/// What a run of tests said.
#[derive(Debug, Default)]
struct Outcome {
    passed: bool,
    summary: Option<String>,
}

/// Runs everything and prints notes and summary.
///
/// # Errors
/// A test failed or did not compile; the crate graph is another one; there is no C compiler.
pub(crate) fn run(extent: Extent) -> Result<(), Failure> {
    install::compiler()?;
    install::peers();
    graph::check()?;
    pages::check()?;
    let mut notes = Notes::default();
    install::absent().into_iter().for_each(|note| notes.add_absent(note));

    let examples = doctests(extent, &mut notes)?;
    let tests = if process::succeeds(process::cargo().args(["nextest", "--version"])) {
        nextest(extent, &mut notes)?
    } else {
        cargo_test(extent, &mut notes)?
    };

    println!();
    for line in notes.lines() {
        println!("{line}");
    }
    if let Some(summary) = &examples.summary {
        println!("doctests: {summary}");
    }
    if !examples.passed {
        println!("FAILED: an example of the documentation; see above");
    }
    println!(
        "{}",
        tests.summary.as_deref().unwrap_or("FAILED: the tests did not run to their end; see above")
    );
    if examples.passed && tests.passed { Ok(()) } else { Err(Failure::told()) }
}

fn doctests(extent: Extent, notes: &mut Notes) -> Result<Outcome, Failure> {
    let mut command = tests_of_workspace(extent, &["test"]);
    command.args(["--doc", "--no-fail-fast"]);
    libtest_outcome(&mut command, notes)
}

fn cargo_test(extent: Extent, notes: &mut Notes) -> Result<Outcome, Failure> {
    let mut command = tests_of_workspace(extent, &["test"]);
    command.args(["--lib", "--bins", "--tests", "--examples", "--no-fail-fast", "--", "--show-output"]);
    libtest_outcome(&mut command, notes)
}

fn libtest_outcome(command: &mut Command, notes: &mut Notes) -> Result<Outcome, Failure> {
    println!("\n$ {}", process::describe(command));
    let mut report = libtest::Report::default();
    let status = process::listen(command, |line| {
        notes.take(line);
        if report.take(line) {
            println!("{line}");
        }
    })?;
    Ok(Outcome { passed: status.success(), summary: report.summary() })
}

fn nextest(extent: Extent, notes: &mut Notes) -> Result<Outcome, Failure> {
    let profile = match extent {
        Extent::Fraction => "xtask",
        Extent::Whole => "full",
    };
    let report = process::target_dir()?.join("nextest").join(profile).join("junit.xml");
    // A report of an earlier run must not be taken for this one's.
    let _absent = fs::remove_file(&report);
    let mut command = tests_of_workspace(extent, &["nextest", "run"]);
    command.args(["--profile", profile]);
    println!("\n$ {}", process::describe(&command));
    let mut summary = None;
    let status = process::listen(&mut command, |line| {
        if line.trim_start().starts_with("Summary [") {
            summary = Some(line.to_owned());
        }
        println!("{line}");
    })?;
    if let Ok(report) = fs::read_to_string(&report) {
        notes.take_junit(&report);
    }
    Ok(Outcome { passed: status.success(), summary })
}

fn tests_of_workspace(extent: Extent, subcommand: &[&str]) -> Command {
    let mut command = process::cargo();
    command.args(subcommand).arg("--workspace").env("CARGO_TERM_COLOR", "never");
    if !install::pcsc_can_be_built() {
        command.arg("--no-default-features");
    }
    if extent == Extent::Whole {
        command.env("EHEALTH_TEST_FULL", "1");
    }
    command
}
