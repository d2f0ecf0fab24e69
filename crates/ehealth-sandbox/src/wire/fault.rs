//! SOAP faults (ra.md 2.6).

use crate::wire::ns;
use crate::wire::soap;
use crate::wire::write::Xml;

/// The codes of the gateway's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultCode {
    /// SOA-02001: unexpected error of the service.
    Unexpected,
    /// SOA-03001: malformed message.
    Malformed,
    /// SOA-03002: not SOAP.
    NotSoap,
    /// SOA-03003: no body, or more than one payload.
    NoBody,
    /// SOA-03005: the operation is not one of this service, or SOAPAction says another.
    Wsdl,
    /// SOA-03006: the payload violates the schema; the text names the rule.
    Schema,
    /// SOA-03007: valid by the schema, and still nothing this service can read.
    Content,
}

impl FaultCode {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unexpected => "SOA-02001",
            Self::Malformed => "SOA-03001",
            Self::NotSoap => "SOA-03002",
            Self::NoBody => "SOA-03003",
            Self::Wsdl => "SOA-03005",
            Self::Schema => "SOA-03006",
            Self::Content => "SOA-03007",
        }
    }

    /// Who caused it, in SOAP's words and in the gateway's.
    const fn origin(self) -> (&'static str, &'static str) {
        match self {
            Self::Unexpected => ("soap:Server", "Provider"),
            _ => ("soap:Client", "Consumer"),
        }
    }
}

/// A message that is answered with a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: FaultCode,
    pub(crate) text: String,
}

impl Fault {
    pub(crate) fn new(code: FaultCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }

    pub(crate) fn schema(text: impl Into<String>) -> Self {
        Self::new(FaultCode::Schema, text)
    }

    /// The whole envelope. `ticket` is what a service desk would ask for.
    pub(crate) fn to_envelope(&self, ticket: &str) -> String {
        let code = self.code.as_str();
        let (soap_code, origin) = self.code.origin();
        let mut xml = Xml::new();
        xml.open("soap:Fault", &[]);
        xml.text("faultcode", &[], soap_code);
        xml.text("faultstring", &[], code);
        xml.open("detail", &[]);
        xml.open("soa:SystemError", &[("xmlns:soa", ns::SOA), ("Id", ticket)]);
        xml.text("Origin", &[], origin);
        xml.text("Code", &[], code);
        xml.text("Message", &[("xml:lang", "en")], &self.text);
        xml.text("Retry", &[], "false");
        xml.text("soa:Environment", &[], "Test");
        xml.close("soa:SystemError");
        xml.close("detail");
        xml.close("soap:Fault");
        soap::envelope(&xml.finish())
    }
}
