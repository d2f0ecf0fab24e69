//! Flags of each command.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{ProfileFlag, Whom};

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
}

/// Reads `90`, `2s`, `5m`, `1h 30m`; a bare number is in seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    let signed: jiff::SignedDuration = text.parse().map_err(|_| "expected a duration such as 2s or 5m")?;
    Duration::try_from(signed).map_err(|_| "a duration cannot be negative".to_owned())
}
