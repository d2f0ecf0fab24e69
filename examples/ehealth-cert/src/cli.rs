//! The command line: names and form of flags (product.md). No rule of the domain lives here.

mod args;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::secrets::Source;

pub(crate) use args::*;

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
    /// Ask line by line without redrawing, for screen readers and simple terminals.
    #[arg(long, global = true)]
    pub(crate) plain: bool,
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
    /// Look for everything that can be wrong: reader, card, clock, network, folder, keystores.
    Doctor(DoctorArgs),
    /// Wait for an identity card, show whose it is and verify it.
    Card(CardArgs),
    /// Request a new certificate: card, contract, keystore, signature, sending.
    Request(RequestArgs),
    /// Send a request that was made but not sent, also from another machine.
    Send(SendArgs),
    /// Tell where a request stands.
    Status(StatusArgs),
    /// Complete a request: install the certificate and register the encryption key.
    Complete(CompleteArgs),
    /// Renew a certificate before it ends; the old encryption keys go along.
    Renew(RenewArgs),
    /// After a renewal, once every program has the new file: senders use the new encryption key from now on.
    Activate(ActivateArgs),
    /// Revoke a certificate with the card, without its keystore too.
    Revoke(RevokeArgs),
    /// Check whether a certificate works: file, key, chain, validity, authority, depot.
    Check(CheckArgs),
    /// Show a .p12, .ehcsr, certificate or CSR without changing it.
    Inspect(InspectArgs),
    /// List the keystores of folders: whose, until when, and what to do next.
    List(ListArgs),
    /// Change a keystore's password, or convert it to another profile.
    Passwd(PasswdArgs),
    /// Take over old encryption keys from another keystore.
    ImportKeys(ImportKeysArgs),
    /// Write a keystore's certificates, or its encrypted key, to files.
    Export(ExportArgs),
    /// Run a sandbox authority on this machine until interrupted.
    Sandbox(SandboxArgs),
    /// Run a virtual identity card in front of a PC/SC service (vpcd driver) until interrupted.
    VirtualCard(VirtualCardArgs),
    /// Print the completions of a shell.
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder.
    Man(ManArgs),
}

/// Values of `--for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Whom {
    /// The holder of the card, as a care professional.
    Person,
    /// An organisation that the holder of the card represents.
    Organisation,
    /// A care provider without Belgian card.
    Foreigner,
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

impl From<ProfileFlag> for ehealth_keystore::Profile {
    fn from(flag: ProfileFlag) -> Self {
        match flag {
            ProfileFlag::Compatible => Self::Compatible,
            ProfileFlag::Modern => Self::Modern,
        }
    }
}

/// Values of `--reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReasonFlag {
    /// Key or password in other hands.
    Compromised,
    /// Password forgotten.
    Forgotten,
    /// No longer of this organisation.
    Affiliation,
    /// The work has ended, or another reason.
    Ended,
}

impl From<ReasonFlag> for ehealth_enrollment::Reason {
    fn from(flag: ReasonFlag) -> Self {
        match flag {
            ReasonFlag::Compromised => Self::Compromised,
            ReasonFlag::Forgotten => Self::Forgotten,
            ReasonFlag::Affiliation => Self::Affiliation,
            ReasonFlag::Ended => Self::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::args::duration;
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
