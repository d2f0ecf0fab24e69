#![doc = include_str!("../README.md")]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "a test authority: its numbers are times and lengths of what it made or bounded itself"
)]

mod authority;
mod ca;
mod certificate;
mod clock;
mod der;
mod descriptor;
mod error;
mod key;
mod options;
mod registry;
mod sandbox;
mod server;
mod store;
mod text;
mod time;

pub use clock::MovableClock;
pub use descriptor::{Descriptor, Endpoints};
pub use error::{Error, Remedy};
pub use options::{Issuing, Options};
pub use registry::{Organisation, Registry};
pub use sandbox::Sandbox;
