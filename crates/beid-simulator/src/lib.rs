#![doc = include_str!("../README.md")]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "a test instrument: its counters and lengths are small and its own"
)]

mod applet;
mod asn1;
mod assumed;
mod card;
mod command;
mod error;
mod fault;
mod file;
mod holder;
mod image;
mod keypad;
mod keys;
#[cfg(target_os = "linux")]
pub mod pcscd;
mod persona;
mod photo;
mod pkcs15;
mod pki;
mod reader;
mod rights;
mod slot;
mod speed;
pub mod vpcd;

pub use applet::Behaviour;
pub use card::{CardHandle, Defect, VirtualCard};
pub use error::{Error, Remedy};
pub use fault::{Effect, Fault, Quirks};
pub use file::CardFile;
pub use holder::{Day, Holder};
pub use keypad::{PadEntry, PadKind};
pub use persona::{Applet, HolderKeys, Persona};
pub use reader::VirtualReader;
pub use rights::RightsModel;
pub use slot::LogEntry;
pub use speed::Speed;

/// The seed of the programs: `--card virtual:NAME`, the virtual card in front of PC/SC, the sandbox's roots.
pub const DEFAULT_SEED: u64 = 0x6569_642D_3230_3236;

/// The citizen roots of the world of this seed, DER: first RSA, then EC. Their keys can be derived by anybody;
/// their names say TEST.
#[must_use]
pub fn test_roots(seed: u64) -> Vec<Vec<u8>> {
    [pki::Family::Rsa, pki::Family::Ec]
        .map(|family| pki::root_certificate(family, pki::RootAge::Valid, seed))
        .to_vec()
}
