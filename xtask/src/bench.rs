//! `cargo xtask bench`: every program of the package `benches`, their figures in `benches/REPORT.md` and, when
//! asked for, as JSON.
//!
//! A program prints one JSON object a line: `name`, `ours`, `peer`, `peer_version`, `ratio`, `unit`, `note`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

mod report;

use crate::failure::Failure;
use crate::{install, process};

/// What the command line asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Where the list goes.
    json: Option<PathBuf>,
}

impl Options {
    /// # Errors
    /// Something else than `--json FILE`.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, Failure> {
        match words {
            [] => Ok(Self::default()),
            ["--json", file] => Ok(Self { json: Some(PathBuf::from(file)) }),
            _ => Err(Failure::usage("usage: cargo xtask bench [--json FILE]")),
        }
    }
}

/// What one program said.
pub(crate) struct Section {
    pub(crate) program: String,
    pub(crate) rows: Vec<Value>,
    pub(crate) remarks: Vec<String>,
}

/// Builds, runs and writes.
///
/// # Errors
/// A program cannot be built, fails or prints a row that is none; a file cannot be written.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    install::compiler()?;
    install::peers();
    let mut build = process::cargo();
    build.args(["build", "--release", "--package", "benches", "--package", "ehealth-wizard", "--bins"]);
    let built = process::listen(&mut build, |line| println!("{line}"))?;
    if !built.success() {
        return Err(Failure::new("the package `benches` does not build; see above"));
    }
    let folder = process::target_dir()?.join("release");
    let sections = programs()?
        .into_iter()
        .map(|program| measure(&mut Command::new(folder.join(&program)), program))
        .collect::<Result<Vec<_>, _>>()?;

    let report = process::workspace().join("benches/REPORT.md");
    let text = report::markdown(&report::machine(), &sections);
    fs::write(&report, text).map_err(|error| Failure::io(report.display(), &error))?;
    let plot = process::workspace().join("benches/report.svg");
    fs::write(&plot, report::plot(&sections)).map_err(|error| Failure::io(plot.display(), &error))?;
    println!("\nwritten: benches/REPORT.md, benches/report.svg");
    if let Some(path) = &options.json {
        let rows: Vec<&Value> = sections.iter().flat_map(|section| &section.rows).collect();
        let text = serde_json::to_string_pretty(&rows).map_err(|error| Failure::new(error.to_string()))?;
        fs::write(path, text + "\n").map_err(|error| Failure::io(path.display(), &error))?;
        println!("written: {}", path.display());
    }
    Ok(())
}

/// Names of the programs of the package, in order.
fn programs() -> Result<Vec<String>, Failure> {
    let members = process::members()?;
    let mut names: Vec<String> = members
        .iter()
        .filter(|package| process::text(package, "name") == "benches")
        .flat_map(|package| process::list(package, "targets"))
        .filter(|target| process::list(target, "kind").iter().any(|kind| kind == "bin"))
        .map(|target| process::text(&target, "name"))
        .collect();
    names.sort();
    Ok(names)
}

fn measure(command: &mut Command, program: String) -> Result<Section, Failure> {
    println!("\n$ {}", process::describe(command));
    let (mut rows, mut remarks, mut wrong) = (Vec::new(), Vec::new(), None);
    let status = process::listen(command.current_dir(process::workspace()), |line| {
        println!("{line}");
        if line.starts_with('{') {
            match serde_json::from_str(line) {
                Ok(row) => rows.push(row),
                Err(error) => wrong = Some(error),
            }
        } else if ["ABSENT ", "SKIPPED ", "NOTE "].iter().any(|word| line.starts_with(word)) {
            remarks.push(line.to_owned());
        }
    })?;
    if let Some(error) = wrong {
        return Err(Failure::new(format!("{program} printed a row that is no JSON: {error}")));
    }
    if !status.success() {
        return Err(Failure::new(format!("{program} failed: {status}")));
    }
    Ok(Section { program, rows, remarks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(Options::parse(&[]).unwrap(), Options::default());
        assert_eq!(Options::parse(&["--json", "a"]).unwrap().json, Some(PathBuf::from("a")));
        assert!(Options::parse(&["--json"]).is_err());
    }
}
