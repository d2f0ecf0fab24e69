//! Flags of each command.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{ProfileFlag, ReasonFlag, Whom};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Say what another program's message means.
    #[arg(long, value_name = "TEXT")]
    pub(crate) explain: Option<String>,
    /// Write what was found to this file, numbers masked: read it before you send it to anybody.
    #[arg(long, value_name = "FILE", conflicts_with = "explain")]
    pub(crate) bundle: Option<PathBuf>,
}

/// Flags of `card`.
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    /// Write the photo (JPEG) to this file; an existing file is kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Option<PathBuf>,
}

/// Answers that `request` and `renew` share.
#[derive(Debug, Default, Args)]
pub(crate) struct AnswerArgs {
    /// Accept the general terms and the contract.
    #[arg(long)]
    pub(crate) accept_terms: bool,
    /// Which of the organisation's certificates: letters, digits, - and _.
    #[arg(long, value_name = "ID")]
    pub(crate) application_id: Option<String>,
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
    #[arg(long)]
    pub(crate) no_send: bool,
}

/// Flags of `request`.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Go on with an interrupted request: same key, signed again where needed.
    #[arg(long, value_name = "KEYSTORE", conflicts_with_all = ["dry_run", "profile"])]
    pub(crate) resume: Option<PathBuf>,
    /// For whom the certificate is.
    #[arg(long = "for", value_enum, value_name = "WHOM")]
    pub(crate) whom: Option<Whom>,
    /// The organisation, such as CBE=0999999922.
    #[arg(long, value_name = "TYPE=ID")]
    pub(crate) organisation: Option<String>,
    /// Its name, as the authority lists it.
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation_name: Option<String>,
    /// BIS number of a care provider without Belgian card.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) bis: Option<String>,
    /// Family name of a care provider without Belgian card.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// First name of a care provider without Belgian card.
    #[arg(long, value_name = "NAME")]
    pub(crate) first_name: Option<String>,
    /// Ask the authority's unsigned questions only: no PIN, no file.
    #[arg(long, conflicts_with = "no_send")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
}

/// Flags of `renew`.
#[derive(Debug, Args)]
pub(crate) struct RenewArgs {
    /// The keystore that ends; left out: the one of the folder that is in use.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
}

/// Flags of `send`.
#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// The request file (.ehcsr).
    #[arg(value_name = "FILE")]
    pub(crate) request: PathBuf,
}

/// Flags of `status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The keystore of the request; left out: the one of the folder that waits.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: Option<PathBuf>,
}

/// Flags of `activate`.
#[derive(Debug, Args)]
pub(crate) struct ActivateArgs {
    /// The renewed keystore; left out: the newest complete one of the folder.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: Option<PathBuf>,
}

/// Flags of `revoke`.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// The keystore whose certificate is revoked; left out: chosen from the authority's list.
    #[arg(value_name = "KEYSTORE", conflicts_with = "serial")]
    pub(crate) keystore: Option<PathBuf>,
    /// Serial number of the certificate, decimal.
    #[arg(long, value_name = "N")]
    pub(crate) serial: Option<String>,
    /// Why.
    #[arg(long, value_enum, value_name = "REASON")]
    pub(crate) reason: Option<ReasonFlag>,
    /// Accept the contract of the revocation.
    #[arg(long)]
    pub(crate) accept_terms: bool,
}

/// Flags of `list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Folders; left out: the folder of the keystores.
    #[arg(value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// Write the dates as a calendar into this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) ics: Option<PathBuf>,
}

/// Flags of `import-keys`.
#[derive(Debug, Args)]
pub(crate) struct ImportKeysArgs {
    /// The keystore that gets the keys.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: PathBuf,
    /// The older keystore that they are taken from; it stays as it is.
    #[arg(long, value_name = "OTHER")]
    pub(crate) from: PathBuf,
    /// Where the other keystore's password comes from; without this flag the same password is tried first.
    #[arg(long, value_name = "SOURCE", default_value = "prompt")]
    pub(crate) other_password_from: crate::secrets::Source,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The keystore.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: PathBuf,
    /// Write the certificate and its CAs to this file (PEM); an existing file is kept.
    #[arg(long, value_name = "FILE", required_unless_present = "key")]
    pub(crate) chain: Option<PathBuf>,
    /// Write the private key to this file, encrypted (PKCS#8, PEM) under the new password, else the keystore's.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
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
    /// After a renewal: activate the new encryption key at once, when every program has the new file.
    #[arg(long)]
    pub(crate) activate: bool,
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

/// Flags of `passwd`.
#[derive(Debug, Args)]
pub(crate) struct PasswdArgs {
    /// The keystore; the file is replaced in one step, a copy under the old password stays beside it.
    #[arg(value_name = "KEYSTORE")]
    pub(crate) keystore: PathBuf,
    /// Convert to this profile; then the password stays unless --new-password-from gives another.
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub(crate) profile: Option<ProfileFlag>,
}

/// Flags of `virtual-card`.
#[derive(Debug, Args)]
pub(crate) struct VirtualCardArgs {
    /// Whose card it is; the PIN of each is 1234.
    #[arg(long, value_name = "NAME")]
    pub(crate) persona: String,
    /// Where the vpcd driver listens.
    #[arg(long, value_name = "HOST:PORT", default_value = beid_simulator::vpcd::DEFAULT_ADDRESS)]
    pub(crate) vpcd: String,
}

/// Flags of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Flags of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder; made when it is not there.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
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
    /// Who may ask for what (JSON); left out: everybody with a card for himself, and invented organisations.
    #[arg(long, value_name = "FILE")]
    pub(crate) registry: Option<PathBuf>,
    /// What is to go wrong (JSON); left out: nothing.
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Vary texts, codes and optional elements within what the schemas allow.
    #[arg(long, value_name = "SEED")]
    pub(crate) vary: Option<u64>,
}

/// Reads `90`, `2s`, `5m`, `1h 30m`; a bare number is in seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    let signed: jiff::SignedDuration = text.parse().map_err(|_| "expected a duration such as 2s or 5m")?;
    Duration::try_from(signed).map_err(|_| "a duration cannot be negative".to_owned())
}
