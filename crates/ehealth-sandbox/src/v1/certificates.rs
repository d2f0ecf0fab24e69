//! CertRA v1 (ra.md 9.3).

use ehealth_pki::KeyIdentifier;

use super::documents::{self, CertificateRequest, Entity, QUALITIES, REVOCATION, Revocable};
use super::{Age, Call, Outcome, Reply};
use crate::cms;
use crate::dn::Subject;
use crate::operations::{Application, internal, manages};
use crate::refusal::{Code, Refusal};
use crate::rules::{contact, csr, signer};
use crate::state::{Record, Revocation, State, Status};
use crate::time::{local_minute, unix};
use crate::wire::response::boolean;
use crate::wire::types::{CertificateIdentifier, RevocationReason};

/// What stands for the statements of authentic sources, which the sandbox does not have.
const AUTHENTIC_SOURCE: &str = "TEST";

fn unknown() -> Refusal {
    Refusal::new(Code::CertNotFound, "There is no request with this number")
}

impl Call<'_> {
    /// A document of the authority, in its envelope.
    fn statement(&self, document: &[u8]) -> Outcome {
        let signer = &self.authority.authorities.etk;
        cms::sign(document, &[], signer, self.now).map(Reply::Signed).map_err(internal)
    }

    pub(super) fn qualities(&self, signed: &[u8]) -> Outcome {
        let (opened, person) = self.signed_by_card(signed, Age::Recent)?;
        let (ssin, entity) = documents::qualities_request(&opened.content)?;
        is_own(&person, &ssin)?;
        let registry = &self.authority.options.registry;
        let organisations: Vec<_> = registry.organisations_of(&person).collect();
        let authorised = match entity {
            Entity::Natural => registry.has_quality(&person),
            Entity::Legal => !organisations.is_empty(),
        };
        let document = documents::write(QUALITIES, "EHActorQualitiesDataResponse", |xml| {
            // xs:long: zeros in front are lost.
            xml.text("SSIN", &[], ssin.trim_start_matches('0'));
            xml.text("Authorization", &[], boolean(authorised));
            match entity {
                _ if !authorised => {}
                Entity::Natural => {
                    xml.open("NaturalPerson", &[]);
                    xml.open("Quality", &[]);
                    xml.text("Name", &[], "TEST");
                    xml.close("Quality");
                    xml.text("AAPersonalAuth", &[], AUTHENTIC_SOURCE);
                    xml.close("NaturalPerson");
                }
                Entity::Legal => {
                    xml.open("LegalPerson", &[]);
                    for organisation in organisations {
                        xml.open("Organization", &[]);
                        xml.text("NameFr", &[], &organisation.name_fr);
                        xml.text("NameNl", &[], &organisation.name_nl);
                        xml.open("Identifier", &[]);
                        xml.text("Type", &[], &organisation.id_type);
                        xml.text("ID", &[], &organisation.id);
                        xml.close("Identifier");
                        xml.close("Organization");
                    }
                    xml.text("AAOrganizationAuth", &[], AUTHENTIC_SOURCE);
                    xml.close("LegalPerson");
                }
            }
        });
        self.statement(&document)
    }

    pub(super) fn generate(&self, ehcsr: &[u8], renewal: bool) -> Outcome {
        let (opened, person) = self.signed_by_card(ehcsr, Age::Any)?;
        let request = documents::certificate_request(&opened.content)?;
        self.is_own_statement(&request, &person)?;
        contact::is_valid(&request.contact)?;
        if request.contract.trim().is_empty() {
            return Err(Refusal::new(Code::ContractUnknown, "There is no text of a contract"));
        }
        let pkcs10 = csr::is_valid(&request.csr)?;
        let identifier = Subject::identifier_of(&pkcs10.subject)
            .ok_or_else(|| Refusal::new(Code::CsrDnMismatch, "The request's subject has another form"))?;
        csr::identifier_is_valid(&identifier)?;
        csr::subject_is(&pkcs10, &Subject::of(&identifier))?;
        if identifier.actor.id.is_ssin() {
            signer::names_in(&opened.signed.leaf, &identifier.actor.name)?;
        }
        let mut memory = self.authority.memory();
        self.authority.settle(&mut memory, self.now)?;
        if renewal {
            is_renewable(&identifier, &memory.state, self)?;
        }
        let application = Application {
            spki: pkcs10.spki,
            identifier,
            signer: person,
            contact: request.contact,
            base_services: request.base_services,
        };
        let accepted = self.authority.accept(&mut memory, application, self.now)?;
        Ok(Reply::RequestId(accepted.number.to_string()))
    }

    /// The statement inside a request was signed here, for the person who signs it.
    fn is_own_statement(&self, request: &CertificateRequest, person: &str) -> Result<(), Refusal> {
        let opened = cms::open(&request.statement, &[])?;
        if opened.signed.leaf.der().as_ref() != self.authority.authorities.etk.certificate.as_slice() {
            return Err(Refusal::new(
                Code::SignerNotTrusted,
                "The statement of qualities is not of this authority",
            ));
        }
        is_own(person, &documents::statement_ssin(&opened.content)?)
    }

    pub(super) fn certificate(&self, request_id: &str) -> Outcome {
        let mut memory = self.authority.memory();
        self.authority.settle(&mut memory, self.now)?;
        let record = by_number(&memory.state, request_id)?;
        match (record.status(self.now), &record.issued) {
            (Status::ValidActive, Some(issued)) if issued.not_before > self.now.as_secs() => {
                let message = "The certificate is valid from {0}.";
                Err(Refusal::new(Code::AuthCertNotYetValid, message)
                    .with("from", local_minute(unix(issued.not_before))))
            }
            (Status::ValidActive, Some(issued)) => {
                Ok(Reply::Certificate(vec![issued.certificate.clone(), issued.issuer.clone()]))
            }
            (Status::Refused, _) => Err(Refusal::new(Code::CertRefused, "The request was refused")),
            (Status::Revoked, _) => Err(Refusal::new(Code::CertRevoked, "The certificate was revoked")),
            (Status::Expired, _) => Err(Refusal::new(Code::CertExpired, "The certificate has expired")),
            (Status::InProgress | Status::ValidActive, _) => {
                Err(Refusal::new(Code::CertNotYetDelivered, "The certificate has not been delivered yet"))
            }
        }
    }

    pub(super) fn revocable(&self, signed: &[u8]) -> Outcome {
        let (opened, person) = self.signed_by_card(signed, Age::Recent)?;
        let ssin = documents::revocable_request(&opened.content)?;
        is_own(&person, &ssin)?;
        let mut memory = self.authority.memory();
        self.authority.settle(&mut memory, self.now)?;
        let registry = &self.authority.options.registry;
        let fits = |record: &&Record| {
            record.status(self.now) == Status::ValidActive && manages(&person, record, registry)
        };
        let mut found: Vec<Revocable> =
            memory.state.records.iter().filter(fits).filter_map(revocable).collect();
        found.sort_by_key(|certificate| !certificate.personal);
        let document = documents::write(REVOCATION, "RevocableCertificatesDataResponse", |xml| {
            xml.text("Status", &[], "OK");
            xml.text("SSIN", &[], &ssin);
            found.iter().for_each(|certificate| certificate.write(xml));
            if found.iter().any(|certificate| !certificate.personal) {
                xml.text("AAOrganizationAuth", &[], AUTHENTIC_SOURCE);
            }
        });
        self.statement(&document)
    }

    pub(super) fn revoke(&self, signed: &[u8]) -> Outcome {
        let (opened, person) = self.signed_by_card(signed, Age::Recent)?;
        let request = documents::revocation_request(&opened.content)?;
        if request.contract.trim().is_empty() {
            return Err(Refusal::new(Code::ContractUnknown, "There is no text of a contract"));
        }
        if let Some(statement) = &request.statement {
            let opened = cms::open(statement, &[])?;
            if opened.signed.leaf.der().as_ref() != self.authority.authorities.etk.certificate.as_slice() {
                return Err(Refusal::new(Code::SignerNotTrusted, "The list is not of this authority"));
            }
        }
        let mut memory = self.authority.memory();
        self.authority.settle(&mut memory, self.now)?;
        let record = by_number(&memory.state, &request.request_id)?;
        crate::rules::revocation::may_revoke(manages(&person, record, &self.authority.options.registry))?;
        crate::rules::revocation::is_revocable(record, self.now)?;
        let key: KeyIdentifier = record.key;
        self.authority.commit(&mut memory, |memory| {
            let record = memory.state.record_mut(key).ok_or_else(unknown)?;
            // The reason is in the text alone (ra.md 10).
            let reason = RevocationReason::CessationOfOperation;
            record.revoked = Some(Revocation { at: self.now.as_secs(), reason });
            Ok(Reply::Done)
        })
    }
}

