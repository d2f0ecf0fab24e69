//! The folder `old`: where keystores go that programs should no longer find (domain.md 4.6).

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files::{Lock, ensure_folder, flush_folder, folder_of, temporary::link_new};
use crate::place::{record_beside, request_beside, waiting_key_beside};

/// Name of the folder. Programs do not look into folders below.
const OLD: &str = "old";

/// Moves a keystore into the folder `old` beside it, with its request, record and waiting key; nothing there is
/// overwritten, nothing is deleted. Returns its new path.
///
/// Programs that open old messages with an old file of their own have to be pointed to it there.
///
/// The keystore goes last: after a loss of power the same call brings the rest over.
///
/// # Errors
/// `keystore.not_found`, `keystore.locked`, `file.exists` when `old` has one of that name, `file.…`.
pub fn move_to_old(keystore: &Path) -> Result<PathBuf, Error> {
    if !keystore.exists() {
        return Err(Error::NotFound(keystore.to_owned()));
    }
    let folder = folder_of(keystore).join(OLD);
    ensure_folder(&folder)?;
    flush_folder(&folder)?;
    let _lock = Lock::of(keystore)?;
    let target = |path: &Path| folder.join(path.file_name().unwrap_or_default());
    let new = target(keystore);
    if new.exists() {
        return Err(Error::io(&new, std::io::ErrorKind::AlreadyExists.into()));
    }
    for path in [waiting_key_beside(keystore), request_beside(keystore), record_beside(keystore)] {
        if path.exists() {
            link_new(&path, &target(&path))?;
            flush_folder(&path)?;
        }
    }
    link_new(keystore, &new)?;
    flush_folder(keystore)?;
    Ok(new)
}
