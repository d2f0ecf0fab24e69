//! The program as scripts see it: the built binary, its exit codes, its JSON, its files.
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

mod doctor;
mod faults;
mod journey;
mod life;
mod machine;
mod signals;
mod usage;
mod worlds;
