//! The sandbox's own private keys.

use core::fmt;

use ehealth_pki::{BoxError, HashAlgorithm, SignatureScheme};
use p256::ecdsa::SigningKey as P256Key;
use p384::ecdsa::SigningKey as P384Key;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rand::CryptoRng;
use rsa::Generate;
use serde::{Deserialize, Serialize};
use signature::{SignatureEncoding, Signer};
use spki::EncodePublicKey;
use zeroize::Zeroizing;

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Rsa,
    P256,
    P384,
}

/// A private key in memory.
pub(crate) enum Key {
    Rsa(Box<rsa::PrivateKey>),
    P256(Box<P256Key>),
    P384(Box<P384Key>),
}

/// Bits of the authority's RSA keys (trust-anchors.md: RSA 4096).
const RSA_BITS: usize = 4096;

impl Key {
    pub(crate) fn generate(kind: Kind, rng: &mut impl CryptoRng) -> Result<Self, BoxError> {
        Ok(match kind {
            Kind::Rsa => Self::Rsa(Box::new(rsa::PrivateKey::new(rng, RSA_BITS)?)),
            Kind::P256 => Self::P256(Box::new(P256Key::generate_from_rng(rng))),
            Kind::P384 => Self::P384(Box::new(P384Key::generate_from_rng(rng))),
        })
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Rsa(_) => Kind::Rsa,
            Self::P256(_) => Kind::P256,
            Self::P384(_) => Kind::P384,
        }
    }

    pub(crate) const fn scheme(&self) -> SignatureScheme {
        match self {
            Self::Rsa(_) => SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256),
            Self::P256(_) => SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
            Self::P384(_) => SignatureScheme::Ecdsa(HashAlgorithm::Sha384),
        }
    }

    /// The public half, `SubjectPublicKeyInfo` in DER.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, BoxError> {
        let document = match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der()?,
            Self::P256(key) => key.verifying_key().to_public_key_der()?,
            Self::P384(key) => key.verifying_key().to_public_key_der()?,
        };
        Ok(document.into_vec())
    }

    /// A signature as X.509 and CMS carry it.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, BoxError> {
        Ok(match self {
            Self::Rsa(key) => {
                let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new((**key).clone());
                key.try_sign(message)?.to_vec()
            }
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.try_sign(message)?;
                signature.to_der().to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.try_sign(message)?;
                signature.to_der().to_bytes().to_vec()
            }
        })
    }

    /// PKCS#8 in PEM.
    pub(crate) fn to_pem(&self) -> Result<Zeroizing<String>, BoxError> {
        Ok(match self {
            Self::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF)?,
            Self::P256(key) => key.to_pkcs8_pem(LineEnding::LF)?,
            Self::P384(key) => key.to_pkcs8_pem(LineEnding::LF)?,
        })
    }

    pub(crate) fn from_pem(kind: Kind, pem: &str) -> Result<Self, BoxError> {
        Ok(match kind {
            Kind::Rsa => Self::Rsa(Box::new(rsa::PrivateKey::from_pkcs8_pem(pem)?)),
            Kind::P256 => Self::P256(Box::new(P256Key::from_pkcs8_pem(pem)?)),
            Kind::P384 => Self::P384(Box::new(P384Key::from_pkcs8_pem(pem)?)),
        })
    }

    /// PKCS#8 in DER.
    pub(crate) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, BoxError> {
        let document = match self {
            Self::Rsa(key) => key.to_pkcs8_der()?,
            Self::P256(key) => key.to_pkcs8_der()?,
            Self::P384(key) => key.to_pkcs8_der()?,
        };
        Ok(document.to_bytes())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn written_and_read_back() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for kind in [Kind::P256, Kind::P384] {
            let key = Key::generate(kind, &mut rng).unwrap();
            let again = Key::from_pem(kind, &key.to_pem().unwrap()).unwrap();
            assert_eq!(key.spki().unwrap(), again.spki().unwrap());
            let signature = again.sign(b"message").unwrap();
            key.scheme().verify_der(&key.spki().unwrap(), b"message", &signature).unwrap();
        }
    }
}
