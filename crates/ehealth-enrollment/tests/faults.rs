//! Each fault of the authority, at each operation, before and after it acted: finished, resumable, or refused with
//! a code and a remedy; never two certificates, never a lost key. The table is printed, and kept in docs/faults.md.
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

use std::fmt::Write;

use beid_simulator::Persona;
use common::{TestPorts, complete, request, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Find, Flow, Level, Outcome, find_keystore};
use ehealth_pki::Environment;
use ehealth_sandbox::{Fault, FaultKind, Options};

const OPERATIONS: [&str; 7] = [
    "GetActorQualities",
    "GetCertificateInfoForCitizen",
    "GenerateContract",
    "GenerateCertificate",
    "GetCertificate",
    "StartETKRegistration",
    "CompleteETKRegistration",
];

fn kinds() -> Vec<(&'static str, FaultKind)> {
    use FaultKind as K;
    let fault = |code: &str| K::SoapFault { code: code.into() };
    vec![
        ("late answer", K::Delay { milliseconds: 50 }),
        ("connection dropped", K::Drop),
        ("truncated", K::Truncate),
        ("slow body", K::SlowBody { milliseconds: 1 }),
        ("empty body", K::EmptyBody),
        ("huge body", K::HugeBody { bytes: 8 << 20 }),
        ("page 502", K::HtmlPage { status: 502 }),
        ("page 503", K::HtmlPage { status: 503 }),
        ("page 200", K::HtmlPage { status: 200 }),
        ("redirect", K::Redirect),
        ("fault SOA-02002", fault("SOA-02002")),
        ("fault SOA-01002", fault("SOA-01002")),
        ("wrong media type", K::WrongContentType),
        ("gzip", K::Gzip),
        ("clock off", K::ClockSkew { seconds: 3600 }),
        ("stale answer", K::Stale),
        ("internal error", K::InternalError),
        ("no detail", K::NoDetail),
        ("duplicate", K::Duplicate),
        ("UTF-16", K::Utf16),
        ("entity bomb", K::EntityBomb),
        ("deep nesting", K::DeepNesting { levels: 100_000 }),
        ("TLS expired", K::TlsExpired),
        ("TLS other name", K::TlsOtherName),
        ("TLS unknown issuer", K::TlsUnknownIssuer),
        ("pending", K::Pending),
        ("wrong certificate", K::WrongCertificate),
        ("wrong subject", K::WrongSubject),
        ("untrusted issuer", K::UntrustedIssuer),
        ("broken certificate", K::BrokenCertificate),
        ("chain incomplete", K::ChainIncomplete),
    ]
}

/// Runs the path with one fault, then goes on without it; gives what the fault led to.
fn survive(fault: Fault) -> String {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    sandbox.faults().add(fault);
    let mut seen = String::from("finished");
    let settings = || settings(&sandbox, folder.path());
    let find = || find_keystore(folder.path(), Environment::Sandbox, Find::Complete);
    if let Err(error) = request(&mut ports, settings()) {
        seen = format!("{} ({:?})", error.code(), error.remedy());
        sandbox.faults().clear();
        match find() {
            Err(_) => drop(request(&mut ports, settings()).unwrap()),
            Ok(keystore) => match run(&mut Flow::resume(keystore, settings()), &mut ports).unwrap() {
                Outcome::Requested(_) | Outcome::AlreadySent(_) => {}
                other => panic!("{other:?}"),
            },
        }
    }
    let keystore = find().unwrap();
    let done = match complete(&mut ports, keystore.clone(), settings()) {
        Ok(done) => done,
        Err(error) => {
            seen = format!("{} ({:?})", error.code(), error.remedy());
            sandbox.faults().clear();
            complete(&mut ports, keystore, settings()).unwrap()
        }
    };
    sandbox.faults().clear();
    assert_eq!(sandbox.certificates_for(done.key_identifier), 1, "{seen}");
    let report = run(&mut Flow::check(done.keystore, settings()), &mut ports).unwrap();
    let Outcome::Checked(report) = report else { panic!("{report:?}") };
    assert_eq!(report.worst().unwrap().level, Level::Ok, "{seen}: {report:?}");
    assert_eq!(ports.handle.tries_left(), 3);
    seen
}

#[test]
fn matrix() {
    let full = std::env::var_os("EHEALTH_TEST_FULL").is_some();
    let mut table =
        String::from("| fault | operation | authority acted | outcome of that run |\n|---|---|---|---|\n");
    let (mut ran, mut whole) = (0_usize, 0_usize);
    for (number, (name, kind)) in kinds().into_iter().enumerate() {
        for (at, operation) in OPERATIONS.iter().enumerate() {
            for after in [false, true] {
                whole += 1;
                // Ordinarily each fault once, at another operation each time, and both sides of the one that matters.
                let matters = *operation == "GenerateCertificate" && number % 3 == 1;
                let turn = at == number % OPERATIONS.len() && after == (number % 2 == 0);
                if !(full || turn || matters) {
                    continue;
                }
                ran += 1;
                let fault = Fault::new(kind.clone()).on(operation);
                let seen = survive(if after { fault.after() } else { fault });
                writeln!(table, "| {name} | {operation} | {} | {seen} |", if after { "yes" } else { "no" })
                    .unwrap();
            }
        }
    }
    println!("{table}");
    println!("COUNT faults × operations × sides: {ran} of {whole}");
    if let Some(path) = std::env::var_os("EHEALTH_BLESS_FAULTS") {
        std::fs::write(path, table).unwrap();
    }
}
