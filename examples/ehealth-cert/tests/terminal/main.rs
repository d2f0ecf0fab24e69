//! The program as a person sees it: in a pseudo-terminal, typed by keys, read from the screen.
#![cfg(unix)]
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

mod card;
mod interrupted;
mod request;
mod screen;
