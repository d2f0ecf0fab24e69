//! Certificates.

#![no_main]

use std::hint::black_box;

use ehealth_pki::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(certificate) = Certificate::from_der(bytes) else { return };
    assert_eq!(certificate.der().as_ref(), bytes);
    black_box(certificate.verify_signature(certificate.spki())).ok();
    black_box((certificate.subject().rfc2253(), certificate.serial().to_string(), certificate.key_usage()));
    black_box((certificate.ocsp_urls(), certificate.crl_urls(), certificate.path_len()));
});
