//! GenerateContract (ra.md 4.4): a contract made out to this request; it also fixes the subject name.

use ehealth_csr::xml::{Element, Writer};
use ehealth_csr::{ContactData, Contract, ContractMismatch, Person, SubjectName};

use crate::endpoints::Service;
use crate::error::{MalformedAnswer, Mismatch};
use crate::names::{CERTRA, CERTRA_CORE, COMMONS_CORE};
use crate::operation::{Defect, Form, Operation, Repeat, UnsignedOperation, Wire, sealed::Sealed};

/// Asks for the contract. It must be shown to the person before he signs, and goes back as it came.
#[derive(Debug, Clone)]
pub struct GenerateContract {
    contact: ContactData,
    signer: Person,
    subject: SubjectName,
    organisation: Option<String>,
}

impl GenerateContract {
    /// A person's certificate: `signer` is also its owner, `subject` the name we expect.
    #[must_use]
    pub const fn for_person(contact: ContactData, signer: Person, subject: SubjectName) -> Self {
        Self { contact, signer, subject, organisation: None }
    }

    /// An organisation's certificate, requested by `signer`. Identifier and application are `subject`'s,
    /// `name` is the organisation's as the authority lists it.
    #[must_use]
    pub fn for_organisation(contact: ContactData, signer: Person, subject: SubjectName, name: &str) -> Self {
        Self { contact, signer, subject, organisation: Some(name.to_owned()) }
    }

    /// `cc:Actor`: the signer himself, or the organisation without the first name that the reference adds.
    fn write_actor(&self, out: &mut Writer) {
        out.start(CERTRA_CORE, "Actor");
        match &self.organisation {
            None => self.signer.write(out),
            Some(name) => {
                let (kind, value) = self.subject.identifier();
                out.start(COMMONS_CORE, "Id").attribute("Type", kind).text(value).end();
                out.element(COMMONS_CORE, "Name", name);
            }
        }
        out.end();
    }
}

impl Sealed for GenerateContract {}

impl Operation for GenerateContract {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:generateContract";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(CERTRA, "GenerateContractRequest", "GenerateContractResponse", Form::Status);
    type Response = Contract;

    fn write(&self, out: &mut Writer) {
        out.start(CERTRA, "ContactData");
        self.contact.write(out);
        out.end().start(CERTRA, "Signer");
        self.signer.write(out);
        out.end().start(CERTRA, "CertificateIdentifier");
        self.write_actor(out);
        if let Some(application_id) = self.subject.application_id() {
            out.element(CERTRA_CORE, "ApplicationId", application_id);
        }
        out.end();
    }

    /// The signer exactly as sent, the subject's identifier and application as asked for; its name may be
    /// the authority's own.
    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let unreadable = |error| match error {
            ehealth_csr::Error::Xml(error) => Defect::from(error),
            _ => MalformedAnswer::Value { name: "Contract" }.into(),
        };
        let contract = Contract::read(answer.one(CERTRA.uri(), "Contract")?).map_err(unreadable)?;
        match contract.check(&self.signer, &self.subject) {
            Ok(()) => Ok(contract),
            Err(ehealth_csr::Error::Contract(ContractMismatch::Signer)) => {
                Err(Defect::mismatch(Mismatch::ContractSigner))
            }
            Err(ehealth_csr::Error::Contract(ContractMismatch::NoText)) => {
                Err(MalformedAnswer::Missing { name: "Value" }.into())
            }
            Err(_) => Err(Defect::mismatch(Mismatch::ContractSubject)),
        }
    }
}

impl UnsignedOperation for GenerateContract {}
