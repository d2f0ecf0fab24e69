//! How a procedure ended.

use std::path::PathBuf;

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::after::Switch;
use crate::check::CheckReport;

/// How a procedure ended well.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The request is made, and sent unless told otherwise.
    Requested(Requested),
    /// Asked to go on with a request that the authority has already.
    AlreadySent(Requested),
    /// The keystore is complete.
    Completed(Completed),
    /// It was complete already.
    NothingToDo(Completed),
    /// A person without card has to confirm the request where the authority says.
    Confirm {
        /// The files; nothing is issued before the confirmation.
        requested: Requested,
        /// Where: an https address, to be opened in a browser.
        url: String,
        /// Until when; afterwards the request is made anew.
        expires: UnixTime,
    },
    /// Where a request stands.
    Status(StatusReport),
    /// Senders use the new encryption key from now on.
    Activated(Completed),
    /// The certificate and its token are revoked.
    Revoked {
        /// Its subject, in the authority's words.
        subject: String,
        /// Its serial number.
        serial: String,
    },
    /// The keystore was checked.
    Checked(CheckReport),
    /// A dry run came to its end: nothing was signed, written or asked for with a PIN.
    Previewed {
        /// Subject that the certificate would have, RFC 2253.
        subject: String,
    },
}

/// A request and its two files (S15).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Requested {
    /// The keystore, with a dummy certificate until it is completed.
    pub keystore: PathBuf,
    /// The request file.
    pub request: PathBuf,
    /// Subject of the certificate to come, RFC 2253.
    pub subject: String,
    /// The authority's key to this request.
    pub key_identifier: KeyIdentifier,
    /// Whether the authority has it.
    pub sent: bool,
    /// The keystore that this one will replace: a renewal.
    pub replaces: Option<PathBuf>,
    /// The authority's word: validated at once, or by a person within days. `None` when it was not told.
    pub automatically_validated: Option<bool>,
    /// The authority's number of a request of version 1 (ra.md 9); it stands in the person's e-mail too.
    pub request_number: Option<String>,
    /// Backups of the old keystore under an earlier password, which were removed (domain.md 4.5).
    pub removed_backups: Vec<PathBuf>,
}

/// A keystore that practice software can use (S22).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Completed {
    /// The file.
    pub keystore: PathBuf,
    /// Subject of the authentication certificate, RFC 2253.
    pub subject: String,
    /// Its issuer, RFC 2253.
    pub issuer: String,
    /// Its serial number, decimal.
    pub serial: String,
    /// The identifier of its key.
    pub key_identifier: KeyIdentifier,
    /// Valid from.
    pub not_before: UnixTime,
    /// Valid until.
    pub not_after: UnixTime,
    /// Serial number of the encryption certificate, decimal: its alias in the keystore.
    pub encryption_serial: String,
    /// Whether senders use the new encryption key only after it is activated (renewals).
    pub waits_for_activation: bool,
    /// What it replaces, and which programs must be told.
    pub switch: Switch,
    /// Backups under an earlier password, which were removed (domain.md 4.5).
    pub removed_backups: Vec<PathBuf>,
}

/// Where a request stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusReport {
    /// The keystore.
    pub keystore: PathBuf,
    /// The request file, where there is one.
    pub request: Option<PathBuf>,
    /// The identifier of the key.
    pub key_identifier: KeyIdentifier,
    /// Where it stands.
    pub state: State,
    /// Since when, where the record tells.
    pub since: Option<UnixTime>,
}

/// The states of ra.md 12, as far as files and authority tell them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The key is stored; nothing was signed.
    Prepared,
    /// Signed; the authority does not know it.
    Signed,
    /// The authority has it.
    InProgress,
    /// The certificate can be fetched.
    Delivered,
    /// The certificate is installed, the encryption key is not registered.
    Issued,
    /// Complete; senders use the new encryption key only after it is activated.
    WaitsForActivation,
    /// Complete.
    Complete,
    /// The authority answered with something else; its word is in the error of *complete*.
    Unclear,
}

impl State {
    /// A stable key for translations and JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Signed => "signed",
            Self::InProgress => "in_progress",
            Self::Delivered => "delivered",
            Self::Issued => "issued",
            Self::WaitsForActivation => "waits_for_activation",
            Self::Complete => "complete",
            Self::Unclear => "unclear",
        }
    }

    /// What to do next: a command's name, `wait` or `nothing`.
    #[must_use]
    pub const fn next(self) -> &'static str {
        match self {
            Self::Prepared | Self::Signed | Self::Unclear => "resume",
            Self::InProgress => "wait",
            Self::Delivered | Self::Issued => "complete",
            Self::WaitsForActivation => "activate",
            Self::Complete => "nothing",
        }
    }
}
