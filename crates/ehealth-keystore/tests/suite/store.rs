//! The life of a keystore on disk: created, completed, changed; and every way in which that can fail.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::common::{
    Authority, PASSWORD, complete, encryption_certificate, names, now, password, place, stored,
};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{
    Environment, Error, FileName, Keystore, NewKey, Password, Place, Profile, Stage, StoredKey, Validity,
};
use ehealth_pki::SigningKey;
use rustls_pki_types::UnixTime;

#[test]
fn from_key_to_complete() {
    for profile in [Profile::Compatible, Profile::Modern] {
        for authority in [Authority::rsa(), Authority::ec()] {
            let folder = tempfile::tempdir().unwrap();
            let key = stored(folder.path(), profile);
            let path = key.path().unwrap().to_owned();
            assert_eq!(names(folder.path()), ["SSIN=00010100173 20261124-150405.p12"]);
            assert!(fs::metadata(&path).unwrap().len() < 5000, "domain.md 4.2: a first request stays small");

            let store = Keystore::open(&path, &password()).unwrap();
            assert_eq!(store.stage(now()), Stage::KeyOnly);
            assert_eq!(store.profile(), profile);
            assert_eq!(store.authentication().key().public_key(), key.public_key());
            let dummy = &store.authentication().chain()[0];
            assert_eq!(dummy.subject().rfc2253(), "C=Dummy");
            assert_eq!(dummy.serial().to_string(), "0");

            let chain = authority.issue(&key);
            let replaced = store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
            assert_eq!(replaced.keystore().stage(now()), Stage::Issued);
            let store = Keystore::open(&path, &password()).unwrap();
            assert_eq!(store.stage(now()), Stage::Issued);
            assert_eq!(store.authentication().chain().len(), 2, "leaf and issuing CA; the root stays out");
            let trusted: Vec<_> = store.trusted().iter().map(|trusted| trusted.certificate().der()).collect();
            assert_eq!(trusted.len(), 2);

            let waiting =
                NewKey::generate(&mut rand::rng()).store_waiting(&path, &password(), profile).unwrap();
            let again = Keystore::open_waiting_key(&path, &password()).unwrap().unwrap();
            assert_eq!(waiting.public_key(), again.public_key());
            // Nobody else has it yet.
            assert_eq!(store.remove_waiting_key().unwrap_err().code(), "keystore.key_would_be_lost");

            let serial = [0x9A, 0xBC, 0xDE, 0xF0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
            let certificate = encryption_certificate(store.authentication(), &again, &serial);
            let change = store.change().add_encryption_key(&again, &certificate).unwrap();
            let store = change.draft().unwrap().replace().unwrap().into_keystore();
            assert_eq!(store.stage(now()), Stage::Complete);
            let alias = u128::from_be_bytes(serial).to_string();
            assert_eq!(store.encryption_keys().next().unwrap().alias(), alias);
            store.remove_waiting_key().unwrap();
            assert!(Keystore::open_waiting_key(&path, &password()).unwrap().is_none());
            assert!(fs::metadata(&path).unwrap().len() >= 10_240, "domain.md 4.2");

            let store = Keystore::open(&path, &password()).unwrap();
            assert_eq!(store.profile(), profile, "a rewriting keeps the profile");
            assert_eq!(store.stage(now()), Stage::Complete);
            for file in fs::read_dir(folder.path()).unwrap() {
                let file = file.unwrap();
                assert_eq!(mode(&file.path()), 0o600, "{file:?}");
            }
            let backups = names(folder.path()).iter().filter(|name| name.contains(".p12.bak-")).count();
            assert_eq!((names(folder.path()).len(), backups), (3, 2), "{:?}", names(folder.path()));
        }
    }
}

#[test]
fn the_stored_key_signs_and_decrypts() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Modern);
    let key = StoredKey::open(key.path().unwrap(), &password()).unwrap();
    let tbs = ehealth_pki::ToBeSigned::new(key.scheme(), b"message".to_vec());
    key.scheme().verify(&SigningKey::public_key(&key), b"message", &key.sign(&tbs).unwrap()).unwrap();

    use rsa::pkcs8::DecodePublicKey;
    let public = rsa::PublicKey::from_public_key_der(&key.public_key()).unwrap();
    let ciphertext = public.pkcs1v15_encrypt(b"sixteen bytes it").unwrap();
    assert_eq!(&*key.decrypt(&ciphertext).unwrap(), b"sixteen bytes it");
    assert_ne!(
        &*key.decrypt(&[vec![0], ciphertext[1..].to_vec()].concat()).unwrap_or_default(),
        b"sixteen bytes it"
    );
    assert_eq!(key.decrypt(&ciphertext[1..]).unwrap_err().code(), "keystore.key_failed");
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let taken = place(folder.path());
    fs::write(taken.keystore(), b"somebody's").unwrap();
    let new = NewKey::generate(&mut rand::rng());
    let error = new.store(&taken, &password(), Profile::Compatible).unwrap_err();
    assert_eq!(error.code(), "file.exists");
    assert_eq!(fs::read(taken.keystore()).unwrap(), b"somebody's");
    assert_eq!(names(folder.path()).len(), 1);
    // The key is not lost: it goes elsewhere.
    let other = tempfile::tempdir().unwrap();
    error.into_key().store(&place(other.path()), &password(), Profile::Compatible).unwrap();
}

