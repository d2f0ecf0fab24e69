//! Without a public key nobody can prepare a request for it.
use ehealth_keystore::NewKey;

fn public(key: &NewKey) {
    let _ = key.public_key();
}

fn main() {}
