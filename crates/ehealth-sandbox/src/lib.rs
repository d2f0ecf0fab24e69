#![doc = include_str!("../README.md")]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "a test authority: its numbers are times and lengths of what it made or bounded itself"
)]

mod asn1;
mod assumed;
mod authority;
mod body;
mod ca;
mod certificate;
mod clock;
mod cms;
mod confirm;
mod contract;
mod control;
mod descriptor;
mod dn;
mod error;
mod etk;
mod exchange;
mod faults;
mod http_face;
mod identity;
mod input;
mod inspect;
mod key;
mod log;
mod mail;
mod mangle;
mod ocsp;
mod operations;
mod options;
mod refusal;
mod registry;
mod rules;
mod sandbox;
mod server;
mod state;
mod status;
mod store;
mod text;
mod time;
mod v1;
mod vary;
mod wire;

pub use clock::MovableClock;
pub use control::Decision;
pub use descriptor::{Descriptor, Endpoints};
pub use error::{Error, Remedy};
pub use faults::{Fault, FaultKind, FaultScript, When, read_faults};
pub use inspect::{Defect, check_request};
pub use log::Exchange;
pub use options::{Codes, Issuing, Options};
pub use registry::{Organisation, Registry};
pub use sandbox::Sandbox;
