//! Ctrl-C and termination: noted, and obeyed at the next safe moment. A second signal ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How often a wait looks whether it was interrupted.
pub const TICK: Duration = Duration::from_millis(50);

static RAISED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Ctrl-C, termination, and where there is such a thing the closed terminal.
#[cfg(unix)]
const SIGNALS: [i32; 3] =
    [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];

/// Begins to watch.
pub fn install() {
    let raised = RAISED.get_or_init(|| Arc::new(AtomicBool::new(false)));
    for signal in SIGNALS {
        // The order matters: the first signal only sets the flag, the second finds it set.
        // Without handlers a signal ends the program as it always did, so a failure here is no error.
        let _ = signal_hook::flag::register_conditional_shutdown(
            signal,
            i32::from(crate::exit::INTERRUPTED),
            Arc::clone(raised),
        );
        let _ = signal_hook::flag::register(signal, Arc::clone(raised));
    }
}

/// Whether the person or the system asked to stop.
pub fn raised() -> bool {
    RAISED.get().is_some_and(|raised| raised.load(Ordering::SeqCst))
}

/// Waits for `time`, or less when interrupted; whether the whole time passed.
#[must_use]
pub fn sleep(time: Duration) -> bool {
    let start = Instant::now();
    while !raised() {
        let left = time.saturating_sub(start.elapsed());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(TICK));
    }
    false
}
