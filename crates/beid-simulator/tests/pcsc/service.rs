//! OpenSC's programs on a pcscd of one's own.

use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use beid_simulator::pcscd::Pcscd;
use beid_simulator::vpcd::VpcdCard;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};

const PROGRAMS: [&str; 5] = ["opensc-tool", "pkcs15-tool", "pkcs11-tool", "eidenv", "openssl"];

pub(crate) struct Service(Pcscd);

fn is_there(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|out| out.status.success())
}

impl Service {
    /// `None`, and a line that says so, where a part is missing.
    pub(crate) fn start() -> Option<Self> {
        let missing = PROGRAMS.into_iter().find(|program| !is_there(program));
        let started = match missing {
            Some(program) => Err(format!("{program} is not installed")),
            None => Pcscd::start().map_err(|error| error.to_string()),
        };
        started.inspect_err(|reason| eprintln!("SKIPPED virtual card behind pcscd: {reason}")).ok().map(Self)
    }

    pub(crate) fn address(&self) -> &str {
        self.0.address()
    }

    /// A file in the service's folder, by name.
    pub(crate) fn file(&self, name: &str) -> String {
        self.0.folder().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn insert(&self, persona: &Persona) -> (VirtualCard, VpcdCard) {
        let card = VirtualCard::new(persona, DEFAULT_SEED);
        let inserted = VpcdCard::connect(&card, self.address()).unwrap();
        self.wait_for_card(true);
        (card, inserted)
    }

    pub(crate) fn until(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(10);
        while !condition() {
            assert!(Instant::now() < end, "{what}: not within 10 s ({})", self.address());
            sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn wait_for_card(&self, wanted: bool) {
        let state = if wanted { "Yes" } else { "No" };
        self.until(&format!("card in the reader: {state}"), || {
            let readers = self.output("opensc-tool", &["--list-readers"]).text;
            readers.lines().any(|line| line.split_whitespace().take(2).eq(["0", state]))
        });
    }

    pub(crate) fn output(&self, program: &str, arguments: &[&str]) -> Said {
        Said::new(
            &Command::new(program)
                .args(arguments)
                .env("PCSCLITE_CSOCK_NAME", self.0.socket())
                .env("HOME", self.0.folder())
                .output()
                .unwrap(),
        )
    }

    /// Standard output of a program that must succeed.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> String {
        let said = self.output(program, arguments);
        assert!(said.success, "{program} {arguments:?}: {}{}", said.text, said.error);
        said.text
    }

    /// Standard error of a program that must fail.
    pub(crate) fn fails(&self, program: &str, arguments: &[&str]) -> String {
        let said = self.output(program, arguments);
        assert!(!said.success, "{program} {arguments:?} was to fail: {}", said.text);
        said.error
    }
}

pub(crate) struct Said {
    pub(crate) success: bool,
    pub(crate) text: String,
    pub(crate) error: String,
}

impl Said {
    fn new(output: &Output) -> Self {
        Self {
            success: output.status.success(),
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
