//! Signs a file with the authentication key: `sign_file FILE`, PIN on standard input, `FILE.sig` beside it.

use beid_card::pcsc::{Cancel, Service};
use beid_card::{Card, CardKey, Digest, Pin, PinSource};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("which file?")?;
    let reader = Service::connect()?.wait_for_card(None, None, &Cancel::new())?;
    let mut card = Card::open(reader)?;
    let mut ask = |question: beid_card::PinQuestion| {
        eprintln!("PIN ({:?}):", question.tries);
        let line = std::io::stdin().lines().next()?.ok()?;
        Pin::from_string(line).ok()
    };
    let digest = Digest::of(card.scheme(CardKey::Authentication).hash(), &std::fs::read(&file)?);
    let signature = card.sign_authentication(&digest, PinSource::Ask(&mut ask))?;
    std::fs::write(format!("{file}.sig"), signature.to_x509())?;
    Ok(())
}
