#![doc = include_str!("../README.md")]

pub mod apdu;
pub mod pad;
pub mod transport;
