//! ActivateETK (ra.md 5.3): after a renewal, senders use the new token from now on.

use ehealth_csr::xml::{Element, Writer};

use crate::endpoints::Service;
use crate::names::ETKRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};

/// Activates the replacement token of the certificate whose key signs: only once the programs have the new
/// keystore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActivateETK;

impl Sealed for ActivateETK {}

impl Operation for ActivateETK {
    const SERVICE: Service = Service::EtkRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:activateETK";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire = Wire::new(ETKRA, "ActivateETKRequest", "ActivateETKResponse", Form::Status);
    type Response = ();

    fn write(&self, _out: &mut Writer) {}

    fn read(&self, _answer: Element<'_>) -> Result<Self::Response, Defect> {
        Ok(())
    }
}

impl SignedOperation for ActivateETK {
    const SIGNED_BY: SignerRole = SignerRole::Ehealth;
}
