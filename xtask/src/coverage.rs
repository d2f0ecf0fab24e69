//! `cargo xtask coverage`: which share of each library crate's lines the tests run.
//!
//! By cargo-llvm-cov with Debian's LLVM, whose tools read what the compiler writes. The tests are those of
//! `cargo xtask test`, at their fraction; the program's and the wizard's tests count for the crates below them too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::{install, process, tools};

/// Lines: how many there are and how many ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lines {
    count: u64,
    covered: u64,
}

/// Runs the tests and prints a line a crate; with `uncovered`, also the files with the most lines that did not run.
///
/// # Errors
/// The tool is not to be had, or the tests do not compile.
pub(crate) fn run(uncovered: bool) -> Result<(), Failure> {
    install::peers();
    install::llvm();
    tools::provide(&tools::LLVM_COV)?;
    let file = process::target_dir()?.join("coverage.json");
    let mut test = process::cargo();
    // Instrumented browsers' partners are slow, and test a program, not a library.
    test.args(["llvm-cov", "nextest", "--workspace", "--exclude", "xtask", "--exclude", "benches"]);
    test.args([
        "--exclude",
        "ehealth-wizard",
        "--profile",
        "xtask",
        "--json",
        "--summary-only",
        "--output-path",
    ]);
    test.arg(&file).env("CARGO_TERM_COLOR", "never");
    if !install::pcsc_can_be_built() {
        test.arg("--no-default-features");
    }
    println!("$ {}", process::describe(&test));
    if !process::listen(&mut test, |line| println!("{line}"))?.success() {
        return Err(Failure::new("the instrumented tests did not run; see above"));
    }
    let text = fs::read_to_string(&file).map_err(|error| Failure::io(file.display(), &error))?;
    let report = serde_json::from_str(&text).map_err(|error| Failure::new(format!("llvm-cov: {error}")))?;
    let files = files(&report, &process::workspace());
    println!();
    for (name, Lines { count, covered }) in crates(&files) {
        println!("COUNT coverage {name}: {covered} of {count} lines, {}", percent(covered, count));
    }
    if uncovered {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.count.saturating_sub(lines.covered)));
        for (name, Lines { count, covered }) in files.iter().take(25) {
            println!("{:5} lines not run of {count:5}: {name}", count.saturating_sub(*covered));
        }
    }
    Ok(())
}

/// Lines of each file below the workspace's `crates`, by its path there.
fn files(report: &Value, workspace: &Path) -> BTreeMap<String, Lines> {
    let mut files = BTreeMap::new();
    for file in process::list(report, "data").iter().flat_map(|data| process::list(data, "files")) {
        let name = file.get("filename").and_then(Value::as_str).unwrap_or_default();
        let Ok(path) = Path::new(name).strip_prefix(workspace.join("crates")) else { continue };
        let number = |key: &str| file.pointer(&format!("/summary/lines/{key}")).and_then(Value::as_u64);
        let lines = Lines {
            count: number("count").unwrap_or_default(),
            covered: number("covered").unwrap_or_default(),
        };
        files.insert(path.to_string_lossy().into_owned(), lines);
    }
    files
}

fn crates(files: &BTreeMap<String, Lines>) -> BTreeMap<&str, Lines> {
    let mut crates = BTreeMap::<&str, Lines>::new();
    for (path, lines) in files {
        let name = path.split('/').next().unwrap_or_default();
        let sum = crates.entry(name).or_default();
        sum.count = sum.count.saturating_add(lines.count);
        sum.covered = sum.covered.saturating_add(lines.covered);
    }
    crates
}

fn percent(part: u64, whole: u64) -> String {
    let tenths = part.saturating_mul(1000).checked_div(whole).unwrap_or(1000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_by_crate() {
        let file = |name: &str, count: u64, covered: u64| serde_json::json!({"filename": name, "summary": {"lines": {"count": count, "covered": covered}}});
        let report = serde_json::json!({"data": [{"files": [
            file("/w/crates/a/src/lib.rs", 100, 90),
            file("/w/crates/a/src/b.rs", 20, 20),
            file("/w/crates/c/src/lib.rs", 3, 1),
            file("/w/examples/d/src/main.rs", 7, 7),
        ]}]});
        let files = files(&report, Path::new("/w"));
        let sums: Vec<_> =
            crates(&files).into_iter().map(|(name, lines)| (name, lines.count, lines.covered)).collect();
        assert_eq!(sums, [("a", 120, 110), ("c", 3, 1)]);
        assert_eq!([percent(110, 120), percent(0, 0)], ["91.6 %", "100.0 %"]);
    }
}
