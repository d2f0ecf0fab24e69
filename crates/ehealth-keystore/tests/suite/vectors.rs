//! Every keystore of the vectors, good and bad, against its manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

use ehealth_keystore::error::{Damage, FileKind, LimitKind};
use ehealth_keystore::pfx::Limits;
use ehealth_keystore::{Entries, Error, Keystore, Password, ReadOptions, Stage};
use ehealth_pki::SigningKey as _;
use ehealth_pki::certificate::Certificate;
use rustls_pki_types::UnixTime;
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    file: String,
    password: String,
    #[serde(default)]
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "memory is measured on Linux"))]
    hostile: bool,
    #[serde(default)]
    also_accept: Vec<String>,
    hint: Option<String>,
    stage: Option<String>,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    result: String,
    error: Option<String>,
    #[serde(default)]
    keys: Vec<Key>,
    #[serde(default)]
    trusted: Vec<Trusted>,
    #[serde(default)]
    all_certificates_sha256: Vec<String>,
}

#[derive(Deserialize)]
struct Key {
    alias: Option<String>,
    key_spki_sha256: String,
    #[serde(default)]
    chain_sha256: Vec<String>,
}

#[derive(Deserialize)]
struct Trusted {
    alias: Option<String>,
    certificate_sha256: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/pkcs12")
}

fn vectors() -> Vec<(Vector, Vec<u8>)> {
    let manifest = std::fs::read(folder().join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
    assert!(manifest.files.len() >= 180);
    let read = |vector: Vector| {
        let bytes = std::fs::read(folder().join(&vector.file)).unwrap();
        (vector, bytes)
    };
    manifest.files.into_iter().map(read).collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hashes(chain: &[Certificate]) -> Vec<String> {
    chain.iter().map(|certificate| hash(certificate.der())).collect()
}

fn open(vector: &Vector, bytes: &[u8]) -> Result<Entries, Error> {
    let options = ReadOptions::new().allow_no_mac().allow_plain_keys();
    Entries::from_bytes(bytes, &Password::new(vector.password.clone()), &options)
}

#[test]
fn good_stores() {
    let mut count = 0;
    for (vector, bytes) in vectors().iter().filter(|(vector, _)| vector.expect.result == "ok") {
        let file = &vector.file;
        let entries = open(vector, bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
        let expect = &vector.expect;

        let alias = |alias: Option<&str>| alias.unwrap_or_default().to_lowercase();
        let mut is: Vec<_> = entries
            .keys()
            .iter()
            .map(|entry| (alias(Some(entry.alias())), hash(&entry.key().public_key()), hashes(entry.chain())))
            .collect();
        let mut meant: Vec<_> = expect
            .keys
            .iter()
            .map(|key| (alias(key.alias.as_deref()), key.key_spki_sha256.clone(), key.chain_sha256.clone()))
            .collect();
        is.sort();
        meant.sort();
        assert_eq!(is, meant, "{file}");

        let is: BTreeSet<_> = entries
            .trusted()
            .iter()
            .map(|trusted| (alias(Some(trusted.alias())), hash(trusted.certificate().der())))
            .collect();
        let meant: BTreeSet<_> = expect
            .trusted
            .iter()
            .map(|trusted| (alias(trusted.alias.as_deref()), trusted.certificate_sha256.clone()))
            .collect();
        assert_eq!(is, meant, "{file}");

        let is: BTreeSet<_> = hashes(entries.certificates()).into_iter().collect();
        assert_eq!(is, expect.all_certificates_sha256.iter().cloned().collect(), "{file}");
        count += 1;
    }
    assert!(count >= 109, "{count}");
}

#[test]
fn keys_of_good_stores_sign() {
    for (vector, bytes) in vectors().iter().filter(|(vector, _)| vector.expect.result == "ok") {
        for entry in open(vector, bytes).unwrap().keys() {
            let key = entry.key();
            let tbs = ehealth_pki::ToBeSigned::new(key.scheme(), b"message".to_vec());
            let signature = key.sign(&tbs).unwrap();
            key.scheme().verify(&key.public_key(), b"message", &signature).unwrap();
        }
    }
}

#[test]
fn stages() {
    let now = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000)); // 2027-01-15
    let mut seen = BTreeSet::new();
    for (vector, bytes) in vectors() {
        let Some(stage) = &vector.stage else { continue };
        let expected = match stage.as_str() {
            "key-only" => Stage::KeyOnly,
            "issued" => Stage::Issued,
            "complete" => Stage::Complete,
            "renewed" => Stage::Renewed,
            other => panic!("{other}"),
        };
        let store = Keystore::from_bytes(&bytes, &Password::new(vector.password.clone())).unwrap();
        assert_eq!(store.stage(now), expected, "{}", vector.file);
        seen.insert(stage.clone());
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// The table from the manifests' classes to our codes: class, code, and what tells classes of one code apart.
const CLASSES: &str = include_str!("../vectors/classes.tsv");

/// What tells apart the classes that have one code.
fn detail(error: &Error) -> &'static str {
    match error {
        Error::Damaged { damage, .. } => match damage {
            Damage::Empty => "empty",
            Damage::Truncated => "truncated",
            Damage::TrailingData => "trailing",
            _ => "malformed",
        },
        Error::Limit(LimitKind::Iterations) => "iterations",
        Error::Limit(LimitKind::Depth) => "depth",
        Error::Limit(LimitKind::Salt) => "salt",
        Error::Unsupported { what: "version", .. } => "version",
        Error::Unsupported { what: "integrity", .. } => "integrity",
        Error::Unsupported { what: "privacy", .. } => "privacy",
        Error::Unsupported { .. } => "algorithm",
        _ => "-",
    }
}

/// The rows of the table: class to code and detail.
fn table() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let rows = CLASSES.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [class, code, detail] = line.split('\t').collect::<Vec<_>>().try_into().expect(line);
        (class, (code, detail))
    });
    rows.collect()
}

