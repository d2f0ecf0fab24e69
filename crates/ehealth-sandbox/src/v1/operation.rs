//! The operations of version 1 (ra.md 2.2, 9.3, 9.4).

use crate::wire::fault::{Fault, FaultCode};
use crate::wire::operation::Service;
use crate::wire::read::Element;

/// An operation of version 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    GetEHActorQualities,
    GenerateCertificate,
    GenerateCertificateForRenewal,
    GetCertificate,
    GetRevocableCertificates,
    Revoke,
    GetExistingApplicationIds,
    ValidateRenew,
    OrganizationType,
    StartEtkRegistration,
    CompleteEtkRegistration,
    ActivateEtk,
    GetValidAuthCerts,
    ProcessCsr,
    RevokeAndActivate,
    RevokeOfEtkRa,
}

/// Operation, service, name without `Request`, and the end of its SOAPAction where that is known.
const TABLE: &[(Operation, Service, &str, Option<&str>)] = &[
    (
        Operation::GetEHActorQualities,
        Service::CertRaV1,
        "GetEHActorQualities",
        Some("certra:getehactorqualities"),
    ),
    (
        Operation::GenerateCertificate,
        Service::CertRaV1,
        "GenerateCertificate",
        Some("certra:generatecertificate"),
    ),
    (
        Operation::GenerateCertificateForRenewal,
        Service::CertRaV1,
        "GenerateCertificateForRenewal",
        Some("certra:renewcertificate"),
    ),
    (Operation::GetCertificate, Service::CertRaV1, "GetCertificate", Some("certra:getcertificate")),
    (
        Operation::GetRevocableCertificates,
        Service::CertRaV1,
        "GetRevocableCertificates",
        Some("certra:getrevocablecertificates"),
    ),
    (Operation::Revoke, Service::CertRaV1, "Revoke", Some("certra:revokecertificate")),
    (
        Operation::GetExistingApplicationIds,
        Service::CertRaV1,
        "GetExistingApplicationIds",
        Some("certra:getexistingapplicationids"),
    ),
    (Operation::ValidateRenew, Service::CertRaV1, "ValidateRenew", None),
    (Operation::OrganizationType, Service::CertRaV1, "OrganizationType", None),
    (
        Operation::StartEtkRegistration,
        Service::EtkRaV1,
        "StartEtkRegistration",
        Some("etkra:registerpublickey"),
    ),
    (
        Operation::CompleteEtkRegistration,
        Service::EtkRaV1,
        "CompleteEtkRegistration",
        Some("etkra:registertoken"),
    ),
    (Operation::ActivateEtk, Service::EtkRaV1, "ActivateETK", Some("etkra:activatetoken")),
    (Operation::GetValidAuthCerts, Service::EtkRaV1, "GetValidAuthCerts", None),
    (Operation::ProcessCsr, Service::EtkRaV1, "ProcessCsr", None),
    (Operation::RevokeAndActivate, Service::EtkRaV1, "RevokeAndActivate", None),
    (Operation::RevokeOfEtkRa, Service::EtkRaV1, "Revoke", None),
];

impl Operation {
    fn entry(self) -> Option<&'static (Self, Service, &'static str, Option<&'static str>)> {
        TABLE.iter().find(|entry| entry.0 == self)
    }

    pub(crate) fn service(self) -> Service {
        self.entry().map_or(Service::CertRaV1, |entry| entry.1)
    }

    /// As in the element's name, without `Request`.
    pub(crate) fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.2)
    }

    /// Whether there is an operation of this name.
    pub(crate) fn is_name(name: &str) -> bool {
        TABLE.iter().any(|entry| entry.2 == name)
    }

    pub(crate) fn soap_action(self) -> Option<String> {
        self.entry()?.3.map(|tail| format!("urn:be:fgov:ehealth:etee:{tail}"))
    }

    /// The operation of this service that a payload asks for.
    pub(crate) fn of_payload(service: Service, payload: Element<'_>) -> Result<Self, Fault> {
        let name = payload.name().strip_suffix("Request").unwrap_or_default();
        TABLE
            .iter()
            .find(|entry| entry.1 == service && entry.2 == name && payload.namespace() == service.namespace())
            .map(|entry| entry.0)
            .ok_or_else(|| {
                let text = format!(
                    "'{{{}}}{}' is no operation of this service",
                    payload.namespace(),
                    payload.name()
                );
                Fault::new(FaultCode::Wsdl, text)
            })
    }
}
