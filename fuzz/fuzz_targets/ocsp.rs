//! OCSP answers.

#![no_main]

use std::hint::black_box;

use ehealth_pki::{Certificate, Issuer, OcspResponse};
use libfuzzer_sys::fuzz_target;
use rustls_pki_types::UnixTime;

/// Within the validity of what the seeds hold: set by `seeds.sh`.
const NOW: u64 = include!("../material/now.txt");
const ROOT: &[u8] = include_bytes!("../material/root.der");
const LEAF: &[u8] = include_bytes!("../material/leaf.der");

fuzz_target!(|bytes: &[u8]| {
    let Ok(response) = OcspResponse::from_der(bytes) else { return };
    let (Ok(root), Ok(leaf)) = (Certificate::from_der(ROOT), Certificate::from_der(LEAF)) else { return };
    let now = UnixTime::since_unix_epoch(core::time::Duration::from_secs(NOW));
    black_box(response.verify(&leaf, Issuer::from(&root), None, now)).ok();
});
