//! GenerateCertificate (ra.md 4.5): the certificate request itself, also for a renewal.

use ehealth_csr::EHealthCsr;
use ehealth_csr::xml::{Element, Writer};
use ehealth_pki::KeyIdentifier;

use crate::endpoints::Service;
use crate::error::{Error, Mismatch};
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};
use crate::read::{ElementExt, key_identifier};

/// Submits a certificate request. The signature is a legal one: the person has read the contract in it.
#[derive(Debug, Clone)]
pub struct GenerateCertificate {
    request: EHealthCsr,
}

impl GenerateCertificate {
    /// # Errors
    /// [`Error::Request`] when the subjects of certificate request and contract differ: the authority would
    /// refuse it after a PIN was spent.
    pub fn new(request: EHealthCsr) -> Result<Self, Error> {
        if !request.subjects_agree() {
            return Err(Error::request("the subject of the contract is not that of the certificate request"));
        }
        Ok(Self { request })
    }

    /// What is asked for.
    #[must_use]
    pub const fn request(&self) -> &EHealthCsr {
        &self.request
    }

    /// What the authority calls the request by: the identifier of its key.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.request.csr().key_identifier()
    }
}

/// The authority has taken the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    key: KeyIdentifier,
    automatically_validated: bool,
    replaces: Option<KeyIdentifier>,
}

impl Receipt {
    /// The identifier of the request: that of its key, already compared with our own computation.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.key
    }

    /// Whether it goes to the CA at once. Otherwise a person checks it first, for days.
    #[must_use]
    pub const fn automatically_validated(&self) -> bool {
        self.automatically_validated
    }

    /// The key of the certificate that it will replace, when this is a renewal.
    #[must_use]
    pub const fn replaces(&self) -> Option<KeyIdentifier> {
        self.replaces
    }
}

impl Sealed for GenerateCertificate {}

impl Operation for GenerateCertificate {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:generatecertificate";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire =
        Wire::new(CERTRA, "GenerateCertificateRequest", "GenerateCertificateResponse", Form::Status);
    type Response = Receipt;

    fn write(&self, out: &mut Writer) {
        out.start(CERTRA, "EHealthCSR");
        self.request.write(out);
        out.end();
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let key = answer.need_key_identifier(CERTRA.uri(), "PublicKeyIdentifier")?;
        if key != self.key_identifier() {
            return Err(Defect::mismatch(Mismatch::KeyIdentifier));
        }
        let name = "ReplacesCertificate";
        let replaces = answer.optional(CERTRA.uri(), name)?;
        Ok(Receipt {
            key,
            automatically_validated: answer.need_bool(CERTRA.uri(), "AutomaticallyValidated")?,
            replaces: replaces.map(|replaces| key_identifier(replaces, name)).transpose()?,
        })
    }
}

impl SignedOperation for GenerateCertificate {
    const SIGNED_BY: SignerRole = SignerRole::EidSignature;
}
