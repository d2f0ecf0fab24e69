//! What an outside look found, each as a test of its own.
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

use beid_simulator::Persona;
use common::{TestPorts, complete, request, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Error, Find, Flow, Outcome, Record, Settings, find_keystore};
use ehealth_keystore::name::waiting_key_beside;
use ehealth_pki::Environment;
use ehealth_sandbox::{Fault, FaultKind, MovableClock, Options, Sandbox};

struct World {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    ports: TestPorts,
}

impl World {
    fn new(persona: &Persona) -> Self {
        let sandbox = sandbox(Options::default());
        let ports = TestPorts::new(&sandbox, persona);
        Self { sandbox, folder: tempfile::tempdir().unwrap(), ports }
    }

    fn settings(&self) -> Settings {
        settings(&self.sandbox, self.folder.path())
    }

    fn request(&mut self) -> PathBuf {
        let settings = self.settings();
        request(&mut self.ports, settings).unwrap().keystore
    }

    fn complete(&mut self, keystore: &Path) -> Result<Outcome, Error> {
        let settings = self.settings();
        run(&mut Flow::complete(keystore.to_path_buf(), settings), &mut self.ports)
    }
}

#[test]
fn a_sandbox_s_keystore_does_not_count_elsewhere() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    world.complete(&keystore).unwrap();
    std::fs::remove_file(Record::path(&keystore)).unwrap();
    world.ports.sent.clear();
    for environment in [Environment::Production, Environment::Acceptance] {
        type Begin = fn(PathBuf, Settings) -> Flow;
        for begin in [Flow::complete as Begin, Flow::activate, Flow::renew] {
            let mut other = world.settings();
            other.environment = environment;
            other.issuing_anchors = ehealth_pki::anchor::issuing(environment);
            let error = run(&mut begin(keystore.clone(), other), &mut world.ports).unwrap_err();
            assert_eq!(error.code(), "keystore.wrong_environment");
        }
        let mut other = world.settings();
        other.environment = environment;
        other.issuing_anchors = ehealth_pki::anchor::issuing(environment);
        match run(&mut Flow::check(keystore.clone(), other), &mut world.ports) {
            Ok(Outcome::Checked(report)) => {
                assert!(report.findings.iter().any(|finding| finding.code == Some("ra.untrusted_issuer")));
            }
            Err(error) => assert_eq!(error.code(), "keystore.wrong_environment"),
            other => panic!("{other:?}"),
        }
    }
    assert!(world.ports.sent.is_empty(), "its key signed nothing for another world: {:?}", world.ports.sent);
}

#[test]
fn a_keystore_of_another_environment_is_not_completed_here() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    let mut record = Record::load(&keystore).unwrap();
    record.environment = "production".into();
    record.save(&keystore).unwrap();
    assert_eq!(world.complete(&keystore).unwrap_err().code(), "keystore.wrong_environment");
    std::fs::remove_file(Record::path(&keystore)).unwrap();
    let acceptance = keystore.with_extension("acc-p12");
    std::fs::rename(&keystore, &acceptance).unwrap();
    assert_eq!(world.complete(&acceptance).unwrap_err().code(), "keystore.wrong_environment");
}

#[test]
fn a_finished_keystore_gets_its_name_even_if_the_last_step_was_lost() {
    let mut world = World::new(&Persona::adult_ec());
    // Another keystore of the same number makes the new one wait under `….pending`.
    let other = world
        .folder
        .path()
        .join(format!("SSIN={} 20200101-101010.p12", Persona::adult_ec().national_number()));
    std::fs::write(&other, b"not a keystore").unwrap();
    let pending = world.request();
    assert!(pending.to_string_lossy().ends_with(".pending"));
    let named = pending.with_extension("");
    world.complete(&pending).unwrap();
    assert!(named.exists() && !pending.exists());
    // As a process leaves it that died before the name was given.
    std::fs::rename(&named, &pending).unwrap();
    for forget in [false, true] {
        if forget {
            std::fs::rename(&named, &pending).unwrap();
            std::fs::remove_file(Record::path(&pending)).unwrap();
        }
        assert!(matches!(world.complete(&pending), Ok(Outcome::NothingToDo(_))));
        assert!(named.exists() && !pending.exists(), "forget: {forget}");
    }
}

#[test]
fn nothing_to_do_is_said_only_when_a_token_is_registered() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    world.sandbox.faults().add(Fault::new(FaultKind::InternalError).on("CompleteETKRegistration"));
    let error = world.complete(&keystore).unwrap_err();
    assert_eq!(error.code(), "ra.fault");
    std::fs::remove_file(waiting_key_beside(&keystore)).unwrap();
    assert!(matches!(world.complete(&keystore), Ok(Outcome::Completed(_))));
    let settings = world.settings();
    let report = run(&mut Flow::check(keystore, settings), &mut world.ports).unwrap();
    let Outcome::Checked(report) = report else { panic!() };
    assert!(report.findings.iter().all(|finding| finding.code.is_none()), "{:?}", report.findings);
}

