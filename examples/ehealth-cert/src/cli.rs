//! The command line: names and form of flags (product.md). No rule of the domain lives here.

mod args;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use ehealth_examples_common::flags::Global;

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
            assert_eq!(cli.global.lang, Some(ehealth_examples_common::flags::LanguageFlag::Fr));
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
}
