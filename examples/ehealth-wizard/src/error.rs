//! Why the wizard cannot start.

use std::path::{Path, PathBuf};

/// Errors before the first page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is not of this machine alone.
    #[error("{0} is not a loopback address: the wizard is for this computer alone")]
    NotLoopback(std::net::SocketAddr),
    /// The address cannot be listened at.
    #[error("cannot listen at {0}")]
    Listen(std::net::SocketAddr, #[source] std::io::Error),
    /// A file of the runtime folder.
    #[error("{}", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    /// Another wizard holds the lock and does not answer.
    #[error("the wizard that runs already does not answer")]
    Unreachable(#[source] std::io::Error),
    /// Whoever answers where the other wizard should be is not it.
    #[error("what answers in place of the wizard that runs is not it")]
    Other,
    /// The system gives no thread.
    #[error("no thread")]
    Thread(#[source] std::io::Error),
}

impl Error {
    pub(crate) fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File(path.to_path_buf(), error)
    }

    /// Stable identifier for logs, JSON and translations (domain.md 7).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) | Self::Listen(..) => "usage",
            Self::File(..) => "file.permission",
            Self::Unreachable(_) | Self::Other | Self::Thread(_) => "internal",
        }
    }
}
