//! What can go wrong with readers, cards and PINs: the codes of domain.md 7.1 to 7.3.

use ehealth_pki::BoxError;

use crate::apdu::StatusWord;
use crate::file::{File, FileError};
use crate::sign::CardKey;
use crate::transport::TransportError;
use crate::verify::Check;

/// Why a card operation did not succeed. The value stays usable: the next call starts anew.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The smart card service is not running.
    #[error("the smart card service is not running")]
    NoService,
    /// No reader is connected.
    #[error("no card reader is connected")]
    NoReader,
    /// A reader is connected, but the system has no driver for it.
    #[error("a card reader is connected, but the system does not list it: its driver is missing")]
    ReaderDriver,
    /// The system does not let this user at the reader.
    #[error("no permission to use the card reader")]
    Permission,
    /// The reader went away.
    #[error("the card reader was disconnected")]
    ReaderLost,
    /// The reader fails again and again.
    #[error("the card reader fails repeatedly")]
    ReaderUnstable,
    /// The reader has no keypad, or it refuses.
    #[error("the keypad of the card reader cannot be used")]
    PadFaulty,
    /// More than one reader holds a card that may be meant.
    #[error("cards in more than one reader: {}", readers.join(", "))]
    #[non_exhaustive]
    TwoReaders {
        /// Names of the readers.
        readers: Vec<String>,
    },
    /// Another program holds the card.
    #[error("the card is in use by another program")]
    Busy,
    /// No card came, or there is none.
    #[error("no card in the reader")]
    Absent,
    /// A card that gives no answer.
    #[error("the card does not respond")]
    Mute,
    /// Not a Belgian identity card.
    #[error("not a Belgian identity card")]
    NotBeid,
    /// A generation that this library does not know.
    #[error("unknown card generation {version:02X}")]
    #[non_exhaustive]
    UnknownGeneration {
        /// Byte 21 of the card data.
        version: u8,
    },
    /// A child's card, which cannot do this.
    #[error("a child's card has no certificate for this")]
    Kids,
    /// The card, or a file on it, is not activated.
    #[error("the card is not activated")]
    NotActivated,
    /// The card holds no certificate for this key: never activated, or refused when the card was issued.
    #[error("the card holds no {} certificate", key.as_str())]
    #[non_exhaustive]
    NoSignatureRights {
        /// The key that is missing.
        key: CardKey,
    },
    /// The card is no longer, or not yet, valid.
    #[error("the card is not valid today")]
    Expired,
    /// The card was pulled out.
    #[error("the card was removed")]
    Removed,
    /// Another program reset the card.
    #[error("the card was reset by another program")]
    Reset,
    /// The card in the reader is not the one that this session began with.
    #[error("another card is in the reader")]
    CardChanged,
    /// A status that has no meaning after this command; its name, never its data.
    #[error("unexpected status {status} after {command}")]
    #[non_exhaustive]
    Status {
        /// SW1 and SW2.
        status: StatusWord,
        /// Name of the command.
        command: &'static str,
    },
    /// Reader or driver failed in another way.
    #[error("the card reader failed")]
    Transport(#[source] BoxError),
    /// The chip reports a fault of its memory.
    #[error("the chip of the card is faulty")]
    Fault,
    /// The data and the State's signature do not fit.
    #[error("the card is forged or damaged: {} does not fit", check.as_str())]
    #[non_exhaustive]
    IdentityForged {
        /// What does not fit.
        check: Check,
    },
    /// Whether the State made these data cannot be told.
    #[error("the card cannot be verified: {}", check.as_str())]
    #[non_exhaustive]
    IdentityUnverifiable {
        /// What could not be checked.
        check: Check,
    },
    /// The card's certificates lead to a root that is not among the anchors given.
    #[error("the card's certificates lead to an unknown root: {issuer}")]
    #[non_exhaustive]
    UntrustedRoot {
        /// Name of the issuer that is unknown, RFC 2253.
        issuer: String,
    },
    /// A file of the card is not what it should be.
    #[error("a file of the card is invalid")]
    File(#[source] FileError),
    /// Something is wanted that was not read from the card.
    #[error("{} was not read", file.as_str())]
    #[non_exhaustive]
    NotRead {
        /// The file.
        file: File,
    },
    /// The card cannot sign this kind of hash, or its length is wrong.
    #[error("the card cannot sign this kind of hash")]
    UnsupportedDigest,
    /// This generation of the card cannot do it.
    #[error("this generation of the card cannot do that")]
    Unsupported,
    /// The PIN was refused; the card counted the try.
    #[error("wrong PIN, {left} tries left")]
    #[non_exhaustive]
    WrongPin {
        /// 1 or 2: at 0 it is [`Error::PinBlocked`].
        left: u8,
    },
    /// One try is left, and the session keeps it.
    #[error("one try left for the PIN: it was not sent")]
    LastTry,
    /// Applet 1.1 cannot say how many tries are left, and the session does not accept that.
    #[error("this card cannot say how many tries are left: the PIN was not sent")]
    TriesUnknown,
    /// The PIN is blocked.
    #[error("the PIN is blocked")]
    PinBlocked,
    /// Not 4 to 12 digits.
    #[error("a PIN has 4 to 12 digits")]
    PinFormat,
    /// The person gave up.
    #[error("the PIN was not entered")]
    PinCancelled,
    /// The keypad waited in vain.
    #[error("the PIN was not entered in time")]
    PinTimeout,
    /// The two new PINs differ.
    #[error("the new PINs differ")]
    NewPinDiffers,
    /// The wait was cancelled.
    #[error("cancelled")]
    Interrupted,
}

/// The next step, for programs that have words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Start the smart card service (Linux: pcscd).
    StartService,
    /// Plug the reader in, directly, at another socket.
    PlugReader,
    /// Install the maker's driver.
    InstallDriver,
    /// Let this user at the reader (polkit).
    AllowUser,
    /// Another socket, no hub, another reader.
    TryOtherReader,
    /// Type the PIN on the keyboard.
    UseKeyboard,
    /// Say which reader.
    ChooseReader,
    /// Close the other program.
    CloseOtherProgram,
    /// Insert the card, chip first.
    InsertCard,
    /// Turn the card, clean the chip.
    TurnCard,
    /// Insert the identity card.
    InsertIdentityCard,
    /// Update this program.
    UpdateProgram,
    /// A card with the signature function is needed.
    UseAdultCard,
    /// The municipality activates the card.
    ActivateCard,
    /// The municipality activates the certificates.
    ActivateCertificates,
    /// Renew the card.
    RenewCard,
    /// Replace the card.
    ReplaceCard,
    /// Insert the card one began with.
    InsertSameCard,
    /// Do it again: nothing was lost.
    TryAgain,
    /// Enter the PIN again, carefully; mind Num Lock.
    EnterPinAgain,
    /// Look the PIN up before trying.
    LookUpPin,
    /// 4 to 12 digits.
    EnterDigits,
    /// The municipality unblocks the PIN.
    UnblockPin,
    /// Do not use this card; ask the municipality.
    DoNotUseCard,
    /// Usable in this environment only with another anchor; show issuer and report.
    ReportIssuer,
    /// Report it.
    Report,
}

