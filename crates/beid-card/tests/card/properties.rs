//! What holds for all of them.

use beid_card::Files;
use beid_card::date::BirthDate;
use beid_simulator::{Applet, Day, Persona};
use proptest::prelude::*;

use crate::support::{anchors, now, open_persona};

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
        applet in prop::sample::select(vec![Applet::V11, Applet::V17, Applet::V17Rekeyed, Applet::V18]),
        texts in proptest::collection::vec(text(10), 5),
        codes in ("[0-9]{12}", "[MFVW]", "(0?1|6|7|8|1[1-9]|2[0-378]|3[1-6]|6[1-9])", "[0-5]"),
        tags in proptest::collection::btree_map((0x12u8..=0x7D).prop_filter("made by the card", |tag| *tag != 0x1A),
            proptest::collection::vec(any::<u8>(), 0..40), 0..8),
    ) {
        let persona = Persona::adult_ec().with_applet(applet);
        let mut holder = persona.holder().clone();
        holder.surname = surname.clone();
        holder.given_names = given.clone();
        holder.birth_place = place.clone();
        holder.street = street.clone();
        holder.noble_condition = noble.clone().unwrap_or_default();
        holder.birth_date = format!("{day:02} {name} {year}");
        holder.valid_until = Day::new(until, month, day);
        [&mut holder.issuing_municipality, &mut holder.nationality, &mut holder.municipality,
            &mut holder.third_name_initial, &mut holder.postal_code].into_iter().zip(&texts)
            .for_each(|(field, text)| text.clone_into(field));
        (holder.card_number, holder.sex, holder.document_type, holder.special_status) = codes;
        // Any further tags; one beyond those that anybody knows, and long enough for the escaped length.
        holder.further = tags.into_iter().chain([(0x7E, vec![0x5A; long])]).collect();
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
        let address = contents.address().unwrap();
        for (tag, expected) in [(0x01, &holder.card_number), (0x05, &texts[0]), (0x06, &holder.national_number),
            (0x09, &texts[3]), (0x0A, &texts[1]), (0x0D, &holder.sex), (0x0F, &holder.document_type),
            (0x10, &holder.special_status)] {
            prop_assert_eq!(identity.raw(tag), Some(expected.as_bytes()), "{:02X}", tag);
        }
        prop_assert_eq!((address.municipality(), address.postal_code()), (Some(texts[2].as_str()), Some(texts[4].as_str())));
        for (tag, value) in &holder.further {
            prop_assert_eq!(identity.raw(*tag), Some(value.as_slice()), "{:02X}", tag);
        }
        let person = contents.verify(&anchors(), now()).into_identity().unwrap();
        prop_assert_eq!(person.surname(), surname);
    }
}
