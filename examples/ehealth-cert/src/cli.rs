//! The command line: names and form of flags (product.md). No rule of the domain lives here.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::secrets::Source;

/// Obtains, completes and checks eHealth certificates with a Belgian identity card.
#[derive(Debug, Parser)]
#[command(name = "ehealth-cert", version, arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command; they may stand before or after its name.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global flags")]
pub(crate) struct Global {
    /// The authority's world; without this flag and without --sandbox: production.
    #[arg(long, global = true, value_enum, value_name = "WORLD")]
    pub(crate) environment: Option<World>,
    /// Descriptor written by a running sandbox; implies the sandbox environment.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) sandbox: Option<PathBuf>,
    /// Folder of the keystores, instead of EHEALTH_KEYSTORE_DIR, the configuration and the usual folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) keystore_dir: Option<PathBuf>,
    /// Certificate (PEM or DER) of one more issuing root to trust; may be repeated.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) issuing_anchor: Vec<PathBuf>,
    /// Where the card is: pcsc, or virtual:PERSONA (with the sandbox only).
    #[arg(long, global = true, value_name = "CARD", default_value = "pcsc")]
    pub(crate) card: CardFlag,
    /// The reader to use, when there are several.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) reader: Option<String>,
    /// Where the PIN comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub(crate) pin_from: Source,
    /// Where the keystore's password comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub(crate) password_from: Source,
    /// Where a new password comes from: prompt, file:PATH, env:NAME or stdin.
    #[arg(long, global = true, value_name = "SOURCE", default_value = "prompt")]
    pub(crate) new_password_from: Source,
    /// Language of messages; without this flag that of the system, else English.
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub(crate) lang: Option<LanguageFlag>,
    /// Print the result as one JSON document on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Never ask: an answer that no flag gives ends the command.
    #[arg(long, global = true)]
    pub(crate) non_interactive: bool,
    /// Say more about what is being done.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// Values of `--environment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum World {
    /// The real authority.
    Production,
    /// The authority's test world.
    Acceptance,
    /// A sandbox, named by --sandbox.
    Sandbox,
}

/// Values of `--lang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageFlag {
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
pub(crate) enum CardFlag {
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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Wait for an identity card, show whose it is and verify it.
    Card(CardArgs),
    /// Request a new certificate: card, contract, keystore, signature, sending.
    Request(RequestArgs),
    /// Complete a request: install the certificate and register the encryption key.
    Complete(CompleteArgs),
    /// Check whether a certificate works: file, key, chain, validity, authority, depot.
    Check(CheckArgs),
    /// Show a .p12, .ehcsr, certificate or CSR without changing it.
    Inspect(InspectArgs),
    /// Run a sandbox authority on this machine until interrupted.
    Sandbox(SandboxArgs),
}

/// Flags of `card`.
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    /// Write the photo (JPEG) to this file; an existing file is kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Option<PathBuf>,
}

/// Flags of `request`.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Go on with an interrupted request: same key, signed again where needed.
    #[arg(long, value_name = "KEYSTORE", conflicts_with_all = ["dry_run", "profile"])]
    pub(crate) resume: Option<PathBuf>,
    /// Accept the general terms and the contract.
    #[arg(long)]
    pub(crate) accept_terms: bool,
    /// For whom the certificate is.
    #[arg(long = "for", value_enum, value_name = "WHOM")]
    pub(crate) whom: Option<Whom>,
    /// Your e-mail address: messages about the certificate go there.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: Option<String>,
    /// Your telephone number.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,
    /// General e-mail address of the practice.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) general_email: Option<String>,
    /// General telephone number of the practice.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) general_phone: Option<String>,
    /// How the keystore is protected; without this flag: compatible, which every program reads.
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub(crate) profile: Option<ProfileFlag>,
    /// Answers prepared by an assistant (TOML); flags win over it. Never PIN or password.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Stop when both files are on disk, without sending.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) no_send: bool,
    /// Ask the authority's unsigned questions only: no PIN, no file.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Values of `--for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Whom {
    /// The holder of the card, as a care professional.
    Person,
}

/// Values of `--profile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProfileFlag {
    /// Read by every program, old ones too.
    Compatible,
    /// AES and SHA-256; some programs take it for a wrong password.
    Modern,
}

/// Flags of `complete`.
#[derive(Debug, Args)]
pub(crate) struct CompleteArgs {
    /// The keystore; left out: the one of the folder that waits.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: Option<PathBuf>,
    /// Ask again until the certificate is there.
    #[arg(long)]
    pub(crate) wait: bool,
}

/// Flags of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The keystore; left out: the one of the folder that is in use.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: Option<PathBuf>,
}

/// Flags of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A .p12, .ehcsr, certificate or CSR (PEM or DER).
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Flags of `sandbox`.
#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// Where to write the descriptor, for --sandbox of the other commands.
    #[arg(long, value_name = "FILE")]
    pub(crate) descriptor: PathBuf,
    /// Address and port; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: std::net::SocketAddr,
    /// Folder that keeps its state, so that it goes on after a restart.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// How long a request waits before its certificate is delivered, for example 2s or 5m.
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    pub(crate) approve_after: Duration,
}

/// Reads `90`, `2s`, `5m`, `1h 30m`; a bare number is in seconds.
fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    let signed: jiff::SignedDuration = text.parse().map_err(|_| "expected a duration such as 2s or 5m")?;
    Duration::try_from(signed).map_err(|_| "a duration cannot be negative".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_stand_on_either_side() {
        for line in [
            ["ehealth-cert", "--json", "--lang", "fr", "check", "x.p12"],
            ["ehealth-cert", "check", "x.p12", "--json", "--lang", "fr"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert!(cli.global.json);
            assert_eq!(cli.global.lang, Some(LanguageFlag::Fr));
        }
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("2s", Some(2_000)),
            ("5m", Some(300_000)),
            ("7", Some(7_000)),
            ("0", Some(0)),
            ("500ms", Some(500)),
            ("", None),
            ("-1s", None),
            ("soon", None),
        ] {
            let got = duration(text).ok().map(|value| value.as_millis());
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn cards() {
        assert_eq!("pcsc".parse(), Ok(CardFlag::Pcsc));
        assert_eq!("virtual:adult-ec".parse(), Ok(CardFlag::Virtual("adult-ec".to_owned())));
        for wrong in ["", "virtual", "virtual:", "PCSC", "pcsc:x", "other:adult-ec"] {
            assert!(wrong.parse::<CardFlag>().is_err(), "{wrong}");
        }
    }
}
