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
use common::{PASSWORD, TestPorts, at_once, sandbox, settings_from};
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
    if let Some(keystore) = std::env::var_os("EHEALTH_DEATH_KEYSTORE").map(PathBuf::from) {
        let outcome = run(&mut Flow::complete(keystore, settings()), &mut ports);
        println!("ENDED {}", outcome.map_or_else(|error| error.code(), |_| "finished"));
    } else if renew {
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

/// A fraction of the whole, spread evenly over any number of lives, another one for each of a life's two halves.
fn fraction(life: u64, half: u64) -> f64 {
    // The golden ratio: each new number falls into the widest gap that the ones before have left.
    (0.618_033_988_75 * (2 * life + half) as f64).fract()
}

/// One life, each half of which dies at its fraction of `lengths` (none: it lives undisturbed); how long each half took
/// that was not killed.
fn life(life: u64, lengths: Option<[Duration; 2]>) -> [Option<Duration>; 2] {
    let clock = MovableClock::stopped_at(START);
    let sandbox = sandbox(Options { clock: clock.clone(), ..Options::default() });
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("descriptor"), sandbox.descriptor().to_json()).unwrap();
    let keystores = folder.path().join("keystore");
    let half = |number: u64, now: u64| {
        let begin = Instant::now();
        let patience = lengths.map(|lengths| lengths[number as usize].mul_f64(fraction(life, number)));
        if start(folder.path(), now, number == 1, patience) {
            return Some(begin.elapsed());
        }
        start(folder.path(), now, number == 1, None);
        None
    };
    let first_took = half(0, START);
    let first = stores(&keystores).pop().unwrap();
    let before: Vec<String> = open(&first).encryption_keys().map(|entry| entry.alias().to_owned()).collect();
    assert_eq!(sandbox.certificates_for(open(&first).key_identifier()), 1);

    let later = START + 1050 * 24 * 60 * 60;
    clock.set(instant(later));
    let second_took = half(1, later);
    let mut both = stores(&keystores);
    both.sort();
    assert_eq!(both.len(), 2, "{both:?}");
    let second = open(&both[1]);
    assert_eq!(second.stage(instant(later)), Stage::Renewed);
    assert_eq!(sandbox.certificates_for(second.key_identifier()), 1);
    let aliases: Vec<&str> = second.encryption_keys().map(ehealth_keystore::Entry::alias).collect();
    assert!(before.iter().all(|alias| aliases.contains(&alias.as_str())), "{before:?} {aliases:?}");
    assert!(!both[1].to_string_lossy().ends_with(".pending"));
    let temporary = std::fs::read_dir(&keystores).unwrap().flatten();
    let left: Vec<_> = temporary
        .map(|file| file.file_name())
        .filter(|name| name.to_string_lossy().contains(".tmp-"))
        .collect();
    assert!(left.is_empty(), "what a killed process left is gone: {left:?}");
    [first_took, second_took]
}

/// An undisturbed life tells how long its halves are on this machine; the others die somewhere in them.
#[test]
fn killed_at_any_instant_it_ends_complete() {
    let whole = 500;
    let deaths = if std::env::var_os("EHEALTH_TEST_FULL").is_some() { whole } else { 12 };
    let mut lengths = life(0, None).map(|took| took.expect("nobody killed it"));
    let (mut died, mut next) = (0, 1);
    // A half that is over before its turn has come does not count, and tells how long one is by now.
    while died < deaths {
        let numbers: Vec<u64> = (next..next + 4).collect();
        next += 4;
        for took in at_once(&numbers, |number| life(*number, Some(lengths))) {
            for (length, took) in lengths.iter_mut().zip(took) {
                died += usize::from(took.is_none());
                *length = took.map_or_else(|| length.mul_f64(1.02), |took| took.min(*length));
            }
        }
        println!("{died} deaths in {} lives", next - 1);
        assert!(next < 4 * whole as u64, "it cannot be killed");
    }
    println!("COUNT deaths: {died} of {whole}");
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

/// The same with two processes, which share nothing but the folder.
#[test]
fn two_processes_at_once() {
    let clock = MovableClock::stopped_at(START);
    let sandbox = sandbox(Options { clock, ..Options::default() });
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("descriptor"), sandbox.descriptor().to_json()).unwrap();
    let folder = root.path().join("keystore");
    let mut ports = TestPorts::with(sandbox.descriptor(), &Persona::adult_ec(), || instant(START));
    let requested = common::request(&mut ports, settings_from(sandbox.descriptor(), &folder)).unwrap();
    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child", "--nocapture"]).env("EHEALTH_DEATH_FOLDER", root.path());
        command.env("EHEALTH_DEATH_NOW", START.to_string());
        command.env("EHEALTH_DEATH_KEYSTORE", &requested.keystore);
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    };
    let ended = [start(), start()].map(|child| {
        let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        output.lines().find_map(|line| line.split("ENDED ").nth(1)).unwrap_or_default().to_owned()
    });
    assert!(ended.contains(&"finished".to_owned()), "{ended:?}");
    assert!(ended.iter().all(|ended| ["finished", "keystore.locked"].contains(&ended.as_str())), "{ended:?}");
    let store = open(&requested.keystore);
    assert_eq!((store.stage(instant(START)), store.encryption_keys().count()), (Stage::Complete, 1));
    assert_eq!(sandbox.certificates_for(requested.key_identifier), 1);
}
