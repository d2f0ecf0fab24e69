//! The dates of keystores, written for a calendar.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use ehealth_enrollment::reminder::calendar::{Entry, calendar, is_calendar};
use ehealth_enrollment::reminder::{Reminder, Reminding, reminders};
use ehealth_enrollment::survey::Item;
use ehealth_enrollment::{Record, driver};
use ehealth_keystore::files;
use rustls_pki_types::UnixTime;

use crate::failure::{Failure, printable};
use crate::words::Words;

/// Writes the calendar. A calendar that is there is replaced, any other file is kept.
///
/// # Errors
/// `file.*`.
pub(super) fn write(file: &Path, items: &[Item], words: &Words, now: UnixTime) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file).map_err(|error| Failure::writing(file, &error))?;
    let text = calendar("ehealth-cert", now, driver::local_stamp, &entries(items, words, now));
    let known = begins(&path).is_ok_and(|bytes| is_calendar(&bytes));
    let written = if known {
        files::replace(&path, text.as_bytes())
    } else {
        files::publish_new(&path, text.as_bytes())
    };
    written.map_err(|error| Failure::of(error.code(), &error))?;
    Ok(path)
}

/// The first bytes of a file. A device has no end, and a pipe no beginning: neither is opened.
fn begins(path: &Path) -> std::io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(1 << 10).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn entries(items: &[Item], words: &Words, now: UnixTime) -> Vec<Entry> {
    let empty = Record::default();
    let of = |item: &Item| {
        let record = item.record.as_ref().unwrap_or(&empty);
        let reminders = reminders(record, item.not_after, item.renewable_since, now);
        reminders.into_iter().map(|reminder| entry(item, reminder, words)).collect::<Vec<_>>()
    };
    items.iter().flat_map(of).collect()
}

fn entry(item: &Item, reminder: Reminder, words: &Words) -> Entry {
    let (kind, id, _) = super::holder(item);
    let holder = format!("{} {}", kind.unwrap_or_default(), id.unwrap_or_default());
    let days = if let Reminding::Ends { days } = reminder.about { days } else { 0 };
    let key = format!("calendar-{}", reminder.about.key());
    Entry {
        file: item.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        reminder,
        summary: words.text(&key, &[("holder", holder.trim().into()), ("days", days.into())]),
        description: printable(&item.path.display().to_string()),
    }
}
