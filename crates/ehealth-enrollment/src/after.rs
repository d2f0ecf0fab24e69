//! After the switch: what a renewal did, which programs must be told, and copies that are proven (domain.md 6.4,
//! 6.7). All of it is data; showing it is the program's business.
//!
//! Programs keep copies and passwords of their own, so whoever renews or changes a password has to know them: the
//! list stands in the record, by the names that the person gives, and a renewal carries it to the new keystore.
//!
//! ```
//! # let temporary = tempfile::tempdir()?;
//! use ehealth_enrollment::after::{add_program, switch, told};
//! # use rustls_pki_types::UnixTime;
//!
//! let keystore = temporary.path().join("SSIN=00010100173 20261124-150405.p12");
//! add_program(&keystore, "Dossier médical, poste 2")?;
//! let switch = switch(&keystore);
//! assert_eq!(switch.still_to_tell().next().map(|program| program.name.as_str()), Some("Dossier médical, poste 2"));
//! told(&keystore, "Dossier médical, poste 2", UnixTime::now())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::path::{Path, PathBuf};

use ehealth_keystore::{Keystore, Password, files, name};
use rustls_pki_types::UnixTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::files::read_keystore;
use crate::record::Record;

/// Most programs of a list, so that a record stays small.
const MAX_PROGRAMS: usize = 100;
/// Longest name of a program, in characters.
const MAX_NAME: usize = 100;
/// Most copies that a record remembers; the latest stay.
const MAX_BACKUPS: usize = 20;

/// A program that holds a copy of a keystore, or is pointed to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Program {
    /// As the person calls it.
    pub name: String,
    /// When it was told of this very file, in seconds since 1970.
    pub told_at: Option<u64>,
}

/// A copy that was opened with the password and found equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Backup {
    /// Where it is.
    pub place: String,
    /// When it was proven, in seconds since 1970.
    pub at: u64,
    /// SHA-256 of the file, hexadecimal: whether the keystore has changed since.
    pub sha256: String,
}

/// What has changed for the programs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switch {
    /// The keystore to be used from now on.
    pub new: PathBuf,
    /// The one it replaces, where it lies now; it stays needed for old messages in programs that ask for an old file.
    pub old: Option<PathBuf>,
    /// The programs that hold one of them.
    pub programs: Vec<Program>,
    /// Proven copies of the new one.
    pub backups: Vec<Backup>,
}

impl Switch {
    /// Those that were not told of the new file yet.
    pub fn still_to_tell(&self) -> impl Iterator<Item = &Program> {
        self.programs.iter().filter(|program| program.told_at.is_none())
    }
}

/// What the record of `keystore` tells. Without a record: only the file itself.
#[must_use]
pub fn switch(keystore: &Path) -> Switch {
    let record = Record::load(keystore).unwrap_or_default();
    let old = record.replaces.as_ref().map(|old| keystore.with_file_name(old));
    // Out of the programs' sight it lies in `old`, beside.
    let moved = |old: &PathBuf| {
        let moved = old.parent()?.join("old").join(old.file_name()?);
        (!old.exists() && moved.exists()).then_some(moved)
    };
    let old = old.map(|old| moved(&old).unwrap_or(old));
    Switch { new: name::final_path(keystore), old, programs: record.programs, backups: record.backups }
}

/// Adds a program that has this keystore; one of this name is there once. `false` when it was not added: beyond 100
/// programs, or for a name that is empty, longer than 100 characters, or not on one line.
///
/// # Errors
/// `file.*`.
pub fn add_program(keystore: &Path, program: &str) -> Result<bool, Error> {
    let named = program.trim();
    if named.is_empty() || named.chars().count() > MAX_NAME || named.chars().any(char::is_control) {
        return Ok(false);
    }
    let mut added = true;
    change(keystore, |record| {
        if record.programs.iter().any(|known| known.name == named) {
            return;
        }
        added = record.programs.len() < MAX_PROGRAMS;
        if added {
            record.programs.push(Program { name: named.to_owned(), told_at: None });
        }
    })?;
    Ok(added)
}

/// Takes a program off the list; one that is not there is no error.
///
/// # Errors
/// `file.*`.
pub fn remove_program(keystore: &Path, program: &str) -> Result<(), Error> {
    change(keystore, |record| {
        record.programs.retain(|known| known.name != program.trim());
    })
}

