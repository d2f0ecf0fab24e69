//! Ours as a client of the service that the environment names.

use std::error::Error;
use std::time::Duration;

use beid_card::pcsc::{Cancel, Service};
use beid_card::{Card, CardKey, Digest, File, Files, Pin, PinSource};

/// Does what the timed peer does.
pub(crate) fn client(what: &str) -> Result<(), Box<dyn Error>> {
    let reader = Service::connect()?.wait_for_card(None, Some(Duration::from_secs(5)), &Cancel::new())?;
    let mut card = Card::open(reader)?;
    if what == "person" {
        let contents = card.read(Files::of(&[File::Address]))?;
        println!("{:?}", contents.identity().surname());
        println!("{:?}", contents.address().and_then(beid_card::Address::municipality));
    } else {
        let digest = Digest::of(card.scheme(CardKey::Authentication).hash(), b"an invented message");
        let signature = card.sign_authentication(&digest, PinSource::Entered(Pin::parse("1234")?))?;
        println!("{} bytes", signature.as_bytes().len());
    }
    Ok(())
}
