//! Every code of domain.md 7.7 to 7.9 that is this crate's, each by a test named after it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use ehealth_keystore::discover::PassedOver;
use ehealth_keystore::files::{self, Lock};
use ehealth_keystore::{
    Environment, Expected, FileName, Finding, Keystore, NewKey, Password, Place, Profile, Strategy, Wanted,
    discover, surroundings, survey, what_would_be_picked,
};
use rustls_pki_types::UnixTime;

use crate::common::{Authority, PASSWORD, complete, names, now, password, place, stored};

/// Level 1 of the table.
const REQUIRED: [&str; 18] = [
    "keystore.not_found",
    "keystore.wrong_password",
    "keystore.damaged",
    "keystore.not_pkcs12",
    "keystore.not_completed",
    "keystore.no_encryption_key",
    "keystore.expired",
    "keystore.expiring",
    "keystore.copy",
    "keystore.newer_incomplete",
    "keystore.locked",
    "keystore.verify_failed",
    "keystore.key_would_be_lost",
    "file.permission",
    "file.disk_full",
    "file.sync_folder",
    "file.exists",
    "consumer.java_old",
];

#[test]
fn each_required_code_has_its_test() {
    let sources =
        [include_str!("codes.rs"), include_str!("faults.rs"), include_str!("../../src/files/temporary.rs")];
    for code in REQUIRED {
        let name = format!("fn code_{}", code.replace('.', "_"));
        assert!(sources.iter().any(|source| source.contains(&name)), "{code}");
    }
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// The certificates of the tests: 2026-01-12 10:43:37 to 2029-01-13 10:43:37.
const FROM: u64 = 1_768_214_617;
const UNTIL: u64 = 1_862_995_417;

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(Finding::code).collect()
}

fn has(store: &Keystore, when: UnixTime, code: &str) -> bool {
    codes(&store.findings(when, &Expected::new())).contains(&code)
}

fn issued(folder: &Path, profile: Profile) -> Keystore {
    let key = stored(folder, profile);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let store = store.change().install(&Authority::rsa().issue(&key)).unwrap();
    store.draft().unwrap().replace().unwrap().into_keystore()
}

fn name(stamp: &str) -> FileName {
    FileName::new("SSIN", "00010100173", None, stamp, Environment::Production).unwrap()
}

#[test]
fn code_keystore_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let error = Keystore::open(&folder.path().join("a.p12"), &password()).unwrap_err();
    assert_eq!(error.code(), "keystore.not_found");
    let nowhere = folder.path().join("nowhere");
    assert_eq!(discover(&nowhere, &Wanted::any()).unwrap_err().code(), "keystore.not_found");
    assert_eq!(what_would_be_picked(&nowhere, "1").unwrap_err().code(), "keystore.not_found");
    assert_eq!(files::move_to_old(&nowhere).unwrap_err().code(), "keystore.not_found");
}

#[test]
fn code_keystore_wrong_password() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let wrong = Password::new(PASSWORD.to_lowercase());
    assert_eq!(Keystore::open(key.path().unwrap(), &wrong).unwrap_err().code(), "keystore.wrong_password");
}

#[test]
fn code_keystore_damaged() {
    for file in [&b""[..], b"\x30\x82\x0A\x00\x02\x01\x03"] {
        assert_eq!(Keystore::from_bytes(file, &password()).unwrap_err().code(), "keystore.damaged");
    }
}

#[test]
fn code_keystore_not_pkcs12() {
    for file in [&b"-----BEGIN CERTIFICATE-----"[..], b"<xml/>", b"\xFE\xED\xFE\xED\0\0\0\x02"] {
        assert_eq!(Keystore::from_bytes(file, &password()).unwrap_err().code(), "keystore.not_pkcs12");
    }
}

#[test]
fn code_keystore_not_completed_and_consumer_says_expired() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let findings = store.findings(now(), &Expected::new());
    assert_eq!(codes(&findings), ["keystore.not_completed", "consumer.says_expired"]);
}

#[test]
fn code_keystore_no_encryption_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = issued(folder.path(), Profile::Compatible);
    assert_eq!(codes(&store.findings(now(), &Expected::new())), ["keystore.no_encryption_key"]);
}

