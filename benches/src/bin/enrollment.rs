//! Request and completion of a person's certificate with the sandbox in process and a virtual card, beside the floor
//! that no implementation goes below: two RSA key pairs and the key derivations of the files that are written.
//!
//! Making an RSA key takes three times as long with one number as with another, so each run is compared with *its own*
//! two keys: this program drives the procedure itself and takes the time of each.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::cell::RefCell;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use beid_card::{Card, Contents, Files, Pin, PinSource};
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard, VirtualReader, test_roots};
use benches::{Row, milliseconds};
use ehealth_client::{Endpoints, Limits, TransportError};
use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::driver::{Ports, run, sign_with_card};
use ehealth_enrollment::{
    Acceptance, Answer, Applicant, Effect, Error as Failed, Flow, Outcome, Question, Reply, Settings,
    SignatureWanted,
};
use ehealth_keystore::{NewKey, Password, Profile};
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use ehealth_sandbox::{Options, Sandbox};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};

const PASSWORD: &str = "Keystore-Pass_2026!";
const ITERATIONS: u32 = 100_000;
const TIMES: usize = 31;

/// How many keys the keystores have that stand on the disk one after the other: the request's, the one with the
/// certificate, the waiting key's, the finished one. Each is written and read back.
const FILES: [u32; 4] = [1, 1, 1, 2];
/// Those that are opened once more: by the person before the request is sent, by the second half at its beginning and
/// at its end.
const OPENED: [u32; 3] = [1, 1, 2];

type Result<T> = core::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    for profile in [Profile::Compatible, Profile::Modern] {
        let bench = Bench::new(profile)?;
        bench.pass(true)?;
        let passes = (0..TIMES).map(|_| bench.pass(true)).collect::<Result<Vec<_>>>()?;
        let name = format!("request and completion, {}", profile.as_str());
        report(&name, "ms of processor time", &passes, |took| took.processor)?;
        report(&name, "ms", &passes, |took| took.wall)?;

        // The driver makes the first key while the person reads and types; here nobody does, so the gain is small.
        let mut driven = (0..TIMES).map(|_| bench.pass(false)).collect::<Result<Vec<_>>>()?;
        driven.sort_by_key(|pass| pass.whole.wall);
        let driven = driven.get(TIMES / 2).copied().ok_or("no pass")?;
        let floor = median(passes.iter().map(|pass| pass.floor(|took| took.wall)).collect());
        Row::new(format!("{name}, with the blocking driver"), "ms", milliseconds(driven.whole.wall))
            .beside("the same floor, median", Some(milliseconds(floor)))
            .note(format!("median of {TIMES}; the first key is made on another thread"))
            .print();
    }
    Ok(())
}

/// The pair of median ratio.
fn report(name: &str, unit: &str, passes: &[Pass], of: fn(Took) -> Duration) -> Result<()> {
    let mut passes = passes.to_vec();
    passes.sort_by(|one, other| one.ratio(of).total_cmp(&other.ratio(of)));
    let (Some(least), Some(middle), Some(most)) =
        (passes.first(), passes.get(passes.len() / 2), passes.last())
    else {
        return Err("no pass".into());
    };
    if of(middle.whole).is_zero() {
        return Ok(());
    }
    let note = format!(
        "the pair of median ratio of {TIMES}; ratios {:.2} to {:.2}; of the floor {:.0} ms key derivations; goal 1.3",
        least.ratio(of),
        most.ratio(of),
        milliseconds(of(middle.derived)),
    );
    Row::new(name, unit, milliseconds(of(middle.whole)))
        .beside("floor: its two RSA 2048 keys and the derivations", Some(milliseconds(middle.floor(of))))
        .note(note)
        .print();
    Ok(())
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// What something took. Other work on the machine adds to the one and not to the other.
#[derive(Clone, Copy, Default)]
struct Took {
    wall: Duration,
    /// Zero where the system does not tell.
    processor: Duration,
}

impl core::ops::Add for Took {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { wall: self.wall + other.wall, processor: self.processor + other.processor }
    }
}

struct Watch {
    wall: Instant,
    processor: Duration,
}

