#![doc = include_str!("../README.md")]

pub mod assumed;
pub mod call;
pub mod certra;
pub mod depot;
pub mod endpoints;
pub mod error;
pub mod etk;
pub mod etkra;
pub mod fault;
pub mod header;
pub mod issued;
mod names;
mod open;
pub mod operation;
pub mod reach;
mod read;
pub mod revocation;
mod soap;
pub mod standing;
pub mod status;
pub mod support;
mod time;
pub mod transport;
#[cfg(feature = "v1")]
pub mod v1;

pub use call::{Call, SignerChain};
pub use endpoints::{Endpoints, Service};
pub use error::{Error, Remedy};
pub use header::Header;
pub use rand_core::CryptoRng;
pub use rustls_pki_types::UnixTime;
pub use transport::{Limits, Transport, TransportError};
