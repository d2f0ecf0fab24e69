//! CertRA version 2: certificates (ra.md 4). One file an operation.

mod get_certificate;
mod get_certificate_info;
mod types;

pub use get_certificate::{CertificateReply, GetCertificate};
pub use get_certificate_info::GetCertificateInfoForAuthenticationCertificate;
pub use types::{
    CertificateDetails, CertificateInfo, CertificateStatus, Contact, EntityType, EtkStatus, LocalizedText,
    Organisation, Owner,
};
