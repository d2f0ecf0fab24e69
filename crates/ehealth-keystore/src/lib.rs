#![doc = include_str!("../README.md")]

mod asn1;
mod assumed;
pub mod change;
pub mod discover;
mod dummy;
pub mod entries;
pub mod error;
pub mod files;
pub mod key;
mod layout;
pub mod name;
pub mod password;
pub mod pfx;
pub mod place;
mod secret;
pub mod store;

pub use change::{Change, Draft, Replaced};
pub use discover::{Candidate, Wanted, discover};
pub use ehealth_pki::anchor::Environment;
pub use entries::{Entries, Entry};
pub use error::{Error, Remedy};
pub use key::{NewKey, StoreError, StoredKey};
pub use name::FileName;
pub use password::Password;
pub use pfx::{Profile, ReadOptions};
pub use place::Place;
pub use rand_core::CryptoRng;
pub use store::{Keystore, Stage, Validity};
