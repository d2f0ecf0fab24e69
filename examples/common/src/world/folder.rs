//! Which folder holds the keystores (domain.md 4.5), and that the sandbox's is never a real one.

use std::path::{Path, PathBuf};

use ehealth_pki::Environment;

use crate::config::Config;
use crate::failure::Failure;

/// Variable that names the folder.
const VARIABLE: &str = "EHEALTH_KEYSTORE_DIR";
/// Name of the platform's folder, and of the sandbox's beside it.
const REAL: &str = "keystore";
const SANDBOX: &str = "keystore-sandbox";

/// The folders of a run.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Where keystores are made and looked for.
    pub keystores: PathBuf,
    /// Folders of the other world: nothing in them is opened.
    foreign: Vec<PathBuf>,
}

impl Folders {
    /// Chooses the folder.
    ///
    /// # Errors
    /// `usage`: in the sandbox, a flag that names a real folder; no home folder and none named.
    pub fn choose(flag: Option<&Path>, environment: Environment, config: &Config) -> Result<Self, Failure> {
        let home = std::env::home_dir().filter(|home| home.is_absolute());
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self::from_parts(
            flag,
            environment,
            config.keystore_dir.as_deref(),
            variable.as_deref(),
            home.as_deref(),
        )
    }

    fn from_parts(
        flag: Option<&Path>,
        environment: Environment,
        configured: Option<&Path>,
        variable: Option<&Path>,
        home: Option<&Path>,
    ) -> Result<Self, Failure> {
        let homeless = || Failure::usage("no home folder is known: name the folder with --keystore-dir");
        let platform = home.map(platform_folder);
        if environment != Environment::Sandbox {
            let keystores = match flag.or(variable).or(configured) {
                Some(folder) => absolute(folder)?,
                None => platform.ok_or_else(homeless)?,
            };
            let foreign = home.into_iter().flat_map(|home| each_spelling(home, SANDBOX)).collect();
            return Ok(Self { keystores, foreign });
        }
        // The variable counts as configuration here: whoever set it keeps real keystores there.
        let real: Vec<PathBuf> = home
            .into_iter()
            .flat_map(|home| each_spelling(home, REAL))
            .chain(configured.into_iter().chain(variable).map(Path::to_path_buf))
            .collect();
        let keystores = match flag {
            Some(folder) => absolute(folder)?,
            None => platform.map(|folder| folder.with_file_name(SANDBOX)).ok_or_else(homeless)?,
        };
        if real.iter().any(|folder| is_within(&keystores, folder)) {
            return Err(Failure::usage(
                "--keystore-dir names the folder of real keystores: the sandbox takes another",
            ));
        }
        Ok(Self { keystores, foreign: real })
    }

    /// A keystore given by name, checked to be of this world.
    ///
    /// # Errors
    /// `keystore.wrong_environment` when it lies in a folder of the other world.
    pub fn admit(&self, keystore: &Path) -> Result<PathBuf, Failure> {
        let keystore = absolute(keystore)?;
        let resolved = resolve(&keystore);
        let parent = resolved.parent().map(Path::to_path_buf).unwrap_or_default();
        if self.foreign.iter().any(|folder| same(folder, &parent)) {
            return Err(
                Failure::new("keystore.wrong_environment").with_detail(keystore.display().to_string())
            );
        }
        Ok(keystore)
    }
}

/// Every folder in which real keystores may lie: the platform's, the configured one, the variable's.
pub fn real(config: &Config) -> Vec<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let platform = home.iter().flat_map(|home| each_spelling(home, REAL)).collect::<Vec<_>>();
    platform.into_iter().chain(config.keystore_dir.clone()).chain(variable).collect()
}

/// Whether a folder is another one or lies in it, links resolved.
#[must_use]
pub fn is_within(folder: &Path, other: &Path) -> bool {
    resolve(folder).starts_with(resolve(other))
}

/// `<home>/ehealth/keystore`; one vendor writes `eHealth`, which is taken when it alone exists.
fn platform_folder(home: &Path) -> PathBuf {
    let usual = home.join("ehealth").join(REAL);
    let other = home.join("eHealth").join(REAL);
    if !usual.exists() && other.is_dir() { other } else { usual }
}

