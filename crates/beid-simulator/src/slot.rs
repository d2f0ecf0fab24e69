//! A reader's slot: the card that is in it or not, what was sent to it, and what goes wrong with it.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::applet::Engine;
use crate::command;
use crate::fault::{Effect, Fault, Moment, Quirks};
use crate::speed::Speed;

/// One command that reached the slot, without its data: a log never holds a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// Name in ISO 7816 or in the card's manual.
    pub name: &'static str,
    /// CLA INS P1 P2; shorter when the command was.
    pub header: Vec<u8>,
    /// Length of the command in bytes.
    pub sent: usize,
    /// Length of the answer in bytes, status included; 0 when there was none.
    pub received: usize,
    /// Status word, when there was an answer of two bytes or more.
    pub status: Option<u16>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    Removed,
    Reset,
    Communication,
    Mute,
    /// The reader cannot carry 256 bytes.
    TooLong,
}

/// So soon after `6Cxx` the first chips cannot take the repetition (card.md 15.6).
const BREATH: Duration = Duration::from_millis(10);

/// What comes of one command, and after which time.
pub(crate) struct Exchange {
    pub(crate) after: Duration,
    pub(crate) answer: Result<Vec<u8>, Lost>,
}

/// Which card in which power cycle: a transaction notices by it what happened since it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cycle {
    pub(crate) insertions: u64,
    pub(crate) resets: u64,
}

pub(crate) struct Slot {
    engine: Arc<Mutex<Engine>>,
    pub(crate) present: bool,
    pub(crate) cycle: Cycle,
    pub(crate) held: bool,
    pub(crate) speed: Speed,
    pub(crate) quirks: Quirks,
    pub(crate) faults: Vec<Fault>,
    pub(crate) log: Vec<LogEntry>,
    /// Commands since power-on, all and by instruction.
    commands: usize,
    by_instruction: HashMap<u8, usize>,
    power_on: Instant,
    /// Mute until reset.
    mute: bool,
    wrong_length_at: Option<Instant>,
}

