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
use std::process::ExitCode;

use ehealth_examples_common::usage::{self, Refused};
use ehealth_examples_common::{
    config, exit, failure, flags, interrupt, log, readers, secrets, times, words, world,
};

use crate::cli::Cli;
use crate::failure::Failure;
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
    log::begin();
    let json = cli.global.json;
    let run = AssertUnwindSafe(|| command::run(cli, catalogue::words(language)));
    let outcome = catch_unwind(run).unwrap_or_else(|_| Err(Failure::internal("the program panicked")));
    match outcome {
        Ok(output) => {
            if let Some(output) = output {
                output.print(json);
            }
            ExitCode::from(exit::DONE)
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
        say(&format!("{} [{}]: {}", words.plain("label-error"), failure.code(), failure.message(words)));
        say(&format!("{}: {}", words.plain("label-remedy"), failure.remedy(words)));
    }
    ExitCode::from(failure.exit())
}
