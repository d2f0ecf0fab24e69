//! Any file.

#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    black_box(ehealth_csr::inspect::inspect(bytes)).ok();
});
