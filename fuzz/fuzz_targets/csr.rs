//! Certificate requests.

#![no_main]

use std::hint::black_box;

use ehealth_csr::{CertificationRequest, SubjectName};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = CertificationRequest::from_der(bytes) else { return };
    assert_eq!(request.to_der(), bytes);
    black_box(request.verify()).ok();
    black_box((request.key_identifier(), request.subject().rfc2253()));
    black_box(SubjectName::from_name(request.subject().clone())).ok();
});
