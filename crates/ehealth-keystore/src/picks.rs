//! What practice software would take from a folder: the search strategies that are known (domain.md 4.6).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Error;
use crate::finding::Finding;

/// How a kind of program searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// The newest stamp in the name; stops at a name whose end is no stamp (Recip-e's connector).
    NewestStamp,
    /// The last in the order of the text (a .NET library): acceptance files match too.
    LastByText,
    /// The first that the system lists (Recip-e's command line).
    FirstByListing,
    /// The one that was written last.
    NewestByModification,
    /// The only one; stops when there are several (Recip-e's fallback login).
    ExactlyOne,
}

impl Strategy {
    /// All that are known.
    pub const ALL: [Self; 5] = [
        Self::NewestStamp,
        Self::LastByText,
        Self::FirstByListing,
        Self::NewestByModification,
        Self::ExactlyOne,
    ];

    /// Key for texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NewestStamp => "newest_stamp",
            Self::LastByText => "last_by_text",
            Self::FirstByListing => "first_by_listing",
            Self::NewestByModification => "newest_by_modification",
            Self::ExactlyOne => "exactly_one",
        }
    }
}

/// What one strategy ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pick {
    /// This file.
    File(PathBuf),
    /// It stops at this name, also when a good file is there.
    StopsAt(PathBuf),
    /// It refuses, because there are several.
    Refuses,
    /// It finds none.
    Nothing,
}

impl Pick {
    /// The file that is taken.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            _ => None,
        }
    }
}

/// What each strategy ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picks(Vec<(Strategy, Pick)>);

impl Picks {
    /// Each strategy with its outcome.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Strategy, &Pick)> {
        self.0.iter().map(|(strategy, pick)| (*strategy, pick))
    }

    /// The outcome of one.
    #[must_use]
    pub fn of(&self, strategy: Strategy) -> Option<&Pick> {
        self.0.iter().find(|(other, _)| *other == strategy).map(|(_, pick)| pick)
    }

    /// Whether all end with the same file, or all find none.
    #[must_use]
    pub fn agree(&self) -> bool {
        let first = self.0.first().map(|(_, pick)| pick);
        let is_clear = |pick: &Pick| matches!(pick, Pick::File(_) | Pick::Nothing);
        self.0.iter().all(|(_, pick)| Some(pick) == first && is_clear(pick))
    }

    /// `keystore.several` when they do not agree, and `consumer.picks_other` for each that does not take `meant`.
    #[must_use]
    pub fn findings(&self, meant: &Path) -> Vec<Finding> {
        let mut all = Vec::new();
        if !self.agree() {
            let mut files: Vec<_> =
                self.0.iter().filter_map(|(_, pick)| pick.file()).map(Path::to_owned).collect();
            files.sort();
            files.dedup();
            all.push(Finding::Several { files });
        }
        let others = self.0.iter().filter(|(_, pick)| pick.file() != Some(meant));
        all.extend(others.map(|(strategy, pick)| Finding::PicksOther {
            strategy: *strategy,
            file: pick.file().map(Path::to_owned),
        }));
        all
    }
}

/// A name that contains the number and ends as a keystore does, as consumers see it.
struct Seen {
    name: String,
    path: PathBuf,
    is_file: bool,
    modified: Option<SystemTime>,
}

/// What each known strategy takes for the number `id` (digits, as in the names) in `folder`. Only names are
/// looked at, as those programs do: an unfinished, empty or damaged file counts.
///
/// ```
/// use ehealth_keystore::{Strategy, what_would_be_picked};
///
/// # let folder = tempfile::tempdir()?;
/// for stamp in ["20240101-101010", "20270101-101010"] {
///     std::fs::write(folder.path().join(format!("SSIN=00010100173 {stamp}.p12")), b"")?;
/// }
/// let picks = what_would_be_picked(folder.path(), "00010100173")?;
/// assert!(!picks.agree()); // the fallback login refuses two
/// assert!(picks.of(Strategy::LastByText).unwrap().file().unwrap().ends_with("SSIN=00010100173 20270101-101010.p12"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `keystore.not_found` when there is no such folder; `file.permission`.
pub fn what_would_be_picked(folder: &Path, id: &str) -> Result<Picks, Error> {
    let files = fs::read_dir(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::NotFound(folder.to_owned()),
        _ => Error::io(folder, error),
    })?;
    let mut seen = Vec::new();
    for file in files {
        let file = file.map_err(|error| Error::io(folder, error))?;
        let name = file.file_name().to_string_lossy().into_owned();
        let ends = [".p12", ".acc-p12", ".int-p12"].iter().any(|suffix| name.ends_with(suffix));
        if ends && name.contains(id) && !name.starts_with('.') {
            let metadata = fs::metadata(file.path()).ok();
            seen.push(Seen {
                name,
                path: file.path(),
                is_file: metadata.as_ref().is_some_and(fs::Metadata::is_file),
                modified: metadata.and_then(|metadata| metadata.modified().ok()),
            });
        }
    }
    Ok(Picks(Strategy::ALL.map(|strategy| (strategy, pick(strategy, &seen, id))).to_vec()))
}

fn pick(strategy: Strategy, seen: &[Seen], id: &str) -> Pick {
    let one = |found: Option<&Seen>| found.map_or(Pick::Nothing, |seen| Pick::File(seen.path.clone()));
    match strategy {
        Strategy::NewestStamp => {
            if let Some(bad) = seen.iter().find(|seen| stamp(&seen.name).is_none()) {
                return Pick::StopsAt(bad.path.clone());
            }
            one(seen.iter().max_by_key(|seen| stamp(&seen.name)))
        }
        Strategy::LastByText => {
            // The pattern is `SSIN=<id>*p12`.
            let starts = |seen: &&Seen| {
                seen.is_file && seen.name.split_once('=').is_some_and(|(_, rest)| rest.starts_with(id))
            };
            one(seen.iter().filter(starts).max_by_key(|seen| &seen.name))
        }
        Strategy::FirstByListing => one(seen.first()),
        Strategy::NewestByModification => one(seen.iter().max_by_key(|seen| seen.modified)),
        Strategy::ExactlyOne => match seen {
            [] => Pick::Nothing,
            [only] => Pick::File(only.path.clone()),
            _ => Pick::Refuses,
        },
    }
}

/// What stands after the last space (or `_` where there is none), as far as it is as long as a stamp.
fn stamp(name: &str) -> Option<&str> {
    let (_, rest) = name.rsplit_once(' ').or_else(|| name.rsplit_once('_'))?;
    let stamp = rest.get(.."yyyyMMdd-HHmmss".len())?;
    stamp.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-').then_some(stamp)
}
