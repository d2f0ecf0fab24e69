//! The PIN is asked for with its meaning, and the card signs (domain.md S9, S12).

use beid_card::pad::{PadLanguage, PadPrompt};
use beid_card::pin::{LastTry, PinPolicy, UnknownTries};
use beid_card::{PinSource, Tries};
use ehealth_enrollment::{Error, SignatureWanted, driver};
use ehealth_examples_common::Language;
use ehealth_examples_common::failure::Details;

use super::{Desk, TICK};
use crate::card::AnyCard;
use crate::state::{Notice, PinScreen, Reply, Screen, Waited};

/// One try, and whether there is another.
enum Tried {
    Signed(Vec<Vec<u8>>),
    Again(Option<Notice>),
    Ended(Error),
}

impl Desk {
    pub(super) fn sign_with_person(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        let mut card = self.card.take().ok_or(Error::WrongReply)?;
        // The person is told how many tries are left, and decides about the last one.
        card.set_pin_policy(PinPolicy::new(LastTry::Spend, UnknownTries::Accept));
        let mut notice = None;
        let result = loop {
            if let Err(error) = self.wait_for_card() {
                break Err(error);
            }
            match self.one_try(&mut card, wanted, notice.take()) {
                Tried::Signed(signatures) => break Ok(signatures),
                Tried::Again(next) => notice = next,
                Tried::Ended(error) => break Err(error),
            }
        };
        self.card = Some(card);
        result
    }

    fn one_try(&mut self, card: &mut AnyCard, wanted: &SignatureWanted, notice: Option<Notice>) -> Tried {
        let tries = match card.tries_left() {
            Ok(Tries::Blocked) => return Tried::Ended(beid_card::Error::PinBlocked.into()),
            Ok(tries) => tries,
            Err(error) => return self.comes_back(error.into()),
        };
        let screen = PinScreen { purpose: wanted.purpose.clone(), tries, pad: self.pad };
        let number = self.shared.show_with(Screen::Pin(screen), notice);
        let signed = if self.pad {
            let prompt = PadPrompt::new(self.pad_language());
            driver::sign_with_card(card, wanted, PinSource::Pad(prompt))
        } else {
            let pin = loop {
                match self.shared.wait(number, Some(TICK)) {
                    Waited::Reply(Reply::Pin(pin)) => break pin,
                    Waited::Reply(_) => return Tried::Ended(Error::WrongReply),
                    Waited::Stopped => return Tried::Ended(Error::Interrupted),
                    // Pulled while the person types: what was typed is gone, and no try is.
                    Waited::Tick if self.probe().is_err() => return Tried::Again(None),
                    Waited::Tick => {}
                }
            };
            driver::sign_with_card(card, wanted, PinSource::Entered(pin))
        };
        match signed {
            Ok(signatures) => {
                if self.pad {
                    self.shared.show(Screen::Working);
                }
                Tried::Signed(signatures)
            }
            Err(error) => self.comes_back(error),
        }
    }

    /// Whether the person can do something about it here and now: type again, insert the card again, or another
    /// one. Then the procedure stands where it stood.
    fn comes_back(&mut self, error: Error) -> Tried {
        let Error::Card(card) = &error else { return Tried::Ended(error) };
        let code = card.code();
        let tries = match card {
            beid_card::Error::WrongPin { left, .. } => Some(*left),
            _ => None,
        };
        let notice = Notice { code, details: Details { tries, ..Details::default() }, field: "pin" };
        match code {
            "pin.wrong" | "pin.timeout" => Tried::Again(Some(notice)),
            "card.pad_faulty" => {
                self.pad = false;
                Tried::Again(Some(notice))
            }
            "card.removed"
            | "card.absent"
            | "card.reset"
            | "card.reader_lost"
            | "card.busy"
            | "card.mute"
            | "card.person_mismatch"
            | "card.not_beid" => match self.wait_for_exchange(code) {
                Ok(()) => Tried::Again(None),
                Err(stopped) => Tried::Ended(stopped),
            },
            _ => Tried::Ended(error),
        }
    }

    fn pad_language(&self) -> PadLanguage {
        match self.shared.lock().language {
            Language::French => PadLanguage::French,
            Language::Dutch => PadLanguage::Dutch,
            Language::German => PadLanguage::German,
            Language::English => PadLanguage::English,
        }
    }
}
