//! Why a sandbox did not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use ehealth_pki::BoxError;

/// Why a sandbox did not start. What goes wrong later is answered to the client that asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address to listen on is not one of this machine alone.
    #[error("the sandbox listens on the loopback interface only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is taken, or may not be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file of the state folder cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Another sandbox uses the state folder.
    #[error("another sandbox uses {0}")]
    InUse(PathBuf),
    /// A file of the state folder is not one that this version of the sandbox wrote.
    #[error("{path} is not the state of a sandbox")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// A file that says how the sandbox is to be cannot be read, or says something that makes no sense.
    #[error("{path} cannot be used")]
    Input {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// A key, a certificate or the TLS configuration could not be made: a defect of this crate.
    #[error("the sandbox could not make its keys or certificates")]
    Internal(#[source] BoxError),
}

/// What the person who started the sandbox can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Name an address of the loopback interface that is free.
    OtherAddress,
    /// Name another state folder, or make this one readable and writable.
    OtherFolder,
    /// Stop the other sandbox, or name another state folder.
    StopOther,
    /// Remove the state folder: what it held is lost, and is of no value elsewhere.
    RemoveFolder,
    /// Correct the file.
    CorrectFile,
    /// Report it.
    Report,
}

impl Error {
    /// A stable code; beyond domain.md 7 are those that the crate's README lists.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) | Self::Input { .. } => "usage",
            Self::Listen { .. } => "sandbox.listen",
            Self::File { .. } => "file.permission",
            Self::InUse(_) => "sandbox.in_use",
            Self::State { .. } => "sandbox.state",
            Self::Internal(_) => "internal",
        }
    }

    /// What can be done about it.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::NotLoopback(_) | Self::Listen { .. } => Remedy::OtherAddress,
            Self::File { .. } => Remedy::OtherFolder,
            Self::InUse(_) => Remedy::StopOther,
            Self::State { .. } => Remedy::RemoveFolder,
            Self::Input { .. } => Remedy::CorrectFile,
            Self::Internal(_) => Remedy::Report,
        }
    }

    pub(crate) fn internal(source: impl Into<BoxError>) -> Self {
        Self::Internal(source.into())
    }
}
