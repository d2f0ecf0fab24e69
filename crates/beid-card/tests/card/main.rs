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

mod exchanges;
mod faults;
mod fields;
mod properties;
mod read;
mod script;
mod sign;
mod steps;
mod support;
mod verify;
