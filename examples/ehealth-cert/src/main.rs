//! `ehealth-cert`: obtains, completes and checks eHealth certificates with a Belgian identity card.
//!
//! Thin on purpose: flags, words, prompts and exit codes live here; whatever a vendor would want to embed
//! lives in the crates (product.md; issue of the program).
#![allow(clippy::arithmetic_side_effects, reason = "counts of lines and columns, far from any limit")]

mod answers;
mod cli;
mod command;
mod config;
mod context;
mod desk;
mod exit;
mod failure;
mod help;
mod interrupt;
mod log;
mod messages;
mod output;
mod passwords;
mod prompt;
mod readers;
mod secrets;
mod texts;
mod usage;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::failure::Failure;
use crate::messages::{Language, Words};
use crate::output::{document, lines, say};

fn main() -> ExitCode {
    let cli = match usage::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    log::begin();
    let (json, language) = (cli.global.json, Language::choose(cli.global.lang));
    let run = AssertUnwindSafe(|| command::run(cli, Words::new(language)));
    let outcome = catch_unwind(run).unwrap_or_else(|_| Err(Failure::internal("the program panicked")));
    match outcome {
        Ok(output) => {
            if let Some(output) = output {
                output.print(json);
            }
            ExitCode::from(exit::DONE)
        }
        Err(failure) => fail(&failure, &Words::new(language), json),
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
