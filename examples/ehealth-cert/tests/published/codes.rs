//! The table of codes and the tests that produce them: made here, committed as `docs/codes.md`.
//!
//! A test produces a code when the code stands, as a literal, in the body of that test, or is the test's own name. What is counted is text, so
//! a test that names a code and does not assert it would count too: the review of a test is where that is seen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Code and level of domain.md 7, where the specification lies beside the workspace.
fn specified() -> Option<Vec<(String, u8)>> {
    let path = root().join("../shared/spec/domain.md");
    let text = std::fs::read_to_string(path).ok()?;
    let (start, end) = (text.find("### 7.1 ")?, text.find("### 7.10 ")?);
    let mut codes = Vec::new();
    for row in text[start..end].lines().filter_map(|line| line.strip_prefix("| ")) {
        let mut cells = row.split(" | ");
        let (Some(code), Some(level)) =
            (cells.next(), cells.next().and_then(|cell| cell.trim().parse().ok()))
        else {
            continue;
        };
        codes.push((code.trim().to_owned(), level));
    }
    Some(codes)
}

/// Every test function of the workspace with its body: `crate::file::name`.
fn tests() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("examples"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "vectors" {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && name != "codes.rs" {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
                found.extend(
                    bodies(&text).into_iter().map(|(name, body)| (format!("{shown} · {name}"), body)),
                );
            }
        }
    }
    found.sort();
    found
}

/// Test functions of one file.
fn bodies(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        if line.trim() != "#[test]" {
            continue;
        }
        let Some(at) = (index..lines.len()).find(|at| lines[*at].trim_start().starts_with("fn ")) else {
            continue;
        };
        let indent = lines[at].len() - lines[at].trim_start().len();
        let end = (at..lines.len())
            .find(|end| lines[*end] == format!("{}}}", " ".repeat(indent)))
            .unwrap_or(lines.len() - 1);
        let name = lines[at].trim_start().trim_start_matches("fn ").split('(').next().unwrap_or_default();
        found.push((name.to_owned(), lines[at..=end].join("\n")));
    }
    found
}

#[test]
fn every_code_of_level_1_has_a_named_test() {
    let Some(codes) = specified() else {
        eprintln!("SKIPPED every_code_of_level_1_has_a_named_test: no ../shared/spec/domain.md");
        return;
    };
    assert!(codes.len() > 120, "{}", codes.len());
    let tests = tests();
    let mut producers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (code, _) in &codes {
        let literal = format!("\"{code}\"");
        let own = format!("· {}", code.split('.').next_back().unwrap_or_default());
        // One word such as "exists" is too common a name to tell anything.
        let own = own.contains('_').then_some(own);
        let produces = |(name, body): &&(String, String)| {
            body.contains(&literal) || own.as_ref().is_some_and(|own| name.ends_with(own))
        };
        let named = tests.iter().filter(produces).map(|(name, _)| name.as_str());
        producers.insert(code, named.collect());
    }
    let mut table = String::from(
        "# Codes and the tests that produce them\n\nMade by the test `codes::every_code_of_level_1_has_a_named_test` \
         of `ehealth-cert` (with `BLESS=1`); not to be edited. At most three tests a code are named.\n\n\
         | code | level | tests |\n|---|---|---|\n",
    );
    for (code, level) in &codes {
        let named = &producers[code.as_str()];
        let shown: Vec<String> = named.iter().take(3).map(|name| format!("`{name}`")).collect();
        table.push_str(&format!("| `{code}` | {level} | {} |\n", shown.join(", ")));
    }
    let path = root().join("docs/codes.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &table).unwrap();
    }
    assert!(path.exists(), "docs/codes.md: BLESS=1 writes it");
    let missing: Vec<_> = codes
        .iter()
        .filter(|(code, level)| *level == 1 && producers[code.as_str()].is_empty())
        .map(|(code, _)| code)
        .collect();
    assert!(missing.is_empty(), "no test names {missing:?}");
}
