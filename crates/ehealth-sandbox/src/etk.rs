//! Challenges and encryption tokens (ra.md 5.4, 5.6), by the authority's side.

use ehealth_pki::{BoxError, Certificate, HashAlgorithm};
use rand::CryptoRng;
use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};
use spki::DecodePublicKey;

use crate::asn1;
use crate::assumed::CHALLENGE_BYTES;
use crate::ca::Identity;
use crate::certificate;

const ID_DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";

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
    let hash = signer.key.scheme().hash();
    let digest_algorithm = asn1::sequence(&[&asn1::oid(digest_oid(hash)?)]);
    let attribute = |oid, value: &[u8]| asn1::sequence(&[&asn1::oid(oid), &asn1::set(&[value])]);
    let attributes = asn1::set_of(vec![
        attribute(CONTENT_TYPE, &asn1::oid(ID_DATA)),
        attribute(SIGNING_TIME, &asn1::instant(now)),
        attribute(MESSAGE_DIGEST, &asn1::octets(&hash.digest(encryption))),
    ]);
    let signature = signer.key.sign(&attributes)?;
    let serial = Certificate::from_der(&signer.certificate)?;
    let signer_info = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &asn1::sequence(&[&signer.name, &asn1::unsigned(serial.serial().as_bytes())]),
        &digest_algorithm,
        &retag(asn1::context(0), &attributes),
        &certificate::algorithm_identifier(&signer.key),
        &asn1::octets(&signature),
    ]);
    let certificates = asn1::set_of(vec![authentication.to_vec(), signer.certificate.clone()]);
    let signed_data = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &asn1::set(&[&digest_algorithm]),
        &asn1::sequence(&[&asn1::oid(ID_DATA), &asn1::tlv(asn1::context(0), &asn1::octets(encryption))]),
        &retag(asn1::context(0), &certificates),
        &asn1::set(&[&signer_info]),
    ]);
    Ok(asn1::sequence(&[&asn1::oid(SIGNED_DATA), &asn1::tlv(asn1::context(0), &signed_data)]))
}

/// The same element under an implicit tag.
fn retag(tag: u8, element: &[u8]) -> Vec<u8> {
    let rest = element.get(1..).unwrap_or_default();
    [&[tag], rest].concat()
}

fn digest_oid(hash: HashAlgorithm) -> Result<&'static str, BoxError> {
    match hash {
        HashAlgorithm::Sha256 => Ok("2.16.840.1.101.3.4.2.1"),
        HashAlgorithm::Sha384 => Ok("2.16.840.1.101.3.4.2.2"),
        _ => Err("no digest algorithm of this sandbox".into()),
    }
}
