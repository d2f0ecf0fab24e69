//! The card is waited for, read, verified and shown (domain.md S1, S7).

use std::sync::{Arc, PoisonError};

use beid_card::{Contents, Files};
use ehealth_csr::Ssin;
use ehealth_enrollment::Error;
use ehealth_enrollment::driver::Ports as _;
use ehealth_pki::Environment;

use super::{Desk, TICK};
use crate::card::{self, AnyCard};
use crate::state::{CardScreen, CardView, Reply, Screen, Waited};

impl Desk {
    /// Waits until the card is well read and the person goes on. Pulled before that, it is waited for again.
    pub(super) fn read(&mut self) -> Result<Contents, Error> {
        // The card that is open already, when the procedure goes over the same ground again.
        if self.probe().is_ok()
            && let Some(card) = &mut self.card
            && let Ok(contents) = card.read(Files::all())
        {
            return Ok(contents);
        }
        loop {
            self.wait_for_card()?;
            self.shared.show(Screen::Card(CardScreen::Reading));
            let (card, pad, contents) = match self.open() {
                Ok(read) => read,
                Err(code) => {
                    self.wait_for_exchange(code)?;
                    continue;
                }
            };
            let view = Arc::new(view(&contents));
            let number = self.shared.show(Screen::Card(CardScreen::Read(view)));
            loop {
                match self.shared.wait(number, Some(TICK)) {
                    Waited::Reply(Reply::Next) => {
                        self.card = Some(card);
                        self.pad = pad;
                        return Ok(contents);
                    }
                    Waited::Reply(_) => return Err(Error::WrongReply),
                    Waited::Stopped => return Err(Error::Interrupted),
                    Waited::Tick if self.probe().is_err() => break,
                    Waited::Tick => {}
                }
            }
        }
    }

    /// What is missing, if anything.
    pub(super) fn probe(&self) -> Result<(), beid_card::Error> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner).probe()
    }

    /// Says what is missing until nothing is.
    pub(super) fn wait_for_card(&self) -> Result<(), Error> {
        let mut told = None;
        loop {
            self.check_stopped()?;
            let Err(missing) = self.probe() else { return Ok(()) };
            if told != Some(missing.code()) {
                told = Some(missing.code());
                self.shared.show(Screen::Card(CardScreen::Missing(missing.code())));
            }
            self.pause(TICK)?;
        }
    }

    /// Says what is wrong with the card that is there, until it is taken out, or, where that can pass by itself,
    /// for a moment.
    pub(super) fn wait_for_exchange(&self, code: &'static str) -> Result<(), Error> {
        self.shared.show(Screen::Card(CardScreen::Missing(code)));
        if matches!(code, "card.busy" | "card.reset" | "card.removed" | "card.absent" | "card.reader_lost") {
            return self.pause(TICK.saturating_mul(2));
        }
        while self.probe().is_ok() {
            self.pause(TICK)?;
        }
        Ok(())
    }

    /// Opens, reads and verifies.
    fn open(&self) -> Result<(AnyCard, bool, Contents), &'static str> {
        let opened = card::open(self.cards.lock().unwrap_or_else(PoisonError::into_inner).as_mut());
        let (mut card, pad) = opened.map_err(|error| error.code())?;
        let contents = card.read(Files::all()).map_err(|error| error.code())?;
        let verified = contents.verify(&self.world.citizen, self.now()).into_identity();
        if let Err(error) = verified {
            // A card of the other world is a good card, only not here.
            let real = || {
                let anchors = ehealth_pki::anchor::citizen(Environment::Production);
                contents.verify(&anchors, self.now()).into_identity().is_ok()
            };
            let other = self.world.environment == Environment::Sandbox && real();
            return Err(if other { "card.wrong_world" } else { error.code() });
        }
        if contents.signature().is_none() {
            return Err("card.no_signature_rights");
        }
        Ok((card, pad, contents))
    }
}

fn view(contents: &Contents) -> CardView {
    let identity = contents.identity();
    let number = identity.national_number().unwrap_or_default();
    let shown = Ssin::parse(number).map_or_else(|_| number.to_owned(), |ssin| ssin.display().to_string());
    let card = identity.card_number().unwrap_or_default();
    let hidden = card.chars().count().saturating_sub(4);
    CardView {
        name: [identity.given_names(), identity.surname()].map(Option::unwrap_or_default).join(" "),
        national_number: shown,
        card_number: card.chars().skip(hidden).collect(),
        valid_until: identity.valid_until().map(|date| date.to_string()).unwrap_or_default(),
        photo: contents.photo().filter(|photo| photo.starts_with(&[0xFF, 0xD8])).map(<[u8]>::to_vec),
    }
}
