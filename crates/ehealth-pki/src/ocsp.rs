//! Questions about one certificate and their answers (RFC 6960). The bytes travel with whoever has a network:
//! `POST`, `application/ocsp-request` and `application/ocsp-response`.

use core::fmt;
use core::time::Duration;

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence, Tag};
use rustls_pki_types::UnixTime;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::certificate::{Certificate, KeyUsage, SerialNumber};
use crate::extensions::Extension;
use crate::name::Name;
use crate::revocation::{Issuer, Reason, RevocationError, Status, check_freshness, generalized};
use crate::scheme::{HashAlgorithm, SchemeError, SignatureScheme};

/// Bytes of the largest answer that is read; real ones have under 3000.
pub const MAX_OCSP_LEN: usize = 64 * 1024;
/// Most statements and most certificates in an answer.
const MAX_PARTS: usize = 16;
/// For how long a statement without a next one is current.
const MAX_AGE: Duration = Duration::from_secs(24 * 3_600);

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest SEQUENCE {
///      requestList       SEQUENCE OF SEQUENCE { reqCert CertID },
///      requestExtensions [2] EXPLICIT Extensions OPTIONAL } }
/// ```
#[derive(Sequence)]
struct RequestDer<'a> {
    tbs: TbsRequest<'a>,
}

#[derive(Sequence)]
struct TbsRequest<'a> {
    list: Vec<OneRequest<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct OneRequest<'a> {
    id: CertId<'a>,
}

/// ```text
/// CertID ::= SEQUENCE {
///      hashAlgorithm  AlgorithmIdentifier,
///      issuerNameHash OCTET STRING,
///      issuerKeyHash  OCTET STRING,
///      serialNumber   INTEGER }
/// ```
#[derive(Sequence)]
struct CertId<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    name_hash: &'a OctetStringRef,
    key_hash: &'a OctetStringRef,
    serial: UintRef<'a>,
}

/// ```text
/// OCSPResponse ::= SEQUENCE {
///      responseStatus ENUMERATED,
///      responseBytes  [0] EXPLICIT SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING } OPTIONAL }
/// ```
#[derive(Sequence)]
struct ResponseDer<'a> {
    status: AnyRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<ResponseBytes<'a>>,
}

#[derive(Sequence)]
struct ResponseBytes<'a> {
    kind: ObjectIdentifier,
    response: &'a OctetStringRef,
}

#[derive(Sequence)]
struct Basic<'a> {
    tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    certificates: Option<Vec<AnyRef<'a>>>,
}

/// ```text
/// ResponseData ::= SEQUENCE {
///      version            [0] EXPLICIT INTEGER DEFAULT v1(0),
///      responderID        CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING },
///      producedAt         GeneralizedTime,
///      responses          SEQUENCE OF SingleResponse,
///      responseExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Sequence)]
struct ResponseData<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    responder: AnyRef<'a>,
    produced_at: GeneralizedTime,
    responses: Vec<Single<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct Single<'a> {
    id: CertId<'a>,
    status: AnyRef<'a>,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct RevokedInfo<'a> {
    at: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    reason: Option<AnyRef<'a>>,
}

/// The DER of a question about `certificate`, unsigned, with SHA-1 certificate identifiers, which every
/// responder understands; they identify, they protect nothing. `nonce` has 1 to 32 bytes (RFC 8954).
///
/// # Errors
/// [`RevocationError::WrongIssuer`] when `issuer` did not issue the certificate.
pub fn request(
    certificate: &Certificate,
    issuer: Issuer<'_>,
    nonce: Option<&[u8]>,
) -> Result<Vec<u8>, RevocationError> {
    if !certificate.issuer().matches(issuer.name) {
        return Err(RevocationError::WrongIssuer);
    }
    let build = || -> der::Result<Vec<u8>> {
        let name_hash = HashAlgorithm::Sha1.digest(certificate.issuer().der());
        let key_hash = HashAlgorithm::Sha1.digest(key_bits(issuer.spki).unwrap_or_default());
        let nonce = nonce.map(|nonce| OctetStringRef::new(nonce)?.to_der()).transpose()?;
        let nonce = nonce.as_deref().map(OctetStringRef::new).transpose()?;
        let id = CertId {
            algorithm: AlgorithmIdentifierRef { oid: SHA1, parameters: Some(AnyRef::NULL) },
            name_hash: OctetStringRef::new(&name_hash)?,
            key_hash: OctetStringRef::new(&key_hash)?,
            serial: UintRef::new(certificate.serial().as_bytes())?,
        };
        let extensions = nonce.map(|value| vec![Extension { oid: NONCE, critical: None, value }]);
        RequestDer { tbs: TbsRequest { list: vec![OneRequest { id }], extensions } }.to_der()
    };
    build().map_err(|_| RevocationError::Der)
}

/// An answer, read and owned. Nothing is verified by reading: [`verify`](Self::verify).
#[derive(Clone)]
pub struct OcspResponse {
    tbs: Vec<u8>,
    signature: Vec<u8>,
    scheme: Result<SignatureScheme, SchemeError>,
    responder: Responder,
    certificates: Vec<Certificate>,
    produced_at: UnixTime,
    nonce: Option<Vec<u8>>,
    statements: Vec<Statement>,
}

