//! Several requests in the same second, of threads and of processes: each has a stamp of its own, and all but the
//! first stay out of the programs' sight (domain.md 4.5, 4.6). What killed requests left is removed.
//!
//! The child is this test binary itself: `child` does nothing unless its variable is set.
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

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use beid_simulator::Persona;
use common::{TestPorts, request, sandbox, settings_from};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Flow, Outcome};
use ehealth_keystore::{Wanted, discover};
use ehealth_sandbox::{Descriptor, MovableClock, Options};
use rustls_pki_types::UnixTime;

const NOW: u64 = 1_780_000_000;

fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(NOW))
}

/// A request up to its files; the authority would take only the first of several for one person.
fn prepare(descriptor: &Descriptor, folder: &Path) -> PathBuf {
    let mut ports = TestPorts::with(descriptor, &Persona::adult_ec(), now);
    let mut settings = settings_from(descriptor, folder);
    settings.send = false;
    request(&mut ports, settings).unwrap().keystore
}

fn folder_of(root: &Path) -> PathBuf {
    root.join("keystore")
}

#[test]
fn child() {
    let Some(root) = std::env::var_os("EHEALTH_SECOND_FOLDER").map(PathBuf::from) else { return };
    let descriptor = std::fs::read(root.join("descriptor")).unwrap();
    prepare(&serde_json::from_slice(&descriptor).unwrap(), &folder_of(&root));
}

/// The keystores of a folder, their stamps, and how many are in the programs' sight.
fn stamps(folder: &Path) -> (BTreeSet<String>, usize) {
    let found = discover(folder, &Wanted::any()).unwrap();
    let stamps = found.iter().map(|candidate| candidate.name().stamp().to_owned()).collect();
    (stamps, found.iter().filter(|candidate| !candidate.is_pending()).count())
}

#[test]
fn threads() {
    let sandbox = sandbox(Options { clock: MovableClock::stopped_at(NOW), ..Options::default() });
    let root = tempfile::tempdir().unwrap();
    let folder = folder_of(root.path());
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..3).map(|_| scope.spawn(|| prepare(sandbox.descriptor(), &folder))).collect();
        for thread in threads {
            assert!(thread.join().unwrap().exists());
        }
    });
    let (stamps, seen) = stamps(&folder);
    assert_eq!((stamps.len(), seen), (3, 1), "{stamps:?}");
}

#[test]
fn processes() {
    let sandbox = sandbox(Options { clock: MovableClock::stopped_at(NOW), ..Options::default() });
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("descriptor"), sandbox.descriptor().to_json()).unwrap();
    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child", "--nocapture"]).env("EHEALTH_SECOND_FOLDER", root.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for child in [start(), start()] {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (stamps, seen) = stamps(&folder_of(root.path()));
    assert_eq!((stamps.len(), seen), (2, 1), "{stamps:?}");
}

/// A process died while it wrote a keystore that never got its name: the next request removes that file, and
/// nothing else.
#[test]
fn what_a_killed_request_left() {
    let sandbox = sandbox(Options { clock: MovableClock::stopped_at(NOW), ..Options::default() });
    let root = tempfile::tempdir().unwrap();
    let folder = folder_of(root.path());
    std::fs::create_dir(&folder).unwrap();
    let left = |name: &str| {
        let path = folder.join(name);
        std::fs::write(&path, b"half a keystore").unwrap();
        path
    };
    let ours = [
        left(".SSIN=85073099837 20250101-101010.p12.tmp-0011223344556677"),
        left(".SSIN=85073099837 20250101-101010.p12.json.tmp-0011223344556677"),
    ];
    let foreign = [left(".notes.txt.tmp-0011223344556677"), left("SSIN=85073099837 20250101-101010.txt")];
    let keystore = prepare(sandbox.descriptor(), &folder);
    assert!(ours.iter().all(|path| !path.exists()) && foreign.iter().all(|path| path.exists()));

    // The second half too, and a lock that a live process holds is respected.
    let (again, held) = (left(ours[0].file_name().unwrap().to_str().unwrap()), keystore.clone());
    let lock = ehealth_keystore::files::Lock::procedure(&held).unwrap();
    let mut ports = TestPorts::with(sandbox.descriptor(), &Persona::adult_ec(), now);
    let settings = || settings_from(sandbox.descriptor(), &folder);
    let busy = run(&mut Flow::resume(keystore.clone(), settings()), &mut ports).unwrap_err();
    assert_eq!((busy.code(), again.exists()), ("keystore.locked", true));
    drop(lock);
    let resumed = run(&mut Flow::resume(keystore, settings()), &mut ports).unwrap();
    assert!(matches!(resumed, Outcome::Requested(_)), "{resumed:?}");
    assert!(!again.exists());
}