/// Notes that a program has this file now, or after a change of password the new password.
///
/// # Errors
/// `file.*`.
pub fn told(keystore: &Path, program: &str, now: UnixTime) -> Result<(), Error> {
    change(keystore, |record| {
        for known in record.programs.iter_mut().filter(|known| known.name == program.trim()) {
            known.told_at = Some(now.as_secs());
        }
    })
}

/// After a change of password every program has to be told again.
///
/// # Errors
/// `file.*`.
pub fn password_changed(keystore: &Path) -> Result<(), Error> {
    change(keystore, |record| record.programs.iter_mut().for_each(|program| program.told_at = None))
}

/// The list of the old keystore goes to the new one, and the old one is noted as replaced: called once the new one
/// has its name.
pub(crate) fn carry_over(new: &Path) {
    let Some(old) = Record::load(new).and_then(|record| record.replaces) else { return };
    let old = new.with_file_name(old);
    let before = Record::load(&old).unwrap_or_default();
    Record::note(new, |record| {
        for program in before.programs.iter().filter(|program| !program.name.is_empty()) {
            if record.programs.iter().all(|known| known.name != program.name) {
                record.programs.push(Program { name: program.name.clone(), told_at: None });
            }
        }
    });
    if old.exists() {
        let successor = new.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Record::note(&old, |record| record.replaced_by = Some(successor));
    }
}

/// Copies a keystore into another folder under its own name, opens the copy with the password, compares, and notes
/// place and time in the record. A copy of the same bytes that is there already is proven again.
///
/// # Errors
/// `keystore.wrong_password` before anything is written; `file.exists` when another file has the name there;
/// `keystore.verify_failed` when the copy does not read back, and then it is gone; `file.*`.
pub fn back_up(keystore: &Path, password: &Password, folder: &Path, now: UnixTime) -> Result<Backup, Error> {
    let original = Keystore::open(keystore, password)?;
    let bytes = read_keystore(keystore)?;
    let copy = folder.join(name::final_path(keystore).file_name().unwrap_or_default());
    files::ensure_folder(folder)?;
    // The file itself is no copy of itself, however its folder is written.
    let same = std::fs::canonicalize(&copy)
        .is_ok_and(|copy| std::fs::canonicalize(keystore).is_ok_and(|it| it == copy));
    let made = match read_keystore(&copy) {
        Ok(there) if there == bytes && !same => false,
        Err(Error::Keystore(ehealth_keystore::Error::NotFound(_))) => {
            files::publish_new(&copy, &bytes)?;
            true
        }
        Ok(_) => {
            return Err(ehealth_keystore::Error::io(&copy, std::io::ErrorKind::AlreadyExists.into()).into());
        }
        Err(error) => return Err(error),
    };
    if let Err(error) = proven(&original, &copy, password) {
        if made {
            let _ = std::fs::remove_file(&copy);
        }
        return Err(error);
    }
    let place = std::path::absolute(&copy).unwrap_or(copy).display().to_string();
    let noted = Backup { place, at: now.as_secs(), sha256: hex(&Sha256::digest(&bytes)) };
    change(keystore, |record| {
        record.backups.retain(|known| known.place != noted.place);
        record.backups.push(noted.clone());
        let too_many = record.backups.len().saturating_sub(MAX_BACKUPS);
        record.backups.drain(..too_many);
    })?;
    Ok(noted)
}

/// The copy opens with the password and has every key of the original.
fn proven(original: &Keystore, copy: &Path, password: &Password) -> Result<(), Error> {
    let unreadable = |error| ehealth_keystore::Error::VerifyFailed(Some(Box::new(error)));
    let opened = Keystore::open(copy, password).map_err(unreadable)?;
    let keys = |store: &Keystore| {
        let mut keys: Vec<String> = store
            .keys()
            .iter()
            .map(|entry| format!("{} {}", entry.alias(), entry.key().key_identifier()))
            .collect();
        keys.sort();
        keys
    };
    if keys(original) == keys(&opened) {
        Ok(())
    } else {
        Err(ehealth_keystore::Error::VerifyFailed(None).into())
    }
}

/// Changes the record, which is made when there is none; here a failure to write is told.
fn change(keystore: &Path, change: impl FnOnce(&mut Record)) -> Result<(), Error> {
    let mut record = Record::load(keystore).unwrap_or_default();
    change(&mut record);
    record.save(keystore)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