/// domain.md 4.6: programs take the newest file of a number, so an incomplete one must not be where they look.
#[test]
fn a_second_keystore_of_a_number_is_pending_until_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("SSIN=00010100173 20230101-000000.acc-p12"), b"x").unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    assert_eq!(path.file_name().unwrap(), "SSIN=00010100173 20261124-150405.p12.pending");
    let store = Keystore::open(path, &password()).unwrap();
    let chain = Authority::rsa().issue(&key);
    store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
    let published = ehealth_keystore::files::publish_pending(path).unwrap();
    assert_eq!(published.file_name().unwrap(), "SSIN=00010100173 20261124-150405.p12");
    assert!(!path.exists());
    assert_eq!(Keystore::open(&published, &password()).unwrap().stage(now()), Stage::Issued);
    // A second time there is nothing to do.
    assert_eq!(ehealth_keystore::files::publish_pending(&published).unwrap(), published);
}

#[test]
fn wrong_password_and_damage() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let wrong = Password::new(format!("{PASSWORD} "));
    assert_eq!(Keystore::open(path, &wrong).unwrap_err().code(), "keystore.wrong_password");

    let bytes = fs::read(path).unwrap();
    let half = folder.path().join("half.p12");
    for (len, code) in [
        (0, "keystore.damaged"),
        (1, "keystore.damaged"),
        (bytes.len() / 2, "keystore.damaged"),
        (bytes.len() - 1, "keystore.damaged"),
    ] {
        fs::write(&half, &bytes[..len]).unwrap();
        assert_eq!(Keystore::open(&half, &password()).unwrap_err().code(), code, "{len}");
    }
    fs::write(&half, [&bytes[..], b"\n"].concat()).unwrap();
    assert_eq!(Keystore::open(&half, &password()).unwrap_err().code(), "keystore.damaged");
    fs::write(&half, b"<html>").unwrap();
    assert_eq!(Keystore::open(&half, &password()).unwrap_err().code(), "keystore.not_pkcs12");
    let absent = folder.path().join("absent.p12");
    assert_eq!(Keystore::open(&absent, &password()).unwrap_err().code(), "keystore.not_found");
}

