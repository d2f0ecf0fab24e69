//! GetGenericOrganizationTypes (ra.md 4.2): which identifiers of organisations are taken, and their rules.

use ehealth_csr::xml::{Element, Writer};

use super::types::LocalizedText;
use crate::endpoints::Service;
use crate::error::MalformedAnswer;
use crate::names::{CERTRA, CERTRA_CORE};
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Asks for the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GetGenericOrganizationTypes;

/// A type of identifier that organisations may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationType {
    name: LocalizedText,
    identifier_type: String,
    pattern: Option<String>,
    check_digits: Vec<String>,
    base_services: Vec<String>,
}

impl OrganisationType {
    /// Its name for people.
    #[must_use]
    pub const fn name(&self) -> &LocalizedText {
        &self.name
    }

    /// Its name in messages and certificates, such as `CBE`.
    #[must_use]
    pub fn identifier_type(&self) -> &str {
        &self.identifier_type
    }

    /// A regular expression of Java for the whole value. When it does not compile elsewhere, leave the check
    /// to the authority (ra.md 4.2).
    #[must_use]
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// Names of check-digit algorithms that all must hold; pass over those that are not known.
    #[must_use]
    pub fn check_digits(&self) -> &[String] {
        &self.check_digits
    }

    /// The base services that may be asked for.
    #[must_use]
    pub fn base_services(&self) -> &[String] {
        &self.base_services
    }

    /// `cc:OrganizationIdentifierType`.
    fn read(kind: Element<'_>) -> Result<Self, MalformedAnswer> {
        let cc = CERTRA_CORE.uri();
        let texts = |name| kind.all(cc, name).map(Element::trimmed).collect::<Result<Vec<_>, _>>();
        Ok(Self {
            name: LocalizedText::read(kind.one(cc, "Name")?)?,
            identifier_type: kind.one(cc, "IdentifierType")?.trimmed()?,
            pattern: kind.optional_token(cc, "ValidationRegEx")?,
            check_digits: texts("CheckDigitAlgorithm")?,
            base_services: texts("AvailableBaseService")?,
        })
    }
}

impl Sealed for GetGenericOrganizationTypes {}

impl Operation for GetGenericOrganizationTypes {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:getGenericOrganizationTypes";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(
        CERTRA,
        "GetGenericOrganizationTypesRequest",
        "GetGenericOrganizationTypesResponse",
        Form::Status,
    );
    type Response = Vec<OrganisationType>;

    fn write(&self, _out: &mut Writer) {}

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let name = "OrganizationType";
        let types: Vec<_> =
            answer.all(CERTRA.uri(), name).map(OrganisationType::read).collect::<Result<_, _>>()?;
        if types.is_empty() { Err(MalformedAnswer::Missing { name }.into()) } else { Ok(types) }
    }
}

impl UnsignedOperation for GetGenericOrganizationTypes {}
