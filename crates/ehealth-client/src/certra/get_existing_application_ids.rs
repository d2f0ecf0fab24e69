//! GetExistingApplicationIds (ra.md 4.3): which application ids an organisation uses already.

use ehealth_csr::Identifier;
use ehealth_csr::xml::{Element, Writer};

use crate::endpoints::Service;
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Asks for the application ids of an organisation's active certificates. Unsigned on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetExistingApplicationIds {
    organisation: Identifier,
}

impl GetExistingApplicationIds {
    /// Whose.
    #[must_use]
    pub const fn new(organisation: Identifier) -> Self {
        Self { organisation }
    }
}

/// What is in use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationIds {
    ids: Vec<String>,
    one_without: bool,
}

impl ApplicationIds {
    /// The ids in the order of the answer, each once (ra.md 15, 23).
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Whether a certificate without application id exists.
    #[must_use]
    pub const fn one_without(&self) -> bool {
        self.one_without
    }
}

impl Sealed for GetExistingApplicationIds {}

impl Operation for GetExistingApplicationIds {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:getexistingapplicationids";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(
        CERTRA,
        "GetExistingApplicationIdsRequest",
        "GetExistingApplicationIdsResponse",
        Form::Bare,
    );
    type Response = ApplicationIds;

    fn write(&self, out: &mut Writer) {
        let kind = self.organisation.kind().as_str();
        out.start(CERTRA, "OrganizationIdentifier").attribute("Type", kind);
        out.text(self.organisation.value()).end();
    }

    /// A nil, or an empty element, is a certificate without application id.
    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let mut known = ApplicationIds::default();
        for element in answer.all(CERTRA.uri(), "ApplicationId") {
            let id = element.trimmed()?;
            if id.is_empty() || element.has_no_value() {
                known.one_without = true;
            } else if !known.ids.contains(&id) {
                known.ids.push(id);
            }
        }
        Ok(known)
    }
}

impl UnsignedOperation for GetExistingApplicationIds {}
