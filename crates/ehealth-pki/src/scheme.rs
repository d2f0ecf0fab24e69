//! Signature schemes: which, how they are written in X.509, and verification.

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256, Sha384, Sha512};
use signature::Verifier;
use signature::hazmat::PrehashVerifier;
use spki::{AlgorithmIdentifierRef, DecodePublicKey, SubjectPublicKeyInfoRef};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// A hash function of the signature schemes in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// Old cards and roots only: verified, reported as weak, never chosen.
    Sha1,
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

impl HashAlgorithm {
    /// Hashes `message`.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }

    /// Length of the hash in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Never: a hash has a length.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        false
    }
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1v15(HashAlgorithm),
    /// ECDSA on the curve of the key, P-256 or P-384 (FIPS 186-5); the hash is independent of the curve.
    Ecdsa(HashAlgorithm),
}

/// What is wrong with a signature, a key, or an algorithm identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemeError {
    /// The key is not a `SubjectPublicKeyInfo` in DER.
    #[error("not a public key in DER")]
    Key,
    /// RSA below 1024 or above 8192 bits, a curve other than P-256 and P-384, another kind of key.
    #[error("unsupported kind or size of key")]
    UnsupportedKey,
    /// An algorithm that is not in [`SignatureScheme`].
    #[error("unsupported signature algorithm")]
    UnsupportedAlgorithm,
    /// The key is not one for this scheme: an RSA key for ECDSA, or the reverse.
    #[error("the key does not fit the signature algorithm")]
    KeyMismatch,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
}

