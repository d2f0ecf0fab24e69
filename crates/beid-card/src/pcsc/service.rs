//! The service of the system: which readers there are, waiting for a card.

use core::time::Duration;
use std::ffi::CString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use pcsc::{Context, ReaderState, Scope, State};

use super::errors;
use super::reader::PcscReader;
use crate::applet::{AtrHint, atr_hint};
use crate::error::Error;

/// Longest sleep in one call: cancelling, new readers and a restarted service are seen within it. Not every
/// system tells of new readers by itself (card.md 12.5).
pub(super) const SLICE: Duration = Duration::from_millis(250);

/// Virtual reader that no card is ever put in (card.md 12.5).
const NOT_A_READER: &str = "Windows Hello";

/// Ends a wait from another thread. Clones end the same waits.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every wait that has this, or a clone, within a quarter of a second.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// What is in a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardState {
    /// Nothing.
    Empty,
    /// A card.
    Present,
    /// A card that gives no answer: upside down, dirty, not a smart card.
    Mute,
    /// A card that another program holds for itself.
    Busy,
}

/// A reader and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReaderStatus {
    /// The system's name for the reader.
    pub name: String,
    /// What is in it.
    pub card: CardState,
    /// The card's answer to reset; empty without one.
    pub atr: Vec<u8>,
}

impl ReaderStatus {
    pub(super) fn of(state: &ReaderState) -> Self {
        let event = state.event_state();
        let card = if event.contains(State::MUTE) {
            CardState::Mute
        } else if !event.contains(State::PRESENT) {
            CardState::Empty
        } else if event.contains(State::EXCLUSIVE) {
            CardState::Busy
        } else {
            CardState::Present
        };
        Self { name: state.name().to_string_lossy().into_owned(), card, atr: state.atr().to_vec() }
    }
}

/// The smart card service.
pub struct Service {
    context: Context,
}

impl Service {
    /// Connects to the service.
    ///
    /// # Errors
    /// `card.no_service`; on Windows also while no reader is plugged in.
    pub fn connect() -> Result<Self, Error> {
        let context = Context::establish(Scope::User).map_err(errors::error)?;
        Ok(Self { context })
    }

    /// The readers that are plugged in, and what is in them.
    ///
    /// # Errors
    /// `card.no_service` when the service has stopped since.
    pub fn readers(&self) -> Result<Vec<ReaderStatus>, Error> {
        let mut states = self.states().map_err(errors::error)?;
        if states.is_empty() {
            return Ok(Vec::new());
        }
        match self.context.get_status_change(Duration::ZERO, &mut states) {
            Ok(()) | Err(pcsc::Error::Timeout) => {}
            // Unplugged in between.
            Err(pcsc::Error::UnknownReader) => return Ok(Vec::new()),
            Err(error) => return Err(errors::error(error)),
        }
        Ok(states.iter().map(ReaderStatus::of).collect())
    }

    /// One reader by its name; the card in it is taken by [`Card::open`](crate::Card::open).
    ///
    /// # Errors
    /// `card.reader_lost` when there is no such reader.
    pub fn reader(&self, name: &str) -> Result<PcscReader, Error> {
        if !self.readers()?.iter().any(|reader| reader.name == name) {
            return Err(Error::ReaderLost);
        }
        self.open(name)
    }

    /// Waits until a card is in a reader, in `reader` if one is named. Of several cards the one that looks
    /// Belgian is taken. The error at the end of `timeout` (none: for ever) says what was missing.
    ///
    /// # Errors
    /// `interrupted`; `card.two_readers`; at the end of the time `card.absent`, `card.mute`, `card.busy`,
    /// `card.no_reader`, `card.reader_driver`, `card.reader_lost` (no reader of that name), `card.no_service`.
    pub fn wait_for_card(
        &mut self,
        reader: Option<&str>,
        timeout: Option<Duration>,
        cancel: &Cancel,
    ) -> Result<PcscReader, Error> {
        let begin = Instant::now();
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Interrupted);
            }
            let missing = match self.readers() {
                Ok(readers) => match choose(&readers, reader, Path::new(USB_DEVICES)) {
                    Ok(name) => return self.open(name),
                    Err(error @ Error::TwoReaders { .. }) => return Err(error),
                    Err(error) => error,
                },
                Err(error) => {
                    if let Ok(again) = Self::connect() {
                        *self = again;
                    }
                    error
                }
            };
            let left = timeout.map(|timeout| timeout.saturating_sub(begin.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(missing);
            }
            self.sleep(left.map_or(SLICE, |left| left.min(SLICE)));
        }
    }

    /// Readers and cards that come and go, beginning with those that are there.
    #[must_use]
    pub fn events(self) -> super::Events {
        super::Events::new(self)
    }

    fn open(&self, name: &str) -> Result<PcscReader, Error> {
        PcscReader::new(self.context.clone(), name)
    }

    fn states(&self) -> Result<Vec<ReaderState>, pcsc::Error> {
        let names: Vec<CString> = match self.context.list_readers_owned() {
            Err(pcsc::Error::NoReadersAvailable) => Vec::new(),
            names => names?,
        };
        let real = |name: &CString| !name.to_string_lossy().contains(NOT_A_READER);
        Ok(names.into_iter().filter(real).map(|name| ReaderState::new(name, State::UNAWARE)).collect())
    }

    /// Sleeps until something changes, at most `time`.
    pub(super) fn sleep(&self, time: Duration) {
        let begin = Instant::now();
        let Ok(mut states) = self.states() else {
            std::thread::sleep(time);
            return;
        };
        // The first call only learns the state.
        if !states.is_empty() && self.context.get_status_change(Duration::ZERO, &mut states).is_ok() {
            states.iter_mut().for_each(ReaderState::sync_current_state);
        }
        // Elsewhere it returns at once, or not at all; there a new reader is seen at the next slice.
        if cfg!(target_os = "linux") {
            states.push(ReaderState::new(pcsc::PNP_NOTIFICATION(), State::UNAWARE));
        }
        let left = time.saturating_sub(begin.elapsed());
        let woken = !states.is_empty() && self.context.get_status_change(left, &mut states).is_ok();
        if !woken {
            std::thread::sleep(time.saturating_sub(begin.elapsed()));
        }
    }
}