/// A person asks for himself.
fn is_own(person: &str, claimed: &str) -> Result<(), Refusal> {
    if person == claimed.trim() {
        return Ok(());
    }
    Err(Refusal::new(Code::SignerMismatch, "The request was signed by somebody else than it speaks of"))
}

fn by_number<'a>(state: &'a State, request_id: &str) -> Result<&'a Record, Refusal> {
    let number: Option<u64> = request_id.trim().parse().ok();
    let record = |number| state.records.iter().find(|record| record.number == number);
    number.filter(|number| *number > 0).and_then(record).ok_or_else(unknown)
}

/// There is a certificate of this name in its replacement period.
fn is_renewable(identifier: &CertificateIdentifier, state: &State, call: &Call<'_>) -> Result<(), Refusal> {
    let replaceable = |record: &Record| record.is_for(identifier) && record.in_replacement_period(call.now);
    if state.records.iter().any(replaceable) || csr::is_only_one(identifier, state, call.now).is_err() {
        return Ok(());
    }
    Err(Refusal::new(Code::CertNotFound, "There is no certificate of this name that could be renewed"))
}

fn revocable(record: &Record) -> Option<Revocable> {
    let certificate = record.certificate()?;
    Some(Revocable {
        personal: record.identifier.actor.id.is_ssin(),
        request_id: record.number.to_string(),
        dn: record.subject().to_text(),
        issuer_dn: certificate.issuer().rfc2253(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        serial: certificate.serial().to_string(),
    })
}
