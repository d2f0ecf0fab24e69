//! Names of keystores and of the files beside them (domain.md 4.5).
//!
//! `<TYPE>=<id>[,<APPID>] <yyyyMMdd-HHmmss>` and a suffix. Practice software parses these names, each program
//! in its own way, so what this crate writes is exactly that; what it reads is wider.

use ehealth_pki::anchor::Environment;

use crate::error::{Error, NamePart};
pub use crate::place::{final_path, record_beside, request_beside, waiting_key_beside};

/// The name of a keystore: who holds it, when it was made, for which environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    base: String,
    kind: String,
    id: String,
    application: Option<String>,
    stamp: String,
    copy: bool,
    suffix: Suffix,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    Production,
    Acceptance,
    /// Seen in public tests; read, never written.
    AcceptanceOld,
    /// Recip-e's integration environment; read, never written.
    Integration,
}

/// Longest first, because `.acc.p12` ends in `.p12` too.
pub(crate) const SUFFIXES: [(&str, Suffix); 4] = [
    (".acc-p12", Suffix::Acceptance),
    (".acc.p12", Suffix::AcceptanceOld),
    (".int-p12", Suffix::Integration),
    (".p12", Suffix::Production),
];
pub(crate) const PENDING: &str = ".pending";
pub(crate) const REQUEST: &str = ".ehcsr";

impl FileName {
    /// The name of a new keystore.
    ///
    /// `kind` is the identifier's type (`SSIN`, `CBE` …), `id` its digits without separators, `application`
    /// the application identifier of an organisation (`[0-9A-Z_-]`), `stamp` the local time of the machine
    /// as `yyyyMMdd-HHmmss`. The sandbox has production's names, in a folder of its own.
    ///
    /// ```
    /// use ehealth_keystore::{Environment, FileName};
    ///
    /// let name = FileName::new("SSIN", "00010100173", None, "20261124-150405", Environment::Production)?;
    /// assert_eq!(name.keystore(), "SSIN=00010100173 20261124-150405.p12");
    /// assert_eq!(name.request(), "SSIN=00010100173 20261124-150405.ehcsr");
    /// # Ok::<(), ehealth_keystore::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Name`] with the part that cannot stand there.
    pub fn new(
        kind: &str,
        id: &str,
        application: Option<&str>,
        stamp: &str,
        environment: Environment,
    ) -> Result<Self, Error> {
        let invalid = |part| Err(Error::Name(part));
        if !is_kind(kind) {
            return invalid(NamePart::Type);
        }
        if !is_digits(id) {
            return invalid(NamePart::Identifier);
        }
        if !application.is_none_or(is_application) {
            return invalid(NamePart::Application);
        }
        if !is_stamp(stamp) {
            return invalid(NamePart::Stamp);
        }
        let suffix = match environment {
            Environment::Acceptance => Suffix::Acceptance,
            _ => Suffix::Production,
        };
        let application_part = application.map(|text| format!(",{text}")).unwrap_or_default();
        Ok(Self {
            base: format!("{kind}={id}{application_part} {stamp}"),
            kind: kind.to_owned(),
            id: id.to_owned(),
            application: application.map(str::to_owned),
            stamp: stamp.to_owned(),
            copy: false,
            suffix,
        })
    }

