//! Version 1: the `.ehcsr` and the keystore of an older program are sent and completed, against the sandbox over HTTPS.
#![cfg(feature = "v1")]
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

use beid_card::{Card, CardKey, Digest, Files, Pin, PinSource};
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use common::{PASSWORD, TestPorts, sandbox, settings};
use ehealth_client::v1::SignedDocument;
use ehealth_client::v1::certra::GetEHActorQualities;
use ehealth_client::v1::documents::{Entity, qualities_question};
use ehealth_client::{Call, Header, Limits, SignerChain, Transport};
use ehealth_csr::{CertificateRequestV1, CertificationRequest, ContactData, Email, Phone, Ssin, SubjectName};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Completed, Error, Flow, Level, Outcome, Record, Requested, Settings, State};
use ehealth_keystore::{FileName, Keystore, NewKey, Password, Place, Profile, Stage};
use ehealth_pki::{Environment, Prepared, SigningKey};
use ehealth_sandbox::{Issuing, MovableClock, Options, Sandbox};
use rustls_pki_types::{CertificateDer, UnixTime};

const START: u64 = 1_780_000_000;
/// The first number that the sandbox gives; a person has it from the e-mail.
const NUMBER: &str = "100001";
const DAY: u64 = 24 * 60 * 60;

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

struct World {
    sandbox: Sandbox,
    clock: MovableClock,
    folder: tempfile::TempDir,
    ports: TestPorts,
    persona: Persona,
}

impl World {
    fn new(persona: Persona, issuing: Issuing) -> Self {
        let clock = MovableClock::stopped_at(START);
        let sandbox = sandbox(Options { clock: clock.clone(), issuing, ..Options::default() });
        let ports = TestPorts::new(&sandbox, &persona);
        Self { sandbox, clock, folder: tempfile::tempdir().unwrap(), ports, persona }
    }

    fn settings(&self) -> Settings {
        settings(&self.sandbox, self.folder.path())
    }

    /// What an older program leaves behind: a keystore with a key, and a request in CMS, signed with the card.
    fn older_program(&mut self, stamp: &str) -> (PathBuf, PathBuf) {
        let now = self.clock.now();
        let mut card = Card::open(VirtualCard::new(&self.persona, DEFAULT_SEED).reader()).unwrap();
        let contents = card.read(Files::all()).unwrap();
        let holder = contents.verify(&self.settings().citizen_anchors, now).into_identity().unwrap();
        let chain: Vec<CertificateDer<'static>> = holder.signature_chain().unwrap();
        let scheme = holder.scheme(CardKey::Signature).unwrap();
        let ssin = Ssin::parse(holder.national_number()).unwrap();

        let name = FileName::new("SSIN", ssin.as_str(), None, stamp, Environment::Sandbox).unwrap();
        let place = Place::new(self.folder.path(), name);
        let password = Password::new(PASSWORD.to_owned());
        let key = NewKey::generate(&mut rand::rng()).store(&place, &password, Profile::Compatible).unwrap();
        let subject = SubjectName::person(&ssin, holder.given_names(), holder.surname()).unwrap();
        let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
        let csr = csr.sign_with(&key).unwrap();

        let question = qualities_question(&ssin, &Entity::Natural).unwrap();
        let signer = SignerChain::new(&chain, scheme);
        let question = sign(&mut card, SignedDocument::prepare(&question, &signer, now).unwrap());
        let call = Call::new(GetEHActorQualities::new(question), Header::new(&mut rand::rng(), now)).unwrap();
        let request = call.http_request(&self.settings().endpoints);
        let answer = self.ports.transport.send(request, &Limits::new()).unwrap();
        let statement = call.on_response(answer).unwrap();
        assert!(statement.content().authorized());

        let contact = ContactData::new(
            Email::parse("testa@example.be").unwrap(),
            Phone::parse("+32 2 555 01 02").unwrap(),
        );
        let html = "<html><body>contrat</body></html>".to_owned();
        let statement = statement.signed().as_bytes().to_vec();
        let request = CertificateRequestV1::new(&contact, csr, html, statement);
        let signed = sign(&mut card, request.prepare(&chain, scheme, now).unwrap());
        std::fs::write(place.request(), signed).unwrap();
        (key.path().unwrap().to_path_buf(), place.request())
    }

    fn send(&mut self, request: &Path, change: impl FnOnce(&mut Settings)) -> Result<Outcome, Error> {
        let mut settings = self.settings();
        change(&mut settings);
        run(&mut Flow::send(request.to_path_buf(), settings), &mut self.ports)
    }

    fn sent(&mut self, request: &Path) -> Requested {
        match self.send(request, |_| {}).unwrap() {
            Outcome::Requested(requested) => requested,
            other => panic!("{other:?}"),
        }
    }

