//! OpenSC's programs on the same virtual cards, behind a pcscd of our own.

#![cfg_attr(not(feature = "pcsc"), allow(unused, reason = "without PC/SC there is nothing to compare with"))]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use beid_simulator::pcscd::Pcscd;
use beid_simulator::vpcd::VpcdCard;
use beid_simulator::{CardFile, DEFAULT_SEED, LogEntry, VirtualCard};
use benches::{Row, median, milliseconds};

use crate::Cost;
use crate::figures::Figures;
use crate::jobs::{Job, persona, reference};

/// How often a program is timed.
const TIMES: usize = 7;

/// A service to measure on, or why there is none.
pub(crate) struct Measured {
    service: Result<Pcscd, String>,
    version: String,
}

impl Measured {
    pub(crate) fn new() -> Self {
        let version = Command::new("opensc-tool").arg("--info").output().ok().and_then(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let line = text.lines().find(|line| line.starts_with("OpenSC "))?;
            Some(line.split(" [").next().unwrap_or(line).trim().to_owned())
        });
        let service = match version {
            Some(_) => Pcscd::start().map_err(|error| error.to_string()),
            None => Err("OpenSC is not installed".to_owned()),
        };
        if let Err(reason) = &service {
            println!("SKIPPED OpenSC's column: {reason}");
        }
        Self { service, version: version.unwrap_or_else(|| "OpenSC".to_owned()) }
    }

    /// Commands and bytes of the program that does the job.
    pub(crate) fn figures(&self, generation: &str, job: Job) -> Figures {
        let (cost, note) = match &self.service {
            Ok(service) => measure(service, generation, job),
            Err(reason) => (None, Some(format!("not measured: {reason}"))),
        };
        Figures { peer_version: self.version.clone(), cost, note }
    }

    /// Whole programs from start to end, through the service.
    pub(crate) fn times(&self) -> Result<(), Box<dyn Error>> {
        let Ok(service) = &self.service else { return Ok(()) };
        #[cfg(feature = "pcsc")]
        for (name, ours, program) in [
            ("identity + address, whole program (1.7)", "person", "eidenv"),
            ("sign, authentication key, whole program (1.7)", "sign", "pkcs11-tool --sign"),
        ] {
            let card = VirtualCard::new(&persona("1.7"), DEFAULT_SEED);
            let inserted = insert(service, &card)?;
            let own = std::env::current_exe()?;
            let mut failed = false;
            let mine = median(TIMES, || {
                let done = client(service, &own).args(["through-pcsc", ours]).output();
                failed |= !done.is_ok_and(|done| done.status.success());
            });
            if failed {
                return Err(format!("card through-pcsc {ours} failed").into());
            }
            let theirs = median(TIMES, || {
                drop(if ours == "sign" {
                    sign(service)
                } else {
                    client(service, Path::new(program)).output()
                });
            });
            Row::new(name, "ms", milliseconds(mine))
                .beside(format!("{}, {program}", self.version), Some(milliseconds(theirs)))
                .note(format!("median of {TIMES}; a card that takes no time; start of the process included"))
                .print();
            drop(inserted);
            wait(service, false);
        }
        Ok(())
    }
}

/// A client of our service.
fn client(service: &Pcscd, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("PCSCLITE_CSOCK_NAME", service.socket()).env("HOME", service.folder());
    command
}

fn insert(service: &Pcscd, card: &VirtualCard) -> Result<VpcdCard, Box<dyn Error>> {
    let inserted = VpcdCard::connect(card, service.address())?;
    wait(service, true);
    Ok(inserted)
}

/// Until the service has seen the card come or go; 10 s at most, then the figures show it.
fn wait(service: &Pcscd, present: bool) {
    let state = if present { "Yes" } else { "No" };
    let end = Instant::now() + Duration::from_secs(10);
    while Instant::now() < end {
        let listed = client(service, Path::new("opensc-tool")).arg("--list-readers").output();
        let text =
            listed.map(|listed| String::from_utf8_lossy(&listed.stdout).into_owned()).unwrap_or_default();
        if text.lines().any(|line| line.split_whitespace().take(2).eq(["0", state])) {
            return;
        }
        sleep(Duration::from_millis(50));
    }
}

