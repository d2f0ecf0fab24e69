#![doc = include_str!("../README.md")]

mod assumed;
pub mod xml;
pub mod xmldsig;
