//! The table of operations (ra.md 2.2).

use crate::wire::fault::{Fault, FaultCode};
use crate::wire::ns;
use crate::wire::read::Element;

/// A service, by the path of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CertRa,
    EtkRa,
    Depot,
    /// Version 1, as [`EtkRaV1`](Self::EtkRaV1).
    CertRaV1,
    EtkRaV1,
}

impl Service {
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        match path {
            "/CertRa/v2" => Some(Self::CertRa),
            "/EtkRa/v2" => Some(Self::EtkRa),
            "/EtkDepot/v1" => Some(Self::Depot),
            "/CertRa/v1" => Some(Self::CertRaV1),
            "/EtkRa/v1" => Some(Self::EtkRaV1),
            _ => None,
        }
    }

    pub(crate) const fn namespace(self) -> &'static str {
        match self {
            Self::CertRa => ns::CERTRA,
            Self::EtkRa => ns::ETKRA,
            Self::Depot => ns::DEPOT,
            Self::CertRaV1 => ns::CERTRA1,
            Self::EtkRaV1 => ns::ETKRA1,
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
    SubmitCsrForForeigner,
    GetGenericOrganizationTypes,
    GetExistingApplicationIds,
    GetCertificateInfoForCitizen,
    GetCertificateInfoForAuthenticationCertificate,
    GenerateRevocationContract,
    Revoke,
    StartEtkRegistration,
    CompleteEtkRegistration,
    ActivateEtk,
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
        Operation::SubmitCsrForForeigner,
        Service::CertRa,
        "SubmitCSRForForeigner",
        "urn:be:fgov:ehealth:certra:protocol:v2:submitCSRForForeigner",
    ),
    (
        Operation::GetGenericOrganizationTypes,
        Service::CertRa,
        "GetGenericOrganizationTypes",
        "urn:be:fgov:ehealth:certra:protocol:v2:getGenericOrganizationTypes",
    ),
    (
        Operation::GetExistingApplicationIds,
        Service::CertRa,
        "GetExistingApplicationIds",
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:getexistingapplicationids",
    ),
    (
        Operation::GetCertificateInfoForCitizen,
        Service::CertRa,
        "GetCertificateInfoForCitizen",
        "urn:be:fgov:ehealth:certra:protocol:v2:getCertificateInfoForCitizen",
    ),
    (
        Operation::GetCertificateInfoForAuthenticationCertificate,
        Service::CertRa,
        "GetCertificateInfoForAuthenticationCertificate",
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:getCertificateInfoForAuthenticationCertificate",
    ),
    (
        Operation::GenerateRevocationContract,
        Service::CertRa,
        "GenerateRevocationContract",
        "urn:be:fgov:ehealth:certra:protocol:v2:generateRevocationContract",
    ),
    (Operation::Revoke, Service::CertRa, "Revoke", "urn:be:fgov:ehealth:etee:certra:protocol:v2:revoke"),
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
    (
        Operation::ActivateEtk,
        Service::EtkRa,
        "ActivateETK",
        "urn:be:fgov:ehealth:etee:etkra:protocol:v2:activateETK",
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

    pub(crate) fn service(self) -> Service {
        TABLE.iter().find(|entry| entry.0 == self).map_or(Service::CertRa, |entry| entry.1)
    }

    pub(crate) fn soap_action(self) -> &'static str {
        self.entry().1
    }

    /// Whether there is an operation of this name.
    pub(crate) fn is_name(name: &str) -> bool {
        TABLE.iter().any(|entry| entry.2 == name)
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
