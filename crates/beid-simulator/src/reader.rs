//! The in-process reader, behind the traits that `beid-card` uses for PC/SC.

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Mutex};

use beid_card::apdu::{Command, Response};
use beid_card::pad::{PadDriver, PadPort, PadPrompt, PinPad};
use beid_card::transport::{Reader, Transaction, TransportError};

use crate::card::CardHandle;
use crate::keypad::Keypad;
use crate::slot::{Cycle, Lost, Slot, lock};

const NAME: &str = "Virtual eID reader";

/// A reader with a [`VirtualCard`](crate::VirtualCard) in it.
pub struct VirtualReader {
    slot: Arc<Mutex<Slot>>,
    seen: Option<Cycle>,
    keypad: Option<Keypad>,
    driver: Option<PadDriver>,
}

impl VirtualReader {
    pub(crate) const fn new(slot: Arc<Mutex<Slot>>, keypad: Option<Keypad>) -> Self {
        Self { slot, seen: None, keypad, driver: None }
    }

    /// A handle on card and reader.
    #[must_use]
    pub fn handle(&self) -> CardHandle {
        CardHandle::new(Arc::clone(&self.slot))
    }
}

impl fmt::Debug for VirtualReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VirtualReader")
    }
}

impl Reader for VirtualReader {
    fn name(&self) -> &str {
        NAME
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let slot = lock(&self.slot);
        if slot.held {
            return Err(TransportError::Busy);
        }
        if !slot.present {
            return Err(TransportError::NoCard);
        }
        let (cycle, atr) = (slot.cycle, slot.engine().atr());
        drop(slot);
        let was_reset = self.seen.replace(cycle) != Some(cycle);
        let driver = self.driver.take();
        let mut job = Job {
            slot: &self.slot,
            cycle,
            was_reset,
            atr,
            reset_at_end: false,
            keypad: self.keypad.as_mut(),
            driver: None,
        };
        self.driver = driver.or_else(|| PadDriver::detect(&mut job, NAME));
        job.driver = self.driver.clone();
        Ok(Box::new(job))
    }
}

struct Job<'a> {
    slot: &'a Mutex<Slot>,
    cycle: Cycle,
    was_reset: bool,
    atr: &'static [u8],
    reset_at_end: bool,
    keypad: Option<&'a mut Keypad>,
    driver: Option<PadDriver>,
}

impl Job<'_> {
    /// Whether this is still the card, in the same power cycle, with which the job began.
    fn check(&self, slot: &Slot) -> Result<(), TransportError> {
        if !slot.present || slot.cycle.insertions != self.cycle.insertions {
            return Err(TransportError::Removed);
        }
        if slot.cycle.resets != self.cycle.resets {
            return Err(TransportError::Reset);
        }
        Ok(())
    }

    fn send(&self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut slot = lock(self.slot);
        self.check(&slot)?;
        let exchange = slot.transmit(bytes);
        drop(slot);
        if !exchange.after.is_zero() {
            std::thread::sleep(exchange.after);
        }
        let answer = exchange.answer.map_err(|lost| match lost {
            Lost::Removed => TransportError::Removed,
            Lost::Reset => TransportError::Reset,
            Lost::Communication | Lost::TooLong => TransportError::Communication,
            Lost::Mute => TransportError::Mute,
        })?;
        self.check(&lock(self.slot))?;
        Ok(answer)
    }

    /// At a card that takes no time nobody waits.
    fn let_pass(&self, duration: Duration) {
        if lock(self.slot).pass(duration) {
            std::thread::sleep(duration);
        }
    }
}

/// The right that could not be dropped by command goes with the power.
impl Drop for Job<'_> {
    fn drop(&mut self) {
        let mut slot = lock(self.slot);
        if self.reset_at_end && self.check(&slot).is_ok() {
            slot.reset();
        }
    }
}

/// What card.md 8.9 says of readers with a keypad, from the reader's side.
impl PadPort for Job<'_> {
    fn control(&mut self, code: u32, input: &[u8]) -> Result<Vec<u8>, TransportError> {
        let keypad = self.keypad.take().ok_or(TransportError::Unsupported)?;
        let answer = keypad.control(code, input, &mut |command| self.send(command));
        self.keypad = Some(keypad);
        answer
    }

    fn pseudo_command(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let keypad = self.keypad.take().ok_or(TransportError::Unsupported)?;
        let answer = keypad.pseudo_command(bytes, &mut |command| self.send(command));
        self.keypad = Some(keypad);
        answer
    }

    fn wait(&mut self, duration: Duration) {
        self.let_pass(duration);
    }
}

impl Transaction for Job<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError> {
        // Fewer than two bytes: the card went while it answered (card.md 13.4).
        Response::from_bytes(self.send(command.bytes())?).ok_or(TransportError::Removed)
    }

    fn atr(&self) -> Option<&[u8]> {
        Some(self.atr)
    }

    fn pin_pad(&self) -> Option<&PinPad> {
        self.driver.as_ref().map(PadDriver::abilities)
    }

    fn verify_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.driver.clone().ok_or(TransportError::Unsupported)?.verify(self, prompt)
    }

    fn change_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.driver.clone().ok_or(TransportError::Unsupported)?.change(self, prompt)
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }

    fn pause(&mut self, duration: Duration) {
        self.let_pass(duration);
    }

    fn reset_at_end(&mut self) {
        self.reset_at_end = true;
    }
}
