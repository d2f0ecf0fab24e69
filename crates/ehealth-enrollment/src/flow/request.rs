//! The first half: from the card to a request that the authority has (domain.md S6–S17).

use std::path::{Path, PathBuf};

use beid_card::{CardKey, VerifiedIdentity};
use ehealth_client::certra::{
    ActorQualities, CertificateInfo, CertificateStatus, GenerateCertificate, GenerateContract,
    GetActorQualities, GetCertificateInfoForCitizen,
};
use ehealth_csr::{CertificationRequest, ContactData, Contract, EHealthCsr, Person, SubjectName};
use ehealth_keystore::{NewKey, Password, Place, Stage, StoreError, StoredKey, files};
use ehealth_pki::{KeyIdentifier, SigningKey};

use super::{Answer, Effect, Outcome, Overview, Purpose, Question, Reply, Requested, Step, ask};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::{NewName, place};
use crate::flow::Acceptance;
use crate::record::{Contact, Record};
use crate::settings::Settings;

const STEPS: &[Step] = &[
    Step::Terms,
    Step::Card,
    Step::SignIn,
    Step::ContactData,
    Step::Contract,
    Step::Password,
    Step::Keystore,
    Step::Overview,
    Step::Signature,
    Step::RequestFile,
    Step::Send,
];

const RESUMED: &[Step] = &[
    Step::Password,
    Step::Fetch,
    Step::Terms,
    Step::Card,
    Step::SignIn,
    Step::ContactData,
    Step::Contract,
    Step::Overview,
    Step::Signature,
    Step::RequestFile,
    Step::Send,
];

/// What was agreed with the person and the authority before anything is signed.
struct Agreed {
    holder: VerifiedIdentity,
    contact: ContactData,
    contract: Contract,
    /// The general terms, when they were accepted in this run.
    terms: Option<Acceptance>,
    acceptance: Acceptance,
}

/// A request from the beginning.
pub(super) async fn request(io: Io, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(STEPS);
    io.step(Step::Terms);
    let terms = io.accepted(Question::Terms).await?;
    let holder = card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    if !settings.dry_run {
        let qualities = sign_in(&io, &mut settings, &holder, &person).await?;
        if !qualities.natural_person() {
            return Err(Error::NotAuthorized);
        }
    }
    let contact = contact_data(&io, None).await?;
    io.key_ahead(!settings.dry_run);
    let (contract, acceptance) = contract(&io, &mut settings, &person, &contact).await?;
    if settings.dry_run {
        return Ok(Outcome::Previewed { subject: contract.subject().rfc2253() });
    }
    let password = new_password(&io, &settings).await?;
    io.step(Step::Keystore);
    let key = new_key(&io).await?;
    let (key, password) = store(&io, &settings, &contract, key, password).await?;
    let agreed = Agreed { holder, contact, contract, terms: Some(terms), acceptance };
    sign_and_send(&io, &mut settings, agreed, key, password).await
}

/// A request whose key is on disk already. What the authority has is never sent again (ra.md 2.7).
pub(super) async fn resume(io: Io, keystore: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(RESUMED);
    let _lock = super::lock(&io, &keystore).await?;
    io.step(Step::Password);
    let (store, password) = super::open(&io, &keystore).await?;
    let record = Record::load(&keystore).unwrap_or_default();
    let place = place(&keystore)?;
    let identifier = store.key_identifier();
    if store.stage(io.now()) != Stage::KeyOnly {
        return Ok(Outcome::AlreadySent(already(&place, &record, identifier)));
    }
    io.step(Step::Fetch);
    let known = match super::fetch(&io, &mut settings, identifier).await {
        // The authority answered, but any other answer does not tell whether it has the request.
        Err(Error::Client(ehealth_client::Error::Refused(_))) => false,
        Ok(_) => true,
        Err(error) => return Err(error),
    };
    if known {
        return Ok(Outcome::AlreadySent(already(&place, &record, identifier)));
    }
    io.step(Step::Terms);
    let terms = match record.has_accepted("terms") {
        true => None,
        false => Some(io.accepted(Question::Terms).await?),
    };
    let holder = card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    if place.name().id() != person.ssin().as_str() {
        return Err(Error::PersonMismatch);
    }
    if place.request().exists() {
        // It was signed, so it may have been sent: only the list of the person's certificates decides.
        let list = certificates(&io, &mut settings, &holder).await?;
        if let Some(info) = list.iter().find(|info| info.key_identifier() == identifier) {
            if *info.certificate_status() == CertificateStatus::Refused {
                return Err(Error::Refused);
            }
            return Ok(Outcome::AlreadySent(already(&place, &record, identifier)));
        }
    }
    let contact = contact_data(&io, record.contact.as_ref().and_then(Contact::data)).await?;
    let (contract, acceptance) = contract(&io, &mut settings, &person, &contact).await?;
    let agreed = Agreed { holder, contact, contract, terms, acceptance };
    let (key, password) = super::stored_key(&io, &keystore, password).await?;
    sign_and_send(&io, &mut settings, agreed, key, password).await
}

