//! The requests, and the table of operations (ra.md 2.2).

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::time;
use crate::wire::fault::{Fault, FaultCode};
use crate::wire::ns;
use crate::wire::read::{Children, Element};
use crate::wire::types::{Actor, CertificateIdentifier, ContactData, EHealthCsr, Id};

/// A service, by the path of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CertRa,
    EtkRa,
    Depot,
}

impl Service {
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        match path {
            "/CertRa/v2" => Some(Self::CertRa),
            "/EtkRa/v2" => Some(Self::EtkRa),
            "/EtkDepot/v1" => Some(Self::Depot),
            _ => None,
        }
    }

    const fn namespace(self) -> &'static str {
        match self {
            Self::CertRa => ns::CERTRA,
            Self::EtkRa => ns::ETKRA,
            Self::Depot => ns::DEPOT,
        }
    }
}

/// An operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    GetActorQualities,
    GenerateContract,
    GenerateCertificate,
    GetCertificate,
    GetCertificateInfoForAuthenticationCertificate,
    StartEtkRegistration,
    CompleteEtkRegistration,
    GetEtk,
}

/// Operation, service, name without `Request`, SOAPAction.
const TABLE: &[(Operation, Service, &str, &str)] = &[
    (
        Operation::GetActorQualities,
        Service::CertRa,
        "GetActorQualities",
        "urn:be:fgov:ehealth:certra:protocol:v2:getActorQualities",
    ),
    (
        Operation::GenerateContract,
        Service::CertRa,
        "GenerateContract",
        "urn:be:fgov:ehealth:certra:protocol:v2:generateContract",
    ),
    (
        Operation::GenerateCertificate,
        Service::CertRa,
        "GenerateCertificate",
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:generatecertificate",
    ),
    (
        Operation::GetCertificate,
        Service::CertRa,
        "GetCertificate",
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:getcertificate",
    ),
    (
        Operation::GetCertificateInfoForAuthenticationCertificate,
        Service::CertRa,
        "GetCertificateInfoForAuthenticationCertificate",
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:getCertificateInfoForAuthenticationCertificate",
    ),
    (
        Operation::StartEtkRegistration,
        Service::EtkRa,
        "StartETKRegistration",
        "urn:be:fgov:ehealth:etee:etkra:protocol:v2:startETKRegistration",
    ),
    (
        Operation::CompleteEtkRegistration,
        Service::EtkRa,
        "CompleteETKRegistration",
        "urn:be:fgov:ehealth:etee:etkra:protocol:v2:completeETKregistration",
    ),
    (Operation::GetEtk, Service::Depot, "GetEtk", ""),
];

impl Operation {
    fn entry(self) -> (&'static str, &'static str) {
        let entry = TABLE.iter().find(|(operation, ..)| *operation == self);
        entry.map_or(("", ""), |(_, _, name, action)| (name, action))
    }

    /// As in the element's name, without `Request`.
    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    pub(crate) fn soap_action(self) -> &'static str {
        self.entry().1
    }

    /// The operation of this service that a payload asks for.
    pub(crate) fn of_payload(service: Service, payload: Element<'_>) -> Result<Self, Fault> {
        let unknown = || {
            let text =
                format!("'{{{}}}{}' is no operation of this service", payload.namespace(), payload.name());
            Fault::new(FaultCode::Wsdl, text)
        };
        let name = payload.name().strip_suffix("Request").ok_or_else(unknown)?;
        TABLE
            .iter()
            .find(|entry| entry.1 == service && entry.2 == name && payload.namespace() == service.namespace())
            .map(|entry| entry.0)
            .ok_or_else(unknown)
    }
}

/// `RequestType`: what the root element says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) id: Option<String>,
    pub(crate) issue_instant: UnixTime,
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    GetActorQualities {
        ssin: Id,
    },
    GenerateContract(Box<ContractRequest>),
    GenerateCertificate(Box<EHealthCsr>),
    GetCertificate {
        key: KeyIdentifier,
    },
    GetCertificateInfoForAuthenticationCertificate,
    StartEtkRegistration {
        public_key: Vec<u8>,
    },
    /// `None`: the schema lets the certificate and the signature be absent together (ra.md 5.2).
    CompleteEtkRegistration {
        certificate: Option<Vec<u8>>,
    },
    GetEtk {
        criteria: Vec<Criterion>,
    },
}

/// What a contract is asked for with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContractRequest {
    pub(crate) contact: ContactData,
    pub(crate) signer: Actor,
    pub(crate) identifier: CertificateIdentifier,
}

/// What the depot is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Criterion {
    pub(crate) id_type: String,
    pub(crate) value: String,
    pub(crate) application_id: Option<String>,
}

