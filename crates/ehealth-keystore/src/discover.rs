//! Finding the keystores of a folder (domain.md 4.7).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ehealth_pki::anchor::Environment;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::name::FileName;
use crate::pfx::MAX_FILE_LEN;
use crate::place::request_beside;
use crate::store::read_file;
use crate::surroundings::is_placeholder;

/// Which keystores are looked for. Without anything: all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    holder: Option<(String, String)>,
    environment: Option<Environment>,
}

impl Wanted {
    /// All that have a keystore's name.
    #[must_use]
    pub fn any() -> Self {
        Self::default()
    }

    /// Those of one holder: type and digits.
    #[must_use]
    pub fn with_holder(self, kind: &str, id: &str) -> Self {
        Self { holder: Some((kind.to_owned(), id.to_owned())), ..self }
    }

    /// Those of one environment, by their suffix; the sandbox has production's.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment: Some(environment), ..self }
    }

    fn is(&self, name: &FileName) -> bool {
        let holder = self.holder.as_ref();
        let acceptance = |environment| environment == Environment::Acceptance;
        holder.is_none_or(|(kind, id)| kind == name.kind() && id == name.id())
            && self.environment.is_none_or(|wanted| acceptance(wanted) == acceptance(name.environment()))
    }
}

/// A file with a keystore's name.
#[derive(Clone, Debug)]
pub struct Candidate {
    path: PathBuf,
    name: FileName,
    len: u64,
    modified: Option<SystemTime>,
    has_request: bool,
    passed_over: Option<PassedOver>,
    same_as: Option<PathBuf>,
}

/// Why a file is not a keystore in spite of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PassedOver {
    /// A folder, a device.
    NoFile,
    /// 0 bytes: half synchronised, or a write by another program that failed.
    Empty,
    /// More than 4 MiB.
    TooLarge,
    /// The system refuses to tell anything about it.
    Unreadable,
    /// A synchronising program has only its name here: reading it would fetch it.
    Placeholder,
    /// Another candidate has the same bytes: [`Candidate::same_as`].
    Double,
}

impl Candidate {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name, taken apart.
    #[must_use]
    pub const fn name(&self) -> &FileName {
        &self.name
    }

    /// Bytes.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether it has no bytes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// When it was last written, where the system tells.
    #[must_use]
    pub const fn modified(&self) -> Option<SystemTime> {
        self.modified
    }

    /// Whether it is still `….pending`.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "pending")
    }

    /// Whether the request of the same name lies beside it.
    #[must_use]
    pub const fn has_request(&self) -> bool {
        self.has_request
    }

    /// Why it cannot be used; `None`: it can be tried.
    #[must_use]
    pub const fn passed_over(&self) -> Option<PassedOver> {
        self.passed_over
    }

    /// The candidate of the same bytes that stands for this one.
    #[must_use]
    pub fn same_as(&self) -> Option<&Path> {
        self.same_as.as_deref()
    }
}

/// The keystores of `folder` that are wanted, best first for *complete*: those that can be tried before those
/// that are passed over, those with a request beside them before those without, the newest stamp first
/// (domain.md 4.7; the stage of each is known only with its password: [`survey`](crate::survey::survey)). Folders
/// below are not searched. Of several files of the same bytes one is to be tried, preferably one that is no copy
/// by its name.
///
/// # Errors
/// `keystore.not_found` when there is no such folder; `file.permission`.
pub fn discover(folder: &Path, wanted: &Wanted) -> Result<Vec<Candidate>, Error> {
    discover_in(&[folder], wanted)
}

/// The same for several folders. One that is not there is passed over, unless it is the only one.
///
/// # Errors
/// `keystore.not_found` when no folder is there; `file.permission`.
pub fn discover_in(folders: &[impl AsRef<Path>], wanted: &Wanted) -> Result<Vec<Candidate>, Error> {
    let mut candidates = Vec::new();
    let mut absent = None;
    let mut searched = false;
    for folder in folders.iter().map(AsRef::as_ref) {
        match fs::read_dir(folder) {
            Ok(files) => {
                searched = true;
                for file in files {
                    let file = file.map_err(|error| Error::io(folder, error))?;
                    candidates.extend(named(folder, &file.file_name().to_string_lossy(), wanted));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                absent = absent.or(Some(Error::NotFound(folder.to_owned())));
            }
            Err(error) => return Err(Error::io(folder, error)),
        }
    }
    if let Some(error) = absent.filter(|_| !searched) {
        return Err(error);
    }
    sort(&mut candidates);
    merge(&mut candidates);
    sort(&mut candidates);
    Ok(candidates)
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|one, other| {
        let key = |candidate: &Candidate| {
            (candidate.passed_over.is_some(), candidate.name.is_copy(), !candidate.has_request)
        };
        key(one)
            .cmp(&key(other))
            .then_with(|| other.name.stamp().cmp(one.name.stamp()))
            .then_with(|| one.path.cmp(&other.path))
    });
}

/// Marks all but the first of each group with the same bytes.
fn merge(candidates: &mut [Candidate]) {
    let mut seen: Vec<([u8; 32], PathBuf)> = Vec::new();
    let lens: Vec<u64> = candidates.iter().map(|candidate| candidate.len).collect();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.passed_over.is_none()) {
        // Nearly always the lengths differ already, and nothing is read.
        if lens.iter().filter(|len| **len == candidate.len).count() < 2 {
            continue;
        }
        let Ok(bytes) = read_file(&candidate.path) else { continue };
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        match seen.iter().find(|(other, _)| *other == hash) {
            Some((_, first)) => {
                candidate.passed_over = Some(PassedOver::Double);
                candidate.same_as = Some(first.clone());
            }
            None => seen.push((hash, candidate.path.clone())),
        }
    }
}

/// A candidate of that name, if it is one. macOS names a file that is only in the cloud `.<name>.icloud`.
fn named(folder: &Path, name: &str, wanted: &Wanted) -> Option<Candidate> {
    let in_cloud = name.strip_prefix('.').and_then(|name| name.strip_suffix(".icloud"));
    let parsed = FileName::parse(in_cloud.unwrap_or(name)).ok().filter(|name| wanted.is(name))?;
    let mut candidate = candidate(folder.join(in_cloud.unwrap_or(name)), parsed);
    if in_cloud.is_some() || (candidate.passed_over.is_none() && is_placeholder(&candidate.path)) {
        candidate.passed_over = Some(PassedOver::Placeholder);
    }
    Some(candidate)
}

fn candidate(path: PathBuf, name: FileName) -> Candidate {
    let metadata = fs::metadata(&path).ok(); // follows links
    let len = metadata.as_ref().map_or(0, fs::Metadata::len);
    let passed_over = match &metadata {
        None => Some(PassedOver::Unreadable),
        Some(metadata) if !metadata.is_file() => Some(PassedOver::NoFile),
        Some(_) if len == 0 => Some(PassedOver::Empty),
        Some(_) if len > MAX_FILE_LEN as u64 => Some(PassedOver::TooLarge),
        Some(_) => None,
    };
    Candidate {
        has_request: request_beside(&path).is_file(),
        modified: metadata.and_then(|metadata| metadata.modified().ok()),
        path,
        name,
        len,
        passed_over,
        same_as: None,
    }
}
