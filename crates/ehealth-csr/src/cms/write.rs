//! Signing.

use core::time::Duration;

use der::Encode;
use der::asn1::{GeneralizedTime, ObjectIdentifier, UtcTime};
use ehealth_pki::{Certificate, HashAlgorithm, Prepared, SignatureScheme, ToBeSigned};
use rustls_pki_types::{CertificateDer, UnixTime};

use super::{CmsError, ber, oid};

const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// `[0]`, constructed.
const CONTEXT_0: u8 = 0xA0;
/// Of `SignedData` and of `SignerInfo` with issuer and serial number (RFC 5652 sections 5.1, 5.3).
const VERSION_1: [u8; 3] = [0x02, 0x01, 0x01];
/// Seconds of 2050-01-01: from then on times are `GeneralizedTime` (RFC 5652 section 11.3).
const YEAR_2050: u64 = 2_524_608_000;

/// Prepares a signed message around `content` (type `data`), in DER. `chain` is put into it, the signer's
/// certificate first; `scheme` must be one of its key; `signing_time` is what the signer's clock says. Out
/// come the bytes of the message.
///
/// # Errors
/// [`CmsError::NoCertificate`] for an empty or unreadable chain, [`CmsError::WeakAlgorithm`] for SHA-1,
/// [`CmsError::Der`] when a value cannot be written.
pub fn prepare(
    content: &[u8],
    chain: &[CertificateDer<'_>],
    scheme: SignatureScheme,
    signing_time: UnixTime,
) -> Result<Prepared<Vec<u8>>, CmsError> {
    let leaf = chain.first().ok_or(CmsError::NoCertificate)?;
    let leaf = Certificate::from_der(leaf).map_err(|_| CmsError::NoCertificate)?;
    let digest_oid = match scheme.hash() {
        HashAlgorithm::Sha256 => oid::SHA256,
        HashAlgorithm::Sha384 => oid::SHA384,
        HashAlgorithm::Sha512 => oid::SHA512,
        _ => return Err(CmsError::WeakAlgorithm),
    };
    let digest = scheme.hash().digest(content);
    // without parameters (RFC 5754 section 2)
    let digest_algorithm = tlv(SEQUENCE, &[&encode(&digest_oid)?]);
    let attributes = attributes(&digest, signing_time)?;
    let signed = tlv(SET, &[&attributes]);
    let signature_algorithm = scheme.algorithm_identifier().to_vec();

    let serial = der::asn1::UintRef::new(leaf.serial().as_bytes()).map_err(|_| CmsError::Der)?;
    let issuer_and_serial = tlv(SEQUENCE, &[leaf.issuer().der(), &encode(&serial)?]);
    let octets = tlv(OCTET_STRING, &[content]);
    let encapsulated = tlv(SEQUENCE, &[&encode(&oid::DATA)?, &tlv(CONTEXT_0, &[&octets])]);
    let mut certificates: Vec<&[u8]> = chain.iter().map(AsRef::as_ref).collect();
    certificates.sort_unstable();
    let head = [
        VERSION_1.to_vec(),
        tlv(SET, &[&digest_algorithm]),
        encapsulated,
        tlv(CONTEXT_0, &[&certificates.concat()]),
    ]
    .concat();
    let signer = [
        VERSION_1.to_vec(),
        issuer_and_serial,
        digest_algorithm,
        tlv(CONTEXT_0, &[&attributes]),
        signature_algorithm,
    ]
    .concat();
    let kind = encode(&oid::SIGNED_DATA)?;
    let assemble = move |signature: &[u8]| {
        // the conversion takes every signature that was just verified
        let signature = tlv(OCTET_STRING, &[&scheme.to_x509(signature).unwrap_or_default()]);
        let signers = tlv(SET, &[&tlv(SEQUENCE, &[&signer, &signature])]);
        tlv(SEQUENCE, &[&kind, &tlv(CONTEXT_0, &[&tlv(SEQUENCE, &[&head, &signers])])])
    };
    Ok(Prepared::new(ToBeSigned::new(scheme, signed), leaf.spki().clone(), assemble))
}

/// The attributes without the tag around them, sorted as DER demands.
fn attributes(digest: &[u8], signing_time: UnixTime) -> Result<Vec<u8>, CmsError> {
    let time = Duration::from_secs(signing_time.as_secs());
    let time = if signing_time.as_secs() < YEAR_2050 {
        encode(&UtcTime::from_unix_duration(time).map_err(|_| CmsError::Der)?)?
    } else {
        encode(&GeneralizedTime::from_unix_duration(time).map_err(|_| CmsError::Der)?)?
    };
    let digest = tlv(OCTET_STRING, &[digest]);
    let mut all = [
        attribute(oid::CONTENT_TYPE, &encode(&oid::DATA)?)?,
        attribute(oid::SIGNING_TIME, &time)?,
        attribute(oid::MESSAGE_DIGEST, &digest)?,
    ];
    all.sort_unstable();
    Ok(all.concat())
}

fn attribute(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, CmsError> {
    Ok(tlv(SEQUENCE, &[&encode(&kind)?, &tlv(SET, &[value])]))
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    ber::push(&mut out, &[tag], &parts.concat());
    out
}

fn encode<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, CmsError> {
    value.to_der().map_err(|_| CmsError::Der)
}
