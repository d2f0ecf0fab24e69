//! The encryption key that waits for its serial number, in a file of its own beside the keystore: `<file
//! name>.etk`, with the same password (domain.md 4.5).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::entries::{Entries, Entry};
use crate::error::Error;
use crate::files::{self, Lock, Temporary, backup, flush_folder};
use crate::key::StoredKey;
use crate::password::Password;
use crate::pfx::{Profile, ReadOptions};
use crate::place::waiting_key_beside;
use crate::secret::Secret;
use crate::store::{Keystore, read_file};
use crate::{assumed, dummy};

impl Keystore {
    /// Opens the encryption key that waits beside the keystore at `keystore` (its path, not the waiting
    /// file's); `None` when none does.
    ///
    /// # Errors
    /// As [`open`](Self::open), for the waiting file.
    pub fn open_waiting_key(keystore: &Path, password: &Password) -> Result<Option<StoredKey>, Error> {
        let path = waiting_key_beside(keystore);
        match read_file(&path) {
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
            Ok(file) => key(&file, password, &path).map(Some),
        }
    }

    /// Gives the waiting file another name, `….etk.bak-<stamp>`, so that a new key can be made. For a file that
    /// does not open and whose certificate was never sent: what was sent stands in the keystore (domain.md 4.5).
    /// `None` when none waits.
    ///
    /// # Errors
    /// `keystore.locked`, `file.…`.
    pub fn set_aside_waiting_key(keystore: &Path) -> Result<Option<PathBuf>, Error> {
        let path = waiting_key_beside(keystore);
        if !path.exists() {
            return Ok(None);
        }
        let _lock = Lock::of(&path)?;
        backup::set_aside(&path).map(Some)
    }

    /// Removes the waiting file of the encryption key, once the registration of its token is confirmed.
    /// Without a waiting file nothing happens.
    ///
    /// # Errors
    /// `keystore.key_would_be_lost` when the key that waits there is not in this keystore, and those of
    /// [`open_waiting_key`](Self::open_waiting_key).
    pub fn remove_waiting_key(&self) -> Result<(), Error> {
        let path = self.path.as_deref().ok_or(Error::NoFile)?;
        let Some(waiting) = Self::open_waiting_key(path, &self.password)? else { return Ok(()) };
        if !self.keys().iter().any(|entry| entry.key().secret() == waiting.secret()) {
            return Err(Error::KeyWouldBeLost(waiting.key_identifier().to_string()));
        }
        // The file itself, not what was opened a while ago, has to hold it.
        if Sha256::digest(read_file(path)?).as_slice() != self.fingerprint {
            return Err(Error::ChangedMeanwhile(path.to_owned()));
        }
        files::remove(&waiting_key_beside(path))
    }
}

/// The one key of a waiting file.
fn key(file: &[u8], password: &Password, path: &Path) -> Result<StoredKey, Error> {
    let entries = Entries::read(file, password, &ReadOptions::new(), Some(path))?;
    let [entry] = <[Entry; 1]>::try_from(entries.keys).map_err(|_| Error::malformed(0))?;
    Ok(entry.key)
}

/// What a change of the password does to a key that waits.
#[derive(Debug)]
pub(crate) enum WaitingDraft {
    /// Written under the new password, flushed, read back, compared.
    Rewritten { temporary: Temporary, path: PathBuf, _lock: Lock },
    /// No password opens it.
    Unreadable { path: PathBuf, _lock: Lock },
}

/// Prepares it; `None` when there is nothing to do. The keystore's lock is held.
pub(crate) fn draft(
    keystore: &Path,
    old: &Password,
    new: &Password,
    profile: Profile,
) -> Result<Option<WaitingDraft>, Error> {
    let path = waiting_key_beside(keystore);
    if !path.exists() {
        return Ok(None);
    }
    let lock = Lock::of(&path)?;
    let file = read_file(&path)?;
    let secret = match key(&file, old, &path) {
        Ok(stored) => Arc::clone(stored.secret()),
        // A change that was interrupted has written it already.
        Err(_) if key(&file, new, &path).is_ok() => return Ok(None),
        Err(_) => return Ok(Some(WaitingDraft::Unreadable { path, _lock: lock })),
    };
    let temporary = write(&lock, &path, &secret, new, profile)?;
    Ok(Some(WaitingDraft::Rewritten { temporary, path, _lock: lock }))
}

fn write(
    lock: &Lock,
    path: &Path,
    secret: &Secret,
    new: &Password,
    profile: Profile,
) -> Result<Temporary, Error> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let bytes = dummy::keystore(secret, assumed::WAITING_ALIAS, now, new, profile)?;
    let temporary = Temporary::write(lock, path, &bytes)?;
    let back = key(&temporary.read_back()?, new, path);
    let back = back.map_err(|error| Error::VerifyFailed(Some(Box::new(error))))?;
    if **back.secret() == *secret { Ok(temporary) } else { Err(Error::VerifyFailed(None)) }
}

impl WaitingDraft {
    /// Returns the new name of one that was set aside.
    pub(crate) fn replace(self) -> Result<Option<PathBuf>, Error> {
        match self {
            Self::Rewritten { temporary, path, .. } => {
                temporary.rename()?;
                flush_folder(&path)?;
                Ok(None)
            }
            Self::Unreadable { path, .. } => backup::set_aside(&path).map(Some),
        }
    }
}
