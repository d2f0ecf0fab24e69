//! The command line as the person gave it: parsed, helped with, or explained.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit;
use crate::failure::Failure;
use crate::flags::LanguageFlag;
use crate::help::{self, Program};
use crate::words::Words;

/// A command line that runs no command.
#[derive(Debug)]
pub enum Refused {
    /// Help or version was printed, or help instead of a command: how the process ends.
    Told(u8),
    /// Wrong usage, and whether the line asks for JSON.
    Wrong(Failure, bool),
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// [`Refused`].
pub fn parse<P: Parser>(arguments: &[OsString], program: Program, words: &Words) -> Result<P, Refused> {
    let root = help::localised(P::command(), program, words);
    let parsed = root.try_get_matches_from(arguments).and_then(|matches| P::from_arg_matches(&matches));
    parsed.map_err(|error| answer(&error, arguments, words))
}

/// Prints help and version as asked; anything else is wrong usage.
fn answer(error: &clap::Error, arguments: &[OsString], words: &Words) -> Refused {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            Refused::Told(exit::DONE)
        }
        kind => {
            let json = arguments.iter().any(|argument| argument == "--json");
            if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !json {
                let _ = error.print();
                return Refused::Told(exit::USAGE);
            }
            Refused::Wrong(Failure::usage(explain(error, words)), json)
        }
    }
}

/// `--lang`, wherever it stands in a line that may not parse as a whole: help is in that language too.
#[must_use]
pub fn language(arguments: &[OsString]) -> Option<LanguageFlag> {
    use clap::ValueEnum as _;
    let texts: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let after = texts.iter().position(|text| *text == "--lang").and_then(|at| texts.get(at + 1)).copied();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    LanguageFlag::from_str(after.or(joined)?, true).ok()
}

/// What is wrong; never the value of a secret's source, which may be the secret itself.
#[must_use]
pub fn explain(error: &clap::Error, words: &Words) -> String {
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

    #[test]
    fn languages_of_lines() {
        let language = |line: &[&str]| language(&line.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language(&["--lang", "nl"]), Some(LanguageFlag::Nl));
        assert_eq!(language(&["--lang=de"]), Some(LanguageFlag::De));
        assert_eq!(language(&["--lang"]), None);
    }
}
