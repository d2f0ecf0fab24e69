//! Practice software looks at start-up which certificate needs something, and when. No password, no network:
//! what is known stands in the names of the files and in the records beside them.

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::Path;

use ehealth_enrollment::reminder::{Reminding, reminders};
use ehealth_enrollment::survey::{Next, survey};
use ehealth_keystore::{Wanted, default_folder, discover};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

/// What the program shows of one keystore.
#[derive(Debug)]
struct Line {
    file: String,
    /// What is to be done now. Words belong to the program; `key()` is the key to them.
    next: Next,
    /// What comes next, and in how many days.
    coming: Option<(Reminding, u64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = default_folder(Environment::Production).ok_or("no home folder")?;
    for line in lines(&folder, UnixTime::now())? {
        println!("{}: {}", line.file, line.next.key());
        if let Some((about, days)) = line.coming {
            println!("  {} in {days} days", about.key());
        }
    }
    Ok(())
}

/// One line for each keystore of the folder.
fn lines(folder: &Path, now: UnixTime) -> Result<Vec<Line>, Box<dyn Error>> {
    let found = discover(folder, &Wanted::any())?;
    let paths: Vec<_> = found.iter().map(|candidate| candidate.path().to_path_buf()).collect();
    // Nobody is asked for a password: `None` for each file.
    let items = survey(&paths, now, &|_| None, NonZeroUsize::MIN);
    let line = |item: &ehealth_enrollment::survey::Item| {
        let record = item.record.clone().unwrap_or_default();
        let all = reminders(&record, item.not_after, item.renewable_since, now);
        let days = |at: UnixTime| at.as_secs().saturating_sub(now.as_secs()).div_euclid(24 * 60 * 60);
        Line {
            file: item.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            next: item.next,
            coming: all.first().map(|reminder| (reminder.about, days(reminder.at))),
        }
    };
    Ok(items.iter().map(line).collect())
}

#[cfg(test)]
mod tests;
