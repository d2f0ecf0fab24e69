//! Where a keystore is, and the paths of the files beside it (domain.md 4.5).

use std::path::{Path, PathBuf};

use crate::name::{FileName, PENDING, REQUEST, SUFFIXES};

/// Where a new keystore goes: a folder and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    folder: PathBuf,
    name: FileName,
}

impl Place {
    /// `name` in `folder`, which has to exist ([`files::ensure_folder`](crate::files::ensure_folder)).
    #[must_use]
    pub fn new(folder: &Path, name: FileName) -> Self {
        Self { folder: folder.to_owned(), name }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &FileName {
        &self.name
    }

    /// The keystore's path, under its final name.
    #[must_use]
    pub fn keystore(&self) -> PathBuf {
        self.folder.join(self.name.keystore())
    }

    /// The request's path.
    #[must_use]
    pub fn request(&self) -> PathBuf {
        self.folder.join(self.name.request())
    }
}

/// The request file that belongs to a keystore's path, whatever its name: `.pending` and the keystore's suffix
/// go, `.ehcsr` comes.
#[must_use]
pub fn request_beside(keystore: &Path) -> PathBuf {
    let name = final_name(keystore);
    let base = SUFFIXES.iter().find_map(|(suffix, _)| name.strip_suffix(suffix)).unwrap_or(&name);
    keystore.with_file_name(format!("{base}{REQUEST}"))
}

/// The waiting key that belongs to a keystore's path: `<file name>.etk`.
#[must_use]
pub fn waiting_key_beside(keystore: &Path) -> PathBuf {
    keystore.with_file_name(format!("{}.etk", final_name(keystore)))
}

/// The record that belongs to a keystore's path: `<file name>.json`.
#[must_use]
pub fn record_beside(keystore: &Path) -> PathBuf {
    keystore.with_file_name(format!("{}.json", final_name(keystore)))
}

/// The path without `.pending`.
#[must_use]
pub fn final_path(keystore: &Path) -> PathBuf {
    keystore.with_file_name(final_name(keystore))
}

/// The file's name without `.pending`: what lock, record and waiting key are named after, so that a renaming
/// orphans none.
pub(crate) fn final_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(PENDING).unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_beside() {
        let path = Path::new("/f/SSIN=1 20261124-150405.acc-p12.pending");
        assert_eq!(request_beside(path), Path::new("/f/SSIN=1 20261124-150405.ehcsr"));
        assert_eq!(waiting_key_beside(path), Path::new("/f/SSIN=1 20261124-150405.acc-p12.etk"));
        assert_eq!(record_beside(path), Path::new("/f/SSIN=1 20261124-150405.acc-p12.json"));
        assert_eq!(final_path(path), Path::new("/f/SSIN=1 20261124-150405.acc-p12"));
        assert_eq!(request_beside(Path::new("my.p12")), Path::new("my.ehcsr"));
    }
}
