//! A whole life on a moved clock: request, complete, renew, activate, revoke; person and organisation, RSA and EC
//! issuing CA; and the ways round it: a foreigner, a request sent from elsewhere, status.
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
use common::{PASSWORD, TestPorts, complete, request, sandbox, settings};
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::{Call, Header, Limits, Transport};
use ehealth_csr::Ssin;
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{
    Applicant, CheckReport, Completed, Flow, Foreigner, Level, Organisation, Outcome, Record, Requested,
    Revocation, State, StatusReport,
};
use ehealth_keystore::{FileName, Keystore, Password, Stage};
use ehealth_sandbox::{Issuing, MovableClock, Options, Registry, Sandbox};
use spki::DecodePublicKey;

const START: u64 = 1_780_000_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MESSAGE: &[u8] = b"session key of a message";

struct World {
    sandbox: Sandbox,
    clock: MovableClock,
    folder: tempfile::TempDir,
    ports: TestPorts,
}

impl World {
    fn new(persona: &Persona, issuing: Issuing) -> Self {
        let clock = MovableClock::stopped_at(START);
        let registry = Registry {
            organisations: vec![ehealth_sandbox::Organisation {
                id_type: "CBE".into(),
                id: "0999999922".into(),
                name_fr: "CLINIQUE INVENTÉE".into(),
                name_nl: "VERZONNEN KLINIEK".into(),
                managers: vec![persona.national_number().to_owned()],
            }],
            ..Registry::default()
        };
        let sandbox = sandbox(Options { issuing, clock: clock.clone(), registry, ..Options::default() });
        let ports = TestPorts::new(&sandbox, persona);
        Self { sandbox, clock, folder: tempfile::tempdir().unwrap(), ports }
    }

    fn settings(&self) -> ehealth_enrollment::Settings {
        settings(&self.sandbox, self.folder.path())
    }

    fn request(&mut self) -> Requested {
        let settings = self.settings();
        request(&mut self.ports, settings).unwrap()
    }

    fn complete(&mut self, keystore: &Path) -> Completed {
        let settings = self.settings();
        complete(&mut self.ports, keystore.to_path_buf(), settings).unwrap()
    }

    fn run(
        &mut self,
        flow: impl FnOnce(ehealth_enrollment::Settings) -> Flow,
    ) -> Result<Outcome, ehealth_enrollment::Error> {
        let mut flow = flow(self.settings());
        run(&mut flow, &mut self.ports)
    }

    fn status(&mut self, keystore: &Path) -> StatusReport {
        match self.run(|settings| Flow::status(keystore.to_path_buf(), settings)).unwrap() {
            Outcome::Status(report) => report,
            other => panic!("{other:?}"),
        }
    }

    fn check(&mut self, keystore: &Path) -> CheckReport {
        match self.run(|settings| Flow::check(keystore.to_path_buf(), settings)).unwrap() {
            Outcome::Checked(report) => report,
            other => panic!("{other:?}"),
        }
    }

    /// Serial number of the token that senders use now.
    fn token(&mut self, keystore: &Path) -> String {
        let name = FileName::parse(keystore.file_name().unwrap().to_str().unwrap()).unwrap();
        let mut owner = TokenOwner::new(name.kind(), name.id());
        if let Some(application) = name.application() {
            owner = owner.with_application_id(application);
        }
        let header = Header::new(&mut rand::rng(), self.clock.now());
        let call = Call::new(GetEtk::new(owner), header).unwrap();
        let request = call.http_request(&self.settings().endpoints);
        let answer = self.ports.transport.send(request, &Limits::new()).unwrap();
        let DepotAnswer::Token(token) = call.on_response(answer).unwrap() else { panic!("no token") };
        token.encryption_certificate().unwrap().serial().to_string()
    }

    fn codes(&mut self, keystore: &Path) -> Vec<&'static str> {
        self.check(keystore).findings.iter().filter_map(|finding| finding.code).collect()
    }
}

/// What senders do: a message for the encryption key of this number, by the certificate that the token holds.
fn encrypted_for(keystore: &Path, alias: &str) -> Vec<u8> {
    let store = Keystore::open(keystore, &Password::new(PASSWORD.into())).unwrap();
    let entry = store.encryption_keys().find(|entry| entry.alias() == alias).unwrap();
    let key = rsa::PublicKey::from_public_key_der(entry.chain()[0].spki().as_ref()).unwrap();
    key.encrypt(&mut rand::rng(), rsa::Pkcs1v15Encrypt, MESSAGE).unwrap()
}

