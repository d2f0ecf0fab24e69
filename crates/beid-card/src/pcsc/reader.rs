//! One reader: connecting, transactions, the keypad.

use core::time::Duration;
use std::ffi::CString;

use pcsc::{Context, Disposition, Protocols, ReaderState, Scope, ShareMode, State};

use super::errors;
use crate::apdu::{Command, Response};
use crate::error::Error;
use crate::pad::{PadDriver, PadPort, PadPrompt, PinPad};
use crate::transport::{Reader, Transaction, TransportError};

/// Bytes of the longest answer over T=0 with its status, and room for a reader's mistakes.
const BUFFER: usize = 264;
/// Keypads that on Windows are reached by commands to the reader only; elsewhere and with other readers such a
/// command might reach the card (card.md 8.9).
const PSEUDO_COMMANDS: [&str; 9] = [
    "DIGIPASS 840",
    "DIGIPASS 870",
    "DIGIPASS 875",
    "DIGIPASS 876",
    "DIGIPASS 920",
    "ING Shield Pro",
    "PINPhab",
    "eKrypto PINPad",
    "DIOSS",
];
/// How often a busy card is asked for again, and how long it is left in between (card.md 12.1).
const BUSY_REPEATS: u8 = 3;
const BUSY_PAUSE: Duration = Duration::from_millis(500);
/// A card that was pulled out is noticed by the service's next look, every 0.4 s (card.md 13.1).
const REMOVAL_NOTICED: Duration = Duration::from_millis(700);

/// A reader of the system. Connects when it is first used, shared and with T=0; leaves the card as it is when
/// dropped, so that other programs are not disturbed.
pub struct PcscReader {
    context: Context,
    name: String,
    system_name: CString,
    connection: Option<Connection>,
    reset: bool,
}

struct Connection {
    card: Option<pcsc::Card>,
    atr: Vec<u8>,
    pad: Option<PadDriver>,
}

impl PcscReader {
    pub(super) fn new(context: Context, name: &str) -> Result<Self, Error> {
        let system_name = CString::new(name).map_err(|_| Error::ReaderLost)?;
        Ok(Self { context, name: name.to_owned(), system_name, connection: None, reset: true })
    }

    /// Makes sure of a connection to the card that is in the reader now.
    fn connect(&mut self) -> Result<(), TransportError> {
        if let Some(connection) = &mut self.connection {
            match connection.renew() {
                Ok(was_reset) => {
                    self.reset |= was_reset;
                    return Ok(());
                }
                Err(_) => self.connection = None,
            }
        }
        self.reset = true;
        let card = match self.connect_anew() {
            // The service was stopped and started, or the reader plugged in anew: our context knows nothing
            // of it.
            Err(pcsc::Error::NoService | pcsc::Error::ServiceStopped | pcsc::Error::InvalidHandle) => {
                self.context = Context::establish(Scope::User).map_err(errors::transport)?;
                self.connect_anew()
            }
            other => other,
        };
        let card = card.map_err(errors::transport)?;
        let atr = card.status2_owned().map(|status| status.atr().to_vec()).unwrap_or_default();
        let pad = PadDriver::detect(&mut Port { card: &card, reader_name: &self.name }, &self.name);
        self.connection = Some(Connection { card: Some(card), atr, pad });
        Ok(())
    }

    fn connect_anew(&self) -> Result<pcsc::Card, pcsc::Error> {
        let mut busy = 0u8;
        loop {
            match self.context.connect(&self.system_name, ShareMode::Shared, Protocols::T0) {
                Err(pcsc::Error::SharingViolation) if busy < BUSY_REPEATS => {
                    busy = busy.saturating_add(1);
                    std::thread::sleep(BUSY_PAUSE);
                }
                outcome => return outcome,
            }
        }
    }
}

impl Reader for PcscReader {
    fn name(&self) -> &str {
        &self.name
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        self.connect()?;
        let Self { context, name, system_name, connection, reset } = self;
        let Some(Connection { card: Some(card), atr, pad }) = connection else {
            return Err(TransportError::NoCard);
        };
        let transaction = lock(card, reset)?;
        let was_reset = core::mem::take(reset);
        Ok(Box::new(PcscTransaction {
            transaction: Some(transaction),
            context,
            system_name,
            atr,
            pad: pad.as_ref(),
            reader_name: name,
            was_reset,
            reset,
            reset_at_end: false,
        }))
    }
}

/// Begins a transaction; a reset by another program is met by connecting again (card.md 12.3).
fn lock<'a>(card: &'a mut pcsc::Card, reset: &mut bool) -> Result<pcsc::Transaction<'a>, TransportError> {
    const ATTEMPTS: u8 = 5;
    let mut card = card;
    for _ in 0..ATTEMPTS {
        let (back, error) = match card.transaction2() {
            Ok(transaction) => return Ok(transaction),
            Err(failed) => failed,
        };
        card = back;
        match error {
            pcsc::Error::ResetCard | pcsc::Error::UnpoweredCard => {
                *reset = true;
                card.reconnect(ShareMode::Shared, Protocols::T0, Disposition::LeaveCard)
                    .map_err(errors::transport)?;
            }
            pcsc::Error::SharingViolation => std::thread::sleep(BUSY_PAUSE),
            error => return Err(errors::transport(error)),
        }
    }
    Err(TransportError::Busy)
}

