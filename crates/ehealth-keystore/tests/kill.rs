//! A process is killed at any instant while it creates or changes a keystore. Afterwards a keystore that opens
//! and holds every private key is found; in creating, or none, and then nothing was signed.
//!
//! `EHEALTH_KILLS` is the number of kills (40 without it).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests"
)]

#[path = "suite/common.rs"]
#[allow(dead_code, reason = "the other suite uses the rest")]
mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Authority, encryption_certificate, names, password, place, stored};
use ehealth_keystore::{Keystore, NewKey, Password, Profile, Wanted, discover};
use ehealth_pki::KeyIdentifier;

const CHILD: &str = "EHEALTH_KEYSTORE_KILL_CHILD";

fn say(line: &str) {
    // Unbuffered: the parent reads it while we may be dead already.
    let mut out = std::io::stderr();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Not a test by itself: what is killed. It tells which key it has just stored.
#[test]
fn child() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let folder = Path::new(&folder);
    say("READY");
    let path = place(folder).keystore();
    if !path.exists() {
        let key = stored(folder, Profile::Modern);
        say(&format!("STORED {}", key.key_identifier()));
    }
    for round in 0u8.. {
        let store = Keystore::open(&path, &password()).unwrap();
        let waiting = match Keystore::open_waiting_key(&path, &password()).unwrap() {
            Some(waiting) => waiting,
            None => {
                NewKey::generate(&mut rand::rng()).store_waiting(&path, &password(), Profile::Modern).unwrap()
            }
        };
        say(&format!("STORED {}", waiting.key_identifier()));
        let serial: [u8; 16] = core::array::from_fn(|at| if at == 0 { 1 + round } else { rand::random() });
        let certificate = encryption_certificate(store.authentication(), &waiting, &serial);
        let change = store.change().add_encryption_key(&waiting, &certificate).unwrap();
        let store = change.draft().unwrap().replace().unwrap().into_keystore();
        store.remove_waiting_key().unwrap();
        let chain = Authority::ec().issue(store.authentication().key());
        store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
    }
}

/// The keys of every keystore that is found in the folder, and of the waiting file.
fn keys(folder: &Path, password: &Password) -> BTreeSet<KeyIdentifier> {
    let mut keys = BTreeSet::new();
    for candidate in discover(folder, &Wanted::any()).unwrap() {
        let store = Keystore::open(candidate.path(), password).unwrap();
        keys.extend(store.keys().iter().map(|entry| entry.key().key_identifier()));
        let waiting = Keystore::open_waiting_key(candidate.path(), password).unwrap();
        keys.extend(waiting.map(|key| key.key_identifier()));
    }
    keys
}

#[test]
fn no_key_is_lost_by_a_kill() {
    let kills: u64 = std::env::var("EHEALTH_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    let mut folder = tempfile::tempdir().unwrap();
    let mut told = BTreeSet::new();
    let mut most = 0;
    for kill in 0..kills {
        // A folder of its own for a while, so that creating is killed as often as changing.
        if kill % 4 == 0 {
            folder = tempfile::tempdir().unwrap();
            told.clear();
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env(CHILD, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while lines.next().unwrap().unwrap() != "READY" {}
        std::thread::sleep(Duration::from_millis(rand::random_range(0..1200)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            match line.strip_prefix("STORED ") {
                Some(key) => drop(told.insert(key.parse::<KeyIdentifier>().unwrap())),
                None => panic!("{line}"),
            }
        }
        let there = keys(folder.path(), &password());
        let lost: Vec<_> = told.difference(&there).collect();
        assert!(lost.is_empty(), "kill {kill}: {lost:?} of {told:?}; {:?}", names(folder.path()));
        most = most.max(there.len());
    }
    println!("{kills} kills, 0 keys lost, up to {most} keys in a keystore");
    assert!(most >= 2);
}
