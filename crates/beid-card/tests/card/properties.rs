//! What holds for all of them.

use std::cell::RefCell;

use beid_card::date::BirthDate;
use beid_card::{Card, Digest, Files, Pin, PinSource};
use beid_simulator::{Day, Effect, Fault, Persona};
use ehealth_pki::HashAlgorithm;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{anchors, now, open_persona, quick, virtual_card};

/// Text as it stands on cards, without blanks around it.
fn text(length: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[A-ZÀ-ÿŐ-ž][a-zà-ÿ '-]{{0,{length}}}[a-z]")).unwrap()
}

fn month() -> impl Strategy<Value = (&'static str, u8)> {
    prop::sample::select(vec![
        ("JAN", 1),
        ("FEV", 2),
        ("MAAR", 3),
        ("AVR", 4),
        ("MEI", 5),
        ("JUIN", 6),
        ("JUL", 7),
        ("AOUT", 8),
        ("SEPT", 9),
        ("OKT", 10),
        ("NOV", 11),
        ("DEZ", 12),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Any identity that the simulator writes is read back equal, and verifies.
    #[test]
    fn round_trip(
        surname in text(40),
        given in text(30),
        place in text(20),
        street in text(25),
        noble in prop::option::of(text(20)),
        day in 1u8..=28,
        (name, month) in month(),
        year in 1900u16..2020,
        until in 2027u16..2049,
        long in 0usize..400,
    ) {
        let persona = Persona::adult_ec();
        let mut holder = persona.holder().clone();
        holder.surname = surname.clone();
        holder.given_names = given.clone();
        holder.birth_place = place.clone();
        holder.street = street.clone();
        holder.noble_condition = noble.clone().unwrap_or_default();
        holder.birth_date = format!("{day:02} {name} {year}");
        holder.valid_until = Day::new(until, month, day);
        // Beyond the tags that anybody knows, and long enough for the escaped length.
        holder.further = vec![(0x7E, vec![0x5A; long])];
        let (mut card, _) = open_persona(&persona.with_holder("adult-ec", holder.clone()));
        let contents = card.read(Files::to_verify()).unwrap();
        let identity = contents.identity();
        prop_assert_eq!(identity.surname(), Some(surname.as_str()));
        prop_assert_eq!(identity.given_names(), Some(given.as_str()));
        prop_assert_eq!(identity.birth_place(), Some(place.as_str()));
        prop_assert_eq!(identity.noble_condition(), noble.as_deref());
        prop_assert_eq!(contents.address().unwrap().street(), Some(street.as_str()));
        prop_assert_eq!(identity.raw(0x7E).map(<[u8]>::len), Some(long));
        let birth = identity.birth_date().unwrap();
        prop_assert!(matches!(birth, BirthDate::Day(_)));
        prop_assert_eq!((birth.year(), birth.month(), birth.day()), (year, Some(month), Some(day)));
        let valid = identity.valid_until().unwrap();
        prop_assert_eq!((valid.year(), valid.month(), valid.day()), (until, month, day));
        let person = contents.verify(&anchors(), now()).into_identity().unwrap();
        prop_assert_eq!(person.surname(), surname);
    }
}

fn effect() -> impl Strategy<Value = Effect> {
    prop_oneof![
        (0usize..260, 1u8..).prop_map(|(position, mask)| Effect::Corrupt { position, mask }),
        (0usize..4).prop_map(Effect::Truncate),
        (1usize..300).prop_map(Effect::Extra),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Effect::Answer),
        any::<u16>().prop_map(Effect::Status),
        Just(Effect::Remove),
        Just(Effect::ResetByOther),
        Just(Effect::AnswerLost),
    ]
}

/// One answer anywhere is changed: a typed error or something of the right length, never a try of the PIN.
/// Whether it is a signature is for `Prepared::finish` to say.
#[test]
fn one_answer_changed() {
    let (reader, handle) = quick(virtual_card(&Persona::adult_ec()));
    let reader = RefCell::new(reader);
    let mut runner = TestRunner::new(ProptestConfig { cases: 3000, ..ProptestConfig::default() });
    let outcome = runner.run(&(0usize..75, effect()), |(at, effect)| {
        handle.clear_faults();
        handle.remove();
        handle.insert();
        handle.add_fault(Fault::at(at, effect));
        let outcome = Card::open(&mut *reader.borrow_mut()).and_then(|mut card| {
            card.read(Files::all())?;
            let digest = Digest::of(HashAlgorithm::Sha384, b"a");
            card.sign_authentication(&digest, PinSource::Entered(Pin::parse(Persona::PIN)?))?;
            card.sign_legally(&digest, PinSource::Entered(Pin::parse(Persona::PIN)?))
        });
        prop_assert_eq!(handle.tries_left(), 3);
        if let Ok(signature) = outcome {
            prop_assert_eq!(signature.as_bytes().len(), 96);
        }
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}
