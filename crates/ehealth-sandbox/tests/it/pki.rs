//! Invented cards: a root, a citizen CA, and two certificates a person; DER written by hand.

use std::time::Duration;

use ehealth_pki::{BoxError, HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned};
use p384::ecdsa::signature::hazmat::PrehashSigner;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rsa::Generate;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use spki::EncodePublicKey;

/// 2026-12-01T12:00:00Z
pub const NOW: u64 = 1_796_126_400;

pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if contents.len() < 0x80 {
        out.push(contents.len() as u8);
    } else {
        out.push(0x82);
        out.extend_from_slice(&(contents.len() as u16).to_be_bytes());
    }
    out.extend_from_slice(contents);
    out
}

pub fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A SEQUENCE whose length is written in the shortest form, as DER demands.
pub fn name(attributes: &[(&[u8], u8, &str)]) -> Vec<u8> {
    let rdns: Vec<u8> = attributes
        .iter()
        .flat_map(|(oid, tag, value)| tlv(0x31, &seq(&[&tlv(6, oid), &tlv(*tag, value.as_bytes())])))
        .collect();
    minimal(0x30, &rdns)
}

/// As [`tlv`], with one byte of length where that is enough.
pub fn minimal(tag: u8, contents: &[u8]) -> Vec<u8> {
    match contents.len() {
        0x80..=0xFF => [&[tag, 0x81, contents.len() as u8], contents].concat(),
        _ => tlv(tag, contents),
    }
}

pub const C: &[u8] = &[0x55, 4, 6];
pub const CN: &[u8] = &[0x55, 4, 3];
pub const SN: &[u8] = &[0x55, 4, 4];
pub const GN: &[u8] = &[0x55, 4, 42];
pub const SERIAL: &[u8] = &[0x55, 4, 5];
pub const O: &[u8] = &[0x55, 4, 10];
pub const OU: &[u8] = &[0x55, 4, 11];

#[derive(Clone)]
pub enum Key {
    Ec(p384::ecdsa::SigningKey, Vec<u8>),
    Rsa(Box<rsa::PrivateKey>, Vec<u8>),
}

impl Key {
    pub fn ec(seed: u64) -> Self {
        let key = p384::ecdsa::SigningKey::generate_from_rng(&mut ChaCha20Rng::seed_from_u64(seed));
        let spki = key.verifying_key().to_public_key_der().unwrap().into_vec();
        Self::Ec(key, spki)
    }

    pub fn rsa(seed: u64) -> Self {
        Self::rsa_of(seed, 2048)
    }

    pub fn rsa_of(seed: u64, bits: usize) -> Self {
        let key = rsa::PrivateKey::new(&mut ChaCha20Rng::seed_from_u64(seed), bits).unwrap();
        let spki = key.to_public_key().to_public_key_der().unwrap().into_vec();
        Self::Rsa(Box::new(key), spki)
    }

    pub fn spki(&self) -> &[u8] {
        match self {
            Self::Ec(_, spki) | Self::Rsa(_, spki) => spki,
        }
    }

    /// A signature as X.509 carries it, and its algorithm.
    pub fn sign_x509(&self, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let tbs = ToBeSigned::new(self.scheme(), message.to_vec());
        let signature = self.scheme().to_x509(&self.sign(&tbs).unwrap()).unwrap();
        let algorithm = match self {
            Self::Ec(..) => seq(&[&tlv(6, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3])]),
            Self::Rsa(..) => seq(&[&tlv(6, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 0x0B]), &[5, 0]]),
        };
        (algorithm, signature)
    }

    /// PKCS#8.
    pub fn to_pem(&self) -> String {
        use pkcs8::{EncodePrivateKey, LineEnding};
        match self {
            Self::Ec(key, _) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            Self::Rsa(key, _) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
        }
    }

    pub fn decrypt(&self, ciphertext: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key, _) => key.decrypt(rsa::Pkcs1v15Encrypt, ciphertext).unwrap(),
            Self::Ec(..) => panic!("an EC key decrypts nothing"),
        }
    }
}

impl SigningKey for Key {
    fn scheme(&self) -> SignatureScheme {
        match self {
            Self::Ec(..) => SignatureScheme::Ecdsa(HashAlgorithm::Sha384),
            Self::Rsa(..) => SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256),
        }
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.spki().into()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        Ok(match self {
            Self::Ec(key, _) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&tbs.digest())?;
                signature.to_bytes().to_vec()
            }
            Self::Rsa(key, _) => key.sign(rsa::Pkcs1v15Sign::new::<sha2::Sha256>(), &tbs.digest())?,
        })
    }
}

