//! A person without a keyboard: a virtual card, a sandbox, and a folder.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use beid_card::{Card, Contents, Files, Pin, PinSource};
use beid_simulator::{CardHandle, DEFAULT_SEED, Persona, VirtualCard, VirtualReader, test_roots};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Endpoints, Limits, Transport, TransportError};
use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::driver::{Ports, run, sign_with_card};
use ehealth_enrollment::{
    Acceptance, Answer, Applicant, Applicants, Completed, Error, Flow, Outcome, Purpose, Question, Reason,
    Requested, Revocable, Settings, SignatureWanted,
};
use ehealth_keystore::Password;
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use ehealth_sandbox::{Descriptor, Options, Sandbox};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};

pub const PASSWORD: &str = "correct-horse-7";

pub fn sandbox(options: Options) -> Sandbox {
    let citizen_roots = test_roots(DEFAULT_SEED).into_iter().map(CertificateDer::from).collect();
    Sandbox::start(Options { citizen_roots, ..options }).unwrap()
}

fn anchors(pems: &[String]) -> Vec<TrustAnchor> {
    let parse = |pem: &String| {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        TrustAnchor::from_certificate(&Certificate::from_der(&der).unwrap())
    };
    pems.iter().map(parse).collect()
}

pub fn settings(sandbox: &Sandbox, folder: &Path) -> Settings {
    settings_from(sandbox.descriptor(), folder)
}

pub fn settings_from(descriptor: &Descriptor, folder: &Path) -> Settings {
    let urls = &descriptor.endpoints;
    let endpoints = Endpoints::new(&urls.certra_v2, &urls.etkra_v2, &urls.etk_depot_v1).unwrap();
    #[cfg(feature = "v1")]
    let endpoints = endpoints.with_v1(&urls.certra_v1, &urls.etkra_v1).unwrap();
    let mut settings = Settings::new(Environment::Sandbox, endpoints, folder.to_path_buf());
    settings.citizen_anchors = anchors(&descriptor.citizen_roots);
    settings.issuing_anchors = anchors(&descriptor.issuing_anchors);
    settings
}

/// Everything a procedure needs, scripted.
pub struct TestPorts {
    pub card: Option<Card<VirtualReader>>,
    reader: Option<VirtualReader>,
    pub handle: CardHandle,
    pub transport: HttpsTransport,
    /// Ends the run with an error at effect number `die_at`, before or after carrying it out.
    pub die_at: Option<usize>,
    pub effects: Cell<usize>,
    pub pin: &'static str,
    pub password: &'static str,
    pub signatures: Vec<Purpose>,
    pub waits: Vec<UnixTime>,
    pub lose_answer_of: Option<&'static str>,
    pub sent: Vec<String>,
    pub clock: Box<dyn Fn() -> UnixTime>,
    pub applicant: Applicant,
    pub applicants: Option<Applicants>,
    pub taken: Vec<Option<String>>,
    pub revocable: Vec<Revocable>,
    pub keep_password: bool,
    pub decline_overview: bool,
    /// Changes a request on its way.
    pub tamper: fn(&mut http::Request<Vec<u8>>),
}

impl TestPorts {
    pub fn new(sandbox: &Sandbox, persona: &Persona) -> Self {
        let clock = sandbox.clock().clone();
        Self::with(sandbox.descriptor(), persona, move || clock.now())
    }

    pub fn with(descriptor: &Descriptor, persona: &Persona, clock: impl Fn() -> UnixTime + 'static) -> Self {
        let card = VirtualCard::new(persona, DEFAULT_SEED);
        let handle = card.handle();
        let ca = descriptor.tls_ca.clone();
        Self {
            card: None,
            reader: Some(card.reader()),
            handle,
            transport: HttpsTransport::only_roots_pem(ca.as_bytes()).unwrap(),
            die_at: None,
            effects: Cell::new(0),
            pin: Persona::PIN,
            password: PASSWORD,
            signatures: Vec::new(),
            waits: Vec::new(),
            lose_answer_of: None,
            sent: Vec::new(),
            clock: Box::new(clock),
            applicant: Applicant::Person,
            applicants: None,
            taken: Vec::new(),
            revocable: Vec::new(),
            keep_password: false,
            decline_overview: false,
            tamper: |_| {},
        }
    }

