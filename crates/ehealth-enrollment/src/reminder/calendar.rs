//! Reminders as a calendar (RFC 5545), for whatever calendar program a person has.

use core::fmt::Write as _;

use rustls_pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

use super::Reminder;

/// Octets of a line before it is folded (RFC 5545 3.1: 75 with the space that begins a continuation).
const FOLD: usize = 74;
/// How every calendar begins.
const BEGIN: &str = "BEGIN:VCALENDAR";

/// One day in the calendar.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "made by programs, with nothing left out")]
pub struct Entry {
    /// The keystore's name: with day and subject it makes the entry's own identifier, so that a calendar that is read
    /// again is not doubled.
    pub file: String,
    /// When, and about what.
    pub reminder: Reminder,
    /// What the person reads, in their language.
    pub summary: String,
    /// More of it, such as where the file lies.
    pub description: String,
}

/// The entries as a calendar. `product` names the program that writes it, `now` when it is written; `local_stamp` is
/// that of [`Settings`](crate::Settings), whose first eight digits are the day where the person is.
#[must_use]
pub fn calendar(
    product: &str,
    now: UnixTime,
    local_stamp: fn(UnixTime) -> String,
    entries: &[Entry],
) -> String {
    let product = line(product);
    let mut lines = vec![
        BEGIN.to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//ehealth-certificates//{product}//EN"),
    ];
    let stamp = stamp(now);
    for entry in entries {
        let day: String = local_stamp(entry.reminder.at).chars().take(8).collect();
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{product}", identifier(entry, &day)),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{day}"),
            format!("SUMMARY:{}", escaped(&entry.summary)),
            format!("DESCRIPTION:{}", escaped(&entry.description)),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// Whether a file is a calendar, which another may replace.
#[must_use]
pub fn is_calendar(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGIN.as_bytes())
}

fn stamp(at: UnixTime) -> String {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    let at = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Nothing of the name can be read in it.
fn identifier(entry: &Entry, day: &str) -> String {
    let digest = Sha256::digest(format!("{} {day} {}", entry.file, entry.reminder.about.key()));
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One line without control characters.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// RFC 5545 3.3.11.
fn escaped(text: &str) -> String {
    line(text).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// Lines of at most 75 octets, never cut inside a character.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0_usize;
    for character in line.chars() {
        let size = character.len_utf8();
        if length.saturating_add(size) > FOLD {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length = length.saturating_add(size);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminder::Reminding;

    fn local(_: UnixTime) -> String {
        "20251124-170000".to_owned()
    }

    #[test]
    fn lines() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d e");
        let long = folded(&"é".repeat(100));
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", ""), "é".repeat(100));
    }

    #[test]
    fn a_calendar() {
        let at = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_764_000_000));
        let entry = |about| Entry {
            file: "SSIN=00010100173 20251124-170000.p12".to_owned(),
            reminder: Reminder { at, about },
            summary: "Look, please".to_owned(),
            description: "/home/x\r\nBEGIN:VALARM".to_owned(),
        };
        let entries = [entry(Reminding::Complete), entry(Reminding::Ends { days: 7 })];
        let text = calendar("program\r\nX:y", at, local, &entries);
        assert!(is_calendar(text.as_bytes()) && !is_calendar(b"BEGIN:VCARD"));
        assert!(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"), "{text}");
        assert_eq!(text.matches("\r\nDTSTART;VALUE=DATE:20251124\r\n").count(), 2);
        assert!(text.contains("\r\nDTSTAMP:20251124T160000Z\r\n"), "{text}");
        assert!(text.contains("\r\nSUMMARY:Look\\, please\r\n"), "{text}");
        // What a text brings along begins no line of its own.
        assert!(!text.contains("\nX:y") && !text.contains("\nBEGIN:VALARM"), "{text}");
        let uids: std::collections::BTreeSet<_> =
            text.lines().filter(|line| line.starts_with("UID:")).collect();
        assert_eq!(uids.len(), 2);
        assert!(uids.iter().all(|uid| !uid.contains("00010100173")));
        assert_eq!(text, calendar("program\r\nX:y", at, local, &entries), "the same each time");
    }
}
