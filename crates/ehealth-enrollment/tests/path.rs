//! The path of a person, both card generations, against the sandbox over HTTPS.
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

use std::path::PathBuf;
use std::time::Duration;

use beid_simulator::Persona;
use common::{PASSWORD, TestPorts, complete, request, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{CheckReport, Error, Find, Flow, Level, Outcome, Purpose, Record, find_keystore};
use ehealth_keystore::{Keystore, Password, Stage};
use ehealth_sandbox::{Issuing, MovableClock, Options};

fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}

fn check(ports: &mut TestPorts, keystore: PathBuf, settings: ehealth_enrollment::Settings) -> CheckReport {
    match run(&mut Flow::check(keystore, settings), ports).unwrap() {
        Outcome::Checked(report) => report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn from_the_card_to_a_finished_keystore() {
    for (persona, issuing) in [
        (Persona::adult_rsa(), Issuing::Ec),
        (Persona::adult_ec(), Issuing::Ec),
        (Persona::adult_rsa(), Issuing::Rsa),
        (Persona::diacritics(), Issuing::Ec),
        (Persona::foreigner(), Issuing::Ec),
    ] {
        let sandbox = sandbox(Options { issuing, ..Options::default() });
        let folder = tempfile::tempdir().unwrap();
        let mut ports = TestPorts::new(&sandbox, &persona);
        let requested = request(&mut ports, settings(&sandbox, folder.path())).unwrap();
        assert!(requested.sent);
        assert_eq!(ports.signatures.len(), 2, "sign in, then the contract");
        assert_eq!(ports.signatures[0], Purpose::SignIn);
        assert!(requested.keystore.exists() && requested.request.exists());
        let store = Keystore::open(&requested.keystore, &password()).unwrap();
        assert_eq!(store.stage(ehealth_enrollment::driver::Ports::now(&ports)), Stage::KeyOnly);
        let found = find_keystore(folder.path(), ehealth_pki::Environment::Sandbox, Find::Complete).unwrap();
        assert_eq!(found, requested.keystore);

        let done = complete(&mut ports, found, settings(&sandbox, folder.path())).unwrap();
        assert_eq!(done.key_identifier, requested.key_identifier);
        assert_eq!(done.keystore, requested.keystore);
        assert_eq!(sandbox.certificates_for(done.key_identifier), 1);
        let report = check(&mut ports, done.keystore.clone(), settings(&sandbox, folder.path()));
        assert!(report.findings.iter().all(|finding| finding.level == Level::Ok), "{:?}", report.findings);
        assert_eq!(report.findings.len(), 8, "{:?}", report.findings);
        assert_eq!(ports.handle.tries_left(), 3);
        assert_eq!(ports.signatures.len(), 2, "completing and checking ask for no PIN");

        // Again: nothing to do, and nobody is asked.
        let sent = ports.sent.len();
        let again = run(&mut Flow::complete(done.keystore, settings(&sandbox, folder.path())), &mut ports);
        assert!(matches!(again, Ok(Outcome::NothingToDo(_))), "{again:?}");
        assert_eq!(ports.sent.len(), sent);
    }
}

#[test]
fn a_certificate_that_is_not_there_yet() {
    let clock = MovableClock::stopped_at(1_780_000_000);
    let sandbox = sandbox(Options {
        approve_after: Duration::from_secs(3600),
        clock: clock.clone(),
        ..Options::default()
    });
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let requested = request(&mut ports, settings(&sandbox, folder.path())).unwrap();
    let before = std::fs::read(&requested.keystore).unwrap();
    let early = complete(&mut ports, requested.keystore.clone(), settings(&sandbox, folder.path()));
    let Err(Error::NotYet { since: Some(since), next, .. }) = early else { panic!("{early:?}") };
    assert_eq!(since.as_secs(), 1_780_000_000);
    assert_eq!(next.as_secs(), since.as_secs() + 10);
    assert_eq!(std::fs::read(&requested.keystore).unwrap(), before);

    let mut patient = settings(&sandbox, folder.path());
    patient.wait = true;
    // Each wait moves the clock by as much.
    let moved = clock.clone();
    let start = std::cell::Cell::new(0_u64);
    ports.clock = Box::new(move || {
        start.set(start.get() + 1);
        moved.advance(Duration::from_secs(60));
        moved.now()
    });
    let done = complete(&mut ports, requested.keystore, patient).unwrap();
    assert!(!ports.waits.is_empty());
    assert!(!done.waits_for_activation);
}

#[test]
fn lost_answers_never_make_a_second_certificate() {
    for lost in ["getActorQualities", "generateContract", "generatecertificate"] {
        let sandbox = sandbox(Options::default());
        let folder = tempfile::tempdir().unwrap();
        let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
        ports.lose_answer_of = Some(lost);
        let error = request(&mut ports, settings(&sandbox, folder.path())).unwrap_err();
        assert_eq!(error.code(), "net.timeout", "{lost}");
        let keystore = match find_keystore(folder.path(), ehealth_pki::Environment::Sandbox, Find::Complete) {
            Ok(keystore) => keystore,
            Err(error) => {
                assert_ne!(lost, "generatecertificate");
                assert_eq!(error.code(), "keystore.not_found");
                request(&mut ports, settings(&sandbox, folder.path())).unwrap().keystore
            }
        };
        let resumed = run(&mut Flow::resume(keystore.clone(), settings(&sandbox, folder.path())), &mut ports);
        assert!(matches!(resumed, Ok(Outcome::AlreadySent(_))), "{lost}: {resumed:?}");
        let done = complete(&mut ports, keystore, settings(&sandbox, folder.path())).unwrap();
        assert_eq!(sandbox.certificates_for(done.key_identifier), 1);
    }
    for lost in ["getcertificate", "startETKRegistration", "completeETKregistration"] {
        let sandbox = sandbox(Options::default());
        let folder = tempfile::tempdir().unwrap();
        let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
        let requested = request(&mut ports, settings(&sandbox, folder.path())).unwrap();
        ports.lose_answer_of = Some(lost);
        let error = complete(&mut ports, requested.keystore.clone(), settings(&sandbox, folder.path()));
        assert_eq!(error.unwrap_err().code(), "net.timeout", "{lost}");
        let done = complete(&mut ports, requested.keystore, settings(&sandbox, folder.path())).unwrap();
        let report = check(&mut ports, done.keystore, settings(&sandbox, folder.path()));
        assert_eq!(report.worst().map(|worst| worst.level), Some(Level::Ok), "{lost}: {report:?}");
    }
}

#[test]
fn a_request_that_was_never_sent_is_signed_again_with_the_same_key() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_rsa());
    let mut unsent = settings(&sandbox, folder.path());
    unsent.send = false;
    let first = request(&mut ports, unsent).unwrap();
    assert!(!first.sent);
    for forget in [false, true] {
        if forget {
            std::fs::remove_file(Record::path(&first.keystore)).unwrap();
        }
        let mut again = settings(&sandbox, folder.path());
        again.send = forget;
        let mut flow = Flow::resume(first.keystore.clone(), again);
        let Outcome::Requested(second) = run(&mut flow, &mut ports).unwrap() else { panic!() };
        assert_eq!(second.key_identifier, first.key_identifier);
        assert_eq!(second.keystore, first.keystore);
        assert_eq!(second.sent, forget);
    }
    complete(&mut ports, first.keystore, settings(&sandbox, folder.path())).unwrap();
}

