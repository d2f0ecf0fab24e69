#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

pub mod advice;
pub mod assumed;
mod common;
pub mod judge;
#[cfg(feature = "serde")]
mod load;
pub mod profile;
#[cfg(feature = "strength")]
mod strength;
pub mod words;

pub use advice::{Advice, Context, advise, generate, generate_passphrase};
pub use judge::{Judgement, Reason, Rule, State, judge, judge_estimated};
pub use profile::{Accepted, Classes, Profile};
#[cfg(feature = "strength")]
pub use strength::{Strength, strength};
pub use words::Language;
