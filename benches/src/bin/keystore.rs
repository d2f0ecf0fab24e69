//! Opening, writing and changing the password of a completed keystore, beside `openssl pkcs12`, `keytool` (whole
//! processes) and the JDK's `KeyStore` in one process, at equal iteration counts.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use benches::{Row, first_line, milliseconds};
use ehealth_keystore::{Entries, Keystore, Password, Profile, ReadOptions};

const PASSWORD: &str = "Keystore-Pass_2026!";
const ITERATIONS: u32 = 100_000;
/// Two keys, one encrypted content, and the MAC.
const DERIVATIONS_OF_KEYS: u32 = 3;
const TIMES: usize = 15;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    for profile in [Profile::Compatible, Profile::Modern] {
        let file = completed(folder.path(), profile)?;
        Bench { profile, bytes: std::fs::read(&file)?, file, folder: folder.path() }.run()?;
    }
    without_derivation(folder.path())
}

/// A completed keystore of the vectors, written anew in this profile, with 100,000 iterations.
fn completed(folder: &Path, profile: Profile) -> Outcome<PathBuf> {
    let vectors =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-keystore/tests/vectors/pkcs12");
    let store = Keystore::open(&vectors.join("ehealth-complete-jdk.p12"), &password())?;
    let file = folder.join(format!("{}.p12", profile.as_str()));
    std::fs::write(&file, store.change().set_profile(profile).to_bytes()?)?;
    Ok(file)
}

/// A file with one iteration: all that is not key derivation.
fn without_derivation(folder: &Path) -> Outcome<()> {
    let vectors =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-keystore/tests/vectors/pkcs12");
    let file = vectors.join("openssl-iter-1.p12");
    let bytes = std::fs::read(&file)?;
    Entries::from_bytes(&bytes, &password(), &ReadOptions::new())?;
    let ours = least(101, || drop(Entries::from_bytes(&bytes, &password(), &ReadOptions::new())));
    let version = first_line("java", &["-version"]).unwrap_or_else(|| "JDK".to_owned());
    let theirs = Bench { profile: Profile::Modern, file, bytes, folder }.jdk().map(|[open, ..]| open);
    Row::new("keystore open without key derivation", "ms", milliseconds(ours))
        .beside(format!("KeyStore in one process, {version}"), theirs)
        .note("a file with one iteration, in memory, the least of 101 and 15; ours checks the private key's numbers too")
        .print();
    Ok(())
}

fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}

struct Bench<'a> {
    profile: Profile,
    file: PathBuf,
    bytes: Vec<u8>,
    folder: &'a Path,
}

/// The least of `times` runs: other work on the machine only ever adds.
fn least(times: usize, mut job: impl FnMut()) -> Duration {
    let run = || {
        let begin = Instant::now();
        job();
        begin.elapsed()
    };
    std::iter::repeat_with(run).take(times.max(1)).min().unwrap_or_default()
}

/// Whole processes: the program that does the same with our library.
fn timed(times: usize, mut job: impl FnMut() -> bool) -> Option<Duration> {
    let mut well = true;
    let took = least(times, || well &= job());
    well.then_some(took)
}