#[test]
fn a_copy_does_not_take_the_token_away() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join(keystore.file_name().unwrap());
    std::fs::copy(&keystore, &copy).unwrap();
    world.complete(&copy).unwrap();
    assert_eq!(world.complete(&keystore).unwrap_err().code(), "keystore.etk_mismatch");
    let settings = world.settings();
    let Ok(Outcome::Checked(report)) = run(&mut Flow::check(copy, settings), &mut world.ports) else {
        panic!()
    };
    assert!(report.findings.iter().all(|finding| finding.code.is_none()), "{:?}", report.findings);
}

#[test]
fn the_authority_s_own_trouble_is_no_refusal() {
    let mut world = World::new(&Persona::adult_ec());
    world.sandbox.faults().add(Fault::new(FaultKind::InternalError).on("GenerateCertificate").after());
    let settings = world.settings();
    let error = request(&mut world.ports, settings).unwrap_err();
    assert_eq!(error.code(), "ra.fault");
    let Error::Client(error) = error else { panic!("{error:?}") };
    assert!(error.may_have_acted());
}

#[test]
fn a_wrong_clock_is_called_so() {
    let clock = MovableClock::stopped_at(1_780_000_000);
    let sandbox = sandbox(Options { clock: clock.clone(), ..Options::default() });
    let folder = tempfile::tempdir().unwrap();
    for ahead in [400_i64, -3600, 3600] {
        let mut ports = TestPorts::new(&sandbox, &Persona::adult_rsa());
        let off = u64::try_from(1_780_000_000 + ahead).unwrap();
        ports.clock = Box::new(move || {
            rustls_pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(off))
        });
        let error = request(&mut ports, settings(&sandbox, folder.path())).unwrap_err();
        assert_eq!(error.code(), "clock.skew", "{ahead}");
    }
}

#[test]
fn the_keystore_that_waits_is_found() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    let folder = world.folder.path().to_path_buf();
    // Random bytes under a newer name, and a refused request that is newer still.
    let number = Persona::adult_ec().national_number().to_owned();
    std::fs::write(folder.join(format!("SSIN={number} 20990101-101010.p12")), b"junk").unwrap();
    let refused = folder.join(format!("SSIN={number} 20990101-101011.p12"));
    std::fs::copy(&keystore, &refused).unwrap();
    let mut record = Record::load(&keystore).unwrap();
    (record.sent_at, record.refused_at) = (None, Some(1));
    record.save(&refused).unwrap();
    let find = || find_keystore(&folder, Environment::Sandbox, Find::Complete);
    assert_eq!(find().unwrap(), keystore);
    // Of two people who wait, none is taken silently.
    let mut ports = TestPorts::new(&world.sandbox, &Persona::adult_rsa());
    request(&mut ports, world.settings()).unwrap();
    assert_eq!(find().unwrap_err().code(), "keystore.several");
}

#[test]
fn odd_files_beside_the_keystore_do_not_block_it() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    std::fs::write(ehealth_keystore::name::request_beside(&keystore), b"\x30\x03\x02\x01\x00").unwrap();
    std::fs::write(waiting_key_beside(&keystore), b"junk").unwrap();
    assert!(matches!(world.complete(&keystore), Ok(Outcome::Completed(_))));
}

#[test]
fn a_keystore_renamed_by_hand_is_completed() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    let renamed = keystore.with_file_name("my.p12");
    std::fs::rename(&keystore, &renamed).unwrap();
    assert!(matches!(world.complete(&renamed), Ok(Outcome::Completed(_))));
}

#[test]
fn a_request_that_was_never_sent_is_not_called_refused() {
    let mut world = World::new(&Persona::adult_ec());
    let mut unsent = world.settings();
    unsent.send = false;
    let keystore = request(&mut world.ports, unsent).unwrap().keystore;
    assert_eq!(world.complete(&keystore).unwrap_err().code(), "ra.outdated_request");
}

#[test]
fn a_request_in_progress_is_not_resumed_by_another() {
    let mut world = World::new(&Persona::adult_ec());
    let mut flow = Flow::request(world.settings());
    // Stops at the overview: the key is stored, nothing is signed.
    world.ports.decline_overview = true;
    let stopped = run(&mut flow, &mut world.ports);
    assert!(stopped.is_err());
    let keystore = find_keystore(world.folder.path(), Environment::Sandbox, Find::Complete).unwrap();
    let settings = world.settings();
    let mut second = TestPorts::new(&world.sandbox, &Persona::adult_ec());
    let error = run(&mut Flow::resume(keystore.clone(), settings), &mut second).unwrap_err();
    assert_eq!(error.code(), "keystore.locked");
    drop(flow);
    let settings = world.settings();
    assert!(run(&mut Flow::resume(keystore.clone(), settings), &mut second).is_ok());
    let settings = world.settings();
    complete(&mut second, keystore, settings).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_is_completed() {
    let mut world = World::new(&Persona::adult_ec());
    let keystore = world.request();
    let share = tempfile::tempdir().unwrap();
    let real = share.path().join(keystore.file_name().unwrap());
    std::fs::rename(&keystore, &real).unwrap();
    std::os::unix::fs::symlink(&real, &keystore).unwrap();
    world.complete(&keystore).unwrap();
    assert!(std::fs::symlink_metadata(&keystore).unwrap().is_symlink());
    let password = ehealth_keystore::Password::new(common::PASSWORD.into());
    let store = ehealth_keystore::Keystore::open(&real, &password).unwrap();
    assert_eq!(store.encryption_keys().count(), 1);
}
