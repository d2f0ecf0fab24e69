//! Names as the authority writes them in a contract.

#![no_main]

use ehealth_csr::SubjectName;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let Ok(name) = SubjectName::from_contract_dn(text) else { return };
    // DER says the same
    let der = ehealth_pki::Name::from_der(&name.to_der()).expect("what we write we read");
    assert_eq!(SubjectName::from_name(der).expect("what we write we read"), name);
});
