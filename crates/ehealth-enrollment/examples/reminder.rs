//! Practice software looks at start-up whether a certificate has to be renewed soon.
use std::num::NonZeroUsize;

use ehealth_enrollment::reminder::reminders;
use ehealth_enrollment::survey::survey;
use ehealth_keystore::{Wanted, default_folder, discover};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = default_folder(Environment::Production).ok_or("no home folder")?;
    let found = discover(&folder, &Wanted::any())?;
    let paths: Vec<_> = found.iter().map(|candidate| candidate.path().to_path_buf()).collect();
    let now = UnixTime::now();
    for item in survey(&paths, now, &|_| None, NonZeroUsize::MIN) {
        println!("{}: {}", item.path.display(), item.next.key());
        let record = item.record.unwrap_or_default();
        for reminder in reminders(&record, item.not_after, item.renewable_since, now) {
            println!("  {} at {}", reminder.about.key(), reminder.at.as_secs());
        }
    }
    Ok(())
}
