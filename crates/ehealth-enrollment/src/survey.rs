//! Many keystores at once: an institution's overview, and what each needs next.

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ehealth_keystore::{FileName, Keystore, Password, Stage};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

use crate::record::Record;

/// What a keystore needs, and from whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Next {
    /// The person, with card and PIN: the request was not signed or not sent.
    Resume,
    /// The password: the certificate may be there.
    Complete,
    /// The person's word that the programs have the new file.
    Activate,
    /// The person, with card, PIN and password: the renewal period has begun, or the end is near.
    Renew,
    /// The person, with card and PIN: it is over.
    Request,
    /// Nothing.
    Nothing,
    /// The password: without it or a record nothing is known.
    Unknown,
}

impl Next {
    /// A stable key for translations and JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Complete => "complete",
            Self::Activate => "activate",
            Self::Renew => "renew",
            Self::Request => "request",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
        }
    }
}

/// One keystore.
#[derive(Debug)]
#[non_exhaustive]
pub struct Item {
    /// The file.
    pub path: PathBuf,
    /// Its name, taken apart; `None` for a file of another name.
    pub name: Option<FileName>,
    /// The record beside it.
    pub record: Option<Record>,
    /// Its stage, when it could be opened, else as far as the record tells.
    pub stage: Option<Stage>,
    /// End of its certificate.
    pub not_after: Option<UnixTime>,
    /// Since when it can be renewed, as the authority said.
    pub renewable_since: Option<UnixTime>,
    /// What it needs.
    pub next: Next,
    /// Why it could not be opened although a password was given.
    pub error: Option<ehealth_keystore::Error>,
}

/// Looks at each of `paths`, in their order: at its record, and inside it where `password` has one for it. With
/// `threads` above 1 that many look at once. Nothing is changed and nobody is asked.
pub fn survey(
    paths: &[PathBuf],
    now: UnixTime,
    password: &(dyn Fn(&Path) -> Option<Password> + Sync),
    threads: NonZeroUsize,
) -> Vec<Item> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::with_capacity(paths.len()));
    let look = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index) else { break };
            let item = item(path, now, password);
            found.lock().unwrap_or_else(PoisonError::into_inner).push((index, item));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get().min(paths.len()) {
            scope.spawn(look);
        }
        look();
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, item)| item).collect()
}

fn item(path: &Path, now: UnixTime, password: &(dyn Fn(&Path) -> Option<Password> + Sync)) -> Item {
    let record = Record::load(path);
    let name = path.file_name().and_then(|name| FileName::parse(&name.to_string_lossy()).ok());
    let (mut stage, mut not_after, mut error) = (None, None, None);
    if let Some(record) = &record {
        stage = by_record(record);
        not_after = record.not_after.map(instant);
    }
    if let Some(password) = password(path) {
        match Keystore::open(path, &password) {
            Ok(store) => {
                stage = Some(store.stage(now));
                not_after = store.certificate(now).map(ehealth_pki::Certificate::not_after).or(not_after);
            }
            Err(refused) => error = Some(refused),
        }
    }
    let renewable_since = record.as_ref().and_then(|record| record.renewable_since).map(instant);
    let next = what_next(stage, record.as_ref(), not_after, renewable_since, now);
    Item { path: path.to_path_buf(), name, record, stage, not_after, renewable_since, next, error }
}

fn instant(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn by_record(record: &Record) -> Option<Stage> {
    if record.registered_at.is_some() {
        Some(Stage::Complete)
    } else if record.installed_at.is_some() {
        Some(Stage::Issued)
    } else if record.requested_at.is_some() || record.signed_at.is_some() {
        Some(Stage::KeyOnly)
    } else {
        None
    }
}

fn what_next(
    stage: Option<Stage>,
    record: Option<&Record>,
    not_after: Option<UnixTime>,
    renewable_since: Option<UnixTime>,
    now: UnixTime,
) -> Next {
    let sent = record.is_some_and(|record| record.sent_at.is_some());
    match stage {
        None => Next::Unknown,
        Some(Stage::KeyOnly) if sent => Next::Complete,
        Some(Stage::KeyOnly) => Next::Resume,
        Some(Stage::Issued) => Next::Complete,
        Some(_) if record.is_some_and(|record| record.replaced_by.is_some()) => Next::Nothing,
        Some(_) if not_after.is_some_and(|end| end < now) => Next::Request,
        Some(_) if record.is_some_and(|record| record.waits_for_activation) => Next::Activate,
        Some(_) if renewable_since.is_some_and(|from| from <= now) => Next::Renew,
        Some(_) => Next::Nothing,
    }
}

/// The environment that a keystore's record tells; its name alone cannot tell the sandbox from production.
#[must_use]
pub fn environment(item: &Item) -> Option<Environment> {
    let record = item.record.as_ref().and_then(|record| record.environment.parse().ok());
    record.or_else(|| item.name.as_ref().map(FileName::environment))
}
