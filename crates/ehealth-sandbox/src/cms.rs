//! CMS SignedData (RFC 5652) around a content, as version 1 wraps requests and answers in it (ra.md 9.2), and
//! as an encryption token is one (ra.md 5.6).

mod ber;

use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA, ID_SIGNING_TIME};
use der::asn1::OctetString;
use der::{Any, Decode, Encode, Tag, Tagged};
use ehealth_pki::{BoxError, Certificate, HashAlgorithm, SignatureScheme};
use rustls_pki_types::UnixTime;
use x509_cert::time::Time;

use crate::asn1;
use crate::ca::Identity;
use crate::certificate;
use crate::refusal::{Code, Refusal};
use crate::rules::signer::Signed;
use crate::time::unix;

/// Certificates in the largest signature that is read; an eID has three.
const MAX_CERTIFICATES: usize = 8;

/// A content whose signature verifies; whether its signer is trusted is another matter.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) content: Vec<u8>,
    pub(crate) signed: Signed,
    /// When the signer says that it was.
    pub(crate) signing_time: Option<UnixTime>,
}

fn invalid(what: &'static str) -> Refusal {
    Refusal::new(Code::SignatureInvalid, what)
}

/// Opens a SignedData with its content inside, BER or DER; one signer, signed attributes, and the signer's
/// certificate among those that come along (ra.md 9.2).
pub(crate) fn open(bytes: &[u8], refused: &[SignatureScheme]) -> Result<Opened, Refusal> {
    let der = ber::to_der(bytes).ok_or_else(|| invalid("not BER"))?;
    let signed_data = signed_data(&der).map_err(|_| invalid("not a CMS SignedData"))?;
    let encapsulated = &signed_data.encap_content_info;
    if encapsulated.econtent_type != ID_DATA {
        return Err(invalid("the content is not id-data"));
    }
    let content = encapsulated.econtent.as_ref().filter(|content| content.tag() == Tag::OctetString);
    let content = content.ok_or_else(|| invalid("the content is not inside"))?.value().to_vec();
    let [signer] = signed_data.signer_infos.0.as_slice() else {
        return Err(invalid("there is not exactly one signer"));
    };
    let (leaf, others) = certificates(&signed_data, signer)?;
    let scheme = scheme(signer).ok_or_else(|| invalid("an algorithm that is not allowed"))?;
    if refused.contains(&scheme) {
        return Err(invalid("an algorithm that is not allowed"));
    }
    let signing_time = attributes_hold(signer, scheme.hash(), &content)?;
    let attributes = signer.signed_attrs.as_ref().and_then(|attributes| attributes.to_der().ok());
    let attributes = attributes.ok_or_else(|| invalid("no signed attributes"))?;
    scheme
        .verify_der(leaf.spki(), &attributes, signer.signature.as_bytes())
        .map_err(|_| invalid("the signature does not verify"))?;
    Ok(Opened { content, signed: Signed { leaf, others }, signing_time })
}

fn signed_data(der: &[u8]) -> der::Result<SignedData> {
    let info = ContentInfo::from_der(der)?;
    info.content_type.eq(&ID_SIGNED_DATA).then_some(()).ok_or(der::ErrorKind::Failed)?;
    info.content.decode_as()
}

/// The signer's certificate and the others.
fn certificates(data: &SignedData, signer: &SignerInfo) -> Result<(Certificate, Vec<Certificate>), Refusal> {
    let set = data.certificates.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    if set.len() > MAX_CERTIFICATES {
        return Err(invalid("too many certificates"));
    }
    let parse = |choice: &cms::cert::CertificateChoices| {
        choice.to_der().ok().and_then(|der| Certificate::from_der(&der).ok())
    };
    let mut others: Vec<Certificate> =
        set.iter().map(parse).collect::<Option<_>>().ok_or_else(|| invalid("a broken certificate"))?;
    let SignerIdentifier::IssuerAndSerialNumber(sid) = &signer.sid else {
        return Err(invalid("the signer is not named by issuer and serial number"));
    };
    let issuer = sid.issuer.to_der().map_err(|_| invalid("the signer's issuer"))?;
    let serial = sid.serial_number.as_bytes().iter().skip_while(|byte| **byte == 0);
    let is_leaf = |certificate: &Certificate| {
        certificate.issuer().der() == issuer && certificate.serial().as_bytes().iter().eq(serial.clone())
    };
    let at = others.iter().position(is_leaf).ok_or_else(|| invalid("the signer's certificate is missing"))?;
    let leaf = others.swap_remove(at);
    Ok((leaf, others))
}

