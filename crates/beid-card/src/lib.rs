#![doc = include_str!("../README.md")]

pub mod address;
pub mod apdu;
pub mod applet;
mod assumed;
mod batch;
mod card;
mod chip;
pub mod code_lists;
mod contents;
pub mod date;
pub mod error;
pub mod file;
pub mod identity;
mod link;
pub mod pad;
#[cfg(feature = "pcsc")]
pub mod pcsc;
pub mod photo;
pub mod pin;
mod read;
pub mod sign;
#[cfg(feature = "signature")]
pub mod signature_traits;
mod signing;
pub mod tlv;
pub mod transport;
pub mod verify;

pub use address::Address;
pub use applet::AppletVersion;
pub use batch::Batch;
pub use card::{Card, Progress};
pub use contents::Contents;
pub use error::{Error, Remedy};
pub use file::{File, Files, RawFiles};
pub use identity::Identity;
pub use link::Counters;
pub use pin::{Pin, PinChange, PinPolicy, PinQuestion, PinSource, Tries};
pub use sign::{CardKey, CardSignature, Digest, Mode};
pub use verify::{Check, Outcome, Report, VerifiedIdentity};
