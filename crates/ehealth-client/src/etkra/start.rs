//! StartETKRegistration (ra.md 5.1): the encryption key goes, a challenge comes.

use base64ct::{Base64, Encoding};
use ehealth_csr::xml::{Element, Writer};
use rustls_pki_types::SubjectPublicKeyInfoDer;

use crate::endpoints::Service;
use crate::etk::Challenge;
use crate::names::ETKRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Begins the registration of an encryption key. Store the key before: who can open the challenge must be
/// able to open messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartETKRegistration {
    encryption_key: SubjectPublicKeyInfoDer<'static>,
}

impl StartETKRegistration {
    /// `encryption_key`: RSA with 2048 bits; the authority refuses any other.
    #[must_use]
    pub fn new(encryption_key: &SubjectPublicKeyInfoDer<'_>) -> Self {
        Self { encryption_key: encryption_key.as_ref().to_vec().into() }
    }
}

impl Sealed for StartETKRegistration {}

impl Operation for StartETKRegistration {
    const SERVICE: Service = Service::EtkRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:startETKRegistration";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire =
        Wire::new(ETKRA, "StartETKRegistrationRequest", "StartETKRegistrationResponse", Form::Status);
    type Response = Challenge;

    fn write(&self, out: &mut Writer) {
        out.element(ETKRA, "PublicEncryptionKey", &Base64::encode_string(self.encryption_key.as_ref()));
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let bytes = answer.need_base64(ETKRA.uri(), "Challenge")?;
        Challenge::parse(&bytes).map_err(Defect::Final)
    }
}

impl SignedOperation for StartETKRegistration {
    const SIGNED_BY: SignerRole = SignerRole::Ehealth;
}
