//! Challenges and encryption tokens (ra.md 5.4, 5.6), by the authority's side.

use ehealth_pki::BoxError;
use rand::CryptoRng;
use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};
use spki::DecodePublicKey;

use crate::assumed::CHALLENGE_BYTES;
use crate::ca::Identity;
use crate::cms;

/// A challenge for the encryption key `spki`: the serial number that its solution gives, and its bytes.
/// With `high_bit` the number's first bit is set, which a signed reading takes for negative.
pub(crate) fn challenge(
    spki: &[u8],
    high_bit: bool,
    rng: &mut impl CryptoRng,
) -> Result<(Vec<u8>, Vec<u8>), BoxError> {
    let key = rsa::PublicKey::from_public_key_der(spki)?;
    let mut serial = [0u8; CHALLENGE_BYTES];
    while serial.first() == Some(&0) {
        rng.fill_bytes(&mut serial);
    }
    if high_bit && let Some(first) = serial.first_mut() {
        *first |= 0x80;
    }
    let mut challenge = key.encrypt(rng, rsa::Pkcs1v15Encrypt, &serial)?;
    challenge.extend_from_slice(&Sha256::digest(serial));
    Ok((serial.to_vec(), challenge))
}

/// The token: a CMS SignedData around the encryption certificate, with its owner's authentication
/// certificate and the signer's beside it (ra.md 5.6).
pub(crate) fn token(
    encryption: &[u8],
    authentication: &[u8],
    signer: &Identity,
    now: UnixTime,
) -> Result<Vec<u8>, BoxError> {
    cms::sign(encryption, &[authentication], signer, now)
}
