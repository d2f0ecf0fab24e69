//! XML, its canonical form, and request files.

#![no_main]

use std::hint::black_box;

use ehealth_csr::RequestFile;
use ehealth_csr::xml::{Document, c14n};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = Document::parse(bytes) {
        let options = c14n::Options::default();
        let once = c14n::document(&document, &options);
        let again = Document::parse(&once).expect("a canonical form is well formed");
        assert_eq!(c14n::document(&again, &options), once);
    }
    if let Ok(file) = RequestFile::read(bytes) {
        assert_eq!(file.to_bytes(), bytes);
        if let RequestFile::V2(request) = &file {
            let contract = request.request().contract();
            black_box((contract.plain_text("nl"), contract.page_html("fr"), contract.sha256()));
        }
    }
});
