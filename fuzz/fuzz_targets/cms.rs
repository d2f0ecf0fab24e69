//! CMS in BER and DER.

#![no_main]

use std::hint::black_box;

use ehealth_csr::cms::SignedData;
use ehealth_csr::v1::SignedRequestV1;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = SignedData::from_bytes(bytes) {
        assert!(message.content().map_or(0, <[u8]>::len) <= bytes.len());
        black_box(message.verify()).ok();
    }
    black_box(SignedRequestV1::from_bytes(bytes.to_vec())).ok();
});