#[derive(Clone)]
enum Responder {
    Name(Name),
    Key(Vec<u8>),
}

#[derive(Clone)]
struct Statement {
    hash: Option<HashAlgorithm>,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    serial: SerialNumber,
    status: Status,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
}

/// What a verified answer says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// Good, revoked, unknown.
    pub status: Status,
    /// When it was known to be so.
    pub this_update: UnixTime,
    /// Until when newer information will exist, when announced.
    pub next_update: Option<UnixTime>,
    /// When the answer was signed.
    pub produced_at: UnixTime,
    /// Whether the answer repeats the question's nonce, and so is no old one played again. Many responders
    /// answer from a stock and repeat none.
    pub nonce_repeated: bool,
    /// The certificate of a responder whom the issuer charged with answering; `None` when the issuer did it
    /// himself.
    pub responder: Option<Certificate>,
}

impl OcspResponse {
    /// Reads exactly one answer.
    ///
    /// # Errors
    /// [`RevocationError::NoAnswer`] when the responder gave none, [`RevocationError::Der`],
    /// [`RevocationError::TooLarge`], [`RevocationError::Unsupported`].
    pub fn from_der(der: &[u8]) -> Result<Self, RevocationError> {
        if der.len() > MAX_OCSP_LEN {
            return Err(RevocationError::TooLarge);
        }
        let outer = ResponseDer::from_der(der).map_err(|_| RevocationError::Der)?;
        let status = enumerated(outer.status)?;
        let bytes = match (status, outer.bytes) {
            (0, Some(bytes)) => bytes,
            (0, None) => return Err(RevocationError::Der),
            (status, _) => return Err(RevocationError::NoAnswer(status)),
        };
        if bytes.kind != BASIC {
            return Err(RevocationError::Unsupported(bytes.kind.to_string()));
        }
        let basic = Basic::from_der(bytes.response.as_bytes()).map_err(|_| RevocationError::Der)?;
        let tbs = basic.tbs.to_der().map_err(|_| RevocationError::Der)?;
        let data = ResponseData::from_der(&tbs).map_err(|_| RevocationError::Der)?;
        let certificates = basic.certificates.unwrap_or_default();
        if data.version.is_some_and(|version| version != 0)
            || data.responses.len() > MAX_PARTS
            || certificates.len() > MAX_PARTS
        {
            return Err(RevocationError::Der);
        }
        let certificate = |any: &AnyRef<'_>| {
            let der = any.to_der().map_err(|_| RevocationError::Der)?;
            Certificate::from_der(&der).map_err(|_| RevocationError::Der)
        };
        Ok(Self {
            signature: basic.signature.as_bytes().ok_or(RevocationError::Der)?.to_vec(),
            scheme: SignatureScheme::of_algorithm(&basic.algorithm),
            responder: responder(data.responder)?,
            certificates: certificates.iter().map(certificate).collect::<Result<_, _>>()?,
            produced_at: generalized(data.produced_at),
            nonce: nonce(data.extensions.as_deref().unwrap_or_default())?,
            statements: data.responses.iter().map(statement).collect::<Result<_, _>>()?,
            tbs,
        })
    }

    /// Whether the answer comes from the issuer or one whom he charged with answering, is about
    /// `certificate`, belongs to the question with `nonce`, and is current at `now`; and what it says.
    ///
    /// # Errors
    /// [`RevocationError`]: then nothing is known.
    pub fn verify(
        &self,
        certificate: &Certificate,
        issuer: Issuer<'_>,
        nonce: Option<&[u8]>,
        now: UnixTime,
    ) -> Result<Verdict, RevocationError> {
        if !issuer.issued(certificate) {
            return Err(RevocationError::WrongIssuer);
        }
        let scheme = self.scheme.map_err(RevocationError::Signature)?;
        if scheme.is_weak() {
            return Err(RevocationError::WeakAlgorithm);
        }
        let responder = self.authorised(issuer, now)?;
        let key = responder.map_or(issuer.spki, |responder| responder.spki());
        scheme.verify_der(key, &self.tbs, &self.signature).map_err(RevocationError::Signature)?;
        let nonce_repeated = match (nonce, &self.nonce) {
            (Some(asked), Some(found)) if asked == found => true,
            (Some(_), Some(_)) => return Err(RevocationError::Nonce),
            _ => false,
        };
        let statement = self.statements.iter().find(|statement| statement.is_about(certificate, issuer));
        let statement = statement.ok_or(RevocationError::OtherCertificate)?;
        check_freshness(statement.this_update, statement.next_update, MAX_AGE, now)?;
        Ok(Verdict {
            status: statement.status,
            this_update: statement.this_update,
            next_update: statement.next_update,
            produced_at: self.produced_at,
            nonce_repeated,
            responder: responder.cloned(),
        })
    }

    /// RFC 6960 section 4.2.2.2: the issuer himself, or a certificate that he issued for answering.
    fn authorised(&self, issuer: Issuer<'_>, now: UnixTime) -> Result<Option<&Certificate>, RevocationError> {
        if self.responder.is(issuer.name, issuer.spki) {
            return Ok(None);
        }
        let named = |certificate: &&Certificate| self.responder.is(certificate.subject(), certificate.spki());
        let responder = self.certificates.iter().find(named).ok_or(RevocationError::WrongIssuer)?;
        if !issuer.issued(responder) {
            return Err(RevocationError::WrongIssuer);
        }
        let charged = responder.extended_key_usages().iter().any(|usage| usage == OCSP_SIGNING);
        let may_sign = responder.key_usage().is_none_or(KeyUsage::digital_signature);
        if !charged || !may_sign || responder.unknown_critical_extension().is_some() {
            return Err(RevocationError::WrongUsage);
        }
        if responder.scheme().is_ok_and(SignatureScheme::is_weak) {
            return Err(RevocationError::WeakAlgorithm);
        }
        if now < responder.not_before() || now > responder.not_after() {
            return Err(RevocationError::ResponderValidity);
        }
        Ok(Some(responder))
    }
}

