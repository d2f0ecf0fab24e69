//! `ehealth-cert`: obtains, completes and checks eHealth certificates with a Belgian identity card.
//!
//! Thin on purpose: flags, words, prompts and exit codes live here; whatever a vendor would want to embed
//! lives in the crates (product.md; issue of the program).
#![allow(clippy::arithmetic_side_effects, reason = "counts of lines and columns, far from any limit")]

mod answers;
mod catalogue;
mod cli;
mod command;
mod context;
mod desk;
mod output;
mod passwords;
mod prompt;
mod texts;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

use ehealth_examples_common::usage::{self, Refused};
use ehealth_examples_common::{
    config, exit, failure, flags, interrupt, log, memory, readers, secrets, times, transport, words, world,
};

use crate::cli::{Cli, Command};
use crate::failure::Failure;
use crate::interrupt::LastWords;
use crate::output::{document, lines, say};
use crate::words::{Language, Words};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = Language::choose(usage::language(&arguments));
    let cli: Cli = match usage::parse(&arguments, catalogue::PROGRAM, &catalogue::words(language)) {
        Ok(cli) => cli,
        Err(Refused::Told(code)) => return ExitCode::from(code),
        Err(Refused::Wrong(failure, json)) => return fail(&failure, &catalogue::words(language), json),
    };
    memory::no_core_dumps();
    log::begin();
    let json = cli.global.json;
    if one_document(&cli.command) {
        set_last_words(&Failure::interrupted(), &catalogue::words(language), json);
    }
    let run = AssertUnwindSafe(|| command::run(cli, catalogue::words(language)));
    let outcome = catch_unwind(run).unwrap_or_else(|_| Err(Failure::internal("the program panicked")));
    if !interrupt::claim() {
        // A second signal is ending the program with its last words.
        loop {
            std::thread::park();
        }
    }
    match outcome {
        Ok(output) => {
            let Some(Err(error)) = output.map(|output| output.print(json)) else {
                return ExitCode::from(exit::DONE);
            };
            let failure = Failure::writing(Path::new("stdout"), &error);
            said(&failure, &catalogue::words(language)).iter().for_each(|line| say(line));
            ExitCode::from(failure.exit())
        }
        Err(failure) => fail(&failure, &catalogue::words(language), json),
    }
}

/// Tells of a failure, as JSON on standard output or in words on standard error.
fn fail(failure: &Failure, words: &Words, json: bool) -> ExitCode {
    if json {
        document(&failure.json(words));
    } else {
        // A report is a result, also when what it says is bad.
        lines(failure.lines());
        said(failure, words).iter().for_each(|line| say(line));
    }
    ExitCode::from(failure.exit())
}

/// What people read of a failure.
fn said(failure: &Failure, words: &Words) -> [String; 2] {
    [
        format!(
            "{} [{}]{} {}",
            words.plain("label-error"),
            failure.code(),
            words.language().colon(),
            failure.message(words)
        ),
        words.labelled("label-remedy", &failure.remedy(words)),
    ]
}

/// Whether the command gives its document at its end; the others have given it when they are ready.
fn one_document(command: &Command) -> bool {
    !matches!(command, Command::Sandbox(_) | Command::VirtualCard(_))
}

/// What a second signal prints.
fn set_last_words(failure: &Failure, words: &Words, json: bool) {
    let text =
        if json { format!("{}\n", failure.json(words)) } else { said(failure, words).join("\n") + "\n" };
    let (stdout, stderr) = if json { (text, String::new()) } else { (String::new(), text) };
    interrupt::set_last_words(LastWords { stdout, stderr, restore: Some(prompt::give_back) });
}
