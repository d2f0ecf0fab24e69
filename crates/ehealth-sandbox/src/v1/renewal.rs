//! ValidateRenew, which the reference does not use, and application ids.

use super::{Call, Outcome, Reply};
use crate::cms;
use crate::dn::{Subject, fold};
use crate::refusal::{Code, Refusal};
use crate::state::{Record, Status};
use crate::time::{day, unix};
use crate::v1::write::Renewal;
use crate::wire::request::Criterion;

/// Seconds.
const DAY: u64 = 86_400;

impl Call<'_> {
    /// Whether the certificate with a name may be replaced now. The name is signed with that certificate's key.
    pub(super) fn validate_renew(&self, signed_dn: &[u8], dn: &str) -> Outcome {
        let opened = cms::open(signed_dn, &self.authority.options.refused_schemes)?;
        if opened.content != dn.as_bytes() {
            return Err(Refusal::new(Code::SignatureInvalid, "another name was signed"));
        }
        let (_, leaf) = self.signed_by_holder(signed_dn)?;
        let memory = self.authority.memory();
        let record = memory
            .state
            .record(leaf.key_identifier())
            .filter(|record| Subject::from_text(dn) == Some(record.subject()))
            .ok_or_else(|| Refusal::new(Code::CertNotFound, "There is no certificate of this name"))?;
        let not_after = record.issued.as_ref().map_or(0, |issued| issued.not_after);
        Ok(Reply::Renewal(Box::new(Renewal {
            valid: record.in_replacement_period(self.now),
            not_after: day(unix(not_after)),
            days: not_after.saturating_sub(self.now.as_secs()) / DAY,
            contact: record.contact.clone(),
        })))
    }

    pub(super) fn application_ids(&self, criterion: &Criterion) -> Outcome {
        let mut memory = self.authority.memory();
        self.authority.settle(&mut memory, self.now)?;
        let of_organisation = |record: &&Record| {
            let id = &record.identifier.actor.id;
            id.id_type.eq_ignore_ascii_case(&criterion.id_type)
                && id.value == criterion.value
                && record.status(self.now) == Status::ValidActive
        };
        let found = memory.state.records.iter().filter(of_organisation).map(|record| Criterion {
            application_id: record.identifier.application_id.as_deref().map(fold),
            ..criterion.clone()
        });
        Ok(Reply::ApplicationIds(found.collect()))
    }
}
