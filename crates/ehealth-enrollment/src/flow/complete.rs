//! The second half: certificate, encryption key, finished keystore (domain.md 6.3, style of ra.md 8).

use core::time::Duration;
use std::path::{Path, PathBuf};

use ehealth_client::certra::CertificateReply;
use ehealth_client::depot::DepotAnswer;
use ehealth_client::etk::EncryptionCertificate;
use ehealth_client::issued::{self, Expected};
use ehealth_csr::SubjectName;
use ehealth_keystore::{Entry, Keystore, NewKey, Password, Stage, StoreError, StoredKey, files, name};
use ehealth_pki::Certificate;
use rustls_pki_types::{CertificateDer, UnixTime};

use super::route::Route;
use super::{Completed, Effect, Outcome, Reply, Step, sign, steps, store};
use crate::error::Error;
use crate::exchange::Io;
use crate::files::{place, request_of};
use crate::record::Record;
use crate::settings::Settings;
use crate::{after, assumed};

/// The keystore as it stands now, and what opens it.
pub(super) struct Work {
    pub(super) path: PathBuf,
    pub(super) store: Keystore,
    pub(super) password: Password,
    pub(super) route: Route,
    /// Backups under an earlier password, removed when the keystore was opened.
    pub(super) removed: Vec<PathBuf>,
}

impl Work {
    /// Opens the keystore, which is locked.
    pub(super) async fn open(io: &Io, settings: &Settings, path: PathBuf) -> Result<Self, Error> {
        io.step(Step::Password);
        let (store, password) = store::open(io, settings, &path).await?;
        let (store, removed) = store::without_superseded(io, store).await?;
        let route = Route::of(io, settings, &path).await?;
        Ok(Self { path, store, password, route, removed })
    }
}

/// Completes the keystore at `path`. Each stage is on disk before the next begins, so it may be repeated
/// after any interruption; what the authority may already have done is asked before it is done again.
pub(super) async fn complete(io: Io, path: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::COMPLETE);
    let path = store::real(&io, path).await?;
    let _lock = store::lock(&io, &path).await?;
    let mut work = Work::open(&io, &settings, path).await?;
    if work.store.stage(io.now()) != Stage::KeyOnly {
        store::of_this_world(&settings, &work.store, io.now())?;
    } else {
        let chain = certificate(&io, &mut settings, &work).await?;
        work = install(&io, work, chain).await?;
    }
    io.step(Step::EncryptionKey);
    let (mut work, mut waiting) = waiting_key(&io, work).await?;
    if is_complete(work.store.stage(io.now())) {
        let known = noted(&io, &work).await?;
        if let (None, Some(waits)) = (&waiting, known) {
            // All was done; a name that was still to be given is given now.
            let work = publish(&io, &mut settings, work, waits).await?;
            return Ok(Outcome::NothingToDo(completed(&work, waits)?));
        }
        // The key is in the store with its certificate; whether the authority was told is not known.
        if let Some(waits) = work.route.registered(&io, &mut settings, &work.store).await? {
            let work = publish(&io, &mut settings, work, waits).await?;
            return Ok(match waiting {
                Some(_) => Outcome::Completed(completed(&work, waits)?),
                None => Outcome::NothingToDo(completed(&work, waits)?),
            });
        }
        // It may still hear of that certificate, so its entry stays; registration begins with a new key.
        if waiting.is_some() {
            (work, waiting) = (discard_waiting(&io, work).await?, None);
        }
    } else if waiting.is_none() && work.route.registered(&io, &mut settings, &work.store).await?.is_some() {
        // A new registration would take the token away from the copy that was completed elsewhere.
        return Err(Error::TokenElsewhere);
    }
    usable(&io, &settings, leaf(&work.store)?.not_before()).await?;
    let (work, waiting) = match waiting {
        Some(key) => (work, key),
        None => {
            let key = sign::new_key(&io).await?;
            store_waiting(&io, work, key).await?
        }
    };
    io.step(Step::Register);
    let (work, waits) = register(&io, &mut settings, work, waiting).await?;
    let work = publish(&io, &mut settings, work, waits).await?;
    Ok(Outcome::Completed(completed(&work, waits)?))
}

