//! What can go wrong in front of PC/SC.

/// Why a virtual card is not in front of PC/SC.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody listens there: pcscd does not run, or runs without the vpcd driver.
    #[error("no vpcd driver at {address}")]
    #[non_exhaustive]
    Unreachable {
        /// Host and port that were tried.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The thread that serves the card could not be started.
    #[error("the virtual card could not be started")]
    Thread(#[source] std::io::Error),
}

/// What to do about an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Install pcscd and the vpcd driver (Debian: `pcscd`, `vsmartcard-vpcd`) and start pcscd first.
    StartPcscdWithVpcd,
    /// Try again; the machine lacks resources.
    Retry,
}

impl Error {
    /// Stable identifier for logs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "simulator.vpcd_unreachable",
            Self::Thread(_) => "simulator.thread",
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::Unreachable { .. } => Remedy::StartPcscdWithVpcd,
            Self::Thread(_) => Remedy::Retry,
        }
    }
}
