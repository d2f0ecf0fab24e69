//! SOAP faults (ra.md 2.6): the platform's gateway or the service itself could not treat the request.

use core::fmt;

use ehealth_csr::xml::Element;

use crate::read::{ElementExt, parse_bool};

/// Most texts of one fault.
const MAX_MESSAGES: usize = 16;

/// Whether sending the same again may help, as far as the fault's code tells. Whether it *may* be sent again
/// is another question: [`Repeat`](crate::operation::Repeat).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// No: the request or the endpoint is wrong, or only the service desk can help.
    Useless,
    /// Once more after a pause, then give up.
    Once,
    /// After a pause, with growing pauses.
    AfterPause,
}

/// Whether the platform blames the message or the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// `SystemError`.
    System,
    /// `BusinessError`.
    Business,
    /// A fault without the platform's own detail.
    Plain,
}

/// A SOAP 1.1 fault, everything in it kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    fault_code: String,
    fault_string: String,
    ticket: Option<String>,
    code: Option<String>,
    origin: Option<String>,
    messages: Vec<(Option<String>, String)>,
    retry: Option<bool>,
    contact: Option<String>,
    environment: Option<String>,
}

impl Fault {
    /// Reads `soap:Fault`; the details by local name, because the platform uses more than one namespace.
    pub(crate) fn read(fault: Element<'_>) -> Self {
        let text = |of: Element<'_>, name| {
            of.child_in_any(name).map(ElementExt::text_or_empty).filter(|text| !text.is_empty())
        };
        let detail = fault.child_in_any("detail").into_iter().flat_map(Element::children).find_map(|e| {
            let kind = match e.name() {
                "SystemError" => FaultKind::System,
                "BusinessError" => FaultKind::Business,
                _ => return None,
            };
            Some((kind, e))
        });
        let fault_code = text(fault, "faultcode").unwrap_or_default();
        let fault_string = text(fault, "faultstring").unwrap_or_default();
        let Some((kind, error)) = detail else {
            return Self { fault_code, fault_string, ..Self::plain() };
        };
        let messages = error
            .children()
            .filter(|child| child.name() == "Message")
            .take(MAX_MESSAGES)
            .map(|message| (message.language().map(str::to_owned), message.text_or_empty()))
            .collect();
        Self {
            kind,
            fault_code,
            fault_string,
            ticket: error.attribute("Id").map(str::to_owned),
            code: text(error, "Code"),
            origin: text(error, "Origin"),
            messages,
            retry: text(error, "Retry").and_then(|retry| parse_bool(&retry)),
            contact: text(error, "Contact"),
            environment: text(error, "Environment"),
        }
    }

    const fn plain() -> Self {
        Self {
            kind: FaultKind::Plain,
            fault_code: String::new(),
            fault_string: String::new(),
            ticket: None,
            code: None,
            origin: None,
            messages: Vec::new(),
            retry: None,
            contact: None,
            environment: None,
        }
    }

    /// Which of the two details it carries, if any.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// `faultcode`, such as `soap:Server`; empty when it is missing.
    #[must_use]
    pub fn fault_code(&self) -> &str {
        &self.fault_code
    }

    /// `faultstring`; empty when it is missing.
    #[must_use]
    pub fn fault_string(&self) -> &str {
        &self.fault_string
    }

    /// The identifier that the service desk needs: log it always.
    #[must_use]
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_deref()
    }

    /// The platform's code, such as `SOA-02002`; taken from `faultstring` where the detail has none.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref().or_else(|| {
            Some(self.fault_string.trim()).filter(|text| text.starts_with("SOA-") && text.len() == 9)
        })
    }

    /// Who caused it, in the platform's words: free text, often `Consumer` or `Server`.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Explanations with their language, in the order of the answer.
    pub fn messages(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.messages.iter().map(|(language, text)| (language.as_deref(), text.as_str()))
    }

    /// `Retry` as the platform wrote it.
    #[must_use]
    pub const fn retry_flag(&self) -> Option<bool> {
        self.retry
    }

    /// Where to turn to, if it says so.
    #[must_use]
    pub fn contact(&self) -> Option<&str> {
        self.contact.as_deref()
    }

    /// The environment that answered, such as `Acceptation`.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// Whether sending again may help: by the code where it is known (ra.md 2.6), else by `Retry`.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self.code() {
            Some("SOA-00001") => Retry::Once,
            Some("SOA-02002") => Retry::AfterPause,
            Some(code) if ["SOA-01", "SOA-02", "SOA-03"].iter().any(|known| code.starts_with(known)) => {
                Retry::Useless
            }
            _ if self.retry == Some(true) => Retry::AfterPause,
            _ => Retry::Useless,
        }
    }
}

/// Code and ticket; the texts may hold personal data.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().unwrap_or(&self.fault_code))?;
        match &self.ticket {
            Some(ticket) => write!(f, " (ticket {ticket})"),
            None => Ok(()),
        }
    }
}
