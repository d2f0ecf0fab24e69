//! Files of keystores: create, replace, back up.
//!
//! **Promise.** At every instant at least one complete keystore holding every private key is on disk under a
//! name that [`discover`](crate::discover::discover) finds, whatever kills the process.
//! **How.** lock → temporary file beside the target (0600 from birth, not ending in `.p12`) → write → flush the
//! file → open it again and compare → link the old file as backup → rename → flush the folder → unlock. A *new*
//! file gets its name by a link, because a rename would overwrite. The lock is a file of its own, because a
//! rename gives the name to another inode; whoever gets it next removes what a killed process left.
//! **Not promised.** Media that lie about flushing; folders that a synchronising program rewrites. Windows has
//! no folder flush.
//!
//! This module knows bytes and names. What a keystore is stands in [`store`](crate::store).

pub(crate) mod backup;
mod left_over;
mod lock;
mod old;
mod temporary;

use std::fs;
use std::path::{Path, PathBuf};

pub use left_over::remove_left_over;
pub use lock::Lock;
pub use old::move_to_old;
pub(crate) use temporary::Temporary;

use crate::error::Error;
use crate::place::{final_name, final_path};

/// Makes the folder and those above it, for the owner alone (0700). One that is there stays as it is.
///
/// # Errors
/// `file.permission`, `file.read_only`, `file.disk_full`, `file.no_folder` when a file is in the way.
pub fn ensure_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Made with `recursive`, a folder that is there is no error; a file is.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::io(folder, std::io::ErrorKind::NotADirectory.into()))
        }
        other => other.map_err(|error| Error::io(folder, error)),
    }
}

/// Writes a new file, for the owner alone: complete and flushed, or not at all. An existing one is never
/// overwritten.
///
/// # Errors
/// `file.exists`, `file.permission`, `file.read_only`, `file.disk_full`, `file.no_folder`, `keystore.locked`,
/// `keystore.verify_failed`.
pub fn publish_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let lock = Lock::of(path)?;
    let temporary = Temporary::write(&lock, path, bytes)?;
    temporary.read_back()?;
    temporary.publish_new()
}

/// Writes a file in the place of another one, or of none: at every instant the old or the new bytes stand
/// there. For requests and records; a keystore is changed with [`Keystore::change`](crate::Keystore::change).
///
/// # Errors
/// As [`publish_new`], but for `file.exists`.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let lock = Lock::of(path)?;
    let temporary = Temporary::write(&lock, path, bytes)?;
    temporary.read_back()?;
    temporary.rename()?;
    flush_folder(path)
}

/// Gives a keystore that was `….pending` its final name, without overwriting anything. A path without
/// `.pending` stays what it is.
///
/// # Errors
/// `file.exists`, `file.permission`, `keystore.locked`.
pub fn publish_pending(path: &Path) -> Result<PathBuf, Error> {
    let target = final_path(path);
    if target == path {
        return Ok(target);
    }
    let _lock = Lock::of(path)?;
    temporary::link_new(path, &target)?;
    Ok(target)
}

/// Removes a file for good, also from the folder's own record on disk.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(|error| Error::io(path, error))?;
    flush_folder(path)
}

/// The folder in which a path lies.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `.<final name><suffix>` beside the file.
pub(crate) fn hidden(path: &Path, suffix: &str) -> PathBuf {
    path.with_file_name(format!(".{}{suffix}", final_name(path)))
}

/// Makes names that were given or taken away survive a loss of power.
pub(crate) fn flush_folder(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        let folder = folder_of(path);
        let flushed = fs::File::open(folder).and_then(|folder| folder.sync_all());
        // Some file systems know no flush of a folder and say "invalid argument": nothing can be done there.
        match flushed {
            Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => Ok(()),
            other => other.map_err(|error| Error::io(folder, error)),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}
