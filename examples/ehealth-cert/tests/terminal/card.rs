//! A card in a reader of the system that comes and goes while the program runs.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beid_simulator::pcscd::Pcscd;

use crate::machine::{Machine, Sandbox, program};
use crate::screen::Screen;

/// `ehealth-cert virtual-card` in its own process.
struct VirtualCard(Child);

impl VirtualCard {
    fn start(machine: &Machine, service: &Pcscd, persona: &str) -> Self {
        use std::io::{BufRead as _, BufReader};
        let mut command: Command = program(machine.home.path());
        command.args(["virtual-card", "--persona", persona, "--vpcd", service.address()]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self(child)
    }

    fn says(&mut self, word: &str) {
        writeln!(self.0.stdin.as_mut().unwrap(), "{word}").unwrap();
    }
}

impl Drop for VirtualCard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn service() -> Option<Pcscd> {
    Pcscd::start().inspect_err(|reason| eprintln!("SKIPPED card in a reader: {reason}")).ok()
}

#[test]
fn pulled_and_inserted_again() {
    let Some(service) = service() else { return };
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let socket = service.socket();
    let variables = [("PCSCLITE_CSOCK_NAME", socket.to_str().unwrap())];
    let flags = ["--sandbox", &sandbox.descriptor, "--lang", "fr", "--new-password-from", "file:password"];
    let rest =
        ["request", "--accept-terms", "--for", "person", "--email", "me@example.be", "--phone", "0470000000"];
    let mut screen = Screen::with(machine.home.path(), &[&flags[..], &rest].concat(), &variables, 100);
    // It waits for the card, and goes on by itself when there is one.
    screen.sees("Insérez votre carte d'identité, puce en avant");
    let mut card = VirtualCard::start(&machine, &service, "adult-ec");
    screen.sees("Carte de ");
    screen.sees("Code PIN (Échap : annuler)\u{a0}:");
    card.says("remove");
    std::thread::sleep(Duration::from_millis(1500));
    screen.types("1234\r");
    screen.sees("Réinsérez-la");
    card.says("insert");
    screen.until("asked again", |text| text.matches("Code PIN (Échap").count() >= 2);
    screen.types("1234\r");
    screen.answers("Tout est-il correct ?", "o\r");
    screen.until("the signature", |text| text.matches("Code PIN (Échap").count() >= 3);
    screen.types("1234\r");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert_eq!(
        machine.files().iter().filter(|path| path.extension().is_some_and(|end| end == "p12")).count(),
        1
    );
}

/// Another person's card in the middle: nothing is signed with it, and with the first one it goes on.
#[test]
fn exchanged() {
    let Some(service) = service() else { return };
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let socket = service.socket();
    let variables = [("PCSCLITE_CSOCK_NAME", socket.to_str().unwrap())];
    let flags = ["--sandbox", &sandbox.descriptor, "--lang", "fr", "--new-password-from", "file:password"];
    let rest =
        ["request", "--accept-terms", "--for", "person", "--email", "me@example.be", "--phone", "0470000000"];
    let own = VirtualCard::start(&machine, &service, "adult-ec");
    let mut screen = Screen::with(machine.home.path(), &[&flags[..], &rest].concat(), &variables, 100);
    screen.answers("Code PIN (Échap : annuler)\u{a0}:", "1234\r");
    // At the legal signature another card is in the reader.
    screen.answers("Tout est-il correct ?", "o\r");
    screen.until("the signature", |text| text.matches("Code PIN (Échap").count() >= 2);
    drop(own);
    std::thread::sleep(Duration::from_millis(1500));
    let other = VirtualCard::start(&machine, &service, "adult-rsa");
    std::thread::sleep(Duration::from_millis(1500));
    screen.types("1234\r");
    screen.sees("La carte dans le lecteur n'est pas celle de cette demande");
    drop(other);
    std::thread::sleep(Duration::from_millis(1500));
    let _own = VirtualCard::start(&machine, &service, "adult-ec");
    screen.until("asked again", |text| text.matches("Code PIN (Échap").count() >= 3);
    screen.types("1234\r");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let text = screen.text();
    assert!(text.contains("La demande a été envoyée"), "{text}");
}

/// What `doctor` says of service, reader and card, as they come.
#[test]
fn doctor_sees_reader_and_card() {
    let Some(service) = service() else { return };
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let socket = service.socket();
    let doctor = || {
        let mut command = program(machine.home.path());
        command.env("PCSCLITE_CSOCK_NAME", &socket);
        command.args(["--json", "--sandbox", &sandbox.descriptor, "doctor"]);
        crate::machine::Run::of(command, None)
    };
    let code_of = |json: &serde_json::Value, check: &str| -> Option<String> {
        let checks = json["checks"].as_array().unwrap();
        let found = checks.iter().find(|line| line["check"] == check && !line["code"].is_null());
        found.map(|line| line["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(code_of(&doctor().succeeds(), "card").as_deref(), Some("card.absent"), "a warning");
    for (persona, code) in
        [("child", "card.no_signature_rights"), ("expired", "card.expired"), ("blocked", "pin.blocked")]
    {
        let card = VirtualCard::start(&machine, &service, persona);
        std::thread::sleep(Duration::from_millis(1200));
        let run = doctor();
        assert_eq!(run.code, 3, "{persona}: {run:?}");
        let report = run.json()["report"].clone();
        let codes: Vec<_> =
            report["checks"].as_array().unwrap().iter().filter_map(|line| line["code"].as_str()).collect();
        assert!(codes.contains(&code) || codes.contains(&"card.kids"), "{persona}: {codes:?}");
        drop(card);
        std::thread::sleep(Duration::from_millis(1500));
    }
}
