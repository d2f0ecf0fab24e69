//! An institution's overview: ten thousand keystores of a folder, one after the other and several at once, from the
//! records beside them, and opened with the password for a part.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use benches::{Row, median, milliseconds};
use ehealth_enrollment::Record;
use ehealth_enrollment::survey::{Next, survey};
use ehealth_keystore::{Environment, FileName, Keystore, Password, Wanted, discover};
use rustls_pki_types::UnixTime;

const PASSWORD: &str = "Keystore-Pass_2026!";
const FILES: usize = 10_000;
/// Of which so many are opened: each costs its key derivations.
const OPENED: usize = 100;
const TIMES: usize = 9;
const NOW: u64 = 1_780_000_000;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let paths = institution(folder.path())?;
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let found = median(3, || drop(discover(folder.path(), &Wanted::any())));
    Row::new(format!("find {FILES} keystores in a folder"), "ms", milliseconds(found))
        .note("names, sizes, doubles; median of 3")
        .print();
    let known = pair(&format!("overview of {FILES} keystores from their records"), TIMES, cores, |threads| {
        let items = survey(&paths, now(), &|_| None, threads);
        assert_eq!(items.len(), FILES);
        assert!(items.iter().all(|item| item.next == Next::Nothing));
    });
    let part = paths.get(..OPENED).unwrap_or_default();
    let opened = pair(&format!("overview of {OPENED} keystores with the password"), 3, cores, |threads| {
        let items = survey(part, now(), &|_| Some(password()), threads);
        assert!(items.iter().all(|item| item.stage.is_some() && item.error.is_none()));
    });
    eprintln!(
        "a keystore costs {:.3} ms by its record and {:.1} ms opened, one after the other",
        milliseconds(known) / FILES as f64,
        milliseconds(opened) / OPENED as f64,
    );
    Ok(())
}

/// One thread beside as many as there are cores; gives the time of one.
fn pair(name: &str, times: usize, cores: NonZeroUsize, job: impl Fn(NonZeroUsize)) -> Duration {
    let one = median(times, || job(NonZeroUsize::MIN));
    let several = median(times, || job(cores));
    Row::new(format!("{name}, {cores} at once"), "ms", milliseconds(several))
        .beside("one after the other, ours", Some(milliseconds(one)))
        .note(format!("median of {times}"))
        .print();
    one
}

/// A completed keystore of the vectors under ten thousand names, each with a record.
fn institution(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let vectors =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-keystore/tests/vectors/pkcs12");
    let store = Keystore::open(&vectors.join("ehealth-complete-jdk.p12"), &password())?;
    let bytes = store.change().to_bytes()?;
    let mut paths = Vec::with_capacity(FILES);
    for number in 0..FILES {
        let id = format!("09{number:08}");
        let name = FileName::new("CBE", &id, None, "20260101-101010", Environment::Production)?;
        let path = folder.join(name.keystore());
        std::fs::write(&path, &bytes)?;
        let record = serde_json::json!({
            "schema": 1, "environment": "production", "subject": format!("CN=CBE\\={id}"),
            "key_identifier": format!("{number:040X}"), "requested_at": NOW - 100, "sent_at": NOW - 90,
            "installed_at": NOW - 80, "registered_at": NOW - 70, "not_after": NOW + 90_000_000,
        });
        std::fs::write(Record::path(&path), serde_json::to_vec_pretty(&record)?)?;
        paths.push(path);
    }
    Ok(paths)
}

fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(NOW))
}

fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}
