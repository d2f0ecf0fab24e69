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

mod client;
mod disk;
mod faults;
mod hostile;
mod life;
mod matrix;
mod messages;
mod options;
mod parallel;
mod path;
mod peers;
mod pki;
mod readme;
mod refusals;
mod samples;
mod shape;
mod state;
mod status;
mod strangers;
mod v1;
mod vary;