/// Which reader is meant; `devices` is where the system lists what is plugged in.
fn choose<'a>(readers: &'a [ReaderStatus], wanted: Option<&str>, devices: &Path) -> Result<&'a str, Error> {
    let candidates: Vec<_> =
        readers.iter().filter(|reader| wanted.is_none_or(|wanted| reader.name == wanted)).collect();
    if candidates.is_empty() {
        return Err(if wanted.is_some() && !readers.is_empty() {
            Error::ReaderLost
        } else if reader_without_driver(devices) {
            Error::ReaderDriver
        } else {
            Error::NoReader
        });
    }
    let with = |state| candidates.iter().copied().filter(move |reader| reader.card == state);
    let present: Vec<_> = with(CardState::Present).collect();
    let belgian: Vec<_> =
        present.iter().copied().filter(|reader| atr_hint(&reader.atr) > AtrHint::Other).collect();
    let chosen = if belgian.is_empty() { present } else { belgian };
    match chosen.as_slice() {
        [one] => Ok(&one.name),
        [] if with(CardState::Mute).next().is_some() => Err(Error::Mute),
        [] if with(CardState::Busy).next().is_some() => Err(Error::Busy),
        [] => Err(Error::Absent),
        several => {
            Err(Error::TwoReaders { readers: several.iter().map(|reader| reader.name.clone()).collect() })
        }
    }
}

/// Where Linux lists USB devices; other systems have no such folder, and there this cannot be told.
const USB_DEVICES: &str = "/sys/bus/usb/devices";

/// Whether a USB device of the smart card class is there although PC/SC lists no reader: its driver is
/// missing (card.md 12.6).
fn reader_without_driver(devices: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(devices) else { return false };
    entries
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("bInterfaceClass")).ok())
        .any(|class| class.trim() == "0b")
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn reader(name: &str, card: CardState, atr: &[u8]) -> ReaderStatus {
        ReaderStatus { name: name.to_owned(), card, atr: atr.to_vec() }
    }

    #[test]
    fn which_reader() {
        let be = hex!("3B 98 13 40 0A A5 03 01 01 01 AD 13 11");
        let empty = reader("empty", CardState::Empty, &[]);
        let bank = reader("bank", CardState::Present, &[0x3B, 0x67]);
        let eid = reader("eid", CardState::Present, &be);
        let mute = reader("mute", CardState::Mute, &[]);
        let busy = reader("busy", CardState::Busy, &be);
        let code = |readers: &[&ReaderStatus], wanted| {
            let readers: Vec<_> = readers.iter().map(|reader| (*reader).clone()).collect();
            choose(&readers, wanted, Path::new("/nowhere")).map(str::to_owned).map_err(|error| error.code())
        };
        assert_eq!(code(&[], None), Err("card.no_reader"));
        assert_eq!(code(&[&empty], None), Err("card.absent"));
        assert_eq!(code(&[&empty], Some("other")), Err("card.reader_lost"));
        assert_eq!(code(&[&empty, &mute], None), Err("card.mute"));
        assert_eq!(code(&[&busy], None), Err("card.busy"));
        assert_eq!(code(&[&empty, &bank], None), Ok("bank".to_owned()));
        assert_eq!(code(&[&bank, &eid], None), Ok("eid".to_owned()));
        assert_eq!(code(&[&bank, &eid], Some("bank")), Ok("bank".to_owned()));
        assert_eq!(code(&[&eid, &eid], None), Err("card.two_readers"));
        assert_eq!(code(&[&bank, &bank], None), Err("card.two_readers"));
    }

    /// The kernel's list of USB devices, laid out as it is: a device that types, then a reader without driver.
    #[test]
    fn code_card_reader_driver() {
        let folder = tempfile::tempdir().unwrap();
        let plug = |name: &str, class: &str| {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("bInterfaceClass"), class).unwrap();
        };
        let code = |readers: &[ReaderStatus], wanted| {
            choose(readers, wanted, folder.path()).map(str::to_owned).map_err(|error| error.code())
        };
        assert_eq!(code(&[], None), Err("card.no_reader"));
        plug("1-1:1.0", "03\n");
        assert_eq!(code(&[], None), Err("card.no_reader"));
        plug("1-2:1.0", "0b\n");
        assert_eq!(code(&[], None), Err("card.reader_driver"));
        assert_eq!(code(&[], Some("by name")), Err("card.reader_driver"));
        // Another reader works: what is wanted then is a card.
        let other = reader("other", CardState::Empty, &[]);
        assert_eq!(code(&[other], None), Err("card.absent"));
    }
}
