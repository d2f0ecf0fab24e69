//! The card alone: fills in a form with what the identity card says, and says whether the State vouches for it.

#![cfg_attr(not(feature = "pcsc"), allow(dead_code, reason = "without a reader only the tests use it"))]

use beid_card::transport::Reader;
use beid_card::{Card, Error, Files};
use ehealth_pki::TrustAnchor;
use rustls_pki_types::UnixTime;

#[cfg(feature = "pcsc")]
fn main() -> Result<(), Error> {
    use beid_card::pcsc::{Cancel, Service};
    use ehealth_pki::{Environment, anchor};

    println!("Insert the card");
    let reader = Service::connect()?.wait_for_card(None, None, &Cancel::new())?;
    let form = form(reader, &anchor::citizen(Environment::Production), UnixTime::now())?;
    for (field, value) in form.fields {
        println!("{field}: {value}");
    }
    println!("{}", if form.vouched_for { "verified" } else { "NOT VERIFIED: ask for another document" });
    Ok(())
}

#[cfg(not(feature = "pcsc"))]
fn main() {
    eprintln!("built without the feature `pcsc`: there is no reader to use");
}

struct Form {
    fields: Vec<(&'static str, String)>,
    vouched_for: bool,
}

fn form<R: Reader>(reader: R, anchors: &[TrustAnchor], now: UnixTime) -> Result<Form, Error> {
    // The photo is most of what a card takes to read; this form has no place for it.
    let contents = Card::open(reader)?.read(Files::all().without(beid_card::File::Photo))?;
    let (identity, address) = (contents.identity(), contents.address());
    let fields = [
        ("name", identity.surname()),
        ("first names", identity.given_names()),
        ("national number", identity.national_number()),
        ("born", identity.birth_date_text()),
        ("street", address.and_then(|address| address.street())),
        ("postal code", address.and_then(|address| address.postal_code())),
        ("municipality", address.and_then(|address| address.municipality())),
    ];
    let fields = fields.into_iter().filter_map(|(field, value)| Some((field, value?.to_owned()))).collect();
    let vouched_for = contents.verify(anchors, now).into_identity().is_ok();
    Ok(Form { fields, vouched_for })
}

#[cfg(test)]
mod tests {
    use super::*;
    use embed_testing::{Persona, Practice};

    #[test]
    fn a_form_is_filled_in() {
        let persona = Persona::diacritics();
        let practice = Practice::new();
        let form =
            |anchors: &[TrustAnchor]| form(Practice::reader(&persona), anchors, UnixTime::now()).unwrap();
        let known = form(&practice.citizen_anchors());
        assert!(known.vouched_for);
        assert_eq!(known.fields.len(), 7);
        assert_eq!(known.fields[0], ("name", persona.surname().to_owned()));
        assert_eq!(known.fields[2], ("national number", persona.national_number().to_owned()));
        // Nobody has heard of its root: the same fields, and nobody vouches for them.
        let stranger = form(&[]);
        assert_eq!((stranger.vouched_for, stranger.fields), (false, known.fields));
    }
}
