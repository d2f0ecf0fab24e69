//! The name of a new keystore: the next stamp that is free (domain.md 4.5).

use core::time::Duration;
use std::path::Path;

use ehealth_csr::SubjectName;
use ehealth_keystore::files::{Lock, remove_left_over};
use ehealth_keystore::{FileName, NewKey, Place, StoreError, StoredKey, Wanted, discover};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::settings::Settings;

/// How many later stamps are tried: the hour that repeats in autumn, and some.
const MAX_STAMPS: u64 = 2 * 60 * 60;
/// How often a name is given up for the next one. Ours are given under a lock; only another program takes one.
const MAX_TAKEN: u32 = 16;

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

    /// Stores `key` in `folder` under the first free name, and locks that keystore for the procedure. Of several
    /// requests in one second each gets a stamp of its own, and all but the first see that one is there
    /// (domain.md 4.6).
    pub(crate) fn store(
        &self,
        folder: &Path,
        mut key: NewKey,
        store: impl Fn(NewKey, &Place) -> Result<StoredKey, StoreError>,
    ) -> Result<(StoredKey, Lock), Error> {
        // What a killed request left is of nobody any more.
        let _ = remove_left_over(folder);
        let _naming = Lock::naming(folder, self.subject.identifier().1)?;
        let mut taken: u32 = 0;
        loop {
            match store(key, &self.free_in(folder)?) {
                // Held to the end of the request, so that a second program does not go on with the same key.
                Ok(stored) => {
                    let lock = Lock::procedure(stored.path().unwrap_or(folder))?;
                    return Ok((stored, lock));
                }
                Err(error) if error.code() == "file.exists" && taken < MAX_TAKEN => {
                    taken = taken.saturating_add(1);
                    key = error.into_key();
                }
                Err(error) => return Err(error.into_cause().into()),
            }
        }
    }

    /// The first name from now on that is free, and later than every keystore of this holder (domain.md 4.5:
    /// in autumn an hour repeats, and programs that take the newest stamp would take the wrong one).
    fn free_in(&self, folder: &Path) -> Result<Place, Error> {
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
        let free = |place: &Place| {
            let pending = place.folder().join(place.name().pending());
            !place.keystore().exists() && !pending.exists() && !place.request().exists()
        };
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
