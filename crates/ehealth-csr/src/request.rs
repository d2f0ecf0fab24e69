//! What is signed and sent: `EHealthCSR` of version 2 (ra.md 4.5).

use base64ct::{Base64, Encoding};

use crate::contact::ContactData;
use crate::contract::Contract;
use crate::error::Error;
use crate::namespaces::CC;
use crate::pkcs10::CertificationRequest;
use crate::xml::{Element, Writer};

/// Contact data, certificate request, contract, base services.
#[derive(Clone, Debug)]
pub struct EHealthCsr {
    contact: ContactData,
    csr: CertificationRequest,
    contract: Contract,
    base_services: Vec<String>,
}

impl EHealthCsr {
    /// Puts the parts together, without base services.
    #[must_use]
    pub const fn new(contact: ContactData, csr: CertificationRequest, contract: Contract) -> Self {
        Self { contact, csr, contract, base_services: Vec::new() }
    }

    /// Asks for base services (`tsa`, `consultrn`, `codage` …), which only organisations get (ra.md 4.5).
    #[must_use]
    pub fn with_base_services(self, base_services: Vec<String>) -> Self {
        Self { base_services, ..self }
    }

    /// Where the applicant is reached.
    #[must_use]
    pub const fn contact(&self) -> &ContactData {
        &self.contact
    }

    /// The certificate request.
    #[must_use]
    pub const fn csr(&self) -> &CertificationRequest {
        &self.csr
    }

    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> &Contract {
        &self.contract
    }

    /// The base services asked for.
    #[must_use]
    pub fn base_services(&self) -> &[String] {
        &self.base_services
    }

    /// Whether the request's subject is the contract's, attribute by attribute (ra.md 4.5).
    #[must_use]
    pub fn subjects_agree(&self) -> bool {
        self.contract.subject().as_name().matches(self.csr.subject())
    }

    /// Writes the children of `EHealthCSR`; the element round them is the caller's.
    pub fn write(&self, writer: &mut Writer) {
        writer.start(CC, "ContactData");
        self.contact.write(writer);
        writer.end();
        writer.element(CC, "CSR", &Base64::encode_string(self.csr.to_der()));
        writer.start(CC, "Contract");
        self.contract.write(writer);
        writer.end();
        for service in &self.base_services {
            writer.element(CC, "BaseServiceUsage", service);
        }
    }

    /// Reads the children of `element`. The request's own signature is not verified:
    /// [`CertificationRequest::verify`].
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Contact`], [`Error::Csr`], [`Error::Dn`], [`Error::Identifier`].
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        let services = element.all(CC.uri(), "BaseServiceUsage").map(Element::trimmed);
        Ok(Self {
            contact: ContactData::read(element.one(CC.uri(), "ContactData")?)?,
            csr: CertificationRequest::from_der(&element.one(CC.uri(), "CSR")?.base64()?)?,
            contract: Contract::read(element.one(CC.uri(), "Contract")?)?,
            base_services: services.collect::<Result<_, _>>()?,
        })
    }
}