/// Asks for the certificate until it is there, and believes it only when it is the one asked for.
async fn certificate(
    io: &Io,
    settings: &mut Settings,
    work: &Work,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let identifier = work.store.key_identifier();
    let mut asked: u32 = 0;
    loop {
        io.step(Step::Fetch);
        let (reply, again) = match work.route.fetch(io, settings, identifier).await {
            Err(error) => return Err(explain(io, work, error).await),
            Ok(reply) => reply,
        };
        let now = io.now();
        if let CertificateReply::Delivered(delivered) = &reply {
            io.step(Step::Install);
            let subject = requested_subject(io, &work.path, delivered).await?;
            let spki = work.store.authentication().key().public_key();
            let expected = Expected { spki: &spki, subject: &subject };
            let chain = issued::check(&reply, &expected, &settings.issuing_anchors, now)?;
            return Ok(chain.to_der());
        }
        asked = asked.saturating_add(1);
        let soonest = after(now, assumed::poll_pause(asked));
        let next = again.map_or(soonest, |again| again.max(soonest));
        let path = work.path.clone();
        let since = io
            .files("note the question", move || {
                Record::note(&path, |record| record.asked_at = Some(now.as_secs()));
                Ok(Record::load(&path).and_then(|record| record.sent_at))
            })
            .await?;
        if !settings.wait {
            let since = since.map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
            return Err(Error::NotYet { since, next });
        }
        wait(io, next).await?;
    }
}

/// Why the authority has no certificate: of a request that was never sent it knows nothing; of one that it has
/// refused the record keeps the mark, so that it is not looked for again.
async fn explain(io: &Io, work: &Work, error: Error) -> Error {
    let Error::Client(ehealth_client::Error::Refused(_)) = &error else { return error };
    let path = work.path.clone();
    let never_sent = io.files("read the record", move || {
        Ok(Record::load(&path).is_some_and(|record| record.sent_at.is_none()))
    });
    match never_sent.await {
        Ok(true) => Error::Outdated,
        _ => error,
    }
}

