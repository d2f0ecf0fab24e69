//! The certificate request (PKCS#10, RFC 2986; ra.md 7.1).

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence, Tag};
use ehealth_pki::{KeyIdentifier, KeyKind, Name, Prepared, SchemeError, SignatureScheme, ToBeSigned};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateSigningRequestDer, SubjectPublicKeyInfoDer};
use spki::AlgorithmIdentifierRef;

use crate::error::Error;
use crate::name::SubjectName;

/// Bytes of the largest request read; real ones have under 1200.
pub const MAX_LEN: usize = 16 * 1024;
/// Bits of the shortest RSA key that the authority certifies (ra.md 7.1).
pub const MIN_RSA_BITS: usize = 2048;

/// Why bytes are no certificate request, or not a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrError {
    /// More than [`MAX_LEN`] bytes.
    #[error("too large for a certificate request")]
    TooLarge,
    /// Not a certificate request in DER.
    #[error("not a certificate request in DER")]
    Der,
    /// Bytes follow the request.
    #[error("bytes after the certificate request")]
    Trailing,
    /// A version other than 0.
    #[error("a certificate request of an unknown version")]
    Version,
    /// The subject does not parse.
    #[error("the subject of the certificate request does not parse")]
    Subject,
    /// The public key does not parse.
    #[error("the public key of the certificate request does not parse")]
    Key,
    /// SHA-1 or older.
    #[error("the certificate request is signed with a weak algorithm")]
    WeakAlgorithm,
    /// RSA below 2048 bits.
    #[error("the key of the certificate request is too short")]
    WeakKey,
    /// The signature is wrong, or of an algorithm that is not supported.
    #[error("the signature of the certificate request is wrong")]
    Signature(#[source] SchemeError),
}

/// A certificate request.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificationRequest {
    der: Vec<u8>,
    info: Vec<u8>,
    scheme: Result<SignatureScheme, SchemeError>,
    signature: Vec<u8>,
    subject: Name,
    spki: SubjectPublicKeyInfoDer<'static>,
    key_identifier: KeyIdentifier,
}

/// ```text
/// CertificationRequest ::= SEQUENCE {
///      certificationRequestInfo CertificationRequestInfo,
///      signatureAlgorithm       AlgorithmIdentifier,
///      signature                BIT STRING }
/// ```
#[derive(Sequence)]
struct Outer<'a> {
    info: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

/// ```text
/// CertificationRequestInfo ::= SEQUENCE {
///      version       INTEGER { v1(0) },
///      subject       Name,
///      subjectPKInfo SubjectPublicKeyInfo,
///      attributes    [0] IMPLICIT SET OF Attribute }
/// ```
/// The attributes are obligatory; some writers leave them out and readers take it.
#[derive(Sequence)]
struct Info<'a> {
    version: u8,
    subject: AnyRef<'a>,
    spki: AnyRef<'a>,
    #[asn1(optional = "true")]
    attributes: Option<AnyRef<'a>>,
}

/// `[0]`, constructed, empty.
const NO_ATTRIBUTES: [u8; 2] = [0xA0, 0x00];

impl CertificationRequest {
    /// Prepares a request for `key` under `subject`, without attributes. The key itself signs it.
    ///
    /// # Errors
    /// [`Error::Csr`] with [`CsrError::Key`] when `key` does not parse.
    pub fn prepare(
        subject: &SubjectName,
        key: &SubjectPublicKeyInfoDer<'_>,
        scheme: SignatureScheme,
    ) -> Result<Prepared<Self>, Error> {
        let key_identifier = KeyIdentifier::of_spki(key).map_err(|_| CsrError::Key)?;
        let subject_der = subject.to_der();
        let info = Info {
            version: 0,
            subject: AnyRef::from_der(&subject_der).map_err(|_| CsrError::Subject)?,
            spki: AnyRef::from_der(key).map_err(|_| CsrError::Key)?,
            attributes: Some(AnyRef::from_der(&NO_ATTRIBUTES).map_err(|_| CsrError::Der)?),
        };
        let info = info.to_der().map_err(|_| CsrError::Der)?;
        let algorithm = scheme.algorithm_identifier();
        let spki = SubjectPublicKeyInfoDer::from(key.to_vec());
        let name = subject.as_name().clone();
        let (to_sign, announced) = (info.clone(), spki.clone());
        Ok(Prepared::new(ToBeSigned::new(scheme, to_sign), announced, move |signature| {
            // both conversions take every signature that was just verified
            let signature = scheme.to_x509(signature).unwrap_or_default();
            let der = assemble(&info, algorithm, &signature).unwrap_or_default();
            Self { der, info, scheme: Ok(scheme), signature, subject: name, spki, key_identifier }
        }))
    }