/// With a sound, completed keystore there is nothing to tell.
#[test]
fn nothing_to_tell() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::ec(), &[7; 16]);
    let expected =
        Expected::new().with_environment(Environment::Acceptance).with_holder("SSIN", "00010100173");
    let findings = store.findings(now(), &Expected::new());
    assert_eq!(codes(&findings), [""; 0], "{findings:?}");
    let _ = store.findings(now(), &expected);
    let picks = what_would_be_picked(folder.path(), "00010100173").unwrap();
    assert!(picks.agree(), "{picks:?}");
    assert_eq!(picks.findings(store.path().unwrap()), []);
}

#[test]
fn code_keystore_expired() {
    let folder = tempfile::tempdir().unwrap();
    let store = issued(folder.path(), Profile::Compatible);
    assert!(!has(&store, at(UNTIL), "keystore.expired"));
    assert!(has(&store, at(UNTIL + 1), "keystore.expired"));
}

#[test]
fn code_keystore_expiring() {
    const DAY: u64 = 86_400;
    let folder = tempfile::tempdir().unwrap();
    let store = issued(folder.path(), Profile::Compatible);
    assert!(!has(&store, at(UNTIL - 90 * DAY), "keystore.expiring"));
    let findings = store.findings(at(UNTIL - 30 * DAY), &Expected::new());
    assert!(findings.contains(&Finding::Expiring { days_left: 30 }), "{findings:?}");
    assert!(!has(&store, at(UNTIL + 1), "keystore.expiring"));
}

#[test]
fn code_keystore_not_yet_valid() {
    let folder = tempfile::tempdir().unwrap();
    let store = issued(folder.path(), Profile::Compatible);
    assert!(has(&store, at(FROM - 1), "keystore.not_yet_valid"));
    assert!(!has(&store, at(FROM), "keystore.not_yet_valid"));
}

#[test]
fn code_keystore_copy() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let good = store.path().unwrap();
    let copy = folder.path().join("SSIN=00010100173 20261124-150405 (1).p12");
    fs::copy(good, &copy).unwrap();
    let candidates = discover(folder.path(), &Wanted::any()).unwrap();
    assert_eq!(candidates[0].path(), good, "identical bytes: the one that is no copy");
    assert_eq!(candidates[1].same_as(), Some(good));
    let survey = survey(candidates, &[&password()], now());
    assert_eq!(survey.findings(), [Finding::Copy(copy.clone())]);
    assert_eq!(survey.for_use().unwrap().candidate().path(), good);
    // What happens to the program that stops at it, and to the others.
    let picks = what_would_be_picked(folder.path(), "00010100173").unwrap();
    assert_eq!(picks.of(Strategy::NewestStamp), Some(&ehealth_keystore::Pick::StopsAt(copy)));
    assert!(codes(&picks.findings(good)).contains(&"keystore.several"));
}

#[test]
fn code_keystore_several_and_consumer_picks_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = |stamp: &str| folder.path().join(name(stamp).keystore());
    let (old, new) = (file("20240101-101010"), file("20270101-101010"));
    fs::write(&new, b"new").unwrap();
    fs::write(&old, b"old").unwrap();
    let later = fs::metadata(&new).unwrap().modified().unwrap() + Duration::from_secs(9);
    fs::File::options().write(true).open(&old).unwrap().set_modified(later).unwrap();
    let picks = what_would_be_picked(folder.path(), "00010100173").unwrap();
    let pick = |strategy| picks.of(strategy).unwrap();
    assert_eq!(pick(Strategy::NewestStamp).file(), Some(new.as_path()));
    assert_eq!(pick(Strategy::LastByText).file(), Some(new.as_path()));
    assert_eq!(pick(Strategy::NewestByModification).file(), Some(old.as_path()));
    assert_eq!(pick(Strategy::ExactlyOne), &ehealth_keystore::Pick::Refuses);
    assert!(pick(Strategy::FirstByListing).file().is_some());
    let findings = picks.findings(&new);
    assert_eq!(findings[0], Finding::Several { files: vec![old.clone(), new.clone()] });
    assert!(codes(&findings[1..]).iter().all(|code| *code == "consumer.picks_other"));
    assert!(findings.len() >= 3);

    // Moved away, all agree.
    let moved = files::move_to_old(&old).unwrap();
    assert_eq!(moved, folder.path().join("old").join(old.file_name().unwrap()));
    let picks = what_would_be_picked(folder.path(), "00010100173").unwrap();
    assert!(picks.agree(), "{picks:?}");
    assert_eq!(picks.findings(&new), []);
    // Another number's file is nobody's business; acceptance files are, for some.
    assert!(what_would_be_picked(folder.path(), "99").unwrap().agree());
    fs::write(folder.path().join("SSIN=00010100173 20280101-101010.acc-p12"), b"x").unwrap();
    let picks = what_would_be_picked(folder.path(), "00010100173").unwrap();
    assert!(
        picks
            .of(Strategy::LastByText)
            .unwrap()
            .file()
            .unwrap()
            .ends_with("SSIN=00010100173 20280101-101010.acc-p12")
    );
}

