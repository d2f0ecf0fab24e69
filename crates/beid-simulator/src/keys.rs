//! Key pairs that follow from a label and a seed, so that two machines meet the same card.
//!
//! Anybody can derive them: they are for tests, and the names of the certificates say so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use p384::ecdsa::SigningKey as EcSigningKey;
use p384::ecdsa::signature::hazmat::PrehashSigner;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey as RsaKey};
use sha2::{Digest, Sha256, Sha384};

use crate::asn1;

/// Length of an RSA modulus in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Modulus {
    /// Applet 1.1.
    Bits1024,
    /// Applet 1.7.
    Bits2048,
}

/// A stream of bytes that follows from what it is for, whose it is and the seed.
pub(crate) fn stream(label: &str, seed: u64) -> ChaCha20Rng {
    let mut hash = Sha256::new();
    hash.update(b"beid-simulator 1\0");
    hash.update(seed.to_be_bytes());
    hash.update(label.as_bytes());
    ChaCha20Rng::from_seed(hash.finalize().into())
}

/// A private key of the simulated world.
#[derive(Clone)]
pub(crate) enum PrivateKey {
    /// RSA.
    Rsa(Arc<RsaKey>),
    /// ECDSA on P-384.
    Ec(Arc<EcSigningKey>),
}

/// One cell a key, so that two threads make two keys at the same time and one key only once.
type Cell = Arc<OnceLock<Arc<RsaKey>>>;

/// The keys made so far, by label, length and seed.
type Cells = Mutex<HashMap<(String, Modulus, u64), Cell>>;

fn cell(label: &str, bits: Modulus, seed: u64) -> Cell {
    static KEYS: OnceLock<Cells> = OnceLock::new();
    let mut keys = KEYS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(keys.entry((label.to_owned(), bits, seed)).or_default())
}

#[expect(clippy::expect_used, reason = "fails for sizes below 1024 bits only, and both sizes are constants")]
fn generate(label: &str, bits: Modulus, seed: u64) -> RsaKey {
    let bits = match bits {
        Modulus::Bits1024 => 1024,
        Modulus::Bits2048 => 2048,
    };
    RsaKey::new(&mut stream(label, seed), bits).expect("RSA key")
}

impl PrivateKey {
    /// The RSA key of this label, made once per process (about 0.05 s for 2048 bits).
    pub(crate) fn rsa(label: &str, bits: Modulus, seed: u64) -> Self {
        let cell = cell(label, bits, seed);
        Self::Rsa(Arc::clone(cell.get_or_init(|| Arc::new(generate(label, bits, seed)))))
    }

    /// The P-384 key of this label.
    pub(crate) fn ec(label: &str, seed: u64) -> Self {
        let mut random = stream(label, seed);
        loop {
            let mut bytes = [0u8; 48];
            rand_core::Rng::fill_bytes(&mut random, &mut bytes);
            if let Ok(key) = EcSigningKey::from_slice(&bytes) {
                return Self::Ec(Arc::new(key));
            }
        }
    }

    /// SubjectPublicKeyInfo, DER.
    pub(crate) fn spki(&self) -> Vec<u8> {
        let (algorithm, key) = match self {
            Self::Rsa(key) => {
                let algorithm = [asn1::oid(&[1, 2, 840, 113_549, 1, 1, 1]), asn1::null()];
                (algorithm, self.rsa_public_key(key))
            }
            Self::Ec(key) => {
                let algorithm = [asn1::oid(&[1, 2, 840, 10045, 2, 1]), asn1::oid(&[1, 3, 132, 0, 34])];
                (algorithm, key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
            }
        };
        asn1::sequence(&[asn1::sequence(&algorithm), asn1::bit_string(&key)])
    }

    fn rsa_public_key(&self, key: &RsaKey) -> Vec<u8> {
        let (modulus, exponent) = (key.n_bytes(), key.e_bytes());
        asn1::sequence(&[asn1::integer(&modulus), asn1::integer(&exponent)])
    }

    /// SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1).
    pub(crate) fn identifier(&self) -> [u8; 20] {
        let bits = match self {
            Self::Rsa(key) => self.rsa_public_key(key),
            Self::Ec(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        };
        sha1::Sha1::digest(&bits).into()
    }

    /// AlgorithmIdentifier of [`sign`](Self::sign).
    pub(crate) fn signature_algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) => asn1::sequence(&[asn1::oid(&[1, 2, 840, 113_549, 1, 1, 11]), asn1::null()]),
            Self::Ec(_) => asn1::sequence(&[asn1::oid(&[1, 2, 840, 10045, 4, 3, 3])]),
        }
    }

    /// Signs as authorities do: RSA PKCS#1 v1.5 with SHA-256, or ECDSA with SHA-384 as DER.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key) => sign_padded(key, &digest_info_sha256(message)).unwrap_or_default(),
            Self::Ec(key) => {
                let raw = sign_raw(key, &Sha384::digest(message));
                let (r, s) = raw.split_at(raw.len() / 2);
                asn1::sequence(&[asn1::integer(r), asn1::integer(s)])
            }
        }
    }

    /// As [`sign`](Self::sign), but RSA with SHA-1: the National Register of the first cards (card.md 6.2).
    pub(crate) fn sign_sha1(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key) => {
                let info = [DIGEST_INFO_SHA1, &sha1::Sha1::digest(message)[..]].concat();
                sign_padded(key, &info).unwrap_or_default()
            }
            Self::Ec(_) => self.sign(message),
        }
    }
}

/// Prefix of a DigestInfo of SHA-1 (card.md 9.2).
pub(crate) const DIGEST_INFO_SHA1: &[u8] =
    &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14];
/// Prefix of a DigestInfo of MD5 (RFC 8017, 9.2).
pub(crate) const DIGEST_INFO_MD5: &[u8] = &[
    0x30, 0x20, 0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05, 0x05, 0x00, 0x04,
    0x10,
];
/// Prefix of a DigestInfo of SHA-256 (card.md 9.2).
pub(crate) const DIGEST_INFO_SHA256: &[u8] = &[
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

fn digest_info_sha256(message: &[u8]) -> Vec<u8> {
    [DIGEST_INFO_SHA256, &Sha256::digest(message)[..]].concat()
}

/// PKCS#1 v1.5 around whatever stands in `block`. `None` when it is longer than the modulus allows.
pub(crate) fn sign_padded(key: &RsaKey, block: &[u8]) -> Option<Vec<u8>> {
    key.sign(Pkcs1v15Sign::new_unprefixed(), block).ok()
}

/// r‖s, 48 bytes each, over a hash of any length: a short one is a small number, a long one is cut on its
/// right (FIPS 186-5, 6.4.1).
pub(crate) fn sign_raw(key: &EcSigningKey, hash: &[u8]) -> Vec<u8> {
    let hash = hash.get(..48).unwrap_or(hash);
    let mut field = [0u8; 48];
    for (to, from) in field.iter_mut().rev().zip(hash.iter().rev()) {
        *to = *from;
    }
    let signature: Result<p384::ecdsa::Signature, _> = key.sign_prehash(&field);
    signature.map(|signature| signature.to_bytes().to_vec()).unwrap_or_default()
}
