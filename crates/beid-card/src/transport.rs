//! The seam between what the card means and who talks to the reader.
//!
//! Two traits, because one that can only transmit could not say "exclusive", "was reset" or "has a PIN pad".
//! The lifetime of a [`Transaction`] is what keeps MSE, VERIFY and COMPUTE SIGNATURE together: while it
//! lives nobody else's command reaches the card, and it is never kept while a person is asked something
//! (Windows resets the card after five idle seconds, card.md 12.3).

use core::time::Duration;

use crate::apdu::{Command, Response};
use crate::pad::{PadPrompt, PinPad};

/// A reader with a card in it, or a virtual one.
pub trait Reader {
    /// The name by which the system knows it.
    fn name(&self) -> &str;

    /// Takes the card for one job: connects, or connects again after a reset, and locks it.
    ///
    /// # Errors
    /// [`TransportError`]: no card, in use by another program, gone.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError>;
}

impl<R: Reader + ?Sized> Reader for Box<R> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        (**self).begin()
    }
}

impl<R: Reader + ?Sized> Reader for &mut R {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        (**self).begin()
    }
}

/// The card, locked for one job. Dropping it ends the job and leaves the card powered.
pub trait Transaction {
    /// Sends one command and gives the answer as the card gave it, `61xx` and `6Cxx` included.
    ///
    /// # Errors
    /// [`TransportError`] when there is no answer.
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError>;

    /// The answer to reset, where the reader knows it: a hint about the generation, never a proof
    /// (card.md 1.1).
    fn atr(&self) -> Option<&[u8]> {
        None
    }

    /// What the reader's keypad can do, when it has one.
    fn pin_pad(&self) -> Option<&PinPad> {
        None
    }

    /// Lets the person enter the PIN on the keypad and sends VERIFY from there.
    ///
    /// # Errors
    /// [`TransportError::Unsupported`] without a keypad, otherwise as [`transmit`](Self::transmit).
    fn verify_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let _ = prompt;
        Err(TransportError::Unsupported)
    }

    /// Lets the person enter the old PIN and twice the new one on the keypad, and sends CHANGE REFERENCE DATA
    /// from there.
    ///
    /// # Errors
    /// As [`verify_on_pad`](Self::verify_on_pad).
    fn change_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let _ = prompt;
        Err(TransportError::Unsupported)
    }

    /// Whether the card was reset or powered down since this reader's previous transaction (or this is the
    /// first): then nothing is selected and no right is left, and it may be another card.
    fn was_reset(&self) -> bool;

    /// Lets `duration` pass, where the card needs it before a command is repeated (card.md 3.1). A virtual
    /// card need not wait.
    fn pause(&mut self, duration: Duration) {
        std::thread::sleep(duration);
    }

    /// A right given with the PIN could not be dropped by command: the card is to be reset when this
    /// transaction ends (card.md 8.6). A reader that cannot reset does nothing.
    fn reset_at_end(&mut self) {}
}

/// What keeps a command from being answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The service of the system is not running (Linux: pcscd).
    #[error("the smart card service is not running")]
    NoService,
    /// No reader is connected.
    #[error("no card reader")]
    NoReader,
    /// The reader went away.
    #[error("the card reader went away")]
    ReaderLost,
    /// No card in the reader.
    #[error("no card in the reader")]
    NoCard,
    /// The card was pulled out.
    #[error("the card was removed")]
    Removed,
    /// Another program reset the card; the next transaction starts anew.
    #[error("the card was reset")]
    Reset,
    /// The card gives no answer to reset: upside down, dirty, not a smart card.
    #[error("the card does not respond")]
    Mute,
    /// The card does not speak T=0: a card of another kind.
    #[error("the card speaks another protocol")]
    Protocol,
    /// Another program holds the card.
    #[error("the card is in use by another program")]
    Busy,
    /// The system does not let this user at the reader.
    #[error("no permission to use the card reader")]
    Permission,
    /// Communication with the reader failed; the command may or may not have reached the card.
    #[error("communication with the card reader failed")]
    Communication,
    /// The reader cannot do this.
    #[error("the reader cannot do this")]
    Unsupported,
    /// Anything else.
    #[error("card reader error")]
    Other(#[source] Box<dyn core::error::Error + Send + Sync>),
}
