use std::collections::BTreeSet;
use std::path::Path;

use super::*;

#[test]
fn every_language_has_every_key_and_variable() {
    assert_eq!(complete::defects(&|language| language.catalogues()[..2].to_vec()), [""; 0]);
    let keys = Language::English.catalogues().concat().lines().filter(|line| line.contains(" = ")).count();
    assert!(keys > 250, "{keys}");
}

/// The flags of every program: in English their help stands with the definitions.
#[test]
fn every_flag_has_its_help() {
    use clap::CommandFactory;
    #[derive(clap::Parser)]
    struct Program {
        #[command(flatten)]
        _global: crate::flags::Global,
    }
    let command = Program::command();
    for language in [Language::French, Language::Dutch, Language::German] {
        let words = Words::new(language);
        let mut keys: Vec<String> = command
            .get_arguments()
            .map(|flag| format!("arg-{}", flag.get_id().as_str().replace('_', "-")))
            .inspect(|key| assert!(words.find(key).is_some(), "{key} in {}", language.tag()))
            .collect();
        keys.sort();
        let text = language.catalogues()[2];
        let mut own: Vec<_> = text.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        own.sort_unstable();
        assert_eq!(own, keys, "{}", language.tag());
    }
}

/// No code leaves a placeable open, whatever is known.
#[test]
fn every_code_formats_without_values() {
    for language in Language::ALL {
        let words = Words::new(language);
        for code in codes_of_catalogue() {
            let code: &'static str = Box::leak(code.into_boxed_str());
            for text in [words.error(code, &Details::default()), words.remedy(code, &Details::default())] {
                assert!(!text.is_empty() && !text.contains('{'), "{code} in {}: {text}", language.tag());
                assert_ne!(text, words.plain("unknown-remedy"), "{code} has no remedy in {}", language.tag());
            }
        }
    }
}

pub(crate) fn codes_of_catalogue() -> BTreeSet<String> {
    let text = Language::English.catalogues()[0];
    let keys =
        text.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(|line| line.split_once(" ="));
    keys.map(|(key, _)| key.replacen('-', ".", 1)).collect()
}

/// Every code that a crate of the workspace, or a program, can give: the sources are read, so that a new code fails
/// in a test before a person meets it without words.
pub(crate) fn codes_of_sources() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = BTreeSet::new();
    let mut folders: Vec<_> = ["common", "ehealth-cert", "ehealth-wizard"]
        .map(|name| root.join("examples").join(name).join("src"))
        .into_iter()
        .filter(|folder| folder.is_dir())
        .collect();
    let libraries = [
        "password-policy",
        "beid-card",
        "beid-simulator",
        "ehealth-csr",
        "ehealth-keystore",
        "ehealth-client",
        "ehealth-enrollment",
        "ehealth-sandbox",
    ];
    folders.extend(libraries.map(|name| root.join("crates").join(name).join("src")));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.extend(codes_in(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_code_of_the_sources_has_words() {
    let known = codes_of_catalogue();
    let mut missing = codes_of_sources();
    assert!(missing.len() > 100, "the sources are read: {missing:?}");
    missing.retain(|code| !known.contains(crate::exit::of_domain(Box::leak(code.clone().into_boxed_str()))));
    assert!(missing.is_empty(), "without words: {missing:?}");
}

/// String literals of the form `"group.name"` with a group of domain.md 7.
fn codes_in(source: &str) -> BTreeSet<String> {
    const GROUPS: [&str; 24] = [
        "card",
        "pin",
        "id",
        "name",
        "contact",
        "terms",
        "net",
        "tls",
        "clock",
        "ra",
        "etk",
        "keystore",
        "password",
        "file",
        "contract",
        "csr",
        "xml",
        "signature",
        "request",
        "sandbox",
        "consumer",
        "cms",
        "revocation",
        "simulator",
    ];
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let literal = |text: &&str| {
        text.split_once('.').is_some_and(|(group, name)| {
            GROUPS.contains(&group)
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'0'..=b'9'))
                && !["json", "p12", "odt"].contains(&name)
        })
    };
    source.split('"').filter(literal).map(str::to_owned).collect()
}

