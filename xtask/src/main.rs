//! Tasks of this workspace, run as `cargo xtask TASK`.
//!
//! | task | job |
//! |---|---|
//! | `demo [--persona NAME \| --organisation]` | the whole procedure against a sandbox, visibly; leaves `target/demo/` |
//! | `dist` | programs, Debian package, archive and checksums in `target/dist/`, each looked at |
//! | `bench [--json FILE]` | every comparison of the package `benches`; writes `benches/REPORT.md` |
//! | `test [--full]` | the crate graph, the peers that the tests need, every test of the workspace |
//! | `screenshots` | a picture of every screen of the wizard in four languages, in `target/screenshots` |
//! | `coverage [--files]` | the share of each library crate's lines that the tests run |
//! | `fuzz [--minutes N] [TARGET…]` | every fuzz target, what each ran, reached and found |
//! | `features [PACKAGE…]` | every combination of every package's features builds, without a warning |
//! | `api [--bless]` | compare the public interface of each library with `docs/api`, or write it there |
//! | `deny` | licences, bans and sources by `deny.toml` |
//! | `unused` | no package names a dependency that it does not use |
//! | `mutants [ARGUMENT…]` | changes to the rules that must not bend, and whether a test sees each |
//! | `package` | package each library and build it from its package alone |
//! | `graph` | compare the edges between our crates with `xtask/crate-graph.txt`, and the pages with the tree |
//! | `peers` | install what the tests' peers need, then say which of them this machine has |
//!
//! Depends on no crate of ours and on no system library, so that it is there first: what is missing, it
//! installs or names.

#![allow(clippy::arithmetic_side_effects, reason = "counts of tests and milliseconds, no input from outside")]

mod api;
mod bench;
mod checks;
mod coverage;
mod demo;
mod dist;
mod failure;
mod features;
mod front;
mod fuzz;
mod graph;
mod install;
mod notes;
mod package;
mod pages;
mod process;
mod screens;
mod summary;
mod test;
mod tools;

use std::process::ExitCode;

use failure::Failure;

const USAGE: &str = "\
usage: cargo xtask TASK

  demo [--persona NAME]   obtain a certificate from a sandbox with a virtual card; leaves target/demo/;
                          --organisation: for an invented organisation instead of the person
  dist                    build the programs for others: Debian package, archive, checksums in target/dist/
  test [--full]           install what the tests' peers need and run every test of the workspace;
                          --full: long counts run whole instead of a fraction
  bench [--json FILE]     run every comparison, write benches/REPORT.md and, as data, FILE
  screenshots             a picture of every screen of the wizard in four languages, in target/screenshots/
  coverage [--files]      run the tests instrumented and print the share of lines that ran, a crate a line;
                          --files: also the files with the most lines that did not
  fuzz [--minutes N | --seconds N] [--minimise] [TARGET…]
                          run the fuzz targets (one minute each) and say what each did
  features [PACKAGE…]     build every combination of every package's features
  api [--bless]           compare the public interface of each library with docs/api; --bless: write it there
  deny                    check licences, bans and sources by deny.toml
  unused                  find dependencies that are named and not used
  mutants [ARGUMENT…]     change the rules that must not bend, one place at a time; every change must fail a test
  package                 package each library and build it from its package alone, in their order
  graph                   compare the edges between our crates with xtask/crate-graph.txt, and the pages with the tree
  peers                   install what the tests' peers need, then say which this machine has";

fn main() -> ExitCode {
    if let Some(code) = api::as_rustdoc() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                eprintln!("xtask: {failure}");
            }
            failure.exit_code()
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", rest @ ..] => demo::run(&demo::Options::parse(rest)?),
        ["dist"] => dist::run(),
        ["test"] => test::run(test::Extent::Fraction),
        ["test", "--full"] => test::run(test::Extent::Whole),
        ["bench", rest @ ..] => bench::run(&bench::Options::parse(rest)?),
        ["screenshots"] => screens::screenshots(),
        ["coverage"] => coverage::run(false),
        ["coverage", "--files"] => coverage::run(true),
        ["fuzz", rest @ ..] => fuzz::run(&fuzz::Options::parse(rest)?),
        ["features", only @ ..] => features::run(only),
        ["api"] => api::run(api::Mode::Check),
        ["api", "--bless"] => api::run(api::Mode::Bless),
        ["deny"] => checks::deny(),
        ["unused"] => checks::unused(),
        ["mutants", rest @ ..] => checks::mutants(rest),
        ["package"] => package::run(),
        ["graph"] => {
            graph::check()?;
            pages::check()
        }
        ["peers"] => {
            install::peers();
            install::report();
            Ok(())
        }
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::usage(USAGE)),
    }
}
