//! One real run of the whole path, every message recorded: simulator, procedure, HTTPS, sandbox.

use std::fs;
use std::path::PathBuf;

use beid_card::{Card, Contents, Files, Pin, PinSource};
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard, VirtualReader, test_roots};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Endpoints, Limits, Transport as _, TransportError};
use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::driver::{Ports, run, sign_with_card};
use ehealth_enrollment::{
    Acceptance, Answer, Completed, Error, Flow, Level, Outcome, Question, Requested, Settings,
    SignatureWanted,
};
use ehealth_keystore::{Password, Profile};
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use ehealth_sandbox::{Issuing, Options, Sandbox};
use peers::Openssl;
use rustls_pki_types::UnixTime;
use tempfile::TempDir;

/// Password of the keystores of these tests.
pub(crate) const PASSWORD: &str = "Peers-Voorbeeld-2026";

/// One request and its answer, as they stood in HTTP.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) request: Vec<u8>,
    pub(crate) response: Vec<u8>,
}

/// What a run left: messages, both files, the keystore as it was before it was completed.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) requested: Requested,
    pub(crate) completed: Completed,
    /// The keystore between the two halves.
    pub(crate) key_only: PathBuf,
    /// Roots above the card's certificates, DER.
    pub(crate) citizen_roots: Vec<Vec<u8>>,
    /// Roots above the issued certificate, DER.
    pub(crate) issuing_roots: Vec<Vec<u8>>,
    _folder: TempDir,
    _sandbox: Sandbox,
}

/// Requests, completes and checks a certificate for `persona`.
pub(crate) fn walk(persona: &Persona, profile: Profile, issuing: Issuing, openssl: &Openssl) -> Path {
    let citizen_roots = test_roots(DEFAULT_SEED);
    let options = Options {
        citizen_roots: citizen_roots.iter().map(|root| root.clone().into()).collect(),
        issuing,
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let descriptor = sandbox.descriptor();
    let issuing_roots: Vec<Vec<u8>> =
        descriptor.issuing_anchors.iter().map(|pem| openssl.der(pem).unwrap()).collect();
    let endpoints = &descriptor.endpoints;
    let settings = || {
        let endpoints =
            Endpoints::new(&endpoints.certra_v2, &endpoints.etkra_v2, &endpoints.etk_depot_v1).unwrap();
        let mut settings = Settings::new(Environment::Sandbox, endpoints, folder.path().join("keystore"));
        settings.citizen_anchors = anchors(&citizen_roots);
        settings.issuing_anchors = anchors(&issuing_roots);
        settings.profile = profile;
        settings.applicant = Some(ehealth_enrollment::Applicant::Person);
        settings
    };
    let mut ports = RecordingPorts {
        reader: Some(VirtualCard::new(persona, DEFAULT_SEED).reader()),
        card: None,
        transport: HttpsTransport::only_roots_pem(descriptor.tls_ca.as_bytes()).unwrap(),
        exchanges: Vec::new(),
    };
    let requested = match run(&mut Flow::request(settings()), &mut ports).unwrap() {
        Outcome::Requested(requested) => requested,
        other => panic!("{other:?}"),
    };
    let key_only = folder.path().join("key-only.p12");
    fs::copy(&requested.keystore, &key_only).unwrap();
    let completed =
        match run(&mut Flow::complete(requested.keystore.clone(), settings()), &mut ports).unwrap() {
            Outcome::Completed(completed) => completed,
            other => panic!("{other:?}"),
        };
    match run(&mut Flow::check(requested.keystore.clone(), settings()), &mut ports).unwrap() {
        Outcome::Checked(report) => {
            let told: Vec<_> = report.findings.iter().filter(|finding| finding.level != Level::Ok).collect();
            let told: Vec<_> = told
                .iter()
                .map(|finding| finding.code.unwrap_or_default().trim_start_matches("consumer."))
                .collect();
            // What programs of the field cannot read `modern` is told, and nothing else.
            let expected: &[_] = match profile {
                // domain.md 4.3
                Profile::Modern => &["java_old", "provider_order", "windows_old", "macos_keychain"],
                _ => &[],
            };
            assert_eq!(told, expected, "{:?}", report.findings);
        }
        other => panic!("{other:?}"),
    }
    Path {
        exchanges: ports.exchanges,
        requested,
        completed,
        key_only,
        citizen_roots,
        issuing_roots,
        _folder: folder,
        _sandbox: sandbox,
    }
}

fn anchors(roots: &[Vec<u8>]) -> Vec<TrustAnchor> {
    roots.iter().map(|root| TrustAnchor::from_certificate(&Certificate::from_der(root).unwrap())).collect()
}

/// A card in process, a person who agrees to everything, and a network that keeps what passes.
struct RecordingPorts {
    reader: Option<VirtualReader>,
    card: Option<Card<VirtualReader>>,
    transport: HttpsTransport,
    exchanges: Vec<Exchange>,
}

impl Ports for RecordingPorts {
    fn now(&self) -> UnixTime {
        UnixTime::now()
    }

    fn read_card(&mut self) -> Result<Contents, Error> {
        if let Some(reader) = self.reader.take() {
            self.card = Some(Card::open(reader)?);
        }
        Ok(self.card.as_mut().unwrap().read(Files::all())?)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        sign_with_card(self.card.as_mut().unwrap(), wanted, PinSource::Entered(Pin::parse(Persona::PIN)?))
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        let accepted =
            |language: &str, sha256| Answer::Accepted(Acceptance { language: language.to_owned(), sha256 });
        Ok(match question {
            Question::Terms => accepted("en", [0; 32]),
            Question::Contract(_) => accepted("fr", [0; 32]),
            Question::ContactData { .. } => Answer::ContactData(ContactData::new(
                Email::parse("voorbeeld@example.org").unwrap(),
                Phone::parse("+32 2 555 01 23").unwrap(),
            )),
            Question::NewPassword { .. } | Question::Password { .. } => {
                Answer::Password(Password::new(PASSWORD.to_owned()))
            }
            Question::Overview(_) => Answer::Confirmed,
            other => panic!("{other:?}"),
        })
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let body = request.body().clone();
        // OCSP is asked too, and is no XML: OpenSSL judges it elsewhere.
        let is_xml = request.headers().contains_key("soapaction");
        let response = self.transport.send(request, limits)?;
        if !is_xml {
            return Ok(response);
        }
        self.exchanges.push(Exchange { request: body, response: response.body().clone() });
        Ok(response)
    }

    fn wait_until(&mut self, _when: UnixTime) -> Result<(), Error> {
        Err(Error::Interrupted)
    }
}
