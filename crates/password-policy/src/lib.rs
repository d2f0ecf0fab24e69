#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

pub mod advice;
pub mod assumed;
mod common;
pub mod judge;
pub mod profile;

pub use advice::{Advice, Context, advise, generate};
pub use judge::{Judgement, Reason, Rule, State, judge};
pub use profile::{Accepted, Classes, Profile};