/// Reads and verifies the card.
async fn card(io: &Io, settings: &Settings) -> Result<VerifiedIdentity, Error> {
    io.step(Step::Card);
    let Reply::Card(contents) = io.perform(Effect::ReadCard).await? else {
        return Err(Error::WrongReply);
    };
    bridge::verified(&contents, settings, io.now())
}

/// GetActorQualities: the person signs in, and the authority says what it knows (S8, S9).
async fn sign_in(
    io: &Io,
    settings: &mut Settings,
    holder: &VerifiedIdentity,
    person: &Person,
) -> Result<ActorQualities, Error> {
    io.step(Step::SignIn);
    let operation = GetActorQualities::new(person.ssin().clone());
    let call = ask::signed_by_card(io, settings, operation, holder, CardKey::Authentication, Purpose::SignIn)
        .await?;
    ask::send(io, settings, &call).await
}

/// GetCertificateInfoForCitizen: what the authority has of this person.
async fn certificates(
    io: &Io,
    settings: &mut Settings,
    holder: &VerifiedIdentity,
) -> Result<Vec<CertificateInfo>, Error> {
    io.step(Step::SignIn);
    let operation = GetCertificateInfoForCitizen;
    let call = ask::signed_by_card(io, settings, operation, holder, CardKey::Authentication, Purpose::SignIn)
        .await?;
    ask::send(io, settings, &call).await
}

async fn contact_data(io: &Io, suggestion: Option<ContactData>) -> Result<ContactData, Error> {
    io.step(Step::ContactData);
    match io.ask(Question::ContactData { suggestion }).await? {
        Answer::ContactData(contact) => Ok(contact),
        Answer::Declined => Err(Error::Interrupted),
        _ => Err(Error::WrongReply),
    }
}

/// GenerateContract, checked against what was asked (ra.md 4.4), shown and accepted.
async fn contract(
    io: &Io,
    settings: &mut Settings,
    person: &Person,
    contact: &ContactData,
) -> Result<(Contract, Acceptance), Error> {
    io.step(Step::Contract);
    let expected = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
    let operation = GenerateContract::for_person(contact.clone(), person.clone(), expected.clone());
    let contract = ask::unsigned(io, settings, operation).await?;
    contract.check(person, &expected)?;
    let acceptance = io.accepted(Question::Contract(contract.clone())).await?;
    Ok((contract, acceptance))
}

async fn new_password(io: &Io, settings: &Settings) -> Result<Password, Error> {
    io.step(Step::Password);
    match io.ask(Question::NewPassword).await? {
        Answer::Password(password) => {
            let judgement = password_policy::judge(&settings.policy, password.expose(), None);
            match judgement.code() {
                Some(code) => Err(Error::Password(code)),
                None => Ok(password),
            }
        }
        Answer::Declined => Err(Error::Interrupted),
        _ => Err(Error::WrongReply),
    }
}

pub(super) async fn new_key(io: &Io) -> Result<NewKey, Error> {
    match io.perform(Effect::GenerateKey).await? {
        Reply::Key(key) => {
            io.key_ahead(false);
            Ok(key)
        }
        _ => Err(Error::WrongReply),
    }
}

