//! Reading the personas of the simulator.

use beid_card::code_lists::{DocumentType, ForeignerCard};
use beid_card::{AppletVersion, Card, File, Files, photo};
use beid_simulator::{Applet, Persona, VirtualCard};

use crate::support::{open, open_persona, quick, virtual_card};

#[test]
fn every_persona_is_read() {
    for name in Persona::names() {
        let persona = Persona::by_name(name).unwrap();
        let (mut card, _) = open_persona(&persona);
        assert_eq!(card.applet().as_str(), persona.applet().version());
        let contents = card.read(Files::all()).unwrap();
        let (identity, holder) = (contents.identity(), persona.holder());
        assert_eq!(identity.surname(), Some(holder.surname.as_str()));
        assert_eq!(identity.given_names(), Some(holder.given_names.as_str()));
        assert_eq!(identity.third_name_initial().unwrap_or_default(), holder.third_name_initial);
        assert_eq!(identity.national_number(), Some(holder.national_number.as_str()));
        assert_eq!(identity.card_number(), Some(holder.card_number.as_str()));
        assert_eq!(identity.birth_place(), Some(holder.birth_place.as_str()));
        assert_eq!(identity.nationality(), Some(holder.nationality.as_str()));
        assert_eq!(identity.issuing_municipality(), Some(holder.issuing_municipality.as_str()));
        assert_eq!(identity.noble_condition().unwrap_or_default(), holder.noble_condition);
        assert!(identity.birth_date().is_some() && identity.sex().is_some(), "{name}");
        let until = identity.valid_until().unwrap();
        assert_eq!(until.year(), holder.valid_until.year);
        let address = contents.address().unwrap();
        assert_eq!(address.street(), Some(holder.street.as_str()));
        assert_eq!(address.postal_code(), Some(holder.postal_code.as_str()));
        assert_eq!(address.municipality(), Some(holder.municipality.as_str()));
        assert!(photo::dimensions(contents.photo().unwrap()).is_some(), "{name}");
        assert!(contents.citizen_ca().is_some() && contents.root().is_some());
        assert!(contents.national_register().is_some() && contents.authentication().is_some());
        assert_eq!(contents.signature().is_some(), *name != "child");
        assert_eq!(contents.is_absent(File::BasicKey), !persona.applet().is_ec());
    }
}

#[test]
fn document_types() {
    let of = |persona: &Persona| {
        let (mut card, _) = open_persona(persona);
        card.read(Files::identity()).unwrap().identity().document_type()
    };
    assert_eq!(of(&Persona::adult_ec()), Some(DocumentType::BelgianCitizen));
    assert_eq!(of(&Persona::child()), Some(DocumentType::Kids));
    assert_eq!(of(&Persona::foreigner()), Some(DocumentType::Foreigner(ForeignerCard::Eu)));
}

/// The bytes are those of the card, and of certificates those up to the padding.
#[test]
fn bytes_are_the_cards() {
    for applet in [Applet::V11, Applet::V17, Applet::V17Rekeyed, Applet::V18] {
        let virtual_card = virtual_card(&Persona::adult_rsa().with_applet(applet));
        let on_card: Vec<_> = [
            (File::Identity, beid_simulator::CardFile::Identity),
            (File::IdentitySignature, beid_simulator::CardFile::IdentitySignature),
            (File::AddressSignature, beid_simulator::CardFile::AddressSignature),
            (File::Photo, beid_simulator::CardFile::Photo),
        ]
        .map(|(file, theirs)| (file, virtual_card.file(theirs)))
        .into();
        let (mut card, _) = open(virtual_card);
        let contents = card.read(Files::all()).unwrap();
        for (file, bytes) in on_card {
            assert_eq!(contents.files().get(file), Some(bytes.as_slice()), "{applet:?} {file:?}");
        }
    }
}

/// A second read asks the card for nothing; the photo comes last and progress grows to what there was.
#[test]
fn cache_and_progress() {
    let (mut card, _) = open_persona(&Persona::adult_ec());
    let mut seen = Vec::new();
    let contents = card.read_with(Files::all(), &mut |progress| seen.push(progress)).unwrap();
    let read = card.counters();
    assert!(seen.is_sorted_by_key(|progress| progress.done_bytes));
    assert_eq!(seen.first().unwrap().file, File::Identity);
    assert_eq!(seen.last().unwrap().file, File::Photo);
    assert!(seen.iter().all(|progress| progress.done_bytes <= progress.expected_bytes));
    let photo_at = seen.iter().position(|progress| progress.file == File::Photo).unwrap();
    assert!(seen[photo_at..].iter().all(|progress| progress.file == File::Photo));

    let again = card.read(Files::all()).unwrap();
    assert_eq!(card.counters(), read);
    assert_eq!(again.files(), contents.files());
}

#[test]
fn the_reader_may_be_a_box() {
    let (reader, _) = quick(VirtualCard::new(&Persona::adult_rsa(), 3));
    let boxed: Box<dyn beid_card::transport::Reader> = Box::new(reader);
    let mut card = Card::open(boxed).unwrap();
    assert_eq!(card.applet(), AppletVersion::V1_7);
    card.read(Files::identity()).unwrap();
}
