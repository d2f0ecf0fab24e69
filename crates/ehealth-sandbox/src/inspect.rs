//! What the sandbox says of a message without acting on it.

use ehealth_csr::xmldsig::Policy;

use crate::cms;
use crate::refusal::Refusal;
use crate::rules::signer;
use crate::v1;
use crate::wire::fault::{Fault, FaultCode};
use crate::wire::operation::{Operation, Service};
use crate::wire::read::Element;
use crate::wire::request::{Header, Request};
use crate::wire::soap;

/// Why a message would be refused before any rule of its operation is looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("{code}: {text}")]
pub struct Defect {
    /// The code of the fault or of the refusal, as the README lists them.
    pub code: &'static str,
    /// The rule that is violated.
    pub text: String,
}

impl From<Fault> for Defect {
    fn from(fault: Fault) -> Self {
        Self { code: fault.code.as_str(), text: fault.text }
    }
}

impl From<Refusal> for Defect {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code().as_str(), text: refusal.message().to_owned() }
    }
}

/// Reads the body of a request as it would be sent to `path` (such as `/CertRa/v2`): envelope, schema, and the
/// signature with its structure, digest and value. Whether the signer is trusted, and the rules of the
/// operation, are questions for a running sandbox. The name of the operation.
///
/// # Errors
/// [`Defect`]: the first rule that is violated.
///
/// ```
/// let body = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
///   <GetEtkRequest xmlns="urn:be:fgov:ehealth:etkdepot:1_0:protocol"><SearchCriteria/></GetEtkRequest>
/// </s:Body></s:Envelope>"#;
/// let defect = ehealth_sandbox::check_request("/EtkDepot/v1", body.as_bytes()).unwrap_err();
/// assert_eq!(defect.code, "SOA-03006");
/// assert!(defect.text.contains("Identifier"));
/// ```
pub fn check_request(path: &str, body: &[u8]) -> Result<&'static str, Defect> {
    let service =
        Service::of_path(path).ok_or_else(|| Fault::new(FaultCode::Wsdl, "no service has this address"))?;
    let text = core::str::from_utf8(body).map_err(|_| Fault::new(FaultCode::Malformed, "not UTF-8"))?;
    let document = soap::parse(text.strip_prefix('\u{FEFF}').unwrap_or(text))?;
    let payload = Element::new(soap::payload(&document)?);
    if matches!(service, Service::CertRaV1 | Service::EtkRaV1) {
        let operation = v1::Operation::of_payload(service, payload)?;
        let request = v1::Request::read(operation, payload)?;
        if let Some(signed) = request.signed() {
            cms::open(signed, &[])?;
        }
        return Ok(operation.name());
    }
    let operation = Operation::of_payload(service, payload)?;
    if operation == Operation::GetEtk {
        payload.allow_attributes(&[])?;
    } else {
        Header::read(payload)?;
    }
    let request = Request::read(operation, payload)?;
    if request.is_signed() {
        signer::signature_holds(text.as_bytes(), &Policy::default())?;
    }
    Ok(operation.name())
}
