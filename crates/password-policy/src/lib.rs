#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

pub mod assumed;
pub mod judge;
pub mod profile;

pub use judge::{Judgement, Reason, Rule, State, judge};
pub use profile::{Accepted, Classes, Profile};
