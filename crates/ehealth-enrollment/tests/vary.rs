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

use std::time::Duration;

use beid_simulator::Persona;
use common::{TestPorts, complete, request, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Flow, Level, Outcome, Revocation};
use ehealth_sandbox::{MovableClock, Options};

const START: u64 = 1_780_000_000;

fn life(seed: u64) {
    let clock = MovableClock::stopped_at(START);
    let sandbox = sandbox(Options { vary: Some(seed), clock: clock.clone(), ..Options::default() });
    let folder = tempfile::tempdir().unwrap();
    let persona = if seed.is_multiple_of(2) { Persona::adult_ec() } else { Persona::diacritics() };
    let mut ports = TestPorts::new(&sandbox, &persona);
    ports.keep_password = true;
    let settings = || settings(&sandbox, folder.path());
    // The answer is lost, so the authority's word decides, whatever its codes are called.
    ports.lose_answer_of = seed.is_multiple_of(3).then_some("generatecertificate");
    let keystore = match request(&mut ports, settings()) {
        Ok(requested) => requested.keystore,
        Err(error) => {
            assert_eq!(error.code(), "net.timeout", "seed {seed}");
            let environment = ehealth_pki::Environment::Sandbox;
            let found = ehealth_enrollment::find_keystore(
                folder.path(),
                environment,
                ehealth_enrollment::Find::Complete,
            );
            let found = found.unwrap();
            let resumed = run(&mut Flow::resume(found.clone(), settings()), &mut ports);
            assert!(matches!(resumed, Ok(Outcome::AlreadySent(_))), "seed {seed}: {resumed:?}");
            found
        }
    };
    let first =
        complete(&mut ports, keystore, settings()).unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
    clock.advance(Duration::from_secs(1050 * 24 * 60 * 60));
    let renewed = match run(&mut Flow::renew(first.keystore, settings()), &mut ports) {
        Ok(Outcome::Requested(renewed)) => renewed,
        other => panic!("seed {seed}: {other:?}"),
    };
    let second = complete(&mut ports, renewed.keystore, settings()).unwrap();
    let activated = run(&mut Flow::activate(second.keystore.clone(), settings()), &mut ports);
    assert!(matches!(activated, Ok(Outcome::Activated(_))), "seed {seed}: {activated:?}");
    match run(&mut Flow::check(second.keystore.clone(), settings()), &mut ports) {
        Ok(Outcome::Checked(report)) => {
            let bad = report.findings.iter().find(|finding| finding.level == Level::Problem);
            assert!(bad.is_none(), "seed {seed}: {bad:?}");
        }
        other => panic!("seed {seed}: {other:?}"),
    }
    let what = Revocation { keystore: Some(second.keystore), ..Revocation::default() };
    let revoked = run(&mut Flow::revoke(what, settings()), &mut ports);
    assert!(matches!(revoked, Ok(Outcome::Revoked { .. })), "seed {seed}: {revoked:?}");
}

#[test]
fn varied() {
    let whole = 100;
    let seeds = if std::env::var_os("EHEALTH_TEST_FULL").is_some() { whole } else { 6 };
    (0..seeds).for_each(life);
    println!("COUNT varied lives: {seeds} of {whole}");
}
