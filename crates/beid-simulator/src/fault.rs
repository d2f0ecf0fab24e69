//! What can go wrong between a program and the card, scripted and counted (card.md 15.6).

use core::time::Duration;

/// When a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// At the command of this number since power-on or reset, counted from 0.
    Command(usize),
    /// At the k-th command with this instruction byte since power-on or reset, counted from 0.
    Instruction(u8, usize),
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

    /// The effect when this command meets the fault: `number` since power-on, `same` with this instruction.
    pub(crate) fn strike(&mut self, number: usize, instruction: u8, same: usize) -> Option<Effect> {
        let meets = match self.when {
            When::Command(wanted) => number >= wanted,
            When::Instruction(wanted, which) => instruction == wanted && same >= which,
            When::Always => true,
        };
        if !meets || self.left == 0 {
            return None;
        }
        self.left -= 1;
        Some(self.effect.clone())
    }
}