impl SignatureScheme {
    /// The scheme that fits the key: SHA-256 with RSA and P-256, SHA-384 with P-384.
    ///
    /// # Errors
    /// [`SchemeError::Key`], [`SchemeError::UnsupportedKey`].
    pub fn for_key(spki: &[u8]) -> Result<Self, SchemeError> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| SchemeError::Key)?;
        match KeyKind::of_info(&info)? {
            KeyKind::Rsa { .. } => Ok(Self::RsaPkcs1v15(HashAlgorithm::Sha256)),
            KeyKind::P256 => Ok(Self::Ecdsa(HashAlgorithm::Sha256)),
            KeyKind::P384 => Ok(Self::Ecdsa(HashAlgorithm::Sha384)),
        }
    }

    /// The hash function.
    #[must_use]
    pub const fn hash(self) -> HashAlgorithm {
        match self {
            Self::RsaPkcs1v15(hash) | Self::Ecdsa(hash) => hash,
        }
    }

    /// Whether the signature can be forged by those who can make SHA-1 collide.
    #[must_use]
    pub const fn is_weak(self) -> bool {
        matches!(self.hash(), HashAlgorithm::Sha1)
    }

    /// The `AlgorithmIdentifier` of X.509, DER: with NULL for RSA (RFC 4055), without parameters for ECDSA
    /// (RFC 5758).
    #[must_use]
    pub const fn algorithm_identifier(self) -> &'static [u8] {
        use HashAlgorithm as H;
        match self {
            Self::RsaPkcs1v15(H::Sha1) => b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00",
            Self::RsaPkcs1v15(H::Sha256) => b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00",
            Self::RsaPkcs1v15(H::Sha384) => b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00",
            Self::RsaPkcs1v15(H::Sha512) => b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00",
            Self::Ecdsa(H::Sha1) => b"\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01",
            Self::Ecdsa(H::Sha256) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
            Self::Ecdsa(H::Sha384) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03",
            Self::Ecdsa(H::Sha512) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04",
        }
    }

    /// The object identifier of the signature algorithm, dotted.
    #[must_use]
    pub const fn oid(self) -> &'static str {
        use HashAlgorithm as H;
        match self {
            Self::RsaPkcs1v15(H::Sha1) => "1.2.840.113549.1.1.5",
            Self::RsaPkcs1v15(H::Sha256) => "1.2.840.113549.1.1.11",
            Self::RsaPkcs1v15(H::Sha384) => "1.2.840.113549.1.1.12",
            Self::RsaPkcs1v15(H::Sha512) => "1.2.840.113549.1.1.13",
            Self::Ecdsa(H::Sha1) => "1.2.840.10045.4.1",
            Self::Ecdsa(H::Sha256) => "1.2.840.10045.4.3.2",
            Self::Ecdsa(H::Sha384) => "1.2.840.10045.4.3.3",
            Self::Ecdsa(H::Sha512) => "1.2.840.10045.4.3.4",
        }
    }

    /// The scheme of an X.509 `AlgorithmIdentifier`, DER.
    ///
    /// # Errors
    /// [`SchemeError::UnsupportedAlgorithm`], also for parameters that do not belong there.
    pub fn from_algorithm_identifier(der: &[u8]) -> Result<Self, SchemeError> {
        let algorithm = AlgorithmIdentifierRef::from_der(der);
        Self::of_algorithm(&algorithm.map_err(|_| SchemeError::UnsupportedAlgorithm)?)
    }

    pub(crate) fn of_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Self, SchemeError> {
        use HashAlgorithm as H;
        let scheme = [H::Sha256, H::Sha384, H::Sha512, H::Sha1]
            .into_iter()
            .flat_map(|hash| [Self::RsaPkcs1v15(hash), Self::Ecdsa(hash)])
            .find(|scheme| ObjectIdentifier::new(scheme.oid()) == Ok(algorithm.oid))
            .ok_or(SchemeError::UnsupportedAlgorithm)?;
        let allowed = match (scheme, algorithm.parameters) {
            (_, None) => true,
            (Self::RsaPkcs1v15(_), Some(parameters)) => parameters == AnyRef::NULL,
            (Self::Ecdsa(_), Some(_)) => false,
        };
        if allowed { Ok(scheme) } else { Err(SchemeError::UnsupportedAlgorithm) }
    }

    /// Verifies `signature` over `message`; for ECDSA it is raw `r ‖ s`.
    ///
    /// # Errors
    /// [`SchemeError`], of which [`SchemeError::Signature`] says that all was understood and it is wrong.
    pub fn verify(self, spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SchemeError> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| SchemeError::Key)?;
        match (self, KeyKind::of_info(&info)?) {
            (Self::RsaPkcs1v15(hash), KeyKind::Rsa { .. }) => verify_rsa(hash, &info, message, signature),
            (Self::Ecdsa(hash), KeyKind::P256) => {
                let key =
                    p256::ecdsa::VerifyingKey::from_public_key_der(spki).map_err(|_| SchemeError::Key)?;
                let signature =
                    p256::ecdsa::Signature::from_slice(signature).map_err(|_| SchemeError::Signature)?;
                key.verify_prehash(&hash.digest(message), &signature).map_err(|_| SchemeError::Signature)
            }
            (Self::Ecdsa(hash), KeyKind::P384) => {
                let key =
                    p384::ecdsa::VerifyingKey::from_public_key_der(spki).map_err(|_| SchemeError::Key)?;
                let signature =
                    p384::ecdsa::Signature::from_slice(signature).map_err(|_| SchemeError::Signature)?;
                key.verify_prehash(&hash.digest(message), &signature).map_err(|_| SchemeError::Signature)
            }
            (Self::RsaPkcs1v15(_), KeyKind::P256 | KeyKind::P384) | (Self::Ecdsa(_), KeyKind::Rsa { .. }) => {
                Err(SchemeError::KeyMismatch)
            }
        }
    }

    /// Verifies a signature as X.509 and CMS carry it: ECDSA in DER.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_der(self, spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SchemeError> {
        match self {
            Self::RsaPkcs1v15(_) => self.verify(spki, message, signature),
            Self::Ecdsa(_) => {
                let half = curve_bytes(spki)?;
                let raw = ecdsa_der_to_raw(signature, half)?;
                self.verify(spki, message, &raw)
            }
        }
    }

    /// A signature in the form that X.509 and CMS carry: ECDSA as DER, RSA as it is.
    ///
    /// # Errors
    /// [`SchemeError::Signature`] when a raw ECDSA signature has an odd length or is empty.
    pub fn to_x509(self, signature: &[u8]) -> Result<Vec<u8>, SchemeError> {
        match self {
            Self::RsaPkcs1v15(_) => Ok(signature.to_vec()),
            Self::Ecdsa(_) => ecdsa_raw_to_der(signature),
        }
    }
}

