//! Encryption with a password: PBES1 of PKCS#12 (RFC 7292 appendix C) and PBES2 (RFC 8018 section 6.2).

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit, KeyIvInit, StreamCipher};
use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::error::{Error, LimitKind};
use crate::password::Encoding;
use crate::pfx::ber::{Element, tag};
use crate::pfx::kdf::{Hash, Purpose};
use crate::pfx::{Budget, oid as id};

/// Longest salt that is read: writers use 8 to 64 bytes.
const MAX_SALT: usize = 4096;

/// How something is encrypted.
pub(crate) struct Encryption {
    pub(crate) cipher: Cipher,
    kdf: Kdf,
    salt: Vec<u8>,
    pub(crate) iterations: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kdf {
    /// Key and initialisation vector by RFC 7292 appendix B with SHA-1.
    AppendixB,
    /// The key by PBKDF2; the vector stands in the parameters.
    Pbkdf2 { prf: Hash, iv: [u8; 16] },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cipher {
    Rc4 {
        key: usize,
    },
    /// Key bytes; the effective key has as many bits.
    Rc2 {
        key: usize,
    },
    TripleDes,
    TripleDesTwoKeys,
    Aes128,
    Aes192,
    Aes256,
}

/// RFC 7292 appendix C: 1.2.840.113549.1.12.1.1 to .6.
const PBES1: [(&str, Cipher); 6] = [
    ("1.2.840.113549.1.12.1.1", Cipher::Rc4 { key: 16 }),
    ("1.2.840.113549.1.12.1.2", Cipher::Rc4 { key: 5 }),
    ("1.2.840.113549.1.12.1.3", Cipher::TripleDes),
    ("1.2.840.113549.1.12.1.4", Cipher::TripleDesTwoKeys),
    ("1.2.840.113549.1.12.1.5", Cipher::Rc2 { key: 16 }),
    ("1.2.840.113549.1.12.1.6", Cipher::Rc2 { key: 5 }),
];

/// RFC 8018 appendix B.2 and RFC 3565.
const PBES2_CIPHERS: [(&str, Cipher); 4] = [
    ("2.16.840.1.101.3.4.1.2", Cipher::Aes128),
    ("2.16.840.1.101.3.4.1.22", Cipher::Aes192),
    ("2.16.840.1.101.3.4.1.42", Cipher::Aes256),
    ("1.2.840.113549.3.7", Cipher::TripleDes),
];

impl Cipher {
    const fn key_len(self) -> usize {
        match self {
            Self::Rc4 { key } | Self::Rc2 { key } => key,
            Self::TripleDes | Self::Aes192 => 24,
            Self::TripleDesTwoKeys | Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    /// 0: a stream cipher.
    const fn iv_len(self) -> usize {
        match self {
            Self::Rc4 { .. } => 0,
            Self::Rc2 { .. } | Self::TripleDes | Self::TripleDesTwoKeys => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// What OpenSSL 3 and others no longer take (domain.md 4.3).
    pub(crate) const fn is_old(self) -> bool {
        matches!(self, Self::Rc4 { .. } | Self::Rc2 { .. } | Self::TripleDesTwoKeys)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Rc4 { key: 5 } => "RC4-40",
            Self::Rc4 { .. } => "RC4-128",
            Self::Rc2 { key: 5 } => "RC2-40",
            Self::Rc2 { .. } => "RC2-128",
            Self::TripleDes => "3DES",
            Self::TripleDesTwoKeys => "3DES (two keys)",
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
        }
    }

    fn encrypt(self, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => Some(
                cbc::Encryptor::<des::TdesEde3>::new_from_slices(key, iv)
                    .ok()?
                    .encrypt_padded_vec::<Pkcs7>(plaintext),
            ),
            Self::Aes256 => Some(
                cbc::Encryptor::<aes::Aes256>::new_from_slices(key, iv)
                    .ok()?
                    .encrypt_padded_vec::<Pkcs7>(plaintext),
            ),
            _ => None, // never written
        }
    }

    /// `None` when the padding is wrong: nearly always the password is.
    fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Vec<u8>> {
        macro_rules! cbc {
            ($cipher:ty) => {
                cbc::Decryptor::<$cipher>::new_from_slices(key, iv)
                    .ok()?
                    .decrypt_padded_vec::<Pkcs7>(ciphertext)
                    .ok()
            };
        }
        match self {
            Self::Rc4 { .. } => {
                let mut plaintext = ciphertext.to_vec();
                rc4::Rc4::new_from_slice(key).ok()?.apply_keystream(&mut plaintext);
                Some(plaintext)
            }
            // The effective key length is that of the key (RFC 7292 appendix C).
            Self::Rc2 { .. } => {
                let cipher = rc2::Rc2::new_from_slice(key).ok()?;
                let decryptor = cbc::Decryptor::<rc2::Rc2>::inner_iv_slice_init(cipher, iv).ok()?;
                decryptor.decrypt_padded_vec::<Pkcs7>(ciphertext).ok()
            }
            Self::TripleDes => cbc!(des::TdesEde3),
            Self::TripleDesTwoKeys => cbc!(des::TdesEde2),
            Self::Aes128 => cbc!(aes::Aes128),
            Self::Aes192 => cbc!(aes::Aes192),
            Self::Aes256 => cbc!(aes::Aes256),
        }
    }
}

impl Encryption {
    /// pbeWithSHAAnd3-KeyTripleDES-CBC.
    pub(crate) const fn triple_des(salt: Vec<u8>, iterations: u32) -> Self {
        Self { cipher: Cipher::TripleDes, kdf: Kdf::AppendixB, salt, iterations }
    }

    /// PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC.
    pub(crate) const fn aes256(salt: Vec<u8>, iv: [u8; 16], iterations: u32) -> Self {
        Self { cipher: Cipher::Aes256, kdf: Kdf::Pbkdf2 { prf: Hash::Sha256, iv }, salt, iterations }
    }

    pub(crate) const fn is_pbes2(&self) -> bool {
        matches!(self.kdf, Kdf::Pbkdf2 { .. })
    }

    /// For people: cipher, derivation, iterations.
    pub(crate) fn describe(&self) -> String {
        let kdf = match self.kdf {
            Kdf::AppendixB => "PKCS#12 KDF SHA-1".to_owned(),
            Kdf::Pbkdf2 { prf, .. } => format!("PBKDF2 {}", prf.name()),
        };
        format!("{}, {kdf}, {} iterations", self.cipher.name(), self.iterations)
    }

    /// Reads an `AlgorithmIdentifier`. Nothing is derived yet.
    pub(crate) fn read(algorithm: &Element<'_>) -> Result<Self, Error> {
        let mut reader = algorithm.reader();
        let oid = reader.any()?.oid()?;
        let parameters = reader.any()?;
        reader.finish()?;
        if oid == id::PBES2 {
            return Self::read_pbes2(&parameters);
        }
        let cipher = find(&PBES1, &oid).ok_or_else(|| Error::unsupported("encryption", oid))?;
        let (salt, iterations) = read_salt(&parameters)?;
        Ok(Self { cipher, kdf: Kdf::AppendixB, salt, iterations })
    }

    /// ```text
    /// PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
    /// ```
    fn read_pbes2(parameters: &Element<'_>) -> Result<Self, Error> {
        let mut reader = parameters.reader();
        let kdf = Pbkdf2::read(&reader.expect(tag::SEQUENCE)?)?;
        let scheme = reader.expect(tag::SEQUENCE)?;
        reader.finish()?;
        let mut scheme_reader = scheme.reader();
        let oid = scheme_reader.any()?.oid()?;
        let cipher = find(&PBES2_CIPHERS, &oid).ok_or_else(|| Error::unsupported("encryption", oid))?;
        let vector = scheme_reader.any()?.octets()?;
        let mut iv = [0; 16];
        let place = iv.get_mut(..cipher.iv_len()).filter(|place| place.len() == vector.len());
        place.ok_or(scheme.malformed())?.copy_from_slice(&vector);
        if kdf.key_len.is_some_and(|len| len != cipher.key_len() as u64) {
            return Err(parameters.malformed());
        }
        let Pbkdf2 { salt, iterations, prf, .. } = kdf;
        Ok(Self { cipher, kdf: Kdf::Pbkdf2 { prf, iv }, salt, iterations })
    }

    /// Wrong padding is [`Error::WrongPassword`].
    pub(crate) fn decrypt(
        &self,
        password: &Encoding,
        ciphertext: &[u8],
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        budget.spend(self.iterations)?;
        let (key, iv) = self.derive(password);
        self.cipher.decrypt(&key, &iv, ciphertext).map(Zeroizing::new).ok_or(Error::WrongPassword)
    }

    /// `None` for a cipher that is never written.
    pub(crate) fn encrypt(&self, password: &Encoding, plaintext: &[u8]) -> Option<Vec<u8>> {
        let (key, iv) = self.derive(password);
        self.cipher.encrypt(&key, &iv, plaintext)
    }

    fn derive(&self, password: &Encoding) -> (Zeroizing<Vec<u8>>, Vec<u8>) {
        let Self { cipher, salt, iterations, .. } = self;
        match self.kdf {
            Kdf::AppendixB => {
                let derive = |purpose, len| Hash::Sha1.appendix_b(purpose, password, salt, *iterations, len);
                (derive(Purpose::Encryption, cipher.key_len()), derive(Purpose::Iv, cipher.iv_len()).to_vec())
            }
            Kdf::Pbkdf2 { prf, iv } => {
                let key = prf.pbkdf2(password, salt, *iterations, cipher.key_len());
                (key, iv.get(..cipher.iv_len()).unwrap_or_default().to_vec())
            }
        }
    }
}

/// Parameters of PBKDF2, as PBES2 and PBMAC1 carry them.
pub(crate) struct Pbkdf2 {
    pub(crate) salt: Vec<u8>,
    pub(crate) iterations: u32,
    pub(crate) key_len: Option<u64>,
    pub(crate) prf: Hash,
}

impl Pbkdf2 {
    /// ```text
    /// PBKDF2-params ::= SEQUENCE {
    ///     salt CHOICE { specified OCTET STRING, … }, iterationCount INTEGER,
    ///     keyLength INTEGER OPTIONAL, prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }
    /// ```
    pub(crate) fn read(algorithm: &Element<'_>) -> Result<Self, Error> {
        let mut reader = algorithm.reader();
        let oid = reader.any()?.oid()?;
        if oid != id::PBKDF2 {
            return Err(Error::unsupported("key derivation", oid));
        }
        let mut parameters = reader.expect(tag::SEQUENCE)?.reader();
        let salt = salt(&parameters.any()?)?;
        let iterations = iterations(&parameters.expect(tag::INTEGER)?)?;
        let key_len = parameters.optional(tag::INTEGER)?.map(|len| len.positive()).transpose()?;
        let prf = match parameters.optional(tag::SEQUENCE)? {
            None => Hash::Sha1,
            Some(prf) => {
                let oid = prf.reader().any()?.oid()?;
                Hash::of_hmac(&oid).ok_or_else(|| Error::unsupported("pseudorandom function", oid))?
            }
        };
        parameters.finish()?;
        Ok(Self { salt, iterations, key_len, prf })
    }
}

/// `SEQUENCE { salt OCTET STRING, iterations INTEGER }`
fn read_salt(parameters: &Element<'_>) -> Result<(Vec<u8>, u32), Error> {
    let mut reader = parameters.reader();
    let salt = salt(&reader.any()?)?;
    let iterations = iterations(&reader.expect(tag::INTEGER)?)?;
    reader.finish()?;
    Ok((salt, iterations))
}

pub(crate) fn salt(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    let salt = element.octets()?;
    if salt.len() > MAX_SALT {
        return Err(Error::Limit(LimitKind::Salt));
    }
    Ok(salt.into_owned())
}

/// Beyond 32 bits is beyond every limit.
pub(crate) fn iterations(element: &Element<'_>) -> Result<u32, Error> {
    u32::try_from(element.positive()?).map_err(|_| Error::Limit(LimitKind::Iterations))
}

fn find(table: &[(&str, Cipher)], oid: &ObjectIdentifier) -> Option<Cipher> {
    table.iter().find(|(text, _)| ObjectIdentifier::new_unwrap(text) == *oid).map(|(_, cipher)| *cipher)
}
