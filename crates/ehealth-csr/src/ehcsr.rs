//! The `.ehcsr` file: the signed request as it is sent, kept so that it can be sent again (ra.md 9).

use ehealth_pki::{KeyIdentifier, Prepared, SignatureScheme};
use rustls_pki_types::CertificateDer;

use crate::error::Error;
use crate::namespaces::CR;
use crate::pkcs10::CertificationRequest;
use crate::request::EHealthCsr;
use crate::v1::SignedRequestV1;
use crate::xml::{Document, Writer};
use crate::xmldsig::{Policy, VerifiedXml, verify};

/// A `.ehcsr` file, of either version of the services; which one, its first byte says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RequestFile {
    /// A certificate request of the services' version 1, inside a CMS signature.
    V1(SignedRequestV1),
    /// A signed `GenerateCertificateRequest` of the services' version 2, in UTF-8.
    V2(SignedRequest),
}

impl RequestFile {
    /// Recognises and reads a file. The signature is not verified: [`SignedRequest::verify`].
    ///
    /// # Errors
    /// [`Error::NotARequest`] for something else, the errors of [`SignedRequestV1::from_bytes`] and
    /// [`SignedRequest::from_bytes`].
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        match bytes
            .trim_ascii_start()
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(bytes)
            .trim_ascii_start()
            .first()
        {
            // SEQUENCE: CMS SignedData
            Some(0x30) => SignedRequestV1::from_bytes(bytes.to_vec()).map(Self::V1),
            Some(b'<') => SignedRequest::from_bytes(bytes.to_vec()).map(Self::V2),
            _ => Err(Error::NotARequest),
        }
    }

    /// The bytes of the file, as they were read or signed.
    #[must_use]
    pub fn to_bytes(&self) -> &[u8] {
        match self {
            Self::V1(request) => request.as_bytes(),
            Self::V2(request) => &request.bytes,
        }
    }

    /// The certificate request inside.
    #[must_use]
    pub const fn csr(&self) -> &CertificationRequest {
        match self {
            Self::V1(request) => request.request().csr(),
            Self::V2(request) => request.request.csr(),
        }
    }
}

/// A signed `GenerateCertificateRequest`.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    bytes: Vec<u8>,
    id: String,
    issue_instant: String,
    request: EHealthCsr,
}

impl SignedRequest {
    /// Prepares a signed request: `id` begins with `_` or a letter and is new each time, `issue_instant` is an
    /// xs:dateTime of now; `chain` is the signer's, his certificate first (ra.md 2.4, 3.2).
    ///
    /// # Errors
    /// [`Error::Xml`] for a character that XML cannot hold, [`Error::Signature`] as
    /// [`prepare`](crate::xmldsig::prepare).
    pub fn prepare(
        request: &EHealthCsr,
        id: &str,
        issue_instant: &str,
        chain: &[CertificateDer<'_>],
        scheme: SignatureScheme,
    ) -> Result<Prepared<Self>, Error> {
        let mut writer = Writer::new();
        writer.start(CR, "GenerateCertificateRequest");
        writer.attribute("Id", id).attribute("IssueInstant", issue_instant).start(CR, "EHealthCSR");
        request.write(&mut writer);
        writer.end().end();
        let prepared = crate::xmldsig::prepare(writer.finish()?, chain, scheme)?;
        let (id, issue_instant, request) = (id.to_owned(), issue_instant.to_owned(), request.clone());
        Ok(prepared.map(|bytes| Self { bytes, id, issue_instant, request }))
    }

    /// Reads a request. Its signature is not verified: [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`Error::NotARequest`] for another root element or one without `Id` and `IssueInstant`, the errors of
    /// [`EHealthCsr::read`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let (id, issue_instant, request) = {
            let document = Document::parse(&bytes)?;
            let root = document.root();
            let attributes = root.attribute("Id").zip(root.attribute("IssueInstant"));
            let Some((id, issue_instant)) =
                attributes.filter(|_| root.is(CR.uri(), "GenerateCertificateRequest"))
            else {
                return Err(Error::NotARequest);
            };
            let request = EHealthCsr::read(root.one(CR.uri(), "EHealthCSR")?)?;
            (id.to_owned(), issue_instant.to_owned(), request)
        };
        Ok(Self { bytes, id, issue_instant, request })
    }

    /// The bytes: what is put into the envelope.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The request's `Id`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was made, xs:dateTime as written: the authority may refuse an old one.
    #[must_use]
    pub fn issue_instant(&self) -> &str {
        &self.issue_instant
    }

    /// What is asked for.
    #[must_use]
    pub const fn request(&self) -> &EHealthCsr {
        &self.request
    }

    /// What the authority calls the request by.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.request.csr().key_identifier()
    }

    /// Verifies the person's signature over the request. Whose certificate it is and whether it is trusted
    /// is the caller's.
    ///
    /// # Errors
    /// [`Error::Signature`].
    pub fn verify(&self, policy: &Policy) -> Result<VerifiedXml<'_>, Error> {
        verify(&self.bytes, policy)
    }
}
