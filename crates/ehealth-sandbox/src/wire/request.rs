//! The requests (ra.md 4, 5).

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::time;
use crate::wire::fault::Fault;
use crate::wire::ns;
use crate::wire::operation::Operation;
use crate::wire::read::{Children, Element};
use crate::wire::types::{
    Actor, CertificateIdentifier, ContactData, EHealthCsr, Id, RevocationContract, RevocationReason,
};

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
    SubmitCsrForForeigner(Box<ForeignerRequest>),
    GetGenericOrganizationTypes,
    GetExistingApplicationIds {
        organisation: Id,
    },
    GetCertificateInfoForCitizen,
    GetCertificateInfoForAuthenticationCertificate,
    GenerateRevocationContract(Box<RevocationRequest>),
    Revoke {
        key: KeyIdentifier,
        contract: Box<RevocationContract>,
    },
    ActivateEtk,
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

/// The request of a person without identity card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignerRequest {
    pub(crate) person: Actor,
    pub(crate) contact: ContactData,
    /// PKCS#10, DER.
    pub(crate) csr: Vec<u8>,
}

/// What a contract of revocation is asked for with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RevocationRequest {
    pub(crate) key: KeyIdentifier,
    pub(crate) signer: Actor,
    pub(crate) reason: RevocationReason,
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
    /// Whether a signature is part of it.
    pub(crate) const fn is_signed(&self) -> bool {
        !matches!(
            self,
            Self::GenerateContract(_)
                | Self::GetCertificate { .. }
                | Self::SubmitCsrForForeigner(_)
                | Self::GetGenericOrganizationTypes
                | Self::GetExistingApplicationIds { .. }
                | Self::GenerateRevocationContract(_)
                | Self::GetEtk { .. }
        )
    }

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
                contact: ContactData::read(children.one(ns::CERTRA, "ContactData")?, ns::CERTRA_CORE)?,
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
            Operation::SubmitCsrForForeigner => Self::SubmitCsrForForeigner(Box::new(ForeignerRequest {
                person: Actor::read(children.one(ns::CERTRA, "ForeignPerson")?)?,
                contact: ContactData::read(children.one(ns::CERTRA, "ContactData")?, ns::CERTRA_CORE)?,
                csr: children.one(ns::CERTRA, "CSR")?.base64()?,
            })),
            Operation::GetGenericOrganizationTypes => Self::GetGenericOrganizationTypes,
            Operation::GetExistingApplicationIds => {
                let organisation = Id::read(children.one(ns::CERTRA, "OrganizationIdentifier")?)?;
                Self::GetExistingApplicationIds { organisation }
            }
            Operation::GetCertificateInfoForCitizen => {
                signature(&mut children)?;
                Self::GetCertificateInfoForCitizen
            }
            Operation::GetCertificateInfoForAuthenticationCertificate => {
                signature(&mut children)?;
                Self::GetCertificateInfoForAuthenticationCertificate
            }
            Operation::GenerateRevocationContract => {
                Self::GenerateRevocationContract(Box::new(RevocationRequest {
                    key: public_key_identifier(children.one(ns::CERTRA, "PublicKeyIdentifier")?)?,
                    signer: Actor::read(children.one(ns::CERTRA, "Signer")?)?,
                    reason: RevocationReason::read(children.one(ns::CERTRA, "RevocationReason")?)?,
                }))
            }
            Operation::Revoke => {
                let key = public_key_identifier(children.one(ns::CERTRA, "PublicKeyIdentifier")?)?;
                let contract = RevocationContract::read(children.one(ns::CERTRA, "Contract")?)?;
                signature(&mut children)?;
                Self::Revoke { key, contract: Box::new(contract) }
            }
            Operation::ActivateEtk => {
                signature(&mut children)?;
                Self::ActivateEtk
            }
            Operation::StartEtkRegistration => {
                let public_key = children.one(ns::ETKRA, "PublicEncryptionKey")?.base64()?;
                signature(&mut children)?;
                Self::StartEtkRegistration { public_key }
            }
            Operation::CompleteEtkRegistration => {
                let certificate = children.optional_base64(ns::ETKRA, "ToBeRegistered")?;
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
    element.sequence(|children| {
        let first = children.one(ns::DEPOT, "Identifier")?;
        let others = children.many(ns::DEPOT, "Identifier");
        core::iter::once(first).chain(others).map(|element| Criterion::read(element, ns::DEPOT)).collect()
    })
}

impl Criterion {
    /// The elements are the same in the depot and in version 1, each in its namespace.
    pub(crate) fn read(element: Element<'_>, namespace: &str) -> Result<Self, Fault> {
        element.sequence(|children| {
            Ok(Self {
                id_type: children.text(namespace, "Type")?,
                value: children.text(namespace, "Value")?,
                application_id: children.optional_text(namespace, "ApplicationID")?,
            })
        })
    }
}
