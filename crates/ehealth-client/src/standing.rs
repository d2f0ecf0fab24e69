//! What an answer means for what somebody wants to do: the authority did answer, and says that it will not go.
//!
//! Judged by the schema's own values alone; the codes that a refusal carries are not public (ra.md 2.5).

use core::fmt;

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::certra::{
    ActorQualities, ApplicationIds, CertificateInfo, CertificateStatus, EtkStatus, Organisation, Owner,
};
use crate::depot::DepotAnswer;
use crate::error::Remedy;
use crate::etk::Etk;

/// Why something that somebody wants will not go, by what the authority says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// An active certificate for the same holder exists and cannot be replaced yet.
    #[non_exhaustive]
    AlreadyActive {
        /// The identifier of its key.
        key: KeyIdentifier,
        /// From when on it can be replaced, if the authority says so.
        replaceable_from: Option<UnixTime>,
    },
    /// An active certificate uses the application id.
    ApplicationIdTaken,
    /// The person has no health-care quality.
    NotAuthorized,
    /// The certificate is not delivered yet.
    NotYet,
    /// The person is not known to act for the organisation.
    OrganisationNotListed,
    /// The request was refused.
    Refused,
    /// It is too early to replace the certificate.
    #[non_exhaustive]
    RenewalTooEarly {
        /// From when on, if the authority says so.
        from: Option<UnixTime>,
    },
    /// The certificate has expired: nothing is left to replace.
    RenewalTooLate,
    /// The certificate was revoked.
    Revoked,
    /// Nobody finds a token.
    TokenAbsent,
    /// Senders still use another token.
    TokenNotActive,
}

impl Obstacle {
    /// Stable identifier (domain.md 7.4, 7.6).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlreadyActive { .. } => "ra.already_active",
            Self::ApplicationIdTaken => "id.application_taken",
            Self::NotAuthorized => "ra.not_authorized",
            Self::NotYet => "ra.not_yet",
            Self::OrganisationNotListed => "ra.organisation_not_listed",
            Self::Refused => "ra.refused",
            Self::RenewalTooEarly { .. } => "ra.renewal_too_early",
            Self::RenewalTooLate => "ra.renewal_too_late",
            Self::Revoked => "ra.revoked",
            Self::TokenAbsent => "etk.absent",
            Self::TokenNotActive => "etk.not_active",
        }
    }

    /// What can be done next.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::AlreadyActive { .. } => Remedy::UseOrRevoke,
            Self::ApplicationIdTaken => Remedy::ChooseAnother,
            Self::NotAuthorized => Remedy::CheckRegistration,
            Self::OrganisationNotListed => Remedy::AskByHand,
            Self::NotYet | Self::RenewalTooEarly { .. } => Remedy::Wait,
            Self::Refused => Remedy::SeeReason,
            Self::RenewalTooLate | Self::Revoked => Remedy::RequestAnew,
            Self::TokenAbsent => Remedy::CompleteRequest,
            Self::TokenNotActive => Remedy::Activate,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyActive { .. } => "an active certificate exists already",
            Self::ApplicationIdTaken => "the application id is in use",
            Self::NotAuthorized => "no health-care quality is known",
            Self::NotYet => "the certificate is not delivered yet",
            Self::OrganisationNotListed => "the person is not known to act for the organisation",
            Self::Refused => "the request was refused",
            Self::RenewalTooEarly { .. } => "the certificate cannot be replaced yet",
            Self::RenewalTooLate => "the certificate has expired",
            Self::Revoked => "the certificate was revoked",
            Self::TokenAbsent => "no encryption token is registered",
            Self::TokenNotActive => "the encryption token is not active",
        })
    }
}

impl core::error::Error for Obstacle {}

impl ActorQualities {
    /// Whether the person may request a certificate for himself.
    ///
    /// # Errors
    /// [`Obstacle::NotAuthorized`].
    pub fn check_person(&self) -> Result<(), Obstacle> {
        self.natural_person().then_some(()).ok_or(Obstacle::NotAuthorized)
    }

    /// The organisation of this type and number, if the person is known to act for it.
    ///
    /// # Errors
    /// [`Obstacle::OrganisationNotListed`]: ask all the same, a person then checks it.
    pub fn check_organisation(&self, kind: &str, identifier: &str) -> Result<&Organisation, Obstacle> {
        let same = |organisation: &&Organisation| {
            organisation.identifier_type().eq_ignore_ascii_case(kind)
                && same_number(organisation.identifier(), identifier)
        };
        self.organisations().iter().find(same).ok_or(Obstacle::OrganisationNotListed)
    }
}

