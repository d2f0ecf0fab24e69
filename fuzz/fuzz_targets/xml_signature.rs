//! Verification of XML signatures.

#![no_main]

use ehealth_csr::xmldsig::{Policy, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(verified) = verify(bytes, &Policy::default()) else { return };
    // what is signed is what a caller sees, and verifies alone
    let alone = verified.to_bytes();
    let again = verify(&alone, &Policy::default()).expect("the signed element verifies by itself");
    assert_eq!(again.signer(), verified.signer());
    assert_eq!(again.to_bytes(), alone);
});
