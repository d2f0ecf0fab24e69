//! A change of the password: backups under the old one, and the key that waits beside the store.

use std::fs;

use ehealth_keystore::{Keystore, NewKey, Password, Profile};

use crate::common::{Authority, complete, names, password, stored};

fn new_password() -> Password {
    Password::new("another-Password-2".into())
}

/// Exactly one backup under the old password, until something shows that the new one is known.
#[test]
fn the_backup_under_the_old_password_goes_at_the_next_change() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let path = store.path().unwrap().to_owned();
    let replaced = store.change().set_password(&new_password()).draft().unwrap().replace().unwrap();
    let old_backup = replaced.backup().to_owned();
    assert_eq!(names(folder.path()).len(), 2);
    assert!(Keystore::open(&old_backup, &password()).is_ok());

    // Opening changes nothing.
    let store = Keystore::open(&path, &new_password()).unwrap();
    assert!(old_backup.exists());
    let chain = Authority::rsa().issue(store.authentication().key());
    let replaced = store.change().install(&chain).unwrap().draft().unwrap().replace().unwrap();
    assert_eq!(replaced.removed().to_vec(), vec![old_backup.clone()]);
    assert!(!old_backup.exists());
    assert!(Keystore::open(replaced.backup(), &new_password()).is_ok());
}

#[test]
fn a_check_removes_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let key = stored(folder.path(), Profile::Compatible);
    let path = key.path().unwrap();
    let store = Keystore::open(path, &password()).unwrap();
    assert_eq!(store.remove_superseded_backups().unwrap().len(), 0);
    let replaced = store.change().set_password(&new_password()).draft().unwrap().replace().unwrap();
    let damaged =
        folder.path().join(format!("{}.bak-20200101-000000", path.file_name().unwrap().to_str().unwrap()));
    fs::write(&damaged, b"0").unwrap();
    let store = Keystore::open(path, &new_password()).unwrap();
    assert_eq!(store.remove_superseded_backups().unwrap(), [replaced.backup().to_owned()]);
    assert!(damaged.exists(), "what does not open because it is damaged is nobody's old password");
    // The file is not what was opened: nothing is removed.
    fs::write(path, b"other").unwrap();
    assert_eq!(store.remove_superseded_backups().unwrap_err().code(), "keystore.locked");
}

#[test]
fn a_waiting_key_follows_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let path = store.path().unwrap().to_owned();
    let waiting = NewKey::generate(&mut rand::rng());
    let waiting = waiting.store_waiting(&path, &password(), Profile::Compatible).unwrap();
    let draft = store.change().set_password(&new_password()).draft().unwrap();
    // A draft that is dropped changes neither.
    drop(draft);
    assert!(Keystore::open_waiting_key(&path, &password()).unwrap().is_some());
    let store = Keystore::open(&path, &password()).unwrap();
    let replaced = store.change().set_password(&new_password()).draft().unwrap().replace().unwrap();
    assert_eq!(replaced.set_aside(), None);
    let found = Keystore::open_waiting_key(&path, &new_password()).unwrap().unwrap();
    assert_eq!(found.key_identifier(), waiting.key_identifier());
    assert_eq!(Keystore::open_waiting_key(&path, &password()).unwrap_err().code(), "keystore.wrong_password");
    assert!(!names(folder.path()).iter().any(|name| name.starts_with('.')), "{:?}", names(folder.path()));

    // A change of the password that was interrupted between the two files: the same one again.
    fs::copy(replaced.backup(), &path).unwrap();
    let store = Keystore::open(&path, &password()).unwrap();
    let replaced = store.change().set_password(&new_password()).draft().unwrap().replace().unwrap();
    assert_eq!(replaced.set_aside(), None);
    assert!(Keystore::open_waiting_key(&path, &new_password()).unwrap().is_some());
}

/// One that no password opens: aside, not away.
#[test]
fn an_unreadable_waiting_key_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let path = store.path().unwrap().to_owned();
    let forgotten = Password::new("forgotten-3".into());
    let waiting =
        NewKey::generate(&mut rand::rng()).store_waiting(&path, &forgotten, Profile::Compatible).unwrap();
    let bytes = fs::read(waiting.path().unwrap()).unwrap();
    let replaced = store.change().set_password(&new_password()).draft().unwrap().replace().unwrap();
    let aside = replaced.set_aside().unwrap();
    assert!(aside.file_name().unwrap().to_str().unwrap().contains(".p12.etk.bak-"), "{aside:?}");
    assert_eq!(fs::read(aside).unwrap(), bytes);
    assert!(Keystore::open_waiting_key(&path, &new_password()).unwrap().is_none());

    NewKey::generate(&mut rand::rng()).store_waiting(&path, &forgotten, Profile::Compatible).unwrap();
    let second = Keystore::set_aside_waiting_key(&path).unwrap().unwrap();
    assert_ne!(second, aside);
    assert_eq!(Keystore::set_aside_waiting_key(&path).unwrap(), None);
}

/// Either way, with every key.
#[test]
fn conversion_between_the_profiles() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::ec(), &[7; 16]);
    let path = store.path().unwrap().to_owned();
    let ids =
        |store: &Keystore| store.keys().iter().map(|entry| entry.key().key_identifier()).collect::<Vec<_>>();
    let before = ids(&store);
    for profile in [Profile::Modern, Profile::Compatible] {
        let store = Keystore::open(&path, &password()).unwrap();
        let store = store.change().set_profile(profile).draft().unwrap().replace().unwrap().into_keystore();
        assert_eq!((store.profile(), ids(&store)), (profile, before.clone()));
        assert!(fs::metadata(&path).unwrap().len() >= 10_240);
    }
}

/// The key and the chain for people who must: openssl reads both, and they belong together.
#[test]
fn what_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let store = complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let entry = store.authentication();
    let chain = folder.path().join("chain.pem");
    fs::write(&chain, entry.chain_pem()).unwrap();
    assert_eq!(entry.chain_pem().matches("BEGIN CERTIFICATE").count(), 2);
    let key = folder.path().join("key.pem");
    fs::write(&key, entry.key().to_encrypted_pem(&new_password()).unwrap()).unwrap();
    let identity = entry.client_identity();
    assert_eq!(identity.chain()[0], *entry.chain()[0].der());
    assert!(identity.key().secret_pkcs8_der().len() > 1000);
    assert_eq!(format!("{identity:?}"), "ClientIdentity(2 certificates)");

    let openssl = |arguments: &[&str]| match std::process::Command::new("openssl").args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(output.stdout)
        }
        Err(error) => {
            eprintln!("SKIPPED: openssl is not there ({error})");
            None
        }
    };
    let (key, chain) = (key.to_str().unwrap(), chain.to_str().unwrap());
    let from_key = openssl(&["pkey", "-in", key, "-passin", "pass:another-Password-2", "-pubout"]);
    let from_certificate = openssl(&["x509", "-in", chain, "-noout", "-pubkey"]);
    assert_eq!(from_key, from_certificate);
}