#[test]
fn what_install_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let open = || Keystore::open(path, &password()).unwrap();
    let before = fs::read(path).unwrap();
    let authority = Authority::rsa();

    let other = tempfile::tempdir().unwrap();
    let foreign = authority.issue(&stored(other.path(), Profile::Compatible));
    assert_eq!(open().change().install(&foreign).unwrap_err().code(), "keystore.key_certificate_mismatch");
    let own = authority.issue(&key);
    let mixed = [own[0].clone(), Authority::ec().issue(&key)[1].clone()];
    assert_eq!(open().change().install(&mixed).unwrap_err().code(), "keystore.chain_incomplete");
    assert_eq!(open().change().install(&[]).unwrap_err().code(), "keystore.chain_incomplete");
    assert_eq!(
        open().change().install(&[b"junk".to_vec().into()]).unwrap_err().code(),
        "keystore.chain_incomplete"
    );
    // A draft that is dropped leaves nothing.
    drop(open().change().install(&own).unwrap().draft().unwrap());
    assert_eq!(fs::read(path).unwrap(), before);
    assert_eq!(names(folder.path()).len(), 1);
}

#[test]
fn encryption_keys_are_never_displaced() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let store = Keystore::open(path, &password()).unwrap();
    let chain = Authority::rsa().issue(&key);
    let store = store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap().into_keystore();
    let elsewhere = tempfile::tempdir().unwrap();
    let first = stored(elsewhere.path(), Profile::Compatible);
    let certificate = encryption_certificate(store.authentication(), &first, &[7; 16]);
    let store = store.change().add_encryption_key(&first, &certificate).unwrap();
    let store = store.draft().unwrap().replace().unwrap().into_keystore();

    // The same key under a new serial number takes the place of the first attempt.
    let certificate = encryption_certificate(store.authentication(), &first, &[8; 16]);
    let store = store.change().add_encryption_key(&first, &certificate).unwrap();
    let store = store.draft().unwrap().replace().unwrap().into_keystore();
    assert_eq!(store.encryption_keys().count(), 1);
    let alias = store.encryption_keys().next().unwrap().alias().to_owned();
    assert_eq!(alias, u128::from_be_bytes([8; 16]).to_string());

    // Another key under the same serial number does not.
    let elsewhere = tempfile::tempdir().unwrap();
    let second = stored(elsewhere.path(), Profile::Compatible);
    let certificate = encryption_certificate(store.authentication(), &second, &[8; 16]);
    let error = store.change().add_encryption_key(&second, &certificate).unwrap_err();
    assert_eq!(error.code(), "keystore.key_would_be_lost");
    // Nor is a certificate taken that somebody else has signed, or that is for another key.
    let store = Keystore::open(path, &password()).unwrap();
    let foreign = Keystore::open(second.path().unwrap(), &password()).unwrap();
    let certificate = encryption_certificate(foreign.authentication(), &second, &[9; 16]);
    let error = store.change().add_encryption_key(&second, &certificate).unwrap_err();
    assert_eq!(error.code(), "keystore.key_certificate_mismatch");
}

#[test]
fn a_new_password_and_its_backup() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let new = Password::new("another-Password-2".into());
    for round in 0..3 {
        let store = Keystore::open(path, &password()).unwrap();
        let chain = Authority::rsa().issue(&key);
        store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
        let backups = names(folder.path()).len() - 1;
        assert_eq!(backups, (round + 1).min(2), "the last two are kept");
    }
    let store = Keystore::open(path, &password()).unwrap();
    let replaced =
        store.change().set_password(&new).set_profile(Profile::Modern).draft().unwrap().replace().unwrap();
    assert_eq!(names(folder.path()).len(), 2, "one backup under the old password");
    assert_eq!(Keystore::open(path, &password()).unwrap_err().code(), "keystore.wrong_password");
    let store = Keystore::open(path, &new).unwrap();
    assert_eq!(store.profile(), Profile::Modern);
    assert!(Keystore::open(replaced.backup(), &password()).is_ok());
}

