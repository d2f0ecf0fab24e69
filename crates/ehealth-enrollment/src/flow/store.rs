//! Opening keystores, and what is asked with them.

use std::path::Path;

use ehealth_client::SignerChain;
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{Entry, Keystore, Password, StoredKey};
use ehealth_pki::{KeyIdentifier, SigningKey};

use super::{Answer, Question, ask};
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// Asks for the password of `keystore` until it opens.
pub(super) async fn open(io: &Io, keystore: &Path) -> Result<(Keystore, Password), Error> {
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
