//! Reading and verifying.

use core::fmt;

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Encode, Tag};
use ehealth_pki::scheme::verify_rsa_pss;
use ehealth_pki::{Certificate, HashAlgorithm, KeyUsage, Name, SchemeError, SerialNumber, SignatureScheme};
use rustls_pki_types::UnixTime;
use spki::AlgorithmIdentifierRef;

use super::attributes::Attributes;
use super::fields::Fields;
use super::{CmsError, MAX_LEN, ber, oid};

/// Most certificates, attributes and the like in one set.
const MAX_PARTS: usize = 64;

/// A signed message, read and owned. Nothing is verified by reading: [`verify`](Self::verify).
#[derive(Clone)]
pub struct SignedData {
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    signer: SignerInfo,
}

/// How the message names its signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    #[non_exhaustive]
    IssuerAndSerial {
        /// The issuer's name.
        issuer: Name,
        /// The serial number.
        serial: SerialNumber,
    },
    /// By the subject key identifier.
    SubjectKey(Vec<u8>),
}

#[derive(Clone)]
pub(super) struct SignerInfo {
    identifier: SignerIdentifier,
    pub(super) digest: Algorithm,
    /// `SET OF` in DER: what is signed.
    attributes: Option<Vec<u8>>,
    pub(super) algorithm: Algorithm,
    signature: Vec<u8>,
}

/// An algorithm with its parameters in DER.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub(super) oid: ObjectIdentifier,
    pub(super) der: Vec<u8>,
}

/// What a verified message says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifiedContent<'m> {
    /// The bytes that were signed.
    pub content: &'m [u8],
    /// The certificate whose key made the signature. Its chain is not verified.
    pub signer: &'m Certificate,
    /// When it was signed, by the signer's own word.
    pub signing_time: Option<UnixTime>,
}

impl SignedData {
    /// Reads exactly one message, BER or DER.
    ///
    /// # Errors
    /// [`CmsError`] of structure: it has one signer and parses.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CmsError> {
        if bytes.len() > MAX_LEN {
            return Err(CmsError::TooLarge);
        }
        let der = ber::to_der(bytes)?;
        let mut outer = Fields::of(AnyRef::from_der(&der).map_err(|_| CmsError::Der)?, Tag::Sequence)?;
        if outer.next()?.decode_as::<ObjectIdentifier>().map_err(|_| CmsError::Der)? != oid::SIGNED_DATA {
            return Err(CmsError::NotSignedData);
        }
        let explicit = outer.context(0, true)?.ok_or(CmsError::Der)?;
        outer.end()?;
        let inner = AnyRef::from_der(explicit.value()).map_err(|_| CmsError::Der)?;
        let mut fields = Fields::of(inner, Tag::Sequence)?;
        fields.next()?.decode_as::<u8>().map_err(|_| CmsError::Der)?; // version
        Fields::of(fields.next()?, Tag::Set)?; // digest algorithms: those of the signer count
        let (content_type, content) = encapsulated(fields.next()?)?;
        let certificates = match fields.context(0, true)? {
            Some(set) => certificates(set)?,
            None => Vec::new(),
        };
        fields.context(1, true)?; // revocation lists
        let mut signers = Fields::of(fields.next()?, Tag::Set)?;
        fields.end()?;
        if signers.rest.is_empty() {
            return Err(CmsError::NoSigner);
        }
        let signer = SignerInfo::read(signers.next()?)?;
        if !signers.rest.is_empty() {
            return Err(CmsError::SeveralSigners);
        }
        Ok(Self { content_type, content, certificates, signer })
    }

    /// The content, unless it is kept elsewhere. Not verified.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that came along. Not verified.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How the signer's certificate is named.
    #[must_use]
    pub const fn signer(&self) -> &SignerIdentifier {
        &self.signer.identifier
    }

    /// Verifies the signature over the content inside, with the signer's certificate inside.
    ///
    /// # Errors
    /// [`CmsError`] with the first rule that is broken.
    pub fn verify(&self) -> Result<VerifiedContent<'_>, CmsError> {
        self.verify_with(&[], None)
    }

    /// The same, with further certificates among which the signer's may be, and with the content when it is
    /// kept elsewhere.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_with<'m>(
        &'m self,
        certificates: &'m [Certificate],
        content: Option<&'m [u8]>,
    ) -> Result<VerifiedContent<'m>, CmsError> {
        let content = self.content.as_deref().or(content).ok_or(CmsError::NoContent)?;
        let mut known = self.certificates.iter().chain(certificates);
        let signer = known.find(|one| self.signer.identifier.names(one)).ok_or(CmsError::NoCertificate)?;
        let hash = hash_of(self.signer.digest.oid)?;
        let der = self.signer.attributes.as_deref().ok_or(CmsError::AttributeMissing("signedAttrs"))?;
        let attributes = Attributes::read(der)?;

        let content_type = attributes.one(oid::CONTENT_TYPE, "contentType")?;
        if content_type.decode_as::<ObjectIdentifier>() != Ok(self.content_type) {
            return Err(CmsError::ContentType);
        }
        let digest = attributes.one(oid::MESSAGE_DIGEST, "messageDigest")?;
        let digest = digest.decode_as::<&OctetStringRef>().map_err(|_| CmsError::Der)?;
        if digest.as_bytes() != hash.digest(content) {
            return Err(CmsError::Digest);
        }
        attributes.algorithm_protection(&self.signer)?;
        attributes.signing_certificate(signer)?;
        if signer.key_usage().is_some_and(|usage| !signs(usage)) {
            return Err(CmsError::KeyUsage);
        }
        self.signer.verify(hash, signer, der)?;
        Ok(VerifiedContent { content, signer, signing_time: attributes.signing_time()? })
    }
}

