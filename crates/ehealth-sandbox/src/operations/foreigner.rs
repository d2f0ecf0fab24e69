//! Requests of persons without identity card (ra.md 4.7).

use ehealth_pki::KeyIdentifier;
use rand::Rng;

use super::{Call, Outcome, internal};
use crate::assumed::CONFIRMATION_SECONDS;
use crate::dn::Subject;
use crate::rules::{contact, csr};
use crate::state::{Confirmation, Record};
use crate::text;
use crate::time::unix;
use crate::wire::request::ForeignerRequest;
use crate::wire::response::Reply;
use crate::wire::types::CertificateIdentifier;

impl Call<'_> {
    pub(super) fn submit_csr_for_foreigner(&self, request: ForeignerRequest) -> Outcome {
        csr::is_foreigner(&request.person)?;
        contact::is_valid(&request.contact)?;
        let pkcs10 = csr::is_valid(&request.csr)?;
        let identifier = CertificateIdentifier { actor: request.person, application_id: None };
        csr::subject_is(&pkcs10, &Subject::of_foreigner(&identifier))?;
        let key = KeyIdentifier::of_spki(&pkcs10.spki).map_err(internal)?;

        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        self.authority.commit(&mut memory, |memory| {
            // Submitted again before it was confirmed: the new address counts.
            memory.state.records.retain(|record| !(record.key == key && record.awaits_confirmation()));
            csr::key_is_new(key, &memory.state)?;
            let replaces = csr::is_only_one(&identifier, &memory.state, self.now)?.map(|record| record.key);
            let mut token = [0u8; 16];
            memory.rng.fill_bytes(&mut token);
            let token = text::hex(&token);
            let expires = self.now.as_secs().saturating_add(CONFIRMATION_SECONDS);
            let number = memory.state.next_number();
            memory.state.records.push(Record {
                key,
                number,
                spki: pkcs10.spki,
                signer: identifier.actor.id.value.clone(),
                identifier,
                contact: request.contact,
                base_services: Vec::new(),
                requested: self.now.as_secs(),
                automatic: !self.authority.options.manual,
                due: None,
                refused: false,
                issued: None,
                revoked: None,
                foreigner: Some(Confirmation { token: token.clone(), expires, confirmed: false }),
                replaces,
                challenge: None,
                token: None,
            });
            let url = format!("{}{token}", self.authority.urls.confirmation);
            Ok(Reply::Confirmation { url, expires: unix(expires) })
        })
    }
}
