//! The keystore alone: practice software opens the one in use, signs with it, and says until when it may.
//! `keystore FOLDER`, the password on standard input.

use std::path::Path;

use ehealth_keystore::{Keystore, Password, Wanted, discover, survey};
use ehealth_pki::{BoxError, SigningKey as _, ToBeSigned};
use rustls_pki_types::UnixTime;

fn main() -> Result<(), BoxError> {
    let folder = std::env::args_os().nth(1).ok_or("stage-keystore FOLDER < password")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = Password::new(line.trim_end_matches(['\r', '\n']).to_owned());
    let now = UnixTime::now();
    let store = in_use(folder.as_ref(), &password, now)?.ok_or("no keystore that this password opens")?;
    if let Some(certificate) = store.certificate(now) {
        println!("{}", certificate.subject().rfc2253());
        println!("{} days left", certificate.not_after().as_secs().saturating_sub(now.as_secs()) / 86400);
    }
    println!("{} keys read messages", store.encryption_keys().count());
    println!("a signature has {} bytes", sign(&store, b"a message")?.len());
    Ok(())
}

/// The one to use, among all that lie there: valid and complete first, the newest of those.
fn in_use(folder: &Path, password: &Password, now: UnixTime) -> Result<Option<Keystore>, BoxError> {
    let survey = survey(discover(folder, &Wanted::any())?, &[password], now);
    let Some(best) = survey.for_use() else { return Ok(None) };
    Ok(Some(Keystore::open(best.candidate().path(), password)?))
}

/// The key does not leave the keystore.
fn sign(store: &Keystore, message: &[u8]) -> Result<Vec<u8>, BoxError> {
    let key = store.authentication().key();
    key.sign(&ToBeSigned::new(key.scheme(), message.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use embed_testing::{Persona, Practice, password};

    #[test]
    fn the_one_in_use_signs() {
        let practice = Practice::new();
        let now = UnixTime::now();
        assert!(in_use(practice.folder(), &password(), now).unwrap().is_none());
        practice.requested(&Persona::adult_rsa());
        let complete = practice.completed(&Persona::adult_ec());
        let store = in_use(practice.folder(), &password(), now).unwrap().unwrap();
        assert_eq!(store.path(), Some(complete.as_path()));
        assert_eq!(store.encryption_keys().count(), 1);
        let leaf = store.certificate(now).unwrap();
        let signature = sign(&store, b"a message").unwrap();
        let scheme = store.authentication().key().scheme();
        scheme.verify(leaf.spki(), b"a message", &signature).unwrap();
        assert!(scheme.verify(leaf.spki(), b"another", &signature).is_err());
        let wrong = Password::new("wrong-horse-7".into());
        assert!(in_use(practice.folder(), &wrong, now).unwrap().is_none());
    }
}
