//! Backups of keystores: `<file name>.bak-<stamp>`, in the same folder (domain.md 4.5).

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use jiff::civil::DateTime;

use crate::entries::Entries;
use crate::error::{Error, FileFault};
use crate::files::temporary::link_new;
use crate::files::{flush_folder, folder_of};
use crate::password::Password;
use crate::pfx::ReadOptions;
use crate::place::final_name;
use crate::store;

/// How many backups stay after an ordinary change.
pub(crate) const KEPT: usize = 2;
const STAMP: &str = "%Y%m%d-%H%M%S";

/// A second name for the file at `path`, or a copy where a file has only one.
pub(crate) fn make(path: &Path) -> Result<PathBuf, Error> {
    let mut time = next_stamp(path);
    loop {
        let stamp = time.strftime(STAMP);
        let backup = path.with_file_name(format!("{}.bak-{stamp}", final_name(path)));
        match link_or_copy(path, &backup) {
            Ok(()) => {
                if let Err(error) = flush_folder(&backup) {
                    let _ = fs::remove_file(&backup);
                    return Err(error);
                }
                return Ok(backup);
            }
            // Two changes in one second: the later one takes the next.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                time = time.saturating_add(jiff::Span::new().seconds(1));
            }
            Err(error) => return Err(Error::io(&backup, error)),
        }
    }
}

/// The time now, or the second after the newest backup's. The oldest by name are pruned first, so a new backup is
/// always named later than those there are: of several changes in one second, and in the hour that repeats in
/// autumn.
fn next_stamp(path: &Path) -> DateTime {
    let now = ZonedDateTime::now().datetime();
    let newest = list(path).pop();
    let stamp =
        newest.as_ref().and_then(|newest| newest.to_str()?.get(newest.to_str()?.len().checked_sub(15)?..));
    match stamp.and_then(|stamp| DateTime::strptime(STAMP, stamp).ok()) {
        Some(newest) if newest >= now => newest.saturating_add(jiff::Span::new().seconds(1)),
        _ => now,
    }
}

/// Gives a file that is in the way the name of a backup. It may be that of a waiting key.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf, Error> {
    let mut time = ZonedDateTime::now();
    loop {
        let aside = stamped(path, &time);
        match link_new(path, &aside) {
            Ok(()) => return Ok(aside),
            Err(Error::File { fault: FileFault::Exists, .. }) => {
                time = time.saturating_add(jiff::Span::new().seconds(1));
            }
            Err(error) => return Err(error),
        }
    }
}

fn stamped(path: &Path, time: &ZonedDateTime) -> PathBuf {
    path.with_file_name(format!("{}.bak-{}", final_name(path), time.strftime("%Y%m%d-%H%M%S")))
}

fn link_or_copy(path: &Path, backup: &Path) -> std::io::Result<()> {
    use std::io::ErrorKind as K;
    match fs::hard_link(path, backup) {
        Err(error) if matches!(error.kind(), K::PermissionDenied | K::Unsupported) => {
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(backup)?;
            let copied =
                fs::read(path).and_then(|bytes| file.write_all(&bytes)).and_then(|()| file.sync_all());
            if copied.is_err() {
                let _ = fs::remove_file(backup);
            }
            copied
        }
        other => other,
    }
}

/// The backups of the keystore at `path`, oldest first.
pub(crate) fn list(path: &Path) -> Vec<PathBuf> {
    let prefix = format!("{}.bak-", final_name(path));
    let Ok(files) = fs::read_dir(folder_of(path)) else { return Vec::new() };
    let mut backups: Vec<_> = files
        .flatten()
        .filter(|file| file.file_name().to_string_lossy().starts_with(&prefix))
        .map(|file| file.path())
        .collect();
    backups.sort();
    backups
}

/// Removes the oldest until `keep` are left. One that cannot be removed stays: it does no harm.
pub(crate) fn prune(path: &Path, keep: usize) {
    let backups = list(path);
    let too_many = backups.len().saturating_sub(keep);
    for backup in backups.iter().take(too_many) {
        let _ = fs::remove_file(backup);
    }
}

/// Removes the backups that this password, which opens the keystore, does not open: they are under an earlier
/// one, which may have become known (domain.md 4.5). A damaged one stays.
pub(crate) fn remove_superseded(path: &Path, password: &Password) -> Vec<PathBuf> {
    superseded(list(path), password)
}

/// As [`remove_superseded`], but for the backup that was made of the file which this password opened: to try it would
/// cost the key derivations of a whole keystore.
pub(crate) fn remove_superseded_but(made: &Path, path: &Path, password: &Password) -> Vec<PathBuf> {
    superseded(list(path).into_iter().filter(|backup| backup != made).collect(), password)
}

fn superseded(backups: Vec<PathBuf>, password: &Password) -> Vec<PathBuf> {
    let is_superseded = |backup: &PathBuf| {
        let opened = store::read_file(backup)
            .and_then(|file| Entries::read(&file, password, &ReadOptions::new(), None));
        matches!(opened, Err(Error::WrongPassword)) && fs::remove_file(backup).is_ok()
    };
    backups.into_iter().filter(is_superseded).collect()
}