#[test]
fn another_person_s_card_does_not_resume() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut unsent = settings(&sandbox, folder.path());
    unsent.send = false;
    let first = request(&mut TestPorts::new(&sandbox, &Persona::adult_rsa()), unsent).unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let mut flow = Flow::resume(first.keystore, settings(&sandbox, folder.path()));
    assert_eq!(run(&mut flow, &mut ports).unwrap_err().code(), "card.person_mismatch");
    assert!(ports.signatures.is_empty(), "no PIN was asked");
}

#[test]
fn a_wrong_pin_leaves_the_procedure_where_it_was() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let mut flow = Flow::request(settings(&sandbox, folder.path()));
    ports.pin = "4321";
    assert_eq!(run(&mut flow, &mut ports).unwrap_err().code(), "pin.wrong");
    assert_eq!(ports.handle.tries_left(), 2);
    ports.pin = Persona::PIN;
    assert!(matches!(run(&mut flow, &mut ports), Ok(Outcome::Requested(_))));
    assert_eq!(ports.handle.tries_left(), 3);
}

#[test]
fn interrupted_at_every_effect_it_goes_on_with_one_certificate() {
    let mut deaths = 0;
    for die_at in 0.. {
        let sandbox = sandbox(Options::default());
        let folder = tempfile::tempdir().unwrap();
        let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
        ports.die_at = Some(die_at);
        let mut died = false;
        if let Err(error) = request(&mut ports, settings(&sandbox, folder.path())) {
            assert_eq!(error.code(), "interrupted");
            died = true;
            match find_keystore(folder.path(), ehealth_pki::Environment::Sandbox, Find::Complete) {
                Ok(keystore) => {
                    let mut flow = Flow::resume(keystore, settings(&sandbox, folder.path()));
                    run(&mut flow, &mut ports).unwrap();
                }
                Err(_) => drop(request(&mut ports, settings(&sandbox, folder.path())).unwrap()),
            }
        }
        let keystore =
            find_keystore(folder.path(), ehealth_pki::Environment::Sandbox, Find::Complete).unwrap();
        let done = match complete(&mut ports, keystore.clone(), settings(&sandbox, folder.path())) {
            Ok(done) => done,
            Err(error) => {
                assert_eq!(error.code(), "interrupted");
                died = true;
                complete(&mut ports, keystore, settings(&sandbox, folder.path())).unwrap()
            }
        };
        assert_eq!(sandbox.certificates_for(done.key_identifier), 1);
        assert_eq!(ports.handle.tries_left(), 3);
        if !died {
            break;
        }
        deaths += 1;
    }
    assert!(deaths >= 9, "{deaths}");
}