/// The subject that was asked for: of the request file; without one, what the keystore's name says.
async fn requested_subject(
    io: &Io,
    path: &Path,
    delivered: &[CertificateDer<'_>],
) -> Result<SubjectName, Error> {
    let keystore = path.to_path_buf();
    // Without one that tells, the key decides all the same.
    if let Some(csr) = io.files("read the request", move || request_of(&keystore)).await? {
        return Ok(SubjectName::from_name(csr.subject().clone())?);
    }
    let leaf = delivered.first().ok_or(Error::WrongCertificate("no certificate"))?;
    let leaf = Certificate::from_der(leaf).map_err(|_| Error::WrongCertificate("malformed certificate"))?;
    let subject = SubjectName::from_name(leaf.subject().clone())?;
    // A keystore may have been renamed by hand; a name of ours must tell the same holder.
    if place(path).is_ok_and(|place| subject.identifier() != (place.name().kind(), place.name().id())) {
        return Err(Error::WrongCertificate("subject"));
    }
    Ok(subject)
}

async fn install(io: &Io, work: Work, chain: Vec<CertificateDer<'static>>) -> Result<Work, Error> {
    let now = io.now().as_secs();
    io.files("install the certificate", move || {
        let Work { path, store, password, route, mut removed } = work;
        let replaced = store.change().install(&chain)?.draft()?.replace()?;
        removed.extend_from_slice(replaced.removed());
        Record::note(&path, |record| record.installed_at = Some(now));
        Ok(Work { path, store: replaced.into_keystore(), password, route, removed })
    })
    .await
}

async fn waiting_key(io: &Io, work: Work) -> Result<(Work, Option<StoredKey>), Error> {
    io.files("look for a waiting key", move || {
        let waiting = match Keystore::open_waiting_key(&work.path, &work.password) {
            // One that does not open is kept under another name, and a new one is made: if its certificate was ever
            // sent, the key stands in the keystore too.
            Err(error) if error.code().starts_with("keystore.") => {
                Keystore::set_aside_waiting_key(&work.path)?;
                None
            }
            waiting => waiting?,
        };
        Ok((work, waiting))
    })
    .await
}

async fn store_waiting(io: &Io, work: Work, key: NewKey) -> Result<(Work, StoredKey), Error> {
    io.files("store the encryption key", move || {
        let profile = work.store.profile();
        let stored =
            key.store_waiting(&work.path, &work.password, profile).map_err(StoreError::into_cause)?;
        Ok((work, stored))
    })
    .await
}

async fn discard_waiting(io: &Io, work: Work) -> Result<Work, Error> {
    io.files("set the waiting key aside", move || {
        work.store.remove_waiting_key()?;
        Ok(work)
    })
    .await
}

/// Start, challenge, certificate, Complete (ra.md 5). The key and its certificate are in the keystore before
/// they are registered: a token whose key is lost would make messages unreadable.
async fn register(
    io: &Io,
    settings: &mut Settings,
    work: Work,
    waiting: StoredKey,
) -> Result<(Work, bool), Error> {
    let challenge = work.route.start(io, settings, &work.store, &waiting).await?;
    // What does not decrypt and what decrypts to something else is told alike (ra.md 5.4).
    let plaintext =
        waiting.decrypt(challenge.ciphertext()).map_err(|_| ehealth_client::Error::ChallengeMismatch)?;
    let serial = challenge.serial_number(&plaintext)?;
    let certificate = EncryptionCertificate::prepare(leaf(&work.store)?, &waiting.public_key(), &serial)?
        .sign_with(work.store.authentication().key())?;
    let added = certificate.to_der().clone();
    let work = io
        .files("add the encryption key", move || {
            let Work { path, store, password, route, mut removed } = work;
            let replaced = store.change().add_encryption_key(&waiting, &added)?.draft()?.replace()?;
            removed.extend_from_slice(replaced.removed());
            Ok(Work { path, store: replaced.into_keystore(), password, route, removed })
        })
        .await?;
    let waits = work.route.register(io, settings, &work.store, certificate).await?;
    Ok((work, waits))
}

/// Whether the record says that the encryption key was registered, and whether it waits for activation.
async fn noted(io: &Io, work: &Work) -> Result<Option<bool>, Error> {
    let path = work.path.clone();
    io.files("read the record", move || {
        let record = Record::load(&path).filter(|record| record.registered_at.is_some());
        Ok(record.map(|record| record.waits_for_activation))
    })
    .await
}

/// The keystore is opened once more from the disk and gets its name, the waiting file goes, the record tells.
async fn publish(io: &Io, settings: &mut Settings, work: Work, waits: bool) -> Result<Work, Error> {
    io.step(Step::Verify);
    if name::final_path(&work.path) != work.path {
        readable(io, settings, &work).await?;
    }
    let now = io.now();
    io.files("finish the keystore", move || {
        let Work { path, password, route, removed, .. } = work;
        let store = Keystore::open(&path, &password)?;
        if !is_complete(store.stage(now)) {
            return Err(ehealth_keystore::Error::VerifyFailed(None).into());
        }
        // A store that was kept out of the consumers' sight until it was finished gets its name; the waiting
        // key goes last, so that a process that dies between the two comes back here.
        let named = files::publish_pending(&path)?;
        let store = if named == path { store } else { Keystore::open(&named, &password)? };
        let path = named;
        store.remove_waiting_key()?;
        let end = store.certificate(now).map(|leaf| leaf.not_after().as_secs());
        Record::note(&path, |record| {
            record.not_after = end;
            record.registered_at.get_or_insert(now.as_secs());
            record.waits_for_activation = waits;
        });
        after::carry_over(&path);
        Ok(Work { path, store, password, route, removed })
    })
    .await
}

/// A renewed keystore comes into the programs' sight only when it reads what senders send now (domain.md 6.4): the
/// depot's token is one of its keys. Nothing else depends on the depot, so its silence does not matter.
async fn readable(io: &Io, settings: &mut Settings, work: &Work) -> Result<(), Error> {
    let token = match store::token(io, settings, leaf(&work.store)?).await {
        Ok(DepotAnswer::Token(token)) => store::serial(&token),
        Ok(_) | Err(Error::Client(_)) => None,
        Err(error) => return Err(error),
    };
    match token.is_none_or(|serial| work.store.encryption_keys().any(|entry| entry.alias() == serial)) {
        true => Ok(()),
        false => Err(Error::TokenElsewhere),
    }
}

/// A certificate that is not valid yet is refused by EtkRA (ra.md 2.7): wait, or come back.
async fn usable(io: &Io, settings: &Settings, from: UnixTime) -> Result<(), Error> {
    while io.now().as_secs() < from.as_secs() {
        if !settings.wait {
            return Err(Error::NotYetValid { from });
        }
        wait(io, from).await?;
    }
    Ok(())
}

async fn wait(io: &Io, until: UnixTime) -> Result<(), Error> {
    match io.perform(Effect::WaitUntil(until)).await? {
        Reply::Woken => Ok(()),
        _ => Err(Error::WrongReply),
    }
}

/// With an encryption key of its own, beside old ones or alone.
const fn is_complete(stage: Stage) -> bool {
    matches!(stage, Stage::Complete | Stage::Renewed)
}

fn after(now: UnixTime, pause: Duration) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs().saturating_add(pause.as_secs())))
}

fn leaf(store: &Keystore) -> Result<&Certificate, Error> {
    store.authentication().chain().first().ok_or(Error::WrongCertificate("no certificate"))
}

pub(super) fn completed(work: &Work, waits_for_activation: bool) -> Result<Completed, Error> {
    let leaf = leaf(&work.store)?;
    Ok(Completed {
        keystore: work.path.clone(),
        subject: leaf.subject().rfc2253(),
        issuer: leaf.issuer().rfc2253(),
        serial: leaf.serial().to_string(),
        key_identifier: work.store.key_identifier(),
        not_before: leaf.not_before(),
        not_after: leaf.not_after(),
        encryption_serial: work
            .store
            .current_encryption_keys()
            .next()
            .map(Entry::alias)
            .unwrap_or_default()
            .to_owned(),
        waits_for_activation,
        removed_backups: work.removed.clone(),
        switch: after::switch(&work.path),
    })
}
