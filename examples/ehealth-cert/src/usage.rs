//! The command line as the person gave it: parsed, helped with, or explained.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use crate::cli::{Cli, LanguageFlag};
use crate::exit;
use crate::failure::Failure;
use crate::help;
use crate::messages::{Language, Words};

/// Parses this process's command line.
///
/// # Errors
/// How the process ends: help and version are printed, wrong usage is told.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Help is in the language that the rest of the line names, wherever it stands.
    let words = Words::new(Language::choose(language(&arguments)));
    let root = help::localised(Cli::command(), &words);
    let parsed = root.try_get_matches_from(&arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| answer(&error, &arguments, &words))
}

/// Prints help and version as asked; anything else is wrong usage.
fn answer(error: &clap::Error, arguments: &[OsString], words: &Words) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::from(exit::DONE)
        }
        kind => {
            let json = arguments.iter().any(|argument| argument == "--json");
            if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !json {
                let _ = error.print();
                return ExitCode::from(exit::USAGE);
            }
            crate::fail(&Failure::usage(explain(error, words)), words, json)
        }
    }
}

/// `--lang` of a line that does not parse as a whole.
fn language(arguments: &[OsString]) -> Option<LanguageFlag> {
    use clap::ValueEnum as _;
    let texts: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let after = texts.iter().position(|text| *text == "--lang").and_then(|at| texts.get(at + 1)).copied();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    LanguageFlag::from_str(after.or(joined)?, true).ok()
}

/// What is wrong; never the value of a secret's source, which may be the secret itself.
fn explain(error: &clap::Error, words: &Words) -> String {
    let get = |kind| error.get(kind).map(context).unwrap_or_default();
    let (flag, what) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let say = |key: &str, what: &str| {
        let values = [
            ("flag", flag.as_str().into()),
            ("what", what.into()),
            ("near", near(error).unwrap_or_default().into()),
            ("values", get(ContextKind::ValidValue).into()),
        ];
        words.text(key, &values)
    };
    if flag.contains("-from") && error.kind() != ErrorKind::ArgumentConflict {
        return say("usage-secret", "");
    }
    let known = if near(error).is_some() { "usage-unknown-near" } else { "usage-unknown" };
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            say("usage-no-command", "")
        }
        ErrorKind::UnknownArgument => say(known, &flag),
        ErrorKind::InvalidSubcommand => say(known, &get(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if what.is_empty() => say("usage-value-missing", ""),
        ErrorKind::InvalidValue if !get(ContextKind::ValidValue).is_empty() => say("usage-value-of", &what),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{}{reason}", say("usage-value", &what))
        }
        ErrorKind::MissingRequiredArgument => say("usage-missing", &flag),
        ErrorKind::ArgumentConflict if get(ContextKind::PriorArg) == flag => say("usage-repeated", ""),
        ErrorKind::ArgumentConflict => say("usage-conflict", &get(ContextKind::PriorArg)),
        _ => error
            .render()
            .to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned(),
    }
}

/// A name that was probably meant.
fn near(error: &clap::Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| error.get(kind).map(context).filter(|text| !text.is_empty()))
}

fn context(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn explained(line: &[&str], language: Language) -> String {
        explain(&Cli::try_parse_from(line).unwrap_err(), &Words::new(language))
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

    #[test]
    fn languages_of_lines() {
        let language = |line: &[&str]| language(&line.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language(&["--lang", "nl"]), Some(LanguageFlag::Nl));
        assert_eq!(language(&["--lang=de"]), Some(LanguageFlag::De));
        assert_eq!(language(&["--lang"]), None);
    }
}
