//! What becomes of a command line that does not parse, or that asks for help.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::LanguageFlag;
use crate::exit;
use crate::failure::Failure;
use crate::messages::{Language, Words};

/// Prints help and version as asked; anything else is wrong usage.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::from(exit::DONE)
        }
        _ => {
            let arguments: Vec<String> =
                std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
            let json = arguments.iter().any(|argument| argument == "--json");
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !json {
                let _ = error.print();
                return ExitCode::from(exit::USAGE);
            }
            let words = Words::new(Language::choose(language(&arguments)));
            crate::fail(&Failure::usage(explain(error)), &words, json)
        }
    }
}

/// `--lang` of a line that does not parse as a whole.
fn language(arguments: &[String]) -> Option<LanguageFlag> {
    use clap::ValueEnum as _;
    let after =
        arguments.iter().position(|argument| argument == "--lang").and_then(|at| arguments.get(at + 1));
    let joined = arguments.iter().find_map(|argument| argument.strip_prefix("--lang="));
    LanguageFlag::from_str(after.map(String::as_str).or(joined)?, true).ok()
}

/// The parser's own sentence; never the value of a secret's source, which may be the secret itself.
fn explain(error: &clap::Error) -> String {
    if let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg)
        && flag.contains("-from")
    {
        return format!(
            "{flag}: expected prompt, file:PATH, env:NAME or stdin; the secret itself is never a value"
        );
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "no command given".to_owned();
    }
    let text = error.render().to_string();
    let sentence = text.split("\n\nUsage:").next().unwrap_or_default();
    let sentence = sentence.split("\n\nFor more information").next().unwrap_or_default();
    sentence.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser as _;

    #[test]
    fn a_secret_in_the_wrong_place_is_not_repeated() {
        for line in [
            ["ehealth-cert", "--pin-from", "7391", "card"],
            ["ehealth-cert", "--password-from", "7391", "card"],
        ] {
            let text = explain(&Cli::try_parse_from(line).unwrap_err());
            assert!(!text.contains("7391"), "{text}");
            assert!(text.contains("stdin"), "{text}");
        }
    }

    #[test]
    fn sentences() {
        let text = explain(&Cli::try_parse_from(["ehealth-cert", "fly"]).unwrap_err());
        assert!(text.contains("fly") && !text.contains("Usage"), "{text}");
        let arguments = ["--lang".to_owned(), "nl".to_owned()];
        assert_eq!(language(&arguments), Some(LanguageFlag::Nl));
        assert_eq!(language(&["--lang=de".to_owned()]), Some(LanguageFlag::De));
        assert_eq!(language(&["--lang".to_owned()]), None);
    }
}
