//! The encryption key's registration: the challenge (ra.md 5.4), the certificate that the client makes
//! (ra.md 5.5), the token that comes back (ra.md 5.6).

use ehealth_pki::{Certificate, SerialNumber};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::assumed::CHALLENGE_SERIAL_LEN;
use crate::error::Error;

mod certificate;
pub(crate) mod token;

pub use certificate::EncryptionCertificate;

/// Bytes of the SHA-256 at the challenge's end.
const HASH_LEN: usize = 32;

/// What `StartETKRegistration` answers: a serial number, encrypted for the key that is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    ciphertext: Vec<u8>,
    hash: [u8; HASH_LEN],
}

impl Challenge {
    /// Splits the challenge: RSA ciphertext, then 32 bytes of SHA-256. 288 bytes for RSA 2048.
    ///
    /// # Errors
    /// [`Error::ChallengeShort`] when there is no ciphertext before the hash.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let (ciphertext, hash) = bytes.split_last_chunk::<HASH_LEN>().ok_or(Error::ChallengeShort)?;
        if ciphertext.is_empty() {
            return Err(Error::ChallengeShort);
        }
        Ok(Self { ciphertext: ciphertext.to_vec(), hash: *hash })
    }

    /// What the encryption key decrypts: RSAES-PKCS1-v1_5, as long as the key's modulus.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        &self.ciphertext
    }

    /// Serial number of the encryption certificate, from the challenge that the encryption key opened.
    ///
    /// The first 16 bytes of `plaintext`, read as an unsigned big-endian integer, are the serial number, and
    /// the hash is over exactly these; more bytes are passed over (ra.md 5.4).
    ///
    /// Store the key before `StartETKRegistration` and the certificate before `CompleteETKRegistration`;
    /// this function touches no file.
    ///
    /// # Errors
    /// - [`Error::ChallengeShort`] (`etk.challenge_short`): `plaintext` has fewer than 16 bytes.
    /// - [`Error::ChallengeMismatch`] (`etk.challenge_mismatch`): the hash differs, or the number is zero. A
    ///   decryption that fails is to be reported the same way: whoever made the challenge must not learn
    ///   which of the two it was.
    pub fn serial_number(&self, plaintext: &[u8]) -> Result<SerialNumber, Error> {
        let serial = plaintext.first_chunk::<CHALLENGE_SERIAL_LEN>().ok_or(Error::ChallengeShort)?;
        let same = bool::from(Sha256::digest(serial).as_slice().ct_eq(&self.hash));
        if !same || serial.iter().all(|byte| *byte == 0) {
            return Err(Error::ChallengeMismatch);
        }
        Ok(SerialNumber::from_bytes(serial))
    }
}

/// A registered encryption token, opaque (ra.md 15, 17): CMS around the encryption certificate, usually.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etk(Vec<u8>);

impl Etk {
    pub(crate) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes as they came.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The encryption certificate inside, `None` when the token has another form than ra.md 5.6 supposes.
    /// Nothing is verified: show its serial number, compare it, decide nothing else by it.
    #[must_use]
    pub fn encryption_certificate(&self) -> Option<Certificate> {
        Certificate::from_der(&token::encapsulated_content(&self.0)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn challenge(serial: &[u8]) -> Challenge {
        Challenge::parse(&[&[7u8; 256][..], &Sha256::digest(serial)].concat()).unwrap()
    }

    /// ra.md 5.4 and 16.
    #[test]
    fn serial_numbers() {
        let cases: &[([u8; 16], &str)] = &[
            (hex!("895031b7a490e6bfe62fa32b760b597a"), "182520627558971296453259491327234234746"),
            (hex!("9F0102030405060708090A0B0C0D0E0F"), "211352484430407866597756277980306148879"),
            (hex!("00000000000000000000000000000001"), "1"),
        ];
        for (serial, decimal) in cases {
            let challenge = challenge(serial);
            assert_eq!(challenge.ciphertext().len(), 256);
            assert_eq!(challenge.serial_number(serial).unwrap().to_string(), *decimal);
            // more than 16 bytes: the rest is ignored
            let longer = [&serial[..], b"more"].concat();
            assert_eq!(challenge.serial_number(&longer).unwrap().to_string(), *decimal);
            assert!(matches!(challenge.serial_number(&serial[..15]), Err(Error::ChallengeShort)));
            let mut wrong = *serial;
            wrong[15] ^= 1;
            assert!(matches!(challenge.serial_number(&wrong), Err(Error::ChallengeMismatch)));
        }
        assert!(matches!(challenge(&[0; 16]).serial_number(&[0; 16]), Err(Error::ChallengeMismatch)));
    }

    #[test]
    fn lengths() {
        for (length, good) in [(0, false), (31, false), (32, false), (33, true), (288, true)] {
            assert_eq!(Challenge::parse(&vec![1; length]).is_ok(), good, "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, plaintext: Vec<u8>) {
            if let Ok(challenge) = Challenge::parse(&bytes) {
                let _ = challenge.serial_number(&plaintext);
            }
            let _ = Etk::new(bytes).encryption_certificate();
        }
    }
}
