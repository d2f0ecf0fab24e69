//! Issuing, delivering and describing certificates.

use ehealth_pki::{BoxError, KeyIdentifier};
use rustls_pki_types::UnixTime;

use super::{Answer, Call};
use crate::authority::{Authority, Memory};
use crate::dn::Subject;
use crate::refusal::{Code, Refusal};
use crate::state::{Issued, Record, Status};
use crate::time::{unix, years_and_a_day_later};
use crate::wire::info::{CertificateInfo, Details};
use crate::wire::response::Reply;

/// Issues the certificates whose time has come; whether there were any.
pub(super) fn issue_due(authority: &Authority, memory: &mut Memory, now: UnixTime) -> Result<bool, BoxError> {
    let Memory { state, rng } = memory;
    let mut any = false;
    for record in &mut state.records {
        let waits = record.issued.is_none() && !record.refused;
        let Some(due) = record.due.filter(|due| waits && *due <= now.as_secs()) else { continue };
        let subject = Subject::of(&record.identifier).to_der();
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
    pub(super) fn get_certificate(&self, key: KeyIdentifier) -> Answer {
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

    pub(super) fn get_certificate_info(&self) -> Answer {
        let leaf = self.signed_by_holder()?;
        let memory = self.authority.memory();
        let record = memory
            .state
            .record(leaf.key_identifier())
            .ok_or_else(|| Refusal::new(Code::CertNotFound, "No certificate was requested with this key"))?;
        Ok(Reply::Info(Box::new(info(record, self.now))))
    }
}

/// What the authority tells of a record.
fn info(record: &Record, now: UnixTime) -> CertificateInfo {
    let details = record.certificate().map(|certificate| Details {
        serial: certificate.serial().to_string(),
        dn: Subject::of(&record.identifier).to_text(),
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
        automatically_validated: record.due.is_some(),
        details,
        revocable: status == Status::ValidActive,
        replaceable: record.in_replacement_period(now),
        replacement_start: record.replacement_start().map(unix),
        contact: record.contact.clone(),
        base_services: record.base_services.clone(),
    }
}
