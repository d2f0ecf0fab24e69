//! What the tests share: samples, keys, a header with a given identifier, answers in envelopes.

use std::path::{Path, PathBuf};

use ehealth_client::{CryptoRng, Header, SignerChain, UnixTime};
use ehealth_csr::{ContactData, Email, Person, Phone, Ssin, SubjectName};
use ehealth_pki::{BoxError, Certificate, HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned};
use pkcs8::{DecodePrivateKey, EncodePublicKey};
use rand_core::{TryCryptoRng, TryRng};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use signature::SignatureEncoding;

pub fn sample(name: &str) -> String {
    std::fs::read_to_string(folder("tests/samples").join(name)).unwrap()
}

pub fn sample_certificate(name: &str) -> Certificate {
    Certificate::from_der(&CertificateDer::from_pem_slice(sample(name).as_bytes()).unwrap()).unwrap()
}

pub fn sample_key(name: &str) -> rsa::PrivateKey {
    rsa::PrivateKey::from_pkcs8_pem(&sample(name)).unwrap()
}

pub fn spki_of(key: &rsa::PrivateKey) -> SubjectPublicKeyInfoDer<'static> {
    key.to_public_key().to_public_key_der().unwrap().into_vec().into()
}

pub fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&CertificateDer::from_pem_slice(&key_file(name)).unwrap()).unwrap()
}

fn key_file(name: &str) -> Vec<u8> {
    std::fs::read(folder("tests/keys").join(name)).unwrap()
}

pub fn folder(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// The folder of the schemas beside the workspace, if it is there.
pub fn shared_schemas() -> Option<PathBuf> {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.find_map(|folder| Some(folder.join("shared/schemas")).filter(|schemas| schemas.is_dir()))
}

/// The eHealth key of the tests: RSA 2048 with a certificate of an EC issuing CA.
pub struct EhealthKey(rsa::PrivateKey, SubjectPublicKeyInfoDer<'static>);

impl EhealthKey {
    pub fn load() -> Self {
        let pem = String::from_utf8(key_file("ehealth-throwaway-key.pem")).unwrap();
        let key = rsa::PrivateKey::from_pkcs8_pem(&pem).unwrap();
        let spki = spki_of(&key);
        Self(key, spki)
    }

    pub fn chain() -> SignerChain {
        let chain = [certificate("ehealth.pem"), certificate("issuing.pem")].map(|c| c.der().clone());
        SignerChain::new(&chain, SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256))
    }
}

impl SigningKey for EhealthKey {
    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256)
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.1.clone()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        use signature::Signer;
        let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(self.0.clone());
        Ok(key.sign(tbs.message()).to_vec())
    }
}

/// The signature key of an identity card with P-384.
pub struct EidKey(p384::ecdsa::SigningKey, SubjectPublicKeyInfoDer<'static>);

impl EidKey {
    pub fn load() -> Self {
        let pem = String::from_utf8(key_file("eid-throwaway-key.pem")).unwrap();
        let key = p384::ecdsa::SigningKey::from_pkcs8_pem(&pem).unwrap();
        let spki = key.verifying_key().to_public_key_der().unwrap().into_vec().into();
        Self(key, spki)
    }

    pub fn chain() -> SignerChain {
        let chain = ["eid.pem", "issuing.pem", "root.pem"].map(|name| certificate(name).der().clone());
        SignerChain::new(&chain, SignatureScheme::Ecdsa(HashAlgorithm::Sha384))
    }
}

impl SigningKey for EidKey {
    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::Ecdsa(HashAlgorithm::Sha384)
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.1.clone()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        use signature::hazmat::PrehashSigner;
        let signature: p384::ecdsa::Signature = self.0.sign_prehash(&tbs.digest())?;
        Ok(signature.to_bytes().to_vec())
    }
}

/// A header with the identifier of a sample: `_` and a UUID.
pub fn header(id: &str) -> Header {
    let hex: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    let header = Header::new(&mut Fixed(u128::from_str_radix(&hex, 16).unwrap().to_be_bytes()), now());
    assert_eq!(header.id(), id);
    header
}

pub fn new_header() -> Header {
    Header::new(&mut rand::rng() as &mut dyn CryptoRng, now())
}

/// The instant of the samples.
pub fn now() -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_796_126_400))
}

struct Fixed([u8; 16]);

impl TryRng for Fixed {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unimplemented!("only bytes are asked for")
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unimplemented!("only bytes are asked for")
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(&self.0);
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

/// A payload, without its XML declaration, in an envelope, as an HTTP response.
pub fn answer(payload: &str) -> http::Response<Vec<u8>> {
    let payload = payload.split_once("?>").map_or(payload, |(_, payload)| payload);
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header/><s:Body>{payload}</s:Body></s:Envelope>"
    );
    response(200, "text/xml; charset=utf-8", envelope.as_bytes())
}

pub fn response(status: u16, content_type: &str, body: &[u8]) -> http::Response<Vec<u8>> {
    http::Response::builder().status(status).header("Content-Type", content_type).body(body.to_vec()).unwrap()
}

pub fn person() -> Person {
    Person::new(Ssin::parse("00010100173").unwrap(), "Testa Fictiva", "Voorbeeld")
}

pub fn subject() -> SubjectName {
    SubjectName::person(person().ssin(), "Testa Fictiva", "Voorbeeld").unwrap()
}

pub fn contact() -> ContactData {
    ContactData::new(Email::parse("testa@example.org").unwrap(), Phone::parse("+32 000 00 00 00").unwrap())
        .with_general_email(Email::parse("info@example.org").unwrap())
        .with_general_phone(Phone::parse("+32 000 00 00 01").unwrap())
}

pub fn sample_certificate_der(name: &str) -> Certificate {
    Certificate::from_der(&std::fs::read(folder("tests/samples").join(name)).unwrap()).unwrap()
}
