//! A private key itself. Never public: [`NewKey`](crate::NewKey) and [`StoredKey`](crate::StoredKey) say what
//! may be done with one.

use ehealth_pki::sign::BoxError;
use ehealth_pki::{HashAlgorithm, KeyIdentifier, SchemeError, SignatureScheme, ToBeSigned};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use pkcs8::{DecodePrivateKey, EncodePublicKey, PrivateKeyInfoRef};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::Error;

/// A private key as it stands in a keystore, and ready for use.
pub(crate) struct Secret {
    /// The very bytes, so that writing a store anew changes nothing in its keys.
    pkcs8: Zeroizing<Vec<u8>>,
    spki: Vec<u8>,
    key_identifier: KeyIdentifier,
    scheme: SignatureScheme,
    kind: Kind,
}

enum Kind {
    Rsa(Box<rsa::PrivateKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
}

/// Why a private key cannot be taken.
pub(crate) enum BadKey {
    /// It is no PKCS#8, or its numbers do not belong together.
    Malformed,
    /// Another algorithm than RSA, P-256, P-384: its identifier.
    Unsupported(String),
}

impl Secret {
    /// Parses and checks a PKCS#8 `PrivateKeyInfo`.
    pub(crate) fn from_pkcs8(pkcs8: Zeroizing<Vec<u8>>) -> Result<Self, BadKey> {
        let info = PrivateKeyInfoRef::try_from(pkcs8.as_slice()).map_err(|_| BadKey::Malformed)?;
        let algorithm = info.algorithm;
        let parameters = algorithm.parameters_oid().ok();
        let malformed = |_| BadKey::Malformed;
        let public = |_| BadKey::Malformed;
        use const_oid::db::rfc5912 as oid;
        let (kind, spki) = match (algorithm.oid, parameters) {
            (oid::RSA_ENCRYPTION, _) => {
                let key = rsa::PrivateKey::from_pkcs8_der(&pkcs8).map_err(malformed)?;
                let spki = key.to_public_key().to_public_key_der().map_err(public)?;
                (Kind::Rsa(Box::new(key)), spki)
            }
            (oid::ID_EC_PUBLIC_KEY, Some(oid::SECP_256_R_1)) => {
                let key = p256::SecretKey::from_pkcs8_der(&pkcs8).map_err(malformed)?;
                let spki = key.public_key().to_public_key_der().map_err(public)?;
                (Kind::P256(Box::new((&key).into())), spki)
            }
            (oid::ID_EC_PUBLIC_KEY, Some(oid::SECP_384_R_1)) => {
                let key = p384::SecretKey::from_pkcs8_der(&pkcs8).map_err(malformed)?;
                let spki = key.public_key().to_public_key_der().map_err(public)?;
                (Kind::P384(Box::new((&key).into())), spki)
            }
            (oid::ID_EC_PUBLIC_KEY, Some(curve)) => return Err(BadKey::Unsupported(curve.to_string())),
            (other, _) => return Err(BadKey::Unsupported(other.to_string())),
        };
        let spki = spki.into_vec();
        let key_identifier = KeyIdentifier::of_spki(&spki).map_err(|_| BadKey::Malformed)?;
        let scheme = SignatureScheme::for_key(&spki).map_err(|_| BadKey::Malformed)?;
        Ok(Self { pkcs8, spki, key_identifier, scheme, kind })
    }

    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    pub(crate) fn spki(&self) -> &[u8] {
        &self.spki
    }

    pub(crate) const fn key_identifier(&self) -> KeyIdentifier {
        self.key_identifier
    }

    pub(crate) const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// RSA signatures as long as the modulus, ECDSA as raw `r ‖ s`. SHA-1 is refused.
    pub(crate) fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        use HashAlgorithm as H;
        let digest = tbs.digest();
        match (&self.kind, tbs.scheme()) {
            (Kind::Rsa(key), SignatureScheme::RsaPkcs1v15(hash)) => Ok(match hash {
                H::Sha256 => key.pkcs1v15_sign_prehash::<sha2::Sha256>(&digest)?,
                H::Sha384 => key.pkcs1v15_sign_prehash::<sha2::Sha384>(&digest)?,
                H::Sha512 => key.pkcs1v15_sign_prehash::<sha2::Sha512>(&digest)?,
                _ => return Err(SchemeError::UnsupportedAlgorithm.into()),
            }),
            (Kind::P256(key), scheme) if scheme == self.scheme => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&digest)?;
                Ok(signature.to_bytes().to_vec())
            }
            (Kind::P384(key), scheme) if scheme == self.scheme => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&digest)?;
                Ok(signature.to_bytes().to_vec())
            }
            _ => Err(SchemeError::KeyMismatch.into()),
        }
    }

    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Rsa(key) => {
                let plaintext = key.pkcs1v15_decrypt(ciphertext).map_err(|error| Error::Key(error.into()))?;
                Ok(Zeroizing::new(plaintext))
            }
            Kind::P256(_) | Kind::P384(_) => Err(Error::Key(SchemeError::KeyMismatch.into())),
        }
    }
}

/// In constant time.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.pkcs8.ct_eq(&other.pkcs8).into()
    }
}
