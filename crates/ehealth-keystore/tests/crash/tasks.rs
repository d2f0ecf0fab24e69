//! The five ways in which keystores are written, as a process that can be killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ehealth_keystore::{
    Environment, Error, FileName, Keystore, NewKey, Password, Place, Profile, Wanted, discover, files,
};
use ehealth_pki::KeyIdentifier;

use crate::common::{Authority, complete, encryption_certificate, password, place};

/// `<task> <folder>` for the process that is killed.
pub(crate) const CHILD: &str = "EHEALTH_KEYSTORE_CRASH_CHILD";

/// A file whose absence is asked for when the work begins: a mark in the trace.
pub(crate) const BEGIN: &str = "/ehealth-keystore-begin";

pub(crate) const TASKS: [&str; 5] = ["create", "complete", "renew", "passwd", "import"];

pub(crate) fn new_password() -> Password {
    Password::new("another-Password-2".into())
}

fn say(line: &str) {
    // Unbuffered and in one call: the parent reads it while we may be dead already.
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Not a test by itself: what is killed. It tells which key it has just stored.
#[test]
fn child() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let (task, folder) = task.split_once(' ').unwrap();
    assert!(!Path::new(BEGIN).exists());
    say("READY");
    let outcome = run(task, Path::new(folder));
    say(&format!("OUTCOME {}", outcome.map_or_else(|error| error.code(), |()| "ok")));
}

fn stored(id: KeyIdentifier) {
    say(&format!("STORED {id}"));
}

fn run(task: &str, folder: &Path) -> Result<(), Error> {
    let path = place(folder).keystore();
    let generate = || NewKey::generate(&mut rand::rng());
    match task {
        "create" => {
            let key = generate().store(&place(folder), &password(), Profile::Compatible);
            stored(key.map_err(ehealth_keystore::StoreError::into_cause)?.key_identifier());
        }
        "complete" => {
            let store = Keystore::open(&path, &password())?;
            let chain = Authority::ec().issue(store.authentication().key());
            let store = store.change().install(&chain)?.draft()?.replace()?.into_keystore();
            let waiting = generate().store_waiting(&path, &password(), Profile::Compatible);
            let waiting = waiting.map_err(ehealth_keystore::StoreError::into_cause)?;
            stored(waiting.key_identifier());
            let certificate = encryption_certificate(store.authentication(), &waiting, &[9; 16]);
            let change = store.change().add_encryption_key(&waiting, &certificate)?;
            change.draft()?.replace()?.into_keystore().remove_waiting_key()?;
        }
        "renew" => {
            let old = Keystore::open(&path, &password())?;
            let name =
                FileName::new("SSIN", "00010100173", None, "20270101-000000", Environment::Production)?;
            let place = Place::new(folder, name);
            let key = generate().store_renewal(&old, &place, &new_password(), Profile::Compatible);
            let key = key.map_err(ehealth_keystore::StoreError::into_cause)?;
            stored(key.key_identifier());
            let pending = key.path().unwrap();
            let store = Keystore::open(pending, &new_password())?;
            store.change().install(&Authority::ec().issue(&key))?.draft()?.replace()?;
            files::publish_pending(pending)?;
            files::move_to_old(&path)?;
        }
        "passwd" => {
            let store = Keystore::open(&path, &password())?;
            let replaced = store.change().set_password(&new_password()).draft()?.replace()?;
            assert_eq!(replaced.set_aside(), None);
        }
        "import" => {
            let store = Keystore::open(&path, &password())?;
            let other = Keystore::open(&place(&folder.join("other")).keystore(), &password())?;
            store.change().import_keys(&other)?.draft()?.replace()?;
        }
        other => panic!("{other}"),
    }
    Ok(())
}

/// What a task finds: made once, copied for each run.
pub(crate) fn prepare(task: &str) -> tempfile::TempDir {
    static PREPARED: OnceLock<[tempfile::TempDir; 3]> = OnceLock::new();
    let [requested, completed, other] = PREPARED.get_or_init(|| {
        let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
        crate::common::stored(folders[0].path(), Profile::Compatible);
        complete(folders[1].path(), &Authority::rsa(), &[7; 16]);
        complete(folders[2].path(), &Authority::rsa(), &[8; 16]);
        let path = place(folders[1].path()).keystore();
        NewKey::generate(&mut rand::rng()).store_waiting(&path, &password(), Profile::Compatible).unwrap();
        folders
    });
    let folder = tempfile::tempdir().unwrap();
    match task {
        "create" => {}
        "complete" => copy(requested.path(), folder.path()),
        _ => copy(completed.path(), folder.path()),
    }
    if task == "import" {
        copy(other.path(), &folder.path().join("other"));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    files::ensure_folder(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// The process that does a task, behind another program's words.
pub(crate) fn command(prefix: &[&str], task: &str, folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut words: Vec<PathBuf> = prefix.iter().map(PathBuf::from).collect();
    words.push(program);
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .args(["--exact", "tasks::child", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{task} {}", folder.display()))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped());
    command
}

/// The keys that a process has told of.
pub(crate) fn told(stderr: &str) -> BTreeSet<KeyIdentifier> {
    stderr.lines().filter_map(|line| line.strip_prefix("STORED ")?.parse().ok()).collect()
}

pub(crate) fn outcome(stderr: &str) -> Option<&str> {
    stderr.lines().find_map(|line| line.strip_prefix("OUTCOME "))
}

/// The keys of every keystore in the folder and in `old`, and of what waits beside them, under either password.
/// Every file with a keystore's name opens.
pub(crate) fn keys(folder: &Path) -> BTreeSet<KeyIdentifier> {
    let mut keys = BTreeSet::new();
    let passwords = [password(), new_password()];
    for folder in [folder.to_owned(), folder.join("old")].iter().filter(|folder| folder.is_dir()) {
        for candidate in discover(folder, &Wanted::any()).unwrap() {
            let path = candidate.path();
            let mut opened = passwords.iter().map(|password| Keystore::open(path, password));
            let store = opened.find_map(Result::ok).unwrap_or_else(|| panic!("{path:?} does not open"));
            keys.extend(store.keys().iter().map(|entry| entry.key().key_identifier()));
            let mut waiting = passwords.iter().map(|password| Keystore::open_waiting_key(path, password));
            let waiting = waiting.find_map(Result::ok).expect("the waiting key opens");
            keys.extend(waiting.map(|key| key.key_identifier()));
        }
    }
    keys
}

/// What a dead process leaves stops nobody: a change of the same keystore goes through.
pub(crate) fn goes_on(folder: &Path) {
    let path = place(folder).keystore();
    let store = [password(), new_password()].iter().find_map(|password| Keystore::open(&path, password).ok());
    let Some(store) = store else { return };
    store.change().draft().unwrap().replace().unwrap();
    let left = crate::common::names(folder);
    let left: Vec<_> = left.iter().filter(|name| name.starts_with(".SSIN=00010100173 20261124")).collect();
    // The lock of the waiting key's file goes with the next work on that file.
    assert!(left.iter().all(|name| name.contains(".etk.")), "{left:?}");
}
