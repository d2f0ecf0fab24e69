#![doc = include_str!("../README.md")]

pub mod anchor;
pub mod certificate;
pub mod chain;
pub mod crl;
mod extensions;
pub mod key_id;
pub mod name;
pub mod ocsp;
pub mod revocation;
pub mod scheme;
pub mod sign;

pub use anchor::{Environment, TrustAnchor};
pub use certificate::{Certificate, CertificateError, KeyUsage, SerialNumber};
pub use chain::{ChainDefect, ChainError, ChainReport};
pub use crl::Crl;
pub use key_id::KeyIdentifier;
pub use name::Name;
pub use ocsp::OcspResponse;
pub use revocation::{Issuer, RevocationError, Status};
pub use scheme::{HashAlgorithm, KeyKind, SchemeError, SignatureScheme};
pub use sign::{BoxError, CallbackKey, FinishError, Prepared, SigningKey, ToBeSigned};
