//! Tests of the public interface against other people's vectors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

mod c14n;
mod classes;
mod cms;
mod csr;
mod identifiers;
mod keys;
mod names;
mod peers;
mod requests;
mod support;
mod xmldsig;