fn each_spelling(home: &Path, name: &'static str) -> impl Iterator<Item = PathBuf> {
    ["ehealth", "eHealth"].map(|middle| home.join(middle).join(name)).into_iter()
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let unfit = |why: &str| Failure::usage(format!("{}: {why}", path.display()));
    let absolute = std::path::absolute(path).map_err(|error| unfit(&error.to_string()))?;
    // Results name paths in JSON, which is UTF-8.
    if absolute.to_str().is_none() { Err(unfit("a path must be UTF-8")) } else { Ok(absolute) }
}

/// Whether two paths are one folder, links resolved, also when it does not exist yet.
fn same(one: &Path, other: &Path) -> bool {
    resolve(one) == resolve(other)
}

/// The path with its existing part resolved by the system, `..` in the rest taken literally.
fn resolve(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match part {
            std::path::Component::ParentDir => {
                resolved.pop();
            }
            part => resolved.push(part),
        }
        if let Ok(real) = std::fs::canonicalize(&resolved) {
            resolved = real;
        }
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(
        flag: Option<&Path>,
        environment: Environment,
        configured: Option<&Path>,
        home: &Path,
    ) -> Result<PathBuf, &'static str> {
        Folders::from_parts(flag, environment, configured, None, Some(home))
            .map(|folders| folders.keystores)
            .map_err(|failure| failure.code())
    }

    #[test]
    fn real_world_order() {
        let home = tempfile::tempdir().unwrap();
        let (home, flag, configured) = (home.path(), Path::new("/flag"), Path::new("/configured"));
        let production = Environment::Production;
        assert_eq!(choose(Some(flag), production, Some(configured), home).as_deref(), Ok(flag));
        assert_eq!(choose(None, production, Some(configured), home).as_deref(), Ok(configured));
        assert_eq!(choose(None, production, None, home), Ok(home.join("ehealth/keystore")));
        let variable =
            Folders::from_parts(None, production, Some(configured), Some(Path::new("/var")), Some(home));
        assert_eq!(variable.unwrap().keystores, Path::new("/var"));
    }

    #[cfg(unix)]
    #[test]
    fn sandbox_keeps_away() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        let sandbox = Environment::Sandbox;
        let real = home.join("ehealth/keystore");
        let configured = home.join("practice");
        assert_eq!(choose(None, sandbox, Some(&configured), home), Ok(home.join("ehealth/keystore-sandbox")));
        assert_eq!(choose(Some(&real), sandbox, None, home), Err("usage"), "before the folder exists");
        std::fs::create_dir_all(&real).unwrap();
        std::os::unix::fs::symlink(&real, home.join("link")).unwrap();
        for other in [real.clone(), home.join("link"), home.join("ehealth/x/../keystore"), configured.clone()]
        {
            assert_eq!(
                choose(Some(&other), sandbox, Some(&configured), home),
                Err("usage"),
                "{}",
                other.display()
            );
        }
        let own = home.join("own");
        assert_eq!(choose(Some(&own), sandbox, Some(&configured), home), Ok(own.clone()));
        let folders = Folders::from_parts(Some(&own), sandbox, None, None, Some(home)).unwrap();
        assert_eq!(folders.admit(&real.join("a.p12")).unwrap_err().code(), "keystore.wrong_environment");
        std::fs::write(real.join("a.p12"), b"x").unwrap();
        std::os::unix::fs::symlink(real.join("a.p12"), home.join("b.p12")).unwrap();
        assert_eq!(folders.admit(&home.join("b.p12")).unwrap_err().code(), "keystore.wrong_environment");
        assert!(folders.admit(&own.join("a.p12")).is_ok());
        let folders = Folders::from_parts(None, Environment::Production, None, None, Some(home)).unwrap();
        let other = home.join("ehealth/keystore-sandbox/a.p12");
        assert_eq!(folders.admit(&other).unwrap_err().code(), "keystore.wrong_environment");
    }
}
