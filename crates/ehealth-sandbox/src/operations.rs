//! What each operation does once its request is read (ra.md 4, 5).

mod certificates;
pub(crate) mod depot;
mod enrolment;
mod foreigner;
mod organisations;
mod revocation;
mod tokens;

pub(crate) use certificates::{issue_due, manages};
pub(crate) use enrolment::Application;

use ehealth_pki::{BoxError, Certificate};
use rustls_pki_types::UnixTime;

use crate::assumed::CLOCK_SKEW_SECONDS;
use crate::authority::{Authority, Memory};
use crate::refusal::{Code, Refusal};
use crate::rules::signer::{self, CardKey, Signed};
use crate::rules::timing;
use crate::wire::request::{Header, Request};
use crate::wire::response::Reply;

/// What an operation ends with.
pub(crate) type Outcome = Result<Reply, Refusal>;

/// One request of CertRA or EtkRA.
pub(crate) struct Call<'a> {
    pub(crate) authority: &'a Authority,
    /// The envelope as it came.
    pub(crate) envelope: &'a [u8],
    pub(crate) header: &'a Header,
    pub(crate) now: UnixTime,
}

impl Call<'_> {
    pub(crate) fn run(&self, request: Request) -> Outcome {
        match request {
            Request::GetActorQualities { ssin } => self.get_actor_qualities(&ssin),
            Request::GenerateContract(request) => self.generate_contract(&request),
            Request::GenerateCertificate(csr) => self.generate_certificate(*csr),
            Request::GetCertificate { key } => self.get_certificate(key),
            Request::SubmitCsrForForeigner(request) => self.submit_csr_for_foreigner(*request),
            Request::GetGenericOrganizationTypes => Ok(self.organisation_types()),
            Request::GetExistingApplicationIds { organisation } => {
                self.get_existing_application_ids(&organisation)
            }
            Request::GetCertificateInfoForCitizen => self.get_certificate_info_for_citizen(),
            Request::GetCertificateInfoForAuthenticationCertificate => self.get_certificate_info(),
            Request::GenerateRevocationContract(request) => self.generate_revocation_contract(&request),
            Request::Revoke { key, contract } => self.revoke(key, &contract),
            Request::ActivateEtk => self.activate_etk(),
            Request::StartEtkRegistration { public_key } => self.start_etk_registration(public_key),
            Request::CompleteEtkRegistration { certificate } => self.complete_etk_registration(certificate),
            // Answered where the depot's own envelope is written.
            Request::GetEtk { .. } => {
                Err(Refusal::new(Code::InternalError, "not an operation with a status"))
            }
        }
    }

    /// The signature, its time, and that it comes for the first time; the `Id` is remembered from then on.
    fn signed(
        &self,
        trusted: impl FnOnce(&Signed, &Memory) -> Result<(), Refusal>,
    ) -> Result<Signed, Refusal> {
        let signed = signer::signature_holds(self.envelope, &self.authority.policy)?;
        let mut memory = self.authority.memory();
        trusted(&signed, &memory)?;
        timing::is_recent(self.header, self.now)?;
        let id = self.header.id.as_deref().unwrap_or_default();
        let until = self.header.issue_instant.as_secs().saturating_add(CLOCK_SKEW_SECONDS);
        self.authority.commit(&mut memory, |memory| memory.state.see(id, until, self.now))?;
        Ok(signed)
    }

    /// Signed with a key of an identity card: the certificate and the person's number.
    fn signed_by_card(&self, key: CardKey) -> Result<(Certificate, String), Refusal> {
        let signed = self.signed(|signed, _| {
            signer::is_trusted(signed, &self.authority.citizen_anchors, self.now)?;
            signer::has_usage(&signed.leaf, key)
        })?;
        let person = signer::person(&signed.leaf)?;
        Ok((signed.leaf, person))
    }

    /// Signed with the key of a certificate that was issued here and is in force.
    fn signed_by_holder(&self) -> Result<Certificate, Refusal> {
        let signed = self.signed(|signed, memory| {
            signer::is_trusted(signed, &self.authority.issuing_anchors, self.now)?;
            signer::is_issued_here(signed, &memory.state, self.now).map(|_| ())
        })?;
        Ok(signed.leaf)
    }

    /// Issues what is due by now.
    fn settle(&self, memory: &mut Memory) -> Result<(), Refusal> {
        self.authority.settle(memory, self.now)
    }
}

impl Authority {
    /// Issues what is due by now.
    pub(crate) fn settle(&self, memory: &mut Memory, now: UnixTime) -> Result<(), Refusal> {
        if memory.state.is_settled(now) {
            return Ok(());
        }
        self.commit(memory, |memory| issue_due(self, memory, now))
    }
}

/// A defect of the sandbox, told to the client like a failure of the real service.
pub(crate) fn internal(error: impl Into<BoxError>) -> Refusal {
    Refusal::new(Code::InternalError, "The service failed").with("reason", error.into().to_string())
}
