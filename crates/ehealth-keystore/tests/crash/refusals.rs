//! File systems that refuse locks, flushes, links and renamings, injected into the process by strace: what each
//! ends with, and that the files are as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::tasks::{command, outcome, prepare};

/// What is refused, in which task, and the outcome.
const CASES: [(&str, &str, &str); 17] = [
    // shares without locks
    ("flock:error=ENOLCK", "create", "file.network_share"),
    ("flock:error=ENOLCK", "passwd", "file.network_share"),
    ("flock:error=EOPNOTSUPP", "passwd", "file.network_share"),
    // shares without flush; a disk that fails
    ("fsync:error=EINVAL", "create", "file.network_share"),
    ("fsync:error=EINVAL:when=1", "passwd", "file.network_share"),
    ("fsync:error=EIO", "passwd", "file.other"),
    ("fsync:error=ENOSPC", "create", "file.disk_full"),
    ("fsync:error=EDQUOT", "passwd", "file.disk_full"),
    ("fsync:error=ESTALE", "passwd", "file.network_share"),
    // a folder that cannot be flushed is no reason to stop
    ("fsync:error=EINVAL:when=2+", "import", "ok"),
    // no links: a renaming that does not overwrite, and a copy as backup
    ("link,linkat:error=EPERM", "create", "ok"),
    ("link,linkat:error=EPERM", "import", "ok"),
    ("link,linkat:error=EOPNOTSUPP", "import", "ok"),
    ("link,linkat:error=EIO", "import", "file.other"),
    // renamings
    ("rename,renameat,renameat2:error=EACCES", "import", "file.permission"),
    ("rename,renameat,renameat2:error=EIO", "import", "file.other"),
    // a scanner that does not let go in two seconds
    ("rename,renameat,renameat2:error=EBUSY", "import", "file.antivirus"),
];

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|file| file.path().is_file());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

#[test]
fn each_refusal_has_its_outcome() {
    for (inject, task, expected) in CASES {
        let folder = prepare(task);
        let before = contents(folder.path());
        let inject_argument = format!("inject={inject}");
        let prefix =
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=%file,%desc", "-e", &inject_argument];
        let output = match command(&prefix, task, folder.path()).output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("ABSENT strace: {error}");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stderr);
        let Some(outcome) = outcome(&said) else {
            eprintln!("SKIPPED strace does not inject here: {said}");
            return;
        };
        assert_eq!(outcome, expected, "{inject} in {task}");
        if expected != "ok" {
            assert_eq!(contents(folder.path()), before, "{inject} in {task}");
        }
        assert!(contents(folder.path()).keys().all(|name| !name.contains(".tmp-")), "{inject} in {task}");
    }
    println!("COUNT keystore refusals of the file system: {0} of {0}", CASES.len());
}