#[test]
fn one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let first = Keystore::open(path, &password()).unwrap();
    let second = Keystore::open(path, &password()).unwrap();
    let chain = Authority::rsa().issue(&key);
    let draft = first.change().install(&chain).unwrap().draft().unwrap();
    // While the draft is there, a second change waits and gives up.
    let late = second.change().install(&chain).unwrap().draft().unwrap_err();
    assert_eq!(late.code(), "keystore.locked");
    draft.replace().unwrap();
    // What was opened before the first change is no base for another one.
    let stale = Keystore::open(path, &password()).unwrap();
    Keystore::open(path, &password())
        .unwrap()
        .change()
        .install(&chain)
        .unwrap()
        .draft()
        .unwrap()
        .replace()
        .unwrap();
    let error = stale.change().install(&chain).unwrap().draft().unwrap_err();
    assert!(matches!(error, Error::ChangedMeanwhile(_)));
    assert_eq!(error.code(), "keystore.locked");

    let procedure = Lock::procedure(path).unwrap();
    assert_eq!(Lock::procedure(path).unwrap_err().code(), "keystore.locked");
    drop(procedure);
    Lock::procedure(path).unwrap();
    assert!(names(folder.path()).iter().all(|name| !name.contains(".lock")), "no lock file stays");
}

#[test]
fn what_a_killed_process_left_goes_with_the_next_write() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let left = folder.path().join(".SSIN=00010100173 20261124-150405.p12.tmp-0123456789abcdef");
    fs::write(&left, b"half").unwrap();
    let chain = Authority::rsa().issue(&key);
    let store = Keystore::open(path, &password()).unwrap();
    store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
    assert!(!left.exists());
}

#[test]
fn bytes_instead_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let bytes = fs::read(key.path().unwrap()).unwrap();
    let store = Keystore::from_bytes(&bytes, &password()).unwrap();
    assert_eq!(store.authentication().key().path(), None);
    let change = store.change().install(&Authority::rsa().issue(&key)).unwrap();
    let changed = Keystore::from_bytes(&change.to_bytes().unwrap(), &password()).unwrap();
    assert_eq!(changed.stage(now()), Stage::Issued);
    assert_eq!(change.draft().unwrap_err().code(), "keystore.no_file");
}

#[test]
fn other_files() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    ehealth_keystore::files::ensure_folder(&inner).unwrap();
    assert_eq!(mode(&inner), 0o700);
    ehealth_keystore::files::ensure_folder(&inner).unwrap();

    let request = inner.join("x.ehcsr");
    ehealth_keystore::files::publish_new(&request, b"one").unwrap();
    assert_eq!(ehealth_keystore::files::publish_new(&request, b"two").unwrap_err().code(), "file.exists");
    assert_eq!(fs::read(&request).unwrap(), b"one");
    ehealth_keystore::files::replace(&request, b"two").unwrap();
    assert_eq!(fs::read(&request).unwrap(), b"two");
    assert_eq!(mode(&request), 0o600);
    assert_eq!(names(&inner), ["x.ehcsr"]);
    assert_eq!(ehealth_keystore::files::ensure_folder(&request).unwrap_err().code(), "file.no_folder");
    let below_a_file = request.join("y.ehcsr");
    assert_eq!(
        ehealth_keystore::files::publish_new(&below_a_file, b"").unwrap_err().code(),
        "file.no_folder"
    );
    let nowhere = Path::new("/nonexistent/y.ehcsr");
    assert_eq!(ehealth_keystore::files::publish_new(nowhere, b"").unwrap_err().code(), "file.no_folder");
    let long = inner.join("x".repeat(300));
    assert_eq!(ehealth_keystore::files::publish_new(&long, b"").unwrap_err().code(), "file.path_too_long");
}

