//! Work on files that a procedure wants done, and the search for a keystore.

use core::any::Any;
use core::fmt;
use core::time::Duration;
use std::io::Read;
use std::path::{Path, PathBuf};

use ehealth_csr::{RequestFile, SignedRequest, SubjectName};
use ehealth_keystore::{Candidate, FileName, Place, Wanted, discover, name};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::record::Record;
use crate::settings::Settings;

/// A signed request holds certificates, a contract in some languages and a PKCS#10 request; the authority's
/// answers are limited to 2 MiB, so what is made of one of them is not longer.
const MAX_REQUEST_BYTES: u64 = 4 * 1024 * 1024;
/// How many later stamps are tried: the hour that repeats in autumn, and some.
const MAX_STAMPS: u64 = 2 * 60 * 60;

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

/// What the files of a new request are named after.
pub(crate) struct NewName {
    subject: SubjectName,
    environment: Environment,
    now: UnixTime,
    local_stamp: fn(UnixTime) -> String,
}

impl NewName {
    pub(crate) fn of(subject: &SubjectName, settings: &Settings, now: UnixTime) -> Self {
        let (environment, local_stamp) = (settings.environment, settings.local_stamp);
        Self { subject: subject.clone(), environment, now, local_stamp }
    }

    /// The first name from now on that is free, and later than every keystore of this holder (domain.md 4.5:
    /// in autumn an hour repeats, and programs that take the newest stamp would take the wrong one).
    pub(crate) fn free_in(&self, folder: &Path) -> Result<Place, Error> {
        let (kind, id) = self.subject.identifier();
        let wanted = Wanted::any().with_holder(kind, id).with_environment(self.environment);
        let taken = discover(folder, &wanted)?;
        let newest = taken.iter().map(|candidate| candidate.name().stamp()).max().unwrap_or_default();
        let place = |later: u64| {
            let seconds = self.now.as_secs().saturating_add(later);
            let stamp = (self.local_stamp)(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
            let application_id = self.subject.application_id();
            FileName::new(kind, id, application_id, &stamp, self.environment)
                .map(|name| Place::new(folder, name))
        };
        let free = |place: &Place| !place.keystore().exists() && !place.request().exists();
        // A stamp in the far future (a clock that was wrong) is not waited for: then only the name is free.
        for later_than in [newest, ""] {
            for later in 0..MAX_STAMPS {
                let place = place(later)?;
                if place.name().stamp() > later_than && free(&place) {
                    return Ok(place);
                }
            }
        }
        Err(ehealth_keystore::Error::io(folder, std::io::ErrorKind::AlreadyExists.into()).into())
    }
}

/// Folder and name of a keystore that exists.
pub(crate) fn place(keystore: &Path) -> Result<Place, Error> {
    let name = FileName::parse(&keystore.file_name().unwrap_or_default().to_string_lossy())?;
    Ok(Place::new(keystore.parent().unwrap_or(Path::new("")), name))
}

/// The request file, when there is one.
pub(crate) fn read_request(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let file = match std::fs::File::open(path) {
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

/// The signed request beside a keystore. A file that is none of ours (damaged, of another program) tells nothing, as
/// if it were not there.
pub(crate) fn request_of(keystore: &Path) -> Result<Option<SignedRequest>, Error> {
    let bytes = read_request(&name::request_beside(keystore))?;
    Ok(bytes.and_then(|bytes| match RequestFile::read(&bytes) {
        Ok(RequestFile::V2(request)) => Some(request),
        _ => None,
    }))
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
