//! What is written, as the system sees it: nothing secret, and for the owner alone from the first byte.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ehealth_keystore::{Keystore, Password};

use crate::common::{PASSWORD, password, place};
use crate::tasks::{BEGIN, TASKS, command, new_password, outcome, prepare};

/// Every byte string that must not be written: the passwords in the encodings of PKCS#12, and each piece of 16
/// bytes of each private key.
fn secrets(folder: &Path) -> BTreeSet<Vec<u8>> {
    let mut secrets = BTreeSet::new();
    for text in [PASSWORD, "another-Password-2"] {
        secrets.insert(text.as_bytes().to_vec());
        secrets.insert(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let mut add = |path: &Path, password: &Password| {
        let Ok(store) = Keystore::open(path, password) else { return };
        for entry in store.keys() {
            let identity = entry.client_identity();
            // In front stand version and algorithm, which are the same in every key.
            let key = &identity.key().secret_pkcs8_der()[40..];
            secrets.extend(key.chunks_exact(16).map(<[u8]>::to_vec));
        }
    };
    for folder in [folder.to_owned(), folder.join("old"), folder.join("other")] {
        let Ok(files) = fs::read_dir(folder) else { continue };
        for file in files {
            let path = file.unwrap().path();
            add(&path, &password());
            add(&path, &new_password());
        }
    }
    secrets
}

/// `"\x30\x82…"` of a trace.
fn unhex(text: &str) -> Vec<u8> {
    let bytes = text.split("\\x").skip(1);
    bytes.map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect()
}

#[test]
fn nothing_secret_is_written_and_the_owner_alone_may_read() {
    let (mut files, mut written) = (0, 0);
    for task in TASKS {
        let folder = prepare(task);
        let trace = tempfile::NamedTempFile::new().unwrap();
        // Whatever the system would allow others by default.
        let shell = format!(
            "umask 0; exec strace -f -qq -xx -s 1000000 -o '{}' -e trace=open,openat,creat,write,writev,pwrite64,\
             fchmod,chmod,fchmodat,statx \"$@\"",
            trace.path().display()
        );
        let output = match command(&["sh", "-c", &shell, "sh"], task, folder.path()).output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("ABSENT a shell: {error}");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stderr);
        if outcome(&said) != Some("ok") {
            eprintln!("SKIPPED strace does not trace here: {said}");
            return;
        }
        let text = fs::read_to_string(trace.path()).unwrap();
        let mark: String = BEGIN.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        let work = &text[text.find(&mark).unwrap()..];
        let mut all = Vec::new();
        for line in work.lines() {
            if line.contains("O_CREAT") {
                assert!(line.contains("O_CREAT") && line.contains(", 0600)"), "{task}: {line}");
                files += 1;
            }
            assert!(!line.contains("chmod("), "{task}: {line}");
            if line.contains("write(") || line.contains("writev(") || line.contains("pwrite64(") {
                let bytes = unhex(line);
                written += bytes.len();
                all.extend(bytes);
                all.push(b'\n');
            }
        }
        assert!(all.len() > 2000, "{task}");
        let windows: BTreeSet<&[u8]> = all.windows(16).collect();
        for secret in secrets(folder.path()) {
            let found = if secret.len() == 16 {
                windows.contains(secret.as_slice())
            } else {
                all.windows(secret.len()).any(|window| window == secret)
            };
            assert!(!found, "{task}: {} bytes of a secret are written", secret.len());
        }
        modes(folder.path());
    }
    let path = place(Path::new("")).keystore();
    assert!(path.to_str().unwrap().ends_with("p12"));
    println!(
        "COUNT keystore files looked at while they are written: {files} of {files}, {written} bytes, none secret"
    );
    assert!(files >= 15, "{files}");
}

fn modes(folder: &Path) {
    for file in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        let wanted = if file.path().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{file:?}");
    }
}
