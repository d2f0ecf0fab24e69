//! What the program promises in writing: JSON by schema, help and output in four languages, and no secret anywhere.
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

#[path = "../program/machine.rs"]
#[allow(dead_code, reason = "shared with the tests of scripts")]
mod machine;

#[cfg(target_os = "linux")]
mod canaries;
mod codes;
mod golden;
mod schemas;
