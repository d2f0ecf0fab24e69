//! A clock that a test can move.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustls_pki_types::UnixTime;

/// The time as the sandbox sees it: the system's, moved forward or set to an instant.
///
/// Clones show the same time: keep one, and give one to [`Options`](crate::Options).
///
/// ```
/// use ehealth_sandbox::MovableClock;
/// use std::time::Duration;
///
/// let clock = MovableClock::stopped_at(1_796_126_400);
/// let kept = clock.clone();
/// kept.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_secs(), 1_796_126_460);
/// ```
#[derive(Clone, Debug, Default)]
pub struct MovableClock(Arc<Mutex<Reading>>);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// Seconds added to the system's clock; may be negative.
    Running(i64),
    /// Seconds since 1970, not moving by itself.
    Stopped(u64),
}

impl Default for Reading {
    fn default() -> Self {
        Self::Running(0)
    }
}

impl MovableClock {
    /// The system's clock, until it is moved.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `seconds` after 1970-01-01T00:00:00Z until it is moved.
    #[must_use]
    pub fn stopped_at(seconds: u64) -> Self {
        Self(Arc::new(Mutex::new(Reading::Stopped(seconds))))
    }

    /// The time now, in whole seconds.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        let seconds = match *self.lock() {
            Reading::Running(offset) => UnixTime::now().as_secs().saturating_add_signed(offset),
            Reading::Stopped(seconds) => seconds,
        };
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    }

    /// Moves the clock forward by `by`, whole seconds; it goes on as before.
    pub fn advance(&self, by: Duration) {
        let by = by.as_secs();
        let mut reading = self.lock();
        *reading = match *reading {
            Reading::Running(offset) => Reading::Running(offset.saturating_add_unsigned(by)),
            Reading::Stopped(seconds) => Reading::Stopped(seconds.saturating_add(by)),
        };
    }

    /// Sets the clock to `now`, in either direction; it goes on as before.
    pub fn set(&self, now: UnixTime) {
        let now = now.as_secs();
        let mut reading = self.lock();
        *reading = match *reading {
            Reading::Running(_) => {
                let system = UnixTime::now().as_secs();
                let ahead = i64::try_from(now.saturating_sub(system)).unwrap_or(i64::MAX);
                let behind = i64::try_from(system.saturating_sub(now)).unwrap_or(i64::MAX);
                Reading::Running(ahead.saturating_sub(behind))
            }
            Reading::Stopped(_) => Reading::Stopped(now),
        };
    }

    /// Seconds that a running clock is ahead of the system's; none when it stands.
    pub(crate) fn offset(&self) -> Option<i64> {
        match *self.lock() {
            Reading::Running(offset) => Some(offset),
            Reading::Stopped(_) => None,
        }
    }

    pub(crate) fn reading(&self) -> Reading {
        *self.lock()
    }

    /// Puts it back to where it was.
    pub(crate) fn restore(&self, reading: Reading) {
        *self.lock() = reading;
    }

    /// Takes up an offset of an earlier run, when this clock is the system's and nothing else.
    pub(crate) fn resume(&self, offset: i64) {
        let mut reading = self.lock();
        if matches!(*reading, Reading::Running(0)) {
            *reading = Reading::Running(offset);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_clock_is_moved_both_ways() {
        let clock = MovableClock::system();
        let system = UnixTime::now().as_secs();
        clock.advance(Duration::from_secs(1000));
        assert!(clock.now().as_secs().abs_diff(system + 1000) <= 2);
        for target in [1_000_000_000, 4_000_000_000] {
            clock.set(UnixTime::since_unix_epoch(Duration::from_secs(target)));
            assert!(clock.now().as_secs().abs_diff(target) <= 2, "{target}");
        }
    }
}
