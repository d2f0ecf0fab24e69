//! What other people's programs say of what ours make.
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

mod client_identity;
mod path;
mod peers_themselves;
mod personas;
mod requests;
mod whole_path;
