//! The folders in which keystores are, on each system and in each environment (domain.md 4.5).

use std::env;
use std::path::{Path, PathBuf};

use crate::Environment;
use crate::assumed::FOLDER_VARIABLE;

/// The platform's folder, with small letters.
const PLATFORM: &str = "ehealth";
/// As one maker of practice software writes it; another folder where case matters.
const PLATFORM_CAPITAL: &str = "eHealth";

/// The folder for new keystores: what `EHEALTH_KEYSTORE_DIR` says, else `ehealth/keystore` in the home folder of
/// the person (`%USERPROFILE%` on Windows); the sandbox's is `keystore-sandbox` beside it, where no practice
/// software looks. Where only `eHealth/keystore` is there, that one. `None` when the system tells no home.
#[must_use]
pub fn default_folder(environment: Environment) -> Option<PathBuf> {
    let folders = default_folders(environment);
    let existing = folders.iter().find(|folder| folder.is_dir());
    existing.or(folders.first()).cloned()
}

/// Where to look for existing keystores: those of [`default_folder`] that may be there, each once.
#[must_use]
pub fn default_folders(environment: Environment) -> Vec<PathBuf> {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let value = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folders_of(environment, value(FOLDER_VARIABLE).as_deref(), value(home).as_deref())
}

/// The same for a given home folder and value of the variable.
#[must_use]
pub fn folders_of(environment: Environment, chosen: Option<&Path>, home: Option<&Path>) -> Vec<PathBuf> {
    let sandbox = environment == Environment::Sandbox;
    // A chosen folder is production's: the sandbox's files would have production's names in it.
    if let Some(chosen) = chosen {
        let beside = chosen.file_name().map(|name| {
            let mut name = name.to_owned();
            name.push("-sandbox");
            chosen.with_file_name(name)
        });
        return if sandbox { beside.into_iter().collect() } else { vec![chosen.to_owned()] };
    }
    let last = if sandbox { "keystore-sandbox" } else { "keystore" };
    let Some(home) = home else { return Vec::new() };
    let one = home.join(PLATFORM).join(last);
    let other = home.join(PLATFORM_CAPITAL).join(last);
    if is_same(&one, &other) { vec![one] } else { vec![one, other] }
}

/// On Windows and, as a rule, on macOS both names are one folder.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => cfg!(windows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_by_environment() {
        let home = Path::new("/nonexistent/home");
        let of = |environment, chosen: Option<&str>| {
            let folders = folders_of(environment, chosen.map(Path::new), Some(home));
            folders.into_iter().next()
        };
        let at = |text: &str| Some(home.join(text));
        assert_eq!(of(Environment::Production, None), at("ehealth/keystore"));
        assert_eq!(of(Environment::Acceptance, None), at("ehealth/keystore"));
        assert_eq!(of(Environment::Sandbox, None), at("ehealth/keystore-sandbox"));
        assert_eq!(of(Environment::Production, Some("/srv/keys")), Some("/srv/keys".into()));
        assert_eq!(of(Environment::Sandbox, Some("/srv/keys")), Some("/srv/keys-sandbox".into()));
        assert_eq!(folders_of(Environment::Production, None, None), Vec::<PathBuf>::new());
        if !cfg!(windows) {
            assert_eq!(folders_of(Environment::Production, None, Some(home)).len(), 2);
        }
    }
}