/// domain.md 7, where the specification lies beside the workspace: every code of it has words.
#[test]
fn every_code_of_the_specification_has_words() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let domain = manifest
        .ancestors()
        .skip(2)
        .map(|folder| folder.join("../shared/spec/domain.md"))
        .find(|path| path.is_file());
    let Some(domain) = domain else {
        eprintln!("SKIPPED every_code_of_the_specification_has_words: no ../shared/spec/domain.md");
        return;
    };
    let known = codes_of_catalogue();
    let text = std::fs::read_to_string(domain).unwrap();
    let start = text.find("### 7.1 ").unwrap();
    let end = text.find("### 7.10 ").unwrap();
    let mut checked = 0;
    for row in text[start..end].lines().filter_map(|line| line.strip_prefix("| ")) {
        let code = row.split(" |").next().unwrap_or_default();
        let is_code = code.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_' | b'0'..=b'9'))
            && code != "code";
        if is_code && !code.is_empty() {
            assert!(known.contains(code), "{code}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// Each step of the procedures, by the sources of the crate that names them.
#[test]
fn every_step_state_and_check_has_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/ehealth-enrollment/src");
    let keys_of = |file: &str, prefix: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let literals = text.lines().filter_map(|line| line.split_once("=> \"")?.1.split_once('"'));
        literals.map(|(key, _)| format!("{prefix}-{key}")).collect()
    };
    let steps = keys_of("flow/progress.rs", "step");
    let next = keys_of("survey.rs", "next");
    assert!(steps.len() > 15 && next.len() > 5, "{steps:?} {next:?}");
    for language in Language::ALL {
        let words = Words::new(language);
        for key in steps.iter().chain(&next) {
            assert!(words.find(key).is_some(), "{key} in {}", language.tag());
        }
    }
}

#[test]
fn plurals_and_moments() {
    let words = Words::new(Language::French);
    let tries = |n| words.error("pin.wrong", &Details { tries: Some(n), ..Details::default() });
    assert!(tries(1).ends_with("encore 1 essai."), "{}", tries(1));
    assert!(tries(2).ends_with("encore 2 essais."), "{}", tries(2));
    let flag = Details { flag: Some("--pin-from".to_owned()), ..Details::default() };
    assert!(words.error("answer.missing", &flag).contains("--pin-from"));
    let moment = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_764_000_000));
    assert!(Language::Dutch.moment(moment).starts_with("24/11/2025 "), "{}", Language::Dutch.moment(moment));
    assert_eq!(Language::German.day(moment), "24/11/2025");
    assert_eq!(Language::English.day(moment), "2025-11-24");
    assert_eq!(words.plain("no-such-key"), "no-such-key");
    assert!(words.error("no.such", &Details::default()).contains("no.such"));
}

#[test]
fn locales() {
    for (locale, expected) in [
        ("fr_BE.UTF-8", Some(Language::French)),
        ("nl-BE", Some(Language::Dutch)),
        ("de", Some(Language::German)),
        ("en-US", Some(Language::English)),
        ("pl-PL", None),
        ("C", None),
        ("", None),
    ] {
        assert_eq!(Language::of_locale(locale), expected, "{locale}");
    }
    assert_eq!(Language::choose(Some(LanguageFlag::De)), Language::German);
}

#[test]
fn numbers() {
    for (value, english, french, dutch) in [
        (0, "0", "0", "0"),
        (999, "999", "999", "999"),
        (1000, "1,000", "1\u{202f}000", "1.000"),
        (1_234_567, "1,234,567", "1\u{202f}234\u{202f}567", "1.234.567"),
    ] {
        assert_eq!(Language::English.number(value), english);
        assert_eq!(Language::French.number(value), french);
        assert_eq!(Language::Dutch.number(value), dutch);
    }
}
