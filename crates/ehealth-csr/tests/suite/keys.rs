//! Private keys of the vectors, in memory.

use ehealth_pki::{BoxError, HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned};
use p384::ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::pkcs1v15;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rustls_pki_types::SubjectPublicKeyInfoDer;
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
