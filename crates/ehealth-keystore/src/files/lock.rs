//! Locks between processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, thread};

use crate::assumed::{LOCK_PATIENCE, PAUSE};
use crate::error::Error;
use crate::files::{folder_of, hidden};
use crate::place::final_name;

/// A lock that is held until it is dropped. The system lets go of it when the process dies.
#[derive(Debug)]
pub struct Lock {
    /// Held open: closing it unlocks.
    file: File,
    path: PathBuf,
}

impl Lock {
    /// For one write of the file at `path`; waits a few seconds for another writer. What a killed writer left
    /// beside the file is removed.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let lock = Self::acquire(path, hidden(path, ".lock"), Instant::now().checked_add(LOCK_PATIENCE))?;
        remove_left_over(path);
        Ok(lock)
    }

    /// For a whole procedure on the keystore at `path`, from its first effect to its last, so that two programs
    /// never register two encryption keys for one keystore. Does not wait.
    ///
    /// # Errors
    /// `keystore.locked` when another process is at it; `file.…`.
    pub fn procedure(path: &Path) -> Result<Self, Error> {
        Self::acquire(path, hidden(path, ".procedure.lock"), None)
    }

    /// For giving a new keystore of this number a name in `folder`: whoever holds it sees every keystore that was
    /// named before, so that of two requests in one second the later one takes the next stamp and knows that the
    /// first is there (domain.md 4.5, 4.6). Waits a few seconds for another.
    ///
    /// # Errors
    /// `keystore.locked` when another process is at it for longer; `file.…`.
    pub fn naming(folder: &Path, id: &str) -> Result<Self, Error> {
        let digits: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        let path = folder.join(format!(".{digits}.naming.lock"));
        Self::acquire(folder, path, Instant::now().checked_add(LOCK_PATIENCE))
    }

    /// As [`of`](Self::of), without waiting and without removing anything.
    pub(super) fn if_free(path: &Path) -> Result<Self, Error> {
        Self::acquire(path, hidden(path, ".lock"), None)
    }

    /// Who owns it, where the system tells: the person whose process this is.
    #[cfg(unix)]
    pub(super) fn owner(&self) -> Option<u32> {
        self.file.metadata().ok().map(|file| std::os::unix::fs::MetadataExt::uid(&file))
    }

    fn acquire(target: &Path, path: PathBuf, deadline: Option<Instant>) -> Result<Self, Error> {
        loop {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&path).map_err(|error| Error::io(folder_of(&path), error))?;
            match file.try_lock() {
                // The former holder removes the file before it unlocks; then ours is no longer the one of this
                // name, and a third process may hold that.
                Ok(()) if is_still(&file, &path) => return Ok(Self { file, path }),
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    let _ = fs::remove_file(&path);
                    return Err(Error::share(target, error));
                }
            }
            if deadline.is_none_or(|deadline| Instant::now() >= deadline) {
                return Err(Error::Locked(target.to_owned()));
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only where `is_still` can tell; elsewhere the empty file stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (Ok(held), Ok(named)) = (file.metadata(), fs::metadata(path)) else { return false };
    id(held) == id(named)
}

#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}

/// Temporary files of this keystore, which only a killed process leaves.
fn remove_left_over(path: &Path) {
    let prefix = format!(".{}.tmp-", final_name(path));
    let Ok(files) = fs::read_dir(folder_of(path)) else { return };
    for file in files.flatten() {
        if file.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_file(file.path());
        }
    }
}
