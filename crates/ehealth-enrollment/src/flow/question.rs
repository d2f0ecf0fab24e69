//! What a procedure asks a person, and the answers.

use std::path::PathBuf;

use ehealth_csr::{ContactData, Contract, Ssin};
use ehealth_keystore::Password;
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

/// A question to the person.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Accept the general terms (S6): [`Answer::Accepted`] or [`Answer::Declined`].
    Terms,
    /// For whom the certificate is (S8): [`Answer::Applicant`].
    Applicant(Applicants),
    /// Which application identifier a further certificate of an organisation gets:
    /// [`Answer::ApplicationId`].
    ApplicationId {
        /// Those in use; `None` is a certificate without one.
        taken: Vec<Option<String>>,
    },
    /// E-mail addresses and telephone numbers (S10): [`Answer::ContactData`].
    ContactData {
        /// What was given the last time.
        suggestion: Option<ContactData>,
    },
    /// Read and accept the authority's contract (S6): [`Answer::Accepted`] or [`Answer::Declined`].
    Contract(Contract),
    /// Choose the password of the new keystore (S13): [`Answer::Password`].
    NewPassword {
        /// A renewal may keep the old keystore's: [`Answer::KeepPassword`].
        may_keep: bool,
    },
    /// The password of a keystore (S20): [`Answer::Password`].
    Password {
        /// The file.
        keystore: PathBuf,
        /// Whether the password given before was wrong.
        refused: bool,
    },
    /// Look at everything before it is signed (S11): [`Answer::Confirmed`] or [`Answer::Declined`].
    Overview(Overview),
    /// Which certificate to revoke (S25): [`Answer::Chosen`].
    Certificate(Vec<Revocable>),
    /// Why it is revoked: [`Answer::Reason`].
    Reason,
    /// Read and accept the contract of a revocation: [`Answer::Accepted`] or [`Answer::Declined`].
    RevocationContract(ContractText),
}

/// The person's answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// The text was accepted.
    Accepted(Acceptance),
    /// The person does not go on.
    Declined,
    /// To [`Question::ContactData`].
    ContactData(ContactData),
    /// To [`Question::NewPassword`] and [`Question::Password`].
    Password(Password),
    /// To [`Question::NewPassword`] of a renewal: the old keystore's.
    KeepPassword,
    /// To [`Question::Overview`].
    Confirmed,
    /// To [`Question::Applicant`].
    Applicant(Applicant),
    /// To [`Question::ApplicationId`].
    ApplicationId(Option<String>),
    /// To [`Question::Certificate`]: counted from 0.
    Chosen(usize),
    /// To [`Question::Reason`].
    Reason(Reason),
}

/// For whom a certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Applicant {
    /// The person whose card it is.
    Person,
    /// An organisation that the person may sign for.
    Organisation(Organisation),
}

/// An organisation, as typed or chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Type of its identifier: `CBE`, `NIHII-HOSPITAL` …
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// Its name, as the authority lists it where it does.
    pub name: String,
    /// Which of its certificates; `None`: asked when it has one already.
    pub application_id: Option<String>,
}

/// Whom the authority knows this person to sign for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Applicants {
    /// The person's name as it would stand in the certificate.
    pub name: String,
    /// Whether the person has a care quality.
    pub person: bool,
    /// Organisations; others may be typed and are then checked by hand.
    pub organisations: Vec<Listed>,
}

/// An organisation that the authority lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// Type of its identifier.
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// Its name by language.
    pub names: Vec<(String, String)>,
}

/// A care provider without Belgian card (domain.md 6.8).
#[derive(Clone, Debug)]
pub struct Foreigner {
    /// The BIS number.
    pub bis: Ssin,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub name: String,
}

/// What to revoke; what is not said is asked.
#[derive(Clone, Debug, Default)]
pub struct Revocation {
    /// The certificate of this keystore, whose password is not needed.
    pub keystore: Option<PathBuf>,
    /// The certificate with this serial number, decimal.
    pub serial: Option<String>,
    /// Why.
    pub reason: Option<Reason>,
}

/// Why a certificate is revoked (domain.md S25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Key or password in other hands.
    Compromised,
    /// Password forgotten.
    Forgotten,
    /// The person no longer belongs to the organisation.
    Affiliation,
    /// The work has ended, or another reason.
    Ended,
}

/// A certificate that this person may revoke.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revocable {
    /// Its subject, in the authority's words.
    pub subject: String,
    /// Its serial number, as the authority writes it.
    pub serial: String,
    /// Valid until.
    pub not_after: Option<UnixTime>,
    /// Type of its owner's identifier.
    pub kind: String,
    /// Its owner's identifier.
    pub id: String,
    /// The application.
    pub application_id: Option<String>,
}

/// The text of a revocation's contract.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ContractText {
    /// Subject of the certificate, in the authority's words.
    pub subject: String,
    /// HTML by language.
    pub texts: Vec<(String, String)>,
}

impl ContractText {
    /// The text in `language`, or the first there is, for a terminal.
    #[must_use]
    pub fn plain_text(&self, language: &str) -> String {
        ehealth_csr::contract::plain_text(self.html(language))
    }

    /// The text in `language`, or the first there is, as the authority sent it: show it in a sandboxed frame.
    #[must_use]
    pub fn html(&self, language: &str) -> &str {
        let wanted = self.texts.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language));
        wanted.or(self.texts.first()).map_or("", |(_, html)| html)
    }
}

/// What was accepted: kept in the record by hash (domain.md S6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Language of the text shown, as BCP 47: `fr`.
    pub language: String,
    /// SHA-256 of exactly the text shown, in UTF-8.
    pub sha256: [u8; 32],
}

/// Everything that is about to be signed (S11).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Overview {
    /// The subject of the certificate, RFC 2253.
    pub subject: String,
    /// The name as it will stand in the certificate.
    pub name: String,
    /// Production, acceptance or sandbox.
    pub environment: Environment,
    /// Contact data as normalised.
    pub contact: ContactData,
    /// The keystore, which is on disk already.
    pub keystore: PathBuf,
    /// Where the request file will be.
    pub request: PathBuf,
}