impl Connection {
    /// Whether the card was reset since; an error when there must be a new connection.
    fn renew(&mut self) -> Result<bool, pcsc::Error> {
        let card = self.card.as_mut().ok_or(pcsc::Error::InvalidHandle)?;
        match card.status2_owned() {
            Ok(_) => Ok(false),
            Err(pcsc::Error::ResetCard | pcsc::Error::UnpoweredCard) => {
                card.reconnect(ShareMode::Shared, Protocols::T0, Disposition::LeaveCard).map(|()| true)
            }
            Err(error) => Err(error),
        }
    }
}

/// The binding would reset the card.
impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(card) = self.card.take()
            && let Err((card, _)) = card.disconnect(Disposition::LeaveCard)
        {
            // Nothing to disconnect from any more; its own drop fails in the same way.
            drop(card);
        }
    }
}

struct PcscTransaction<'a> {
    transaction: Option<pcsc::Transaction<'a>>,
    context: &'a Context,
    system_name: &'a CString,
    atr: &'a [u8],
    pad: Option<&'a PadDriver>,
    reader_name: &'a str,
    was_reset: bool,
    reset: &'a mut bool,
    reset_at_end: bool,
}

impl PcscTransaction<'_> {
    fn card(&self) -> Result<&pcsc::Card, TransportError> {
        self.transaction.as_deref().ok_or(TransportError::NoCard)
    }

    /// A card pulled out in the middle shows as one of many errors, by reader and system: what the reader
    /// holds now tells.
    fn explain(&self, error: pcsc::Error) -> TransportError {
        let error = errors::transport(error);
        if !matches!(error, TransportError::Communication | TransportError::NoCard | TransportError::Other(_))
        {
            return error;
        }
        let mut states = [ReaderState::new(self.system_name.clone(), State::PRESENT)];
        match self.context.get_status_change(REMOVAL_NOTICED, &mut states) {
            Err(pcsc::Error::UnknownReader) => return TransportError::ReaderLost,
            Err(pcsc::Error::NoService | pcsc::Error::ServiceStopped) => return TransportError::NoService,
            _ => {}
        }
        match states.first().map(ReaderState::event_state) {
            Some(state) if state.intersects(State::UNKNOWN | State::UNAVAILABLE) => {
                TransportError::ReaderLost
            }
            Some(state) if state.contains(State::EMPTY) => TransportError::Removed,
            _ => error,
        }
    }
}

impl Transaction for PcscTransaction<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError> {
        let mut buffer = [0u8; BUFFER];
        let mut busy = 0u8;
        loop {
            match self.card()?.transmit(command.bytes(), &mut buffer) {
                Ok(answer) => return Response::from_bytes(answer.to_vec()).ok_or(TransportError::Removed),
                // macOS: another program's transaction; the command was not sent (card.md 12.1).
                Err(pcsc::Error::SharingViolation) if busy < BUSY_REPEATS => {
                    busy = busy.saturating_add(1);
                    std::thread::sleep(BUSY_PAUSE);
                }
                Err(error) => return Err(self.explain(error)),
            }
        }
    }

    fn atr(&self) -> Option<&[u8]> {
        (!self.atr.is_empty()).then_some(self.atr)
    }

    fn pin_pad(&self) -> Option<&PinPad> {
        self.pad.map(PadDriver::abilities)
    }

    fn verify_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.pad.ok_or(TransportError::Unsupported)?.verify(self, prompt)
    }

    fn change_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.pad.ok_or(TransportError::Unsupported)?.change(self, prompt)
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }

    fn reset_at_end(&mut self) {
        self.reset_at_end = true;
    }
}

/// The binding leaves the card as it is when a transaction is dropped.
impl Drop for PcscTransaction<'_> {
    fn drop(&mut self) {
        if self.reset_at_end
            && let Some(transaction) = self.transaction.take()
        {
            *self.reset = true;
            drop(transaction.end(Disposition::ResetCard));
        }
    }
}

impl PadPort for PcscTransaction<'_> {
    fn control(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut port = Port { card: self.card()?, reader_name: self.reader_name };
        port.call(code, input).map_err(|error| self.explain(error))
    }

    fn pseudo_command(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        Port { card: self.card()?, reader_name: self.reader_name }.pseudo_command(bytes)
    }
}

/// The reader, seen past the card.
struct Port<'a> {
    card: &'a pcsc::Card,
    reader_name: &'a str,
}

impl Port<'_> {
    fn call(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, pcsc::Error> {
        let mut buffer = [0u8; BUFFER];
        #[allow(clippy::useless_conversion, reason = "the type differs between systems")]
        self.card.control(code.into(), input, &mut buffer).map(<[u8]>::to_vec)
    }
}

impl PadPort for Port<'_> {
    fn control(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.call(code, input).map_err(errors::transport)
    }

    fn pseudo_command(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let known = PSEUDO_COMMANDS.iter().any(|name| self.reader_name.contains(name));
        if !cfg!(windows) || !known {
            return Err(TransportError::Unsupported);
        }
        let mut buffer = [0u8; BUFFER];
        self.card.transmit(bytes, &mut buffer).map(<[u8]>::to_vec).map_err(errors::transport)
    }
}

#[cfg(test)]
mod tests {
    /// What the binding calls function 3400.
    #[test]
    fn feature_request() {
        assert_eq!(crate::pad::FEATURE_REQUEST.to_string(), pcsc::ctl_code(3400).to_string());
    }
}
