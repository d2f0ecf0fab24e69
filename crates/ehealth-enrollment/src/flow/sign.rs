//! From a stored key to a request that the authority has (S11, S12, S14–S16).

use std::path::{Path, PathBuf};

use beid_card::{CardKey, VerifiedIdentity};
use ehealth_client::certra::GenerateCertificate;
use ehealth_csr::{CertificationRequest, ContactData, Contract, EHealthCsr, SubjectName};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{NewKey, Password, StoredKey, files, name};
use ehealth_pki::{KeyIdentifier, SigningKey};

use super::{Acceptance, Answer, Effect, Outcome, Overview, Purpose, Question, Reply, Requested, Step, ask};
use crate::error::Error;
use crate::exchange::Io;
use crate::files::NewName;
use crate::record::{Contact, Record};
use crate::settings::Settings;

/// What was agreed with the person and the authority before anything is signed.
pub(super) struct Agreed {
    pub(super) holder: VerifiedIdentity,
    pub(super) contact: ContactData,
    pub(super) contract: Contract,
    /// The general terms, when they were accepted in this run.
    pub(super) terms: Option<Acceptance>,
    pub(super) acceptance: Acceptance,
    /// The keystore that the new one will replace.
    pub(super) replaces: Option<PathBuf>,
    /// Backups of that one under an earlier password, which were removed.
    pub(super) removed: Vec<PathBuf>,
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
pub(super) async fn store(
    io: &Io,
    settings: &Settings,
    subject: &SubjectName,
    key: NewKey,
    password: Password,
) -> Result<(StoredKey, Password, Lock), Error> {
    let (folder, profile) = (settings.folder.clone(), settings.profile);
    let name = NewName::of(subject, settings, io.now());
    io.files("store the key", move || {
        files::ensure_folder(&folder)?;
        let (stored, lock) = name.store(&folder, key, |key, place| key.store(place, &password, profile))?;
        Ok((stored, password, lock))
    })
    .await
}

/// The certificate request of a stored key: no other can sign one.
pub(super) fn csr(subject: &SubjectName, key: &StoredKey) -> Result<CertificationRequest, Error> {
    Ok(CertificationRequest::prepare(subject, &key.public_key(), key.scheme())?.sign_with(key)?)
}

/// Everything that is about to be signed or sent is shown once more (S11).
pub(super) async fn confirm(
    io: &Io,
    settings: &Settings,
    subject: &SubjectName,
    contact: &ContactData,
    keystore: &Path,
) -> Result<(), Error> {
    io.step(Step::Overview);
    let overview = Overview {
        subject: subject.rfc2253(),
        name: subject.name().to_owned(),
        environment: settings.environment,
        contact: contact.clone(),
        keystore: keystore.to_path_buf(),
        request: name::request_beside(keystore),
    };
    match io.ask(Question::Overview(overview)).await? {
        Answer::Confirmed => Ok(()),
        Answer::Declined => Err(Error::TermsNotAccepted),
        _ => Err(Error::WrongReply),
    }
}

/// Overview, signature, request file, sending.
pub(super) async fn sign_and_send(
    io: &Io,
    settings: &mut Settings,
    agreed: Agreed,
    key: StoredKey,
    password: Password,
) -> Result<Outcome, Error> {
    let Agreed { holder, contact, contract, terms, acceptance, replaces, removed } = agreed;
    let keystore = key.path().ok_or(Error::WrongReply)?.to_path_buf();
    let subject = contract.subject().clone();
    let csr = csr(&subject, &key)?;
    let identifier = csr.key_identifier();
    confirm(io, settings, &subject, &contact, &keystore).await?;

    io.step(Step::Signature);
    let purpose = Purpose::Contract { subject: subject.rfc2253() };
    let operation = GenerateCertificate::new(EHealthCsr::new(contact.clone(), csr, contract))?;
    let call = ask::signed_by_card(io, settings, operation, &holder, CardKey::Signature, purpose).await?;

    io.step(Step::RequestFile);
    let now = io.now().as_secs();
    let note =
        Note { environment: settings.environment.as_str(), subject: subject.rfc2253(), identifier, now };
    let (body, path, old) = (call.body().to_vec(), keystore.clone(), replaces.clone());
    io.files("write the request file", move || {
        // Types prove the order within one process; this proves the file.
        if StoredKey::open(&path, &password)?.key_identifier() != identifier {
            return Err(ehealth_keystore::Error::VerifyFailed(None).into());
        }
        files::replace(&name::request_beside(&path), &body)?;
        Record::note(&path, |record| {
            note.write(record, &path, &contact);
            record.signed_at = Some(now);
            record.replaces = old.as_deref().map(file_name);
            if let Some(terms) = &terms {
                record.accept("terms", terms, now);
            }
            record.accept("contract", &acceptance, now);
        });
        Ok(())
    })
    .await?;

    let mut requested = requested(&keystore, subject.rfc2253(), identifier);
    requested.replaces = replaces;
    requested.removed_backups = removed;
    if !settings.send {
        return Ok(Outcome::Requested(requested));
    }
    io.step(Step::Send);
    let receipt = match ask::send(io, settings, &call).await {
        Err(error) => return Err(refused(io, &keystore, error).await),
        Ok(receipt) => receipt,
    };
    if receipt.key_identifier() != identifier {
        return Err(Error::WrongCertificate("public key identifier"));
    }
    sent(io, &keystore, receipt.automatically_validated()).await?;
    requested.sent = true;
    requested.automatically_validated = Some(receipt.automatically_validated());
    Ok(Outcome::Requested(requested))
}

/// Notes a definite refusal: the key of that request is not used again (ra.md 12).
async fn refused(io: &Io, keystore: &Path, error: Error) -> Error {
    if !matches!(&error, Error::Client(refused @ ehealth_client::Error::Refused(_)) if !refused.may_have_acted())
    {
        return error;
    }
    let (path, now) = (keystore.to_path_buf(), io.now().as_secs());
    let noted = io.files("note the refusal", move || {
        Record::note(&path, |record| record.refused_at = Some(now));
        Ok(())
    });
    let _ = noted.await;
    error
}

/// Notes that the authority has the request.
pub(super) async fn sent(io: &Io, keystore: &Path, automatic: bool) -> Result<(), Error> {
    let (path, now) = (keystore.to_path_buf(), io.now().as_secs());
    io.files("note that it was sent", move || {
        Record::note(&path, |record| {
            record.sent_at = Some(now);
            record.automatically_validated = Some(automatic);
        });
        Ok(())
    })
    .await
}

/// What the record tells of a request, however it is made.
pub(super) struct Note {
    pub(super) environment: &'static str,
    pub(super) subject: String,
    pub(super) identifier: KeyIdentifier,
    pub(super) now: u64,
}

impl Note {
    pub(super) fn write(self, record: &mut Record, keystore: &Path, contact: &ContactData) {
        record.environment = self.environment.to_owned();
        record.subject = self.subject;
        record.key_identifier = self.identifier.to_string();
        record.keystore = file_name(&name::final_path(keystore));
        record.request = file_name(&name::request_beside(keystore));
        record.contact = Some(Contact::from(contact));
        record.requested_at.get_or_insert(self.now);
    }
}

pub(super) fn requested(keystore: &Path, subject: String, key_identifier: KeyIdentifier) -> Requested {
    Requested {
        keystore: keystore.to_path_buf(),
        request: name::request_beside(keystore),
        subject,
        key_identifier,
        sent: false,
        replaces: None,
        automatically_validated: None,
        request_number: None,
        removed_backups: Vec::new(),
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