impl fmt::Debug for SignedData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.content.as_ref().map(Vec::len);
        write!(f, "SignedData({length:?} bytes, {} certificates)", self.certificates.len())
    }
}

const fn signs(usage: KeyUsage) -> bool {
    usage.digital_signature() || usage.non_repudiation()
}

impl SignerIdentifier {
    fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.serial() == serial && certificate.issuer().matches(issuer)
            }
            Self::SubjectKey(id) => certificate.subject_key_identifier() == Some(id),
        }
    }
}

impl SignerInfo {
    fn read(any: AnyRef<'_>) -> Result<Self, CmsError> {
        let mut fields = Fields::of(any, Tag::Sequence)?;
        fields.next()?.decode_as::<u8>().map_err(|_| CmsError::Der)?; // version
        let identifier = match fields.context(0, false)? {
            Some(key) => SignerIdentifier::SubjectKey(key.value().to_vec()),
            None => {
                let mut pair = Fields::of(fields.next()?, Tag::Sequence)?;
                let issuer = pair.next()?.to_der().map_err(|_| CmsError::Der)?;
                let serial = pair.next()?.decode_as::<UintRef<'_>>().map_err(|_| CmsError::Der)?;
                pair.end()?;
                SignerIdentifier::IssuerAndSerial {
                    issuer: Name::from_der(&issuer).map_err(|_| CmsError::Der)?,
                    serial: SerialNumber::from_bytes(serial.as_bytes()),
                }
            }
        };
        let digest = Algorithm::read(fields.next()?)?;
        let attributes = fields.context(0, true)?.map(set_of).transpose()?;
        let algorithm = Algorithm::read(fields.next()?)?;
        let signature = fields.next()?.decode_as::<&OctetStringRef>().map_err(|_| CmsError::Der)?;
        fields.context(1, true)?; // unsigned attributes
        fields.end()?;
        Ok(Self { identifier, digest, attributes, algorithm, signature: signature.as_bytes().to_vec() })
    }

    fn verify(&self, hash: HashAlgorithm, signer: &Certificate, message: &[u8]) -> Result<(), CmsError> {
        let algorithm = AlgorithmIdentifierRef::from_der(&self.algorithm.der).map_err(|_| CmsError::Der)?;
        let result = if algorithm.oid == oid::RSA_PSS {
            let (pss_hash, salt_len) = pss_parameters(algorithm.parameters.ok_or(CmsError::Algorithm)?)?;
            if pss_hash != hash {
                return Err(CmsError::Algorithm);
            }
            verify_rsa_pss(hash, salt_len, signer.spki(), message, &self.signature)
        } else {
            let scheme = if algorithm.oid == oid::RSA {
                SignatureScheme::RsaPkcs1v15(hash)
            } else {
                SignatureScheme::from_algorithm_identifier(&self.algorithm.der)
                    .map_err(|_| CmsError::Algorithm)?
            };
            if scheme.is_weak() {
                return Err(CmsError::WeakAlgorithm);
            }
            if scheme.hash() != hash {
                return Err(CmsError::Algorithm);
            }
            scheme.verify_der(signer.spki(), message, &self.signature)
        };
        result.map_err(|error| match error {
            SchemeError::Signature => CmsError::Signature,
            _ => CmsError::Algorithm,
        })
    }
}

