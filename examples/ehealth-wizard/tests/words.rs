//! The words of the page: complete in every language.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

use ehealth_examples_common::Language;
use ehealth_examples_common::words::complete;

/// Every key and every variable in every language, none twice, also beside the shared catalogues.
#[test]
fn complete_in_four_languages() {
    let faults = complete::defects(&|language| {
        language.catalogues().into_iter().take(2).chain([ehealth_wizard::catalogue(language)]).collect()
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Every key that the sources name is in the catalogues, and no text stands there that nothing shows.
#[test]
fn every_key_is_used_and_there() {
    let own: BTreeSet<String> = keys(ehealth_wizard::catalogue(Language::English));
    let shared: BTreeSet<String> =
        Language::English.catalogues().iter().flat_map(|text| keys(text)).collect();
    let mut sources = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let families = ["wizard-do-", "wizard-about-", "wizard-item-", "wizard-way-", "wizard-remedy-"];
    for key in &own {
        let named =
            sources.contains(&format!("\"{key}\"")) || families.iter().any(|family| key.starts_with(family));
        assert!(named, "{key} is shown nowhere");
    }
    for named in sources.split("view.t(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(own.contains(named) || shared.contains(named), "{named} has no words");
    }
    assert!(own.len() > 100, "{}", own.len());
}

/// Nobody is told to use a flag, a terminal or another program who sits before a page.
#[test]
fn no_flags() {
    // What only the other program can do.
    let others = ["consumer-", "usage", "pin-last_try", "pin-tries_unknown"];
    for language in Language::ALL {
        let own = ehealth_wizard::catalogue(language);
        assert!(!own.contains(" --"), "{}", language.tag());
        let mut key = "";
        for line in language.catalogues()[0].lines() {
            if !line.starts_with([' ', '#', '}']) {
                key = line.split(" =").next().unwrap();
            }
            let flag = line.contains("--") || line.contains("ehealth-cert") || line.contains("$flag");
            let remedy = line.starts_with("    .remedy");
            if remedy && flag && !others.iter().any(|other| key.starts_with(other)) {
                assert!(own.contains(&format!("wizard-remedy-{key} =")), "{key} in {}", language.tag());
            }
        }
    }
}

fn keys(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with(['#', ' ', '}']));
    lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}
