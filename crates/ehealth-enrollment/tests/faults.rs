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

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use beid_simulator::Persona;
use common::{TestPorts, at_once, complete, request, sandbox, settings};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Error, Find, Flow, Level, Outcome, Remedy, find_keystore};
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

/// Code and remedy; of a remedy that is a moment only that it is one.
fn told(error: &Error) -> String {
    let remedy = match error.remedy() {
        Remedy::Later(_) => "Later".to_owned(),
        remedy => format!("{remedy:?}"),
    };
    format!("`{}`, {remedy}", error.code())
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
        seen = told(&error);
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
            seen = told(&error);
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

const HEAD: &str = "# What becomes of a fault

Made by the test `bless` of `ehealth-enrollment` (`EHEALTH_BLESS_FAULTS=docs/faults.md`, which goes on where it was
interrupted); not to be edited. The authority is the sandbox; a person requests and completes a certificate with one fault on the way, then goes
on without it. In every cell the end is a finished keystore whose check finds nothing, exactly one certificate at the
authority, every PIN try left. The last column is how the run with the fault ended: `finished`, or the code and the
remedy of the step that stopped. *Acted* says whether the authority had done what it was asked before the fault struck.

| fault | operation | acted | outcome of that run |
|---|---|---|---|
";

/// Fault, operation and side.
type Cell = [String; 3];

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/faults.md")
}

/// A table: its outcomes.
fn read(path: &Path) -> BTreeMap<Cell, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let table = text.strip_prefix(HEAD).expect("the head of docs/faults.md");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    table
        .lines()
        .map(|line| match <[String; 4]>::try_from(cells(line)) {
            Ok([fault, operation, acted, outcome]) => ([fault, operation, acted], outcome),
            Err(cells) => panic!("{cells:?}"),
        })
        .collect()
}

/// Every cell, in the order of the table, and whether it is run ordinarily: each fault once, at another operation each
/// time, and both sides of the operation that matters.
fn cells() -> Vec<(Cell, Fault, bool)> {
    let mut all = Vec::new();
    for (number, (name, kind)) in kinds().into_iter().enumerate() {
        for (at, operation) in OPERATIONS.iter().enumerate() {
            for after in [false, true] {
                let matters = *operation == "GenerateCertificate" && number % 3 == 1;
                let turn = at == number % OPERATIONS.len() && after == (number % 2 == 0);
                let fault = Fault::new(kind.clone()).on(operation);
                let acted = if after { "yes" } else { "no" };
                let cell = [name, operation, acted].map(str::to_owned);
                all.push((cell, if after { fault.after() } else { fault }, turn || matters));
            }
        }
    }
    all
}

fn table(cells: &[(Cell, Fault, bool)], known: &BTreeMap<Cell, String>) -> String {
    let mut table = HEAD.to_owned();
    for ([name, operation, acted], outcome) in
        cells.iter().filter_map(|(cell, ..)| known.get(cell).map(|outcome| (cell, outcome)))
    {
        writeln!(table, "| {name} | {operation} | {acted} | {outcome} |").unwrap();
    }
    table
}

#[test]
fn matrix() {
    let full = std::env::var_os("EHEALTH_TEST_FULL").is_some();
    let cells = cells();
    let known = read(&committed());
    let wanted: Vec<_> = cells.iter().filter(|(.., ordinarily)| full || *ordinarily).collect();
    let seen = at_once(&wanted, |(cell, fault, _)| (cell.clone(), survive(fault.clone())));
    let seen: BTreeMap<Cell, String> = seen.into_iter().collect();
    println!("{}", table(&cells, &seen));
    println!("COUNT faults × operations × sides: {} of {}", seen.len(), cells.len());
    let other: Vec<_> = seen.iter().filter(|(cell, outcome)| known.get(*cell) != Some(outcome)).collect();
    assert!(other.is_empty(), "not as docs/faults.md says: {other:?}");
    assert_eq!(known.len(), cells.len(), "every cell is in docs/faults.md");
}

/// Makes the table: every cell that is not in the file yet, so that it may be interrupted.
#[test]
fn bless() {
    let Some(path) = std::env::var_os("EHEALTH_BLESS_FAULTS").map(PathBuf::from) else { return };
    let cells = cells();
    let known = if path.exists() { read(&path) } else { BTreeMap::new() };
    let left: Vec<_> = cells.iter().filter(|(cell, ..)| !known.contains_key(cell)).collect();
    let known = Mutex::new(known);
    at_once(&left, |(cell, fault, _)| {
        let outcome = survive(fault.clone());
        let mut known = known.lock().unwrap();
        known.insert(cell.clone(), outcome);
        std::fs::write(&path, table(&cells, &known)).unwrap();
    });
}