/// What a practice program does with it.
fn reads(keystore: &Path, messages: &[(&str, &[u8])]) -> bool {
    let store = Keystore::open(keystore, &Password::new(PASSWORD.into())).unwrap();
    messages.iter().all(|(alias, message)| opens(&store, alias, message))
}

fn opens(store: &Keystore, alias: &str, message: &[u8]) -> bool {
    let entry = store.encryption_keys().find(|entry| entry.alias() == alias);
    entry.is_some_and(|entry| entry.key().decrypt(message).unwrap().as_slice() == MESSAGE)
}

fn aliases(keystore: &Path) -> Vec<String> {
    let store = Keystore::open(keystore, &Password::new(PASSWORD.into())).unwrap();
    store.encryption_keys().map(|entry| entry.alias().to_owned()).collect()
}

#[test]
fn a_whole_life() {
    for (persona, issuing, organisation) in [
        (Persona::adult_ec(), Issuing::Ec, false),
        (Persona::adult_rsa(), Issuing::Rsa, false),
        (Persona::adult_rsa(), Issuing::Ec, true),
        (Persona::adult_ec(), Issuing::Rsa, true),
    ] {
        let mut world = World::new(&persona, issuing);
        if organisation {
            world.ports.applicant = Applicant::Organisation(Organisation {
                kind: "CBE".into(),
                id: "0999.999.922".into(),
                name: "CLINIQUE INVENTÉE".into(),
                application_id: Some("AGENDA_1".into()),
            });
        }
        let requested = world.request();
        assert_eq!(world.status(&requested.keystore).state, State::Delivered);
        let first = world.complete(&requested.keystore);
        assert!(!first.waits_for_activation);
        assert_eq!(world.status(&first.keystore).state, State::Complete);
        let tokens = aliases(&first.keystore);
        assert_eq!(tokens, std::slice::from_ref(&first.encryption_serial));
        if organisation {
            assert!(first.subject.contains("OU=CLINIQUE INVENTEE"), "{}", first.subject);
            assert!(first.keystore.to_string_lossy().contains("CBE=0999999922,AGENDA_1 "));
        }

        // In use: senders take the token from the depot, and what they send is read.
        assert_eq!(world.token(&first.keystore), first.encryption_serial);
        let old_message = encrypted_for(&first.keystore, &first.encryption_serial);
        let old = (first.encryption_serial.as_str(), old_message.as_slice());
        assert!(reads(&first.keystore, &[old]));

        // Too early: the authority names the day.
        let early = world.run(|settings| Flow::renew(first.keystore.clone(), settings)).unwrap_err();
        let ehealth_enrollment::Error::RenewalTooEarly { from: Some(from), .. } = early else {
            panic!("{early:?}")
        };
        world.clock.set(from);
        world.clock.advance(Duration::from_secs(60));

        // The renewed store stays out of sight until it is proven, with the old encryption key in it.
        world.ports.keep_password = true;
        let Ok(Outcome::Requested(renewed)) =
            world.run(|settings| Flow::renew(first.keystore.clone(), settings))
        else {
            panic!()
        };
        assert_eq!(renewed.replaces.as_deref(), Some(first.keystore.as_path()));
        assert!(renewed.keystore.to_string_lossy().ends_with(".p12.pending"));
        assert_eq!(aliases(&renewed.keystore), tokens, "old keys are there before anything is sent");
        let second = world.complete(&renewed.keystore);
        assert!(second.keystore.to_string_lossy().ends_with(".p12"));
        assert!(!renewed.keystore.exists() && first.keystore.exists());
        assert!(second.waits_for_activation);
        assert_eq!(world.status(&second.keystore).state, State::WaitsForActivation);
        let mut both = aliases(&second.keystore);
        both.sort();
        let mut expected = vec![first.encryption_serial.clone(), second.encryption_serial.clone()];
        expected.sort();
        assert_eq!(both, expected);

        // Until it is activated senders use the old token; afterwards the new one.
        assert_eq!(world.token(&second.keystore), first.encryption_serial);
        assert!(world.codes(&second.keystore).contains(&"etk.not_active"));
        assert!(reads(&second.keystore, &[old]));
        let activated = world.run(|settings| Flow::activate(second.keystore.clone(), settings)).unwrap();
        assert!(matches!(activated, Outcome::Activated(_)), "{activated:?}");
        let again = world.run(|settings| Flow::activate(second.keystore.clone(), settings)).unwrap();
        assert!(matches!(again, Outcome::NothingToDo(_)), "{again:?}");
        assert_eq!(world.status(&second.keystore).state, State::Complete);
        assert_eq!(world.token(&second.keystore), second.encryption_serial);
        assert!(
            world.codes(&first.keystore).contains(&"keystore.etk_mismatch"),
            "the old file is out of date"
        );
        let new_message = encrypted_for(&second.keystore, &second.encryption_serial);
        let new = (second.encryption_serial.as_str(), new_message.as_slice());
        assert!(reads(&second.keystore, &[new, old]), "old messages open afterwards too");
        // Two keystores in the folder: it works, and programs that pick by themselves are named.
        assert_eq!(world.check(&second.keystore).worst().unwrap().level, Level::Warning);
        assert!(world.codes(&second.keystore).contains(&"keystore.several"));

        // Revoked with the card alone.
        let what = Revocation { keystore: Some(second.keystore.clone()), ..Revocation::default() };
        let revoked = world.run(|settings| Flow::revoke(what, settings)).unwrap();
        assert!(matches!(revoked, Outcome::Revoked { .. }), "{revoked:?}");
        assert!(world.codes(&second.keystore).contains(&"keystore.revoked"));
        assert!(reads(&second.keystore, &[new, old]), "it stays readable");
        assert_eq!(world.ports.handle.tries_left(), 3);
    }
}

