//! The configuration file: where keystores lie, and which issuing roots are trusted besides the built-in ones.
//!
//! Linux `$XDG_CONFIG_HOME/ehealth-cert/config.toml` (else `~/.config/…`), macOS
//! `~/Library/Application Support/ehealth-cert/config.toml`, Windows `%APPDATA%\ehealth-cert\config.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;

/// Largest configuration file, in bytes.
const MAX_CONFIG: u64 = 64 * 1024;

/// The file's content; every member may be left out, an unknown one is an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Folder of the keystores (never the sandbox's).
    pub keystore_dir: Option<PathBuf>,
    /// What holds for production.
    #[serde(default)]
    pub production: PerWorld,
    /// What holds for acceptance.
    #[serde(default)]
    pub acceptance: PerWorld,
    /// What holds for sandboxes.
    #[serde(default)]
    pub sandbox: PerWorld,
}

/// The part of one environment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PerWorld {
    /// Certificates (PEM or DER) of issuing roots to trust.
    #[serde(default)]
    pub issuing_anchors: Vec<PathBuf>,
}

impl Config {
    /// Reads the user's configuration file; without one, nothing is configured.
    ///
    /// # Errors
    /// `usage` when the file is there but cannot be read or understood.
    pub fn load() -> Result<Self, Failure> {
        place().map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |why: String| Failure::usage(format!("{}: {why}", path.display()));
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(wrong(error.to_string())),
            Ok(metadata) if metadata.len() > MAX_CONFIG => return Err(wrong("too large".to_owned())),
            Ok(_) => {}
        }
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))
    }
}

fn place() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        absolute("APPDATA")?
    } else if cfg!(target_os = "macos") {
        std::env::home_dir()?.join("Library").join("Application Support")
    } else {
        match absolute("XDG_CONFIG_HOME") {
            Some(base) => base,
            None => std::env::home_dir()?.join(".config"),
        }
    };
    Some(base.join("ehealth-cert").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert!(Config::read(&path).unwrap().keystore_dir.is_none(), "no file, nothing configured");
        std::fs::write(&path, "keystore-dir = '/x'\n[production]\nissuing-anchors = ['a.pem']\n").unwrap();
        let config = Config::read(&path).unwrap();
        assert_eq!(config.keystore_dir.as_deref(), Some(Path::new("/x")));
        assert_eq!(config.production.issuing_anchors, [PathBuf::from("a.pem")]);
        for wrong in ["pin = '1234'", "keystore-dir = 3", "[production]\npassword = 'x'", "="] {
            std::fs::write(&path, wrong).unwrap();
            assert_eq!(Config::read(&path).unwrap_err().code(), "usage", "{wrong}");
        }
    }
}