/// A poisoned lock is a test that failed already; the card goes on for the others.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slot {
    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine: Arc::new(Mutex::new(engine)),
            present: true,
            cycle: Cycle { insertions: 0, resets: 0 },
            held: false,
            speed: Speed::Instant,
            quirks: Quirks::default(),
            faults: Vec::new(),
            log: Vec::new(),
            commands: 0,
            by_instruction: HashMap::new(),
            power_on: Instant::now(),
            mute: false,
            wrong_length_at: None,
        }
    }

    pub(crate) fn engine(&self) -> MutexGuard<'_, Engine> {
        lock(&self.engine)
    }

    /// Power-on or reset of the card that is in the reader.
    pub(crate) fn reset(&mut self) {
        self.engine().reset();
        self.cycle.resets += 1;
        self.commands = 0;
        self.by_instruction.clear();
        self.power_on = Instant::now();
        self.mute = false;
        self.wrong_length_at = None;
    }

    pub(crate) fn remove(&mut self) {
        self.present = false;
    }

    pub(crate) fn insert(&mut self) {
        self.present = true;
        self.cycle.insertions += 1;
        self.reset();
    }

    /// Puts the card of another slot into this one.
    pub(crate) fn exchange_card(&mut self, other: &Self) {
        self.engine = Arc::clone(&other.engine);
        self.insert();
    }

    /// Lets time pass for the card; whether it must pass for everybody.
    pub(crate) fn pass(&mut self, duration: Duration) -> bool {
        if self.speed != Speed::Instant {
            return true;
        }
        let back = |at: Instant| at.checked_sub(duration).unwrap_or(at);
        self.wrong_length_at = self.wrong_length_at.map(back);
        self.power_on = back(self.power_on);
        false
    }

    fn effects(&mut self, instruction: u8) -> Vec<Effect> {
        let same = self.by_instruction.entry(instruction).or_default();
        let moment = Moment {
            number: self.commands,
            instruction,
            same: *same,
            since_power_on: self.power_on.elapsed(),
        };
        *same += 1;
        self.commands += 1;
        self.faults.iter_mut().filter_map(|fault| fault.strike(&moment)).collect()
    }

    /// What reader and chip make of a command before the applet sees it.
    fn hindered(&mut self, bytes: &[u8]) -> Option<Lost> {
        let since = self.wrong_length_at.take().map(|at| at.elapsed());
        if self.quirks.chip_is_slow_after_6c && since.is_some_and(|since| since < BREATH) {
            self.mute = true;
        }
        if self.mute {
            return Some(Lost::Mute);
        }
        let wants_256 = matches!(bytes, [_, 0x84 | 0xB0 | 0xB2 | 0xC0, _, _, 0x00]);
        (self.quirks.reader_refuses_256 && wants_256).then_some(Lost::TooLong)
    }

    /// Sends to the card, and again as long as the reader does that by itself.
    fn through_reader(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut answer = self.engine().transmit(bytes);
        if let [.., 0x6C, length] = *answer.as_slice() {
            if !self.quirks.reader_handles_lengths {
                self.wrong_length_at = Some(Instant::now());
                return answer;
            }
            let repeated: Vec<u8> = bytes.iter().copied().take(4).chain([length]).collect();
            answer = self.engine().transmit(&repeated);
        }
        while self.quirks.reader_handles_lengths
            && let [data @ .., 0x61, length] = answer.as_slice()
        {
            answer = [data, &self.engine().transmit(&[0x00, 0xC0, 0x00, 0x00, *length])].concat();
        }
        answer
    }

    /// Carries one command out, with the faults that it meets, and logs it.
    pub(crate) fn transmit(&mut self, bytes: &[u8]) -> Exchange {
        if !self.present {
            return Exchange { after: Duration::ZERO, answer: Err(Lost::Removed) };
        }
        let instruction = bytes.get(1).copied().unwrap_or_default();
        let effects = self.effects(instruction);
        let (mut after, answer) = match self.hindered(bytes) {
            Some(lost) => (Duration::ZERO, Err(lost)),
            None => self.struck(bytes, &effects),
        };
        let received = answer.as_ref().map_or(0, Vec::len);
        after += self.speed.of(self.engine().image.applet, instruction, bytes.len() + received);
        let status = answer.as_ref().ok().and_then(|answer| answer.last_chunk::<2>().copied());
        self.log.push(LogEntry {
            name: command::name(instruction),
            header: bytes.iter().copied().take(4).collect(),
            sent: bytes.len(),
            received,
            status: status.map(u16::from_be_bytes),
        });
        Exchange { after, answer }
    }

    fn struck(&mut self, bytes: &[u8], effects: &[Effect]) -> (Duration, Result<Vec<u8>, Lost>) {
        let mut after = Duration::ZERO;
        for effect in effects {
            match effect {
                Effect::Delay(time) => after += *time,
                Effect::BlockPin => self.engine().tries = 0,
                Effect::OtherProgram(command) => drop(self.engine().transmit(command)),
                Effect::Mute(time) => return (after + *time, Err(Lost::Mute)),
                _ => {
                    if let Some(answer) = self.instead(effect) {
                        return (after, answer);
                    }
                }
            }
        }
        let mut answer = self.through_reader(bytes);
        for effect in effects {
            match effect {
                Effect::RemoveAfter => {
                    self.remove();
                    return (after, Err(Lost::Removed));
                }
                Effect::AnswerLost => return (after, Err(Lost::Communication)),
                Effect::Corrupt { position, mask } => {
                    if let Some(byte) = answer.get_mut(*position) {
                        *byte ^= mask;
                    }
                }
                Effect::Truncate(length) => answer.truncate(*length),
                Effect::Extra(count) => answer.resize(answer.len() + count, 0),
                _ => {}
            }
        }
        (after, Ok(answer))
    }

    /// What stands in the place of the card's answer, when the card is not asked.
    fn instead(&mut self, effect: &Effect) -> Option<Result<Vec<u8>, Lost>> {
        match effect {
            Effect::Remove => {
                self.remove();
                Some(Err(Lost::Removed))
            }
            Effect::Reinsert => {
                self.insert();
                Some(Err(Lost::Removed))
            }
            Effect::ResetByOther => {
                self.reset();
                Some(Err(Lost::Reset))
            }
            Effect::CommunicationError => Some(Err(Lost::Communication)),
            Effect::MemoryFault => {
                self.mute = true;
                Some(Ok(vec![0x65, 0x81]))
            }
            Effect::Status(word) => Some(Ok(word.to_be_bytes().to_vec())),
            Effect::Answer(bytes) => Some(Ok(bytes.clone())),
            _ => None,
        }
    }
}