impl Header {
    /// The attributes of a request of CertRA and EtkRA.
    pub(crate) fn read(payload: Element<'_>) -> Result<Self, Fault> {
        payload.allow_attributes(&["Id", "IssueInstant"])?;
        let instant = payload.required_attribute("IssueInstant")?;
        let issue_instant = time::parse_xs_date_time(instant).ok_or_else(|| {
            Fault::schema(format!("attribute 'IssueInstant': '{instant}' is no xs:dateTime"))
        })?;
        let id = payload.attribute("Id").map(str::trim);
        if let Some(id) = id.filter(|id| !is_ncname(id)) {
            return Err(Fault::schema(format!("attribute 'Id': '{id}' is no xs:ID")));
        }
        Ok(Self { id: id.map(str::to_owned), issue_instant })
    }
}

/// A name without colon (Namespaces in XML 1.0, production 4).
fn is_ncname(text: &str) -> bool {
    let start = |c: char| c.is_alphabetic() || c == '_';
    text.chars().next().is_some_and(start)
        && text.chars().all(|c| start(c) || c.is_alphanumeric() || matches!(c, '-' | '.' | '\u{B7}'))
}

impl Request {
    /// Reads the content of `payload`; the signature's own content is read where it is verified.
    pub(crate) fn read(operation: Operation, payload: Element<'_>) -> Result<Self, Fault> {
        let mut children = payload.children()?;
        let request = match operation {
            Operation::GetActorQualities => {
                let ssin = Id::read(children.one(ns::CERTRA, "SSIN")?)?;
                signature(&mut children)?;
                Self::GetActorQualities { ssin }
            }
            Operation::GenerateContract => Self::GenerateContract(Box::new(ContractRequest {
                contact: ContactData::read(children.one(ns::CERTRA, "ContactData")?)?,
                signer: Actor::read(children.one(ns::CERTRA, "Signer")?)?,
                identifier: CertificateIdentifier::read(children.one(ns::CERTRA, "CertificateIdentifier")?)?,
            })),
            Operation::GenerateCertificate => {
                let csr = EHealthCsr::read(children.one(ns::CERTRA, "EHealthCSR")?)?;
                signature(&mut children)?;
                Self::GenerateCertificate(Box::new(csr))
            }
            Operation::GetCertificate => Self::GetCertificate {
                key: public_key_identifier(children.one(ns::CERTRA, "PublicKeyIdentifier")?)?,
            },
            Operation::GetCertificateInfoForAuthenticationCertificate => {
                signature(&mut children)?;
                Self::GetCertificateInfoForAuthenticationCertificate
            }
            Operation::StartEtkRegistration => {
                let public_key = children.one(ns::ETKRA, "PublicEncryptionKey")?.base64()?;
                signature(&mut children)?;
                Self::StartEtkRegistration { public_key }
            }
            Operation::CompleteEtkRegistration => {
                let certificate = children
                    .optional(ns::ETKRA, "ToBeRegistered")
                    .map(|element| element.base64())
                    .transpose()?;
                if certificate.is_some() {
                    signature(&mut children)?;
                }
                Self::CompleteEtkRegistration { certificate }
            }
            Operation::GetEtk => {
                Self::GetEtk { criteria: criteria(children.one(ns::DEPOT, "SearchCriteria")?)? }
            }
        };
        children.end()?;
        Ok(request)
    }
}

/// The signature must be there; its content is another matter.
fn signature(children: &mut Children<'_>) -> Result<(), Fault> {
    children.one(ns::DS, "Signature").map(|_| ())
}

/// `etee:PublicKeyIdentifier`: hexadecimal, 20 bytes.
fn public_key_identifier(element: Element<'_>) -> Result<KeyIdentifier, Fault> {
    let text = element.plain_text()?;
    text.trim()
        .parse()
        .map_err(|_| Fault::schema(format!("element '{}': not 20 bytes in xs:hexBinary", element.name())))
}

fn criteria(element: Element<'_>) -> Result<Vec<Criterion>, Fault> {
    element.allow_attributes(&[])?;
    let mut children = element.children()?;
    let mut identifiers = vec![children.one(ns::DEPOT, "Identifier")?];
    identifiers.extend(children.many(ns::DEPOT, "Identifier"));
    children.end()?;
    identifiers.into_iter().map(criterion).collect()
}

fn criterion(element: Element<'_>) -> Result<Criterion, Fault> {
    element.allow_attributes(&[])?;
    let mut children = element.children()?;
    let id_type = children.one(ns::DEPOT, "Type")?.plain_text()?;
    let value = children.one(ns::DEPOT, "Value")?.plain_text()?;
    let application_id = children.optional(ns::DEPOT, "ApplicationID").map(|e| e.plain_text()).transpose()?;
    children.end()?;
    Ok(Criterion { id_type, value, application_id })
}
