//! The record of a request: a JSON file beside the keystore, `<file name>.json` (domain.md 2, 4.5).
//!
//! It holds no secret, and it is only a hint: everything that decides is read from the keystore, the
//! request file and the authority. A record that is missing or unreadable costs a question, nothing else.

use std::path::{Path, PathBuf};

use ehealth_csr::{ContactData, Email, Phone};
use serde::{Deserialize, Serialize};

use crate::after::{Backup, Program};
use crate::error::Error;
use crate::flow::Acceptance;

/// The layout this version writes.
const SCHEMA: u32 = 1;
/// A record is a few hundred bytes; more is not one of ours.
const MAX_RECORD_BYTES: u64 = 64 * 1024;

/// What is remembered of a request. Times are seconds since 1970, UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Record {
    /// Layout of the record.
    pub schema: u32,
    /// `production`, `acceptance` or `sandbox`.
    pub environment: String,
    /// Subject of the certificate, RFC 2253.
    pub subject: String,
    /// Identifier of the authentication key, 40 hexadecimal digits.
    pub key_identifier: String,
    /// File name of the keystore.
    pub keystore: String,
    /// File name of the request.
    pub request: String,
    /// The texts that were accepted.
    pub accepted: Vec<AcceptedText>,
    /// Contact data of the request.
    pub contact: Option<Contact>,
    /// When the request was begun.
    pub requested_at: Option<u64>,
    /// File name of the keystore that this one replaces.
    pub replaces: Option<String>,
    /// File name of the keystore that replaces this one: nothing is to be done with this one any more.
    pub replaced_by: Option<String>,
    /// The programs that have this keystore ([`after`](crate::after)).
    pub programs: Vec<Program>,
    /// Copies that were proven.
    pub backups: Vec<Backup>,
    /// When the request was signed.
    pub signed_at: Option<u64>,
    /// When sending a request of version 1 was begun and its outcome is not known (ra.md 9).
    pub tried_at: Option<u64>,
    /// The authority's number of a request of version 1.
    pub request_number: Option<String>,
    /// When the authority confirmed that it has the request.
    pub sent_at: Option<u64>,
    /// Whether it was validated at once.
    pub automatically_validated: Option<bool>,
    /// When the authority refused the request.
    pub refused_at: Option<u64>,
    /// When the authority was last asked for the certificate.
    pub asked_at: Option<u64>,
    /// When the certificate was installed.
    pub installed_at: Option<u64>,
    /// When the encryption key was registered.
    pub registered_at: Option<u64>,
    /// When the encryption key was activated.
    pub activated_at: Option<u64>,
    /// End of the certificate.
    pub not_after: Option<u64>,
    /// Since when it can be renewed, as the authority said.
    pub renewable_since: Option<u64>,
    /// Whether the token waits for activation.
    pub waits_for_activation: bool,
}

/// A text that the person accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcceptedText {
    /// `terms` or `contract`.
    pub text: String,
    /// Language shown.
    pub language: String,
    /// SHA-256 of exactly the text shown, hexadecimal.
    pub sha256: String,
    /// When.
    pub at: u64,
}

/// Contact data as the record keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    email: String,
    phone: String,
    general_email: Option<String>,
    general_phone: Option<String>,
}

impl Record {
    /// The path of a keystore's record.
    #[must_use]
    pub fn path(keystore: &Path) -> PathBuf {
        ehealth_keystore::name::record_beside(keystore)
    }

    /// The record beside `keystore`, if there is one that can be read.
    #[must_use]
    pub fn load(keystore: &Path) -> Option<Self> {
        let path = Self::path(keystore);
        if std::fs::metadata(&path).ok()?.len() > MAX_RECORD_BYTES {
            return None;
        }
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }

    /// Writes the record beside `keystore`.
    ///
    /// # Errors
    /// `file.*`.
    pub fn save(&self, keystore: &Path) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec_pretty(&Self { schema: SCHEMA, ..self.clone() })
            .map_err(|_| Error::WrongReply)?;
        bytes.push(b'\n');
        ehealth_keystore::files::replace(&Self::path(keystore), &bytes)?;
        Ok(())
    }

    /// Changes the record on disk, making it when there is none. As the record is a hint, a failure to
    /// write it is no failure of the procedure.
    pub(crate) fn note(keystore: &Path, change: impl FnOnce(&mut Self)) {
        let mut record = Self::load(keystore).unwrap_or_default();
        change(&mut record);
        let _ = record.save(keystore);
    }

    pub(crate) fn accept(&mut self, text: &str, acceptance: &Acceptance, at: u64) {
        self.accepted.retain(|known| known.text != text);
        self.accepted.push(AcceptedText {
            text: text.to_owned(),
            language: acceptance.language.clone(),
            sha256: acceptance.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            at,
        });
    }

    /// Whether the general terms were accepted already.
    pub(crate) fn has_accepted(&self, text: &str) -> bool {
        self.accepted.iter().any(|known| known.text == text)
    }
}

impl From<&ContactData> for Contact {
    fn from(data: &ContactData) -> Self {
        Self {
            email: data.email().as_str().to_owned(),
            phone: data.phone().as_str().to_owned(),
            general_email: data.general_email().map(|email| email.as_str().to_owned()),
            general_phone: data.general_phone().map(|phone| phone.as_str().to_owned()),
        }
    }
}

impl Contact {
    /// The contact data, if they still satisfy the rules.
    pub(crate) fn data(&self) -> Option<ContactData> {
        let mut data = ContactData::new(Email::parse(&self.email).ok()?, Phone::parse(&self.phone).ok()?);
        if let Some(email) = &self.general_email {
            data = data.with_general_email(Email::parse(email).ok()?);
        }
        if let Some(phone) = &self.general_phone {
            data = data.with_general_phone(Phone::parse(phone).ok()?);
        }
        Some(data)
    }
}