/// The scheme of a signer: digest and signature algorithm tell it together.
fn scheme(signer: &SignerInfo) -> Option<SignatureScheme> {
    const RSA: ObjectIdentifier = const_oid::db::rfc5912::RSA_ENCRYPTION;
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    let digest = signer.digest_alg.oid.to_string();
    let hash = hashes.into_iter().find(|hash| digest_oid(*hash) == Some(digest.as_str()))?;
    let (rsa, ecdsa) = (SignatureScheme::RsaPkcs1v15(hash), SignatureScheme::Ecdsa(hash));
    match signer.signature_algorithm.oid {
        oid if oid == RSA || oid.to_string() == rsa.oid() => Some(rsa),
        oid if oid.to_string() == ecdsa.oid() => Some(ecdsa),
        _ => None,
    }
}

/// contentType and messageDigest say what the content is; the signing time, when there is one.
fn attributes_hold(
    signer: &SignerInfo,
    hash: HashAlgorithm,
    content: &[u8],
) -> Result<Option<UnixTime>, Refusal> {
    let attributes = signer.signed_attrs.as_ref().ok_or_else(|| invalid("no signed attributes"))?;
    let value = |oid: ObjectIdentifier| -> Result<Option<&Any>, Refusal> {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(attribute), None) if attribute.values.len() == 1 => Ok(attribute.values.get(0)),
            _ => Err(invalid("a signed attribute is there more than once")),
        }
    };
    let content_type = value(ID_CONTENT_TYPE)?.and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
    if content_type != Some(ID_DATA) {
        return Err(invalid("contentType is not id-data"));
    }
    let digest = value(ID_MESSAGE_DIGEST)?.and_then(|value| value.decode_as::<OctetString>().ok());
    if digest.is_none_or(|digest| digest.as_bytes() != hash.digest(content)) {
        return Err(invalid("messageDigest is not the content's"));
    }
    let time = value(ID_SIGNING_TIME)?.map(Any::decode_as::<Time>);
    let time = time.transpose().map_err(|_| invalid("signingTime is none"))?;
    Ok(time.map(|time| unix(time.to_unix_duration().as_secs())))
}

/// A SignedData by a key of the authority; `certificates` come along, the signer's own too.
pub(crate) fn sign(
    content: &[u8],
    certificates: &[&[u8]],
    signer: &Identity,
    now: UnixTime,
) -> Result<Vec<u8>, BoxError> {
    let hash = signer.key.scheme().hash();
    let digest = digest_oid(hash).ok_or("no digest algorithm of this sandbox")?;
    let digest_algorithm = asn1::sequence(&[&asn1::oid(digest)]);
    let oid = |oid: ObjectIdentifier| asn1::oid(&oid.to_string());
    let attribute =
        |name: ObjectIdentifier, value: &[u8]| asn1::sequence(&[&oid(name), &asn1::set(&[value])]);
    let attributes = asn1::set_of(vec![
        attribute(ID_CONTENT_TYPE, &oid(ID_DATA)),
        attribute(ID_SIGNING_TIME, &asn1::instant(now)),
        attribute(ID_MESSAGE_DIGEST, &asn1::octets(&hash.digest(content))),
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
    let mut certificates: Vec<Vec<u8>> = certificates.iter().map(|der| der.to_vec()).collect();
    certificates.push(signer.certificate.clone());
    let signed_data = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &asn1::set(&[&digest_algorithm]),
        &asn1::sequence(&[&oid(ID_DATA), &asn1::tlv(asn1::context(0), &asn1::octets(content))]),
        &retag(asn1::context(0), &asn1::set_of(certificates)),
        &asn1::set(&[&signer_info]),
    ]);
    Ok(asn1::sequence(&[&oid(ID_SIGNED_DATA), &asn1::tlv(asn1::context(0), &signed_data)]))
}

/// The same element under an implicit tag.
fn retag(tag: u8, element: &[u8]) -> Vec<u8> {
    let rest = element.get(1..).unwrap_or_default();
    [&[tag], rest].concat()
}

const fn digest_oid(hash: HashAlgorithm) -> Option<&'static str> {
    match hash {
        HashAlgorithm::Sha256 => Some("2.16.840.1.101.3.4.2.1"),
        HashAlgorithm::Sha384 => Some("2.16.840.1.101.3.4.2.2"),
        HashAlgorithm::Sha512 => Some("2.16.840.1.101.3.4.2.3"),
        _ => None,
    }
}
