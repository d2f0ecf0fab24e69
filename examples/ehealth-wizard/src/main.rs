//! `ehealth-wizard`: the screens of the eHealth certificate procedure, as a page of this computer alone.

mod cli;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use ehealth_examples_common::config::Config;
use ehealth_examples_common::help::Program;
use ehealth_examples_common::usage::{self, Refused};
use ehealth_examples_common::{Failure, Language, Words, World, exit, interrupt, log, memory};
use ehealth_wizard::{Options, Started};

use crate::cli::Cli;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = Language::choose(usage::language(&arguments));
    let words = Words::with(language, &[ehealth_wizard::catalogue(language), cli::help(language)]);
    let program = Program { name: "ehealth-wizard", examples: cli::examples };
    let cli: Cli = match usage::parse(&arguments, program, &words) {
        Ok(cli) => cli,
        Err(Refused::Told(code)) => return ExitCode::from(code),
        Err(Refused::Wrong(failure, json)) => return fail(&failure, &words, json),
    };
    memory::no_core_dumps();
    log::begin();
    memory::no_core_dumps();
    let json = cli.global.json;
    match run(&cli, language) {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(failure) => fail(&failure, &words, json),
    }
}

/// Starts the wizard and stays until nobody is there any more; or finds the one that runs.
fn run(cli: &Cli, language: Language) -> Result<(), Failure> {
    cli.check()?;
    let world = World::settle(&cli.global, &Config::load()?)?;
    interrupt::install();
    let mut options = Options::new(world, language);
    options.listen = cli.listen;
    let failed = |error: ehealth_wizard::Error| Failure::of(error.code(), &error);
    let opened = |runtime: &std::path::Path, address: &str| {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "open {address}").and_then(|()| out.flush());
        // Where no browser can be opened, the line above is enough.
        (!cli.no_open).then(|| ehealth_wizard::open_browser(runtime, address).ok()).flatten()
    };
    match ehealth_wizard::start(options).map_err(failed)? {
        Started::Here(wizard) => {
            let _handed = opened(wizard.runtime(), &wizard.door());
            wizard.wait_while(|| !interrupt::raised());
        }
        Started::Already { address, runtime } => {
            let handed = opened(&runtime, &address);
            if handed.is_some() {
                // The browser reads the file before this process ends and takes it away.
                std::thread::sleep(std::time::Duration::from_secs(5));
            }
        }
    }
    Ok(())
}

/// Tells of a failure, as JSON on standard output or in words on standard error.
fn fail(failure: &Failure, words: &Words, json: bool) -> ExitCode {
    if json {
        let _ = writeln!(std::io::stdout().lock(), "{}", failure.json(words));
    } else {
        let mut err = std::io::stderr().lock();
        let (message, remedy) = (failure.message(words), failure.remedy(words));
        let _ = writeln!(err, "{} [{}]: {message}", words.plain("label-error"), failure.code());
        let _ = writeln!(err, "{}: {remedy}", words.plain("label-remedy"));
    }
    ExitCode::from(failure.exit())
}
