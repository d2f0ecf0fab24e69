#![no_main]
//! Address files: padding and fields.

use beid_card::Address;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(address) = Address::parse(bytes) else { return };
    for text in [address.street(), address.postal_code(), address.municipality()] {
        assert!(text.is_none_or(|text| !text.is_empty() && text.trim() == text));
    }
    // Padding says nothing.
    let padded = Address::parse(&[bytes, &[0; 4]].concat());
    assert!(padded.is_ok_and(|padded| padded.street() == address.street()));
});
