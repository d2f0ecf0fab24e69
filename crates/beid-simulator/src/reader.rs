//! The in-process reader, behind the traits that `beid-card` uses for PC/SC.

use core::fmt;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use beid_card::apdu::{Command, Response};
use beid_card::pad::{PadPrompt, PinPad};
use beid_card::transport::{Reader, Transaction, TransportError};

use crate::applet::block_of;
use crate::card::CardHandle;
use crate::slot::{Cycle, Lost, Slot, lock};

/// What a person does at the reader's keypad (card.md 8.9).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PadEntry {
    /// Enters this PIN, 4 to 12 digits.
    Pin(String),
    /// Presses cancel: `6401`.
    Cancel,
    /// Does nothing for 30 seconds: `6400` (at once).
    TimeOut,
}

/// The PIN is not shown.
impl fmt::Debug for PadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pin(_) => "Pin(…)",
            Self::Cancel => "Cancel",
            Self::TimeOut => "TimeOut",
        })
    }
}

struct Pad {
    can: PinPad,
    entries: VecDeque<PadEntry>,
}

/// A reader with a [`VirtualCard`](crate::VirtualCard) in it.
pub struct VirtualReader {
    slot: Arc<Mutex<Slot>>,
    seen: Option<Cycle>,
    pad: Option<Pad>,
}

impl VirtualReader {
    pub(crate) fn new(slot: Arc<Mutex<Slot>>, pad: Option<Vec<PadEntry>>) -> Self {
        let pad = pad.map(|entries| Pad { can: PinPad::new(true, false), entries: entries.into() });
        Self { slot, seen: None, pad }
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
        "Virtual eID reader"
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let slot = lock(&self.slot);
        if slot.held {
            return Err(TransportError::Busy);
        }
        if !slot.present {
            return Err(TransportError::NoCard);
        }
        let cycle = slot.cycle;
        drop(slot);
        let was_reset = self.seen.replace(cycle) != Some(cycle);
        Ok(Box::new(Job { slot: &self.slot, cycle, was_reset, pad: self.pad.as_mut() }))
    }
}

struct Job<'a> {
    slot: &'a Mutex<Slot>,
    cycle: Cycle,
    was_reset: bool,
    pad: Option<&'a mut Pad>,
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

    fn send(&self, bytes: &[u8]) -> Result<Response, TransportError> {
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
        // Fewer than two bytes: the card went while it answered (card.md 13.4).
        Response::from_bytes(answer).ok_or(TransportError::Removed)
    }
}

impl Transaction for Job<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError> {
        self.send(command.bytes())
    }

    fn pin_pad(&self) -> Option<&PinPad> {
        self.pad.as_ref().map(|pad| &pad.can)
    }

    fn verify_on_pad(&mut self, _prompt: &PadPrompt) -> Result<Response, TransportError> {
        let pad = self.pad.as_mut().ok_or(TransportError::Unsupported)?;
        let refused =
            |word: u16| Response::from_bytes(word.to_be_bytes().to_vec()).ok_or(TransportError::Removed);
        match pad.entries.pop_front() {
            Some(PadEntry::Pin(pin)) => {
                self.send(&[&[0x00, 0x20, 0x00, 0x01, 0x08][..], &block_of(&pin)].concat())
            }
            Some(PadEntry::Cancel) => refused(0x6401),
            // Nobody there any more.
            Some(PadEntry::TimeOut) | None => refused(0x6400),
        }
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }
}
