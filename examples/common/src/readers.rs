//! From `--card` to an open card.

use beid_card::Card;
use beid_card::transport::Reader;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};

use crate::world::CardPlace;

/// A card in whatever reader.
pub type AnyCard = Card<Box<dyn Reader>>;

/// An open card, and whether its reader has a keypad for the PIN.
pub struct Opened {
    /// The card.
    pub card: AnyCard,
    /// A keypad that verifies a PIN.
    pub pad: bool,
}

/// Who waits for a card, and how.
pub struct Waiting<'a> {
    /// Somebody can insert, turn or release a card; without anybody only one that is on its way comes.
    pub attended: bool,
    /// Is told once why there is no card yet: a code of `card.*`.
    pub tell: &'a dyn Fn(&'static str),
    /// Whether to stop waiting.
    pub stopped: &'a dyn Fn() -> bool,
}

/// Opens the card, waiting for it where it can come.
///
/// # Errors
/// `card.*`, `interrupted`.
pub fn open(place: &CardPlace, waiting: &Waiting<'_>) -> Result<Opened, beid_card::Error> {
    match place {
        CardPlace::Virtual(persona) => {
            // The name was checked with the flags.
            let persona = Persona::by_name(persona).ok_or(beid_card::Error::NoReader)?;
            opened(Box::new(VirtualCard::new(&persona, DEFAULT_SEED).reader()))
        }
        CardPlace::Pcsc(name) => system(name.as_deref(), waiting),
    }
}

fn opened(mut reader: Box<dyn Reader>) -> Result<Opened, beid_card::Error> {
    let pad = reader.begin().is_ok_and(|transaction| transaction.pin_pad().is_some_and(|pad| pad.verify));
    Ok(Opened { card: Card::open(reader)?, pad })
}

/// Waits until the card that is there was taken out, or another reader has one: before the next card is opened.
///
/// # Errors
/// `interrupted`, `card.no_service`.
#[cfg(feature = "pcsc")]
pub fn wait_for_exchange(place: &CardPlace, waiting: &Waiting<'_>) -> Result<(), beid_card::Error> {
    use beid_card::pcsc::{CardState, Service};

    if matches!(place, CardPlace::Virtual(_)) {
        return Err(beid_card::Error::Interrupted);
    }
    let present = || -> Result<Vec<String>, beid_card::Error> {
        let readers = Service::connect()?.readers()?;
        let with_card = readers.into_iter().filter(|reader| reader.card != CardState::Empty);
        Ok(with_card.map(|reader| reader.name).collect())
    };
    let before = present()?;
    while !before.is_empty() && present()? == before {
        if (waiting.stopped)() {
            return Err(beid_card::Error::Interrupted);
        }
        std::thread::sleep(crate::interrupt::TICK * 4);
    }
    Ok(())
}

/// Without readers there is nothing to wait for.
///
/// # Errors
/// Always: `interrupted`.
#[cfg(not(feature = "pcsc"))]
pub fn wait_for_exchange(_place: &CardPlace, _waiting: &Waiting<'_>) -> Result<(), beid_card::Error> {
    Err(beid_card::Error::Interrupted)
}

#[cfg(feature = "pcsc")]
fn system(name: Option<&str>, waiting: &Waiting<'_>) -> Result<Opened, beid_card::Error> {
    opened(Box::new(wait(name, waiting)?))
}

/// Waits for a card as long as somebody can insert one.
///
/// # Errors
/// `card.*`, `interrupted`.
#[cfg(feature = "pcsc")]
fn wait(name: Option<&str>, waiting: &Waiting<'_>) -> Result<beid_card::pcsc::PcscReader, beid_card::Error> {
    use std::time::{Duration, Instant};

    use beid_card::pcsc::{Cancel, Service};

    /// How long nobody's card is waited for (domain.md 7.2, `card.absent`).
    const PATIENCE: Duration = Duration::from_secs(20);
    const SLICE: Duration = Duration::from_millis(250);

    let mut service = Service::connect()?;
    let (cancel, begin) = (Cancel::new(), Instant::now());
    let mut told = None;
    loop {
        if (waiting.stopped)() {
            return Err(beid_card::Error::Interrupted);
        }
        let error = match service.wait_for_card(name, Some(SLICE), &cancel) {
            Ok(reader) => return Ok(reader),
            Err(error) => error,
        };
        let comes = match error.code() {
            "card.absent" => true,
            "card.mute" | "card.busy" | "card.no_reader" | "card.reader_driver" | "card.reader_lost" => {
                waiting.attended
            }
            _ => false,
        };
        if !comes || (!waiting.attended && begin.elapsed() > PATIENCE) {
            return Err(error);
        }
        if told != Some(error.code()) {
            told = Some(error.code());
            (waiting.tell)(error.code());
        }
    }
}

#[cfg(not(feature = "pcsc"))]
fn system(_name: Option<&str>, _waiting: &Waiting<'_>) -> Result<Opened, beid_card::Error> {
    Err(beid_card::Error::NoService)
}

/// Waits until there is a card again, after it was taken out in the middle of something. The open card finds it
/// by itself, and knows whether it is the same.
///
/// # Errors
/// `card.*`, `interrupted`.
#[cfg_attr(
    not(feature = "pcsc"),
    expect(unused_variables, reason = "a card in this process comes back by itself")
)]
pub fn wait_for_return(place: &CardPlace, waiting: &Waiting<'_>) -> Result<(), beid_card::Error> {
    match place {
        #[cfg(feature = "pcsc")]
        CardPlace::Pcsc(name) => wait(name.as_deref(), waiting).map(drop),
        _ => Err(beid_card::Error::Removed),
    }
}
