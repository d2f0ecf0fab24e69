//! Opening keystores, and what is asked with them.

use std::path::{Path, PathBuf};

use ehealth_client::SignerChain;
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{Entry, FileName, Keystore, Password, StoredKey};
use ehealth_pki::{Environment, KeyIdentifier, SigningKey};
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
    io.files("lock the keystore", move || Ok(Lock::procedure(&path)?)).await
}

/// GetCertificate by the identifier of our key.
pub(super) async fn fetch(
    io: &Io,
    settings: &mut Settings,
    key: KeyIdentifier,
) -> Result<CertificateReply, Error> {
    ask::unsigned(io, settings, GetCertificate::new(key)).await
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
