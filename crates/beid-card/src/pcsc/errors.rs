//! What PC/SC's error codes mean (card.md 12.4).

use crate::error::Error;
use crate::transport::TransportError;

/// As the transport's error.
pub(super) fn transport(error: pcsc::Error) -> TransportError {
    use pcsc::Error as E;
    match error {
        E::NoService | E::ServiceStopped | E::InvalidHandle | E::Shutdown => TransportError::NoService,
        E::NoReadersAvailable => TransportError::NoReader,
        E::UnknownReader | E::ReaderUnavailable => TransportError::ReaderLost,
        E::NoSmartcard => TransportError::NoCard,
        E::RemovedCard => TransportError::Removed,
        E::ResetCard | E::UnpoweredCard => TransportError::Reset,
        E::UnresponsiveCard | E::InvalidAtr => TransportError::Mute,
        E::UnsupportedCard | E::ProtoMismatch => TransportError::Protocol,
        E::SharingViolation => TransportError::Busy,
        E::CommError | E::NotTransacted | E::CommDataLost | E::InternalError => TransportError::Communication,
        E::UnsupportedFeature => TransportError::Unsupported,
        E::SecurityViolation | E::NoAccess => TransportError::Permission,
        other => TransportError::Other(Box::new(other)),
    }
}

/// As this crate's error.
pub(super) fn error(error: pcsc::Error) -> Error {
    Error::from(transport(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of card.md 12.4 that have a code of their own in domain.md 7.1 and 7.2.
    #[test]
    fn codes() {
        use pcsc::Error as E;
        for (code, expected) in [
            (E::NoService, "card.no_service"),
            (E::ServiceStopped, "card.no_service"),
            (E::NoReadersAvailable, "card.no_reader"),
            (E::UnknownReader, "card.reader_lost"),
            (E::ReaderUnavailable, "card.reader_lost"),
            (E::NoSmartcard, "card.absent"),
            (E::RemovedCard, "card.removed"),
            (E::ResetCard, "card.reset"),
            (E::UnresponsiveCard, "card.mute"),
            (E::UnsupportedCard, "card.not_beid"),
            (E::ProtoMismatch, "card.not_beid"),
            (E::SharingViolation, "card.busy"),
            (E::SecurityViolation, "card.permission"),
            (E::NotTransacted, "card.transport"),
            (E::InsufficientBuffer, "card.transport"),
        ] {
            assert_eq!(error(code).code(), expected, "{code:?}");
        }
    }
}
