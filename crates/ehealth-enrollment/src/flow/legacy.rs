//! Version 1 of the services (ra.md 9): the `.ehcsr` of an older program is sent, and its keystore completed.
//!
//! The authority calls such a request by a number. It stands in the answer, and in the e-mail that the person gets: so
//! where the answer was lost, the number is asked for rather than the request sent again.

use std::path::{Path, PathBuf};

use ehealth_client::Error as ClientError;
use ehealth_client::certra::CertificateReply;
use ehealth_client::depot::DepotAnswer;
use ehealth_client::etk::{Challenge, EncryptionCertificate};
use ehealth_client::v1::certra::{
    GenerateCertificate, GenerateCertificateForRenewal, GetCertificate, Reply, RequestId,
};
use ehealth_client::v1::etkra::{ActivateETK, CompleteEtkRegistration, StartEtkRegistration};
use ehealth_client::v1::{ACTIVATE, SignedDocument};
use ehealth_csr::{RequestFile, SignedRequestV1};
use ehealth_keystore::{Entry, Keystore, StoredKey, name};
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use super::{Outcome, Step, ask, sign, store};
use crate::error::Error;
use crate::exchange::Io;
use crate::files::read_request;
use crate::record::Record;
use crate::settings::Settings;

/// What is missing when the authority's number of a request is not known.
const NUMBER: &str = "request-number";

/// What the authority calls the request of a keystore by, where it is known.
pub(super) struct Number(Option<String>);

impl Number {
    /// `None` for a keystore whose request is not of version 1.
    pub(super) async fn of(io: &Io, settings: &Settings, keystore: &Path) -> Result<Option<Self>, Error> {
        let (path, given) = (keystore.to_path_buf(), settings.request_number.clone());
        io.files("which version", move || {
            let known = Record::load(&path).and_then(|record| record.request_number);
            let beside = read_request(&name::request_beside(&path))?;
            let is_v1 =
                beside.is_some_and(|bytes| matches!(RequestFile::read(&bytes), Ok(RequestFile::V1(_))));
            Ok((is_v1 || known.is_some() || given.is_some()).then(|| Self(given.or(known))))
        })
        .await
    }
}

/// Sends the file's message as it is, unless the authority has it.
pub(super) async fn send(
    io: &Io,
    file: PathBuf,
    request: SignedRequestV1,
    mut settings: Settings,
) -> Result<Outcome, Error> {
    // A file that was damaged on its way is told here, not by the authority.
    request.verify()?;
    let identifier = request.key_identifier();
    let subject = request.request().csr().subject().rfc2253();
    let keystore = super::send::keystore_beside(&file);
    let mut requested = sign::requested(&keystore, subject.clone(), identifier);
    requested.request = file;
    io.step(Step::Fetch);
    let path = keystore.clone();
    let record = io.files("read the record", move || Ok(Record::load(&path).unwrap_or_default())).await?;
    let number = settings.request_number.clone().or(record.request_number);
    requested.request_number.clone_from(&number);
    let known = fetch(io, &mut settings, &Number(number.clone()), identifier).await;
    match known {
        Ok(_) => {
            requested.sent = true;
            return Ok(Outcome::AlreadySent(requested));
        }
        // Of a request that has a number this is the authority's word; of one that was sent before, nobody knows.
        Err(Error::AnswerMissing(_)) if record.tried_at.is_none() => {}
        Err(error) => return Err(error),
    }
    io.step(Step::Send);
    let (path, now, environment) = (keystore.clone(), io.now().as_secs(), settings.environment.as_str());
    let key = identifier.to_string();
    io.files("note the attempt", move || {
        Record::note(&path, |record| {
            environment.clone_into(&mut record.environment);
            record.subject = subject;
            record.key_identifier = key;
            record.keystore = sign::file_name(&name::final_path(&path));
            record.request = sign::file_name(&name::request_beside(&path));
            record.tried_at = Some(now);
        });
        Ok(())
    })
    .await?;
    let number = match submit(io, &mut settings, request).await {
        Ok(number) => number.to_string(),
        Err(error) => return Err(refused(io, &keystore, error).await),
    };
    let (path, now, given) = (keystore.clone(), io.now().as_secs(), number.clone());
    io.files("note that it was sent", move || {
        Record::note(&path, |record| {
            record.sent_at = Some(now);
            record.request_number = Some(given);
        });
        Ok(())
    })
    .await?;
    requested.sent = true;
    requested.request_number = Some(number);
    Ok(Outcome::Requested(requested))
}