#[test]
fn after_its_end_there_is_nothing_to_renew() {
    let mut world = World::new(&Persona::adult_ec(), Issuing::Ec);
    let requested = world.request();
    let done = world.complete(&requested.keystore);
    world.clock.advance(DAY * 366 * 4);
    let late = world.run(|settings| Flow::renew(done.keystore.clone(), settings)).unwrap_err();
    assert_eq!(late.code(), "ra.renewal_too_late");
    assert!(world.codes(&done.keystore).contains(&"keystore.expired"));
}

#[test]
fn a_second_certificate_of_an_organisation_gets_an_application_id() {
    let mut world = World::new(&Persona::adult_ec(), Issuing::Ec);
    let clinic = |application_id: Option<&str>| {
        Applicant::Organisation(Organisation {
            kind: "CBE".into(),
            id: "0999999922".into(),
            name: "CLINIQUE INVENTÉE".into(),
            application_id: application_id.map(str::to_owned),
        })
    };
    world.ports.applicant = clinic(None);
    let first = world.request();
    world.complete(&first.keystore);
    let second = world.request();
    assert_eq!(world.ports.taken, [None], "the first one has no application id");
    let second = world.complete(&second.keystore);
    assert!(second.keystore.to_string_lossy().contains(",AGENDA-2 "), "{}", second.keystore.display());
    let listed = &world.ports.applicants.as_ref().unwrap().organisations;
    assert_eq!((listed[0].kind.as_str(), listed[0].id.as_str()), ("CBE", "0999999922"));
    // The same id again is told before a key is made.
    world.ports.applicant = clinic(Some("AGENDA-2"));
    let settings = world.settings();
    assert_eq!(request(&mut world.ports, settings).unwrap_err().code(), "ra.already_active");
    world.ports.applicant = Applicant::Organisation(Organisation {
        kind: "CBE".into(),
        id: "0999999923".into(),
        name: "X".into(),
        application_id: None,
    });
    let settings = world.settings();
    assert_eq!(request(&mut world.ports, settings).unwrap_err().code(), "id.invalid");
}

#[test]
fn revoked_by_choice_from_the_list() {
    let mut world = World::new(&Persona::adult_rsa(), Issuing::Ec);
    let requested = world.request();
    let done = world.complete(&requested.keystore);
    std::fs::remove_file(&done.keystore).unwrap();
    let wrong = Revocation { serial: Some("1".into()), ..Revocation::default() };
    assert!(world.run(|settings| Flow::revoke(wrong, settings)).is_err());
    let Outcome::Revoked { serial, .. } =
        world.run(|settings| Flow::revoke(Revocation::default(), settings)).unwrap()
    else {
        panic!()
    };
    assert_eq!(serial, done.serial);
    assert_eq!(world.ports.revocable.len(), 1);
    // A new request is possible now.
    world.clock.advance(DAY);
    let requested = world.request();
    world.complete(&requested.keystore);
}

