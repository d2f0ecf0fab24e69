//! The first half: from the card to a request that the authority has (domain.md S6–S17).

use std::path::{Path, PathBuf};

use ehealth_client::certra::CertificateStatus;
use ehealth_csr::{Identifier, SubjectName};
use ehealth_keystore::{Stage, name};
use ehealth_pki::KeyIdentifier;

use super::people::{self, Wanted};
use super::sign::{self, Agreed};
use super::{Outcome, Question, Requested, Step, steps, store};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::place;
use crate::record::{Contact, Record};
use crate::settings::Settings;

/// A request from the beginning.
pub(super) async fn request(io: Io, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::REQUEST);
    io.step(Step::Terms);
    let terms = io.accepted(Question::Terms).await?;
    let holder = people::card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    let known = match settings.dry_run {
        true => None,
        false => Some(people::sign_in(&io, &mut settings, &holder, &person).await?),
    };
    let (qualities, issued) = known.unzip();
    let issued = issued.unwrap_or_default();
    let wanted = people::applicant(&io, &mut settings, &person, qualities.as_ref(), &issued).await?;
    let contact = people::contact_data(&io, None).await?;
    io.key_ahead(!settings.dry_run);
    let (contract, acceptance) = people::contract(&io, &mut settings, &person, &wanted, &contact).await?;
    if settings.dry_run {
        return Ok(Outcome::Previewed { subject: contract.subject().rfc2253() });
    }
    let password = people::new_password(&io, &settings, false).await?.ok_or(Error::WrongReply)?;
    io.step(Step::Keystore);
    let key = sign::new_key(&io).await?;
    let (key, password, _lock) = sign::store(&io, &settings, contract.subject(), key, password).await?;
    let removed = Vec::new();
    let agreed =
        Agreed { holder, contact, contract, terms: Some(terms), acceptance, replaces: None, removed };
    sign::sign_and_send(&io, &mut settings, agreed, key, password).await
}

/// A request whose key is on disk already. What the authority has is never sent again (ra.md 2.7).
pub(super) async fn resume(io: Io, keystore: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::RESUME);
    let keystore = store::real(&io, keystore).await?;
    let _lock = store::lock(&io, &keystore).await?;
    io.step(Step::Password);
    let (opened, password) = store::open(&io, &settings, &keystore).await?;
    let record = Record::load(&keystore);
    let known = record.is_some();
    let record = record.unwrap_or_default();
    let identifier = opened.key_identifier();
    if opened.stage(io.now()) != Stage::KeyOnly {
        let mut requested = already(&keystore, &record, identifier);
        if let Some(leaf) = opened.certificate(io.now()) {
            requested.subject = leaf.subject().rfc2253();
        }
        return Ok(Outcome::AlreadySent(requested));
    }
    io.step(Step::Fetch);
    match store::fetch(&io, &mut settings, identifier).await {
        Ok(_) => return Ok(Outcome::AlreadySent(already(&keystore, &record, identifier))),
        // The authority answered, but any other answer does not tell whether it has the request.
        Err(Error::Client(ehealth_client::Error::Refused(_))) => {}
        Err(error) => return Err(error),
    }
    io.step(Step::Terms);
    let terms = match record.has_accepted("terms") {
        true => None,
        false => Some(io.accepted(Question::Terms).await?),
    };
    let holder = people::card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    let wanted = wanted_before(&keystore, &record, &person)?;
    let never_signed = known && record.signed_at.is_none() && !name::request_beside(&keystore).exists();
    if !never_signed {
        // It was signed, or nobody knows, so it may have been sent: only the list of the person's certificates decides.
        let list = people::certificates(&io, &mut settings, &holder).await?;
        if let Some(info) = list.iter().find(|info| info.key_identifier() == identifier) {
            if *info.certificate_status() == CertificateStatus::Refused {
                return Err(Error::Refused);
            }
            return Ok(Outcome::AlreadySent(already(&keystore, &record, identifier)));
        }
    }
    let contact = people::contact_data(&io, record.contact.as_ref().and_then(Contact::data)).await?;
    let (contract, acceptance) = people::contract(&io, &mut settings, &person, &wanted, &contact).await?;
    let replaces = record.replaces.as_ref().map(|old| keystore.with_file_name(old));
    let removed = Vec::new();
    let agreed = Agreed { holder, contact, contract, terms, acceptance, replaces, removed };
    let (key, password) = store::stored_key(&io, &keystore, password).await?;
    sign::sign_and_send(&io, &mut settings, agreed, key, password).await
}

/// What the interrupted request was for. The file's name tells the identity, which for a person must be the
/// card's; an organisation's name stands in the record or in the request file.
fn wanted_before(keystore: &Path, record: &Record, person: &ehealth_csr::Person) -> Result<Wanted, Error> {
    let place = place(keystore)?;
    let name = place.name();
    if name.kind() == "SSIN" {
        if name.id() != person.ssin().as_str() {
            return Err(Error::PersonMismatch);
        }
        let subject = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
        return Ok(Wanted { subject, organisation: None });
    }
    let kind = ehealth_csr::IdentifierType::parse(name.kind()).map_err(ehealth_csr::Error::from)?;
    let identifier = Identifier::parse(kind, name.id()).map_err(ehealth_csr::Error::from)?;
    let application_id = name.application().map(ehealth_csr::ApplicationId::parse).transpose();
    let application_id = application_id.map_err(ehealth_csr::Error::from)?;
    let before = SubjectName::from_contract_dn(&record.subject).ok();
    let organisation =
        before.as_ref().map(|subject| subject.name().to_owned()).ok_or(Error::RecordMissing)?;
    let subject = SubjectName::organization(identifier, &organisation, application_id.as_ref())?;
    Ok(Wanted { subject, organisation: Some(organisation) })
}

pub(super) fn already(keystore: &Path, record: &Record, key_identifier: KeyIdentifier) -> Requested {
    let mut requested = sign::requested(keystore, record.subject.clone(), key_identifier);
    requested.sent = true;
    requested.automatically_validated = record.automatically_validated;
    requested.replaces = record.replaces.as_ref().map(|old| keystore.with_file_name(old));
    requested
}
