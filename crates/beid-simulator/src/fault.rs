//! What can go wrong between a program and the card, scripted and counted (card.md 15.6).

use core::time::Duration;

/// When a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// At the command of this number since power-on or reset, counted from 0.
    Command(usize),
    /// At the k-th command with this instruction byte since power-on or reset, counted from 0.
    Instruction(u8, usize),
    /// At the first command so long after power-on or reset.
    After(Duration),
    /// At each command.
    Always,
}

/// What happens then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The card is pulled out; the command is not carried out.
    Remove,
    /// The card carries the command out and is pulled out before its answer arrives.
    RemoveAfter,
    /// Pulled out and put back at once: the command fails, then there is a fresh card.
    Reinsert,
    /// Another program resets the card; the command is not carried out.
    ResetByOther,
    /// The card answers with this status alone and its state stays as it was.
    Status(u16),
    /// The reader loses the command.
    CommunicationError,
    /// The card carries the command out and the reader loses the answer.
    AnswerLost,
    /// The memory of the chip is corrupted: `6581`, then mute until a reset.
    MemoryFault,
    /// The answer takes so much longer.
    Delay(Duration),
    /// No answer. In process it is given up after this time; a vpcd client stays silent for it and then
    /// closes the line.
    Mute(Duration),
    /// The card is not asked; these bytes are the answer, status included (fewer than two: a broken one).
    Answer(Vec<u8>),
    /// One byte of the true answer, counted from 0, is combined by exclusive or with `mask`.
    Corrupt {
        /// Position in the answer; beyond its end nothing happens.
        position: usize,
        /// Bits to turn over.
        mask: u8,
    },
    /// The true answer is cut to so many bytes.
    Truncate(usize),
    /// So many zero bytes follow the true answer.
    Extra(usize),
    /// Somebody has blocked the PIN before this command.
    BlockPin,
    /// Another program sends this command first; its answer goes to that program.
    OtherProgram(Vec<u8>),
}

/// One thing that goes wrong, once unless told otherwise.
///
/// ```
/// use beid_simulator::{Effect, Fault, Persona, VirtualCard};
///
/// // The card is pulled out at the fifth command.
/// let card = VirtualCard::new(&Persona::adult_ec(), 7).with_fault(Fault::at(4, Effect::Remove));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    when: When,
    effect: Effect,
    left: usize,
}

impl Fault {
    /// At command `number` since power-on or reset, counted from 0.
    #[must_use]
    pub const fn at(number: usize, effect: Effect) -> Self {
        Self { when: When::Command(number), effect, left: 1 }
    }

    /// At the command with this instruction byte that is number `which`, counted from 0, since power-on.
    #[must_use]
    pub const fn on(instruction: u8, which: usize, effect: Effect) -> Self {
        Self { when: When::Instruction(instruction, which), effect, left: 1 }
    }

    /// At the first command so long after power-on or reset.
    #[must_use]
    pub const fn after(time: Duration, effect: Effect) -> Self {
        Self { when: When::After(time), effect, left: 1 }
    }

    /// At each command, without end.
    #[must_use]
    pub const fn always(effect: Effect) -> Self {
        Self { when: When::Always, effect, left: usize::MAX }
    }

    /// Strikes up to `times` times: with [`at`](Self::at) and [`on`](Self::on) at as many commands in a row.
    #[must_use]
    pub fn repeated(self, times: usize) -> Self {
        Self { left: times, ..self }
    }

    /// The effect when this command meets the fault.
    pub(crate) fn strike(&mut self, moment: &Moment) -> Option<Effect> {
        let meets = match self.when {
            When::Command(wanted) => moment.number >= wanted,
            When::Instruction(wanted, which) => moment.instruction == wanted && moment.same >= which,
            When::After(time) => moment.since_power_on >= time,
            When::Always => true,
        };
        if !meets || self.left == 0 {
            return None;
        }
        self.left -= 1;
        Some(self.effect.clone())
    }
}

/// A command's place in the life of the card since power-on or reset.
pub(crate) struct Moment {
    /// How many commands came before.
    pub(crate) number: usize,
    pub(crate) instruction: u8,
    /// How many commands with this instruction came before.
    pub(crate) same: usize,
    pub(crate) since_power_on: Duration,
}

/// Habits of readers and of old chips (card.md 3.1, 15.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests set single fields of the default")]
pub struct Quirks {
    /// The reader answers `61xx` and `6Cxx` itself: the program sees data and `9000`.
    pub reader_handles_lengths: bool,
    /// The reader cannot carry 256 bytes: such a command fails (behind vpcd: `6700`).
    pub reader_refuses_256: bool,
    /// The chip goes mute until reset when the repetition after `6Cxx` comes within 10 ms (1.0 and 1.1).
    pub chip_is_slow_after_6c: bool,
}