    /// Reads a file's name in any of the forms that are about: of each environment, with `_` instead of the
    /// space, with the mark of a copy (`(1)`, ` - Copy`), with `.pending`.
    ///
    /// # Errors
    /// [`Error::Name`] when it is none of them.
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::read(name).ok_or(Error::Name(NamePart::Form))
    }

    fn read(name: &str) -> Option<Self> {
        let name = name.strip_suffix(PENDING).unwrap_or(name);
        let (base, suffix) =
            SUFFIXES.iter().find_map(|(text, suffix)| Some((name.strip_suffix(text)?, *suffix)))?;
        let (kind, rest) = base.split_once('=')?;
        let digits = rest.len().checked_sub(rest.trim_start_matches(|c: char| c.is_ascii_digit()).len())?;
        let (id, rest) = rest.split_at_checked(digits)?;
        if !is_kind(kind) || id.is_empty() {
            return None;
        }
        let (application, rest) = match rest.strip_prefix(',') {
            Some(rest) => {
                let rest = rest.strip_prefix(' ').unwrap_or(rest);
                // With `_` for the space an application may contain the separator: the stamp decides.
                let at = rest.match_indices([' ', '_']).find_map(|(at, _)| {
                    let after = rest.get(at..)?.get(1..)?;
                    after.get(..STAMP_LEN).filter(|stamp| is_stamp(stamp)).map(|_| at)
                })?;
                let (application, rest) = rest.split_at_checked(at)?;
                (Some(application.to_owned()).filter(|text| !text.is_empty())?.into(), rest)
            }
            None => (None, rest),
        };
        let rest = rest.strip_prefix([' ', '_'])?;
        let (stamp, copy) = rest.split_at_checked(STAMP_LEN)?;
        if !is_stamp(stamp) || !(copy.is_empty() || is_copy_mark(copy)) {
            return None;
        }
        Some(Self {
            base: base.to_owned(),
            kind: kind.to_owned(),
            id: id.to_owned(),
            application,
            stamp: stamp.to_owned(),
            copy: !copy.is_empty(),
            suffix,
        })
    }

    /// The keystore's name: `….p12`, in acceptance `….acc-p12`.
    #[must_use]
    pub fn keystore(&self) -> String {
        let suffix = SUFFIXES.iter().find_map(|(text, suffix)| (*suffix == self.suffix).then_some(*text));
        format!("{}{}", self.base, suffix.unwrap_or(".p12"))
    }

    /// The keystore's name while another one of the same identity is in the folder and this one is not
    /// complete (domain.md 4.6).
    #[must_use]
    pub fn pending(&self) -> String {
        self.keystore() + PENDING
    }

    /// The request's name beside it: `….ehcsr`.
    #[must_use]
    pub fn request(&self) -> String {
        format!("{}{REQUEST}", self.base)
    }

    /// The identifier's type: `SSIN`, `CBE` …
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The application identifier, if there is one.
    #[must_use]
    pub fn application(&self) -> Option<&str> {
        self.application.as_deref()
    }

    /// Local time of the machine when the request was made: `yyyyMMdd-HHmmss`.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Whether the name carries the mark of a copy, `(1)` or ` - Copy`: at least one program of a practice
    /// stops at such a name (domain.md 4.6).
    #[must_use]
    pub const fn is_copy(&self) -> bool {
        self.copy
    }

    /// The environment that the suffix tells. Production's suffix is the sandbox's too; Recip-e's integration
    /// environment is taken for acceptance.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        match self.suffix {
            Suffix::Production => Environment::Production,
            Suffix::Acceptance | Suffix::AcceptanceOld | Suffix::Integration => Environment::Acceptance,
        }
    }

    /// Whether both belong to the same holder, by type, number and application identifier.
    #[must_use]
    pub fn same_holder(&self, other: &Self) -> bool {
        self.kind == other.kind && self.id == other.id && self.application == other.application
    }
}

const STAMP_LEN: usize = "yyyyMMdd-HHmmss".len();