    fn complete(&mut self, keystore: &Path) -> Result<Completed, Error> {
        let settings = self.settings();
        common::complete(&mut self.ports, keystore.to_path_buf(), settings)
    }

    fn works(&mut self, done: &Completed) {
        assert_eq!(self.sandbox.certificates_for(done.key_identifier), 1);
        let mut flow = Flow::check(done.keystore.clone(), self.settings());
        let Outcome::Checked(report) = run(&mut flow, &mut self.ports).unwrap() else { panic!() };
        let bad = report.findings.iter().find(|finding| finding.level == Level::Problem);
        assert!(bad.is_none(), "{bad:?}");
    }

    /// How often an operation of version 1 or 2 was called, by the end of its SOAPAction.
    fn calls(&self, action: &str) -> usize {
        self.ports.sent.iter().filter(|sent| *sent == action).count()
    }
}

fn sign<T>(card: &mut Card<beid_simulator::VirtualReader>, prepared: Prepared<T>) -> T {
    let tbs = prepared.to_be_signed();
    let digest = Digest::new(tbs.scheme().hash(), tbs.digest()).unwrap();
    let pin = PinSource::Entered(Pin::parse(Persona::PIN).unwrap());
    let signature = card.sign_legally(&digest, pin).unwrap();
    prepared.finish(signature.as_bytes()).unwrap()
}

#[test]
fn an_old_request_is_sent_and_completed() {
    for (persona, issuing) in [
        (Persona::adult_rsa(), Issuing::Ec),
        (Persona::adult_rsa(), Issuing::Rsa),
        (Persona::adult_ec(), Issuing::Ec),
    ] {
        let mut world = World::new(persona, issuing);
        let (keystore, request) = world.older_program("20260528-202640");
        let sent = world.sent(&request);
        assert_eq!(sent.request_number.as_deref(), Some(NUMBER));
        assert_eq!(Record::load(&keystore).unwrap().request_number.as_deref(), Some(NUMBER));
        let again = world.send(&request, |_| {}).unwrap();
        let Outcome::AlreadySent(again) = again else { panic!("{again:?}") };
        assert_eq!((again.key_identifier, again.request_number), (sent.key_identifier, sent.request_number));
        assert_eq!(world.calls("generatecertificate"), 1, "asked twice, sent once");
        let mut flow = Flow::status(keystore.clone(), world.settings());
        let Outcome::Status(status) = run(&mut flow, &mut world.ports).unwrap() else { panic!() };
        assert_eq!(status.state, State::Delivered);

        let done = world.complete(&keystore).unwrap();
        assert!(!done.waits_for_activation);
        assert_eq!((world.calls("registerpublickey"), world.calls("registertoken")), (1, 1), "version 1");
        let version2 = ["startETKRegistration", "completeETKregistration"];
        assert!(version2.iter().all(|action| world.calls(action) == 0));
        world.works(&done);
        assert_eq!(world.complete(&keystore).unwrap().encryption_serial, done.encryption_serial);
        assert_eq!(world.calls("registertoken"), 1);
    }
}

/// Whatever answer is lost, what the authority did is found out; nothing that changes something is sent twice.
#[test]
fn lost_answers() {
    let mut world = World::new(Persona::adult_rsa(), Issuing::Ec);
    let (keystore, request) = world.older_program("20260528-202640");
    world.ports.lose_answer_of = Some("generatecertificate");
    assert_eq!(world.send(&request, |_| {}).unwrap_err().code(), "net.timeout");
    let again = world.send(&request, |_| {}).unwrap();
    assert!(matches!(again, Outcome::AlreadySent(_)), "by its key: {again:?}");
    assert_eq!(world.calls("generatecertificate"), 1);
    for lost in ["getcertificate", "registerpublickey", "registertoken"] {
        world.ports.lose_answer_of = Some(lost);
        assert_eq!(world.complete(&keystore).unwrap_err().code(), "net.timeout", "{lost}");
        assert_eq!(world.ports.lose_answer_of, None, "{lost}");
    }
    let done = world.complete(&keystore).unwrap();
    world.works(&done);
    assert_eq!(world.calls("registertoken"), 1, "the depot has it");
}

