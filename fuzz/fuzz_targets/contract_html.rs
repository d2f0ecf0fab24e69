//! Contracts as plain text and as HTML for a page.

#![no_main]

use ehealth_csr::{Contract, Person, Ssin};
use libfuzzer_sys::fuzz_target;

const DN: &str = "CN=SSIN=00010100173,OU=eHealth-platform Belgium,OU=A B,OU=SSIN=00010100173,O=Federal Government,C=BE";

fuzz_target!(|bytes: &[u8]| {
    let Ok(html) = core::str::from_utf8(bytes) else { return };
    let person = Person::new(Ssin::parse("00010100173").expect("valid"), "A", "B");
    let texts = vec![("nl".to_owned(), html.to_owned())];
    let contract = Contract::new(DN, &person, texts).expect("valid");
    let text = contract.plain_text("nl");
    assert!(text.chars().all(|char| char == '\n' || !char.is_control()));
    let page = contract.page_html("nl");
    let lower = page.to_ascii_lowercase();
    assert!(!["<script", "<style", "<img", "<iframe", "<form"].iter().any(|tag| lower.contains(tag)));
    let again = Contract::new(DN, &person, vec![("nl".to_owned(), page.clone())]).expect("valid");
    assert_eq!(again.page_html("nl"), page);
});
