//! Secrets are not copied.
use ehealth_keystore::{Password, StoredKey};

fn copies(key: &StoredKey, password: &Password) -> (StoredKey, Password) {
    (key.clone(), password.clone())
}

fn main() {}
