//! What the candidates of a search are, once their passwords are known: stage, dates, and which is the one to use
//! or to complete (domain.md 4.7).

use std::path::Path;

use rustls_pki_types::UnixTime;

use crate::discover::Candidate;
use crate::error::Error;
use crate::finding::Finding;
use crate::password::Password;
use crate::place::final_path;
use crate::store::{Keystore, Stage, Validity};

/// What is in a candidate that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspection {
    /// How far it has come.
    pub stage: Stage,
    /// Whether its certificate can be used; `None` while there is none.
    pub validity: Option<Validity>,
    /// When its certificate begins.
    pub begins: Option<UnixTime>,
}

/// A candidate, and what is in it.
#[derive(Debug)]
pub struct Surveyed {
    candidate: Candidate,
    inspection: Option<Result<Inspection, Error>>,
}

impl Surveyed {
    /// The file.
    #[must_use]
    pub const fn candidate(&self) -> &Candidate {
        &self.candidate
    }

    /// What is in it. `None` when it was passed over; `keystore.wrong_password` when none of the passwords opens
    /// it.
    #[must_use]
    pub const fn inspection(&self) -> Option<&Result<Inspection, Error>> {
        self.inspection.as_ref()
    }

    fn opened(&self) -> Option<&Inspection> {
        self.inspection.as_ref()?.as_ref().ok()
    }

    /// Valid and complete, then valid.
    fn usable(&self) -> u8 {
        let Some(inspection) = self.opened() else { return 0 };
        let valid = matches!(inspection.validity, Some(Validity::Valid { .. }));
        let complete = matches!(inspection.stage, Stage::Complete | Stage::Renewed);
        match (valid, complete) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => 1,
        }
    }
}

/// The candidates of a search with what is in each.
#[derive(Debug)]
pub struct Survey(Vec<Surveyed>);

/// Opens each candidate that can be tried with the first of `passwords` that fits. Nothing is changed.
#[must_use]
pub fn survey(candidates: Vec<Candidate>, passwords: &[&Password], now: UnixTime) -> Survey {
    let of = |candidate: Candidate| {
        let inspection = candidate.passed_over().is_none().then(|| inspect(candidate.path(), passwords, now));
        Surveyed { candidate, inspection }
    };
    Survey(candidates.into_iter().map(of).collect())
}

fn inspect(path: &Path, passwords: &[&Password], now: UnixTime) -> Result<Inspection, Error> {
    let mut outcome = Err(Error::WrongPassword);
    for password in passwords {
        outcome = Keystore::open(path, password);
        if !matches!(outcome, Err(Error::WrongPassword)) {
            break;
        }
    }
    let store = outcome?;
    Ok(Inspection {
        stage: store.stage(now),
        validity: store.validity(now),
        begins: store.certificate(now).map(ehealth_pki::certificate::Certificate::not_before),
    })
}

impl Survey {
    /// All, in the order of the search.
    #[must_use]
    pub fn items(&self) -> &[Surveyed] {
        &self.0
    }

    /// The one to use: valid and complete, then the newest certificate, then the newest stamp. The
    /// certificate's own dates beat the name. `None` when none was opened.
    #[must_use]
    pub fn for_use(&self) -> Option<&Surveyed> {
        let opened = self.0.iter().filter(|item| item.opened().is_some());
        opened.max_by_key(|item| {
            let begins = item.opened().and_then(|inspection| inspection.begins);
            (item.usable(), begins.map(|begins| begins.as_secs()), item.candidate.name().stamp())
        })
    }

    /// The one to complete: that of the record, if one is given; then one with its request beside it; then the
    /// newest that only has its key; then the newest.
    #[must_use]
    pub fn for_completion(&self, record: Option<&Path>) -> Option<&Surveyed> {
        let tried = self.0.iter().filter(|item| item.candidate.passed_over().is_none());
        tried.max_by_key(|item| {
            let path = final_path(item.candidate.path());
            let is_recorded = record.is_some_and(|record| final_path(record) == path);
            let requested = item.opened().is_some_and(|inspection| inspection.stage == Stage::KeyOnly);
            (is_recorded, item.candidate.has_request(), requested, item.candidate.name().stamp())
        })
    }

    /// What is worth telling about the files together: names of copies, and a request that waits while an older
    /// certificate is valid. Which files programs take is told by
    /// [`what_would_be_picked`](crate::what_would_be_picked).
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let copies = self.0.iter().filter(|item| item.candidate.name().is_copy());
        let mut all: Vec<_> = copies.map(|item| Finding::Copy(item.candidate.path().to_owned())).collect();
        for newest in self.0.iter().filter(|item| self.is_newest(item)) {
            let incomplete = newest.opened().is_some_and(|inspection| inspection.stage == Stage::KeyOnly);
            let older = self.0.iter().find(|item| {
                item.candidate.name().id() == newest.candidate.name().id() && item.usable() >= 2
            });
            if let Some(valid) = older.filter(|_| incomplete) {
                all.push(Finding::NewerIncomplete {
                    incomplete: newest.candidate.path().to_owned(),
                    valid: valid.candidate.path().to_owned(),
                });
            }
        }
        all
    }

    /// Programs do not see what is pending, and not the application identifier.
    fn is_newest(&self, item: &Surveyed) -> bool {
        let name = item.candidate.name();
        !item.candidate.is_pending()
            && self.0.iter().all(|other| {
                let same = other.candidate.name().id() == name.id() && !other.candidate.is_pending();
                !same || other.candidate.name().stamp() <= name.stamp()
            })
    }
}
