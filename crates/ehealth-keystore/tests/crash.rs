//! What a process leaves that is killed, or whose file system refuses: at random instants, before every system
//! call of the write path, and with each refusal that shares and media have. Unix only: it needs signals and
//! strace.
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

#[path = "crash/boundaries.rs"]
mod boundaries;
#[path = "suite/common.rs"]
#[allow(dead_code, reason = "the other suite uses the rest")]
mod common;
#[path = "crash/kills.rs"]
mod kills;
#[path = "crash/refusals.rs"]
mod refusals;
#[path = "crash/secrets.rs"]
mod secrets;
#[path = "crash/tasks.rs"]
mod tasks;
#[path = "crash/together.rs"]
mod together;

/// The whole figure of everything that is repeated.
fn full() -> bool {
    std::env::var_os("EHEALTH_TEST_FULL").is_some()
}
