#![no_main]
//! PKCS#12, DER and BER: what is read belongs together, and costs no more than its limits. Seeds carry no MAC or
//! few iterations, so that changed files get beyond it.

use ehealth_keystore::pfx::Limits;
use ehealth_keystore::{Entries, Password, ReadOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    (limits.iterations, limits.iterations_in_all) = (64, 512);
    let options = ReadOptions::new().with_limits(limits).allow_no_mac().allow_plain_keys();
    let password = Password::new("Keystore-Pass_2026!".to_owned());
    match Entries::from_bytes(bytes, &password, &options) {
        Ok(entries) => {
            assert!(entries.keys().len() <= limits.keys);
            for entry in entries.keys() {
                assert!(entry.key().public_key().len() > 64);
                if let Some(leaf) = entry.chain().first() {
                    assert_eq!(leaf.spki().as_ref(), entry.key().public_key().as_ref());
                }
                assert!(entry.chain().len() <= 10);
            }
            std::hint::black_box(&entries);
        }
        Err(error) => {
            assert!(error.code().starts_with("keystore."));
            std::hint::black_box(error.to_string());
        }
    }
});