impl Algorithm {
    pub(super) fn read(any: AnyRef<'_>) -> Result<Self, CmsError> {
        let read = any.decode_as::<AlgorithmIdentifierRef<'_>>().map_err(|_| CmsError::Der)?;
        Ok(Self { oid: read.oid, der: any.to_der().map_err(|_| CmsError::Der)? })
    }
}

/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///      hashAlgorithm    [0] AlgorithmIdentifier DEFAULT sha1,
///      maskGenAlgorithm [1] AlgorithmIdentifier DEFAULT mgf1SHA1,
///      saltLength       [2] INTEGER DEFAULT 20,
///      trailerField     [3] INTEGER DEFAULT 1 }
/// ```
fn pss_parameters(parameters: AnyRef<'_>) -> Result<(HashAlgorithm, usize), CmsError> {
    let mut fields = Fields::of(parameters, Tag::Sequence)?;
    // the defaults are all SHA-1
    let hash = fields.context(0, true)?.ok_or(CmsError::WeakAlgorithm)?;
    let hash = AlgorithmIdentifierRef::from_der(hash.value()).map_err(|_| CmsError::Algorithm)?;
    let hash = hash_of(hash.oid)?;
    let mask = fields.context(1, true)?.ok_or(CmsError::WeakAlgorithm)?;
    let mask = AlgorithmIdentifierRef::from_der(mask.value()).map_err(|_| CmsError::Algorithm)?;
    let mask_hash = mask.parameters.ok_or(CmsError::Algorithm)?;
    let mask_hash = mask_hash.decode_as::<AlgorithmIdentifierRef<'_>>().map_err(|_| CmsError::Algorithm)?;
    if mask.oid != oid::MGF1 || hash_of(mask_hash.oid)? != hash {
        return Err(CmsError::Algorithm);
    }
    let salt = match fields.context(2, true)? {
        Some(salt) => u16::from_der(salt.value()).map_err(|_| CmsError::Algorithm)?,
        None => 20,
    };
    Ok((hash, usize::from(salt)))
}

pub(super) fn hash_of(algorithm: ObjectIdentifier) -> Result<HashAlgorithm, CmsError> {
    match algorithm {
        oid::SHA256 => Ok(HashAlgorithm::Sha256),
        oid::SHA384 => Ok(HashAlgorithm::Sha384),
        oid::SHA512 => Ok(HashAlgorithm::Sha512),
        oid::SHA1 | oid::MD5 => Err(CmsError::WeakAlgorithm),
        _ => Err(CmsError::Algorithm),
    }
}

fn encapsulated(any: AnyRef<'_>) -> Result<(ObjectIdentifier, Option<Vec<u8>>), CmsError> {
    let mut fields = Fields::of(any, Tag::Sequence)?;
    let content_type = fields.next()?.decode_as().map_err(|_| CmsError::Der)?;
    let content = fields.context(0, true)?;
    fields.end()?;
    let content = content.map(|explicit| {
        let octets = <&OctetStringRef>::from_der(explicit.value()).map_err(|_| CmsError::Der)?;
        Ok(octets.as_bytes().to_vec())
    });
    Ok((content_type, content.transpose()?))
}

/// Certificates of X.509; attribute certificates and the like are passed over.
fn certificates(set: AnyRef<'_>) -> Result<Vec<Certificate>, CmsError> {
    let mut fields = Fields { rest: set.value() };
    let mut certificates = Vec::new();
    while !fields.rest.is_empty() {
        let any = fields.next()?;
        if any.header().tag() != Tag::Sequence {
            continue;
        }
        if certificates.len() >= MAX_PARTS {
            return Err(CmsError::TooLarge);
        }
        let der = any.to_der().map_err(|_| CmsError::Der)?;
        certificates.push(Certificate::from_der(&der).map_err(|_| CmsError::NoCertificate)?);
    }
    Ok(certificates)
}

/// The attributes as they are signed: with the tag of a SET, sorted as DER demands.
fn set_of(implicit: AnyRef<'_>) -> Result<Vec<u8>, CmsError> {
    let mut fields = Fields { rest: implicit.value() };
    let mut parts = Vec::new();
    while !fields.rest.is_empty() {
        parts.push(fields.next()?.to_der().map_err(|_| CmsError::Der)?);
        if parts.len() > MAX_PARTS {
            return Err(CmsError::TooLarge);
        }
    }
    parts.sort_unstable();
    let mut der = Vec::new();
    ber::push(&mut der, &[0x31], &parts.concat());
    Ok(der)
}