fn is_kind(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && is_application(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_application(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
}

/// Digits in the places of a date and a time; whether there is such a day is not asked.
fn is_stamp(text: &str) -> bool {
    text.len() == STAMP_LEN
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 8 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// `(1)`, ` (2)`, ` - Copy`, ` - Copie (3)`, ` - Kopie` …
fn is_copy_mark(text: &str) -> bool {
    let counted = text.trim_start_matches(' ').strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    counted.is_some_and(is_digits)
        || [" - Copy", " - Copie", " - Kopie"].iter().any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_names() {
        // (name, type, id, application, stamp, copy, acceptance)
        let good = [
            (
                "SSIN=00010100173 20261124-150405.p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                false,
            ),
            (
                "SSIN=00010100173 20261124-150405.acc-p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                true,
            ),
            (
                "SSIN=00010100173 20261124-150405.acc.p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                true,
            ),
            (
                "SSIN=00010100173 20261124-150405.int-p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                true,
            ),
            (
                "CBE=0999999922,MYAPP_1 20261124-150405.p12",
                "CBE",
                "0999999922",
                Some("MYAPP_1"),
                "20261124-150405",
                false,
                false,
            ),
            (
                "CBE=0999999922, MYAPP 20261124-150405.p12",
                "CBE",
                "0999999922",
                Some("MYAPP"),
                "20261124-150405",
                false,
                false,
            ),
            (
                "CBE=0999999922,MY_APP_20261124-150405.p12",
                "CBE",
                "0999999922",
                Some("MY_APP"),
                "20261124-150405",
                false,
                false,
            ),
            (
                "NIHII-HOSPITAL=71000436 20261124-150405.p12",
                "NIHII-HOSPITAL",
                "71000436",
                None,
                "20261124-150405",
                false,
                false,
            ),
            (
                "SSIN=00010100173_20261124-150405.p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                false,
            ),
            (
                "SSIN=00010100173 20261124-150405 (1).p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                true,
                false,
            ),
            (
                "SSIN=00010100173 20261124-150405(12).p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                true,
                false,
            ),
            (
                "SSIN=00010100173 20261124-150405 - Copie (2).p12",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                true,
                false,
            ),
            (
                "SSIN=00010100173 20261124-150405.p12.pending",
                "SSIN",
                "00010100173",
                None,
                "20261124-150405",
                false,
                false,
            ),
        ];
        for (text, kind, id, application, stamp, copy, acceptance) in good {
            let name = FileName::parse(text).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!((name.kind(), name.id(), name.application()), (kind, id, application), "{text}");
            assert_eq!((name.stamp(), name.is_copy()), (stamp, copy), "{text}");
            assert_eq!(name.environment() == Environment::Acceptance, acceptance, "{text}");
            assert_eq!(name.keystore(), text.trim_end_matches(".pending"), "{text}");
        }
        for bad in [
            "",
            ".p12",
            "SSIN=.p12",
            "ssin=00010100173 20261124-150405.p12",
            "SSIN=00010100173.p12",
            "SSIN=00010100173 20261124.p12",
            "SSIN=00010100173 20261124-15040.p12",
            "SSIN=00010100173 20261124-150405x.p12",
            "SSIN=00010100173, 20261124-150405.p12",
            "SSIN=00010100173 20261124-150405 (a).p12",
            "SSIN=00010100173 20261124-150405.ehcsr",
            "SSIN=00010100173 20261124-150405.p12.bak-20270101-000000",
            "SSIN=00010100173 20261124-150405.p12.etk",
            "SSIN=00010100173 2026é124-15040.p12",
        ] {
            assert!(FileName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn parts_of_new_names() {
        let name = |kind, id, application, stamp| match FileName::new(
            kind,
            id,
            application,
            stamp,
            Environment::Acceptance,
        ) {
            Err(Error::Name(part)) => Err(part),
            Err(_) => panic!(),
            Ok(name) => Ok(name.keystore()),
        };
        let stamp = "20261124-150405";
        assert_eq!(
            name("CBE", "0999999922", Some("A-1_B"), stamp).unwrap(),
            "CBE=0999999922,A-1_B 20261124-150405.acc-p12"
        );
        assert_eq!(name("Cbe", "0999999922", None, stamp), Err(NamePart::Type));
        assert_eq!(name("CBE", "0999.999.922", None, stamp), Err(NamePart::Identifier));
        assert_eq!(name("CBE", "", None, stamp), Err(NamePart::Identifier));
        assert_eq!(name("CBE", "1", Some("../x"), stamp), Err(NamePart::Application));
        assert_eq!(name("CBE", "1", Some(""), stamp), Err(NamePart::Application));
        assert_eq!(name("CBE", "1", None, "2026-11-24"), Err(NamePart::Stamp));
    }
}
