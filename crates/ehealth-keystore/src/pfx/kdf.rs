//! Keys from passwords: RFC 7292 appendix B, and PBKDF2 (RFC 8018 section 5.2).

use der::asn1::ObjectIdentifier;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::password::Encoding;

/// What a key of appendix B is for (B.3).
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Encryption = 1,
    Iv = 2,
    Mac = 3,
}

/// A hash function of PKCS#12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the identifier of the hash itself.
    pub(crate) fn of_digest(oid: &ObjectIdentifier) -> Option<Self> {
        use const_oid::db::rfc5912;
        match *oid {
            rfc5912::ID_SHA_1 => Some(Self::Sha1),
            rfc5912::ID_SHA_224 => Some(Self::Sha224),
            rfc5912::ID_SHA_256 => Some(Self::Sha256),
            rfc5912::ID_SHA_384 => Some(Self::Sha384),
            rfc5912::ID_SHA_512 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// By the identifier of its HMAC (RFC 8018 appendix B.1.2).
    pub(crate) fn of_hmac(oid: &ObjectIdentifier) -> Option<Self> {
        HMACS.iter().find(|(_, text)| ObjectIdentifier::new_unwrap(text) == *oid).map(|(hash, _)| *hash)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Bytes of its output.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// `len` bytes by RFC 7292 appendix B.2.
    pub(crate) fn appendix_b(
        self,
        purpose: Purpose,
        password: &Encoding,
        salt: &[u8],
        iterations: u32,
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let password = &password.bmp;
        match self {
            Self::Sha1 => appendix_b::<Sha1>(64, purpose, password, salt, iterations, len),
            Self::Sha224 => appendix_b::<Sha224>(64, purpose, password, salt, iterations, len),
            Self::Sha256 => appendix_b::<Sha256>(64, purpose, password, salt, iterations, len),
            Self::Sha384 => appendix_b::<Sha384>(128, purpose, password, salt, iterations, len),
            Self::Sha512 => appendix_b::<Sha512>(128, purpose, password, salt, iterations, len),
        }
    }

    /// `len` bytes by PBKDF2 with this hash's HMAC.
    pub(crate) fn pbkdf2(
        self,
        password: &Encoding,
        salt: &[u8],
        iterations: u32,
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; len]);
        let password = &password.utf8;
        match self {
            Self::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut key),
            Self::Sha224 => pbkdf2::pbkdf2_hmac::<Sha224>(password, salt, iterations, &mut key),
            Self::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut key),
            Self::Sha384 => pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, iterations, &mut key),
            Self::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, &mut key),
        }
        key
    }

    pub(crate) fn hmac(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => hmac::<Sha1>(key, message),
            Self::Sha224 => hmac::<Sha224>(key, message),
            Self::Sha256 => hmac::<Sha256>(key, message),
            Self::Sha384 => hmac::<Sha384>(key, message),
            Self::Sha512 => hmac::<Sha512>(key, message),
        }
    }

    /// In constant time.
    pub(crate) fn hmac_is(self, key: &[u8], message: &[u8], expected: &[u8]) -> bool {
        self.hmac(key, message).ct_eq(expected).into()
    }
}

/// RFC 8018 appendix B.1.2.
const HMACS: [(Hash, &str); 5] = [
    (Hash::Sha1, "1.2.840.113549.2.7"),
    (Hash::Sha224, "1.2.840.113549.2.8"),
    (Hash::Sha256, "1.2.840.113549.2.9"),
    (Hash::Sha384, "1.2.840.113549.2.10"),
    (Hash::Sha512, "1.2.840.113549.2.11"),
];

