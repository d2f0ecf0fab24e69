//! How long a card takes (card.md 1.1, 9.4, 15.6).

use core::time::Duration;

use crate::persona::Applet;

/// Speed of a virtual card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Speed {
    /// At once.
    #[default]
    Instant,
    /// As a real card: 3.2 kB/s on 1.1 and 1.7, 18 kB/s on 1.8; 0.8 s for an RSA signature, 0.3 s for ECDSA.
    Real,
}

impl Speed {
    /// Time of one command: `length` is of command and answer together, in bytes.
    pub(crate) fn of(self, applet: Applet, instruction: u8, length: usize) -> Duration {
        if self == Self::Instant {
            return Duration::ZERO;
        }
        let (bytes_per_second, signature) = if applet.is_ec() { (18_000, 300) } else { (3_200, 800) };
        let line = Duration::from_micros(length as u64 * 1_000_000 / bytes_per_second);
        let signs = matches!(instruction, 0x2A | 0x88);
        line + Duration::from_millis(if signs { signature } else { 0 })
    }
}