#[test]
fn code_keystore_newer_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let valid = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let key = NewKey::generate(&mut rand::rng());
    let newer = Place::new(folder.path(), name("20270101-101010"));
    let pending = key.store(&newer, &password(), Profile::Compatible).unwrap();
    let look = || survey(discover(folder.path(), &Wanted::any()).unwrap(), &[&password()], now());
    assert_eq!(look().findings(), [], "pending: no program sees it");
    files::publish_pending(pending.path().unwrap()).unwrap();
    let survey = look();
    let valid = valid.path().unwrap().to_owned();
    assert_eq!(
        survey.findings(),
        [Finding::NewerIncomplete { incomplete: newer.keystore(), valid: valid.clone() }]
    );
    assert_eq!(survey.for_use().unwrap().candidate().path(), valid);
    assert_eq!(survey.for_completion(None).unwrap().candidate().path(), newer.keystore());
    assert_eq!(survey.for_completion(Some(&valid)).unwrap().candidate().path(), valid);
}

#[test]
fn code_keystore_locked() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let _procedure = Lock::procedure(key.path().unwrap()).unwrap();
    assert_eq!(Lock::procedure(key.path().unwrap()).unwrap_err().code(), "keystore.locked");
}

/// Two keys of one serial number; and a waiting key that is nowhere else.
#[test]
fn code_keystore_key_would_be_lost() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [one, other] = folders.each_ref().map(|folder| complete(folder.path(), &Authority::rsa(), &[7; 16]));
    let path = one.path().unwrap().to_owned();
    assert_eq!(one.change().import_keys(&other).unwrap_err().code(), "keystore.key_would_be_lost");
    NewKey::generate(&mut rand::rng()).store_waiting(&path, &password(), Profile::Compatible).unwrap();
    let one = Keystore::open(&path, &password()).unwrap();
    assert_eq!(one.remove_waiting_key().unwrap_err().code(), "keystore.key_would_be_lost");
    assert!(Keystore::open_waiting_key(&path, &password()).unwrap().is_some());
}

#[test]
fn code_keystore_etk_mismatch() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    assert_eq!(store.token_finding(&u128::from_be_bytes([7; 16]).to_string()), None);
    assert_eq!(store.token_finding("12").unwrap().code(), "keystore.etk_mismatch");
}

#[test]
fn code_keystore_wrong_environment_and_identity() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let told = |expected: &Expected| {
        let findings = store.findings(now(), expected);
        codes(&findings).into_iter().filter(|code| code.contains("wrong")).collect::<Vec<_>>()
    };
    assert_eq!(told(&Expected::new().with_environment(Environment::Production)), [""; 0]);
    assert_eq!(
        told(&Expected::new().with_environment(Environment::Acceptance)),
        ["keystore.wrong_environment"]
    );
    assert_eq!(told(&Expected::new().with_holder("SSIN", "00010100173")), [""; 0]);
    assert_eq!(told(&Expected::new().with_holder("SSIN", "00010100272")), ["keystore.wrong_identity"]);
    // A certificate's subject beats the name.
    let change = store.change().install(&Authority::rsa().issue(&key)).unwrap();
    let store = Keystore::from_bytes(&change.to_bytes().unwrap(), &password()).unwrap();
    let subject = store.findings(now(), &Expected::new().with_holder("CBE", "0"));
    assert!(
        matches!(subject.iter().find(|finding| finding.code() == "keystore.wrong_identity"),
        Some(Finding::WrongIdentity { is }) if is.starts_with("SSIN=")),
        "{subject:?}"
    );
}