impl Error {
    /// Stable identifier for logs, JSON and translations: domain.md 7.1 to 7.3, and those of the README.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoService => "card.no_service",
            Self::NoReader => "card.no_reader",
            Self::ReaderDriver => "card.reader_driver",
            Self::Permission => "card.permission",
            Self::ReaderLost => "card.reader_lost",
            Self::ReaderUnstable => "card.reader_unstable",
            Self::PadFaulty => "card.pad_faulty",
            Self::TwoReaders { .. } => "card.two_readers",
            Self::Busy => "card.busy",
            Self::Absent => "card.absent",
            Self::Mute => "card.mute",
            Self::NotBeid => "card.not_beid",
            Self::UnknownGeneration { .. } => "card.unknown_generation",
            Self::Kids => "card.kids",
            Self::NotActivated => "card.not_activated",
            Self::NoSignatureRights { .. } => "card.no_signature_rights",
            Self::Expired => "card.expired",
            Self::Removed => "card.removed",
            Self::Reset => "card.reset",
            Self::CardChanged => "card.person_mismatch",
            Self::Status { .. } => "card.status",
            Self::Transport(_) => "card.transport",
            Self::Fault => "card.fault",
            Self::IdentityForged { .. } => "card.identity_forged",
            Self::IdentityUnverifiable { .. } => "card.identity_unverifiable",
            Self::UntrustedRoot { .. } => "card.untrusted_root",
            Self::File(_) => "card.file_invalid",
            Self::NotRead { .. } => "card.not_read",
            Self::UnsupportedDigest => "card.unsupported_digest",
            Self::Unsupported => "card.unsupported",
            Self::WrongPin { .. } => "pin.wrong",
            Self::LastTry => "pin.last_try",
            Self::TriesUnknown => "pin.tries_unknown",
            Self::PinBlocked => "pin.blocked",
            Self::PinFormat => "pin.format",
            Self::PinCancelled => "pin.cancelled",
            Self::PinTimeout => "pin.timeout",
            Self::NewPinDiffers => "pin.new_differs",
            Self::Interrupted => "interrupted",
        }
    }

    /// What the person or the program can do next. Words belong to the program.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::NoService => Remedy::StartService,
            Self::NoReader | Self::ReaderLost => Remedy::PlugReader,
            Self::ReaderDriver => Remedy::InstallDriver,
            Self::Permission => Remedy::AllowUser,
            Self::ReaderUnstable | Self::Transport(_) => Remedy::TryOtherReader,
            Self::PadFaulty => Remedy::UseKeyboard,
            Self::TwoReaders { .. } => Remedy::ChooseReader,
            Self::Busy => Remedy::CloseOtherProgram,
            Self::Absent | Self::Removed => Remedy::InsertCard,
            Self::Mute => Remedy::TurnCard,
            Self::NotBeid => Remedy::InsertIdentityCard,
            Self::UnknownGeneration { .. } => Remedy::UpdateProgram,
            Self::Kids => Remedy::UseAdultCard,
            Self::NotActivated => Remedy::ActivateCard,
            Self::NoSignatureRights { .. } => Remedy::ActivateCertificates,
            Self::Expired => Remedy::RenewCard,
            Self::Reset | Self::PinCancelled | Self::PinTimeout | Self::NewPinDiffers | Self::Interrupted => {
                Remedy::TryAgain
            }
            Self::CardChanged => Remedy::InsertSameCard,
            Self::Fault | Self::File(_) => Remedy::ReplaceCard,
            Self::IdentityForged { .. } => Remedy::DoNotUseCard,
            Self::UntrustedRoot { .. } => Remedy::ReportIssuer,
            Self::WrongPin { .. } => Remedy::EnterPinAgain,
            Self::LastTry | Self::TriesUnknown => Remedy::LookUpPin,
            Self::PinBlocked => Remedy::UnblockPin,
            Self::PinFormat => Remedy::EnterDigits,
            Self::Status { .. }
            | Self::IdentityUnverifiable { .. }
            | Self::NotRead { .. }
            | Self::UnsupportedDigest
            | Self::Unsupported => Remedy::Report,
        }
    }

    /// A status that the command does not explain, as card.md 11 reads it.
    pub(crate) const fn from_status(status: StatusWord, command: &'static str) -> Self {
        match status.0 {
            0x6283 => Self::NotActivated,
            0x6581 | 0x6F00 => Self::Fault,
            _ => Self::Status { status, command },
        }
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NoService => Self::NoService,
            TransportError::NoReader => Self::NoReader,
            TransportError::ReaderLost => Self::ReaderLost,
            TransportError::NoCard => Self::Absent,
            TransportError::Removed => Self::Removed,
            TransportError::Reset => Self::Reset,
            TransportError::Mute => Self::Mute,
            TransportError::Busy => Self::Busy,
            TransportError::Permission => Self::Permission,
            TransportError::Protocol => Self::NotBeid,
            other => Self::Transport(Box::new(other)),
        }
    }
}
