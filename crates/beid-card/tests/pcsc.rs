//! The real service: a pcscd of its own, the vpcd driver, virtual cards behind it, this crate in front.
//!
//! The service's socket is found through the environment, which a process cannot change for itself here: the
//! outer test starts pcscd and then this program again for the inner one. Needs root (a mount of its own),
//! pcscd and vpcd (Debian: `pcscd vsmartcard-vpcd`); otherwise skipped, loudly.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use beid_card::pcsc::{Cancel, Event, Service};
use beid_card::pin::Tries;
use beid_card::{Card, Digest, Error, Files, Pin, PinSource};
use beid_simulator::vpcd::VpcdCard;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use ehealth_pki::{Certificate, TrustAnchor};
use rustls_pki_types::UnixTime;

const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// The driver takes this one and the next.
fn port() -> u16 {
    let socket = std::env::var(SOCKET).unwrap();
    let number: u16 =
        Path::new(&socket).parent().unwrap().extension().unwrap().to_str().unwrap().parse().unwrap();
    number
}

/// Below the range that the system gives away by itself.
fn free_port() -> u16 {
    let is_free = |port| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    let first = 26_000 + (std::process::id() % 2_000) as u16 * 2;
    (0..1000).map(|n| first + 2 * n).find(|port| is_free(*port) && is_free(port + 1)).unwrap()
}

struct OwnService {
    child: Child,
}

impl Drop for OwnService {
    fn drop(&mut self) {
        // SIGTERM, to pcscd itself: unshare and sh have become it.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(&pid).status();
        let _ = self.child.wait();
    }
}

fn start_service(folder: &Path) -> Option<OwnService> {
    if !Path::new(DRIVER).exists() || !Path::new("/usr/sbin/pcscd").exists() {
        return None;
    }
    let (config, port) = (folder.join("reader.conf"), port());
    std::fs::write(
        &config,
        format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {DRIVER}\nCHANNELID 0x{port:04X}\n"
        ),
    )
    .unwrap();
    std::fs::create_dir_all("/run/pcscd").ok()?;
    let script = format!(
        "mount --bind {} /run/pcscd && exec /usr/sbin/pcscd --foreground --config {}",
        folder.display(),
        config.display()
    );
    let child = Command::new("unshare")
        .args(["-m", "sh", "-c", &script])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let service = OwnService { child };
    let begin = Instant::now();
    while !folder.join("pcscd.comm").exists() {
        if begin.elapsed() > Duration::from_secs(5) {
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(service)
}

#[test]
fn with_a_pcscd_of_its_own() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pcscd.{}", free_port()));
    std::fs::create_dir_all(&folder).unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["inner", "--ignored", "--exact", "--nocapture"])
        .env(SOCKET, folder.join("pcscd.comm"))
        .status()
        .unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    assert!(status.success());
}

/// Puts a card into the reader, until the value is dropped.
fn insert(card: &VirtualCard) -> VpcdCard {
    let begin = Instant::now();
    loop {
        match VpcdCard::connect(card, &format!("127.0.0.1:{}", port())) {
            Ok(inserted) => return inserted,
            Err(error) => assert!(begin.elapsed() < Duration::from_secs(5), "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn card(persona: &Persona) -> VirtualCard {
    VirtualCard::new(persona, DEFAULT_SEED)
}

const SOON: Option<Duration> = Some(Duration::from_secs(5));

#[test]
#[ignore = "started by the test above"]
fn inner() {
    let Some(socket) = std::env::var_os(SOCKET) else { return };
    let folder = Path::new(&socket).parent().unwrap();
    let cancel = Cancel::new();
    assert_eq!(Service::connect().err().unwrap().code(), "card.no_service");
    let Some(own) = start_service(folder) else {
        eprintln!("SKIPPED: no pcscd of our own (needs root, pcscd, vsmartcard-vpcd)");
        return;
    };
    let mut service = Service::connect().unwrap();
    let empty = service.wait_for_card(None, Some(Duration::ZERO), &cancel);
    assert_eq!(empty.err().unwrap().code(), "card.absent");
    assert_eq!(service.reader("nothing").err().unwrap().code(), "card.reader_lost");
    cancelled_from_another_thread(&mut service);
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        read_and_sign(&mut service, &persona);
    }
    removed_in_the_middle(&mut service);
    another_card(&mut service);
    other_programs(&mut service);
    events();
    stopped_and_started(service, own, folder);
}

/// A session and a wait outlive the service.
fn stopped_and_started(mut service: Service, own: OwnService, folder: &Path) {
    let inside = card(&Persona::adult_ec());
    let inserted = insert(&inside);
    let mut session = Card::open(service.wait_for_card(None, SOON, &Cancel::new()).unwrap()).unwrap();
    session.read(Files::identity()).unwrap();
    drop(own);
    drop(inserted);
    assert_eq!(session.read(Files::to_verify()).unwrap_err().code(), "card.no_service");
    let error = service.wait_for_card(None, Some(Duration::ZERO), &Cancel::new()).err().unwrap();
    assert_eq!(error.code(), "card.no_service");

    let _ = std::fs::remove_file(folder.join("pcscd.comm"));
    let own = start_service(folder).unwrap();
    let inserted = insert(&inside);
    service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    session.read(Files::to_verify()).unwrap();
    drop(inserted);
    drop(own);
}

fn cancelled_from_another_thread(service: &mut Service) {
    let cancel = Cancel::new();
    let other = cancel.clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        other.cancel();
    });
    let begin = Instant::now();
    let error = service.wait_for_card(None, None, &cancel).err().unwrap();
    assert_eq!(error.code(), "interrupted");
    assert!(begin.elapsed() < Duration::from_secs(1));
    thread.join().unwrap();
}

