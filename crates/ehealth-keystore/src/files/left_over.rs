//! What a killed process left in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::files::Lock;
use crate::name::{FileName, PENDING, REQUEST};

/// Digits of the random part of a temporary file's name.
const RANDOM: usize = 16;

/// Removes the temporary files of keystores, requests, records and waiting keys that killed processes left in
/// `folder`, also of those that never got their name, and tells which. A keystore's own next change removes its
/// own; this is for the others, at the beginning of a procedure.
///
/// A file stays when its name is none of ours (domain.md 4.5), when it is no regular file, when another process
/// holds its lock, and where it belongs to somebody else. One that cannot be removed does no harm, so nothing
/// here is an error.
#[must_use = "it tells what was removed; an empty list is nothing"]
pub fn remove_left_over(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut removed: Vec<PathBuf> = files
        .flatten()
        .filter_map(|file| {
            let target = folder.join(target_of(file.file_name().to_str()?)?);
            let path = file.path();
            // Whoever writes a temporary file holds this lock from before its first byte.
            let lock = Lock::if_free(&target).ok()?;
            let is_ours = fs::symlink_metadata(&path).is_ok_and(|file| file.is_file() && owned(&lock, &file));
            (is_ours && fs::remove_file(&path).is_ok()).then_some(path)
        })
        .collect();
    removed.sort();
    removed
}

/// The name for which a temporary file was written: `.<name>.tmp-<16 digits>` of a file of ours.
fn target_of(temporary: &str) -> Option<&str> {
    let (name, random) = temporary.strip_prefix('.')?.rsplit_once(".tmp-")?;
    let is_random = random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_hexdigit());
    let keystore = name.strip_suffix(".etk").or_else(|| name.strip_suffix(".json")).unwrap_or(name);
    let is_ours = match keystore.strip_suffix(REQUEST) {
        Some(base) => FileName::parse(&format!("{base}.p12")).is_ok(),
        None => FileName::parse(keystore.strip_suffix(PENDING).unwrap_or(keystore)).is_ok(),
    };
    (is_random && is_ours).then_some(name)
}

#[cfg(unix)]
fn owned(lock: &Lock, file: &fs::Metadata) -> bool {
    lock.owner() == Some(std::os::unix::fs::MetadataExt::uid(file))
}

#[cfg(not(unix))]
fn owned(_: &Lock, _: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: &str = "SSIN=00010100173 20261124-150405.p12";

    #[test]
    fn names_of_ours() {
        let base = "SSIN=00010100173 20261124-150405";
        for ours in [
            STORE.to_owned(),
            format!("{base}.acc-p12"),
            format!("{base}.ehcsr"),
            format!("{STORE}.etk"),
            format!("{STORE}.json"),
            format!("{base}.acc-p12.json"),
        ] {
            let temporary = format!(".{ours}.tmp-0123456789abcdef");
            assert_eq!(target_of(&temporary), Some(ours.as_str()), "{temporary}");
        }
        for other in [
            STORE.to_owned(),
            format!("{STORE}.tmp-0123456789abcdef"),
            format!(".{STORE}.tmp-0123456789abcde"),
            format!(".{STORE}.tmp-0123456789abcdeg"),
            format!(".{STORE}.tmp-0123456789abcdef0"),
            format!(".{STORE}.lock"),
            ".letter.odt.tmp-0123456789abcdef".to_owned(),
            ".tmp-0123456789abcdef".to_owned(),
            String::new(),
        ] {
            assert_eq!(target_of(&other), None, "{other}");
        }
    }

    #[test]
    fn only_what_nobody_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (held, left) = ("SSIN=00010100173 20261124-150406.p12", STORE);
        let write = |name: &str| {
            let path = path(&format!(".{name}.tmp-0123456789abcdef"));
            fs::write(&path, b"x").unwrap();
            path
        };
        let (held_file, left_file) = (write(held), write(left));
        let foreign = write("letter.odt");
        fs::create_dir(path(&format!(".{STORE}.tmp-00000000000000ff"))).unwrap();
        let lock = Lock::of(&path(held)).unwrap();
        // Getting the lock has removed what lay there before; a holder writes one of its own.
        fs::write(&held_file, b"x").unwrap();
        assert_eq!(remove_left_over(folder.path()), std::slice::from_ref(&left_file));
        assert!(held_file.exists() && foreign.exists() && !left_file.exists());
        drop(lock);
        assert_eq!(remove_left_over(folder.path()), [held_file]);
        assert!(remove_left_over(Path::new("/nonexistent")).is_empty());
        let locks = fs::read_dir(folder.path()).unwrap().flatten();
        assert!(!locks.into_iter().any(|file| file.file_name().to_string_lossy().ends_with(".lock")));
    }

    /// A link is not followed, whatever it is called.
    #[cfg(unix)]
    #[test]
    fn a_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (precious, link) = (folder.path().join("x"), format!(".{STORE}.tmp-0123456789abcdef"));
        fs::write(&precious, b"x").unwrap();
        std::os::unix::fs::symlink(&precious, folder.path().join(link)).unwrap();
        assert!(remove_left_over(folder.path()).is_empty());
        assert!(precious.exists());
    }

    #[test]
    fn naming_waits_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::naming(folder.path(), "00010100173").unwrap();
        assert!(Lock::naming(folder.path(), "0999999922").is_ok());
        std::thread::scope(|scope| {
            let other = scope.spawn(|| Lock::naming(folder.path(), "00010100173").is_ok());
            drop(lock);
            assert!(other.join().unwrap());
        });
    }
}
