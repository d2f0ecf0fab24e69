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
    expires: UnixTime,
}

impl Confirmation {
    /// An `https` page to be opened in a browser by the person: never fetch it.
    #[must_use]
    pub const fn url(&self) -> &Uri {
        &self.url
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
        let url: Option<Uri> = answer.one(CERTRA.uri(), name)?.trimmed()?.parse().ok();
        let url = url.filter(|url| url.scheme() == Some(&http::uri::Scheme::HTTPS));
        Ok(Confirmation {
            url: url.ok_or(MalformedAnswer::Value { name })?,
            expires: answer.need_date_time(CERTRA.uri(), "ExpirationDate")?,
        })
    }
}

impl UnsignedOperation for SubmitCSRForForeigner {}
