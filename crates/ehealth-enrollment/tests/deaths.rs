//! The process is killed at random instants of request → complete → renew → complete → activate and started again:
//! it always ends complete, with one certificate per request and every encryption key.
//!
//! The child is this test binary itself: `child` does nothing unless its variables are set.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "tests"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use beid_simulator::Persona;
use common::{PASSWORD, TestPorts, sandbox, settings_from};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Error, Find, Flow, Outcome, Settings, find_keystore};
use ehealth_keystore::{Keystore, Password, Stage, Wanted, discover};
use ehealth_pki::Environment;
use ehealth_sandbox::{Descriptor, MovableClock, Options};
use rustls_pki_types::UnixTime;

const START: u64 = 1_780_000_000;

fn instant(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// Brings the folder to its end, from wherever it is, as a person would who starts the program again.
#[test]
fn child() {
    let Some(folder) = std::env::var_os("EHEALTH_DEATH_FOLDER").map(PathBuf::from) else { return };
    let now: u64 = std::env::var("EHEALTH_DEATH_NOW").unwrap().parse().unwrap();
    let renew = std::env::var_os("EHEALTH_DEATH_RENEW").is_some();
    let descriptor: Descriptor =
        serde_json::from_slice(&std::fs::read(folder.join("descriptor")).unwrap()).unwrap();
    let mut ports = TestPorts::with(&descriptor, &Persona::adult_ec(), move || instant(now));
    ports.keep_password = true;
    let settings = || settings_from(&descriptor, &folder.join("keystore"));
    if renew {
        renewed(&mut ports, &settings, now);
    } else {
        first(&mut ports, &settings);
    };
}

fn first(ports: &mut TestPorts, settings: &dyn Fn() -> Settings) {
    let folder = settings().folder;
    let keystore = match find_keystore(&folder, Environment::Sandbox, Find::Complete) {
        Ok(keystore) => {
            run(&mut Flow::resume(keystore.clone(), settings()), ports).unwrap();
            keystore
        }
        Err(_) => match run(&mut Flow::request(settings()), ports).unwrap() {
            Outcome::Requested(requested) => requested.keystore,
            other => panic!("{other:?}"),
        },
    };
    run(&mut Flow::complete(keystore, settings()), ports).unwrap();
}

/// The old keystore is the one with the smaller stamp.
fn renewed(ports: &mut TestPorts, settings: &dyn Fn() -> Settings, now: u64) {
    let mut found = stores(&settings().folder);
    found.sort();
    let newest = if found.len() == 1 {
        match run(&mut Flow::renew(found[0].clone(), settings()), ports).unwrap() {
            Outcome::Requested(requested) => requested.keystore,
            other => panic!("{other:?}"),
        }
    } else {
        let newest = found.last().unwrap().clone();
        if stage(&newest, now) == Stage::KeyOnly {
            run(&mut Flow::resume(newest.clone(), settings()), ports).unwrap();
        }
        newest
    };
    let done = match run(&mut Flow::complete(newest, settings()), ports).unwrap() {
        Outcome::Completed(done) | Outcome::NothingToDo(done) => done,
        other => panic!("{other:?}"),
    };
    match run(&mut Flow::activate(done.keystore, settings()), ports) {
        Ok(Outcome::Activated(_) | Outcome::NothingToDo(_)) => {}
        other => panic!("{other:?}"),
    }
}

fn stores(folder: &Path) -> Vec<PathBuf> {
    let candidates = discover(folder, &Wanted::any()).unwrap();
    candidates.iter().map(|candidate| candidate.path().to_path_buf()).collect()
}

fn open(path: &Path) -> Keystore {
    Keystore::open(path, &Password::new(PASSWORD.into())).unwrap()
}

fn stage(path: &Path, now: u64) -> Stage {
    open(path).stage(instant(now))
}

/// Starts the child; kills it after `patience`, or waits for its end.
fn start(folder: &Path, now: u64, renew: bool, patience: Option<Duration>) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env("EHEALTH_DEATH_FOLDER", folder);
    command.env("EHEALTH_DEATH_NOW", now.to_string()).stdout(Stdio::null()).stderr(Stdio::piped());
    if renew {
        command.env("EHEALTH_DEATH_RENEW", "1");
    }
    let mut child = command.spawn().unwrap();
    if let Some(patience) = patience {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if child.try_wait().unwrap().is_some() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        child.wait().unwrap();
        return false;
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    true
}

#[test]
fn killed_at_any_instant_it_ends_complete() {
    let whole = 500;
    let lives = if std::env::var_os("EHEALTH_TEST_FULL").is_some() { whole / 2 } else { 6 };
    let mut killed = 0;
    for life in 0..lives {
        let clock = MovableClock::stopped_at(START);
        let sandbox = sandbox(Options { clock: clock.clone(), ..Options::default() });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("descriptor"), sandbox.descriptor().to_json()).unwrap();
        let keystores = folder.path().join("keystore");
        // Spread over the length of the job, which varies with the machine: each life dies at another fraction.
        let patience = |step: u64| Duration::from_millis((life as u64 * 97 + step * 53) % 1500);
        if !start(folder.path(), START, false, Some(patience(1))) {
            killed += 1;
            start(folder.path(), START, false, None);
        }
        let first = stores(&keystores).pop().unwrap();
        let before: Vec<String> =
            open(&first).encryption_keys().map(|entry| entry.alias().to_owned()).collect();
        assert_eq!(sandbox.certificates_for(open(&first).key_identifier()), 1);

        let later = START + 1050 * 24 * 60 * 60;
        clock.set(instant(later));
        if !start(folder.path(), later, true, Some(patience(2))) {
            killed += 1;
            start(folder.path(), later, true, None);
        }
        let mut both = stores(&keystores);
        both.sort();
        assert_eq!(both.len(), 2, "{both:?}");
        let second = open(&both[1]);
        assert_eq!(second.stage(instant(later)), Stage::Renewed);
        assert_eq!(sandbox.certificates_for(second.key_identifier()), 1);
        let aliases: Vec<&str> = second.encryption_keys().map(ehealth_keystore::Entry::alias).collect();
        assert!(before.iter().all(|alias| aliases.contains(&alias.as_str())), "{before:?} {aliases:?}");
        assert!(!both[1].to_string_lossy().ends_with(".pending"));
    }
    println!("COUNT deaths: {killed} of {whole} in {lives} lives");
}

#[test]
fn two_at_once_one_waits_or_says_so() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let settings = || common::settings(&sandbox, folder.path());
    let requested = common::request(&mut ports, settings()).unwrap();
    let outcomes: Vec<Result<Outcome, Error>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (descriptor, keystore) = (sandbox.descriptor().clone(), requested.keystore.clone());
                let folder = folder.path().to_path_buf();
                scope.spawn(move || {
                    let mut ports = TestPorts::with(&descriptor, &Persona::adult_ec(), UnixTime::now);
                    run(&mut Flow::complete(keystore, settings_from(&descriptor, &folder)), &mut ports)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let finished = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(finished >= 1, "{outcomes:?}");
    for outcome in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(outcome.code(), "keystore.locked");
    }
    assert_eq!(open(&requested.keystore).encryption_keys().count(), 1);
}
