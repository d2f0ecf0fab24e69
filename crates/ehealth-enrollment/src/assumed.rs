//! Guesses about the authority, each in this one place.

use core::time::Duration;

/// Shortest pause between two questions for the certificate (ra.md 15, 21; the reference waits as long).
pub(crate) const POLL_FIRST: Duration = Duration::from_secs(10);
/// So many questions are asked at the shortest pause (ra.md 2.7: for the first minute).
pub(crate) const POLL_AT_FIRST_PACE: u32 = 6;
/// Longest pause (ra.md 2.7).
pub(crate) const POLL_LONGEST: Duration = Duration::from_secs(300);
/// A certificate that ends within this time is worth a warning (domain.md 6.4: first reminder).
pub(crate) const EXPIRING: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Consumers call a smaller completed keystore "not completed" (domain.md 4.2).
pub(crate) const SUSPICIOUS_SIZE: u64 = 10_240;

/// How often a question is repeated that the authority asks to repeat (ra.md 2.7 gives no number).
pub(crate) const MAX_REPEATS: u32 = 3;
/// The pause before the first repetition; each further one is as much longer.
pub(crate) const REPEAT_PAUSE: Duration = Duration::from_secs(2);
/// How old a signed request may be for the authority (ra.md 3.4 number 8).
pub(crate) const REQUEST_AGE: Duration = Duration::from_secs(300);

/// The pause before question number `asked` is repeated: 10 s for the first minute, then each 1.5 times the
/// one before, up to 5 minutes (ra.md 2.7).
pub(crate) fn poll_pause(asked: u32) -> Duration {
    let mut pause = POLL_FIRST;
    for _ in POLL_AT_FIRST_PACE..asked {
        if pause >= POLL_LONGEST {
            break;
        }
        pause = pause.saturating_mul(3).checked_div(2).unwrap_or(POLL_LONGEST);
    }
    pause.min(POLL_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let seconds: Vec<u64> = (1..=20).map(|asked| poll_pause(asked).as_secs()).collect();
        assert_eq!(seconds[..7], [10, 10, 10, 10, 10, 10, 15]);
        assert_eq!(seconds.last(), Some(&300));
        assert!(seconds.is_sorted());
        assert_eq!(poll_pause(u32::MAX).as_secs(), 300);
    }
}