#[test]
fn bad_stores() {
    let table = table();
    let mut reached = BTreeSet::new();
    let vectors = vectors();
    for (vector, bytes) in vectors.iter().filter(|(vector, _)| vector.expect.result == "error") {
        let file = &vector.file;
        let error = open(vector, bytes).expect_err(file);
        let meant = vector.expect.error.as_deref().unwrap();
        let accepted = std::iter::once(meant).chain(vector.also_accept.iter().map(String::as_str));
        let is = (error.code(), detail(&error));
        let class = accepted.clone().find(|class| table.get(class) == Some(&is));
        let class = class.unwrap_or_else(|| panic!("{file}: {error} ({is:?}), meant was {meant}"));
        reached.insert(class.to_owned());
    }
    let all: BTreeSet<_> = table.keys().map(|class| (*class).to_owned()).collect();
    assert_eq!(reached, all, "every class of the table is reached, and every class reached is in the table");
}

/// Set for the process that reads one hostile file.
#[cfg(target_os = "linux")]
const HOSTILE: &str = "EHEALTH_KEYSTORE_HOSTILE";

/// Not a test by itself: reads one hostile file in a process of its own and tells its most memory.
#[cfg(target_os = "linux")]
#[test]
fn hostile_child() {
    let Ok(file) = std::env::var(HOSTILE) else { return };
    let (vector, bytes) = vectors().into_iter().find(|(vector, _)| vector.file == file).unwrap();
    let most = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    };
    // From here on: 5 clears the mark of the most.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = most();
    let start = Instant::now();
    let outcome = open(&vector, &bytes).map(drop).map_err(|error| error.code());
    let took = start.elapsed();
    println!("HOSTILE {} {} {outcome:?}", took.as_millis(), most().saturating_sub(before));
}

