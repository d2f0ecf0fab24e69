//! `cargo xtask test`: the crate graph, the documentation's examples, every test of the workspace.
//!
//! The runner is cargo-nextest where it is installed, else `cargo test`. Its own summary line is the last
//! line of the output; just before it stand the counts that ran and a line for every peer that was absent.

use std::fs;
use std::process::Command;

use crate::failure::Failure;
use crate::notes::Notes;
use crate::{graph, install, process};

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
    let mut notes = Notes::default();
    install::absent().into_iter().for_each(|note| notes.add_absent(note));

    let examples = doctests(extent, &mut notes)?;
    let tests = if process::succeeds(process::cargo().args(["nextest", "--version"])) {
        nextest(extent, &mut notes)?
    } else {
        libtest(extent, &mut notes)?
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

fn libtest(extent: Extent, notes: &mut Notes) -> Result<Outcome, Failure> {
    let mut command = tests_of_workspace(extent, &["test"]);
    command.args(["--lib", "--bins", "--tests", "--examples", "--no-fail-fast", "--", "--show-output"]);
    libtest_outcome(&mut command, notes)
}

fn libtest_outcome(command: &mut Command, notes: &mut Notes) -> Result<Outcome, Failure> {
    println!("\n$ {}", process::describe(command));
    let mut totals = Totals::default();
    let mut of_passing_tests = false;
    let status = process::listen(command, |line| {
        notes.take(line);
        totals.take(line);
        // Between these two lines stands what passing tests printed: noise, but for the notes.
        of_passing_tests = line == "successes:"
            || (of_passing_tests && !line.starts_with("test result: ") && line != "failures:");
        if !of_passing_tests {
            println!("{line}");
        }
    })?;
    Ok(Outcome { passed: status.success(), summary: totals.line() })
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

/// Sums of libtest's `test result:` lines, of which there is one for each program.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    programs: usize,
    failed_program: bool,
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Totals {
    fn take(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        self.programs += 1;
        self.failed_program |= result.starts_with("FAILED");
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(word)) =
                (words.next().and_then(|word| word.parse::<u64>().ok()), words.next())
            else {
                continue;
            };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// One line in libtest's own form over all programs; `None` when none ran.
    fn line(&self) -> Option<String> {
        let word = if self.failed_program { "FAILED" } else { "ok" };
        (self.programs > 0).then(|| {
            format!(
                "test result: {word}. {} passed; {} failed; {} ignored; over {} test programs",
                self.passed, self.failed, self.ignored, self.programs
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_over_several_programs() {
        let mut totals = Totals::default();
        assert_eq!(totals.line(), None);
        totals.take(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.51s",
        );
        totals.take("running 2 tests");
        totals.take(
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2s",
        );
        assert_eq!(
            totals.line().unwrap(),
            "test result: FAILED. 4 passed; 1 failed; 1 ignored; over 2 test programs"
        );
    }
}
