//! An authority that issues certificates of the real profile's shape, and what the tests repeat.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ehealth_keystore::{Entry, Environment, FileName, Keystore, NewKey, Password, Place, Profile, StoredKey};
use ehealth_pki::certificate::Certificate;
use ehealth_pki::{SignatureScheme, SigningKey, ToBeSigned};
use p384::ecdsa::signature::Signer;
use p384::pkcs8::DecodePrivateKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};

pub(crate) const PASSWORD: &str = "Keystore-Pass_2026!";

/// 2027-01-15: within the validity of everything here.
pub(crate) fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000))
}

pub(crate) fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}

pub(crate) fn place(folder: &Path) -> Place {
    let name = FileName::new("SSIN", "00010100173", None, "20261124-150405", Environment::Production);
    Place::new(folder, name.unwrap())
}

pub(crate) fn stored(folder: &Path, profile: Profile) -> StoredKey {
    NewKey::generate(&mut rand::rng()).store(&place(folder), &password(), profile).unwrap()
}

/// A completed keystore.
pub(crate) fn complete(folder: &Path, authority: &Authority, serial: &[u8; 16]) -> Keystore {
    let key = stored(folder, Profile::Compatible);
    let store = Keystore::open(key.path().unwrap(), &password()).unwrap();
    let store = store.change().install(&authority.issue(&key)).unwrap();
    let store = store.draft().unwrap().replace().unwrap().into_keystore();
    let elsewhere = tempfile::tempdir().unwrap();
    let encryption = stored(elsewhere.path(), Profile::Compatible);
    let certificate = encryption_certificate(store.authentication(), &encryption, serial);
    let store = store.change().add_encryption_key(&encryption, &certificate).unwrap();
    store.draft().unwrap().replace().unwrap().into_keystore()
}

/// Names of the files in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(crate) fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn pem(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(vectors().join("pki").join(name)).unwrap()
}

/// An issuing CA of the vectors.
pub(crate) struct Authority {
    certificate: CertificateDer<'static>,
    root: CertificateDer<'static>,
    key: Key,
}

enum Key {
    Rsa(Box<rsa::PrivateKey>),
    Ec(Box<p384::ecdsa::SigningKey>),
}

impl Authority {
    pub(crate) fn rsa() -> Self {
        let key = rsa::PrivateKey::read_pkcs8_pem_file(vectors().join("pki/issuing-rsa.key.pem")).unwrap();
        let key = Key::Rsa(Box::new(key));
        Self { certificate: pem("issuing-rsa.crt.pem"), root: pem("root-rsa.crt.pem"), key }
    }

    pub(crate) fn ec() -> Self {
        let key = p384::SecretKey::read_pkcs8_pem_file(vectors().join("pki/issuing-ec.key.pem")).unwrap();
        let key = Key::Ec(Box::new((&key).into()));
        Self { certificate: pem("issuing-ec.crt.pem"), root: pem("root-ec.crt.pem"), key }
    }

    /// Leaf, issuing CA, root: what a generous authority would deliver.
    pub(crate) fn issue(&self, key: &StoredKey) -> Vec<CertificateDer<'static>> {
        let issuer = Certificate::from_der(&self.certificate).unwrap();
        let profile = Certificate::from_der(&pem("auth-person.crt.pem")).unwrap();
        let scheme = SignatureScheme::for_key(issuer.spki()).unwrap();
        let validity = sequence(&[&utc_time("260112104337Z"), &utc_time("290113104337Z")]);
        let serial = tlv(2, &[&[0x12, 0x34, 0x56, 0x78, 1, 2, 3, 4]]);
        let subject = profile.subject().der();
        let tbs = tbs(&serial, scheme, issuer.subject().der(), &validity, subject, &key.public_key());
        let signature = match &self.key {
            Key::Rsa(key) => key.pkcs1v15_sign::<sha2::Sha256>(&tbs).unwrap(),
            Key::Ec(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(&tbs);
                signature.as_bytes().to_vec()
            }
        };
        vec![signed(&tbs, scheme, &signature), self.certificate.clone(), self.root.clone()]
    }
}

/// As ra.md 5.5 says: subject and issuer and dates of the authentication certificate, signed by its key.
pub(crate) fn encryption_certificate(
    authentication: &Entry,
    key: &StoredKey,
    serial: &[u8; 16],
) -> CertificateDer<'static> {
    let leaf = &authentication.chain()[0];
    let scheme = authentication.key().scheme();
    let sign: &[u8] = if serial[0] & 0x80 != 0 { &[0] } else { &[] };
    let serial = tlv(2, &[sign, serial]);
    let name = leaf.subject().der();
    let tbs = tbs(&serial, scheme, name, &validity_of(leaf), name, &key.public_key());
    let signature = authentication.key().sign(&ToBeSigned::new(scheme, tbs.clone())).unwrap();
    signed(&tbs, scheme, &signature)
}

/// The bytes of the certificate's own `Validity`: the one SEQUENCE of two UTCTime in it.
fn validity_of(certificate: &Certificate) -> Vec<u8> {
    let der: &[u8] = certificate.der();
    let start = der.windows(4).position(|bytes| bytes == [0x30, 0x1E, 0x17, 0x0D]).unwrap();
    der[start..start + 32].to_vec()
}

fn tbs(
    serial: &[u8],
    scheme: SignatureScheme,
    issuer: &[u8],
    validity: &[u8],
    subject: &[u8],
    spki: &[u8],
) -> Vec<u8> {
    let version = tlv(0xA0, &[&[2, 1, 2]]);
    sequence(&[&version, serial, &algorithm(scheme), issuer, validity, subject, spki])
}

fn signed(tbs: &[u8], scheme: SignatureScheme, signature: &[u8]) -> CertificateDer<'static> {
    sequence(&[tbs, &algorithm(scheme), &tlv(3, &[&[0], signature])]).into()
}

fn algorithm(scheme: SignatureScheme) -> Vec<u8> {
    scheme.algorithm_identifier().to_vec()
}

fn utc_time(text: &str) -> Vec<u8> {
    tlv(0x17, &[text.as_bytes()])
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header = match content.len() {
        0..=0x7F => vec![tag, len[3]],
        0x80..=0xFF => vec![tag, 0x81, len[3]],
        _ => vec![tag, 0x82, len[2], len[3]],
    };
    [header, content].concat()
}
