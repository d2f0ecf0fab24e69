//! Ours read by others: random documents and keys by xmlsec1 and the JDK, requests and messages by OpenSSL and
//! BouncyCastle, folding by the JDK character by character.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use ehealth_csr::fold::fold;
use ehealth_csr::xml::{Namespace, Writer};
use ehealth_csr::xmldsig::{Policy, prepare, verify};
use ehealth_csr::{ApplicationId, CertificationRequest, Identifier, IdentifierType, Ssin, SubjectName, cms};
use ehealth_pki::SigningKey as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rustls_pki_types::UnixTime;

use crate::keys::MemoryKey;

/// `None`, loudly, when the program is not there.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(program).args(arguments).output().ok();
    if output.is_none() {
        eprintln!("SKIPPED: {program} is not installed");
    }
    output
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ehealth-csr-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn java(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java").join(name).to_str().unwrap().to_owned()
}

fn full() -> bool {
    std::env::var("EHEALTH_TEST_FULL").is_ok_and(|value| value == "1")
}

/// Printed, and given again by `EHEALTH_TEST_SEED`.
fn seed() -> u64 {
    let given = std::env::var("EHEALTH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let clock = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    given.unwrap_or_else(clock)
}

const NAMESPACES: [Namespace; 5] = [
    Namespace::new("a", "urn:example:a"),
    // libxml2 writes an ampersand in a namespace as &#38;, against the standard: none here
    Namespace::new("b", "urn:example:b?x=1;y=2"),
    Namespace::new("zz", "http://example.org/z"),
    Namespace::new("a2", "urn:example:a:2"),
    Namespace::NONE,
];
const PIECES: [&str; 24] = [
    "a", "Z", "9", " ", "\n", "\t", "\r", "&", "<", ">", "\"", "'", "é", "e\u{301}", "ß", "Ł", "€", "漢",
    "😀", "\u{FFFD}", "\u{A0}", "]]>", "<!--", "&amp;",
];

fn words(random: &mut ChaCha8Rng, most: usize) -> String {
    let length = random.random_range(0..=most);
    (0..length).map(|_| PIECES[random.random_range(0..PIECES.len())]).collect()
}

/// Elements, attributes, namespaces and text of any kind that XML can hold.
fn element(random: &mut ChaCha8Rng, writer: &mut Writer, depth: usize) {
    for _ in 0..random.random_range(0..5) {
        if random.random_range(0..3) == 0 || depth == 0 {
            writer.text(&words(random, 30));
            continue;
        }
        let namespace = NAMESPACES[random.random_range(0..NAMESPACES.len())];
        writer.start(namespace, ["x", "y-1", "Signature", "élan"][random.random_range(0..4)]);
        if random.random_range(0..2) == 0 {
            writer.attribute("p", &words(random, 8)).attribute("_q", &words(random, 8));
        }
        if random.random_range(0..3) == 0 {
            writer.attribute_in(NAMESPACES[random.random_range(0..4)], "r", &words(random, 8));
        }
        if random.random_range(0..4) == 0 {
            writer.language(["nl", "fr-BE"][random.random_range(0..2)]);
        }
        element(random, writer, depth - 1);
        writer.end();
    }
}

fn document(random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.start(NAMESPACES[random.random_range(0..4)], "Request");
    writer.attribute("Id", &format!("_{:032x}", random.random::<u128>()));
    writer.attribute("IssueInstant", &words(random, 4));
    element(random, &mut writer, 5);
    writer.end();
    writer.finish().unwrap()
}

#[test]
fn random_documents_and_keys() {
    let count = if full() { 200 } else { 24 };
    let seed = seed();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let folder = Folder::new("random");
    let mut files = Vec::new();
    for index in 0..count {
        let key = MemoryKey::random(index, &mut random);
        let chain = [crate::keys::self_signed(&key)];
        let unsigned = document(&mut random);
        let signed = prepare(unsigned, &chain, key.scheme()).unwrap().sign_with(&key).unwrap();
        verify(&signed, &Policy::default()).unwrap_or_else(|error| panic!("seed {seed}, {index}: {error:?}"));
        files.push(folder.write(&format!("{index:03}.xml"), &signed));
    }
    let mut verdicts = Vec::new();
    if run("xmlsec1", &["--version"]).is_some() {
        for file in &files {
            let output = run(
                "xmlsec1",
                &["--verify", "--insecure", "--enabled-key-data", "x509", "--id-attr:Id", "Request", file],
            );
            let output = output.unwrap();
            assert!(
                output.status.success(),
                "seed {seed}, {file}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        verdicts.push("xmlsec1");
    }
    if let Some(output) = run("java", &[&java("VerifyXml.java"), folder.0.to_str().unwrap()]) {
        let text = String::from_utf8_lossy(&output.stdout);
        let wrong: Vec<&str> = text.lines().filter(|line| !line.ends_with(" valid")).collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
        assert_eq!(text.lines().count(), count, "{}", String::from_utf8_lossy(&output.stderr));
        verdicts.push("the JDK");
    }
    println!("COUNT random signed documents: {count}, seed {seed}, verified by {}", verdicts.join(" and "));
}

/// Every character that both sides know.
#[test]
fn folding_as_the_jdk() {
    let Some(output) = run("java", &[&java("Fold.java")]) else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    let mut expected = std::collections::HashMap::new();
    let mut unassigned = Vec::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.splitn(3, '\t').collect();
        let number = |hex| u32::from_str_radix(hex, 16).unwrap();
        match parts[..] {
            ["UNASSIGNED", from, to] => unassigned.push(number(from)..=number(to)),
            [point, folded] => drop(expected.insert(number(point), folded.to_owned())),
            _ => panic!("{line}"),
        }
    }
    let (mut compared, mut different) = (0, Vec::new());
    for char in '\0'..=char::MAX {
        let point = u32::from(char);
        if char == '\n' || char == '\r' || unassigned.iter().any(|range| range.contains(&point)) {
            continue;
        }
        let ours = fold(char.encode_utf8(&mut [0; 4]));
        let theirs = expected.get(&point).cloned().unwrap_or_else(|| char.to_string());
        if ours != theirs {
            different.push(point);
        }
        compared += 1;
    }
    // a JDK of another Unicode knows more or fewer of these
    different.retain(|point| !LATER.contains(point));
    assert!(different.is_empty(), "{different:04X?}");
    assert!(compared > 250_000, "{compared}");
    println!("COUNT characters folded as the JDK does: {compared}");
}

/// These got an upper case letter after Unicode 13, which JDK 17 has.
const LATER: [u32; 2] = [0x019B, 0x0264];

fn requests(random: &mut ChaCha8Rng, count: usize) -> Vec<(String, SubjectName, Vec<u8>)> {
    let mut all = Vec::new();
    for index in 0..count {
        let key = MemoryKey::random(index, random);
        let name = format!("N {}", words(random, 12)).replace(['\n', '\r', '\t'], " ");
        let ssin = Ssin::parse("00210100119").unwrap();
        let subject = match index % 4 {
            0 => SubjectName::person(&ssin, &name, "Zoë"),
            1 => SubjectName::foreigner(&ssin, "Zoë", &name),
            _ => {
                let identifier = Identifier::parse(IdentifierType::CBE, "0999.999.922").unwrap();
                let application = (index % 2 == 0).then(|| ApplicationId::parse("agenda_1").unwrap());
                SubjectName::organization(identifier, &name, application.as_ref())
            }
        };
        let subject = subject.unwrap();
        let prepared = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
        let request = prepared.sign_with(&key).unwrap();
        request.verify().unwrap();
        all.push((format!("{index:03}.csr"), subject, request.to_der().to_vec()));
    }
    all
}

#[test]
fn requests_read_by_others() {
    let seed = seed();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let folder = Folder::new("requests");
    let count = if full() { 100 } else { 12 };
    let mut all = requests(&mut random, count);
    // a key of 4096 bits
    let large = MemoryKey::of_vectors("issuing-rsa");
    let subject = SubjectName::person(&Ssin::parse("00210100119").unwrap(), "An", "Peeters").unwrap();
    let prepared = CertificationRequest::prepare(&subject, &large.public_key(), large.scheme()).unwrap();
    let request = prepared.sign_with(&large).unwrap();
    request.verify().unwrap();
    all.push(("large.csr".to_owned(), subject, request.to_der().to_vec()));

    let files: Vec<String> = all.iter().map(|(name, _, der)| folder.write(name, der)).collect();
    if run("openssl", &["version"]).is_some() {
        for file in &files {
            let output =
                run("openssl", &["req", "-inform", "DER", "-verify", "-noout", "-in", file]).unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("verify OK"), "seed {seed}, {file}: {said}");
        }
    }
    let messages = messages(&mut random, &folder, count);
    let both = bouncy(&files, seed) && bouncy(&messages, seed);
    let readers = if both { "OpenSSL and BouncyCastle" } else { "OpenSSL" };
    println!("COUNT requests and messages read by {readers}: {}, seed {seed}", files.len() + messages.len());
}

/// CMS of random content and keys, verified by OpenSSL at once.
fn messages(random: &mut ChaCha8Rng, folder: &Folder, count: usize) -> Vec<String> {
    let openssl = run("openssl", &["version"]).is_some();
    let mut files = Vec::new();
    for index in 0..count {
        let key = MemoryKey::random(index, random);
        let chain = [crate::keys::self_signed(&key)];
        let content: Vec<u8> = (0..random.random_range(0..3_000)).map(|_| random.random()).collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(random.random_range(0..4_000_000_000)));
        let bytes = cms::prepare(&content, &chain, key.scheme(), time).unwrap().sign_with(&key).unwrap();
        let file = folder.write(&format!("{index:03}.p7s"), &bytes);
        if openssl {
            let output =
                run("openssl", &["cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", &file])
                    .unwrap();
            assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.stdout, content);
        }
        files.push(file);
    }
    files
}

/// Whether BouncyCastle is there.
fn bouncy(files: &[String], seed: u64) -> bool {
    let jars = ["bcprov", "bcpkix", "bcutil"].map(|jar| format!("/usr/share/java/{jar}.jar"));
    if !jars.iter().all(|jar| Path::new(jar).exists()) {
        eprintln!("SKIPPED: BouncyCastle is not installed");
        return false;
    }
    let (path, program) = (jars.join(":"), java("Bouncy.java"));
    let mut arguments = vec!["-cp", &path, &program];
    arguments.extend(files.iter().map(String::as_str));
    let Some(output) = run("java", &arguments) else { return false };
    let text = String::from_utf8_lossy(&output.stdout);
    let wrong: Vec<&str> = text.lines().filter(|line| !line.contains(" valid ")).collect();
    assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
    assert_eq!(text.lines().count(), files.len(), "{}", String::from_utf8_lossy(&output.stderr));
    true
}
