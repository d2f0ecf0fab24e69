//! A file that has no name of its own yet.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use rand::rngs::SysRng;
use rand_core::TryRng;

use crate::assumed::{PAUSE, SHARING_PATIENCE};
use crate::error::{Error, FileFault, is_sharing};
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
        file.write_all(bytes).map_err(|error| Error::io(target, error))?;
        file.sync_all().map_err(|error| Error::share(target, error))?;
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
        patiently(|| fs::rename(&self.path, &self.target)).map_err(|error| Error::io(&self.target, error))?;
        still_there(&self.target)
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
    match patiently(|| fs::hard_link(from, to)) {
        Ok(()) => {
            if let Err(error) = flush_folder(to) {
                let _ = fs::remove_file(to);
                return Err(error);
            }
            still_there(to)?;
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

/// Again while another program holds the file, for two seconds (domain.md 7.8).
pub(crate) fn patiently<T>(mut attempt: impl FnMut() -> std::io::Result<T>) -> std::io::Result<T> {
    let deadline = Instant::now().checked_add(SHARING_PATIENCE);
    loop {
        match attempt() {
            Err(error)
                if is_sharing(&error) && deadline.is_some_and(|deadline| Instant::now() < deadline) =>
            {
                thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
}

/// Virus scanners take files away the moment they get their name.
fn still_there(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::File { fault: FileFault::Antivirus, path: path.to_owned(), source })
        }
        _ => Ok(()),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The disk gives back something else than what was written: nothing gets a name.
    #[test]
    fn code_keystore_verify_failed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.p12");
        let lock = Lock::of(&target).unwrap();
        let temporary = Temporary::write(&lock, &target, b"as meant").unwrap();
        fs::write(&temporary.path, b"as mEant").unwrap();
        assert_eq!(temporary.read_back().unwrap_err().code(), "keystore.verify_failed");
        drop(temporary);
        drop(lock);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// A scanner that takes the file away.
    #[test]
    fn code_file_antivirus() {
        assert_eq!(still_there(Path::new("/nonexistent")).unwrap_err().code(), "file.antivirus");
        let busy = || Err::<(), _>(std::io::ErrorKind::ResourceBusy.into());
        let start = Instant::now();
        let error = Error::io(Path::new("x"), patiently(busy).unwrap_err());
        if cfg!(unix) {
            assert!(start.elapsed() >= SHARING_PATIENCE);
            assert_eq!(error.code(), "file.antivirus");
        }
    }
}
