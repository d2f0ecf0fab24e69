#![doc = include_str!("../README.md")]

mod assumed;
pub mod cms;
pub mod contact;
pub mod contract;
pub mod ehcsr;
pub mod error;
pub mod fold;
pub mod identifier;
pub mod inspect;
pub mod name;
pub mod namespaces;
pub mod person;
pub mod pkcs10;
pub mod request;
pub mod v1;
pub mod xml;
pub mod xmldsig;

pub use contact::{ContactData, ContactError, Email, Phone};
pub use contract::{Contract, ContractMismatch};
pub use ehcsr::{RequestFile, SignedRequest};
pub use error::{Error, Remedy};
pub use identifier::{ApplicationId, Cbe, Identifier, IdentifierError, IdentifierType, Nihii, Ssin};
pub use name::{DnError, NameError, NameMismatch, SubjectName};
pub use person::Person;
pub use pkcs10::{CertificationRequest, CsrError};
pub use request::EHealthCsr;
pub use v1::{CertificateRequestV1, SignedRequestV1};
