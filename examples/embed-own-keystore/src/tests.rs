use std::collections::HashMap;

use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_pki::Certificate;
use embed_testing::{Persona, Practice, contact_data};
use rsa::pkcs8::EncodePublicKey as _;

use super::*;

/// A key holder in memory, and a log of what it was asked.
#[derive(Default)]
struct Vault {
    keys: HashMap<String, rsa::PrivateKey>,
    kept: HashMap<String, Vec<CertificateDer<'static>>>,
    log: Vec<String>,
    wrong_key: bool,
}

impl KeyHolder for Vault {
    fn create(&mut self, label: &str) -> Result<SubjectPublicKeyInfoDer<'static>, BoxError> {
        self.log.push(format!("create {label}"));
        let key = rsa::PrivateKey::new(&mut rand::rng(), 2048)?;
        let public = key.to_public_key().to_public_key_der()?.into_vec();
        self.keys.insert(label.into(), key);
        Ok(public.into())
    }

    fn sign(&mut self, label: &str, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        self.log.push(format!("sign {label}"));
        if self.wrong_key {
            let other = rsa::PrivateKey::new(&mut rand::rng(), 2048)?;
            return Ok(other.pkcs1v15_sign_prehash::<sha2::Sha256>(&tbs.digest())?);
        }
        let key = self.keys.get(label).ok_or("no such key")?;
        Ok(key.pkcs1v15_sign_prehash::<sha2::Sha256>(&tbs.digest())?)
    }

    fn decrypt(&mut self, label: &str, ciphertext: &[u8]) -> Result<Vec<u8>, BoxError> {
        self.log.push(format!("decrypt {label}"));
        Ok(self.keys.get(label).ok_or("no such key")?.pkcs1v15_decrypt(ciphertext)?)
    }

    fn keep(&mut self, label: &str, chain: &[CertificateDer<'static>]) -> Result<(), BoxError> {
        self.log.push(format!("keep {label}"));
        self.kept.insert(label.into(), chain.to_vec());
        Ok(())
    }
}

fn authority(practice: &Practice) -> Authority<HttpsTransport> {
    Authority {
        transport: practice.transport(),
        endpoints: practice.endpoints(),
        citizen_anchors: practice.citizen_anchors(),
        issuing_anchors: practice.issuing_anchors(),
    }
}

fn request_of(vault: &mut Vault, practice: &Practice, accepts: bool) -> Result<Waiting, BoxError> {
    let mut card = Card::open(Practice::reader(&Persona::adult_ec()))?;
    let consent = Consent {
        accept: &mut |contract| accepts && contract.plain_text("fr").len() > 100,
        pin: &mut |_| Pin::parse(Persona::PIN).ok(),
    };
    request(vault, &mut card, &mut authority(practice), &contact_data(), consent)
}

#[test]
fn both_halves_without_a_file() {
    let practice = Practice::new();
    let mut vault = Vault::default();
    let waiting = request_of(&mut vault, &practice, true).unwrap();
    // The signed request is an `.ehcsr` like any other.
    ehealth_csr::RequestFile::read(&waiting.signed).unwrap();
    complete(&mut vault, &mut authority(&practice), &waiting).unwrap();

    let chain = &vault.kept[AUTHENTICATION];
    let leaf = Certificate::from_der(&chain[0]).unwrap();
    assert_eq!(leaf.spki(), &waiting.key);
    assert_eq!(practice.sandbox().certificates_for(leaf.key_identifier()), 1);
    let encryption = Certificate::from_der(&vault.kept[ENCRYPTION][0]).unwrap();
    assert_eq!(encryption.subject(), leaf.subject());
    assert_eq!(
        vault.log,
        [
            "create authentication",
            "sign authentication",
            "keep authentication",
            "create encryption",
            "sign authentication",
            "decrypt encryption",
            "sign authentication",
            "keep encryption",
            "sign authentication",
        ]
    );
    assert!(std::fs::read_dir(practice.folder()).unwrap().next().is_none(), "no file");
}

#[test]
fn nothing_is_sent_without_consent_or_with_a_wrong_key() {
    let practice = Practice::new();
    let mut vault = Vault::default();
    assert!(request_of(&mut vault, &practice, false).is_err());
    assert!(vault.log.is_empty());
    vault.wrong_key = true;
    let error = request_of(&mut vault, &practice, true).err().unwrap();
    assert!(matches!(error.downcast_ref(), Some(ehealth_pki::FinishError::Signature(_))), "{error}");
    let asked = practice.sandbox().requests().len();
    assert_eq!(asked, 2, "a contract each time, and no request");
}