/// 2 s and 64 MB each (domain.md 4.3, the vectors' README).
#[cfg(target_os = "linux")]
#[test]
fn hostile_files_cost_little() {
    let (mut count, mut longest, mut largest) = (0u32, 0, 0);
    for (vector, _) in vectors().iter().filter(|(vector, _)| vector.hostile) {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "vectors::hostile_child", "--nocapture"])
            .env(HOSTILE, &vector.file)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = text.lines().find_map(|line| line.split_once("HOSTILE ")).expect(&vector.file).1;
        let mut numbers = numbers.split(' ');
        let mut number = || numbers.next().unwrap().parse::<u64>().unwrap();
        let (milliseconds, kilobytes) = (number(), number());
        assert!(milliseconds < 2000, "{}: {milliseconds} ms", vector.file);
        assert!(kilobytes < 64 * 1024, "{}: {kilobytes} kB", vector.file);
        count += 1;
        longest = longest.max(milliseconds);
        largest = largest.max(kilobytes);
    }
    println!("COUNT keystore hostile files: {count} of {count}, at most {longest} ms and {largest} kB");
    assert!(count >= 5);
}

/// What a wrongly chosen file is.
#[test]
fn kinds_of_other_files() {
    for (vector, bytes) in vectors() {
        let expected = match vector.file.as_str() {
            "bad/jks.p12" => FileKind::Jks,
            "bad/jceks.p12" => FileKind::Jceks,
            "bad/pem.p12" | "bad/pem-cert.p12" => FileKind::Pem,
            "bad/der-cert.p12" => FileKind::Certificate,
            "bad/pkcs8.p12" => FileKind::PrivateKey,
            "bad/html.p12" => FileKind::Xml,
            "bad/base64.p12" => FileKind::Text,
            "bad/zeros.p12" | "bad/random.p12" | "bad/bmp-header.p12" => FileKind::Other,
            _ => continue,
        };
        match open(&vector, &bytes) {
            Err(Error::NotPkcs12(kind)) => {
                assert_eq!(kind, expected, "{} {:?}", vector.file, vector.hint);
            }
            other => panic!("{}: {other:?}", vector.file),
        }
    }
}

/// Without permission, nothing unprotected is read.
#[test]
fn unprotected_stores_need_permission() {
    let vectors = vectors();
    let mut refused = BTreeSet::new();
    for (vector, bytes) in vectors.iter().filter(|(vector, _)| vector.expect.result == "ok") {
        let password = Password::new(vector.password.clone());
        if let Err(error) = Entries::from_bytes(bytes, &password, &ReadOptions::new()) {
            assert_eq!(error.code(), "keystore.unprotected", "{}", vector.file);
            refused.insert(vector.file.as_str());
        }
    }
    // Those that were put together bit by bit hold plain keys, but for one without any.
    let mut expected = BTreeSet::from([
        "cryptography-clear.p12",
        "jdk-certs-clear-nomac.p12",
        "openssl-all-clear.p12",
        "openssl-nomac.p12",
    ]);
    let assembled = vectors.iter().map(|(vector, _)| vector.file.as_str());
    expected.extend(assembled.filter(|file| file.starts_with("asm-") && *file != "asm-empty-safe.p12"));
    assert_eq!(refused, expected);
}

#[test]
fn limits_are_the_callers() {
    let (vector, bytes) =
        vectors().into_iter().find(|(vector, _)| vector.file == "openssl-iter-10000.p12").unwrap();
    let password = Password::new(vector.password.clone());
    let code = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        let options = ReadOptions::new().with_limits(limits);
        Entries::from_bytes(&bytes, &password, &options).map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(code(|limits| limits.iterations = 10_000), "ok");
    assert_eq!(code(|limits| limits.iterations = 9_999), "keystore.limits");
    assert_eq!(code(|limits| limits.iterations_in_all = 19_999), "keystore.limits");
    assert_eq!(code(|limits| limits.file_len = 6_000), "keystore.limits");
    assert_eq!(code(|limits| limits.keys = 0), "keystore.limits");
    assert_eq!(code(|limits| limits.bags = 2), "keystore.limits");
}

/// A flipped byte anywhere is an error or changes nothing, and never a panic.
#[test]
fn flipped_bytes() {
    let (vector, bytes) =
        vectors().into_iter().find(|(vector, _)| vector.file == "openssl-iter-1.p12").unwrap();
    let whole = open(&vector, &bytes).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x15;
        if let Ok(entries) = open(&vector, &changed) {
            assert_eq!(hashes(entries.certificates()), hashes(whole.certificates()), "byte {at}");
        }
    }
}
