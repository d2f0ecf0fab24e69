//! CompleteETKRegistration (ra.md 5.2): the encryption certificate goes, the token comes.

use base64ct::{Base64, Encoding};
use ehealth_csr::xml::{Element, Writer};

use crate::endpoints::Service;
use crate::etk::{EncryptionCertificate, Etk};
use crate::names::ETKRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Completes the registration. To be signed with the key that signed the beginning; the encryption key and
/// this certificate are in the keystore before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteETKRegistration {
    certificate: EncryptionCertificate,
}

impl CompleteETKRegistration {
    /// `certificate` was made with the serial number of the challenge.
    #[must_use]
    pub const fn new(certificate: EncryptionCertificate) -> Self {
        Self { certificate }
    }
}

/// The authority has registered the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    etk: Etk,
    to_be_activated: bool,
    certificate_matches: Option<bool>,
}

impl Registered {
    /// The token. The depot publishes it too, so it may be dropped.
    #[must_use]
    pub const fn etk(&self) -> &Etk {
        &self.etk
    }

    /// Whether it replaces another one and is not used by senders before it is activated: record this before
    /// anything else.
    #[must_use]
    pub const fn to_be_activated(&self) -> bool {
        self.to_be_activated
    }

    /// Whether the token holds the certificate that was sent; `None` when its form is not known (ra.md 5.6).
    /// `Some(false)` is worth a warning, no more.
    #[must_use]
    pub const fn certificate_matches(&self) -> Option<bool> {
        self.certificate_matches
    }
}

impl Sealed for CompleteETKRegistration {}

impl Operation for CompleteETKRegistration {
    const SERVICE: Service = Service::EtkRaV2;
    // lower-case "registration", unlike the beginning's
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:completeETKregistration";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire =
        Wire::new(ETKRA, "CompleteETKRegistrationRequest", "CompleteETKRegistrationResponse", Form::Status);
    type Response = Registered;

    fn write(&self, out: &mut Writer) {
        out.element(ETKRA, "ToBeRegistered", &Base64::encode_string(self.certificate.to_der()));
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let etk = Etk::new(answer.need_base64(ETKRA.uri(), "ETK")?);
        let certificate_matches =
            etk.encryption_certificate().map(|inside| inside.der() == self.certificate.to_der());
        let to_be_activated = answer.need_bool(ETKRA.uri(), "ToBeActivated")?;
        Ok(Registered { etk, to_be_activated, certificate_matches })
    }
}

impl SignedOperation for CompleteETKRegistration {
    const SIGNED_BY: SignerRole = SignerRole::Ehealth;
}
