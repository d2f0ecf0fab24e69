//! Why a procedure did not reach its end.

use rustls_pki_types::UnixTime;

/// Errors of the procedures. Those of a stage come from its crate, unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reader, card or PIN.
    #[error(transparent)]
    Card(#[from] beid_card::Error),
    /// Identifiers, names, contact data, the signed request.
    #[error(transparent)]
    Csr(#[from] ehealth_csr::Error),
    /// Keystore and files.
    #[error(transparent)]
    Keystore(#[from] ehealth_keystore::Error),
    /// Network and authority.
    #[error(transparent)]
    Client(#[from] ehealth_client::Error),
    /// The password of the new keystore does not satisfy the policy; the code is the policy's.
    #[error("the password does not satisfy the policy: {0}")]
    Password(&'static str),
    /// The person did not accept a text, or did not confirm.
    #[error("not accepted")]
    TermsNotAccepted,
    /// Another person's card than the one the procedure is about.
    #[error("the card is another person's")]
    PersonMismatch,
    /// A real card in the sandbox, or a virtual one outside it.
    #[error("this card belongs to another world than the environment chosen")]
    WrongWorld,
    /// The authority knows no care quality of the person.
    #[error("the authority knows no care quality of this person")]
    NotAuthorized,
    /// A certificate of the same owner is active and not in its replacement period.
    #[error("an active certificate exists already")]
    #[non_exhaustive]
    AlreadyActive {
        /// Its serial number, as the authority writes it.
        serial: Option<String>,
        /// Valid until.
        not_after: Option<UnixTime>,
        /// From when on it can be renewed.
        replaceable_from: Option<UnixTime>,
    },
    /// The authority has no such type of organisation.
    #[error("the authority knows no organisations of type {0}")]
    UnknownType(String),
    /// The certificate cannot be renewed yet.
    #[error("the certificate cannot be renewed yet")]
    #[non_exhaustive]
    RenewalTooEarly {
        /// From when on, where the authority tells.
        from: Option<UnixTime>,
    },
    /// The certificate is over: there is nothing to renew.
    #[error("the certificate is over; a new one has to be requested")]
    RenewalTooLate,
    /// The keystore waits for its certificate.
    #[error("the keystore is not completed")]
    NotCompleted,
    /// The keystore has a certificate and no registered encryption key.
    #[error("the keystore has no encryption key of its certificate")]
    NoEncryptionKey,
    /// No token of this certificate waits for activation.
    #[error("no encryption key of this certificate is registered")]
    NothingToActivate,
    /// The authority lists no such certificate that this person may revoke.
    #[error("no such certificate that this person may revoke")]
    NothingToRevoke,
    /// The keystore is of another environment than the one chosen.
    #[error("the keystore belongs to another environment")]
    WrongEnvironment,
    /// The authority has a token of this certificate whose key is not in this keystore: a copy of it was
    /// completed elsewhere.
    #[error("the encryption key of this certificate was registered elsewhere")]
    TokenElsewhere,
    /// Several requests of different holders wait; the file has to be named.
    #[error("several requests wait to be completed")]
    Several(Vec<std::path::PathBuf>),
    /// The clock of this machine and the authority's differ by more than five minutes.
    #[error("the clock of this machine is wrong")]
    #[non_exhaustive]
    ClockSkew {
        /// What the authority's clock says.
        server: UnixTime,
    },
    /// The request was signed too long ago.
    #[error("the request was signed too long ago")]
    Outdated,
    /// The name of the organisation stands in a record that is gone.
    #[error("the record of this request is missing")]
    RecordMissing,
    /// The certificate is not there yet.
    #[error("the certificate is not delivered yet")]
    #[non_exhaustive]
    NotYet {
        /// When the request was sent, where the record tells.
        since: Option<UnixTime>,
        /// When to ask again.
        next: UnixTime,
    },
    /// The certificate is installed but not valid yet; the encryption key waits.
    #[error("the certificate is not valid yet")]
    #[non_exhaustive]
    NotYetValid {
        /// From when on it is.
        from: UnixTime,
    },
    /// The authority refused the request.
    #[error("the authority refused the request")]
    Refused,
    /// The authority's answer does not fit our request.
    #[error("the authority's answer does not fit the request: {0}")]
    WrongCertificate(&'static str),
    /// The person interrupted.
    #[error("interrupted")]
    Interrupted,
    /// Nobody can be asked and the answer was not given beforehand; the name of what is missing.
    #[error("an answer is missing: {0}")]
    AnswerMissing(&'static str),
    /// A document could not be signed with the key at hand.
    #[error("signing failed")]
    Signing(#[from] ehealth_pki::FinishError),
    /// A driver answered an effect with something else: a defect of the driver.
    #[error("the reply does not answer the effect")]
    WrongReply,
}

/// What can be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// The card's.
    Card(beid_card::Remedy),
    /// The request's.
    Csr(ehealth_csr::Remedy),
    /// The keystore's.
    Keystore(ehealth_keystore::Remedy),
    /// The authority's.
    Client(ehealth_client::Remedy),
    /// Choose another password.
    ChoosePassword,
    /// Accept, or stop.
    Accept,
    /// Insert the card of the person who began.
    InsertTheFirstCard,
    /// Use a card of this environment.
    UseOtherCard,
    /// Let the registers be corrected.
    CheckRegisters,
    /// Use the certificate there is, renew it in its period, or revoke it.
    UseRenewOrRevoke,
    /// Name the keystore, or choose the one of this environment.
    ChooseKeystore,
    /// Use the keystore that was completed last, where it was.
    UseNewestKeystore,
    /// Set clock and time zone automatically.
    SetClock,
    /// Choose one of the authority's list.
    ChooseFromList,
    /// Make a new request; keep the old keystore for old messages.
    RequestAnew,
    /// Complete the request first.
    Complete,
    /// Read the contract and sign again.
    SignAgain,
    /// Try again, not before this moment (seconds since 1970).
    Later(u64),
    /// Contact the authority.
    ContactAuthority,
    /// Go on with *complete*, or with *request* resumed.
    Resume,
    /// Give the answer named.
    Answer(&'static str),
    /// Report a defect.
    Report,
}

impl Error {
    /// A wrong password for a keystore, as a port reports that it has no other.
    #[must_use]
    pub const fn wrong_password() -> Self {
        Self::Keystore(ehealth_keystore::Error::WrongPassword)
    }

    /// Stable identifier for logs, JSON and translations (domain.md 7).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Card(error) => error.code(),
            Self::Csr(error) => error.code(),
            Self::Keystore(error) => error.code(),
            Self::Client(error) => error.code(),
            Self::Password(code) => code,
            Self::TermsNotAccepted => "terms.not_accepted",
            Self::PersonMismatch => "card.person_mismatch",
            Self::WrongWorld => "card.wrong_world",
            Self::NotAuthorized => "ra.not_authorized",
            Self::AlreadyActive { .. } => "ra.already_active",
            Self::UnknownType(_) => "id.unknown_type",
            Self::RenewalTooEarly { .. } => "ra.renewal_too_early",
            Self::RenewalTooLate => "ra.renewal_too_late",
            Self::NotCompleted => "keystore.not_completed",
            Self::NoEncryptionKey => "keystore.no_encryption_key",
            Self::NothingToActivate => "etk.absent",
            Self::NothingToRevoke => "ra.refused",
            Self::WrongEnvironment => "keystore.wrong_environment",
            Self::TokenElsewhere => "keystore.etk_mismatch",
            Self::Several(_) => "keystore.several",
            Self::ClockSkew { .. } => "clock.skew",
            Self::Outdated => "ra.outdated_request",
            Self::RecordMissing => "answer.missing",
            Self::NotYet { .. } => "ra.not_yet",
            Self::NotYetValid { .. } => "keystore.not_yet_valid",
            Self::Refused => "ra.refused",
            Self::WrongCertificate(_) => "ra.wrong_certificate",
            Self::Interrupted => "interrupted",
            Self::AnswerMissing(_) => "answer.missing",
            Self::Signing(_) | Self::WrongReply => "internal",
        }
    }

    /// What can be done next, as data.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Card(error) => Remedy::Card(error.remedy()),
            Self::Csr(error) => Remedy::Csr(error.remedy()),
            Self::Keystore(error) => Remedy::Keystore(error.remedy()),
            Self::Client(error) => Remedy::Client(error.remedy()),
            Self::Password(_) => Remedy::ChoosePassword,
            Self::TermsNotAccepted => Remedy::Accept,
            Self::PersonMismatch => Remedy::InsertTheFirstCard,
            Self::WrongWorld => Remedy::UseOtherCard,
            Self::NotAuthorized => Remedy::CheckRegisters,
            Self::AlreadyActive { .. } => Remedy::UseRenewOrRevoke,
            Self::UnknownType(_) => Remedy::ChooseFromList,
            Self::RenewalTooEarly { from } => {
                from.map_or(Remedy::ContactAuthority, |from| Remedy::Later(from.as_secs()))
            }
            Self::RenewalTooLate => Remedy::RequestAnew,
            Self::NotCompleted | Self::NoEncryptionKey | Self::NothingToActivate => Remedy::Complete,
            Self::NothingToRevoke => Remedy::ChooseFromList,
            Self::WrongEnvironment | Self::Several(_) => Remedy::ChooseKeystore,
            Self::TokenElsewhere => Remedy::UseNewestKeystore,
            Self::ClockSkew { .. } => Remedy::SetClock,
            Self::Outdated => Remedy::SignAgain,
            Self::RecordMissing => Remedy::RequestAnew,
            Self::NotYet { next, .. } => Remedy::Later(next.as_secs()),
            Self::NotYetValid { from } => Remedy::Later(from.as_secs()),
            Self::Refused | Self::WrongCertificate(_) => Remedy::ContactAuthority,
            Self::Interrupted => Remedy::Resume,
            Self::AnswerMissing(name) => Remedy::Answer(name),
            Self::Signing(_) | Self::WrongReply => Remedy::Report,
        }
    }
}
