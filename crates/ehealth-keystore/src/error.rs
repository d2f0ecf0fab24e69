//! What can go wrong, by the codes of domain.md 7.7 and 7.8.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use ehealth_pki::BoxError;

/// Why a keystore could not be read, made, changed or found.
///
/// After any of these the files are as they were before: nothing is replaced before its successor was
/// written, flushed, read back and compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No file there.
    #[error("no keystore at {}", .0.display())]
    NotFound(PathBuf),
    /// The password does not open the keystore.
    #[error("the password does not open the keystore")]
    WrongPassword,
    /// The file begins as a keystore does and is not a sound one.
    #[error("the keystore is damaged: {damage} at byte {at}")]
    #[non_exhaustive]
    Damaged {
        /// In what way.
        damage: Damage,
        /// Bytes from the start of the file; inside an encrypted part, where that part begins.
        at: usize,
    },
    /// Another kind of file.
    #[error("not a PKCS#12 keystore: {0}")]
    NotPkcs12(FileKind),
    /// A protection that this crate does not know.
    #[error("unsupported {what}: {which}")]
    #[non_exhaustive]
    Unsupported {
        /// The part of PKCS#12 it stands for: "MAC", "encryption", "version" …
        what: &'static str,
        /// An object identifier, or a number.
        which: String,
    },
    /// A file that would cost more than [`Limits`](crate::pfx::Limits) allow.
    #[error("the keystore goes beyond the limit of {0}")]
    Limit(LimitKind),
    /// Something stands in the file without protection, which has to be allowed expressly
    /// ([`ReadOptions`](crate::pfx::ReadOptions)).
    #[error("the keystore is unprotected: {0}")]
    Unprotected(Unprotected),
    /// A PKCS#12 file without the entry `authentication`.
    #[error("the keystore has no entry `authentication`")]
    NoAuthenticationKey,
    /// A certificate stands with a private key of which it is not.
    #[error("the certificate of `{alias}` is not for its private key")]
    #[non_exhaustive]
    KeyCertificateMismatch {
        /// Name of the entry.
        alias: String,
    },
    /// Certificates that are no chain: one is not issued by the next.
    #[error("certificate {position} of the chain is not issued by the next one")]
    #[non_exhaustive]
    ChainBroken {
        /// Counted from 0, the leaf.
        position: usize,
    },
    /// An empty chain.
    #[error("the chain has no certificate")]
    ChainEmpty,
    /// A certificate that does not parse.
    #[error("a certificate does not parse")]
    Certificate(#[source] BoxError),
    /// Another process works on this keystore.
    #[error("the keystore is in use")]
    Locked(PathBuf),
    /// Somebody else changed the file after it was opened.
    #[error("the keystore was changed by another program in the meantime")]
    ChangedMeanwhile(PathBuf),
    /// What was written cannot be read back, or is not what was meant.
    #[error("what was written cannot be read back")]
    VerifyFailed(#[source] Option<Box<Error>>),
    /// A private key would be missing afterwards: a defect of the caller or of this crate.
    #[error("private key {0} would be lost")]
    KeyWouldBeLost(String),
    /// The operation needs a keystore that is a file.
    #[error("the keystore has no file")]
    NoFile,
    /// Text that is no part of a keystore's name.
    #[error("not a {0} of a keystore's name")]
    Name(NamePart),
    /// The private key did not sign or decrypt.
    #[error("the private key failed")]
    Key(#[source] BoxError),
    /// The file system refused.
    #[error("{} {}", .fault, .path.display())]
    #[non_exhaustive]
    File {
        /// What it refused.
        fault: FileFault,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// How a keystore is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// 0 bytes.
    Empty,
    /// It ends too early.
    Truncated,
    /// It is not what PKCS#12 says.
    Malformed,
    /// There are bytes after its end.
    TrailingData,
}

/// What a file is that is no keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// The JDK's own format.
    Jks,
    /// The JDK's own format with stronger protection.
    Jceks,
    /// A text with `-----BEGIN …`.
    Pem,
    /// One certificate.
    Certificate,
    /// One private key without keystore (PKCS#1, PKCS#8).
    PrivateKey,
    /// XML: perhaps a request file.
    Xml,
    /// Another text.
    Text,
    /// Anything else.
    Other,
}

/// What a hostile file has too much of (domain.md 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitKind {
    /// Bytes of the file.
    Size,
    /// Iterations of one derivation, or of all together.
    Iterations,
    /// Nesting.
    Depth,
    /// Private keys.
    Keys,
    /// Bags of any kind.
    Bags,
    /// Bytes of a salt.
    Salt,
}

/// What is not protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unprotected {
    /// There is no MAC: anybody may have changed the file.
    NoMac,
    /// A private key stands there in clear.
    PlainKey,
}

/// A part of a keystore's name (domain.md 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamePart {
    /// `SSIN`, `CBE` …
    Type,
    /// The digits.
    Identifier,
    /// The application identifier.
    Application,
    /// `yyyyMMdd-HHmmss`.
    Stamp,
    /// The form of the whole.
    Form,
}

