//! What a check found.

use std::path::PathBuf;

use ehealth_keystore::Stage;
use rustls_pki_types::UnixTime;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How it stands.
    pub level: Level,
    /// What was looked at: `file`, `key`, `stage`, `chain`, `validity`, `size`, `revocation`,
    /// `authority`, `depot`, `consumers`, `backups`.
    pub check: &'static str,
    /// The code of domain.md 7, unless all is well.
    pub code: Option<&'static str>,
    /// A detail for people: a name, a number, a date in seconds since 1970.
    pub detail: String,
}

impl Finding {
    pub(crate) fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, code: None, detail: detail.into() }
    }

    pub(crate) fn warning(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, code: Some(code), detail: detail.into() }
    }

    pub(crate) fn problem(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Problem, check, code: Some(code), detail: detail.into() }
    }
}

/// Everything that was looked at.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckReport {
    /// The file.
    pub keystore: PathBuf,
    /// Subject of its authentication certificate, RFC 2253; `C=Dummy` before it is completed.
    pub subject: String,
    /// Serial number, decimal.
    pub serial: String,
    /// Valid from.
    pub not_before: UnixTime,
    /// Valid until.
    pub not_after: UnixTime,
    /// Stage of the file.
    pub stage: Stage,
    /// Backups under an earlier password, which were removed (domain.md 4.5).
    pub removed_backups: Vec<PathBuf>,
    /// What was found, in the order in which it was looked at.
    pub findings: Vec<Finding>,
}

impl CheckReport {
    /// The most serious finding, the first of several.
    #[must_use]
    pub fn worst(&self) -> Option<&Finding> {
        let level = self.findings.iter().map(|finding| finding.level).max()?;
        self.findings.iter().find(|finding| finding.level == level)
    }
}
