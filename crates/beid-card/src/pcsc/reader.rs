//! One reader: connecting, transactions, the keypad.

use core::time::Duration;
use std::ffi::CString;

use pcsc::{Context, Disposition, Protocols, ReaderState, Scope, ShareMode, State};

use super::errors;
use crate::apdu::{Command, Response};
use crate::error::Error;
use crate::pad::{self, PadPrompt, PinPad};
use crate::transport::{Reader, Transaction, TransportError};

/// Bytes of the longest answer over T=0 with its status, and room for a reader's mistakes.
const BUFFER: usize = 264;
/// Function number of the feature request (PC/SC part 10 section 2.2).
const FEATURE_REQUEST: u16 = 3400;
/// Features "VERIFY, directly" and "MODIFY, directly".
const VERIFY_DIRECT: u8 = 0x06;
const MODIFY_DIRECT: u8 = 0x07;
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
    pad: Option<Pad>,
}

struct Pad {
    abilities: PinPad,
    verify: Option<u32>,
    modify: Option<u32>,
    format: u8,
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
        let pad = Pad::of(&card, &self.name);
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
        let Self { context, system_name, connection, reset, .. } = self;
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
    pad: Option<&'a Pad>,
    was_reset: bool,
    reset: &'a mut bool,
    reset_at_end: bool,
}

impl PcscTransaction<'_> {
    fn card(&self) -> Result<&pcsc::Card, TransportError> {
        self.transaction.as_deref().ok_or(TransportError::NoCard)
    }

    fn control(&self, code: Option<u32>, structure: &[u8]) -> Result<Response, TransportError> {
        let code = code.ok_or(TransportError::Unsupported)?;
        let mut buffer = [0u8; BUFFER];
        #[allow(clippy::useless_conversion, reason = "the type differs between systems")]
        match self.card()?.control(code.into(), structure, &mut buffer) {
            Ok(answer) => Response::from_bytes(answer.to_vec()).ok_or(TransportError::Removed),
            Err(error) => Err(self.explain(error)),
        }
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
        self.pad.map(|pad| &pad.abilities)
    }

    fn verify_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let pad = self.pad.ok_or(TransportError::Unsupported)?;
        self.control(pad.verify, &pad::verify_structure(prompt, pad.format))
    }

    fn change_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        let pad = self.pad.ok_or(TransportError::Unsupported)?;
        self.control(pad.modify, &pad::modify_structure(prompt, pad.format))
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

impl Pad {
    /// Asks the reader for its features (PC/SC part 10); readers without a keypad refuse or list none.
    fn of(card: &pcsc::Card, reader: &str) -> Option<Self> {
        // Its firmware sends an empty VERIFY by itself, which costs a try on 1.1 (card.md 8.3).
        if reader.contains("GemPC Pinpad") {
            return None;
        }
        let mut buffer = [0u8; BUFFER];
        let request = pcsc::ctl_code(FEATURE_REQUEST.into());
        let features = card.control(request, &[], &mut buffer).ok()?;
        let (verify, modify) = (feature(features, VERIFY_DIRECT), feature(features, MODIFY_DIRECT));
        if verify.is_none() && modify.is_none() {
            return None;
        }
        // Firmware below 5.06 of this reader (card.md 8.9).
        let format = if reader.contains("SPRx32 USB") { 0x01 } else { 0x89 };
        Some(Self { abilities: PinPad::new(verify.is_some(), modify.is_some()), verify, modify, format })
    }
}

/// Control code of a feature in the list: tag, length 4, code, repeated.
fn feature(list: &[u8], wanted: u8) -> Option<u32> {
    let mut rest = list;
    while let Some((&[tag, length, code @ ..], after)) = rest.split_first_chunk::<6>() {
        if length != 4 {
            return None;
        }
        if tag == wanted {
            return Some(u32::from_be_bytes(code));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn features() {
        let list = hex!("06 04 42330006 07 04 42330007 12 04 42330012");
        assert_eq!(feature(&list, 0x06), Some(0x4233_0006));
        assert_eq!(feature(&list, 0x12), Some(0x4233_0012));
        assert_eq!(feature(&list, 0x0A), None);
        assert_eq!(feature(&list[..5], 0x06), None);
        assert_eq!(feature(&hex!("06 02 4233 07 04"), 0x06), None);
        assert_eq!(feature(&[], 0x06), None);
    }
}