impl Watch {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor() }
    }

    fn stop(&self) -> Took {
        Took { wall: self.wall.elapsed(), processor: processor().saturating_sub(self.processor) }
    }
}

/// How long this thread has run on a processor, as Linux counts it.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default())
}

/// One request with its completion.
#[derive(Clone, Copy)]
struct Pass {
    whole: Took,
    keys: Took,
    derived: Took,
}

impl Pass {
    fn floor(&self, of: fn(Took) -> Duration) -> Duration {
        of(self.keys) + of(self.derived)
    }

    fn ratio(&self, of: fn(Took) -> Duration) -> f64 {
        of(self.whole).as_secs_f64() / self.floor(of).as_secs_f64()
    }
}

struct Bench {
    profile: Profile,
    citizens: Vec<CertificateDer<'static>>,
}

impl Bench {
    fn new(profile: Profile) -> Result<Self> {
        Ok(Self {
            profile,
            citizens: test_roots(DEFAULT_SEED).into_iter().map(CertificateDer::from).collect(),
        })
    }

    /// `own`: driven here, with the time of each key; otherwise by the library's driver.
    fn pass(&self, own: bool) -> Result<Pass> {
        // Everything that exists before the person begins is made before the clock runs.
        let sandbox = Sandbox::start(Options { citizen_roots: self.citizens.clone(), ..Options::default() })?;
        let folder = tempfile::tempdir()?;
        let reader = VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED).reader();
        let mut desk = Desk { sandbox: &sandbox, reader: Some(reader), card: None };
        let keys = RefCell::new(Took::default());
        let mut go = |mut flow: Flow| -> Result<Outcome> {
            Ok(if own { drive(&mut flow, &mut desk, &keys)? } else { run(&mut flow, &mut desk)? })
        };
        let watch = Watch::start();
        let Outcome::Requested(requested) = go(Flow::request(self.settings(&sandbox, folder.path())?))?
        else {
            return Err("not requested".into());
        };
        let completed = go(Flow::complete(requested.keystore, self.settings(&sandbox, folder.path())?))?;
        let whole = watch.stop();
        if !matches!(completed, Outcome::Completed(_)) {
            return Err("not completed".into());
        }
        let watch = Watch::start();
        for keys in FILES.into_iter().chain(FILES).chain(OPENED) {
            self.derive(keys);
        }
        Ok(Pass { whole, keys: keys.into_inner(), derived: watch.stop() })
    }

    fn settings(&self, sandbox: &Sandbox, folder: &Path) -> Result<Settings> {
        let descriptor = sandbox.descriptor();
        let urls = &descriptor.endpoints;
        let endpoints = Endpoints::new(&urls.certra_v2, &urls.etkra_v2, &urls.etk_depot_v1)?;
        let mut settings = Settings::new(Environment::Sandbox, endpoints, folder.to_path_buf());
        settings.citizen_anchors = anchors(&descriptor.citizen_roots)?;
        settings.issuing_anchors = anchors(&descriptor.issuing_anchors)?;
        settings.profile = self.profile;
        Ok(settings)
    }

    /// The derivations of one keystore with so many keys, by the primitives alone: each key's, the certificates' and
    /// the MAC's.
    fn derive(&self, keys: u32) {
        match self.profile {
            Profile::Modern => {
                for _ in 0..=keys {
                    let mut key = [0; 32];
                    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(PASSWORD.as_bytes(), &[7; 20], ITERATIONS, &mut key);
                    std::hint::black_box(key);
                }
                appendix_b::<sha2::Sha256>(1);
            }
            // A key of 24 bytes in two blocks and the IV in one; one block for the MAC.
            _ => appendix_b::<sha1::Sha1>(3 * (keys + 1) + 1),
        }
    }
}

/// The derivation of RFC 7292 appendix B without its bookkeeping.
fn appendix_b<D: sha2::Digest>(blocks: u32) {
    let mut block = D::digest([[1; 64].as_slice(), &[7; 20], PASSWORD.as_bytes()].concat());
    for _ in 0..blocks * ITERATIONS {
        block = D::digest(&block);
    }
    std::hint::black_box(block);
}

