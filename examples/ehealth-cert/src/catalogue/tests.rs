use super::*;
use crate::cli::Cli;
use clap::{CommandFactory as _, Parser as _};
use ehealth_examples_common::help::localised;
use ehealth_examples_common::usage::explain;
use ehealth_examples_common::words::complete;

#[test]
fn every_language_has_every_key_and_variable() {
    assert_eq!(complete::defects(&|language| vec![language.catalogues()[1], own(language)[0]]), [""; 0]);
}

/// Every command and flag has its words in every language, and no word is for nothing.
#[test]
fn every_text_is_translated() {
    let root = Cli::command();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let words = words(language);
        let mut used = std::collections::BTreeSet::new();
        let mut want = |keys: &[String]| {
            let found = keys.iter().find(|key| words.find(key).is_some());
            used.extend(found.cloned());
            assert!(found.is_some(), "{keys:?} in {}", language.tag());
        };
        want(&["cmd-ehealth-cert".to_owned()]);
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            let owner = command.get_name();
            if owner != "ehealth-cert" {
                want(&[format!("cmd-{owner}")]);
            }
            for arg in command.get_arguments() {
                let name = arg.get_id().as_str().replace('_', "-");
                want(&[format!("arg-{owner}-{name}"), format!("arg-{name}")]);
            }
        }
        let text = own(language)[1];
        for key in text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
            assert!(used.contains(key), "{key} is for nothing in {}", language.tag());
        }
    }
}

#[test]
fn nothing_english_is_left() {
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let mut root = localised(Cli::command(), PROGRAM, &words(language));
        let names: Vec<String> = root.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        for name in names {
            let text = root.find_subcommand_mut(&name).unwrap().render_help().to_string();
            for word in
                ["Usage", "[OPTIONS]", "Print help", "[default", "possible values", "Arguments:", " the "]
            {
                if ["[OPTIONS]", "Arguments:"].contains(&word) && language == Language::French {
                    continue; // the same words
                }
                assert!(!text.contains(word), "{word} in {name}, {}: {text}", language.tag());
            }
        }
    }
}

/// Examples parse, so that nobody copies what does not work.
#[test]
fn examples_parse() {
    let root = Cli::command();
    for command in std::iter::once(&root).chain(root.get_subcommands()) {
        assert!(!examples(command.get_name()).is_empty(), "{}", command.get_name());
        for line in examples(command.get_name()) {
            let line =
                line.split(" > ").next().unwrap().replace("\"SSIN=00010100173 ", "\"SSIN=00010100173_");
            let parts: Vec<String> = line.split_whitespace().map(|part| part.replace('"', "")).collect();
            assert!(Cli::try_parse_from(&parts).is_ok(), "{line}: {:?}", Cli::try_parse_from(&parts).err());
        }
    }
}

fn explained(line: &[&str], language: Language) -> String {
    explain(&Cli::try_parse_from(line).unwrap_err(), &words(language))
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    for language in Language::ALL {
        for flag in ["--pin-from", "--password-from", "--new-password-from"] {
            let text = explained(&["ehealth-cert", flag, "7391", "card"], language);
            assert!(!text.contains("7391"), "{text}");
            assert!(text.contains("stdin") && text.contains(flag), "{text}");
        }
    }
}

#[test]
fn sentences() {
    let lines: &[(&[&str], &str)] = &[
        (&["ehealth-cert", "fly"], "fly"),
        (&["ehealth-cert", "chek"], "check"),
        (&["ehealth-cert", "check", "--no-such"], "--no-such"),
        (&["ehealth-cert", "check", "--keystore-dri", "x"], "--keystore-dir"),
        (&["ehealth-cert", "--environment", "moon", "card"], "production"),
        (&["ehealth-cert", "--environment"], "--environment"),
        (&["ehealth-cert", "inspect"], "<FILE>"),
        (&["ehealth-cert", "request", "--no-send", "--dry-run"], "--dry-run"),
        (&["ehealth-cert", "--lang", "fr", "--lang", "nl", "card"], "--lang"),
        (&["ehealth-cert", "sandbox", "--descriptor", "d", "--approve-after", "soon"], "2s"),
        (&["ehealth-cert"], "."),
    ];
    for (line, part) in lines {
        for language in Language::ALL {
            let text = explained(line, language);
            assert!(
                text.contains(part) && !text.contains("Usage") && !text.contains('$'),
                "{line:?}: {text}"
            );
        }
    }
}
