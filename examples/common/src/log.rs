//! The log of `RUST_LOG`, on standard error: what was done, never with what secret, number or name.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Begins to log when `RUST_LOG` says what: `debug`, `ehealth_cert=trace` …; anything else logs nothing.
pub fn begin() {
    let Some(filter) = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok()) else {
        return;
    };
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(true);
    // Only a second subscriber could make this fail, and there is none.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}
