//! How a command ends when it does not succeed: a code of domain.md 7, and what its words need.

use std::path::{Path, PathBuf};

use ehealth_enrollment::Error;
use ehealth_enrollment::doctor::causes;
use rustls_pki_types::UnixTime;

use crate::exit;
use crate::words::Words;

/// What a message may name. Anything absent is `unknown`, for which the catalogues have a form of their own.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// PIN tries left.
    pub tries: Option<u8>,
    /// The flag that gives a missing answer, or that has a wrong value.
    pub flag: Option<String>,
    /// A moment, already in words.
    pub moment: Option<String>,
}

/// How a request that did not end goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The key is in this keystore.
    pub keystore: PathBuf,
    /// Whether the request was on its way, so that the authority may have it.
    pub perhaps_sent: bool,
    /// The program's name and the flags of its world.
    pub program: String,
}

impl Next {
    /// The command line that goes on.
    fn command(&self, command: &str) -> String {
        format!("{} {command} \"{}\"", self.program, self.keystore.display())
    }
}

/// A failed command. Boxed, so that what succeeds carries no room for it.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: &'static str,
    from_flag: bool,
    details: Details,
    technical: Option<String>,
    next: Option<Next>,
    report: Option<serde_json::Value>,
    lines: Vec<String>,
    person: bool,
}

impl Failure {
    /// An error with its code alone.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        let details = Details::default();
        let (technical, next, report) = (None, None, None);
        Self(Box::new(Inner {
            code,
            from_flag: false,
            details,
            technical,
            next,
            report,
            lines: Vec::new(),
            person: false,
        }))
    }

    /// Wrong usage: `detail` says what is wrong.
    pub fn usage(detail: impl Into<String>) -> Self {
        let mut failure = Self::new("usage");
        failure.0.from_flag = true;
        failure.with_detail(detail)
    }

    /// The value of a flag is malformed.
    pub fn flag(code: &'static str, flag: &str, detail: impl Into<String>) -> Self {
        let mut failure = Self::new(code);
        failure.0.from_flag = true;
        failure.0.details.flag = Some(flag.to_owned());
        failure.with_detail(format!("{flag}: {}", detail.into()))
    }

    /// Nobody to ask, and no flag gives the answer.
    #[must_use]
    pub fn answer_missing(flag: &str) -> Self {
        let mut failure = Self::new("answer.missing");
        failure.0.details.flag = Some(flag.to_owned());
        failure
    }

    /// The person or the system stopped the program.
    #[must_use]
    pub fn interrupted() -> Self {
        Self::new("interrupted")
    }

    /// A defect of ours.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new("internal").with_detail(detail)
    }

    /// An error of a library: its code, and its words as the technical part where they add a name or a number
    /// to ours.
    pub fn of(code: &'static str, error: &dyn std::error::Error) -> Self {
        let failure = Self::new(code);
        if says_all(code) { failure } else { failure.with_detail(causes(error)) }
    }

    /// An error of a procedure.
    #[must_use]
    pub fn of_procedure(error: &Error, words: &Words) -> Self {
        let moment = |at: UnixTime| Some(words.language().moment(at));
        let details = match error {
            Error::NotYet { since, .. } => Details { moment: since.and_then(moment), ..Details::default() },
            Error::NotYetValid { from, .. } => Details { moment: moment(*from), ..Details::default() },
            Error::RenewalTooEarly { from, .. } => {
                Details { moment: from.and_then(moment), ..Details::default() }
            }
            Error::AnswerMissing(flag) => Details { flag: Some((*flag).to_owned()), ..Details::default() },
            other => Details { tries: tries_of(other), ..Details::default() },
        };
        Self::of(error.code(), error).with_details(details)
    }

    /// A file that cannot be read.
    #[must_use]
    pub fn reading(path: &Path, error: &std::io::Error) -> Self {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => "keystore.not_found",
            _ => "file.permission",
        };
        Self::new(code).with_detail(format!("{}: {error}", path.display()))
    }

    /// A file that cannot be written, by what the system said.
    #[must_use]
    pub fn writing(path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let code = match error.kind() {
            ErrorKind::ReadOnlyFilesystem => "file.read_only",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "file.disk_full",
            ErrorKind::AlreadyExists => "file.exists",
            ErrorKind::NotFound | ErrorKind::NotADirectory => "file.no_folder",
            _ => "file.permission",
        };
        Self::new(code).with_detail(format!("{}: {error}", path.display()))
    }

    /// Adds the technical part of the message: names, numbers, the authority's own words.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        let detail = printable(&detail.into());
        self.0.technical = (!detail.is_empty()).then_some(detail);
        self
    }

    /// Adds what the words can name.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        self.0.details = details;
        self
    }

    /// Says how the request goes on from here.
    #[must_use]
    pub fn with_next(mut self, next: Option<Next>) -> Self {
        self.0.next = next;
        self
    }

    /// Adds the report that was made before the failure was known.
    #[must_use]
    pub fn with_report(mut self, report: serde_json::Value) -> Self {
        self.0.report = Some(report);
        self
    }

    /// Adds what people read before the failure: the same report in words.
    #[must_use]
    pub fn with_lines(mut self, lines: Vec<String>) -> Self {
        self.0.lines = lines;
        self
    }

    /// The person must act, whatever the code's group says elsewhere (product.md: `doctor` found a problem).
    #[must_use]
    pub fn for_person(mut self) -> Self {
        self.0.person = true;
        self
    }

    /// What people read before the failure.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0.lines
    }

    /// The code of domain.md 7.
    #[must_use]
    pub fn code(&self) -> &'static str {
        exit::of_domain(self.0.code)
    }

    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> u8 {
        if self.0.person {
            return exit::PERSON;
        }
        exit::code_of(self.0.code, self.0.from_flag)
    }

    /// What happened, in the person's language; the technical part follows in brackets.
    pub fn message(&self, words: &Words) -> String {
        let text = words.error(self.0.code, &self.0.details);
        match &self.0.technical {
            Some(technical) => format!("{text} ({technical})"),
            None => text,
        }
    }

    /// The next step, in the person's language.
    pub fn remedy(&self, words: &Words) -> String {
        let text = words.remedy(self.0.code, &self.0.details);
        let Some(next) = &self.0.next else { return text };
        let key = if next.perhaps_sent { "sent-hint" } else { "resume-hint" };
        let values = [
            ("complete", next.command("complete").into()),
            ("resume", next.command("request --resume").into()),
        ];
        format!("{text} {}", words.text(key, &values))
    }

    /// The document of `--json`.
    pub fn json(&self, words: &Words) -> serde_json::Value {
        let mut document = serde_json::json!({
            "ok": false,
            "error": { "code": self.code(), "message": self.message(words), "remedy": self.remedy(words) },
        });
        if let (Some(object), Some(report)) = (document.as_object_mut(), &self.0.report) {
            object.insert("report".to_owned(), report.clone());
        }
        document
    }
}