    /// Reads exactly one request. The signature is not looked at: [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`Error::Csr`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        Ok(Self::read(der)?)
    }

    /// Reads the first request in a PEM text.
    ///
    /// # Errors
    /// [`Error::Csr`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        if pem.len() > MAX_LEN.saturating_mul(2) {
            return Err(CsrError::TooLarge.into());
        }
        let der = CertificateSigningRequestDer::from_pem_slice(pem).map_err(|_| CsrError::Der)?;
        Self::from_der(&der)
    }

    fn read(der: &[u8]) -> Result<Self, CsrError> {
        if der.len() > MAX_LEN {
            return Err(CsrError::TooLarge);
        }
        let (outer, rest) = Outer::from_der_partial(der).map_err(|_| CsrError::Der)?;
        if !rest.is_empty() {
            return Err(CsrError::Trailing);
        }
        let info_der = outer.info.to_der().map_err(|_| CsrError::Der)?;
        let info = Info::from_der(&info_der).map_err(|_| CsrError::Der)?;
        if info.version != 0 {
            return Err(CsrError::Version);
        }
        if info.attributes.is_some_and(|any| !is_attributes(any.header().tag())) {
            return Err(CsrError::Der);
        }
        let algorithm = outer.algorithm.to_der().map_err(|_| CsrError::Der)?;
        let subject = info.subject.to_der().map_err(|_| CsrError::Subject)?;
        let spki = info.spki.to_der().map_err(|_| CsrError::Key)?;
        Ok(Self {
            scheme: SignatureScheme::from_algorithm_identifier(&algorithm),
            signature: outer.signature.as_bytes().ok_or(CsrError::Der)?.to_vec(),
            subject: Name::from_der(&subject).map_err(|_| CsrError::Subject)?,
            key_identifier: KeyIdentifier::of_spki(&spki).map_err(|_| CsrError::Key)?,
            spki: SubjectPublicKeyInfoDer::from(spki),
            der: der.to_vec(),
            info: info_der,
        })
    }

    /// The request in DER.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// For whom a certificate is asked.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The public key to be certified.
    #[must_use]
    pub const fn spki(&self) -> &SubjectPublicKeyInfoDer<'static> {
        &self.spki
    }

    /// What the authority calls this request by.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.key_identifier
    }

    /// How it is signed.
    ///
    /// # Errors
    /// [`SchemeError::UnsupportedAlgorithm`].
    pub const fn scheme(&self) -> Result<SignatureScheme, SchemeError> {
        self.scheme
    }

    /// Verifies that the key to be certified signed the request.
    ///
    /// # Errors
    /// [`Error::Csr`] with [`CsrError::Signature`], [`CsrError::WeakAlgorithm`] or [`CsrError::WeakKey`].
    pub fn verify(&self) -> Result<(), Error> {
        let scheme = self.scheme.map_err(CsrError::Signature)?;
        if scheme.is_weak() {
            return Err(CsrError::WeakAlgorithm.into());
        }
        let kind = KeyKind::of(&self.spki).map_err(CsrError::Signature)?;
        if matches!(kind, KeyKind::Rsa { bits, .. } if bits < MIN_RSA_BITS) {
            return Err(CsrError::WeakKey.into());
        }
        Ok(scheme.verify_der(&self.spki, &self.info, &self.signature).map_err(CsrError::Signature)?)
    }
}

impl core::fmt::Debug for CertificationRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CertificationRequest({})", self.key_identifier)
    }
}

fn is_attributes(tag: Tag) -> bool {
    tag.is_context_specific() && tag.is_constructed() && tag.number().value() == 0
}

fn assemble(info: &[u8], algorithm: &[u8], signature: &[u8]) -> der::Result<Vec<u8>> {
    let outer = Outer {
        info: AnyRef::from_der(info)?,
        algorithm: AlgorithmIdentifierRef::from_der(algorithm)?,
        signature: BitStringRef::from_bytes(signature)?,
    };
    outer.to_der()
}
