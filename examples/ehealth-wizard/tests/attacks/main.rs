//! What others may try at the local page, as plain HTTP: refused, and nothing changed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod guest;
mod local;
mod web;