impl ApplicationIds {
    /// Whether a first certificate with this application id, or without, can be asked for.
    ///
    /// # Errors
    /// [`Obstacle::ApplicationIdTaken`].
    pub fn check_free(&self, application_id: Option<&str>) -> Result<(), Obstacle> {
        let taken = match application_id {
            Some(wanted) => self.ids().iter().any(|id| id.eq_ignore_ascii_case(wanted)),
            None => self.one_without(),
        };
        if taken { Err(Obstacle::ApplicationIdTaken) } else { Ok(()) }
    }
}

impl CertificateInfo {
    /// Whether the certificate is delivered and in force, as the authority sees it.
    ///
    /// # Errors
    /// [`Obstacle::NotYet`], [`Obstacle::Refused`], [`Obstacle::Revoked`], [`Obstacle::RenewalTooLate`]. A
    /// status that this version does not know is none.
    pub const fn check_in_force(&self) -> Result<(), Obstacle> {
        match self.certificate_status() {
            CertificateStatus::InProgress => Err(Obstacle::NotYet),
            CertificateStatus::Refused => Err(Obstacle::Refused),
            CertificateStatus::Revoked => Err(Obstacle::Revoked),
            CertificateStatus::Expired => Err(Obstacle::RenewalTooLate),
            CertificateStatus::ValidActive | CertificateStatus::Other(_) => Ok(()),
        }
    }

    /// Whether the certificate can be replaced at `now`.
    ///
    /// # Errors
    /// As [`check_in_force`](Self::check_in_force), [`Obstacle::RenewalTooLate`] once its end has passed, and
    /// [`Obstacle::RenewalTooEarly`].
    pub fn check_renewable(&self, now: UnixTime) -> Result<(), Obstacle> {
        self.check_in_force()?;
        if self.details().is_some_and(|details| details.not_after() < now) {
            return Err(Obstacle::RenewalTooLate);
        }
        if self.replaceable() {
            return Ok(());
        }
        Err(Obstacle::RenewalTooEarly { from: self.replacement_start() })
    }

    /// Whether senders use the certificate's token.
    ///
    /// # Errors
    /// [`Obstacle::TokenNotActive`] when it waits for activation, [`Obstacle::TokenAbsent`] when there is
    /// none, [`Obstacle::Revoked`], [`Obstacle::RenewalTooLate`].
    pub const fn check_token(&self) -> Result<(), Obstacle> {
        match self.etk_status() {
            EtkStatus::NotRequested | EtkStatus::InRequest => Err(Obstacle::TokenAbsent),
            EtkStatus::WaitForActivation => Err(Obstacle::TokenNotActive),
            EtkStatus::Revoked => Err(Obstacle::Revoked),
            EtkStatus::Expired => Err(Obstacle::RenewalTooLate),
            EtkStatus::ValidActive | EtkStatus::Other(_) => Ok(()),
        }
    }
}

/// Whether a certificate for this holder can be requested, by what the authority lists of the person: no
/// active one exists, or it may be replaced now.
///
/// # Errors
/// [`Obstacle::AlreadyActive`].
pub fn check_new_request(
    known: &[CertificateInfo],
    kind: &str,
    identifier: &str,
    application_id: Option<&str>,
) -> Result<(), Obstacle> {
    let same = |owner: &Owner| {
        owner.identifier_type().eq_ignore_ascii_case(kind)
            && same_number(owner.identifier(), identifier)
            && owner.application_id() == application_id
    };
    let active = known.iter().find(|info| {
        same(info.owner())
            && *info.certificate_status() == CertificateStatus::ValidActive
            && !info.replaceable()
    });
    match active {
        Some(info) => Err(Obstacle::AlreadyActive {
            key: info.key_identifier(),
            replaceable_from: info.replacement_start(),
        }),
        None => Ok(()),
    }
}

impl DepotAnswer {
    /// The one token.
    ///
    /// # Errors
    /// [`Obstacle::TokenAbsent`]; with [`Several`](Self::Several) too: ask again for one of them.
    pub fn into_token(self) -> Result<Etk, Obstacle> {
        match self {
            Self::Token(etk) => Ok(etk),
            Self::Several(_) | Self::Absent => Err(Obstacle::TokenAbsent),
        }
    }
}

/// Numbers of identifiers, whose leading zeros may be lost.
fn same_number(one: &str, other: &str) -> bool {
    one.trim().trim_start_matches('0') == other.trim().trim_start_matches('0')
}