impl Responder {
    fn is(&self, name: &Name, spki: &[u8]) -> bool {
        match self {
            Self::Name(own) => own.matches(name),
            Self::Key(hash) => key_bits(spki).is_some_and(|bits| HashAlgorithm::Sha1.digest(bits) == *hash),
        }
    }
}

impl Statement {
    fn is_about(&self, certificate: &Certificate, issuer: Issuer<'_>) -> bool {
        let Some((hash, bits)) = self.hash.zip(key_bits(issuer.spki)) else { return false };
        self.serial == *certificate.serial()
            && hash.digest(certificate.issuer().der()) == self.name_hash
            && hash.digest(bits) == self.key_hash
    }
}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({} statements)", self.statements.len())
    }
}

/// The contents of the bit string: what key hashes are made of.
fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    SubjectPublicKeyInfoRef::from_der(spki).ok()?.subject_public_key.as_bytes()
}

fn responder(any: AnyRef<'_>) -> Result<Responder, RevocationError> {
    let tag = any.header().tag();
    if !tag.is_context_specific() || !tag.is_constructed() {
        return Err(RevocationError::Der);
    }
    match tag.number().value() {
        1 => Name::from_der(any.value()).map(Responder::Name).map_err(|_| RevocationError::Der),
        2 => {
            let hash = <&OctetStringRef>::from_der(any.value()).map_err(|_| RevocationError::Der)?;
            Ok(Responder::Key(hash.as_bytes().to_vec()))
        }
        _ => Err(RevocationError::Der),
    }
}

fn statement(single: &Single<'_>) -> Result<Statement, RevocationError> {
    let unknown = single.extensions.as_deref().unwrap_or_default().iter();
    if let Some(extension) = unknown.into_iter().find(|extension| extension.critical == Some(true)) {
        return Err(RevocationError::Unsupported(extension.oid.to_string()));
    }
    let tag = single.status.header().tag();
    let status = match (tag.is_context_specific(), tag.number().value(), single.status.value()) {
        (true, 0, []) => Status::Good,
        (true, 2, []) => Status::Unknown,
        (true, 1, value) => {
            let info = AnyRef::new(Tag::Sequence, value).and_then(AnyRef::decode_as::<RevokedInfo<'_>>);
            let info = info.map_err(|_| RevocationError::Der)?;
            let reason = info.reason.map(enumerated).transpose()?;
            Status::Revoked { at: generalized(info.at), reason: reason.map(Reason::of_code) }
        }
        _ => return Err(RevocationError::Der),
    };
    let hashes = [
        (SHA1, HashAlgorithm::Sha1),
        (SHA256, HashAlgorithm::Sha256),
        (SHA384, HashAlgorithm::Sha384),
        (SHA512, HashAlgorithm::Sha512),
    ];
    Ok(Statement {
        hash: hashes.iter().find(|(oid, _)| *oid == single.id.algorithm.oid).map(|(_, hash)| *hash),
        name_hash: single.id.name_hash.as_bytes().to_vec(),
        key_hash: single.id.key_hash.as_bytes().to_vec(),
        serial: SerialNumber::from_bytes(single.id.serial.as_bytes()),
        status,
        this_update: generalized(single.this_update),
        next_update: single.next_update.map(generalized),
    })
}

fn nonce(extensions: &[Extension<'_>]) -> Result<Option<Vec<u8>>, RevocationError> {
    let mut nonce = None;
    for extension in extensions {
        if extension.oid == NONCE {
            let value = extension.value.as_bytes();
            // some responders leave the inner OCTET STRING out
            let inner = <&OctetStringRef>::from_der(value).map_or(value, OctetStringRef::as_bytes);
            nonce = Some(inner.to_vec());
        } else if extension.critical == Some(true) {
            return Err(RevocationError::Unsupported(extension.oid.to_string()));
        }
    }
    Ok(nonce)
}

fn enumerated(any: AnyRef<'_>) -> Result<u8, RevocationError> {
    match (any.header().tag(), any.value()) {
        (Tag::Enumerated, [code]) => Ok(*code),
        _ => Err(RevocationError::Der),
    }
}
