//! Longer things for people, made of words and data.

use ehealth_enrollment::Overview;
use rustls_pki_types::UnixTime;

use crate::output::table;
use crate::words::Words;

/// A text of the authority for the terminal: its lines, without control characters.
pub(crate) fn shown(text: &str) -> String {
    text.lines()
        .map(|line| line.chars().filter(|c| !c.is_control()).collect::<String>())
        .collect::<Vec<_>>()
        .join("\n")
}

/// "from … until …".
pub(crate) fn validity(words: &Words, from: UnixTime, until: UnixTime) -> String {
    let moment = |at| words.language().moment(at);
    words.text("from-until", &[("from", moment(from).into()), ("until", moment(until).into())])
}

/// Everything that is about to be signed (domain.md S11).
pub(crate) fn overview(words: &Words, overview: &Overview) -> Vec<String> {
    let contact = &overview.contact;
    let mut reached = vec![contact.email().as_str().to_owned(), contact.phone().as_str().to_owned()];
    reached.extend(contact.general_email().map(|email| email.as_str().to_owned()));
    reached.extend(contact.general_phone().map(|phone| phone.as_str().to_owned()));
    let rows = [
        ("overview-name", overview.name.clone()),
        ("overview-subject", overview.subject.clone()),
        ("overview-environment", words.plain(&format!("environment-{}", overview.environment))),
        ("overview-contact", reached.join(", ")),
        ("overview-keystore", overview.keystore.display().to_string()),
        ("overview-request", overview.request.display().to_string()),
    ];
    let rows = rows.map(|(key, value)| (words.plain(key), crate::failure::printable(&value)));
    let mut lines = vec![String::new(), words.plain("overview-title")];
    lines.extend(table(&rows));
    lines
}

/// Whom to tell what, after a file or its password has changed (domain.md S22, S23): `key` names the catalogue's
/// lines `key-title`, and the steps follow, to be ticked off on paper.
pub(crate) fn tell_programs(words: &Words, key: &str, keystore: &std::path::Path) -> Vec<String> {
    let file = crate::failure::printable(&keystore.display().to_string());
    let mut lines = vec![String::new(), words.text(key, &[("file", file.as_str().into())])];
    for step in ["practice", "other", "fallback", "copy"] {
        lines.extend(words.find(&format!("{key}-{step}")).map(|text| format!("  [ ] {text}")));
    }
    lines
}
