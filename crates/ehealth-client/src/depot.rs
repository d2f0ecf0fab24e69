//! The token depot, version 1 (ra.md 5.7): which token do senders use. Open to everybody, unsigned.

use core::fmt;

use ehealth_csr::xml::{Element, Namespace, Writer};

use crate::endpoints::Service;
use crate::error::MalformedAnswer;
use crate::etk::Etk;
use crate::names::DEPOT;
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Most owners that one answer may name.
const MAX_MATCHING: usize = 256;

/// Whose token or certificate: type, number, and which of an organisation's.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenOwner {
    identifier_type: String,
    value: String,
    application_id: Option<String>,
}

impl TokenOwner {
    /// Type and number as in the certificate's name (`SSIN`, `CBE` …, padded on the left).
    #[must_use]
    pub fn new(identifier_type: &str, value: &str) -> Self {
        Self { identifier_type: identifier_type.to_owned(), value: value.to_owned(), application_id: None }
    }

    /// One of an organisation's tokens.
    #[must_use]
    pub fn with_application_id(self, application_id: &str) -> Self {
        Self { application_id: Some(application_id.to_owned()), ..self }
    }

    /// The type of the identifier.
    #[must_use]
    pub fn identifier_type(&self) -> &str {
        &self.identifier_type
    }

    /// The identifier.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Which of the organisation's.
    #[must_use]
    pub fn application_id(&self) -> Option<&str> {
        self.application_id.as_deref()
    }

    /// The depot and version 1 of the services say it in the same words.
    pub(crate) fn read(identifier: Element<'_>, namespace: Namespace) -> Result<Self, MalformedAnswer> {
        Ok(Self {
            identifier_type: identifier.one(namespace.uri(), "Type")?.trimmed()?,
            value: identifier.one(namespace.uri(), "Value")?.trimmed()?,
            application_id: identifier.optional_token(namespace.uri(), "ApplicationID")?,
        })
    }

    pub(crate) fn write(&self, out: &mut Writer, namespace: Namespace, element: &str) {
        out.start(namespace, element).element(namespace, "Type", &self.identifier_type);
        out.element(namespace, "Value", &self.value);
        if let Some(application_id) = &self.application_id {
            out.element(namespace, "ApplicationID", application_id);
        }
        out.end();
    }
}

/// A person's number may be in it: only its type is shown.
impl fmt::Debug for TokenOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenOwner({})", self.identifier_type)
    }
}

/// Asks for the token that senders use for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetEtk {
    owner: TokenOwner,
}

impl GetEtk {
    /// Whose token.
    #[must_use]
    pub const fn new(owner: TokenOwner) -> Self {
        Self { owner }
    }
}

/// What the depot has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DepotAnswer {
    /// The one token that fits.
    Token(Etk),
    /// Several fit: ask again with one of them.
    Several(Vec<TokenOwner>),
    /// None: `etk.absent`.
    Absent,
}

impl Sealed for GetEtk {}

impl Operation for GetEtk {
    const SERVICE: Service = Service::EtkDepotV1;
    const SOAP_ACTION: &'static str = "";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(DEPOT, "GetEtkRequest", "GetEtkResponse", Form::Depot);
    type Response = DepotAnswer;

    fn write(&self, out: &mut Writer) {
        out.start(DEPOT, "SearchCriteria");
        self.owner.write(out, DEPOT, "Identifier");
        out.end();
    }

    /// Any `Error`, or none of the three, means that there is no token.
    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        if let Some(token) = answer.optional(DEPOT.uri(), "ETK")? {
            return Ok(DepotAnswer::Token(Etk::new(token.base64()?)));
        }
        let several = answer
            .all(DEPOT.uri(), "MatchingEtk")
            .filter_map(|matching| matching.all(DEPOT.uri(), "Identifier").next())
            .take(MAX_MATCHING)
            .map(|identifier| TokenOwner::read(identifier, DEPOT))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(if several.is_empty() { DepotAnswer::Absent } else { DepotAnswer::Several(several) })
    }
}

impl UnsignedOperation for GetEtk {}