/// What other programs have written: small, old form, modern, accents, without CA.
#[test]
fn code_consumer_java_old_and_forms_of_files() {
    let vector = |file: &str, password: &str| {
        let path = crate::common::vectors().join("pkcs12").join(file);
        Keystore::open(&path, &Password::new(password.to_owned())).unwrap()
    };
    let modern =
        ["consumer.java_old", "consumer.provider_order", "consumer.windows_old", "consumer.macos_keychain"];
    let all = |file: &str| codes(&vector(file, PASSWORD).findings(now(), &Expected::new()));
    let jdk = all("ehealth-complete-ec-ca-jdk.p12");
    assert!(modern.iter().all(|code| jdk.contains(code)), "{jdk:?}");
    assert!(jdk.contains(&"keystore.size_suspicious"), "{jdk:?}");
    let old = all("ehealth-complete-jdk-legacy.p12");
    assert!(["keystore.old_form", "consumer.openssl3"].iter().all(|code| old.contains(code)), "{old:?}");
    assert!(!old.contains(&"consumer.java_old"));
}

#[test]
fn code_keystore_password_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let accents = Password::new("mot-de-passe-é1".into());
    let key = NewKey::generate(&mut rand::rng())
        .store(&place(folder.path()), &accents, Profile::Compatible)
        .unwrap();
    let store = Keystore::open(key.path().unwrap(), &accents).unwrap();
    assert!(has(&store, now(), "keystore.password_encoding"));
    // Typed on a system that decomposes, it opens.
    Keystore::open(key.path().unwrap(), &Password::new("mot-de-passe-e\u{301}1".into())).unwrap();
}

#[test]
fn code_keystore_chain_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let chain = Authority::rsa().issue(&key);
    let change = store.change().install(&chain[..1]).unwrap();
    let store = Keystore::from_bytes(&change.to_bytes().unwrap(), &password()).unwrap();
    assert!(has(&store, now(), "keystore.chain_incomplete"));
    assert_eq!(store.change().install(&[]).unwrap_err().code(), "keystore.chain_incomplete");
}

#[test]
fn code_file_sync_folder() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("OneDrive - Praktijk").join("keystore");
    files::ensure_folder(&folder).unwrap();
    let path = folder.join("SSIN=00010100173 20261124-150405.p12");
    assert!(surroundings(&path).contains(&Finding::SyncFolder { program: "OneDrive" }));
    assert!(!codes(&surroundings(&home.path().join("a.p12"))).contains(&"file.sync_folder"));
    // Only its name is here: told, and not opened.
    fs::write(folder.join(".SSIN=00010100173 20261124-150405.p12.icloud"), b"bplist").unwrap();
    let candidates = discover(&folder, &Wanted::any()).unwrap();
    assert_eq!(candidates[0].passed_over(), Some(PassedOver::Placeholder));
    let survey = survey(candidates, &[&password()], now());
    assert!(survey.items()[0].inspection().is_none());
    assert!(survey.for_use().is_none());
}

#[test]
fn code_file_exists() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ehcsr");
    files::publish_new(&path, b"one").unwrap();
    assert_eq!(files::publish_new(&path, b"two").unwrap_err().code(), "file.exists");
    assert_eq!(names(folder.path()), ["a.ehcsr"]);
}

#[cfg(unix)]
#[test]
fn code_file_shared_readable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    assert_eq!(surroundings(path), []);
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(surroundings(path), [Finding::SharedReadable { mode: 0o644 }]);
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(surroundings(path), [Finding::SharedReadable { mode: 0o777 }]);
}

#[test]
fn code_file_path_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("x".repeat(300));
    assert_eq!(files::publish_new(&long, b"").unwrap_err().code(), "file.path_too_long");
}
