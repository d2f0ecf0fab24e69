//! Version 1 of both services as far as ra.md 9 gives it: no header, no `Id`, no `IssueInstant`; what is signed
//! travels in CMS inside the payload.

mod certificates;
mod documents;
mod operation;
mod read;
mod renewal;
mod tokens;
mod write;

use ehealth_pki::Certificate;
use rustls_pki_types::UnixTime;

pub(crate) use operation::Operation;
pub(crate) use read::Request;
pub(crate) use write::{Reply, write};

use crate::assumed::CLOCK_SKEW_SECONDS;
use crate::authority::Authority;
use crate::cms::{self, Opened};
use crate::refusal::{Code, Refusal};
use crate::rules::signer::{self, CardKey};
use crate::time::xs_date_time;

/// What an operation ends with.
pub(crate) type Outcome = Result<Reply, Refusal>;

/// One request of version 1.
pub(crate) struct Call<'a> {
    pub(crate) authority: &'a Authority,
    pub(crate) now: UnixTime,
}

/// Whether a signature may be old: a request that waits in a file may, a question may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Any,
    Recent,
}

impl Call<'_> {
    pub(crate) fn run(&self, request: Request) -> Outcome {
        match request {
            Request::GetEHActorQualities { signed } => self.qualities(&signed),
            Request::GenerateCertificate { ehcsr } => self.generate(&ehcsr, false),
            Request::GenerateCertificateForRenewal { ehcsr } => self.generate(&ehcsr, true),
            Request::GetCertificate { request_id } => self.certificate(&request_id),
            Request::GetRevocableCertificates { signed } => self.revocable(&signed),
            Request::Revoke { signed } => self.revoke(&signed),
            Request::GetExistingApplicationIds { criterion } => self.application_ids(&criterion),
            Request::ValidateRenew { signed_dn, dn } => self.validate_renew(&signed_dn, &dn),
            Request::OrganizationType => Ok(Reply::OrganisationTypes),
            Request::StartEtkRegistration { signed } => self.start_registration(&signed),
            Request::CompleteEtkRegistration { signed } => self.complete_registration(&signed),
            Request::ActivateEtk { signed } => self.activate(&signed),
            // In the schema, and of no known meaning (ra.md 9.4).
            Request::Unused => {
                Err(Refusal::new(Code::NotSupported, "This sandbox does not know what this is for"))
            }
        }
    }

    /// Signed with the signature key of an identity card, which version 1 uses for everything.
    fn signed_by_card(&self, cms: &[u8], age: Age) -> Result<(Opened, String), Refusal> {
        let opened = cms::open(cms, &self.authority.options.refused_schemes)?;
        signer::is_trusted(&opened.signed, &self.authority.citizen_anchors, self.now)?;
        signer::has_usage(&opened.signed.leaf, CardKey::Signature)?;
        let person = signer::person(&opened.signed.leaf)?;
        if age == Age::Recent {
            self.is_recent(&opened)?;
        }
        Ok((opened, person))
    }

    /// Signed with the key of a certificate that was issued here and is in force.
    fn signed_by_holder(&self, cms: &[u8]) -> Result<(Opened, Certificate), Refusal> {
        let opened = cms::open(cms, &self.authority.options.refused_schemes)?;
        signer::is_trusted(&opened.signed, &self.authority.issuing_anchors, self.now)?;
        signer::is_issued_here(&opened.signed, &self.authority.memory().state, self.now)?;
        self.is_recent(&opened)?;
        let leaf = opened.signed.leaf.clone();
        Ok((opened, leaf))
    }

    /// What says when it was signed was signed within the window around now.
    fn is_recent(&self, opened: &Opened) -> Result<(), Refusal> {
        match opened.signing_time {
            Some(time) if time.as_secs().abs_diff(self.now.as_secs()) > CLOCK_SKEW_SECONDS => Err(
                Refusal::new(Code::RequestOutdated, "signingTime is too far from the time of this service")
                    .with("signingTime", xs_date_time(time)),
            ),
            _ => Ok(()),
        }
    }

    /// Remembers a signed message that does something, so that it does it once.
    fn once(&self, cms: &[u8]) -> Result<(), Refusal> {
        use sha2::Digest;
        let id = crate::text::hex(&sha2::Sha256::digest(cms));
        let until = self.now.as_secs().saturating_add(CLOCK_SKEW_SECONDS.saturating_mul(2));
        self.authority.change(|memory| memory.state.see(&id, until, self.now))
    }
}
