//! From `--card` to an open card.

use beid_card::Card;
use beid_card::transport::Reader;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};

use crate::context::Context;
use crate::world::CardPlace;

/// A card in whatever reader.
pub(crate) type AnyCard = Card<Box<dyn Reader>>;

/// Opens the card, waiting for it where it can come.
///
/// # Errors
/// `card.*`, `interrupted`.
pub(crate) fn open(place: &CardPlace, context: &Context) -> Result<AnyCard, beid_card::Error> {
    match place {
        CardPlace::Virtual(persona) => {
            // The name was checked with the flags.
            let persona = Persona::by_name(persona).ok_or(beid_card::Error::NoReader)?;
            let reader: Box<dyn Reader> = Box::new(VirtualCard::new(&persona, DEFAULT_SEED).reader());
            Card::open(reader)
        }
        CardPlace::Pcsc(name) => system(name.as_deref(), context),
    }
}

#[cfg(feature = "pcsc")]
fn system(name: Option<&str>, context: &Context) -> Result<AnyCard, beid_card::Error> {
    use std::time::{Duration, Instant};

    use beid_card::pcsc::{Cancel, Service};

    /// How long nobody's card is waited for (domain.md 7.2, `card.absent`).
    const PATIENCE: Duration = Duration::from_secs(20);
    const SLICE: Duration = Duration::from_millis(250);

    let mut service = Service::connect()?;
    let (cancel, begin) = (Cancel::new(), Instant::now());
    let mut told = None;
    loop {
        if crate::interrupt::raised() {
            return Err(beid_card::Error::Interrupted);
        }
        let error = match service.wait_for_card(name, Some(SLICE), &cancel) {
            Ok(reader) => {
                let reader: Box<dyn Reader> = Box::new(reader);
                return Card::open(reader);
            }
            Err(error) => error,
        };
        // A person can insert, turn or release a card; without anybody only a card that is on its way comes.
        let comes = match error.code() {
            "card.absent" => true,
            "card.mute" | "card.busy" | "card.no_reader" | "card.reader_driver" | "card.reader_lost" => {
                context.terminal.is_interactive()
            }
            _ => false,
        };
        if !comes || (!context.terminal.is_interactive() && begin.elapsed() > PATIENCE) {
            return Err(error);
        }
        if told != Some(error.code()) {
            told = Some(error.code());
            let text = match error.code() {
                "card.absent" => context.words.plain("card-insert"),
                code => crate::failure::Failure::new(code).remedy(&context.words),
            };
            crate::output::say(&text);
        }
    }
}

#[cfg(not(feature = "pcsc"))]
fn system(_name: Option<&str>, _context: &Context) -> Result<AnyCard, beid_card::Error> {
    Err(beid_card::Error::NoService)
}
