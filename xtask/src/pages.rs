//! The pages of the workspace, compared with what they speak of: paths that exist, dependencies that are used.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::failure::Failure;
use crate::{front, process};

const PAGES: [&str; 5] =
    ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "docs/embedding.md"];
/// Folders of the workspace: a word in backquotes that begins so is a path.
const FOLDERS: [&str; 8] = ["benches/", "crates/", "docs/", "examples/", "fuzz/", "tests/", "xtask/", ".ci/"];

/// Compares and says how much was compared.
///
/// # Errors
/// A page names a path that is not there; the list of dependencies misses one or names one that is gone.
pub(crate) fn check() -> Result<(), Failure> {
    let workspace = process::workspace();
    let (mut defects, mut count) = (Vec::new(), 0_usize);
    for page in PAGES {
        let Ok(text) = fs::read_to_string(workspace.join(page)) else { continue };
        for path in paths(&text) {
            count += 1;
            if !workspace.join(path).exists() {
                defects.push(format!("{page} names {path}, which is not there"));
            }
        }
        if page == "ARCHITECTURE.md" {
            defects.extend(dependencies(&text, &used()?));
        }
    }
    defects.extend(front::defects()?);
    if defects.is_empty() {
        println!(
            "Pages: {count} paths, the list of dependencies, the front pages of the libraries, as in the tree"
        );
        return Ok(());
    }
    Err(Failure::new(format!("pages that are not true:\n  {}", defects.join("\n  "))))
}

/// Words in backquotes, outside code blocks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(str::lines).flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn paths(text: &str) -> impl Iterator<Item = &str> {
    let plain = |word: &&str| {
        let known = FOLDERS.iter().any(|folder| word.starts_with(folder));
        known && !word.contains(['*', '{', '<', '…', ' '])
    };
    words(text).filter(plain)
}

/// External crates that packages of the workspace use outside tests.
fn used() -> Result<BTreeSet<String>, Failure> {
    let members = process::members()?;
    let ordinary = |dependency: &Value| {
        dependency.get("path").is_none() && dependency.get("kind").is_none_or(Value::is_null)
    };
    Ok(members
        .iter()
        .flat_map(|package| process::list(package, "dependencies"))
        .filter(ordinary)
        .map(|dependency| process::text(&dependency, "name"))
        .collect())
}

/// Differences between the section on dependencies and what is used.
fn dependencies(page: &str, used: &BTreeSet<String>) -> Vec<String> {
    let section = page.split("\n## ").find(|section| section.starts_with("Dependencies")).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| for"));
    let listed: BTreeSet<&str> = rows.flat_map(words).collect();
    let missing = used.iter().filter(|name| !listed.contains(name.as_str()));
    let gone = listed.iter().filter(|name| !used.contains(**name));
    missing
        .map(|name| format!("ARCHITECTURE.md does not say what {name} is for"))
        .chain(gone.map(|name| format!("ARCHITECTURE.md lists {name}, which nothing uses")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_in_backquotes() {
        let text = "See `crates/a/src/lib.rs` and `fuzz/`, not crates/b, `examples/embed-*` or\n```\n`docs/c.md`\n```\n`xtask/d.rs`";
        assert_eq!(paths(text).collect::<Vec<_>>(), ["crates/a/src/lib.rs", "fuzz/", "xtask/d.rs"]);
    }

    #[test]
    fn each_difference_is_named() {
        let page =
            "# A\n## Dependencies\n| for | crates |\n|---|---|\n| x | `one` `two` |\n\n## B\n| y | `three` |";
        let used = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert!(dependencies(page, &used(&["one", "two"])).is_empty());
        let defects = dependencies(page, &used(&["one", "four"]));
        assert_eq!(defects.len(), 2, "{defects:?}");
        assert!(defects[0].contains("four") && defects[1].contains("two"), "{defects:?}");
    }
}