/// Version 2 may not know a request of version 1: then only the person knows, from the e-mail.
#[test]
fn the_number_stands_in_the_e_mail() {
    let mut world = World::new(Persona::adult_rsa(), Issuing::Ec);
    let (keystore, request) = world.older_program("20260528-202640");
    world.ports.tamper = |request| {
        let action = request.headers()["soapaction"].to_str().unwrap().to_owned();
        if action.contains(":v2:getcertificate\"") {
            let body = String::from_utf8(request.body().clone()).unwrap();
            let start = body.find("PublicKeyIdentifier>").unwrap() + "PublicKeyIdentifier>".len();
            let unknown = format!("{}{}{}", &body[..start], "0".repeat(40), &body[start + 40..]);
            *request.body_mut() = unknown.into_bytes();
        }
    };
    world.ports.lose_answer_of = Some("generatecertificate");
    assert_eq!(world.send(&request, |_| {}).unwrap_err().code(), "net.timeout");
    for _ in 0..2 {
        let missing = world.send(&request, |_| {}).unwrap_err();
        assert!(matches!(missing, Error::AnswerMissing("request-number")), "{missing:?}");
        let missing = world.complete(&keystore).unwrap_err();
        assert!(matches!(missing, Error::AnswerMissing("request-number")), "{missing:?}");
    }
    assert_eq!(world.calls("generatecertificate"), 1);
    let found = world.send(&request, |settings| settings.request_number = Some(NUMBER.into())).unwrap();
    assert!(matches!(found, Outcome::AlreadySent(_)), "{found:?}");
    let mut settings = world.settings();
    settings.request_number = Some(NUMBER.into());
    let done = common::complete(&mut world.ports, keystore, settings).unwrap();
    assert_eq!(world.sandbox.certificates_for(done.key_identifier), 1);
}

#[test]
fn a_damaged_file_is_not_sent() {
    let mut world = World::new(Persona::adult_rsa(), Issuing::Ec);
    let (keystore, request) = world.older_program("20260528-202640");
    let mut bytes = std::fs::read(&request).unwrap();
    let place = bytes.windows(7).position(|window| window == b"contrat").unwrap();
    bytes[place] ^= 1;
    std::fs::write(&request, bytes).unwrap();
    world.ports.sent.clear();
    assert_eq!(world.send(&request, |_| {}).unwrap_err().code(), "signature.changed");
    assert!(world.ports.sent.is_empty());
    assert!(Record::load(&keystore).is_none());
}

/// A refusal leaves nothing in doubt: it is told, and the next attempt is the authority's to judge.
#[test]
fn a_refusal_is_told() {
    let mut world = World::new(Persona::adult_rsa(), Issuing::Ec);
    let (keystore, request) = world.older_program("20260528-202640");
    world.sent(&request);
    world.complete(&keystore).unwrap();
    let (second, request) = world.older_program("20260529-202640");
    let refused = world.send(&request, |_| {}).unwrap_err();
    assert_eq!(refused.code(), "ra.refused");
    let record = Record::load(&second).unwrap();
    assert!(record.refused_at.is_some() && record.tried_at.is_none() && record.sent_at.is_none());
    assert_eq!(world.send(&request, |_| {}).unwrap_err().code(), "ra.refused");
}

#[test]
fn an_old_renewal_waits_for_activation() {
    let mut world = World::new(Persona::adult_rsa(), Issuing::Ec);
    let (keystore, request) = world.older_program("20260528-202640");
    world.sent(&request);
    let first = world.complete(&keystore).unwrap();
    world.clock.set(at(START + 1050 * DAY));
    let (keystore, request) = world.older_program("20290412-202640");
    let renewed = world.send(&request, |settings| settings.request_renews = true).unwrap();
    assert!(matches!(renewed, Outcome::Requested(_)), "{renewed:?}");
    assert_eq!(world.calls("renewcertificate"), 1);
    let second = world.complete(&keystore).unwrap_err();
    // The older program made a new keystore without the old key, so it does not read what senders send now: it stays
    // out of the programs' sight until that key is imported.
    assert_eq!(second.code(), "keystore.etk_mismatch");
    assert!(keystore.exists() && keystore.to_string_lossy().ends_with(".pending"));
    let password = || Password::new(PASSWORD.to_owned());
    let old = Keystore::open(&first.keystore, &password()).unwrap();
    let store = Keystore::open(&keystore, &password()).unwrap();
    assert_eq!(store.stage(world.clock.now()), Stage::Complete);
    store.change().import_keys(&old).unwrap().draft().unwrap().replace().unwrap();
    let second = world.complete(&keystore).unwrap();
    assert!(second.waits_for_activation);
    let activate = |world: &mut World| {
        let mut flow = Flow::activate(second.keystore.clone(), world.settings());
        run(&mut flow, &mut world.ports).unwrap()
    };
    let activated = activate(&mut world);
    assert!(matches!(activated, Outcome::Activated(_)), "{activated:?}");
    assert_eq!(world.calls("activatetoken"), 1);
    let again = activate(&mut world);
    assert!(matches!(again, Outcome::NothingToDo(_)), "{again:?}");
    assert_eq!(world.calls("activatetoken"), 1);
}
