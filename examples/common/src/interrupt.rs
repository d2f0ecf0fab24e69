//! Ctrl-C and termination: noted, and obeyed at the next safe moment. A second signal ends the program at once, with
//! its last words: what it would have printed at that moment.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

/// How often a wait looks whether it was interrupted.
pub const TICK: Duration = Duration::from_millis(50);

static RAISED: AtomicBool = AtomicBool::new(false);
static CLAIMED: AtomicBool = AtomicBool::new(false);
static INSTALLED: Once = Once::new();
static LAST: Mutex<Option<LastWords>> = Mutex::new(None);

/// What is said when a second signal ends the program.
#[derive(Debug, Default)]
pub struct LastWords {
    /// For standard output: the one document of `--json`, or nothing.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// Gives the terminal back first.
    pub restore: Option<fn()>,
}

/// Begins to watch. Without handlers a signal ends the program as it always did, so a failure here is no error.
pub fn install() {
    INSTALLED.call_once(watch);
}

/// Ctrl-C, termination, and the closed terminal.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if RAISED.swap(true, Ordering::SeqCst) {
                end();
            }
        }
    });
}

/// Ctrl-C. What follows is noted by a flag, and looked at by a thread of its own.
#[cfg(not(unix))]
fn watch() {
    use std::sync::Arc;
    static SECOND: std::sync::OnceLock<Arc<AtomicBool>> = std::sync::OnceLock::new();
    let noted = SECOND.get_or_init(|| Arc::new(AtomicBool::new(false)));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::clone(noted));
    }
    let noted = Arc::clone(noted);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            if noted.swap(false, Ordering::SeqCst) && RAISED.swap(true, Ordering::SeqCst) {
                end();
            }
        }
    });
}

/// Ends the program at once. Files survive that (`ehealth_keystore::files`); a card is released by its service.
fn end() -> ! {
    if claim() {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        if let Some(restore) = last.restore {
            restore();
        }
        // Nobody may be there to read it.
        let _ = std::io::stdout().write_all(last.stdout.as_bytes());
        let _ = std::io::stdout().flush();
        let _ = std::io::stderr().write_all(last.stderr.as_bytes());
    } else {
        // The result is being printed; it is short.
        std::thread::sleep(TICK);
    }
    signal_hook::low_level::exit(i32::from(crate::exit::INTERRUPTED))
}

/// Sets what a second signal says.
pub fn set_last_words(words: LastWords) {
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
}

/// Takes the right to print the result, which is printed once: by the program or by a second signal. `false`: the
/// program is ending.
#[must_use]
pub fn claim() -> bool {
    !CLAIMED.swap(true, Ordering::SeqCst)
}

/// Whether the person or the system asked to stop.
#[must_use]
pub fn raised() -> bool {
    RAISED.load(Ordering::SeqCst)
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