/// PIN tries left, when the error tells.
#[must_use]
pub fn tries_of(error: &Error) -> Option<u8> {
    match error {
        Error::Card(beid_card::Error::WrongPin { left, .. }) => Some(*left),
        _ => None,
    }
}

/// Whether the catalogues' own words say everything that the library's error does.
#[must_use]
pub fn says_all(code: &str) -> bool {
    code.starts_with("pin.")
        || matches!(
            code,
            "interrupted"
                | "answer.missing"
                | "terms.not_accepted"
                | "keystore.wrong_password"
                | "keystore.not_yet_valid"
                | "ra.not_yet"
                | "ra.renewal_too_early"
                | "ra.not_authorized"
                | "card.no_service"
                | "card.no_reader"
                | "card.reader_driver"
                | "card.permission"
                | "card.reader_lost"
                | "card.reader_unstable"
                | "card.pad_faulty"
                | "card.busy"
                | "card.absent"
                | "card.mute"
                | "card.not_beid"
                | "card.kids"
                | "card.not_activated"
                | "card.expired"
                | "card.removed"
                | "card.reset"
                | "card.person_mismatch"
                | "card.fault"
                | "card.wrong_world"
        )
}

/// One line without control characters: texts of servers and cards reach the terminal through here.
#[must_use]
pub fn printable(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn json_has_the_three_members() {
        let words = Words::new(Language::English);
        let document = Failure::new("pin.wrong")
            .with_details(Details { tries: Some(2), ..Details::default() })
            .json(&words);
        assert_eq!(document["ok"], false);
        assert_eq!(document["error"]["code"], "pin.wrong");
        assert!(document["error"]["message"].as_str().unwrap().contains('2'));
        assert!(!document["error"]["remedy"].as_str().unwrap().is_empty());
    }

    #[test]
    fn a_hint_names_the_keystore() {
        let words = Words::new(Language::French);
        let next = |perhaps_sent| Next {
            keystore: "/x/a.p12".into(),
            perhaps_sent,
            program: "ehealth-cert".to_owned(),
        };
        let remedy = Failure::new("net.timeout").with_next(Some(next(false))).remedy(&words);
        assert!(remedy.contains("request --resume"), "{remedy}");
        assert!(remedy.contains("/x/a.p12"), "{remedy}");
        let remedy = Failure::new("net.timeout").with_next(Some(next(true))).remedy(&words);
        assert!(remedy.contains("ehealth-cert complete \"/x/a.p12\""), "{remedy}");
    }

    #[test]
    fn escapes_never_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\r\n c"), "a [31mb c");
    }
}
