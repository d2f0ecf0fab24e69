//! The dates of keystores as a calendar (RFC 5545): when to look for a certificate, when to renew.

use std::path::{Path, PathBuf};

use ehealth_enrollment::Record;
use ehealth_enrollment::reminder::{Reminder, Reminding, reminders};
use ehealth_enrollment::survey::Item;
use ehealth_keystore::files;
use rustls_pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, printable};
use crate::messages::Words;
use crate::output::instant;

/// Octets of a line before it is folded (RFC 5545 3.1).
const FOLD: usize = 74;

/// Writes the calendar. A calendar that is there is replaced, any other file is kept.
///
/// # Errors
/// `file.*`.
pub(super) fn write(file: &Path, items: &[Item], words: &Words, now: UnixTime) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file).map_err(|error| Failure::writing(file, &error))?;
    let text = text(items, words, now);
    let known = std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(b"BEGIN:VCALENDAR"));
    let written = if known {
        files::replace(&path, text.as_bytes())
    } else {
        files::publish_new(&path, text.as_bytes())
    };
    written.map_err(|error| Failure::of(error.code(), &error))?;
    Ok(path)
}

fn text(items: &[Item], words: &Words, now: UnixTime) -> String {
    let stamp = instant(now).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//ehealth-certificates//ehealth-cert//EN".to_owned(),
    ];
    for item in items {
        let empty = Record::default();
        let record = item.record.as_ref().unwrap_or(&empty);
        for reminder in reminders(record, item.not_after, item.renewable_since, now) {
            lines.extend(event(item, &reminder, words, &stamp));
        }
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// One entry for a whole day. Its name is the same each time, so that a calendar that is read again is not
/// doubled.
fn event(item: &Item, reminder: &Reminder, words: &Words, stamp: &str) -> Vec<String> {
    let (kind, id, _) = super::holder(item);
    let holder = format!("{} {}", kind.unwrap_or_default(), id.unwrap_or_default());
    let day =
        instant(reminder.at).to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y%m%d").to_string();
    let file = item.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let about = reminder.about.key();
    let days = if let Reminding::Ends { days } = reminder.about { days } else { 0 };
    let summary =
        words.text(&format!("calendar-{about}"), &[("holder", holder.trim().into()), ("days", days.into())]);
    let uid: String = Sha256::digest(format!("{file} {day} {about}"))
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}@ehealth-cert"),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{day}"),
        format!("SUMMARY:{}", escaped(&summary)),
        format!("DESCRIPTION:{}", escaped(&item.path.display().to_string())),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

/// RFC 5545 3.3.11.
fn escaped(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// Lines of at most 75 octets, never cut inside a character.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > FOLD {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d e");
        let long = folded(&"é".repeat(100));
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", ""), "é".repeat(100));
    }
}
