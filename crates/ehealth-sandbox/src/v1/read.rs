//! Payloads of version 1.

use crate::v1::operation::Operation;
use crate::wire::fault::Fault;
use crate::wire::ns;
use crate::wire::read::{Children, Element};
use crate::wire::request::Criterion;

/// What a request asks for; `signed` is CMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    GetEHActorQualities {
        signed: Vec<u8>,
    },
    GenerateCertificate {
        ehcsr: Vec<u8>,
    },
    GenerateCertificateForRenewal {
        ehcsr: Vec<u8>,
    },
    GetCertificate {
        request_id: String,
    },
    GetRevocableCertificates {
        signed: Vec<u8>,
    },
    Revoke {
        signed: Vec<u8>,
    },
    GetExistingApplicationIds {
        criterion: Criterion,
    },
    ValidateRenew {
        signed_dn: Vec<u8>,
        dn: String,
    },
    OrganizationType,
    StartEtkRegistration {
        signed: Vec<u8>,
    },
    CompleteEtkRegistration {
        signed: Vec<u8>,
    },
    ActivateEtk {
        signed: Vec<u8>,
    },
    /// One that the schema has and the reference does not use.
    Unused,
}

impl Request {
    /// The CMS in it.
    pub(crate) fn signed(&self) -> Option<&[u8]> {
        match self {
            Self::GetEHActorQualities { signed }
            | Self::GenerateCertificate { ehcsr: signed }
            | Self::GenerateCertificateForRenewal { ehcsr: signed }
            | Self::GetRevocableCertificates { signed }
            | Self::Revoke { signed }
            | Self::ValidateRenew { signed_dn: signed, .. }
            | Self::StartEtkRegistration { signed }
            | Self::CompleteEtkRegistration { signed }
            | Self::ActivateEtk { signed } => Some(signed),
            _ => None,
        }
    }

    /// Reads the content of `payload`.
    pub(crate) fn read(operation: Operation, payload: Element<'_>) -> Result<Self, Fault> {
        // The only element without a type, which so may hold anything.
        if operation == Operation::OrganizationType {
            return Ok(Self::OrganizationType);
        }
        payload.allow_attributes(&[])?;
        let mut children = payload.children()?;
        let namespace = operation.service().namespace();
        let mut bytes = |name: &str| children.one(namespace, name)?.base64();
        let request = match operation {
            Operation::GetEHActorQualities => {
                Self::GetEHActorQualities { signed: bytes("EHActorQualitiesDataRequest")? }
            }
            Operation::GenerateCertificate => Self::GenerateCertificate { ehcsr: bytes("ehcsr")? },
            Operation::GenerateCertificateForRenewal => {
                Self::GenerateCertificateForRenewal { ehcsr: bytes("ehcsr")? }
            }
            Operation::GetRevocableCertificates => {
                Self::GetRevocableCertificates { signed: bytes("RevocableCertificatesDataRequest")? }
            }
            Operation::Revoke => Self::Revoke { signed: bytes("RevokeDataRequest")? },
            Operation::StartEtkRegistration => {
                Self::StartEtkRegistration { signed: bytes("publicEncryptionKey")? }
            }
            Operation::CompleteEtkRegistration => {
                let signed = bytes("ToBeRegistered")?;
                if let Some(credentials) = children.optional(namespace, "SignedCredentials") {
                    texts(credentials, &["Type", "Value"])?;
                }
                Self::CompleteEtkRegistration { signed }
            }
            Operation::ActivateEtk => Self::ActivateEtk { signed: bytes("SignedRequest")? },
            Operation::GetCertificate => {
                Self::GetCertificate { request_id: children.text(namespace, "requestId")? }
            }
            Operation::ValidateRenew => {
                Self::ValidateRenew { signed_dn: bytes("signedDn")?, dn: children.text(namespace, "dn")? }
            }
            Operation::GetExistingApplicationIds => Self::GetExistingApplicationIds {
                criterion: Criterion::read(children.one(ns::CERTRA1, "SearchCriterium")?, ns::CERTRA1)?,
            },
            Operation::OrganizationType
            | Operation::GetValidAuthCerts
            | Operation::ProcessCsr
            | Operation::RevokeAndActivate
            | Operation::RevokeOfEtkRa => {
                unused(operation, &mut children)?;
                Self::Unused
            }
        };
        children.end()?;
        Ok(request)
    }
}

/// Those of EtkRA that the reference does not use.
fn unused(operation: Operation, children: &mut Children<'_>) -> Result<(), Fault> {
    const NAME: [&str; 5] =
        ["CommonName", "OrganisationUnit", "Organisation", "SerialNumber", "EmailAddress"];
    const CREDENTIALS: [&str; 2] = ["Type", "Value"];
    if matches!(operation, Operation::GetValidAuthCerts | Operation::RevokeAndActivate) {
        texts(children.one(ns::ETKRA1, "DistinguishedName")?, &NAME)?;
    }
    if operation == Operation::ProcessCsr {
        children.one(ns::ETKRA1, "SignedCsrAndContract")?.base64()?;
        texts(children.one(ns::ETKRA1, "ContactData")?, &["Name", "Email"])?;
    }
    if operation == Operation::RevokeOfEtkRa {
        children.one(ns::ETKRA1, "SignedContract")?.base64()?;
        children.one(ns::ETKRA1, "certificateToRevoke")?.base64()?;
    }
    if operation != Operation::GetValidAuthCerts {
        texts(children.one(ns::ETKRA1, "SignedCredentials")?, &CREDENTIALS)?;
    }
    Ok(())
}

/// An element of texts, in this order.
fn texts(element: Element<'_>, names: &[&str]) -> Result<Vec<String>, Fault> {
    let namespace = element.namespace();
    element.sequence(|children| names.iter().map(|name| children.text(namespace, name)).collect())
}
