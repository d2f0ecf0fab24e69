//! Where the card is, looked at again and again: it comes, goes and is exchanged while somebody reads the page.

use beid_card::transport::Reader;
use beid_card::{Card, Error};
use beid_simulator::{CardHandle, DEFAULT_SEED, Persona, VirtualCard};
use ehealth_examples_common::world::CardPlace;

/// A card in whatever reader.
pub type AnyCard = Card<Box<dyn Reader>>;

/// Readers, as far as the wizard asks.
pub trait Cards: Send {
    /// Whether there is a card now. Waits for nothing and asks the card nothing.
    ///
    /// # Errors
    /// What is missing: `card.absent`, `card.no_reader`, `card.no_service` …
    fn probe(&mut self) -> Result<(), Error>;

    /// The reader with the card in it.
    ///
    /// # Errors
    /// As [`probe`](Self::probe).
    fn reader(&mut self) -> Result<Box<dyn Reader>, Error>;
}

/// The readers that a world names.
pub(crate) fn of(place: &CardPlace) -> Box<dyn Cards> {
    match place {
        CardPlace::Virtual(persona) => match Persona::by_name(persona) {
            Some(persona) => Box::new(Virtual::new(VirtualCard::new(&persona, DEFAULT_SEED))),
            None => Box::new(Nothing),
        },
        CardPlace::Pcsc(name) => system(name.clone()),
    }
}

/// Opens the card; whether its reader has a keypad for the PIN.
///
/// # Errors
/// `card.*`.
pub(crate) fn open(cards: &mut dyn Cards) -> Result<(AnyCard, bool), Error> {
    let mut reader = cards.reader()?;
    let pad = reader.begin().is_ok_and(|transaction| transaction.pin_pad().is_some_and(|pad| pad.verify));
    Ok((Card::open(reader)?, pad))
}

/// A virtual card in this process, which a test pulls and inserts by its handle.
#[derive(Debug)]
pub struct Virtual(CardHandle);

impl Virtual {
    /// This card, from now on known by its handle.
    #[must_use]
    pub fn new(card: VirtualCard) -> Self {
        Self(card.reader().handle())
    }

    /// Pulls and inserts the card.
    #[must_use]
    pub fn handle(&self) -> CardHandle {
        self.0.clone()
    }
}

impl Cards for Virtual {
    fn probe(&mut self) -> Result<(), Error> {
        if self.0.is_inserted() { Ok(()) } else { Err(Error::Absent) }
    }

    fn reader(&mut self) -> Result<Box<dyn Reader>, Error> {
        self.probe()?;
        Ok(Box::new(self.0.reader()))
    }
}

/// No reader at all.
struct Nothing;

impl Cards for Nothing {
    fn probe(&mut self) -> Result<(), Error> {
        Err(Error::NoService)
    }

    fn reader(&mut self) -> Result<Box<dyn Reader>, Error> {
        Err(Error::NoService)
    }
}

#[cfg(not(feature = "pcsc"))]
fn system(_name: Option<String>) -> Box<dyn Cards> {
    Box::new(Nothing)
}

#[cfg(feature = "pcsc")]
fn system(name: Option<String>) -> Box<dyn Cards> {
    Box::new(system::Readers { name, service: None })
}

#[cfg(feature = "pcsc")]
mod system {
    use core::time::Duration;

    use beid_card::Error;
    use beid_card::pcsc::{Cancel, CardState, Service};
    use beid_card::transport::Reader;

    use super::Cards;

    /// How long the service may take to say what there is.
    const PATIENCE: Duration = Duration::from_millis(200);

    /// The readers of the system, or one of them by its name.
    pub(super) struct Readers {
        pub(super) name: Option<String>,
        /// Kept while it answers: a new connection for each look would cost the service a thread each.
        pub(super) service: Option<Service>,
    }

    impl Readers {
        fn service(&mut self) -> Result<&mut Service, Error> {
            match &mut self.service {
                Some(service) => Ok(service),
                none => Ok(none.insert(Service::connect()?)),
            }
        }
    }

    impl Cards for Readers {
        fn probe(&mut self) -> Result<(), Error> {
            let readers = match self.service()?.readers() {
                Ok(readers) => readers,
                Err(error) => {
                    self.service = None;
                    return Err(error);
                }
            };
            let mut named = readers
                .iter()
                .filter(|reader| self.name.as_ref().is_none_or(|name| reader.name.contains(name.as_str())))
                .peekable();
            if named.peek().is_none() {
                // The service knows why: no reader, or one without a driver.
                return self.reader().map(drop);
            }
            let (mut mute, mut busy) = (false, false);
            for reader in named {
                match reader.card {
                    CardState::Present => return Ok(()),
                    CardState::Mute => mute = true,
                    CardState::Busy => busy = true,
                    _ => {}
                }
            }
            Err(if busy {
                Error::Busy
            } else if mute {
                Error::Mute
            } else {
                Error::Absent
            })
        }

        fn reader(&mut self) -> Result<Box<dyn Reader>, Error> {
            let name = self.name.clone();
            let reader = self.service()?.wait_for_card(name.as_deref(), Some(PATIENCE), &Cancel::new());
            match reader {
                Ok(reader) => Ok(Box::new(reader)),
                Err(error) => {
                    if error.code() == "card.no_service" {
                        self.service = None;
                    }
                    Err(error)
                }
            }
        }
    }
}
