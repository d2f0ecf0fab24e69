//! CertRA version 2: certificates (ra.md 4). One file an operation; two where they are a pair.

mod certificate_details;
mod certificate_info;
mod generate_certificate;
mod generate_contract;
mod get_actor_qualities;
mod get_certificate;
mod get_certificate_info;
mod get_existing_application_ids;
mod get_generic_organization_types;
mod revocation;
mod submit_csr_for_foreigner;
mod types;

pub use certificate_details::CertificateDetails;
pub use certificate_info::{CertificateInfo, CertificateStatus, Contact, EntityType, EtkStatus, Owner};
pub use generate_certificate::{GenerateCertificate, Receipt};
pub use generate_contract::GenerateContract;
pub use get_actor_qualities::{ActorQualities, GetActorQualities};
pub use get_certificate::{CertificateReply, GetCertificate};
pub use get_certificate_info::{
    GetCertificateInfoForAuthenticationCertificate, GetCertificateInfoForCitizen,
};
pub use get_existing_application_ids::{ApplicationIds, GetExistingApplicationIds};
pub use get_generic_organization_types::{GetGenericOrganizationTypes, OrganisationType};
pub use revocation::{GenerateRevocationContract, RevocationContract, RevocationReason, Revoke};
pub use submit_csr_for_foreigner::{Confirmation, SubmitCSRForForeigner};
pub use types::{LocalizedText, Organisation};