async fn submit(io: &Io, settings: &mut Settings, request: SignedRequestV1) -> Result<RequestId, Error> {
    let message = SignedDocument::from_bytes(request.as_bytes().to_vec());
    match settings.request_renews {
        true => ask::unsigned(io, settings, GenerateCertificateForRenewal::new(message)).await,
        false => ask::unsigned(io, settings, GenerateCertificate::new(message)).await,
    }
}

/// After a definite refusal nothing is in doubt: the next attempt may send.
async fn refused(io: &Io, keystore: &Path, error: Error) -> Error {
    if !matches!(&error, Error::Client(refused) if !refused.may_have_acted()) {
        return error;
    }
    let (path, now) = (keystore.to_path_buf(), io.now().as_secs());
    let by_authority = matches!(&error, Error::Client(ClientError::Refused(_)));
    let noted = io.files("note the refusal", move || {
        Record::note(&path, |record| {
            record.tried_at = None;
            record.refused_at = by_authority.then_some(now).or(record.refused_at);
        });
        Ok(())
    });
    let _ = noted.await;
    error
}

/// Asks for the certificate by the request's number; without one by its key, which version 2 may know.
///
/// # Errors
/// `answer.missing` when no number is known and the key is not known either: that says nothing about the request.
pub(super) async fn fetch(
    io: &Io,
    settings: &mut Settings,
    number: &Number,
    key: KeyIdentifier,
) -> Result<(CertificateReply, Option<UnixTime>), Error> {
    let Some(number) = &number.0 else {
        return match store::fetch(io, settings, key).await {
            Ok(reply) => Ok((reply, None)),
            Err(Error::Client(ClientError::Refused(_))) => Err(Error::AnswerMissing(NUMBER)),
            Err(error) => Err(error),
        };
    };
    let reply = ask::unsigned(io, settings, GetCertificate::new(number)).await?;
    let again = match &reply {
        Reply::NotYetValid { ask_again, .. } => *ask_again,
        _ => None,
    };
    Ok((reply.into(), again))
}

/// Version 1 tells nothing about a certificate, but the depot is of its time: a token of ours there is registered.
pub(super) async fn registered(
    io: &Io,
    settings: &mut Settings,
    opened: &Keystore,
) -> Result<Option<bool>, Error> {
    let token = depot(io, settings, opened).await?;
    let ours = opened.current_encryption_keys().any(|entry| Some(entry.alias()) == token.as_deref());
    Ok(ours.then_some(false))
}

/// Serial number of the token that senders use for the holder of this keystore.
async fn depot(io: &Io, settings: &mut Settings, opened: &Keystore) -> Result<Option<String>, Error> {
    let Some(leaf) = opened.authentication().chain().first() else { return Ok(None) };
    Ok(match store::token(io, settings, leaf).await? {
        DepotAnswer::Token(token) => store::serial(&token),
        _ => None,
    })
}

async fn signed(io: &Io, entry: &Entry, content: &[u8]) -> Result<SignedDocument, Error> {
    let now = io.now();
    Ok(SignedDocument::prepare(content, &store::signer(entry), now)?.sign_with(entry.key())?)
}

pub(super) async fn start(
    io: &Io,
    settings: &mut Settings,
    entry: &Entry,
    waiting: &StoredKey,
) -> Result<Challenge, Error> {
    let message = signed(io, entry, &waiting.public_key()).await?;
    ask::unsigned(io, settings, StartEtkRegistration::new(message)).await
}

/// The answer holds the token alone; that senders use another one means that this one waits (a renewal).
pub(super) async fn complete(
    io: &Io,
    settings: &mut Settings,
    opened: &Keystore,
    certificate: &EncryptionCertificate,
) -> Result<bool, Error> {
    let message = signed(io, opened.authentication(), certificate.to_der()).await?;
    ask::unsigned(io, settings, CompleteEtkRegistration::new(message)).await?;
    Ok(match depot(io, settings, opened).await {
        Ok(Some(serial)) => !opened.current_encryption_keys().any(|entry| entry.alias() == serial),
        // Nothing else depends on the depot.
        Ok(None) | Err(Error::Client(_)) => false,
        Err(error) => return Err(error),
    })
}

/// Activates the token; `false` when senders use it already.
pub(super) async fn activate(io: &Io, settings: &mut Settings, opened: &Keystore) -> Result<bool, Error> {
    if registered(io, settings, opened).await?.is_some() {
        return Ok(false);
    }
    let message = signed(io, opened.authentication(), ACTIVATE).await?;
    ask::unsigned(io, settings, ActivateETK::new(message)).await?;
    Ok(true)
}
