//! File systems that refuse. The files are as they were, and the error says what to do.
//!
//! Tests may run as root, whom no permission stops: then an unprivileged process of our own is refused
//! (`setpriv`), and mounts (`unshare`) stand for full and read-only media.

use std::fs;
use std::path::Path;
use std::process::Command;

use ehealth_keystore::{Error, Keystore, NewKey, Profile};

use crate::common::{Authority, names, password, place, stored};

/// What one attempt ends with, for a parent process to read: code, and the names in the folder.
const CHILD: &str = "EHEALTH_KEYSTORE_TEST_CHILD";

/// Not a test by itself: the attempts of the tests below, in a process of its own.
#[test]
fn child() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let (task, folder) = task.split_once(' ').unwrap();
    let folder = Path::new(folder);
    let outcome = match task {
        "create" => {
            let key = NewKey::generate(&mut rand::rng());
            let stored = key.store(&place(folder), &password(), Profile::Compatible);
            stored.map(drop).map_err(ehealth_keystore::StoreError::into_cause)
        }
        "change" => {
            let read = || fs::read(place(folder).keystore()).ok();
            let before = read();
            let outcome = change(folder);
            assert_eq!(read() == before, outcome.is_err());
            outcome
        }
        other => panic!("{other}"),
    };
    if outcome.is_err() && task == "create" {
        assert!(!place(folder).keystore().exists());
    }
    println!("OUTCOME {}", outcome.map_or_else(|error| error.code(), |()| "ok"));
    assert!(!names(folder).iter().any(|name| name.starts_with('.')), "{:?}", names(folder));
}

fn change(folder: &Path) -> Result<(), Error> {
    let path = place(folder).keystore();
    let store = Keystore::open(&path, &password())?;
    let chain = Authority::rsa().issue(store.authentication().key());
    store.change().install(&chain)?.draft()?.replace().map(drop)
}

/// Runs an attempt with `prefix` (a shell's words before the command); `None` where the system lacks what the
/// prefix needs.
fn attempt(prefix: &str, task: &str, folder: &Path) -> Option<String> {
    let program = std::env::current_exe().unwrap();
    let command = format!("{prefix} \"$0\" --exact faults::child --nocapture");
    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).arg(program).env(CHILD, format!("{task} {}", folder.display()));
    let output = shell.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let outcome = text.lines().find_map(|line| Some(line.split_once("OUTCOME ")?.1.to_owned()));
    if outcome.is_none() {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        eprintln!("SKIPPED: `{prefix}` does not work here: {error}{text}");
    }
    outcome
}

fn prepared() -> (tempfile::TempDir, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let bytes = fs::read(key.path().unwrap()).unwrap();
    (folder, bytes)
}

fn unchanged(folder: &Path, bytes: &[u8]) {
    assert_eq!(fs::read(place(folder).keystore()).unwrap(), bytes);
    assert_eq!(names(folder).len(), 1, "{:?}", names(folder));
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// Nobody's, when we are root.
fn unprivileged() -> &'static str {
    if is_root() { "setpriv --reuid=65534 --regid=65534 --clear-groups" } else { "" }
}

#[test]
fn code_file_permission() {
    let (folder, bytes) = prepared();
    // Readable for the other user, not writable.
    set_mode(folder.path(), 0o555);
    set_mode(&place(folder.path()).keystore(), 0o444);
    let changed = attempt(unprivileged(), "change", folder.path());
    let empty = tempfile::tempdir().unwrap();
    set_mode(empty.path(), 0o555);
    let created = attempt(unprivileged(), "create", empty.path());
    set_mode(folder.path(), 0o755);
    set_mode(empty.path(), 0o755);
    for outcome in [changed, created].into_iter().flatten() {
        assert_eq!(outcome, "file.permission");
    }
    unchanged(folder.path(), &bytes);
    assert_eq!(names(empty.path()).len(), 0);
}

#[test]
fn a_keystore_that_may_not_be_read() {
    if !is_root() {
        eprintln!("SKIPPED: needs root");
        return;
    }
    let (folder, bytes) = prepared();
    set_mode(folder.path(), 0o777);
    if let Some(outcome) = attempt(unprivileged(), "change", folder.path()) {
        assert_eq!(outcome, "file.permission");
    }
    unchanged(folder.path(), &bytes);
}

#[test]
fn code_file_read_only() {
    let (folder, bytes) = prepared();
    let path = folder.path().display().to_string();
    let prefix = format!(
        "unshare --mount sh -ec 'mount --bind \"{path}\" \"{path}\"; mount -o remount,ro,bind \"{path}\"; exec \"$@\"' sh"
    );
    if let Some(outcome) = attempt(&prefix, "change", folder.path()) {
        assert_eq!(outcome, "file.read_only");
    }
    unchanged(folder.path(), &bytes);
}

/// A tmpfs with ever more free pages: whichever write meets its end, the old file is there.
#[test]
fn code_file_disk_full() {
    const PAGES: u32 = 128;
    let (folder, bytes) = prepared();
    let path = folder.path().display().to_string();
    let kept = tempfile::NamedTempFile::new().unwrap();
    fs::write(kept.path(), &bytes).unwrap();
    let name = place(folder.path()).name().keystore();
    let mut outcomes = Vec::new();
    for task in ["create", "change"] {
        for free in [0, 1, 2, 3, 40] {
            // A keystore of one request takes one page; to create another, there is none.
            let (copy, used) = match task {
                "change" => (format!("cp \"{}\" \"{path}/{name}\"", kept.path().display()), 1),
                _ => ("true".to_owned(), 0),
            };
            let filler = PAGES - used - free;
            let prefix = format!(
                "unshare --mount sh -ec 'mount -t tmpfs -o size={}k tmpfs \"{path}\"; {copy}; \
                 head -c $(({filler} * 4096)) /dev/zero > \"{path}/filler\"; exec \"$@\"' sh",
                PAGES * 4
            );
            let Some(outcome) = attempt(&prefix, task, folder.path()) else { return };
            outcomes.push((task, free, outcome));
        }
    }
    unchanged(folder.path(), &bytes);
    for (task, free, outcome) in &outcomes {
        match free {
            0 => assert_eq!(outcome, "file.disk_full", "{task}"),
            40 => assert_eq!(outcome, "ok", "{task}"),
            _ => assert!(outcome == "file.disk_full" || outcome == "ok", "{outcomes:?}"),
        }
    }
}
