#![doc = include_str!("../README.md")]

pub mod assumed;
pub mod endpoints;
pub mod error;
pub mod etk;
pub mod fault;
pub mod header;
mod names;
mod open;
mod read;
pub mod status;
mod time;
pub mod transport;

pub use endpoints::{Endpoints, Service};
pub use error::{Error, Remedy};
pub use header::Header;
pub use rand_core::CryptoRng;
pub use transport::{Limits, Transport, TransportError};