/// What a file system refuses, as far as it has a remedy of its own (domain.md 7.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFault {
    /// No right.
    Permission,
    /// The medium cannot be written.
    ReadOnly,
    /// No space, or none left to this user.
    DiskFull,
    /// A file of this name is there: nothing is overwritten.
    Exists,
    /// The name or path is too long.
    PathTooLong,
    /// The folder is not there, or no folder.
    NoFolder,
    /// The file system cannot lock or flush, or a share has gone away.
    NetworkShare,
    /// A synchronising program has only a placeholder of the file here, and does not fetch it.
    SyncFolder,
    /// Another program (a virus scanner, as a rule) holds the file for more than two seconds, or has taken it
    /// away.
    Antivirus,
    /// Anything else.
    Other,
}

/// The next step, as data: the words belong to the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Type the password again; another certificate's password, Caps Lock, keyboard.
    TryAnotherPassword,
    /// Choose the keystore's file.
    ChooseFile,
    /// Take a backup of the file, or request anew.
    TakeBackup,
    /// Convert the file with the program that made it.
    Convert,
    /// Take the file that was made with this request.
    TakeFileOfRequest,
    /// Install the certificate again.
    InstallAgain,
    /// Close the other program or window, then go on.
    CloseOther,
    /// Check disk and memory; the old file is intact.
    CheckDisk,
    /// Choose another folder, or ask for the right to write.
    ChooseFolder,
    /// Free some space; the old file is intact.
    FreeSpace,
    /// Wait a second: the name is made from the time.
    WaitASecond,
    /// Choose a folder with a shorter path.
    ShorterPath,
    /// Keep the original on a local disk and put a copy on the share.
    KeepLocally,
    /// Keep the file always on this machine, exclude the folder from synchronising.
    ExcludeFromSync,
    /// Exclude the folder from the virus scanner, restore the file from its quarantine.
    ExcludeFromScanner,
    /// Choose a password without accents.
    ChooseAsciiPassword,
    /// Complete the request.
    Complete,
    /// Use the newest file.
    UseNewestFile,
    /// Renew, or request a new certificate.
    Renew,
    /// Wait until the certificate begins, or set the clock.
    WaitUntilValid,
    /// Rename the file without the mark of a copy, remove the double.
    RenameCopy,
    /// Move the other files into the folder `old`.
    MoveOld,
    /// Complete the newer file or move it away.
    CompleteOrMove,
    /// Write the file again: larger, in today's form.
    SaveAgain,
    /// Save the file in the profile `compatible`.
    SaveCompatible,
    /// Restrict the file to its owner.
    RestrictAccess,
    /// Put a copy on the disk as well.
    CopyToDisk,
    /// A defect: report it.
    Report,
}

impl Error {
    /// Stable identifier for logs, JSON and translations (domain.md 7; those beyond it stand in the README).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "keystore.not_found",
            Self::WrongPassword => "keystore.wrong_password",
            Self::Damaged { .. } => "keystore.damaged",
            Self::NotPkcs12(_) => "keystore.not_pkcs12",
            Self::Unsupported { .. } => "keystore.unsupported_algorithm",
            Self::Limit(_) => "keystore.limits",
            Self::Unprotected(_) => "keystore.unprotected",
            Self::NoAuthenticationKey => "keystore.no_authentication_key",
            Self::KeyCertificateMismatch { .. } => "keystore.key_certificate_mismatch",
            Self::ChainBroken { .. } | Self::ChainEmpty | Self::Certificate(_) => "keystore.chain_incomplete",
            Self::Locked(_) | Self::ChangedMeanwhile(_) => "keystore.locked",
            Self::VerifyFailed(_) => "keystore.verify_failed",
            Self::KeyWouldBeLost(_) => "keystore.key_would_be_lost",
            Self::NoFile => "keystore.no_file",
            Self::Name(_) => "file.name",
            Self::Key(_) => "keystore.key_failed",
            Self::File { fault, .. } => fault.code(),
        }
    }

    /// What the person or the program can do next.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::NotFound(_) | Self::NotPkcs12(_) | Self::NoAuthenticationKey => Remedy::ChooseFile,
            Self::WrongPassword => Remedy::TryAnotherPassword,
            Self::Damaged { .. } | Self::Limit(_) => Remedy::TakeBackup,
            Self::Unsupported { .. } | Self::Unprotected(_) => Remedy::Convert,
            Self::KeyCertificateMismatch { .. } => Remedy::TakeFileOfRequest,
            Self::ChainBroken { .. } | Self::ChainEmpty | Self::Certificate(_) => Remedy::InstallAgain,
            Self::Locked(_) | Self::ChangedMeanwhile(_) => Remedy::CloseOther,
            Self::VerifyFailed(_) => Remedy::CheckDisk,
            Self::KeyWouldBeLost(_) | Self::NoFile | Self::Name(_) | Self::Key(_) => Remedy::Report,
            Self::File { fault, .. } => fault.remedy(),
        }
    }

    /// The file system's answer to work on `path`, as `file.*`.
    #[must_use]
    pub fn io(path: &Path, source: io::Error) -> Self {
        Self::File { fault: FileFault::of(&source), path: path.to_owned(), source }
    }

    /// A lock or a flush that the file system does not know.
    pub(crate) fn share(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as K;
        match source.kind() {
            K::Unsupported | K::InvalidInput => {
                Self::File { fault: FileFault::NetworkShare, path: path.to_owned(), source }
            }
            _ => Self::io(path, source),
        }
    }

    pub(crate) const fn malformed(at: usize) -> Self {
        Self::Damaged { damage: Damage::Malformed, at }
    }

    pub(crate) const fn truncated(at: usize) -> Self {
        Self::Damaged { damage: Damage::Truncated, at }
    }

    pub(crate) fn unsupported(what: &'static str, which: impl fmt::Display) -> Self {
        Self::Unsupported { what, which: which.to_string() }
    }
}

