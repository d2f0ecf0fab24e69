//! Work on files that a procedure wants done, and the search for a keystore.

mod naming;

use core::any::Any;
use core::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use ehealth_csr::{CertificationRequest, RequestFile};
use ehealth_keystore::{Candidate, FileName, Place, Wanted, discover, name};
use ehealth_pki::Environment;

pub(crate) use naming::NewName;

use crate::error::Error;
use crate::record::Record;

/// A signed request holds certificates, a contract in some languages and a PKCS#10 request; the authority's
/// answers are limited to 2 MiB, so what is made of one of them is not longer.
const MAX_REQUEST_BYTES: u64 = 4 * 1024 * 1024;

type Work = Box<dyn FnOnce() -> Result<FilesDone, Error> + Send>;

/// Work on files: it blocks, and a driver may run it on a thread of its own.
pub struct FileWork {
    name: &'static str,
    work: Work,
}

/// What came of a [`FileWork`]; only the procedure that gave the work can look inside.
pub struct FilesDone(Box<dyn Any + Send>);

impl FileWork {
    pub(crate) fn new<T: Send + 'static>(
        name: &'static str,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Self {
        Self { name, work: Box::new(move || Ok(FilesDone(Box::new(work()?)))) }
    }

    /// What it does, for logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Does it.
    ///
    /// # Errors
    /// `file.*` and `keystore.*`; files that were there before are as they were.
    pub fn run(self) -> Result<FilesDone, Error> {
        (self.work)()
    }
}

impl FilesDone {
    pub(crate) fn into_inner<T: 'static>(self) -> Result<T, Error> {
        self.0.downcast().map(|inner| *inner).map_err(|_| Error::WrongReply)
    }
}

impl fmt::Debug for FileWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileWork({})", self.name)
    }
}

impl fmt::Debug for FilesDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FilesDone")
    }
}

/// Folder and name of a keystore that exists.
pub(crate) fn place(keystore: &Path) -> Result<Place, Error> {
    let name = FileName::parse(&keystore.file_name().unwrap_or_default().to_string_lossy())?;
    Ok(Place::new(keystore.parent().unwrap_or(Path::new("")), name))
}

/// The request file, when there is one.
pub(crate) fn read_request(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    // Nothing but a file is opened: opening a pipe waits for ever for somebody who writes.
    let opened = std::fs::metadata(path).and_then(|metadata| match metadata.is_file() {
        true => std::fs::File::open(path),
        false => Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a file")),
    });
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ehealth_keystore::Error::io(path, error).into()),
    };
    let mut bytes = Vec::new();
    file.take(MAX_REQUEST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| ehealth_keystore::Error::io(path, error))?;
    Ok(Some(bytes))
}

/// The bytes of a keystore.
pub(crate) fn read_keystore(path: &Path) -> Result<Vec<u8>, Error> {
    let missing = || ehealth_keystore::Error::NotFound(path.to_path_buf());
    Ok(read_request(path)?.ok_or_else(missing)?)
}

/// The certificate request in the file beside a keystore, of either version of the services. A file that is none of ours (damaged, of another program) tells nothing, as
/// if it were not there.
pub(crate) fn request_of(keystore: &Path) -> Result<Option<CertificationRequest>, Error> {
    let bytes = read_request(&name::request_beside(keystore))?;
    Ok(bytes.and_then(|bytes| RequestFile::read(&bytes).ok()).map(|file| file.csr().clone()))
}

/// What a keystore is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Find {
    /// One that waits to be completed.
    Complete,
    /// One that is in use.
    Use,
}

/// The keystore of `folder` that is most probably meant (domain.md 4.7): to complete, one whose record says that it
/// was sent, then one with a request beside it, the newest first; to use, the newest that is known to be complete, or
/// else the newest. Show the person which.
///
/// # Errors
/// `keystore.not_found`, `file.permission`; `keystore.several` when requests of different holders wait.
pub fn find_keystore(folder: &Path, environment: Environment, purpose: Find) -> Result<PathBuf, Error> {
    let candidates = discover(folder, &Wanted::any().with_environment(environment))?;
    let mut ranked: Vec<(Rank, &Candidate)> = candidates
        .iter()
        .filter(|candidate| candidate.passed_over().is_none())
        .map(|candidate| (rank(candidate), candidate))
        .collect();
    ranked.sort_by_key(|(_, candidate)| core::cmp::Reverse(candidate.name().stamp()));
    let order: &[Rank] = match purpose {
        Find::Complete => &[Rank::Sent, Rank::Signed, Rank::Unknown, Rank::Complete, Rank::Refused],
        Find::Use => &[Rank::Complete, Rank::Unknown, Rank::Sent, Rank::Signed, Rank::Refused],
    };
    for wanted in order {
        let mut of_rank = ranked.iter().filter(|(rank, _)| rank == wanted).map(|(_, candidate)| *candidate);
        let Some(first) = of_rank.next() else { continue };
        if *wanted == Rank::Sent && of_rank.clone().any(|other| !other.name().same_holder(first.name())) {
            let files = core::iter::once(first).chain(of_rank).map(|file| file.path().to_path_buf());
            return Err(Error::Several(files.collect()));
        }
        return Ok(first.path().to_path_buf());
    }
    Err(ehealth_keystore::Error::NotFound(folder.to_path_buf()).into())
}

/// What the files beside a keystore tell of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Sent,
    Signed,
    Unknown,
    Complete,
    Refused,
}

fn rank(candidate: &Candidate) -> Rank {
    match Record::load(candidate.path()) {
        Some(record) if record.registered_at.is_some() => Rank::Complete,
        Some(record) if record.sent_at.is_some() => Rank::Sent,
        Some(record) if record.refused_at.is_some() => Rank::Refused,
        _ if candidate.has_request() => Rank::Signed,
        _ => Rank::Unknown,
    }
}
