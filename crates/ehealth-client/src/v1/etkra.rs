//! EtkRA version 1: encryption tokens (ra.md 9.4). What travels inside is signed with the eHealth
//! authentication key. A refusal is an error here; the reference took it for success.

use super::{SignedDocument, operation};
use crate::etk::{Challenge, Etk};
use crate::names::ETKRA_V1;
use crate::operation::Defect;
use crate::read::ElementExt;

/// Begins the registration of an encryption key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartEtkRegistration {
    encryption_key: SignedDocument,
}

impl StartEtkRegistration {
    /// `encryption_key` is the key's `SubjectPublicKeyInfo` in DER, signed. Store the key before.
    #[must_use]
    pub const fn new(encryption_key: SignedDocument) -> Self {
        Self { encryption_key }
    }
}

operation! {
    StartEtkRegistration: EtkRaV1 AskFirst ETKRA_V1 "urn:be:fgov:ehealth:etee:etkra:registerpublickey",
    "StartEtkRegistrationRequest" => "StartEtkRegistrationResponse": Challenge,
    write(this, out) {
        out.element(ETKRA_V1, "publicEncryptionKey", &this.encryption_key.base64());
    }
    read(answer) {
        // signature and certificate stand beside it: over what and whose is not known
        Challenge::parse(&answer.need_base64(ETKRA_V1.uri(), "Challenge")?).map_err(Defect::Final)
    }
}

/// Completes the registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteEtkRegistration {
    certificate: SignedDocument,
    credentials: Option<Credentials>,
}

/// `SignedCredentials`: a type and a value. What they are is not known; the reference sends none.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    kind: String,
    value: String,
}

impl Credentials {
    /// As the authority wants them.
    #[must_use]
    pub fn new(kind: &str, value: &str) -> Self {
        Self { kind: kind.to_owned(), value: value.to_owned() }
    }

    pub(super) fn write(&self, out: &mut ehealth_csr::xml::Writer) {
        out.start(ETKRA_V1, "SignedCredentials").element(ETKRA_V1, "Type", &self.kind);
        out.element(ETKRA_V1, "Value", &self.value).end();
    }
}

impl core::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl CompleteEtkRegistration {
    /// `certificate` is the [`EncryptionCertificate`](crate::etk::EncryptionCertificate) in DER, signed.
    #[must_use]
    pub const fn new(certificate: SignedDocument) -> Self {
        Self { certificate, credentials: None }
    }

    /// Adds credentials.
    #[must_use]
    pub fn with_credentials(self, credentials: Credentials) -> Self {
        Self { credentials: Some(credentials), ..self }
    }
}

operation! {
    CompleteEtkRegistration: EtkRaV1 AskFirst ETKRA_V1 "urn:be:fgov:ehealth:etee:etkra:registertoken",
    "CompleteEtkRegistrationRequest" => "CompleteEtkRegistrationResponse": Etk,
    write(this, out) {
        out.element(ETKRA_V1, "ToBeRegistered", &this.certificate.base64());
        if let Some(credentials) = &this.credentials {
            credentials.write(out);
        }
    }
    read(answer) {
        Ok(Etk::new(answer.need_base64(ETKRA_V1.uri(), "ETK")?))
    }
}

/// After a renewal, senders use the new token from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivateETK {
    request: SignedDocument,
}

impl ActivateETK {
    /// `request` is [`ACTIVATE`](super::ACTIVATE), signed with the new authentication key.
    #[must_use]
    pub const fn new(request: SignedDocument) -> Self {
        Self { request }
    }
}

operation! {
    ActivateETK: EtkRaV1 AskFirst ETKRA_V1 "urn:be:fgov:ehealth:etee:etkra:activatetoken",
    "ActivateETKRequest" => "ActivateETKResponse": (),
    write(this, out) {
        out.element(ETKRA_V1, "SignedRequest", &this.request.base64());
    }
    read(_answer) {
        Ok(())
    }
}