impl FileFault {
    fn of(error: &io::Error) -> Self {
        use io::ErrorKind as K;
        match error.kind() {
            _ if is_sharing(error) => Self::Antivirus,
            _ if is_placeholder(error) => Self::SyncFolder,
            _ if is_no_lock(error) => Self::NetworkShare,
            K::StaleNetworkFileHandle
            | K::HostUnreachable
            | K::NetworkUnreachable
            | K::NetworkDown
            | K::NotConnected
            | K::TimedOut => Self::NetworkShare,
            K::PermissionDenied => Self::Permission,
            K::ReadOnlyFilesystem => Self::ReadOnly,
            K::StorageFull | K::QuotaExceeded | K::FileTooLarge => Self::DiskFull,
            K::AlreadyExists => Self::Exists,
            K::InvalidFilename => Self::PathTooLong,
            K::NotFound | K::NotADirectory => Self::NoFolder,
            _ => Self::Other,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Permission => "file.permission",
            Self::ReadOnly => "file.read_only",
            Self::DiskFull => "file.disk_full",
            Self::Exists => "file.exists",
            Self::PathTooLong => "file.path_too_long",
            Self::NoFolder => "file.no_folder",
            Self::NetworkShare => "file.network_share",
            Self::SyncFolder => "file.sync_folder",
            Self::Antivirus => "file.antivirus",
            Self::Other => "file.other",
        }
    }

    const fn remedy(self) -> Remedy {
        match self {
            Self::Permission | Self::ReadOnly | Self::NoFolder | Self::Other => Remedy::ChooseFolder,
            Self::DiskFull => Remedy::FreeSpace,
            Self::Exists => Remedy::WaitASecond,
            Self::PathTooLong => Remedy::ShorterPath,
            Self::NetworkShare => Remedy::KeepLocally,
            Self::SyncFolder => Remedy::ExcludeFromSync,
            Self::Antivirus => Remedy::ExcludeFromScanner,
        }
    }
}

/// Another program holds the file: it may let go of it in a moment. Windows says access denied (5) too while a
/// scanner reads the target of a renaming, but that is also what a missing right is.
pub(crate) fn is_sharing(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    if cfg!(windows) {
        matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
    } else {
        error.kind() == io::ErrorKind::ResourceBusy
    }
}

/// Windows: ERROR_CLOUD_FILE_… (362 to 404).
fn is_placeholder(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(362..=404))
}

/// ENOLCK: the server of a share has no locks.
fn is_no_lock(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        let _ = error;
        false
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no bytes",
            Self::Truncated => "it ends too early",
            Self::Malformed => "malformed",
            Self::TrailingData => "bytes after the end",
        })
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jks => "a JKS keystore",
            Self::Jceks => "a JCEKS keystore",
            Self::Pem => "PEM",
            Self::Certificate => "a certificate",
            Self::PrivateKey => "a private key",
            Self::Xml => "XML",
            Self::Text => "a text",
            Self::Other => "unknown bytes",
        })
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "size",
            Self::Iterations => "iterations",
            Self::Depth => "depth",
            Self::Keys => "keys",
            Self::Bags => "bags",
            Self::Salt => "salt",
        })
    }
}

impl fmt::Display for Unprotected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoMac => "it has no MAC",
            Self::PlainKey => "a private key is not encrypted",
        })
    }
}

impl fmt::Display for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Type => "type",
            Self::Identifier => "identifier",
            Self::Application => "application identifier",
            Self::Stamp => "stamp",
            Self::Form => "form",
        })
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permission => "no right to work on",
            Self::ReadOnly => "cannot write on a read-only medium:",
            Self::DiskFull => "no space left for",
            Self::Exists => "already there:",
            Self::PathTooLong => "too long a path:",
            Self::NoFolder => "no such folder:",
            Self::NetworkShare => "the file system cannot lock or flush, or is gone:",
            Self::SyncFolder => "only a placeholder is here of",
            Self::Antivirus => "another program holds or has taken away",
            Self::Other => "cannot work on",
        })
    }
}
