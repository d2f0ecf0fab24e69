//! Private keys of the vectors, in memory.

use ehealth_pki::{BoxError, HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned};
use p384::ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rsa::pkcs1v15;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use sha2::Sha256;

use crate::support::Vectors;

enum Secret {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

pub struct MemoryKey {
    secret: Secret,
    spki: SubjectPublicKeyInfoDer<'static>,
    scheme: SignatureScheme,
}

impl MemoryKey {
    pub fn of_vectors(name: &str) -> Self {
        let pem = String::from_utf8(Vectors::committed("pki").read(&format!("{name}.key.pem"))).unwrap();
        let (secret, spki, scheme) = if let Ok(key) = rsa::PrivateKey::from_pkcs8_pem(&pem) {
            let spki = key.to_public_key().to_public_key_der().unwrap();
            (Secret::Rsa(Box::new(key)), spki, SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256))
        } else if let Ok(key) = p256::SecretKey::from_pkcs8_pem(&pem) {
            let spki = key.public_key().to_public_key_der().unwrap();
            (Secret::P256(key.into()), spki, SignatureScheme::Ecdsa(HashAlgorithm::Sha256))
        } else {
            let key = p384::SecretKey::from_pkcs8_pem(&pem).unwrap();
            let spki = key.public_key().to_public_key_der().unwrap();
            (Secret::P384(key.into()), spki, SignatureScheme::Ecdsa(HashAlgorithm::Sha384))
        };
        Self { secret, spki: SubjectPublicKeyInfoDer::from(spki.into_vec()), scheme }
    }

    /// A new key: RSA 2048, P-384 or P-256 in turn; curves with any of their hashes.
    pub fn random(index: usize, random: &mut ChaCha8Rng) -> Self {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        let hash = [Sha384, Sha256, Sha512][index / 3 % 3];
        let (secret, spki, scheme) = match index % 3 {
            0 => {
                let key = rsa::PrivateKey::new(random, 2_048).unwrap();
                let spki = key.to_public_key().to_public_key_der().unwrap();
                (Secret::Rsa(Box::new(key)), spki, SignatureScheme::RsaPkcs1v15(Sha256))
            }
            1 => {
                let key = p384::SecretKey::from_slice(&random.random::<[u8; 48]>()).unwrap();
                let spki = key.public_key().to_public_key_der().unwrap();
                (Secret::P384(key.into()), spki, SignatureScheme::Ecdsa(hash))
            }
            _ => {
                let key = p256::SecretKey::from_slice(&random.random::<[u8; 32]>()).unwrap();
                let spki = key.public_key().to_public_key_der().unwrap();
                (Secret::P256(key.into()), spki, SignatureScheme::Ecdsa(hash))
            }
        };
        Self { secret, spki: SubjectPublicKeyInfoDer::from(spki.into_vec()), scheme }
    }

    /// The same key with another hash.
    pub fn with_hash(self, hash: HashAlgorithm) -> Self {
        Self { scheme: SignatureScheme::Ecdsa(hash), ..self }
    }
}

impl SigningKey for MemoryKey {
    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.spki.clone()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        let digest = tbs.digest();
        // zeros in front change nothing; the implementation wants at least half the order's length
        let padded = [vec![0; 48usize.saturating_sub(digest.len())], digest.clone()].concat();
        Ok(match &self.secret {
            Secret::Rsa(key) => {
                let key = pkcs1v15::SigningKey::<Sha256>::new(key.as_ref().clone());
                key.try_sign(tbs.message())?.to_vec()
            }
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&digest)?;
                signature.to_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&padded)?;
                signature.to_bytes().to_vec()
            }
        })
    }
}

/// A certificate of the key by itself, valid from 2020 to 2049, for signatures.
pub fn self_signed(key: &MemoryKey) -> CertificateDer<'static> {
    let algorithm = key.scheme.algorithm_identifier();
    let text = tlv(0x0C, &[b"Random key"]);
    let name = tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&[0x06, 3, 0x55, 4, 3], &text])])]);
    let validity = tlv(0x30, &[&tlv(0x17, &[b"200101000000Z"]), &tlv(0x17, &[b"491231235959Z"])]);
    let usage = tlv(0x30, &[&[0x06, 3, 0x55, 0x1D, 15, 0x01, 1, 0xFF], &tlv(0x04, &[&[0x03, 2, 6, 0xC0]])]);
    let extensions = tlv(0xA3, &[&tlv(0x30, &[&usage])]);
    let tbs = tlv(
        0x30,
        &[&[0xA0, 3, 2, 1, 2], &[2, 1, 77], algorithm, &name, &validity, &name, &key.spki, &extensions],
    );
    let signature = key.sign(&ToBeSigned::new(key.scheme, tbs.clone())).unwrap();
    let signature = key.scheme.to_x509(&signature).unwrap();
    CertificateDer::from(tlv(0x30, &[&tbs, algorithm, &tlv(0x03, &[&[0], &signature])]))
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match content.len() {
        0..128 => vec![tag, length[1]],
        128..256 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [head, content].concat()
}
