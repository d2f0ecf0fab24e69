//! GetCertificate (ra.md 4.6): fetch the issued certificate.

use ehealth_csr::xml::{Element, Writer};
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::CertificateDer;

use crate::endpoints::Service;
use crate::error::MalformedAnswer;
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};
use crate::status::Status;

/// Most certificates of one answer: a leaf and its CAs, two in practice.
const MAX_CERTIFICATES: usize = 10;

/// Asks for the certificate of a key. Unsigned: the identifier is the only secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetCertificate {
    key: KeyIdentifier,
}

impl GetCertificate {
    /// `key` is the identifier of the authentication key, computed by ourselves.
    #[must_use]
    pub const fn new(key: KeyIdentifier) -> Self {
        Self { key }
    }
}

/// Whether the certificate is there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateReply {
    /// Not yet: ask again, 10 seconds later at the earliest (ra.md 2.7).
    Pending,
    /// Leaf, then issuing CAs, without the root. Believe nothing before [`issued::check`](crate::issued::check).
    Delivered(Vec<CertificateDer<'static>>),
}

impl Sealed for GetCertificate {}

impl Operation for GetCertificate {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:getcertificate";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(CERTRA, "GetCertificateRequest", "GetCertificateResponse", Form::Status);
    type Response = CertificateReply;

    fn write(&self, out: &mut Writer) {
        out.element(CERTRA, "PublicKeyIdentifier", &self.key.to_string());
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let name = "X509Certificate";
        let chain: Vec<_> = answer
            .all(CERTRA.uri(), name)
            .take(MAX_CERTIFICATES)
            .map(|certificate| Ok(CertificateDer::from(certificate.base64()?)))
            .collect::<Result<_, MalformedAnswer>>()?;
        if chain.is_empty() {
            return Err(MalformedAnswer::Missing { name }.into());
        }
        Ok(CertificateReply::Delivered(chain))
    }

    fn refused(&self, status: Status) -> Result<Self::Response, Defect> {
        if status.is_not_yet_delivered() {
            Ok(CertificateReply::Pending)
        } else {
            Err(Defect::refused(status))
        }
    }
}

impl UnsignedOperation for GetCertificate {}
