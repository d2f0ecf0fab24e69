#![no_main]
//! Fields of a card's files: they lie in the file, in its order, and never overlap.

use beid_card::tlv;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match tlv::fields(bytes) {
        Ok(fields) => {
            let used: usize = fields.iter().map(|field| field.value.len() + 2).sum();
            assert!(used <= bytes.len());
            std::hint::black_box(fields.len());
        }
        Err(error) => {
            std::hint::black_box(error.to_string());
        }
    }
});
