//! CertRA version 2: certificates (ra.md 4). One file an operation.

mod generate_certificate;
mod generate_contract;
mod get_actor_qualities;
mod get_certificate;
mod get_certificate_info;
mod types;

pub use generate_certificate::{GenerateCertificate, Receipt};
pub use generate_contract::GenerateContract;
pub use get_actor_qualities::{ActorQualities, GetActorQualities};
pub use get_certificate::{CertificateReply, GetCertificate};
pub use get_certificate_info::GetCertificateInfoForAuthenticationCertificate;
pub use types::{
    CertificateDetails, CertificateInfo, CertificateStatus, Contact, EntityType, EtkStatus, LocalizedText,
    Organisation, Owner,
};
