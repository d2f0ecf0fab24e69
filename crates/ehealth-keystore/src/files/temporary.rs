//! A file that has no name of its own yet.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use rand::rngs::SysRng;
use rand_core::TryRng;

use crate::error::Error;
use crate::files::{Lock, flush_folder, folder_of, hidden};

/// Written and flushed beside its target, for the owner alone from its first instant. Dropped, it is removed.
#[derive(Debug)]
pub(crate) struct Temporary {
    path: PathBuf,
    target: PathBuf,
    bytes: Vec<u8>,
}

impl Temporary {
    /// The lock on `target` has to be held: whoever gets it removes the temporary files of others.
    pub(crate) fn write(_: &Lock, target: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let mut random = [0; 8];
        SysRng.try_fill_bytes(&mut random).map_err(|error| Error::Key(error.into()))?;
        let path = hidden(target, &format!(".tmp-{:016x}", u64::from_be_bytes(random)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|error| Error::io(folder_of(&path), error))?;
        let temporary = Self { path, target: target.to_owned(), bytes: bytes.to_vec() };
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        written.map_err(|error| Error::io(target, error))?;
        Ok(temporary)
    }

    /// Opens it again and compares.
    pub(crate) fn read_back(&self) -> Result<Vec<u8>, Error> {
        let back = fs::read(&self.path).map_err(|error| Error::io(&self.path, error))?;
        if back == self.bytes { Ok(back) } else { Err(Error::VerifyFailed(None)) }
    }

    /// Gives it its name, unless a file has it.
    pub(crate) fn publish_new(self) -> Result<(), Error> {
        link_new(&self.path, &self.target)
    }

    /// Gives it its name, in the place of the file that has it; on an error that file still has it. The folder
    /// is not flushed yet.
    pub(crate) fn rename(self) -> Result<(), Error> {
        fs::rename(&self.path, &self.target).map_err(|error| Error::io(&self.target, error))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Gone already when it was published.
        let _ = fs::remove_file(&self.path);
    }
}

/// Moves a file to a name that no file has. At every instant it stands under at least one of them.
pub(crate) fn link_new(from: &Path, to: &Path) -> Result<(), Error> {
    use std::io::ErrorKind as K;
    match fs::hard_link(from, to) {
        Ok(()) => {
            if let Err(error) = flush_folder(to) {
                let _ = fs::remove_file(to);
                return Err(error);
            }
            let _ = fs::remove_file(from);
            flush_folder(to)
        }
        // Memory sticks and some shares have no links (EPERM, ENOTSUP): a rename that does not overwrite.
        Err(error) if matches!(error.kind(), K::PermissionDenied | K::Unsupported) => {
            rename_new(from, to).map_err(|error| Error::io(to, error))?;
            flush_folder(to)
        }
        Err(error) => Err(Error::io(to, error)),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn rename_new(from: &Path, to: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn rename_new(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
