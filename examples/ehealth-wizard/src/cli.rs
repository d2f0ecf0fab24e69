//! The command line (product.md, "The wizard").

use std::net::SocketAddr;

use clap::Parser;
use ehealth_examples_common::flags::Global;
use ehealth_examples_common::secrets::Source;
use ehealth_examples_common::{Failure, Language};

/// Leads through requesting, completing, renewing and revoking eHealth certificates in the browser.
#[derive(Debug, Parser)]
#[command(name = "ehealth-wizard", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    /// Where the page is served: a loopback address of this computer and a port; port 0: any that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// Do not open the browser; the address is printed all the same.
    #[arg(long)]
    pub(crate) no_open: bool,
}

impl Cli {
    /// Whether the flags suit a program that asks a person.
    ///
    /// # Errors
    /// `usage`: flags for programs without anybody.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let global = &self.global;
        let sources = [
            ("--pin-from", &global.pin_from),
            ("--password-from", &global.password_from),
            ("--new-password-from", &global.new_password_from),
        ];
        let unattended = sources.iter().find(|(_, source)| **source != Source::Prompt).map(|(flag, _)| *flag);
        match unattended.or_else(|| global.non_interactive.then_some("--non-interactive")) {
            Some(flag) => {
                Err(Failure::usage(format!("{flag}: a wizard asks a person; unattended, use ehealth-cert")))
            }
            None => Ok(()),
        }
    }
}

/// Help in this language, where the definitions above do not say it.
pub(crate) fn help(language: Language) -> &'static str {
    match language {
        Language::English => "",
        Language::French => include_str!("../i18n/help.fr.ftl"),
        Language::Dutch => include_str!("../i18n/help.nl.ftl"),
        Language::German => include_str!("../i18n/help.de.ftl"),
    }
}

/// Command lines that show the use.
pub(crate) fn examples(_command: &str) -> &'static [&'static str] {
    &["ehealth-wizard", "ehealth-wizard --sandbox sandbox.json --card virtual:adult-ec --lang nl"]
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn definition() {
        Cli::command().debug_assert();
        for line in examples("") {
            assert!(Cli::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
    }

    #[test]
    fn unattended_flags() {
        let code = |flags: &[&str]| {
            let line = ["ehealth-wizard"].iter().chain(flags);
            Cli::try_parse_from(line).unwrap().check().map_err(|failure| failure.code())
        };
        assert_eq!(code(&[]), Ok(()));
        assert_eq!(code(&["--json", "--plain", "-v"]), Ok(()));
        for flags in [&["--pin-from", "stdin"][..], &["--new-password-from", "env:X"], &["--non-interactive"]]
        {
            assert_eq!(code(flags), Err("usage"), "{flags:?}");
        }
    }

    /// Every flag of this program alone has its help in every language.
    #[test]
    fn help_in_four_languages() {
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            for key in ["cmd-ehealth-wizard = ", "arg-listen = ", "arg-no-open = "] {
                assert!(help(language).contains(key), "{key} in {}", language.tag());
            }
        }
    }
}
