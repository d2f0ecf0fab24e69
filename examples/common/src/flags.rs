//! The flags of every program (product.md, "Global flags"): names and form. The rules stand in [`crate::world`].

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::secrets::Source;

/// Flags of every command; they may stand before or after its name.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global flags")]
pub struct Global {
    /// The authority's world; without this flag and without --sandbox: production.
    #[arg(long, global = true, value_enum, value_name = "WORLD")]
    pub environment: Option<World>,
    /// Descriptor written by a running sandbox; implies the sandbox environment.
    #[arg(long, global = true, value_name = "FILE")]
    pub sandbox: Option<PathBuf>,
    /// Folder of the keystores, instead of EHEALTH_KEYSTORE_DIR, the configuration and the usual folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub keystore_dir: Option<PathBuf>,
    /// Certificate (PEM or DER) of one more issuing root to trust; may be repeated.
    #[arg(long, global = true, value_name = "FILE")]
    pub issuing_anchor: Vec<PathBuf>,
    /// Where the card is: pcsc, or virtual:PERSONA (with the sandbox only).
    #[arg(long, global = true, value_name = "CARD", default_value = "pcsc")]
    pub card: CardFlag,
    /// The reader to use, when there are several.
    #[arg(long, global = true, value_name = "NAME")]
    pub reader: Option<String>,
    /// Where the PIN comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub pin_from: Source,
    /// Where the keystore's password comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub password_from: Source,
    /// Where a new password comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub new_password_from: Source,
    /// Language of messages; without this flag that of the system, else English.
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub lang: Option<LanguageFlag>,
    /// Print the result as one JSON document on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask: an answer that no flag gives ends the command.
    #[arg(long, global = true)]
    pub non_interactive: bool,
    /// Ask line by line without redrawing, for screen readers and simple terminals.
    #[arg(long, global = true)]
    pub plain: bool,
    /// Say more about what is being done.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// Values of `--environment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum World {
    /// The real authority.
    Production,
    /// The authority's test world.
    Acceptance,
    /// A sandbox, named by --sandbox.
    Sandbox,
}

/// Values of `--lang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageFlag {
    /// French.
    Fr,
    /// Dutch.
    Nl,
    /// German.
    De,
    /// English.
    En,
}

/// Value of `--card`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardFlag {
    /// A real reader, or a virtual card behind the system's PC/SC service.
    Pcsc,
    /// A virtual card in this process, by the name of its persona.
    Virtual(String),
}

impl std::str::FromStr for CardFlag {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "pcsc" => Ok(Self::Pcsc),
            Some(("virtual", persona)) if !persona.is_empty() => Ok(Self::Virtual(persona.to_owned())),
            _ => Err("expected pcsc or virtual:PERSONA"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards() {
        assert_eq!("pcsc".parse(), Ok(CardFlag::Pcsc));
        assert_eq!("virtual:adult-ec".parse(), Ok(CardFlag::Virtual("adult-ec".to_owned())));
        for wrong in ["", "virtual", "virtual:", "PCSC", "pcsc:x", "other:adult-ec"] {
            assert!(wrong.parse::<CardFlag>().is_err(), "{wrong}");
        }
    }
}
