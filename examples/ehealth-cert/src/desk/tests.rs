//! A reader with a keypad: no reader of the test machines has one, so the card of the simulator gets it, in this
//! process. The procedure runs in a pseudo-terminal all the same, in a process of its own that runs the second test.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use beid_card::Card;
use beid_simulator::{DEFAULT_SEED, PadEntry, Persona, VirtualCard};
use clap::Parser as _;
use ehealth_sandbox::{Options, Sandbox};
use rustls_pki_types::CertificateDer;

use super::*;
use crate::cli::{Cli, Command};

/// Names the folder of the process in the terminal.
const CHILD: &str = "EHEALTH_CERT_TEST_KEYPAD";

/// A person who first does nothing, then enters a wrong PIN, then the right one; and once more for the signature.
fn with_keypad(_: &World, _: &Context) -> Result<readers::Opened, beid_card::Error> {
    let pin = |digits: &str| PadEntry::Pin(digits.to_owned());
    let entries = [PadEntry::TimeOut, pin("9999"), pin("1234"), pin("1234")];
    let card = VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED).with_pin_pad(entries.to_vec());
    let reader: Box<dyn beid_card::transport::Reader> = Box::new(card.reader());
    Ok(readers::Opened { card: Card::open(reader)?, pad: true })
}

#[test]
#[ignore = "the other half of `on_a_keypad`, which starts it in a terminal"]
fn person_at_a_keypad() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let roots = beid_simulator::test_roots(DEFAULT_SEED).into_iter().map(CertificateDer::from).collect();
    let sandbox = Sandbox::start(Options { citizen_roots: roots, ..Options::default() }).unwrap();
    let descriptor = folder.join("sandbox.json");
    sandbox.descriptor().write_to(&descriptor).unwrap();
    std::fs::write(folder.join("password"), "correct7horse\n").unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    let line = [
        "ehealth-cert",
        "--sandbox",
        &path("sandbox.json"),
        "--keystore-dir",
        &path("keystores"),
        "--new-password-from",
        &format!("file:{}", path("password")),
        "--lang",
        "en",
        "request",
        "--accept-terms",
        "--for",
        "person",
        "--email",
        "me@example.be",
        "--phone",
        "0470000000",
    ];
    let cli = Cli::parse_from(line);
    let Command::Request(args) = cli.command else { panic!("a request") };
    let answers = Answers::of_request(&args).unwrap();
    let words = crate::catalogue::words(Language::English);
    let mut context = Context::new(cli.global, words).unwrap();
    let world = context.world().unwrap();
    let mut settings = world.settings();
    settings.applicant.clone_from(&answers.applicant);
    let mut flow = Flow::request(settings);
    let mut desk = Desk { open: with_keypad, ..Desk::new(&mut context, &world, &answers) };
    let outcome = desk.run(&mut flow);
    assert!(matches!(&outcome, Ok(Outcome::Requested(requested)) if requested.sent), "{outcome:?}");
    say("ended well");
}

/// The PIN is entered on the reader: the terminal asks for none, tells what it means and how many tries are left, and
/// asks for the reader again where that helps.
#[test]
fn on_a_keypad() {
    let folder = tempfile::tempdir().unwrap();
    let size = portable_pty::PtySize { rows: 50, cols: 110, pixel_width: 0, pixel_height: 0 };
    let pair = portable_pty::native_pty_system().openpty(size).unwrap();
    let mut command = portable_pty::CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["desk::tests::person_at_a_keypad", "--exact", "--ignored", "--nocapture"]);
    command.env(CHILD, folder.path());
    command.env("TERM", "xterm");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let (sender, pieces) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            let _ = sender.send(String::from_utf8_lossy(&buffer[..length]).into_owned());
        }
    });
    let (mut text, mut confirmed) = (String::new(), false);
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begin.elapsed() < Duration::from_secs(120), "{text}");
        while let Ok(piece) = pieces.recv_timeout(Duration::from_millis(50)) {
            text.push_str(&piece);
        }
        if !confirmed && text.contains("Is everything right?") {
            confirmed = true;
            writer.write_all(b"y\r").unwrap();
        }
    }
    while let Ok(piece) = pieces.recv_timeout(Duration::from_millis(200)) {
        text.push_str(&piece);
    }
    assert!(text.contains("ended well"), "{text}");
    assert!(!text.contains("PIN (Esc: cancel)"), "no PIN is typed: {text}");
    assert_eq!(text.matches("Enter the PIN on the reader").count(), 4, "{text}");
    assert!(text.contains("2 tries left"), "{text}");
    assert!(text.contains("legally valid electronic signature"), "{text}");
}