#[test]
fn the_simulator_s_root_is_trusted_in_the_sandbox_only() {
    use ehealth_pki::{Environment, anchor};
    let sandbox = sandbox(Options::default());
    for environment in [Environment::Production, Environment::Acceptance] {
        for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
            let folder = tempfile::tempdir().unwrap();
            let mut ports = TestPorts::new(&sandbox, &persona);
            let mut other = settings(&sandbox, folder.path());
            other.environment = environment;
            other.citizen_anchors = anchor::citizen(environment);
            let mut flow = Flow::request(other);
            assert_eq!(run(&mut flow, &mut ports).unwrap_err().code(), "card.wrong_world");
            assert!(ports.signatures.is_empty(), "no PIN was asked");
            assert!(ports.sent.is_empty());
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}

#[test]
fn a_child_s_card_is_told_before_any_pin() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::child());
    let error = request(&mut ports, settings(&sandbox, folder.path())).unwrap_err();
    assert!(["card.kids", "card.no_signature_rights"].contains(&error.code()), "{error}");
    assert!(ports.signatures.is_empty());
}

#[test]
fn a_second_certificate_is_refused_and_the_first_stays() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let first = request(&mut ports, settings(&sandbox, folder.path())).unwrap();
    let done = complete(&mut ports, first.keystore, settings(&sandbox, folder.path())).unwrap();
    let before = std::fs::read(&done.keystore).unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    let error = request(&mut ports, settings(&sandbox, folder.path())).unwrap_err();
    assert_eq!(error.code(), "ra.already_active");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), files, "told before a key was made");
    assert_eq!(std::fs::read(&done.keystore).unwrap(), before);
    let report = check(&mut ports, done.keystore, settings(&sandbox, folder.path()));
    assert_eq!(report.worst().map(|worst| worst.level), Some(Level::Ok));
}

#[test]
fn a_weak_password_is_refused_before_anything_is_written() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    for (password, code) in [
        ("short-1", "password.too_short"),
        ("only-ascii-é1", "password.characters"),
        ("onlyletters", "password.digit_or_symbol"),
        ("1234567890", "password.letter"),
    ] {
        ports.password = password;
        assert_eq!(request(&mut ports, settings(&sandbox, folder.path())).unwrap_err().code(), code);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_dry_run_asks_for_no_pin_and_writes_nothing() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::diacritics());
    let mut dry = settings(&sandbox, folder.path());
    dry.dry_run = true;
    let outcome = run(&mut Flow::request(dry), &mut ports);
    assert!(matches!(outcome, Ok(Outcome::Previewed { .. })), "{outcome:?}");
    assert!(ports.signatures.is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
