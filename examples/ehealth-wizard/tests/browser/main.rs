//! The wizard in a real browser, against the sandbox and virtual cards.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod journeys;
mod office;
mod scenes;
mod tour;
mod webdriver;
