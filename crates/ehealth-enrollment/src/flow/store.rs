//! Opening keystores, and what is asked with them.

use std::path::{Path, PathBuf};

use ehealth_client::SignerChain;
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::etk::Etk;
use ehealth_csr::SubjectName;
use ehealth_keystore::files::{Lock, remove_left_over};
use ehealth_keystore::{Entry, FileName, Keystore, Password, StoredKey};
use ehealth_pki::{Certificate, Environment, KeyIdentifier, SigningKey};
use rustls_pki_types::UnixTime;

use super::{Answer, Question, ask};
use crate::error::Error;
use crate::exchange::Io;
use crate::record::Record;
use crate::settings::Settings;

/// Asks for the password of `keystore` until it opens. One that its name or its record puts into another
/// environment is not opened at all (domain.md S2).
pub(super) async fn open(
    io: &Io,
    settings: &Settings,
    keystore: &Path,
) -> Result<(Keystore, Password), Error> {
    let (path, environment) = (keystore.to_path_buf(), settings.environment);
    io.files("whose world it is", move || admit(&path, environment)).await?;
    let mut refused = false;
    loop {
        let question = Question::Password { keystore: keystore.to_path_buf(), refused };
        let password = match io.ask(question).await? {
            Answer::Password(password) => password,
            Answer::Declined => return Err(Error::Interrupted),
            _ => return Err(Error::WrongReply),
        };
        let path = keystore.to_path_buf();
        let opened = io
            .files("open the keystore", move || match Keystore::open(&path, &password) {
                Ok(store) => Ok(Some((store, password))),
                Err(ehealth_keystore::Error::WrongPassword) => Ok(None),
                Err(error) => Err(error.into()),
            })
            .await?;
        match opened {
            Some(opened) => return Ok(opened),
            None => refused = true,
        }
    }
}

/// Backups under an earlier password go when the keystore was opened with the new one; which they were is told
/// (domain.md 4.5). Another process at the file is no reason to fail: the next check does it.
pub(super) async fn without_superseded(io: &Io, opened: Keystore) -> Result<(Keystore, Vec<PathBuf>), Error> {
    io.files("remove backups under an earlier password", move || {
        let removed = opened.remove_superseded_backups().unwrap_or_default();
        Ok((opened, removed))
    })
    .await
}

/// The file that a link names: lock, record, waiting key and backups lie beside that one, wherever it was named.
pub(super) async fn real(io: &Io, keystore: PathBuf) -> Result<PathBuf, Error> {
    io.files("follow a link", move || {
        let is_link = std::fs::symlink_metadata(&keystore).is_ok_and(|link| link.is_symlink());
        Ok(if is_link { std::fs::canonicalize(&keystore).unwrap_or(keystore) } else { keystore })
    })
    .await
}

/// Production and acceptance differ by the suffix, the sandbox from both by the record.
fn admit(keystore: &Path, environment: Environment) -> Result<(), Error> {
    let acceptance = |environment| environment == Environment::Acceptance;
    let by_name = FileName::parse(&keystore.file_name().unwrap_or_default().to_string_lossy()).ok();
    let by_record = Record::load(keystore).map(|record| record.environment).filter(|text| !text.is_empty());
    let other_name = by_name.is_some_and(|name| acceptance(name.environment()) != acceptance(environment));
    if other_name || by_record.is_some_and(|text| text != environment.as_str()) {
        return Err(Error::WrongEnvironment);
    }
    Ok(())
}

/// Whether the installed certificate is of this environment: its chain leads to one of its anchors, whatever
/// its age. A certificate of the sandbox never counts as one of production, wherever its file lies.
pub(super) fn of_this_world(settings: &Settings, store: &Keystore, now: UnixTime) -> Result<(), Error> {
    let chain = store.authentication().chain();
    let (Some(leaf), Some(others)) = (chain.first(), chain.get(1..)) else {
        return Err(Error::WrongEnvironment);
    };
    match ehealth_pki::chain::verify(leaf, others, &settings.issuing_anchors, now).is_genuine() {
        true => Ok(()),
        false => Err(Error::WrongEnvironment),
    }
}

/// Holds the procedure's lock of `keystore`, so that two programs never register two challenges for one key.
pub(super) async fn lock(io: &Io, keystore: &Path) -> Result<Lock, Error> {
    let path = keystore.to_path_buf();
    io.files("lock the keystore", move || {
        let lock = Lock::procedure(&path)?;
        // What a killed process left in this folder is of nobody any more.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let _ = remove_left_over(folder.unwrap_or(Path::new(".")));
        Ok(lock)
    })
    .await
}

/// GetCertificate by the identifier of our key.
pub(super) async fn fetch(
    io: &Io,
    settings: &mut Settings,
    key: KeyIdentifier,
) -> Result<CertificateReply, Error> {
    ask::unsigned(io, settings, GetCertificate::new(key)).await
}

/// What the depot has for the holder of this certificate: the token that senders use (ra.md 5.7).
pub(super) async fn token(
    io: &Io,
    settings: &mut Settings,
    leaf: &Certificate,
) -> Result<DepotAnswer, Error> {
    let subject = SubjectName::from_name(leaf.subject().clone())?;
    let (kind, id) = subject.identifier();
    let mut owner = TokenOwner::new(kind, id);
    if let Some(application_id) = subject.application_id() {
        owner = owner.with_application_id(application_id);
    }
    ask::unsigned(io, settings, GetEtk::new(owner)).await
}

/// The alias that the token's certificate has in a keystore.
pub(super) fn serial(token: &Etk) -> Option<String> {
    token.encryption_certificate().map(|certificate| certificate.serial().to_string())
}

/// The chain that goes into a signature of the keystore's key (ra.md 3.2).
pub(super) fn signer(entry: &Entry) -> SignerChain {
    let chain: Vec<_> = entry.chain().iter().map(|certificate| certificate.der().clone()).collect();
    SignerChain::new(&chain, entry.key().scheme())
}

/// The keystore's authentication key, opened once more from the disk: the one that signs.
pub(super) async fn stored_key(
    io: &Io,
    keystore: &Path,
    password: Password,
) -> Result<(StoredKey, Password), Error> {
    let path = keystore.to_path_buf();
    io.files("open the key", move || Ok((StoredKey::open(&path, &password)?, password))).await
}
