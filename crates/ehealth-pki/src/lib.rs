#![doc = include_str!("../README.md")]

pub mod key_id;
pub mod scheme;
pub mod sign;

pub use key_id::KeyIdentifier;
pub use scheme::{HashAlgorithm, SchemeError, SignatureScheme};
pub use sign::{BoxError, FinishError, Prepared, SigningKey, ToBeSigned};
