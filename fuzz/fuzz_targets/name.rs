//! Distinguished names in DER.

#![no_main]

use std::hint::black_box;

use ehealth_csr::SubjectName;
use ehealth_pki::Name;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(name) = Name::from_der(bytes) else { return };
    assert!(name.matches(&name));
    black_box(name.rfc2253());
    if let Ok(subject) = SubjectName::from_name(name) {
        assert_eq!(subject.to_der(), bytes);
        black_box((subject.file_base(), subject.overlong().count()));
    }
});