fn read_and_sign(service: &mut Service, persona: &Persona) {
    let inside = card(persona);
    let inserted = insert(&inside);
    let reader = service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    let mut card = Card::open(reader).unwrap();
    let begin = Instant::now();
    let contents = card.read(Files::all()).unwrap();
    println!("{} read in {:?}: {:?}", persona.name(), begin.elapsed(), card.counters());
    let roots = beid_simulator::test_roots(DEFAULT_SEED);
    let anchors: Vec<_> = roots
        .iter()
        .map(|root| TrustAnchor::from_certificate(&Certificate::from_der(root).unwrap()))
        .collect();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(1_780_272_000));
    let person = contents.verify(&anchors, now).into_identity().unwrap();
    assert_eq!(person.surname(), persona.surname());
    assert_eq!(card.tries_left().unwrap(), Tries::Left(3));

    let key = beid_card::CardKey::Signature;
    let scheme = card.scheme(key);
    let digest = Digest::of(scheme.hash(), b"message");
    let wrong = card.sign_legally(&digest, PinSource::Entered(Pin::parse("9999").unwrap()));
    assert!(matches!(wrong, Err(Error::WrongPin { left: 2, .. })), "{wrong:?}");
    let signature = card.sign_legally(&digest, pin()).unwrap();
    let leaf = Certificate::from_der(contents.signature().unwrap()).unwrap();
    scheme.verify(leaf.spki(), b"message", signature.as_bytes()).unwrap();
    assert_eq!(inside.handle().tries_left(), 3);

    drop(inserted);
    wait_until_empty(service);
    assert_eq!(card.tries_left().unwrap_err().code(), "card.removed");
    // Back again, in the same process, with the same session.
    let inserted = insert(&inside);
    service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    card.sign_authentication(&digest, pin()).unwrap();
    drop(inserted);
    wait_until_empty(service);
}

fn pin() -> PinSource<'static> {
    PinSource::Entered(Pin::parse(Persona::PIN).unwrap())
}

fn wait_until_empty(service: &Service) {
    let begin = Instant::now();
    while service.readers().unwrap().iter().any(|reader| reader.card != beid_card::pcsc::CardState::Empty) {
        assert!(begin.elapsed() < Duration::from_secs(5), "the card is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn removed_in_the_middle(service: &mut Service) {
    let inserted = insert(&card(&Persona::adult_ec()));
    let reader = service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    let mut card = Card::open(reader).unwrap();
    let mut inserted = Some(inserted);
    let begin = Instant::now();
    let error = card.read_with(Files::all(), &mut |progress| {
        if progress.file == beid_card::File::Photo && progress.done_bytes > 4000 {
            drop(inserted.take());
        }
    });
    assert_eq!(error.unwrap_err().code(), "card.removed");
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    wait_until_empty(service);
}

fn another_card(service: &mut Service) {
    let first = insert(&card(&Persona::adult_ec()));
    let reader = service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    let mut session = Card::open(reader).unwrap();
    session.read(Files::to_verify()).unwrap();
    drop(first);
    wait_until_empty(service);
    let inside = card(&Persona::foreigner());
    let second = insert(&inside);
    service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    let digest = Digest::of(session.scheme(beid_card::CardKey::Authentication).hash(), b"message");
    let wrong = PinSource::Entered(Pin::parse("9999").unwrap());
    let error = session.sign_authentication(&digest, wrong).unwrap_err();
    assert_eq!((error.code(), inside.handle().tries_left()), ("card.person_mismatch", 3));
    drop(second);
    wait_until_empty(service);
}

/// Another session of ours stands for another program: it shares the card, and it may reset it.
fn other_programs(service: &mut Service) {
    let inserted = insert(&card(&Persona::adult_ec()));
    let reader = service.wait_for_card(None, SOON, &Cancel::new()).unwrap();
    let name = beid_card::transport::Reader::name(&reader).to_owned();
    let mut ours = Card::open(reader).unwrap();
    let mut theirs = Card::open(service.reader(&name).unwrap()).unwrap();
    theirs.read(Files::identity()).unwrap();
    ours.read(Files::identity()).unwrap();

    let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
    let system_name = std::ffi::CString::new(name.clone()).unwrap();
    let connect = |mode| context.connect(&system_name, mode, pcsc::Protocols::T0);
    // Dropped, the binding resets the card.
    drop(connect(pcsc::ShareMode::Shared).unwrap());
    ours.read(Files::to_verify()).unwrap();
    drop((ours, theirs));

    let alone = connect(pcsc::ShareMode::Exclusive).unwrap();
    let error = Card::open(service.reader(&name).unwrap()).unwrap_err();
    assert_eq!(error.code(), "card.busy");
    let busy = service.wait_for_card(None, Some(Duration::ZERO), &Cancel::new()).err().unwrap();
    assert_eq!(busy.code(), "card.busy");
    alone.disconnect(pcsc::Disposition::LeaveCard).map_err(|(_, error)| error).unwrap();
    Card::open(service.reader(&name).unwrap()).unwrap();
    drop(inserted);
    wait_until_empty(service);
}

fn events() {
    let cancel = Cancel::new();
    let mut events = Service::connect().unwrap().events();
    let mut next = |time| events.next(Some(time), &cancel).unwrap();
    let short = Duration::from_millis(600);
    let mut readers = 0;
    while let Some(event) = next(short) {
        assert!(matches!(event, Event::ReaderAdded { .. }), "{event:?}");
        readers += 1;
    }
    assert!(readers >= 1);
    let inserted = insert(&card(&Persona::adult_rsa()));
    let long = Duration::from_secs(5);
    assert!(matches!(next(long), Some(Event::CardInserted { .. })));
    drop(inserted);
    assert!(matches!(next(long), Some(Event::CardRemoved { .. })));
}
