//! SOAP faults (ra.md 2.6).

use crate::vary::Style;
use crate::wire::ns;
use crate::wire::response::boolean;
use crate::wire::soap;
use crate::wire::write::Xml;

/// The codes of the gateway's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultCode {
    /// SOA-00001: the gateway knows no more.
    Unknown,
    /// SOA-01001: the caller is not identified.
    NotIdentified,
    /// SOA-01002: the caller may not call.
    NotAllowed,
    /// SOA-02002: temporarily not available.
    Temporary,
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
            Self::Unknown => "SOA-00001",
            Self::NotIdentified => "SOA-01001",
            Self::NotAllowed => "SOA-01002",
            Self::Temporary => "SOA-02002",
            Self::Unexpected => "SOA-02001",
            Self::Malformed => "SOA-03001",
            Self::NotSoap => "SOA-03002",
            Self::NoBody => "SOA-03003",
            Self::Wsdl => "SOA-03005",
            Self::Schema => "SOA-03006",
            Self::Content => "SOA-03007",
        }
    }

    /// The code with this text; for any other [`Unknown`](Self::Unknown).
    pub(crate) fn of(text: &str) -> Self {
        let all = [
            Self::NotIdentified,
            Self::NotAllowed,
            Self::Unexpected,
            Self::Temporary,
            Self::Malformed,
            Self::NotSoap,
            Self::NoBody,
            Self::Wsdl,
            Self::Schema,
            Self::Content,
        ];
        all.into_iter().find(|code| code.as_str() == text).unwrap_or(Self::Unknown)
    }

    /// Who caused it, in SOAP's words and in the gateway's.
    const fn origin(self) -> (&'static str, &'static str) {
        match self {
            Self::Unknown | Self::Unexpected | Self::Temporary => ("soap:Server", "Provider"),
            _ => ("soap:Client", "Consumer"),
        }
    }
}

/// What the schema leaves open in a fault.
struct Form {
    element: &'static str,
    languages: &'static [&'static str],
    retry: bool,
    contact: bool,
}

impl Default for Form {
    fn default() -> Self {
        Self { element: "soa:SystemError", languages: &["en"], retry: true, contact: false }
    }
}

impl Form {
    fn draw(style: &mut Style) -> Self {
        Self {
            element: style.pick(&["soa:SystemError", "soa:BusinessError"]),
            languages: style.pick(&[&["en"][..], &["fr", "nl", "de"], &["nl-BE"]]),
            retry: style.one_in(2),
            contact: style.one_in(2),
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
    pub(crate) fn to_envelope(&self, ticket: &str, style: Option<&mut Style>) -> String {
        let form = style.map_or_else(Form::default, Form::draw);
        let code = self.code.as_str();
        let (soap_code, origin) = self.code.origin();
        let mut xml = Xml::new();
        xml.open("soap:Fault", &[]);
        xml.text("faultcode", &[], soap_code);
        xml.text("faultstring", &[], code);
        xml.open("detail", &[]);
        xml.open(form.element, &[("xmlns:soa", ns::SOA), ("Id", ticket)]);
        xml.text("Origin", &[], origin);
        xml.text("Code", &[], code);
        for language in form.languages {
            xml.text("Message", &[("xml:lang", language)], &self.text);
        }
        if form.retry {
            xml.text("Retry", &[], boolean(self.code == FaultCode::Temporary));
        }
        if form.contact {
            xml.text("Contact", &[], "contact@sandbox.invalid");
        }
        xml.text("soa:Environment", &[], "Test");
        xml.close(form.element);
        xml.close("detail");
        xml.close("soap:Fault");
        soap::envelope(&xml.finish())
    }
}
