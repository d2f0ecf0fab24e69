//! GetCertificateInfoForCitizen and GetCertificateInfoForAuthenticationCertificate (ra.md 4.8, 4.9): what the
//! authority knows of certificates.

use ehealth_csr::xml::{Element, Writer};

use super::certificate_info::CertificateInfo;
use crate::endpoints::Service;
use crate::error::MalformedAnswer;
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};

/// Asks about the certificate whose key signs the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GetCertificateInfoForAuthenticationCertificate;

impl Sealed for GetCertificateInfoForAuthenticationCertificate {}

impl Operation for GetCertificateInfoForAuthenticationCertificate {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str =
        "urn:be:fgov:ehealth:etee:certra:protocol:v2:getCertificateInfoForAuthenticationCertificate";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(
        CERTRA,
        "GetCertificateInfoForAuthenticationCertificateRequest",
        "GetCertificateInfoForAuthenticationCertificateResponse",
        Form::Status,
    );
    type Response = CertificateInfo;

    fn write(&self, _out: &mut Writer) {}

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        Ok(CertificateInfo::read(answer.one(CERTRA.uri(), "CertificateInfo")?)?)
    }
}

impl SignedOperation for GetCertificateInfoForAuthenticationCertificate {
    const SIGNED_BY: SignerRole = SignerRole::Ehealth;
}

/// Asks for all certificates that the holder of the signing card can manage: his own, and those of
/// organisations that he is known to act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GetCertificateInfoForCitizen;

impl Sealed for GetCertificateInfoForCitizen {}

impl Operation for GetCertificateInfoForCitizen {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:getCertificateInfoForCitizen";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(
        CERTRA,
        "GetCertificateInfoForCitizenRequest",
        "GetCertificateInfoForCitizenResponse",
        Form::Status,
    );
    type Response = Vec<CertificateInfo>;

    fn write(&self, _out: &mut Writer) {}

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let all = answer.all(CERTRA.uri(), "CertificateInfo").map(CertificateInfo::read);
        Ok(all.collect::<Result<_, MalformedAnswer>>()?)
    }
}

impl SignedOperation for GetCertificateInfoForCitizen {
    const SIGNED_BY: SignerRole = SignerRole::EidAuthentication;
}