fn verify_rsa(
    hash: HashAlgorithm,
    info: &SubjectPublicKeyInfoRef<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SchemeError> {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    let der = info.to_der().map_err(|_| SchemeError::Key)?;
    let key = rsa::PublicKey::from_public_key_der(&der).map_err(|_| SchemeError::UnsupportedKey)?;
    let signature = Signature::try_from(signature).map_err(|_| SchemeError::Signature)?;
    match hash {
        HashAlgorithm::Sha1 => VerifyingKey::<sha1::Sha1>::new(key).verify(message, &signature),
        HashAlgorithm::Sha256 => VerifyingKey::<Sha256>::new(key).verify(message, &signature),
        HashAlgorithm::Sha384 => VerifyingKey::<Sha384>::new(key).verify(message, &signature),
        HashAlgorithm::Sha512 => VerifyingKey::<Sha512>::new(key).verify(message, &signature),
    }
    .map_err(|_| SchemeError::Signature)
}

/// Verifies RSASSA-PSS (RFC 8017 section 8.1) with MGF1 of the same hash and `salt_len` bytes of salt. CMS of
/// others has it; nothing here is signed so.
///
/// # Errors
/// [`SchemeError`]; [`SchemeError::UnsupportedAlgorithm`] for SHA-1.
pub fn verify_rsa_pss(
    hash: HashAlgorithm,
    salt_len: usize,
    spki: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SchemeError> {
    use rsa::pss::{Signature, VerifyingKey};
    if !matches!(KeyKind::of(spki)?, KeyKind::Rsa { .. }) {
        return Err(SchemeError::KeyMismatch);
    }
    let key = rsa::PublicKey::from_public_key_der(spki).map_err(|_| SchemeError::UnsupportedKey)?;
    let signature = Signature::try_from(signature).map_err(|_| SchemeError::Signature)?;
    match hash {
        HashAlgorithm::Sha1 => return Err(SchemeError::UnsupportedAlgorithm),
        HashAlgorithm::Sha256 => {
            VerifyingKey::<Sha256>::new_with_salt_len(key, salt_len).verify(message, &signature)
        }
        HashAlgorithm::Sha384 => {
            VerifyingKey::<Sha384>::new_with_salt_len(key, salt_len).verify(message, &signature)
        }
        HashAlgorithm::Sha512 => {
            VerifyingKey::<Sha512>::new_with_salt_len(key, salt_len).verify(message, &signature)
        }
    }
    .map_err(|_| SchemeError::Signature)
}

/// The kinds of key that are supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA.
    #[non_exhaustive]
    Rsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The curve P-256 (secp256r1).
    P256,
    /// The curve P-384 (secp384r1), of applet 1.8 cards.
    P384,
}

impl KeyKind {
    /// The kind of the key in `spki`, a `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// [`SchemeError::Key`], [`SchemeError::UnsupportedKey`].
    pub fn of(spki: &[u8]) -> Result<Self, SchemeError> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| SchemeError::Key)?;
        Self::of_info(&info)
    }

    fn of_info(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, SchemeError> {
        if info.algorithm.oid == RSA_ENCRYPTION {
            let bits = info.subject_public_key.as_bytes().ok_or(SchemeError::Key)?;
            let key = RsaPublicKey::from_der(bits).map_err(|_| SchemeError::Key)?;
            let modulus = key.modulus.as_bytes();
            let unused = modulus.first().map_or(0, |first| first.leading_zeros());
            let bits = modulus.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or(0));
            return Ok(Self::Rsa { bits });
        }
        if info.algorithm.oid != EC_PUBLIC_KEY {
            return Err(SchemeError::UnsupportedKey);
        }
        let curve = info.algorithm.parameters_oid().map_err(|_| SchemeError::UnsupportedKey)?;
        match curve {
            SECP256R1 => Ok(Self::P256),
            SECP384R1 => Ok(Self::P384),
            _ => Err(SchemeError::UnsupportedKey),
        }
    }
}

/// RFC 8017 appendix A.1.1.
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    #[allow(dead_code, reason = "read to check that it is there")]
    public_exponent: UintRef<'a>,
}

/// Bytes of one half of a raw ECDSA signature of this key.
fn curve_bytes(spki: &[u8]) -> Result<usize, SchemeError> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| SchemeError::Key)?;
    match KeyKind::of_info(&info)? {
        KeyKind::Rsa { .. } => Err(SchemeError::KeyMismatch),
        KeyKind::P256 => Ok(32),
        KeyKind::P384 => Ok(48),
    }
}

/// `ECDSA-Sig-Value` of RFC 3279 section 2.2.3.
#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// Raw `r ‖ s` to `SEQUENCE { r INTEGER, s INTEGER }`.
///
/// # Errors
/// [`SchemeError::Signature`] for an odd length or none.
pub fn ecdsa_raw_to_der(raw: &[u8]) -> Result<Vec<u8>, SchemeError> {
    let half = raw.len() / 2;
    if half == 0 || !raw.len().is_multiple_of(2) {
        return Err(SchemeError::Signature);
    }
    let (r, s) = raw.split_at_checked(half).ok_or(SchemeError::Signature)?;
    let integer = |bytes| UintRef::new(bytes).map_err(|_| SchemeError::Signature);
    EcdsaSigValue { r: integer(r)?, s: integer(s)? }.to_der().map_err(|_| SchemeError::Signature)
}

/// `SEQUENCE { r INTEGER, s INTEGER }` to raw `r ‖ s`, each half `half_len` bytes (32 for P-256, 48 for P-384).
///
/// # Errors
/// [`SchemeError::Signature`] when it is not DER or a number does not fit.
pub fn ecdsa_der_to_raw(der: &[u8], half_len: usize) -> Result<Vec<u8>, SchemeError> {
    let value = EcdsaSigValue::from_der(der).map_err(|_| SchemeError::Signature)?;
    let mut raw = Vec::with_capacity(half_len.saturating_mul(2));
    for number in [value.r, value.s] {
        let bytes = number.as_bytes();
        let zeros = half_len.checked_sub(bytes.len()).ok_or(SchemeError::Signature)?;
        raw.resize(raw.len().saturating_add(zeros), 0);
        raw.extend_from_slice(bytes);
    }
    Ok(raw)
}
