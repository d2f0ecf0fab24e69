//! Issuing, delivering and describing certificates.

use ehealth_pki::{BoxError, Certificate, KeyIdentifier};
use rand_chacha::ChaCha20Rng;
use rustls_pki_types::UnixTime;

use super::{Call, Outcome, internal};
use crate::assumed::CONTRACT_SECONDS;
use crate::authority::{Authority, Memory};
use crate::key::{Key, Kind};
use crate::refusal::{Code, Refusal};
use crate::registry::{Organisation, Registry};
use crate::rules::signer::CardKey;
use crate::state::{Issued, Record, Status};
use crate::time::{unix, years_and_a_day_later};
use crate::wire::info::{CertificateInfo, Details};
use crate::wire::response::Reply;
use crate::wire::types::Id;

/// Issues the certificates whose time has come; whether there were any.
pub(crate) fn issue_due(authority: &Authority, memory: &mut Memory, now: UnixTime) -> Result<bool, BoxError> {
    let Memory { state, rng } = memory;
    let before = state.records.len();
    state.forget_outdated(now, CONTRACT_SECONDS);
    let mut any = state.records.len() != before;
    for record in &mut state.records {
        let waits = record.issued.is_none() && !record.refused && record.revoked.is_none();
        let Some(due) = record.due.filter(|due| waits && *due <= now.as_secs()) else { continue };
        let subject = record.subject().to_der();
        let issuing = authority.issuing();
        let certificate = issuing.issue(&subject, &record.spki, unix(due), &authority.urls, rng)?;
        record.issued = Some(Issued {
            certificate,
            issuer: issuing.issuing.certificate.clone(),
            not_after: years_and_a_day_later(unix(due), crate::ca::VALIDITY_YEARS).as_secs(),
        });
        any = true;
    }
    Ok(any)
}

impl Call<'_> {
    pub(super) fn get_certificate(&self, key: KeyIdentifier) -> Outcome {
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let record = memory
            .state
            .record(key)
            .ok_or_else(|| Refusal::new(Code::CertNotFound, "No certificate was requested with this key"))?;
        match (record.status(self.now), &record.issued) {
            (Status::ValidActive, Some(issued)) => {
                Ok(Reply::Certificates(vec![issued.certificate.clone(), issued.issuer.clone()]))
            }
            (Status::Refused, _) => Err(Refusal::new(Code::CertRefused, "The request was refused")),
            (Status::Revoked, _) => Err(Refusal::new(Code::CertRevoked, "The certificate was revoked")),
            (Status::Expired, _) => Err(Refusal::new(Code::CertExpired, "The certificate has expired")),
            (Status::InProgress | Status::ValidActive, _) => {
                Err(Refusal::new(Code::CertNotYetDelivered, "The certificate has not been delivered yet"))
            }
        }
    }

    /// All that the person may manage (ra.md 4.8): his own, what he asked for, what his organisations have.
    pub(super) fn get_certificate_info_for_citizen(&self) -> Outcome {
        let (_, person) = self.signed_by_card(CardKey::Authentication)?;
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let registry = &self.authority.options.registry;
        let manageable = memory.state.records.iter().filter(|record| manages(&person, record, registry));
        Ok(Reply::Info(manageable.map(|record| info(record, self.now)).collect()))
    }

    pub(super) fn get_existing_application_ids(&self, organisation: &Id) -> Outcome {
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let of_organisation = |record: &&Record| {
            let id = &record.identifier.actor.id;
            id.id_type.eq_ignore_ascii_case(&organisation.id_type) && id.value == organisation.value
        };
        let active = |record: &&Record| record.status(self.now) == Status::ValidActive;
        let records = memory.state.records.iter().filter(of_organisation).filter(active);
        let ids = records.map(|record| record.identifier.application_id.as_deref().map(crate::dn::fold));
        Ok(Reply::ApplicationIds(ids.collect()))
    }

    pub(super) fn get_certificate_info(&self) -> Outcome {
        let leaf = self.signed_by_holder()?;
        let memory = self.authority.memory();
        let record = memory
            .state
            .record(leaf.key_identifier())
            .ok_or_else(|| Refusal::new(Code::CertNotFound, "No certificate was requested with this key"))?;
        Ok(Reply::Info(vec![info(record, self.now)]))
    }
}

impl Call<'_> {
    /// A chain whose leaf has the name of the one given, and another key: for a script of faults.
    pub(crate) fn of_another_key(&self, chain: &[Vec<u8>]) -> Outcome {
        let mut memory = self.authority.memory();
        let issue = |rng: &mut ChaCha20Rng| -> Result<Vec<u8>, BoxError> {
            let leaf = Certificate::from_der(chain.first().ok_or("an empty chain")?)?;
            let key = Key::generate(Kind::P256, rng)?;
            let urls = &self.authority.urls;
            self.authority.issuing().issue(leaf.subject().der(), &key.spki()?, leaf.not_before(), urls, rng)
        };
        let leaf = issue(&mut memory.rng).map_err(internal)?;
        let issuer = chain.iter().skip(1).cloned();
        Ok(Reply::Certificates(core::iter::once(leaf).chain(issuer).collect()))
    }
}

/// Whether the person may see and revoke what the record is about.
pub(super) fn manages(person: &str, record: &Record, registry: &Registry) -> bool {
    let id = &record.identifier.actor.id;
    if id.is_ssin() {
        return id.value == person;
    }
    let represents = |organisation: &Organisation| {
        organisation.id_type.eq_ignore_ascii_case(&id.id_type) && organisation.id == id.value
    };
    record.signer == person || registry.organisations_of(person).any(represents)
}

/// What the authority tells of a record.
fn info(record: &Record, now: UnixTime) -> CertificateInfo {
    let details = record.certificate().map(|certificate| Details {
        serial: certificate.serial().to_string(),
        dn: record.subject().to_text(),
        issuer_dn: certificate.issuer().rfc2253(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    });
    let status = record.status(now);
    CertificateInfo {
        requested: unix(record.requested),
        key: record.key,
        identifier: record.identifier.clone(),
        status: status.as_str(),
        etk_status: record.etk_status(now),
        automatically_validated: record.automatic,
        details,
        revocable: status == Status::ValidActive,
        replaceable: record.in_replacement_period(now),
        replacement_start: record.replacement_start().map(unix),
        contact: record.contact.clone(),
        base_services: record.base_services.clone(),
    }
}