/// Signs what is between the outer SEQUENCE of a certificate or request.
pub fn signed(tbs: &[u8], key: &Key) -> Vec<u8> {
    let (algorithm, signature) = key.sign_x509(tbs);
    seq(&[tbs, &algorithm, &minimal(3, &[&[0], signature.as_slice()].concat())])
}

pub struct CertificateSpec<'a> {
    pub serial: &'a [u8],
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    pub spki: &'a [u8],
    /// UTCTime texts.
    pub validity: (&'a str, &'a str),
    /// DER of the extensions.
    pub extensions: Vec<u8>,
}

impl CertificateSpec<'_> {
    pub fn sign(&self, key: &Key) -> Vec<u8> {
        let (algorithm, _) = key.sign_x509(b"");
        let (from, to) = self.validity;
        let tbs = seq(&[
            &tlv(0xA0, &[2, 1, 2]),
            &tlv(2, self.serial),
            &algorithm,
            self.issuer,
            &seq(&[&tlv(0x17, from.as_bytes()), &tlv(0x17, to.as_bytes())]),
            self.subject,
            self.spki,
            &minimal(0xA3, &minimal(0x30, &self.extensions)),
        ]);
        signed(&tbs, key)
    }
}

pub fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    seq(&[&tlv(6, oid), critical, &tlv(4, value)])
}

pub fn key_usage(unused: u8, bits: u8) -> Vec<u8> {
    extension(&[0x55, 0x1D, 15], true, &[3, 2, unused, bits])
}

const CA: &[u8] = &[0x30, 3, 1, 1, 0xFF];
pub const VALIDITY: (&str, &str) = ("200101000000Z", "400101000000Z");

/// Root and citizen CA.
#[derive(Clone)]
pub struct Pki {
    pub root: Vec<u8>,
    pub citizen_ca: Vec<u8>,
    ca_key: Key,
    ca_name: Vec<u8>,
}

impl Pki {
    pub fn new(seed: u64) -> Self {
        let (root_key, ca_key) = (Key::ec(seed * 100 + 1), Key::ec(seed * 100 + 2));
        let root_name = name(&[(C, 0x13, "BE"), (CN, 0x0C, &format!("TEST citizen root {seed}"))]);
        let ca_name = name(&[(C, 0x13, "BE"), (CN, 0x0C, &format!("TEST citizen CA {seed}"))]);
        let extensions = [extension(&[0x55, 0x1D, 19], true, CA), key_usage(1, 0x06)].concat();
        let certificate = |subject: &[u8], key: &Key| {
            CertificateSpec {
                serial: &[1, 2, 3],
                issuer: &root_name,
                subject,
                spki: key.spki(),
                validity: VALIDITY,
                extensions: extensions.clone(),
            }
            .sign(&root_key)
        };
        Self {
            root: certificate(&root_name, &root_key),
            citizen_ca: certificate(&ca_name, &ca_key),
            ca_key,
            ca_name,
        }
    }

    /// A card: both certificates have this validity.
    pub fn card(&self, person: &Person, keys: (Key, Key), validity: (&str, &str)) -> Card {
        let leaf = |key: &Key, purpose: &str, usage: Vec<u8>| {
            let common_name = format!("{} {} ({purpose})", person.given, person.surname);
            let subject = name(&[
                (C, 0x13, "BE"),
                (CN, 0x0C, &common_name),
                (SN, 0x0C, person.surname),
                (GN, 0x0C, person.given),
                (SERIAL, 0x13, person.ssin),
            ]);
            CertificateSpec {
                serial: &[0x10, 0x20],
                issuer: &self.ca_name,
                subject: &subject,
                spki: key.spki(),
                validity,
                extensions: usage,
            }
            .sign(&self.ca_key)
        };
        let (authentication, signature) = keys;
        Card {
            authentication_chain: self.chain(leaf(&authentication, "Authentication", key_usage(7, 0x80))),
            signature_chain: self.chain(leaf(&signature, "Signature", key_usage(6, 0x40))),
            authentication,
            signature,
        }
    }

    fn chain(&self, leaf: Vec<u8>) -> Vec<CertificateDer<'static>> {
        vec![leaf.into(), self.citizen_ca.clone().into(), self.root.clone().into()]
    }
}

#[derive(Clone, Copy)]
pub struct Person {
    pub ssin: &'static str,
    pub given: &'static str,
    pub surname: &'static str,
}

pub const TESTA: Person = Person { ssin: "00010100173", given: "Testa Fictiva", surname: "Voorbeeld" };
pub const ZOE: Person = Person { ssin: "10010199862", given: "Zoë Hélène", surname: "Peeters" };

#[derive(Clone)]
pub struct Card {
    pub authentication: Key,
    pub authentication_chain: Vec<CertificateDer<'static>>,
    pub signature: Key,
    pub signature_chain: Vec<CertificateDer<'static>>,
}

pub fn unix(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}
