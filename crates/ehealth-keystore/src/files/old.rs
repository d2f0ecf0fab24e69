//! The folder `old`: where keystores go that programs should no longer find (domain.md 4.6).

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files::{Lock, ensure_folder, flush_folder, folder_of, publish_new, remove};
use crate::place::{record_beside, request_beside, waiting_key_beside};
use crate::store::read_file;

/// Name of the folder. Programs do not look into folders below.
const OLD: &str = "old";

/// Moves a keystore into the folder `old` beside it, with its request, record and waiting key; nothing there is
/// overwritten, nothing is deleted. Returns its new path.
///
/// Programs that open old messages with an old file of their own have to be pointed to it there.
///
/// All get their second name before the first loses its first one, so that keystore and waiting key lie together
/// at every instant. After a loss of power the same call brings it to an end.
///
/// # Errors
/// `keystore.not_found`, `keystore.locked`, `file.exists` when `old` has another file of that name, `file.…`.
pub fn move_to_old(keystore: &Path) -> Result<PathBuf, Error> {
    let folder = folder_of(keystore).join(OLD);
    let target = |path: &Path| folder.join(path.file_name().unwrap_or_default());
    let new = target(keystore);
    if !keystore.exists() && !new.exists() {
        return Err(Error::NotFound(keystore.to_owned()));
    }
    ensure_folder(&folder)?;
    flush_folder(&folder)?;
    let _lock = Lock::of(keystore)?;
    let beside = [waiting_key_beside(keystore), request_beside(keystore), record_beside(keystore)];
    let files = std::iter::once(keystore).chain(beside.iter().map(PathBuf::as_path));
    let files: Vec<&Path> = files.filter(|path| path.exists()).collect();
    for path in files.iter().rev() {
        second_name(path, &target(path))?;
    }
    flush_folder(&new)?;
    for path in files {
        remove(path)?;
    }
    Ok(new)
}

/// A link, or a copy where there are none. One that is there already with the same bytes is from a move that was
/// interrupted.
fn second_name(from: &Path, to: &Path) -> Result<(), Error> {
    use std::io::ErrorKind as K;
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == K::AlreadyExists && read_file(from)? == read_file(to)? => Ok(()),
        Err(error) if matches!(error.kind(), K::PermissionDenied | K::Unsupported) => {
            publish_new(to, &read_file(from)?)
        }
        Err(error) => Err(Error::io(to, error)),
    }
}
