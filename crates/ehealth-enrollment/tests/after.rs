//! After the switch: what a renewal tells, the programs' list, copies that are proven, backups under an earlier
//! password.
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

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use beid_simulator::Persona;
use common::{PASSWORD, TestPorts, complete, request, sandbox, settings};
use ehealth_enrollment::after::{add_program, back_up, password_changed, remove_program, switch, told};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::reminder::reminders;
use ehealth_enrollment::survey::{Next, survey};
use ehealth_enrollment::{CheckReport, Completed, Flow, Outcome, Record, Settings};
use ehealth_keystore::{Keystore, Password};
use ehealth_sandbox::{MovableClock, Options, Sandbox};
use rustls_pki_types::UnixTime;

const START: u64 = 1_780_000_000;
const DAY: u64 = 24 * 60 * 60;

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

struct World {
    sandbox: Sandbox,
    clock: MovableClock,
    folder: tempfile::TempDir,
    ports: TestPorts,
}

impl World {
    fn new() -> Self {
        let clock = MovableClock::stopped_at(START);
        let sandbox = sandbox(Options { clock: clock.clone(), ..Options::default() });
        let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
        ports.keep_password = true;
        Self { sandbox, clock, folder: tempfile::tempdir().unwrap(), ports }
    }

    fn settings(&self) -> Settings {
        settings(&self.sandbox, self.folder.path())
    }

    fn first(&mut self) -> Completed {
        let (settings, again) = (self.settings(), self.settings());
        let requested = request(&mut self.ports, settings).unwrap();
        complete(&mut self.ports, requested.keystore, again).unwrap()
    }

    fn renewed(&mut self, old: &Path) -> Completed {
        self.clock.set(at(START + 1050 * DAY));
        let (settings, again) = (self.settings(), self.settings());
        let renewed = run(&mut Flow::renew(old.to_path_buf(), settings), &mut self.ports);
        let Ok(Outcome::Requested(renewed)) = renewed else { panic!("{renewed:?}") };
        complete(&mut self.ports, renewed.keystore, again).unwrap()
    }

    fn check(&mut self, keystore: &Path) -> CheckReport {
        let settings = self.settings();
        match run(&mut Flow::check(keystore.to_path_buf(), settings), &mut self.ports).unwrap() {
            Outcome::Checked(report) => report,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_renewal_tells_what_it_did() {
    let mut world = World::new();
    let first = world.first();
    assert_eq!((first.switch.old.as_ref(), &first.switch.new), (None, &first.keystore));
    for program in ["Dossier médical", "Recip-e", "Dossier médical"] {
        assert!(add_program(&first.keystore, program).unwrap());
    }
    told(&first.keystore, "Recip-e", at(START)).unwrap();

    let second = world.renewed(&first.keystore);
    assert_eq!(second.switch.old.as_deref(), Some(first.keystore.as_path()));
    assert_eq!(second.switch.new, second.keystore);
    let names = |switch: &ehealth_enrollment::after::Switch| -> Vec<String> {
        switch.still_to_tell().map(|program| program.name.clone()).collect()
    };
    assert_eq!(names(&second.switch), ["Dossier médical", "Recip-e"], "all have to be told of the new file");
    told(&second.keystore, "Recip-e", at(START + 1050 * DAY)).unwrap();
    assert_eq!(names(&switch(&second.keystore)), ["Dossier médical"]);
    remove_program(&second.keystore, "Dossier médical").unwrap();
    assert!(names(&switch(&second.keystore)).is_empty());
    password_changed(&second.keystore).unwrap();
    assert_eq!(names(&switch(&second.keystore)), ["Recip-e"], "a new password is told too");

    // Of the old one nothing is left to do; the new one waits to be activated.
    let now = at(START + 1050 * DAY);
    let paths = [first.keystore.clone(), second.keystore.clone()];
    let items = survey(&paths, now, &|_| None, NonZeroUsize::MIN);
    assert_eq!((items[0].next, items[1].next), (Next::Nothing, Next::Activate));
    let due = |item: &ehealth_enrollment::survey::Item| {
        reminders(item.record.as_ref().unwrap(), item.not_after, item.renewable_since, now).len()
    };
    assert!(due(&items[0]) == 0 && due(&items[1]) > 5);

    // Moved out of the programs' sight it is found there.
    let moved = ehealth_keystore::files::move_to_old(&first.keystore).unwrap();
    assert_eq!(switch(&second.keystore).old, Some(moved));
    let report = world.check(&second.keystore);
    assert!(report.findings.iter().any(|finding| finding.code == Some("etk.not_active")), "{report:?}");
    assert!(!report.findings.iter().any(|finding| finding.code == Some("keystore.several")));
}

#[test]
fn names_of_programs_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = folder.path().join("SSIN=00010100173 20261124-150405.p12");
    let long = "x".repeat(101);
    for bad in ["", "  ", "two\nlines", &long] {
        assert!(!add_program(&keystore, bad).unwrap(), "{bad}");
    }
    assert!(!Record::path(&keystore).exists());
    for number in 0..100 {
        assert!(add_program(&keystore, &format!("program {number}")).unwrap());
    }
    assert!(!add_program(&keystore, "one more").unwrap());
    assert!(add_program(&keystore, " program 7 ").unwrap(), "that one is there");
    assert_eq!(switch(&keystore).programs.len(), 100);
}

#[test]
fn a_copy_is_proven() {
    let mut world = World::new();
    let done = world.first();
    let stick = tempfile::tempdir().unwrap();
    let place = stick.path().join("copies");
    let wrong = back_up(&done.keystore, &password("another-9"), &place, at(START)).unwrap_err();
    assert_eq!(wrong.code(), "keystore.wrong_password");
    assert!(!place.exists(), "nothing is written before the password is right");

    let copy = back_up(&done.keystore, &password(PASSWORD), &place, at(START)).unwrap();
    let path = PathBuf::from(&copy.place);
    assert_eq!(path, place.join(done.keystore.file_name().unwrap()));
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&done.keystore).unwrap());
    assert_eq!(Record::load(&done.keystore).unwrap().backups, std::slice::from_ref(&copy));
    // The same again later is proven again; it is one copy.
    let later = back_up(&done.keystore, &password(PASSWORD), &place, at(START + DAY)).unwrap();
    assert_eq!((later.at, &later.sha256), (START + DAY, &copy.sha256));
    assert_eq!(switch(&done.keystore).backups, [later]);

