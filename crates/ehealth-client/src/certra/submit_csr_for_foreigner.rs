//! SubmitCSRForForeigner (ra.md 4.7): the route of a person without Belgian identity card.

use base64ct::{Base64, Encoding};
use ehealth_csr::xml::{Element, Writer};
use ehealth_csr::{CertificationRequest, ContactData, Person};
use http::Uri;
use rustls_pki_types::UnixTime;

use crate::endpoints::Service;
use crate::error::{Error, MalformedAnswer};
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Hands in a certificate request that its owner confirms in a browser. Unsigned; without contract.
#[derive(Debug, Clone)]
pub struct SubmitCSRForForeigner {
    person: Person,
    contact: ContactData,
    csr: CertificationRequest,
}

impl SubmitCSRForForeigner {
    /// `person` has a BIS number; the subject of `csr` has the family name first (ra.md 7.2).
    ///
    /// # Errors
    /// [`Error::Request`] when the number is no BIS number: the authority accepts no other.
    pub fn new(person: Person, contact: ContactData, csr: CertificationRequest) -> Result<Self, Error> {
        if !person.ssin().is_bis() {
            return Err(Error::request("the person's number is no BIS number"));
        }
        Ok(Self { person, contact, csr })
    }
}

/// Where and until when the person confirms the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    url: Uri,
    text: String,
    expires: UnixTime,
}

impl Confirmation {
    /// An `https` page to be opened in a browser by the person: never fetch it.
    #[must_use]
    pub const fn url(&self) -> &Uri {
        &self.url
    }

    /// The same whole, with what follows a `#`, which [`Uri`] does not hold: give this to the browser.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.text
    }

    /// After this instant the request has to be submitted anew.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.expires
    }
}

impl Sealed for SubmitCSRForForeigner {}

impl Operation for SubmitCSRForForeigner {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:submitCSRForForeigner";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire =
        Wire::new(CERTRA, "SubmitCSRForForeignerRequest", "SubmitCSRForForeignerResponse", Form::Status);
    type Response = Confirmation;

    fn write(&self, out: &mut Writer) {
        out.start(CERTRA, "ForeignPerson");
        self.person.write(out);
        out.end().start(CERTRA, "ContactData");
        self.contact.write(out);
        out.end().element(CERTRA, "CSR", &Base64::encode_string(self.csr.to_der()));
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let name = "ValidationUrl";
        let text = ascii(&answer.one(CERTRA.uri(), name)?.trimmed()?);
        let url: Option<Uri> = text.parse().ok();
        let url = url.filter(|url| url.scheme() == Some(&http::uri::Scheme::HTTPS));
        Ok(Confirmation {
            url: url.ok_or(MalformedAnswer::Value { name })?,
            text,
            expires: answer.need_date_time(CERTRA.uri(), "ExpirationDate")?,
        })
    }
}

impl UnsignedOperation for SubmitCSRForForeigner {}

/// `xs:anyURI` holds characters that a URI has to escape: XLink 1.0 section 5.4, after the host. A host in
/// other letters is left as it is, and so refused: it may only look like the authority's.
fn ascii(address: &str) -> String {
    let after_scheme = address.find("://").map_or(0, |at| at.saturating_add(3));
    let host_end = address.get(after_scheme..).and_then(|rest| rest.find(['/', '?', '#']));
    let path_at = host_end.map_or(address.len(), |at| at.saturating_add(after_scheme));
    let (host, rest) = address.split_at_checked(path_at).unwrap_or((address, ""));
    let mut out = host.to_owned();
    for char in rest.chars() {
        if char.is_ascii_graphic() && !matches!(char, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            out.push(char);
        } else {
            let mut bytes = [0; 4];
            out.extend(char.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (from, to) in [
            ("https://a/b?c=d&e#f", "https://a/b?c=d&e#f"),
            ("https://a", "https://a"),
            ("https://a/é 1|2", "https://a/%C3%A9%201%7C2"),
            ("https://é/é", "https://é/%C3%A9"),
            ("https://a/%20", "https://a/%20"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(ascii(from), to);
        }
    }
}