fn anchors(pems: &[String]) -> Result<Vec<TrustAnchor>> {
    let parse = |pem: &String| -> Result<TrustAnchor> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| "PEM")?;
        Ok(TrustAnchor::from_certificate(&Certificate::from_der(&der)?))
    };
    pems.iter().map(parse).collect()
}

/// The blocking driver, but that keys are made where they are wanted, and their time is taken.
fn drive(
    flow: &mut Flow,
    desk: &mut Desk<'_>,
    keys: &RefCell<Took>,
) -> core::result::Result<Outcome, Failed> {
    loop {
        if matches!(flow.effect(), Effect::Files) {
            let done = flow.take_files().ok_or(Failed::WrongReply)?.run();
            flow.reply(Reply::Files(done), desk.now())?;
            continue;
        }
        let reply = match flow.effect() {
            Effect::Begin => Reply::Begin,
            Effect::ReadCard => Reply::Card(Box::new(desk.read_card()?)),
            Effect::Sign(wanted) => Reply::Signatures(desk.sign(wanted)?),
            Effect::Ask(question) => Reply::Answer(desk.ask(question)?),
            Effect::GenerateKey => {
                let watch = Watch::start();
                let key = NewKey::generate(&mut rand::rng());
                let before = *keys.borrow();
                keys.replace(before + watch.stop());
                Reply::Key(key)
            }
            Effect::Send(call) => match desk.send(call.request.clone(), &call.limits) {
                Ok(response) => Reply::Http(response),
                Err(error) => Reply::NotSent(error),
            },
            Effect::Done(outcome) => return Ok(outcome.clone()),
            _ => return Err(Failed::WrongReply),
        };
        flow.reply(reply, desk.now())?;
    }
}

/// A person who knows every answer, a card, and an authority without network.
struct Desk<'a> {
    sandbox: &'a Sandbox,
    reader: Option<VirtualReader>,
    card: Option<Card<VirtualReader>>,
}

impl Ports for Desk<'_> {
    fn read_card(&mut self) -> core::result::Result<Contents, Failed> {
        let reader = self.reader.take().ok_or(Failed::AnswerMissing("card"))?;
        Ok(self.card.insert(Card::open(reader)?).read(Files::all())?)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> core::result::Result<Vec<Vec<u8>>, Failed> {
        let card = self.card.as_mut().ok_or(Failed::AnswerMissing("card"))?;
        sign_with_card(card, wanted, PinSource::Entered(Pin::parse(Persona::PIN)?))
    }

    fn ask(&mut self, question: &Question) -> core::result::Result<Answer, Failed> {
        Ok(match question {
            Question::Terms => Answer::Accepted(Acceptance { language: "en".into(), sha256: [1; 32] }),
            Question::Contract(contract) => {
                Answer::Accepted(Acceptance { language: "fr".into(), sha256: contract.sha256() })
            }
            Question::Applicant(_) => Answer::Applicant(Applicant::Person),
            Question::ContactData { .. } => {
                let email = Email::parse("testa@example.be").map_err(ehealth_csr::Error::from)?;
                let phone = Phone::parse("+32 2 555 01 02").map_err(ehealth_csr::Error::from)?;
                Answer::ContactData(ContactData::new(email, phone))
            }
            Question::Overview(_) => Answer::Confirmed,
            Question::NewPassword { .. } | Question::Password { .. } => {
                Answer::Password(Password::new(PASSWORD.to_owned()))
            }
            _ => return Err(Failed::AnswerMissing("answer")),
        })
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        _: &Limits,
    ) -> core::result::Result<http::Response<Vec<u8>>, TransportError> {
        let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
        let (status, body) =
            self.sandbox.answer(request.uri().path(), content_type.unwrap_or_default(), request.body());
        let mut response = http::Response::new(body);
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        response
            .headers_mut()
            .insert("content-type", http::HeaderValue::from_static("text/xml; charset=utf-8"));
        Ok(response)
    }

    fn wait_until(&mut self, _: UnixTime) -> core::result::Result<(), Failed> {
        Err(Failed::Interrupted)
    }
}