fn sign(service: &Pcscd) -> std::io::Result<std::process::Output> {
    let file = |name: &str| service.folder().join(name);
    std::fs::write(file("message"), b"an invented message")?;
    client(service, Path::new("pkcs11-tool"))
        .args(["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "02", "--login", "--pin", "1234"])
        .arg("--input-file")
        .arg(file("message"))
        .arg("--output-file")
        .arg(file("signature"))
        .output()
}

fn sum(log: &[LogEntry]) -> Cost {
    let bytes = (log.iter().map(|entry| entry.sent).sum(), log.iter().map(|entry| entry.received).sum());
    Cost { commands: log.len(), bytes: Some(bytes) }
}

fn measure(service: &Pcscd, generation: &str, job: Job) -> (Option<Cost>, Option<String>) {
    let note = |text: &str| Some(text.to_owned());
    let (program, arguments): (&str, &[&str]) = match job {
        Job::Recognise => ("opensc-tool", &["--name"]),
        Job::Person => ("eidenv", &[]),
        Job::Certificates => ("pkcs11-tool", &["--list-objects"]),
        Job::Sign if generation == "1.7" => ("pkcs11-tool", &["--sign"]),
        Job::Sign => return (None, note("refused by OpenSC 0.23 (CKR_MECHANISM_INVALID)")),
        Job::SignLegally => return (None, note("refused by design (CKR_FUNCTION_NOT_SUPPORTED)")),
        _ => return (None, note("not offered, or not apart")),
    };
    let mut card = reference(generation);
    if job == Job::Sign {
        // With true certificates.
        card = VirtualCard::new(&persona(generation), DEFAULT_SEED);
    }
    if job == Job::Person && generation == "1.8" {
        // Its `eidenv` gives up on the tag 00 of structure 2, with which a card of 1.8 begins.
        let person = VirtualCard::new(&persona(generation), DEFAULT_SEED);
        let identity = person.file(CardFile::Identity).split_off(4);
        card = person.with_identity_file(identity).with_reference_sizes();
    }
    let Ok(inserted) = insert(service, &card) else { return (None, note("no card behind the service")) };
    inserted.handle().clear_log();
    let output = if job == Job::Sign {
        sign(service)
    } else {
        client(service, Path::new(program)).args(arguments).output()
    };
    let log = inserted.handle().log();
    drop(inserted);
    wait(service, false);
    // `eidenv` ends with 1 though it prints everything.
    let done = output.is_ok_and(|output| output.status.success() || job == Job::Person);
    if !done || log.is_empty() {
        return (None, Some(format!("{program} failed")));
    }
    match job {
        Job::Sign => {
            // Three SELECT of the MF go before the PIN.
            let verify = log.iter().position(|entry| entry.name == "VERIFY").unwrap_or_default();
            let after_bind = log.get(verify.saturating_sub(3)..).unwrap_or_default();
            let text = format!("after the bind, whose commands the process sends too: {} in all", log.len());
            (Some(sum(after_bind)), Some(text))
        }
        Job::Person => {
            // What recognises the card is another row.
            let read: Vec<_> = log.into_iter().filter(|entry| entry.name != "GET CARD DATA").collect();
            let text = if generation == "1.8" {
                "eidenv; on a file without tag 00, on which it gives up otherwise"
            } else {
                "eidenv"
            };
            (Some(sum(&read)), note(text))
        }
        Job::Certificates => (Some(sum(&log)), note("with the bind; pkcs11-tool --list-objects")),
        _ => (Some(sum(&log)), Some(format!("{program} {}", arguments.join(" ")).trim().to_owned())),
    }
}