impl Bench<'_> {
    fn run(&self) -> Outcome<()> {
        let open = least(TIMES, || drop(Keystore::from_bytes(&self.bytes, &password())));
        // `to_bytes` reads back what it has made, which no peer does: shown with and without. Each difference is of
        // two measurements that follow each other, so that other work on the machine falls on both.
        let mut write_verified = Duration::MAX;
        let mut writes = Vec::new();
        for _ in 0..TIMES {
            let change = Keystore::from_bytes(&self.bytes, &password())?.change();
            let begin = Instant::now();
            let bytes = change.to_bytes()?;
            let both = begin.elapsed();
            let begin = Instant::now();
            Keystore::from_bytes(&bytes, &password())?;
            writes.push(both.saturating_sub(begin.elapsed()));
            write_verified = write_verified.min(both);
        }
        writes.sort_unstable();
        let write = writes.get(TIMES / 2).copied().unwrap_or_default();
        let derivations = self.derivations();
        let name = |job: &str| format!("keystore {job}, {}", self.profile.as_str());

        let kdf = format!("of it key derivation {:.1} ms", milliseconds(derivations));
        Row::new(name("open, key derivation alone"), "ms", milliseconds(derivations))
            .note("the floor: the same derivations and nothing else")
            .print();
        self.in_process(open, write, derivations);
        let openssl = first_line("openssl", &["version"]).unwrap_or_else(|| "openssl".to_owned());
        let keytool = first_line("java", &["-version"])
            .map_or_else(|| "keytool".to_owned(), |line| format!("keytool, {line}"));
        let whole = |job: &str, ours: Duration, note: &str| {
            Row::new(name(job), "ms", milliseconds(ours)).note(format!("{note}; {kdf}"))
        };
        whole("open", open, "ours in process, peer a process")
            .beside(&openssl, self.openssl_open().map(milliseconds))
            .print();
        whole("open", open, "ours in process, peer a process")
            .beside(&keytool, self.keytool_open().map(milliseconds))
            .print();
        Row::new(name("write and read back"), "ms", milliseconds(write_verified))
            .note("what ours does before anything gets a name; no peer does it")
            .print();
        whole("write", write, "ours in process, peer a process")
            .beside(&openssl, self.openssl_write().map(milliseconds))
            .print();
        let passwd = self.passwd()?;
        let files = "ours on disk: opened, written, flushed, read back, backup, renamed";
        whole("change of the password", passwd, files)
            .beside(&keytool, self.keytool_passwd().map(milliseconds))
            .print();
        Ok(())
    }

    /// The derivations that opening needs, by the primitives alone.
    fn derivations(&self) -> Duration {
        let salt = [7; 20];
        least(TIMES, || match self.profile {
            Profile::Modern => {
                for _ in 0..DERIVATIONS_OF_KEYS {
                    let mut key = [0; 32];
                    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(PASSWORD.as_bytes(), &salt, ITERATIONS, &mut key);
                    std::hint::black_box(key);
                }
                appendix_b::<sha2::Sha256>(&salt, 1);
            }
            // Key of 24 bytes in two blocks, and the IV in one.
            _ => {
                appendix_b::<sha1::Sha1>(&salt, 3 * DERIVATIONS_OF_KEYS + 1);
            }
        })
    }

    fn in_process(&self, open: Duration, write: Duration, derivations: Duration) {
        let name = |job: &str| format!("keystore {job}, {}", self.profile.as_str());
        let jdk = self.jdk();
        let version = first_line("java", &["-version"]).unwrap_or_else(|| "JDK".to_owned());
        let version = format!("KeyStore in one process, {version}");
        let kdf = milliseconds(derivations);
        let (theirs_open, theirs_write, theirs_kdf) = match jdk {
            Some(all) => (Some(all[0]), Some(all[1]), Some(all[2])),
            None => (None, None, None),
        };
        Row::new(name("open"), "ms", milliseconds(open))
            .beside(&version, theirs_open)
            .note(format!(
                "in memory, the least of 15; of it key derivation {kdf:.1} ms, theirs {:.1} ms",
                theirs_kdf.unwrap_or_default()
            ))
            .print();
        Row::new(name("write"), "ms", milliseconds(write))
            .beside(&version, theirs_write)
            .note("in memory, without reading back")
            .print();
    }

    fn jdk(&self) -> Option<[f64; 3]> {
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-keystore/tests/peers/Peers.java");
        let compiled =
            Command::new("javac").args(["-d".as_ref(), self.folder, source.as_path()]).output().ok()?;
        if !compiled.status.success() {
            return None;
        }
        // The same form and the same iterations as ours.
        let legacy = self.profile == Profile::Compatible;
        let pbe = if legacy { "PBEWithSHA1AndDESede" } else { "PBEWithHmacSHA256AndAES_256" };
        let mac = if legacy { "HmacPBESHA1" } else { "HmacPBESHA256" };
        let options = [
            format!("-Dkeystore.pkcs12.keyProtectionAlgorithm={pbe}"),
            format!("-Dkeystore.pkcs12.certProtectionAlgorithm={pbe}"),
            format!("-Dkeystore.pkcs12.macAlgorithm={mac}"),
            format!("-Dkeystore.pkcs12.keyPbeIterationCount={ITERATIONS}"),
            format!("-Dkeystore.pkcs12.certPbeIterationCount={ITERATIONS}"),
            format!("-Dkeystore.pkcs12.macIterationCount={ITERATIONS}"),
        ];
        let mut java = Command::new("java");
        java.args(options).arg("-cp").arg(self.folder).args(["Peers", "bench", "jdk"]);
        let output =
            java.arg(&self.file).args([PASSWORD, &TIMES.to_string(), self.profile.as_str()]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let number = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)?.trim().parse().ok());
        Some([number("OPEN ")?, number("WRITE ")?, number("KDF ")?])
    }

    fn openssl_open(&self) -> Option<Duration> {
        let pass = format!("pass:{PASSWORD}");
        timed(5, || {
            succeeds(
                Command::new("openssl").args(["pkcs12", "-noenc", "-passin", &pass, "-in"]).arg(&self.file),
            )
        })
    }

    fn openssl_write(&self) -> Option<Duration> {
        let pass = format!("pass:{PASSWORD}");
        let pem = self.folder.join("all.pem");
        let mut read = Command::new("openssl");
        read.args(["pkcs12", "-noenc", "-passin", &pass, "-in"]).arg(&self.file).arg("-out").arg(&pem);
        if !succeeds(&mut read) {
            return None;
        }
        let algorithm = if self.profile == Profile::Modern { "AES-256-CBC" } else { "PBE-SHA1-3DES" };
        let count = ITERATIONS.to_string();
        timed(5, || {
            let mut command = Command::new("openssl");
            command
                .args(["pkcs12", "-export", "-keypbe", algorithm, "-certpbe", algorithm, "-passout", &pass]);
            command.args(["-iter", &count, "-in"]).arg(&pem).arg("-out").arg(self.folder.join("openssl.p12"));
            succeeds(&mut command)
        })
    }

    fn keytool_open(&self) -> Option<Duration> {
        timed(3, || {
            succeeds(
                Command::new("keytool").args(["-list", "-storepass", PASSWORD, "-keystore"]).arg(&self.file),
            )
        })
    }

    fn keytool_passwd(&self) -> Option<Duration> {
        let copy = self.folder.join("keytool.p12");
        let mut passwords = [PASSWORD, "another-Password-2"];
        std::fs::copy(&self.file, &copy).ok()?;
        timed(3, || {
            let mut command = Command::new("keytool");
            command.args(["-storepasswd", "-storepass", passwords[0], "-new", passwords[1], "-keystore"]);
            passwords.reverse();
            succeeds(command.arg(&copy))
        })
    }

    fn passwd(&self) -> Outcome<Duration> {
        let copy = self.folder.join("ours.p12");
        std::fs::copy(&self.file, &copy)?;
        let mut passwords = [PASSWORD, "another-Password-2"];
        let mut took = Vec::new();
        for _ in 0..5 {
            let [old, new] = passwords.map(|text| Password::new(text.to_owned()));
            let begin = Instant::now();
            Keystore::open(&copy, &old)?.change().set_password(&new).draft()?.replace()?;
            took.push(begin.elapsed());
            passwords.reverse();
        }
        took.sort_unstable();
        Ok(took.first().copied().unwrap_or_default())
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The derivation of RFC 7292 appendix B without its bookkeeping: `blocks` times the iterated hash.
fn appendix_b<D: sha2::Digest>(salt: &[u8], blocks: u32) {
    let mut block = D::digest([[1; 64].as_slice(), salt, PASSWORD.as_bytes()].concat());
    for _ in 0..blocks * ITERATIONS {
        block = D::digest(&block);
    }
    std::hint::black_box(block);
}