#[test]
fn a_foreigner_confirms_elsewhere() {
    let mut world = World::new(&Persona::adult_rsa(), Issuing::Ec);
    let who = Foreigner {
        bis: Ssin::parse("00210100119").unwrap(),
        first_name: "Ann-Sofie".into(),
        name: "Ångström".into(),
    };
    let outcome = world.run(|settings| Flow::request_foreigner(who, settings)).unwrap();
    let Outcome::Confirm { requested, url, expires } = outcome else { panic!("{outcome:?}") };
    assert!(requested.subject.contains("OU=ANGSTROM ANN-SOFIE,"), "{}", requested.subject);
    assert!(url.starts_with("https://") && expires.as_secs() > START);
    assert!(world.ports.signatures.is_empty(), "no card was used");
    let settings = world.settings();
    let early = complete(&mut world.ports, requested.keystore.clone(), settings).unwrap_err();
    assert_eq!(early.code(), "ra.not_yet");
    let confirm = http::Request::post(&url).body(Vec::new()).unwrap();
    let limits = Limits::new();
    let page = Transport::send(&mut world.ports.transport, confirm, &limits).unwrap();
    assert!(page.status().is_success(), "{page:?}");
    world.complete(&requested.keystore);
}

#[test]
fn a_request_file_is_sent_from_elsewhere_while_it_is_fresh() {
    let mut world = World::new(&Persona::adult_ec(), Issuing::Ec);
    let mut unsent = world.settings();
    unsent.send = false;
    let made = request(&mut world.ports, unsent).unwrap();
    assert_eq!(world.status(&made.keystore).state, State::Signed);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join(made.request.file_name().unwrap());
    std::fs::copy(&made.request, &copy).unwrap();
    let sent = world.run(|settings| Flow::send(copy.clone(), settings)).unwrap();
    let Outcome::Requested(sent) = sent else { panic!("{sent:?}") };
    assert!(sent.sent && sent.key_identifier == made.key_identifier);
    let again = world.run(|settings| Flow::send(copy, settings)).unwrap();
    assert!(matches!(again, Outcome::AlreadySent(_)), "{again:?}");
    world.complete(&made.keystore);

    let mut old = World::new(&Persona::adult_rsa(), Issuing::Ec);
    let mut unsent = old.settings();
    unsent.send = false;
    let made = request(&mut old.ports, unsent).unwrap();
    old.clock.advance(Duration::from_secs(3600));
    let late = old.run(|settings| Flow::send(made.request.clone(), settings)).unwrap_err();
    assert_eq!(late.code(), "ra.outdated_request");
    // The same key is signed again where the keystore is.
    let resumed = old.run(|settings| Flow::resume(made.keystore.clone(), settings)).unwrap();
    let Outcome::Requested(resumed) = resumed else { panic!("{resumed:?}") };
    assert_eq!(resumed.key_identifier, made.key_identifier);
}

#[test]
fn the_record_is_only_a_hint() {
    let mut world = World::new(&Persona::adult_ec(), Issuing::Ec);
    let forget = |path: &PathBuf| drop(std::fs::remove_file(Record::path(path)));
    let requested = world.request();
    forget(&requested.keystore);
    assert_eq!(world.status(&requested.keystore).state, State::Delivered);
    let done = world.complete(&requested.keystore);
    forget(&done.keystore);
    assert_eq!(world.check(&done.keystore).worst().unwrap().level, Level::Ok);
    world.clock.advance(DAY * 1050);
    let Ok(Outcome::Requested(renewed)) = world.run(|settings| Flow::renew(done.keystore.clone(), settings))
    else {
        panic!()
    };
    forget(&renewed.keystore);
    let second = world.complete(&renewed.keystore);
    forget(&second.keystore);
    assert!(matches!(
        world.run(|settings| Flow::activate(second.keystore.clone(), settings)),
        Ok(Outcome::Activated(_))
    ));
    let store = Keystore::open(&second.keystore, &Password::new(PASSWORD.into())).unwrap();
    assert_eq!(store.stage(ehealth_enrollment::driver::Ports::now(&world.ports)), Stage::Renewed);
    forget(&second.keystore);
    let what = Revocation { keystore: Some(second.keystore.clone()), ..Revocation::default() };
    assert!(matches!(world.run(|settings| Flow::revoke(what, settings)), Ok(Outcome::Revoked { .. })));
}