    // Another file of that name is kept.
    std::fs::write(&path, b"something else").unwrap();
    let taken = back_up(&done.keystore, &password(PASSWORD), &place, at(START)).unwrap_err();
    assert_eq!(taken.code(), "file.exists");
    assert_eq!(std::fs::read(&path).unwrap(), b"something else");
    // Its own folder is no other place.
    let copies = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    let before = copies(world.folder.path());
    back_up(&done.keystore, &password(PASSWORD), world.folder.path(), at(START)).unwrap_err();
    assert_eq!(copies(world.folder.path()), before);
}

/// domain.md 4.5: the next procedure that opens the file with the new password removes what the old one opens, and
/// says so.
#[test]
fn backups_under_an_earlier_password_go() {
    let mut world = World::new();
    let done = world.first();
    let under_old = |keystore: &Path| -> Vec<PathBuf> {
        let name = format!("{}.bak-", keystore.file_name().unwrap().to_string_lossy());
        let files = std::fs::read_dir(keystore.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
        let mut backups: Vec<PathBuf> = files
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&name))
            .filter(|path| Keystore::open(path, &password(PASSWORD)).is_ok())
            .collect();
        backups.sort();
        backups
    };
    let change = |from: &str, to: &str| {
        let store = Keystore::open(&done.keystore, &password(from)).unwrap();
        store.change().set_password(&password(to)).draft().unwrap().replace().unwrap();
    };
    change(PASSWORD, "a-new-one-1");
    let old = under_old(&done.keystore);
    assert_eq!(old.len(), 1, "one stays, for who has typed the same wrong thing twice");
    world.ports.password = "a-new-one-1";
    let report = world.check(&done.keystore);
    assert_eq!(report.removed_backups, old);
    assert!(report.findings.iter().any(|finding| finding.check == "backups"), "{report:?}");
    assert!(under_old(&done.keystore).is_empty());
    assert!(world.check(&done.keystore).removed_backups.is_empty(), "told once");

    change("a-new-one-1", PASSWORD);
    change(PASSWORD, "a-new-one-1");
    let settings = world.settings();
    let again = complete(&mut world.ports, done.keystore.clone(), settings).unwrap();
    assert_eq!(again.removed_backups.len(), 1);

    change("a-new-one-1", PASSWORD);
    change(PASSWORD, "a-new-one-1");
    world.clock.set(at(START + 1050 * DAY));
    let settings = world.settings();
    let renewed = run(&mut Flow::renew(done.keystore.clone(), settings), &mut world.ports);
    let Ok(Outcome::Requested(renewed)) = renewed else { panic!("{renewed:?}") };
    assert_eq!(renewed.removed_backups.len(), 1);
}
