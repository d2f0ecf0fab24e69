//! Prints whose card is in the reader, when the State vouches for it.

use beid_card::pcsc::{Cancel, Service};
use beid_card::{Card, Files};
use ehealth_pki::{Environment, anchor};
use rustls_pki_types::UnixTime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Service::connect()?.wait_for_card(None, None, &Cancel::new())?;
    let contents = Card::open(reader)?.read(Files::all())?;
    let report = contents.verify(&anchor::citizen(Environment::Production), UnixTime::now());
    let person = report.into_identity()?;
    println!("{} {}, {}", person.given_names(), person.surname(), person.national_number());
    Ok(())
}
