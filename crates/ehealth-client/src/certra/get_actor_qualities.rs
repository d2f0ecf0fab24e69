//! GetActorQualities (ra.md 4.1): may this person obtain a certificate, and for whom.

use ehealth_csr::Ssin;
use ehealth_csr::xml::{Element, Writer};

use super::types::Organisation;
use crate::endpoints::Service;
use crate::error::MalformedAnswer;
use crate::names::CERTRA;
use crate::operation::{Defect, Form, Operation, Repeat, SignedOperation, SignerRole, Wire, sealed::Sealed};
use crate::read::ElementExt;

/// Asks what the holder of an identity card may request. The card that signs must be his own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetActorQualities {
    ssin: Ssin,
}

impl GetActorQualities {
    /// `ssin` is the signer's.
    #[must_use]
    pub const fn new(ssin: Ssin) -> Self {
        Self { ssin }
    }
}

/// What a person may request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorQualities {
    natural_person: bool,
    organisations: Vec<Organisation>,
}

impl ActorQualities {
    /// Whether for himself: he has a health-care quality. Otherwise `ra.not_authorized`.
    #[must_use]
    pub const fn natural_person(&self) -> bool {
        self.natural_person
    }

    /// The organisations he is known to act for. Another may be asked for by hand; a person then checks it,
    /// which takes days.
    #[must_use]
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }
}

impl Sealed for GetActorQualities {}

impl Operation for GetActorQualities {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:getActorQualities";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire =
        Wire::new(CERTRA, "GetActorQualitiesRequest", "GetActorQualitiesResponse", Form::Status);
    type Response = ActorQualities;

    fn write(&self, out: &mut Writer) {
        out.start(CERTRA, "SSIN").attribute("Type", "SSIN").text(self.ssin.as_str()).end();
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        Ok(ActorQualities {
            natural_person: answer.need_bool(CERTRA.uri(), "NaturalPersonAuthorization")?,
            organisations: answer
                .all(CERTRA.uri(), "OrganizationAuthorization")
                .map(Organisation::read)
                .collect::<Result<_, MalformedAnswer>>()?,
        })
    }
}

impl SignedOperation for GetActorQualities {
    const SIGNED_BY: SignerRole = SignerRole::EidAuthentication;
}
