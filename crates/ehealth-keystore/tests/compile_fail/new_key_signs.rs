//! A key that is in no keystore yet cannot sign.
use ehealth_keystore::NewKey;
use ehealth_pki::{HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned};

fn sign(key: &NewKey) {
    let tbs = ToBeSigned::new(SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256), Vec::new());
    let _ = SigningKey::sign(key, &tbs);
}

fn main() {}
