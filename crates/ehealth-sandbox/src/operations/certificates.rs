//! Issuing, delivering and describing certificates.

use ehealth_pki::{BoxError, Certificate, KeyIdentifier};
use rand_chacha::ChaCha20Rng;
use rustls_pki_types::UnixTime;

use super::{Call, Outcome, internal};
use crate::assumed::CONTRACT_SECONDS;
use crate::authority::{Authority, Memory};
use crate::ca::Hierarchy;
use crate::dn::Subject;
use crate::faults::FaultKind;
use crate::key::{Key, Kind};
use crate::mail::Notice;
use crate::refusal::{Code, Refusal};
use crate::registry::{Organisation, Registry};
use crate::rules::signer::CardKey;
use crate::state::{Issued, Record, Status};
use crate::time::{unix, years_and_a_day_later};
use crate::vary::Style;
use crate::wire::info::{CertificateInfo, Details};
use crate::wire::response::Reply;
use crate::wire::types::{Actor, CertificateIdentifier, Id};

/// Issues the certificates whose time has come.
pub(crate) fn issue_due(authority: &Authority, memory: &mut Memory, now: UnixTime) -> Result<(), Refusal> {
    memory.state.forget_outdated(now, CONTRACT_SECONDS);
    let Memory { state, rng } = memory;
    let mut delivered = Vec::new();
    for record in &mut state.records {
        let Some(due) = record.due_by(now) else { continue };
        let subject = record.subject().to_der();
        let issuing = authority.issuing();
        let not_before = unix(due.saturating_add(authority.options.valid_after.as_secs()));
        let certificate =
            issuing.issue(&subject, &record.spki, not_before, &authority.urls, rng).map_err(internal)?;
        record.issued = Some(Issued {
            certificate,
            issuer: issuing.issuing.certificate.clone(),
            not_before: not_before.as_secs(),
            not_after: years_and_a_day_later(not_before, crate::ca::VALIDITY_YEARS).as_secs(),
        });
        delivered.push(record.key);
    }
    delivered.into_iter().for_each(|key| state.notify(key, Notice::Delivered));
    Ok(())
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
        let mut style = self.authority.vary.style();
        let mut all: Vec<_> = manageable.map(|record| info(record, self.now, style.as_mut())).collect();
        if let Some(style) = &mut style {
            style.shuffle(&mut all);
        }
        Ok(Reply::Info(all))
    }

    pub(super) fn get_certificate_info(&self) -> Outcome {
        let leaf = self.signed_by_holder()?;
        let memory = self.authority.memory();
        let record = memory
            .state
            .record(leaf.key_identifier())
            .ok_or_else(|| Refusal::new(Code::CertNotFound, "No certificate was requested with this key"))?;
        Ok(Reply::Info(vec![info(record, self.now, self.authority.vary.style().as_mut())]))
    }
}

impl Authority {
    /// A delivered chain as a fault leaves it: its leaf differs in its key, its name or its issuer, is broken,
    /// or is all there is.
    pub(crate) fn forged(
        &self,
        kind: &FaultKind,
        mut chain: Vec<Vec<u8>>,
        now: UnixTime,
    ) -> Result<Vec<Vec<u8>>, Refusal> {
        match kind {
            FaultKind::BrokenCertificate => {
                chain.iter_mut().take(1).for_each(|leaf| leaf.truncate(leaf.len() / 2));
                return Ok(chain);
            }
            FaultKind::ChainIncomplete => {
                chain.truncate(1);
                return Ok(chain);
            }
            FaultKind::WrongCertificate | FaultKind::WrongSubject | FaultKind::UntrustedIssuer => {}
            _ => return Ok(chain),
        }
        let mut memory = self.memory();
        let issue = |rng: &mut ChaCha20Rng| -> Result<Vec<u8>, BoxError> {
            let leaf = Certificate::from_der(chain.first().ok_or("an empty chain")?)?;
            let (mut subject, mut spki) = (leaf.subject().der().to_vec(), leaf.spki().to_vec());
            match kind {
                FaultKind::WrongSubject => subject = stranger(),
                FaultKind::UntrustedIssuer => {}
                _ => spki = Key::generate(Kind::P256, rng)?.spki()?,
            }
            let urls = &self.urls;
            if *kind == FaultKind::UntrustedIssuer {
                let unknown = Hierarchy::generate(Kind::P384, now, urls, rng)?;
                return unknown.issue(&subject, &spki, leaf.not_before(), urls, rng);
            }
            self.issuing().issue(&subject, &spki, leaf.not_before(), urls, rng)
        };
        let leaf = issue(&mut memory.rng).map_err(internal)?;
        Ok(core::iter::once(leaf).chain(chain.into_iter().skip(1)).collect())
    }
}

/// The name of somebody who asked for nothing.
fn stranger() -> Vec<u8> {
    let actor = Actor {
        id: Id { id_type: "SSIN".to_owned(), value: "00010200242".to_owned() },
        first_names: vec!["Somebody".to_owned()],
        name: "Else".to_owned(),
    };
    Subject::of(&CertificateIdentifier { actor, application_id: None }).to_der()
}

/// Whether the person may see and revoke what the record is about.
pub(crate) fn manages(person: &str, record: &Record, registry: &Registry) -> bool {
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
fn info(record: &Record, now: UnixTime, mut style: Option<&mut Style>) -> CertificateInfo {
    let details = record.certificate().map(|certificate| Details {
        serial: serial_text(&certificate, style.as_deref_mut()),
        dn: record.subject().to_text_in(style),
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

/// Decimal; with a style also hexadecimal, where a letter tells it apart (ra.md 4.8).
fn serial_text(certificate: &Certificate, style: Option<&mut Style>) -> String {
    let serial = certificate.serial();
    let hex = crate::text::hex(serial.as_bytes());
    let tells_apart = hex.contains(|c: char| c.is_ascii_alphabetic());
    if tells_apart && style.is_some_and(|style| style.one_in(3)) { hex } else { serial.to_string() }
}
