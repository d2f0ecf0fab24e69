//! Numbers as people type them: what is read is shown and read again the same.

#![no_main]

use std::hint::black_box;

use ehealth_csr::{ApplicationId, Cbe, Identifier, IdentifierType, Nihii, Ssin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(ssin) = Ssin::parse(text) {
        assert_eq!(Ssin::parse(&ssin.display().to_string()), Ok(ssin.clone()));
        black_box((ssin.birth_date(), ssin.warnings(), ssin.is_bis()));
    }
    if let Ok(cbe) = Cbe::parse(text) {
        assert_eq!(Cbe::parse(&cbe.display().to_string()), Ok(cbe.clone()));
    }
    if let Ok(nihii) = Nihii::parse(text) {
        assert_eq!(Nihii::parse(&nihii.display().to_string()), Ok(nihii.clone()));
    }
    let (kind, value) = text.split_once('=').unwrap_or(("SSIN", text));
    if let Ok(kind) = IdentifierType::parse(kind) {
        if let Ok(identifier) = Identifier::parse(kind.clone(), value) {
            let again = Identifier::parse(kind.clone(), &identifier.display().to_string());
            assert_eq!(again, Ok(identifier.clone()));
            black_box(identifier.check()).ok();
            black_box(identifier.padded());
        }
        black_box(Identifier::from_authority(kind, value).map(|identifier| identifier.check())).ok();
    }
    black_box(ApplicationId::parse(text)).ok();
});
