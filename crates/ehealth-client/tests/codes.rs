//! Every code that this crate can give stands in the common table (domain.md 7) or, with its reason, on the
//! front page.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

const SOURCES: [&str; 4] = [
    include_str!("../src/error.rs"),
    include_str!("../src/revocation.rs"),
    include_str!("../src/standing.rs"),
    include_str!("../src/transport.rs"),
];
const README: &str = include_str!("../README.md");

/// String literals of the form `word.word`.
fn codes() -> BTreeSet<&'static str> {
    let words = |text: &str| {
        text.split('.')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let literals = SOURCES.into_iter().flat_map(|source| source.split('"').skip(1).step_by(2));
    literals.filter(|text| text.contains('.') && words(text)).collect()
}

#[test]
fn known_codes() {
    let codes = codes();
    assert!(codes.len() > 20, "{codes:?}");
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let table = folders.find_map(|folder| std::fs::read_to_string(folder.join("shared/spec/domain.md")).ok());
    let Some(table) = table else {
        eprintln!("SKIPPED known_codes: no shared/spec/domain.md beside the workspace");
        return;
    };
    for code in codes {
        let in_table = table.contains(&format!("| {code} |"));
        let on_front_page = README.contains(&format!("| `{code}` |"));
        assert!(in_table ^ on_front_page, "{code}: table {in_table}, front page {on_front_page}");
    }
}
