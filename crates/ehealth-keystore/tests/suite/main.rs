//! Tests of the public interface. One program, so that it is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests"
)]

mod codes;
mod common;
mod examples;
#[cfg(unix)]
mod faults;
mod layout;
mod matrix;
mod passwords;
mod peers;
mod store;
mod vectors;