fn hmac<D: EagerHash>(key: &[u8], message: &[u8]) -> Vec<u8>
where
    Hmac<D>: KeyInit + Mac,
{
    // A key of any length is right for HMAC; the error type of the trait cannot say so.
    let Ok(mut mac) = <Hmac<D> as KeyInit>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// RFC 7292 appendix B.2; `block` is v, the bytes of the hash function's block.
fn appendix_b<D: Digest>(
    block: usize,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    len: usize,
) -> Zeroizing<Vec<u8>> {
    let diversifier = vec![purpose as u8; block];
    let mut i = Zeroizing::new(fill(salt, block));
    i.extend_from_slice(&Zeroizing::new(fill(password, block)));
    let mut key = Zeroizing::new(Vec::with_capacity(len));
    while key.len() < len {
        let mut a = D::new().chain_update(&diversifier).chain_update(&*i).finalize();
        for _ in 1..iterations {
            a = D::digest(&a);
        }
        let missing = len.saturating_sub(key.len());
        key.extend(a.iter().take(missing));
        for part in i.chunks_exact_mut(block) {
            add_one_more_than(part, &a);
        }
    }
    key
}

/// Copies of `bytes` up to a multiple of `block`; nothing of nothing.
fn fill(bytes: &[u8], block: usize) -> Vec<u8> {
    let len = bytes.len().div_ceil(block).saturating_mul(block);
    bytes.iter().copied().cycle().take(len).collect()
}

/// `part = part + B + 1`, both as big-endian numbers, where B is copies of `a`; a carry out is dropped.
fn add_one_more_than(part: &mut [u8], a: &[u8]) {
    let mut b: Vec<u8> = a.iter().copied().cycle().take(part.len()).collect();
    let mut carry = 1u16;
    for (byte, add) in part.iter_mut().rev().zip(b.iter().rev()) {
        let sum = u16::from(*byte).wrapping_add(u16::from(*add)).wrapping_add(carry);
        *byte = sum.to_be_bytes()[1];
        carry = sum >> 8;
    }
    zeroize::Zeroize::zeroize(&mut b);
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;
    use crate::Password;

    /// Values of OpenSSL 3.0: `openssl kdf -keylen N -kdfopt digest:… -kdfopt hexpass:… -kdfopt hexsalt:…
    /// -kdfopt iter:… -kdfopt id:… PKCS12KDF` with the legacy provider.
    #[test]
    fn appendix_b_as_openssl() {
        let password = Password::new("smeg".into()).encoding();
        let key = Hash::Sha1.appendix_b(Purpose::Encryption, &password, &hex!("0A58CF64530D823F"), 1, 24);
        assert_eq!(*key, hex!("8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3"));
        let iv = Hash::Sha1.appendix_b(Purpose::Iv, &password, &hex!("0A58CF64530D823F"), 1, 8);
        assert_eq!(*iv, hex!("79993DFE048D3B76"));
        let password = Password::new("queeg".into()).encoding();
        let key = Hash::Sha1.appendix_b(Purpose::Encryption, &password, &hex!("05DEC959ACFF72F7"), 1000, 24);
        assert_eq!(*key, hex!("ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4"));
        // More than one block of output, of either size.
        let key = Hash::Sha256.appendix_b(Purpose::Mac, &password, &hex!("05DEC959ACFF72F7"), 1000, 70);
        let expected = hex!(
            "64BD552BB4ECEC8224B888D4FA1DC49C6FF894BFC59B10402D83AD46C0D8DA4B3939EBC25B29DA4F37B875ECE32FA652"
            "E232E4CD7E816EA62FD8D769A906367C3C174B3AC5A5"
        );
        assert_eq!(*key, expected);
        let key = Hash::Sha512.appendix_b(Purpose::Mac, &password, &hex!("05DEC959ACFF72F7"), 3, 130);
        let expected = hex!(
            "825F37C4AB97EC6FADCADD59D97E35A7CC739 0A9A1849C319F26514E2C76CA7601851007DD1A137BAE362BA86D6E47CE"
            "C4A95570530D5FDFEAB56BED4C925E147677735 6EE8372C6179E16B13404E445186AE3CE30CF240C5390ED196E66BA93"
            "ACBA98BB101137FF9CEA051F7AEB8EED3982B6EDF2F3733A307653487905 78AC5A70"
        );
        assert_eq!(*key, expected);
    }
}
