#![doc = include_str!("../README.md")]
#![allow(clippy::arithmetic_side_effects, reason = "counts of lines and columns, far from any limit")]

pub mod config;
pub mod exit;
pub mod failure;
pub mod flags;
pub mod help;
pub mod interrupt;
pub mod log;
pub mod memory;
pub mod readers;
pub mod secrets;
pub mod times;
pub mod transport;
pub mod usage;
pub mod words;
pub mod world;

pub use failure::Failure;
pub use words::{Language, Words};
pub use world::World;