    fn alive(&self) -> Result<(), Error> {
        let number = self.effects.get();
        self.effects.set(number + 1);
        if self.die_at == Some(number) { Err(Error::Interrupted) } else { Ok(()) }
    }
}

impl Ports for TestPorts {
    fn now(&self) -> UnixTime {
        (self.clock)()
    }

    fn read_card(&mut self) -> Result<Contents, Error> {
        self.alive()?;
        if self.card.is_none() {
            self.card = Some(Card::open(self.reader.take().unwrap())?);
        }
        Ok(self.card.as_mut().unwrap().read(Files::all())?)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        self.alive()?;
        self.signatures.push(wanted.purpose.clone());
        let pin = Pin::parse(self.pin)?;
        sign_with_card(self.card.as_mut().unwrap(), wanted, PinSource::Entered(pin))
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        self.alive()?;
        Ok(match question {
            Question::Terms => Answer::Accepted(Acceptance { language: "en".into(), sha256: [1; 32] }),
            Question::Contract(contract) => {
                assert!(contract.plain_text("fr").len() > 100);
                Answer::Accepted(Acceptance { language: "fr".into(), sha256: contract.sha256() })
            }
            Question::ContactData { .. } => Answer::ContactData(ContactData::new(
                Email::parse("testa@example.be").unwrap(),
                Phone::parse("+32 2 555 01 02").unwrap(),
            )),
            Question::Password { refused: true, .. } => return Err(Error::wrong_password()),
            Question::NewPassword { may_keep: true } if self.keep_password => Answer::KeepPassword,
            Question::NewPassword { .. } | Question::Password { .. } => {
                Answer::Password(Password::new(self.password.to_owned()))
            }
            Question::Applicant(applicants) => {
                self.applicants = Some(applicants.clone());
                Answer::Applicant(self.applicant.clone())
            }
            Question::ApplicationId { taken } => {
                self.taken = taken.clone();
                Answer::ApplicationId(Some("AGENDA-2".into()))
            }
            Question::Certificate(list) => {
                self.revocable = list.clone();
                Answer::Chosen(0)
            }
            Question::Reason => Answer::Reason(Reason::Compromised),
            Question::RevocationContract(text) => {
                assert!(text.plain_text("nl").len() > 20);
                Answer::Accepted(Acceptance { language: "nl".into(), sha256: [2; 32] })
            }
            Question::Overview(_) if self.decline_overview => return Err(Error::Interrupted),
            Question::Overview(_) => Answer::Confirmed,
            other => panic!("unexpected question {other:?}"),
        })
    }

    fn send(
        &mut self,
        mut request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        (self.tamper)(&mut request);
        let action = request.headers().get("soapaction").map(|value| value.to_str().unwrap().to_owned());
        let action = action.unwrap_or_default();
        let last = action.trim_matches('"').rsplit(':').next().unwrap().to_owned();
        self.sent.push(last.clone());
        let answer = self.transport.send(request, limits);
        if self.lose_answer_of == Some(last.as_str()) {
            self.lose_answer_of = None;
            return Err(TransportError::Timeout(ehealth_client::transport::Phase::Answer));
        }
        answer
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        self.alive()?;
        self.waits.push(when);
        Ok(())
    }
}

pub fn request(ports: &mut TestPorts, settings: Settings) -> Result<Requested, Error> {
    match run(&mut Flow::request(settings), ports)? {
        Outcome::Requested(requested) => Ok(requested),
        other => panic!("{other:?}"),
    }
}

pub fn complete(ports: &mut TestPorts, keystore: PathBuf, settings: Settings) -> Result<Completed, Error> {
    match run(&mut Flow::complete(keystore, settings), ports)? {
        Outcome::Completed(completed) | Outcome::NothingToDo(completed) => Ok(completed),
        other => panic!("{other:?}"),
    }
}

/// Does each of `jobs`, some at once: each has a sandbox and a folder of its own, and waits more than it works. Their
/// results are in the order of the jobs.
pub fn at_once<J: Sync, R: Send>(jobs: &[J], job: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, one)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(index).map(|one| (index, one))
        } {
            done.push((index, job(one)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