/// A renewal in one write: pending, the new key and every old encryption key, key only, then issued.
#[test]
fn a_renewal_is_stored_with_all_old_keys() {
    let folder = tempfile::tempdir().unwrap();
    let old = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let name =
        FileName::new("SSIN", "00010100173", None, "20270101-000000", Environment::Production).unwrap();
    let place = Place::new(folder.path(), name);
    let other = Password::new("another-Password-2".into());
    let new_key = || NewKey::generate(&mut rand::rng());
    let key = new_key().store_renewal(&old, &place, &other, Profile::Compatible).unwrap();
    let path = key.path().unwrap();
    assert_eq!(path.file_name().unwrap(), "SSIN=00010100173 20270101-000000.p12.pending");
    let new = Keystore::open(path, &other).unwrap();
    assert_eq!((new.stage(now()), new.encryption_keys().count()), (Stage::KeyOnly, 1));
    let ids = |store: &Keystore| {
        store.encryption_keys().map(|entry| entry.key().key_identifier()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&new), ids(&old));
    let new = new.change().install(&Authority::ec().issue(&key)).unwrap();
    let new = new.draft().unwrap().replace().unwrap().into_keystore();
    assert_eq!(new.stage(now()), Stage::Issued);

    // Taken, pending or final, is taken; the key comes back.
    let again = new_key().store_renewal(&old, &place, &other, Profile::Compatible).unwrap_err();
    assert_eq!(again.code(), "file.exists");
    ehealth_keystore::files::publish_pending(path).unwrap();
    let again = again.into_key().store_renewal(&old, &place, &other, Profile::Compatible).unwrap_err();
    assert_eq!(again.code(), "file.exists");
}

/// A renewal: the new store gets every old encryption key; only one of the new certificate makes it complete.
#[test]
fn old_encryption_keys_go_along() {
    let (authority, seven) = (Authority::rsa(), [7; 16]);
    let complete = |folder: &Path, serial: &[u8; 16]| complete(folder, &authority, serial);
    let (old_folder, new_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let old = complete(old_folder.path(), &seven);

    let key = stored(new_folder.path(), Profile::Compatible);
    let new = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let new = new.change().import_keys(&old).unwrap().import_keys(&old).unwrap();
    let new = new.draft().unwrap().replace().unwrap().into_keystore();
    assert_eq!((new.stage(now()), new.encryption_keys().count()), (Stage::KeyOnly, 1));
    let new = new.change().install(&authority.issue(&key)).unwrap();
    let new = new.draft().unwrap().replace().unwrap().into_keystore();
    assert_eq!(new.stage(now()), Stage::Issued, "an old encryption key does not complete a new certificate");

    let elsewhere = tempfile::tempdir().unwrap();
    let encryption = stored(elsewhere.path(), Profile::Compatible);
    let certificate = encryption_certificate(new.authentication(), &encryption, &[9; 16]);
    let new = new.change().add_encryption_key(&encryption, &certificate).unwrap();
    let new = new.draft().unwrap().replace().unwrap().into_keystore();
    assert_eq!((new.stage(now()), new.encryption_keys().count()), (Stage::Renewed, 2));

    // The same serial number with another key is no old key but a mistake.
    let clash = tempfile::tempdir().unwrap();
    let clash = complete(clash.path(), &seven);
    assert_eq!(new.change().import_keys(&clash).unwrap_err().code(), "keystore.key_would_be_lost");
}

#[test]
fn validity_by_the_certificates_own_dates() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    assert_eq!(store.validity(now()), None);
    let change = store.change().install(&Authority::ec().issue(&key)).unwrap();
    let store = Keystore::from_bytes(&change.to_bytes().unwrap(), &password()).unwrap();
    let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    // 2026-01-12 10:43:37 to 2029-01-13 10:43:37
    let (from, until) = (1_768_214_617, 1_862_995_417);
    let cases = [
        (from - 1, Validity::NotYet { from: at(from) }),
        (from, Validity::Valid { days_left: (until - from) / 86_400 }),
        (until, Validity::Valid { days_left: 0 }),
        (until + 1, Validity::Expired { since: at(until) }),
    ];
    for (seconds, expected) in cases {
        assert_eq!(store.validity(at(seconds)), Some(expected), "{seconds}");
    }
}

/// Nothing can be told about rights where there are none.
fn mode(path: &Path) -> u32 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }
    #[cfg(not(unix))]
    {
        if path.is_dir() { 0o700 } else { 0o600 }
    }
}
