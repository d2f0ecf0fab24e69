//! Nothing of ours rests on a code or a form that the sandbox invented: with everything varied that the schemas leave
//! open, the whole life still passes.
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
use std::time::Duration;

use beid_simulator::Persona;
use common::{TestPorts, at_once, complete, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Error, Flow, Level, Outcome, Revocation, Settings};
use ehealth_keystore::{Wanted, discover};
use ehealth_sandbox::{Codes, MovableClock, Options};

const START: u64 = 1_780_000_000;

/// The answers that are lost, one a life: what the authority did is found out whatever its codes are called.
const LOST: [&str; 8] = [
    "generatecertificate",
    "getcertificate",
    "startETKRegistration",
    "completeETKregistration",
    "activateETK",
    "getCertificateInfoForAuthenticationCertificate",
    "revoke",
    "generateContract",
];

/// Goes on until it succeeds; only a lost answer may stand between.
fn insist<T>(ports: &mut TestPorts, seed: u64, mut go: impl FnMut(&mut TestPorts) -> Result<T, Error>) -> T {
    for _ in 0..2 {
        match go(ports) {
            Ok(done) => return done,
            Err(error) => assert_eq!(error.code(), "net.timeout", "seed {seed}: {error:?}"),
        }
    }
    panic!("seed {seed}: it does not end")
}

/// A request, found out about when its answer was lost.
fn requested(
    ports: &mut TestPorts,
    seed: u64,
    settings: &dyn Fn() -> Settings,
    old: Option<&Path>,
) -> PathBuf {
    let begin = |old: Option<&Path>| match old {
        None => Flow::request(settings()),
        Some(old) => Flow::renew(old.to_path_buf(), settings()),
    };
    for _ in 0..2 {
        match run(&mut begin(old), ports) {
            Ok(Outcome::Requested(requested)) => return requested.keystore,
            Ok(other) => panic!("seed {seed}: {other:?}"),
            Err(error) => assert_eq!(error.code(), "net.timeout", "seed {seed}: {error:?}"),
        }
        let newest = stores(&settings().folder).pop().filter(|newest| Some(newest.as_path()) != old);
        // Before a key was made there is nothing to go on with.
        let Some(keystore) = newest else { continue };
        match run(&mut Flow::resume(keystore.clone(), settings()), ports) {
            Ok(Outcome::Requested(_) | Outcome::AlreadySent(_)) => return keystore,
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    panic!("seed {seed}: no request")
}

fn stores(folder: &Path) -> Vec<PathBuf> {
    let found = discover(folder, &Wanted::any()).unwrap();
    let mut paths: Vec<PathBuf> = found.iter().map(|candidate| candidate.path().to_path_buf()).collect();
    paths.sort();
    paths
}

/// With everything varied that the schemas leave open, or with the plain forms and every code an unknown one.
fn life(seed: u64, vary: bool) {
    let clock = MovableClock::stopped_at(START);
    let vary = vary.then_some(seed);
    let sandbox =
        sandbox(Options { vary, codes: Codes::Unknown, clock: clock.clone(), ..Options::default() });
    let folder = tempfile::tempdir().unwrap();
    let persona = if seed.is_multiple_of(2) { Persona::adult_ec() } else { Persona::diacritics() };
    let mut ports = TestPorts::new(&sandbox, &persona);
    ports.keep_password = true;
    let settings = || settings(&sandbox, folder.path());
    let lost = LOST[usize::try_from(seed).unwrap() % LOST.len()];
    // In the first half of the life or in the second.
    let late = seed / 8 % 2 == 1 || matches!(lost, "activateETK" | "revoke");
    ports.lose_answer_of = (!late).then_some(lost);
    let keystore = requested(&mut ports, seed, &settings, None);
    let first = insist(&mut ports, seed, |ports| complete(ports, keystore.clone(), settings()));
    clock.advance(Duration::from_secs(1050 * 24 * 60 * 60));
    ports.lose_answer_of = late.then_some(lost);
    let renewed = requested(&mut ports, seed, &settings, Some(&first.keystore));
    let second = insist(&mut ports, seed, |ports| complete(ports, renewed.clone(), settings()));
    let activated = insist(&mut ports, seed, |ports| {
        run(&mut Flow::activate(second.keystore.clone(), settings()), ports)
    });
    assert!(
        matches!(activated, Outcome::Activated(_) | Outcome::NothingToDo(_)),
        "seed {seed}: {activated:?}"
    );
    for done in [&first, &second] {
        assert_eq!(sandbox.certificates_for(done.key_identifier), 1, "seed {seed}");
    }
    let sent = ports.sent.iter().filter(|sent| *sent == "generatecertificate").count();
    assert_eq!(sent, 2, "seed {seed}: asked twice, sent once");
    match run(&mut Flow::check(second.keystore.clone(), settings()), &mut ports) {
        Ok(Outcome::Checked(report)) => {
            let bad = report.findings.iter().find(|finding| finding.level == Level::Problem);
            assert!(bad.is_none(), "seed {seed}: {bad:?}");
        }
        other => panic!("seed {seed}: {other:?}"),
    }
    let what = || Revocation { keystore: Some(second.keystore.clone()), ..Revocation::default() };
    match run(&mut Flow::revoke(what(), settings()), &mut ports) {
        Ok(Outcome::Revoked { .. }) => {}
        // The answer was lost: it is revoked, and the authority does not offer it again.
        Err(error) if error.code() == "net.timeout" && lost == "revoke" => {
            let again = run(&mut Flow::revoke(what(), settings()), &mut ports).unwrap_err();
            assert!(matches!(again, Error::NothingToRevoke), "seed {seed}: {again:?}");
        }
        other => panic!("seed {seed}: {other:?}"),
    }
    assert_eq!(ports.lose_answer_of, None, "seed {seed}: {lost} was asked");
}

#[test]
fn varied() {
    let whole = 100;
    let seeds = if std::env::var_os("EHEALTH_TEST_FULL").is_some() { whole } else { 6 };
    at_once(&(0..seeds).collect::<Vec<u64>>(), |seed| life(*seed, true));
    println!("COUNT varied lives: {seeds} of {whole}");
}

/// Plain answers with every code of the sandbox's own replaced by one that nobody knows.
#[test]
fn unknown_codes() {
    let whole = 2 * LOST.len() as u64;
    let seeds = if std::env::var_os("EHEALTH_TEST_FULL").is_some() { whole } else { 2 };
    at_once(&(0..seeds).collect::<Vec<u64>>(), |seed| life(seed * 9, false));
    println!("COUNT lives with unknown codes: {seeds} of {whole}");
}
