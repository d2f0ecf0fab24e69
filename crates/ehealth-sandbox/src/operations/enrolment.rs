//! Qualities, contract, certificate request.

use ehealth_pki::KeyIdentifier;
use rand::Rng;
use rustls_pki_types::UnixTime;

use super::{Call, Outcome, internal, issue_due};
use crate::assumed::CONTRACT_SECONDS;
use crate::authority::{Authority, Memory};
use crate::contract;
use crate::mail::Notice;
use crate::refusal::Refusal;
use crate::rules::signer::CardKey;
use crate::rules::{contact, csr, signer};
use crate::state::{KnownContract, Record};
use crate::wire::request::ContractRequest;
use crate::wire::response::{NamedOrganisation, Reply};
use crate::wire::types::{CertificateIdentifier, ContactData, EHealthCsr, Id, LocalText};

impl Call<'_> {
    pub(super) fn get_actor_qualities(&self, ssin: &Id) -> Outcome {
        let (_, person) = self.signed_by_card(CardKey::Authentication)?;
        signer::is_who_asks(&person, ssin)?;
        let registry = &self.authority.options.registry;
        let text =
            |language: &str, text: &str| LocalText { language: language.to_owned(), text: text.to_owned() };
        let mut organisations: Vec<_> = registry
            .organisations_of(&person)
            .map(|organisation| NamedOrganisation {
                id: Id { id_type: organisation.id_type.clone(), value: organisation.id.clone() },
                names: vec![text("fr", &organisation.name_fr), text("nl", &organisation.name_nl)],
            })
            .collect();
        if let Some(mut style) = self.authority.vary.style() {
            style.shuffle(&mut organisations);
            for NamedOrganisation { names, .. } in &mut organisations {
                style.shuffle(names);
                names.truncate(1 + style.below(2));
            }
        }
        Ok(Reply::Qualities { natural_person: registry.has_quality(&person), organisations })
    }

    pub(super) fn generate_contract(&self, request: &ContractRequest) -> Outcome {
        let ContractRequest { contact: contact_data, signer, identifier } = request;
        contact::is_valid(contact_data)?;
        csr::is_signer(signer)?;
        csr::identifier_is_valid(identifier)?;
        csr::is_authorised(identifier, &signer.id.value, &self.authority.options.registry)?;
        signer::bears_own_name(signer, &identifier.actor)?;
        let mut memory = self.authority.memory();
        let number = memory.rng.next_u64() % 100_000_000;
        let number = format!("{number:08}");
        let mut style = self.authority.vary.style();
        let contract = contract::make(&number, self.now, contact_data, signer, identifier, style.as_mut());
        let known = KnownContract {
            digest: contract::digest(&contract.signer, &contract.texts),
            dn: contract.dn.clone(),
            identifier: identifier.clone(),
            issued: self.now.as_secs(),
        };
        self.authority.commit(&mut memory, |memory| {
            memory.state.forget_outdated(self.now, CONTRACT_SECONDS);
            memory.state.hand_out(known);
            Ok(Reply::Contract(contract))
        })
    }

    pub(super) fn generate_certificate(&self, request: EHealthCsr) -> Outcome {
        let (leaf, person) = self.signed_by_card(CardKey::Signature)?;
        signer::is_who_asks(&person, &request.contract.signer.id)?;
        signer::is_named(&leaf, &request.contract.signer)?;
        contact::is_valid(&request.contact)?;
        let pkcs10 = csr::is_valid(&request.csr)?;
        let key = KeyIdentifier::of_spki(&pkcs10.spki).map_err(internal)?;

        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let state = &memory.state;
        let known = csr::contract_is_known(&request.contract, &state.contracts, self.now)?;
        csr::subject_is_contracts(&pkcs10, known)?;
        let application = Application {
            spki: pkcs10.spki,
            identifier: known.identifier.clone(),
            signer: person,
            contact: request.contact,
            base_services: request.base_services,
        };
        let Accepted { automatic, replaces, .. } =
            self.authority.accept(&mut memory, application, self.now)?;
        Ok(Reply::Requested { key, automatically_validated: automatic, replaces })
    }
}

/// A request for a certificate whose signer may ask for it.
pub(crate) struct Application {
    /// DER.
    pub(crate) spki: Vec<u8>,
    pub(crate) identifier: CertificateIdentifier,
    /// Number of the person who signed.
    pub(crate) signer: String,
    pub(crate) contact: ContactData,
    pub(crate) base_services: Vec<String>,
}

/// What became of an application.
pub(crate) struct Accepted {
    pub(crate) number: u64,
    /// Whether nobody has to look at it.
    pub(crate) automatic: bool,
    /// The key of the certificate that it replaces.
    pub(crate) replaces: Option<KeyIdentifier>,
}

impl Authority {
    /// Accepts an application: services that its owner may have, somebody who may ask for it, a new key, and no
    /// other certificate in its way.
    pub(crate) fn accept(
        &self,
        memory: &mut Memory,
        application: Application,
        now: UnixTime,
    ) -> Result<Accepted, Refusal> {
        let Application { spki, identifier, signer, contact, base_services } = application;
        csr::services_are_allowed(&identifier, &base_services)?;
        let authorised = csr::is_authorised(&identifier, &signer, &self.options.registry)?;
        let automatic = authorised && !self.options.manual;
        let key = KeyIdentifier::of_spki(&spki).map_err(internal)?;
        csr::key_is_new(key, &memory.state)?;
        let replaces = csr::is_only_one(&identifier, &memory.state, now)?.map(|record| record.key);
        let due = now.as_secs().saturating_add(self.options.approve_after.as_secs());
        self.commit(memory, |memory| {
            let number = memory.state.next_number();
            let record = Record {
                key,
                number,
                spki,
                identifier,
                signer,
                contact,
                base_services,
                requested: now.as_secs(),
                automatic,
                due: automatic.then_some(due),
                refused: false,
                issued: None,
                revoked: None,
                foreigner: None,
                replaces,
                challenge: None,
                token: None,
            };
            memory.state.records.push(record);
            if automatic {
                memory.state.notify(key, Notice::Accepted);
            }
            issue_due(self, memory, now)?;
            Ok(Accepted { number, automatic, replaces })
        })
    }
}
