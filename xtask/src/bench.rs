//! `cargo xtask bench`: every program of the package `benches`, their figures in `benches/REPORT.md` and, when
//! asked for, as JSON.
//!
//! A program prints one JSON object a line: `name`, `ours`, `peer`, `peer_version`, `ratio`, `unit`, `note`.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

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
struct Section {
    program: String,
    rows: Vec<Value>,
    remarks: Vec<String>,
}

/// Builds, runs and writes.
///
/// # Errors
/// A program cannot be built, fails or prints a row that is none; a file cannot be written.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    install::compiler()?;
    install::peers();
    let mut build = process::cargo();
    build.args(["build", "--release", "--package", "benches", "--bins"]);
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
    fs::write(&report, markdown(&sections)).map_err(|error| Failure::io(report.display(), &error))?;
    println!("\nwritten: benches/REPORT.md");
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
    let text = process::output(process::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let is = |value: &Value, key: &str, text: &str| value.get(key).and_then(Value::as_str) == Some(text);
    let mut names: Vec<String> = list(&metadata, "packages")
        .iter()
        .filter(|package| is(package, "name", "benches"))
        .flat_map(|package| list(package, "targets"))
        .filter(|target| list(target, "kind").iter().any(|kind| kind == "bin"))
        .filter_map(|target| target.get("name").and_then(Value::as_str).map(str::to_owned))
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

fn markdown(sections: &[Section]) -> String {
    let mut text = String::from(
        "# Comparisons\n\nMade by `cargo xtask bench`; times are of one machine and one moment, counts are not. \
         `ratio` is the peer's figure divided by ours: above 1, ours needs less. A dash is a figure that was not \
         measured or a job that the peer does not do; the note says which.\n",
    );
    for section in sections {
        // Writing to a string does not fail.
        let _ = write!(text, "\n## {}\n\n", section.program);
        text.push_str("| job | unit | ours | peer | | ratio | note |\n|---|---|---:|---|---:|---:|---|\n");
        for row in &section.rows {
            let word =
                |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().replace('|', "\\|");
            let figure = |key: &str| row.get(key).and_then(Value::as_f64).map_or("–".to_owned(), number);
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                word("name"),
                word("unit"),
                figure("ours"),
                word("peer_version"),
                figure("peer"),
                figure("ratio"),
                word("note"),
            );
        }
        for remark in &section.remarks {
            let _ = write!(text, "\n{remark}\n");
        }
    }
    text
}

/// Whole numbers as such, others with three digits that count.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_what_was_said() {
        let row = serde_json::json!({
            "name": "recognise", "ours": 2, "peer": 3, "peer_version": "other 1.0", "ratio": 1.5,
            "unit": "commands", "note": "a|b",
        });
        let sections =
            [Section { program: "card".to_owned(), rows: vec![row], remarks: vec!["SKIPPED x".to_owned()] }];
        let text = markdown(&sections);
        assert!(text.contains("\n## card\n"), "{text}");
        assert!(text.contains("| recognise | commands | 2 | other 1.0 | 3 | 1.50 | a\\|b |\n"), "{text}");
        assert!(text.ends_with("\nSKIPPED x\n"), "{text}");
    }

    #[test]
    fn words() {
        assert_eq!(Options::parse(&[]).unwrap(), Options::default());
        assert_eq!(Options::parse(&["--json", "a"]).unwrap().json, Some(PathBuf::from("a")));
        assert!(Options::parse(&["--json"]).is_err());
        assert_eq!(["0.126", "12.34", "300.4"].map(|n| number(n.parse().unwrap())), ["0.13", "12.3", "300"]);
    }
}
