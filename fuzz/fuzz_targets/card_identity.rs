#![no_main]
//! Identity files: every field is typed or absent; texts are trimmed.

use beid_card::{File, Identity, RawFiles};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(identity) = Identity::parse(bytes) else { return };
    for text in
        [identity.surname(), identity.given_names(), identity.birth_place(), identity.noble_condition()]
    {
        assert!(text.is_none_or(|text| !text.is_empty() && text.trim() == text));
    }
    if let Some(birth) = identity.birth_date() {
        assert!(birth.month().is_none_or(|month| (1..=12).contains(&month)));
        assert!(birth.day().is_none_or(|day| (1..=31).contains(&day)));
    }
    for tag in identity.tags() {
        assert!(identity.raw(tag).is_some());
    }
    std::hint::black_box((identity.document_type(), identity.special_status(), identity.sex()));
    std::hint::black_box((identity.valid_until(), identity.valid_from(), identity.eu_registration()));
    std::hint::black_box((identity.card_number(), identity.chip_number(), identity.special_organisation()));
    std::hint::black_box(identity.employer_vat_numbers().count());
    // What is read from raw files is the same.
    let contents = beid_card::Contents::from_files(RawFiles::new().with(File::Identity, bytes.to_vec()));
    assert_eq!(contents.unwrap().identity().surname(), identity.surname());
});