/// The keystore is on disk, flushed and opened again before its key may sign (S14).
async fn store(
    io: &Io,
    settings: &Settings,
    contract: &Contract,
    key: NewKey,
    password: Password,
) -> Result<(StoredKey, Password), Error> {
    let subject = contract.subject();
    let (folder, profile) = (settings.folder.clone(), settings.profile);
    let name = NewName {
        subject: subject.clone(),
        environment: settings.environment,
        now: io.now(),
        local_stamp: settings.local_stamp,
    };
    io.files("store the key", move || {
        files::ensure_folder(&folder)?;
        let place = name.free_in(&folder)?;
        let stored = key.store(&place, &password, profile).map_err(StoreError::into_cause)?;
        Ok((stored, password))
    })
    .await
}

/// From a stored key to a request that the authority has.
async fn sign_and_send(
    io: &Io,
    settings: &mut Settings,
    agreed: Agreed,
    key: StoredKey,
    password: Password,
) -> Result<Outcome, Error> {
    let Agreed { holder, contact, contract, terms, acceptance } = agreed;
    let keystore = key.path().ok_or(Error::WrongReply)?.to_path_buf();
    let place = place(&keystore)?;
    let subject = contract.subject().clone();
    let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme())?.sign_with(&key)?;
    let identifier = csr.key_identifier();

    io.step(Step::Overview);
    let overview = Overview {
        subject: subject.rfc2253(),
        name: subject.name().to_owned(),
        environment: settings.environment,
        contact: contact.clone(),
        keystore: keystore.clone(),
        request: place.request(),
    };
    match io.ask(Question::Overview(overview)).await? {
        Answer::Confirmed => {}
        Answer::Declined => return Err(Error::TermsNotAccepted),
        _ => return Err(Error::WrongReply),
    }

    io.step(Step::Signature);
    let purpose = Purpose::Contract { subject: subject.rfc2253() };
    let operation = GenerateCertificate::new(EHealthCsr::new(contact.clone(), csr, contract))?;
    let call = ask::signed_by_card(io, settings, operation, &holder, CardKey::Signature, purpose).await?;

    io.step(Step::RequestFile);
    let now = io.now().as_secs();
    let environment = settings.environment.as_str().to_owned();
    let (body, request_path) = (call.body().to_vec(), place.request());
    let (record_subject, record_keystore) = (subject.rfc2253(), keystore.clone());
    let keystore_path = keystore.clone();
    io.files("write the request file", move || {
        // Types prove the order within one process; this proves the file.
        let again = StoredKey::open(&keystore_path, &password)?;
        if again.key_identifier() != identifier {
            return Err(ehealth_keystore::Error::VerifyFailed(None).into());
        }
        files::replace(&request_path, &body)?;
        Record::note(&keystore_path, |record| {
            record.environment = environment;
            record.subject = record_subject;
            record.key_identifier = identifier.to_string();
            record.keystore = file_name(&record_keystore);
            record.request = file_name(&request_path);
            record.contact = Some(Contact::from(&contact));
            record.signed_at = Some(now);
            if let Some(terms) = &terms {
                record.accept("terms", terms, now);
            }
            record.accept("contract", &acceptance, now);
        });
        Ok(())
    })
    .await?;

    let mut requested = Requested {
        keystore: keystore.clone(),
        request: place.request(),
        subject: subject.rfc2253(),
        key_identifier: identifier,
        sent: false,
        automatically_validated: None,
    };
    if !settings.send {
        return Ok(Outcome::Requested(requested));
    }
    io.step(Step::Send);
    let receipt = ask::send(io, settings, &call).await?;
    if receipt.key_identifier() != identifier {
        return Err(Error::WrongCertificate("public key identifier"));
    }
    requested.sent = true;
    requested.automatically_validated = Some(receipt.automatically_validated());
    let (now, automatic) = (io.now().as_secs(), receipt.automatically_validated());
    io.files("note that it was sent", move || {
        Record::note(&keystore, |record| {
            record.sent_at = Some(now);
            record.automatically_validated = Some(automatic);
        });
        Ok(())
    })
    .await?;
    Ok(Outcome::Requested(requested))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn already(place: &Place, record: &Record, key_identifier: KeyIdentifier) -> Requested {
    Requested {
        keystore: place.keystore(),
        request: place.request(),
        subject: record.subject.clone(),
        key_identifier,
        sent: true,
        automatically_validated: record.automatically_validated,
    }
}
