//! Identity and address files of the shared vectors, made by another hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use beid_card::code_lists::Sex;
use beid_card::{Address, Error, File, Identity, RawFiles};
use serde::Deserialize;

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    file: String,
    case: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    label: String,
    file: String,
    hex: String,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    result: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    trimmed: BTreeMap<String, String>,
    #[serde(default)]
    birth_date: serde_json::Value,
    #[serde(default)]
    birth_date_may_fail: bool,
    sex: Option<String>,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
    #[serde(default)]
    may_be_empty: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/eid-tlv")
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Raw text of a field by the vectors' name of it.
fn raw(identity: &Identity, name: &str) -> Option<String> {
    let tag = match name {
        "card_number" => 0x01,
        "chip_number" => 0x02,
        "validity_begin" => 0x03,
        "validity_end" => 0x04,
        "municipality" => 0x05,
        "national_number" => 0x06,
        "surname" => 0x07,
        "given_names" => 0x08,
        "third_given_name_letter" => 0x09,
        "nationality" => 0x0A,
        "birth_place" => 0x0B,
        "birth_date" => 0x0C,
        "sex" => 0x0D,
        "noble_condition" => 0x0E,
        "document_type" => 0x0F,
        "special_status" => 0x10,
        "photo_hash" => 0x11,
        other => u8::from_str_radix(other.strip_prefix("tag_").unwrap(), 16).unwrap(),
    };
    let bytes = identity.raw(tag)?;
    let binary = matches!(tag, 0x02 | 0x11) || name.starts_with("tag_");
    Some(if binary { hex(bytes) } else { String::from_utf8(bytes.to_vec()).unwrap() })
}

/// What the typed accessor gives, as the vectors write it.
fn typed<'a>(identity: &'a Identity, name: &str) -> Option<&'a str> {
    match name {
        "card_number" => identity.card_number(),
        "municipality" => identity.issuing_municipality(),
        "national_number" => identity.national_number(),
        "surname" => identity.surname(),
        "given_names" => identity.given_names(),
        "third_given_name_letter" => identity.third_name_initial(),
        "nationality" => identity.nationality(),
        "birth_place" => identity.birth_place(),
        "birth_date" => identity.birth_date_text(),
        "noble_condition" => identity.noble_condition(),
        _ => None,
    }
}

fn check_identity(case: &Case, identity: &Identity) {
    let (label, expect) = (&case.label, &case.expect);
    for (name, text) in &expect.fields {
        assert_eq!(raw(identity, name).as_ref(), Some(text), "{label}: {name}");
        let trimmed = expect.trimmed.get(name).map_or(text.trim(), String::as_str);
        if let Some(value) = typed(identity, name) {
            assert_eq!(value, trimmed, "{label}: {name}");
        }
        if typed(identity, name).is_none() && typed_names().contains(&name.as_str()) {
            assert_eq!(trimmed, "", "{label}: {name}");
        }
    }
    for name in &expect.missing {
        assert_eq!(raw(identity, name), None, "{label}: {name}");
    }
    for tag in &expect.unknown {
        let tag = u8::from_str_radix(tag, 16).unwrap();
        assert!(identity.tags().any(|other| other == tag) && identity.raw(tag).is_some(), "{label}");
    }
    match &expect.birth_date {
        serde_json::Value::Object(date) if !expect.birth_date_may_fail || identity.birth_date().is_some() => {
            let found = identity.birth_date().unwrap_or_else(|| panic!("{label}: no birth date"));
            assert_eq!(Some(u64::from(found.year())), date["year"].as_u64(), "{label}");
            assert_eq!(found.month().map(u64::from), date["month"].as_u64(), "{label}");
            assert_eq!(found.day().map(u64::from), date["day"].as_u64(), "{label}");
        }
        serde_json::Value::String(_) => {
            assert!(identity.birth_date().is_none() && identity.birth_date_text().is_some(), "{label}");
        }
        _ => {}
    }
    match expect.sex.as_deref() {
        Some("male") => assert_eq!(identity.sex(), Some(Sex::Male), "{label}"),
        Some(_) => assert_eq!(identity.sex(), Some(Sex::Female), "{label}"),
        None => {}
    }
    if let (Some(text), Some(date)) = (expect.fields.get("validity_end"), identity.valid_until()) {
        let (year, month, day) = (date.year(), date.month(), date.day());
        assert_eq!(*text, format!("{day:02}.{month:02}.{year:04}"), "{label}");
    }
}

const fn typed_names() -> [&'static str; 4] {
    ["surname", "given_names", "national_number", "birth_place"]
}

fn check_address(case: &Case, address: &Address) {
    for (name, text) in &case.expect.fields {
        let found = match name.as_str() {
            "street" => address.street(),
            "postal_code" => address.postal_code(),
            "municipality" => address.municipality(),
            _ => continue,
        };
        assert_eq!(found.unwrap_or_default(), text.trim(), "{}: {name}", case.label);
    }
    if case.expect.may_be_empty {
        assert_eq!((address.street(), address.postal_code(), address.municipality()), (None, None, None));
    }
}

#[test]
fn every_case_of_the_vectors() {
    let cases: Cases = serde_json::from_slice(&std::fs::read(folder().join("cases.json")).unwrap()).unwrap();
    assert!(cases.cases.len() >= 156);
    for case in &cases.cases {
        let bytes = from_hex(&case.hex);
        let outcome = if case.file == "identity" {
            Identity::parse(&bytes).map(|identity| {
                if case.expect.result == "ok" {
                    check_identity(case, &identity);
                }
            })
        } else {
            Address::parse(&bytes).map(|address| {
                if case.expect.result == "ok" {
                    check_address(case, &address);
                }
            })
        };
        match case.expect.result.as_str() {
            "ok" => assert_eq!(outcome, Ok(()), "{}", case.label),
            "error" => {
                let error = outcome.expect_err(&case.label);
                assert!(error.offset <= bytes.len(), "{}", case.label);
            }
            "either" => {}
            other => panic!("{}: {other}", case.label),
        }
    }
}

/// The `.bin` files hold the same as their cases.
#[test]
fn every_file_of_the_manifest() {
    let manifest: Manifest =
        serde_json::from_slice(&std::fs::read(folder().join("manifest.json")).unwrap()).unwrap();
    let cases: Cases = serde_json::from_slice(&std::fs::read(folder().join("cases.json")).unwrap()).unwrap();
    for entry in manifest.files.iter().filter(|entry| entry.case.is_some()) {
        let case = cases.cases.iter().find(|case| Some(&case.label) == entry.case.as_ref()).unwrap();
        assert_eq!(std::fs::read(folder().join(&entry.file)).unwrap(), from_hex(&case.hex), "{}", entry.file);
    }
}

/// Files that a vendor's own card code has read.
#[test]
fn contents_from_raw_files() {
    let file = |name: &str| std::fs::read(folder().join(name)).unwrap();
    let files = RawFiles::new()
        .with(File::Identity, file("citizen-1.bin"))
        .with(File::Address, file("address-plain-117.bin"))
        .with(File::SignatureCertificate, vec![0; 1300])
        .with(File::RootCertificate, [&[0x30, 0x03, 0x02, 0x01, 0x05][..], &[0; 50]].concat());
    let contents = beid_card::Contents::from_files(files).unwrap();
    assert_eq!(contents.identity().surname(), Some("Lefèvre-Van Den Broeck"));
    assert_eq!(contents.address().unwrap().municipality(), Some("Leuven"));
    assert!(contents.is_absent(File::SignatureCertificate) && contents.signature().is_none());
    assert_eq!(contents.root().unwrap().as_ref(), [0x30, 0x03, 0x02, 0x01, 0x05]);
    assert!(!contents.is_absent(File::Photo) && contents.photo().is_none());

    let cut = RawFiles::new().with(File::Identity, file("truncated-last-byte.bin"));
    let error = beid_card::Contents::from_files(cut).unwrap_err();
    assert_eq!(error.code(), "card.file_invalid");
    let none = beid_card::Contents::from_files(RawFiles::new()).unwrap_err();
    assert!(matches!(none, Error::NotRead { .. }));
    let bad = RawFiles::new()
        .with(File::Identity, file("citizen-1.bin"))
        .with(File::RootCertificate, vec![0x30, 0x82, 0x01, 0x00, 0x05]);
    assert_eq!(beid_card::Contents::from_files(bad).unwrap_err().code(), "card.file_invalid");
    let address = RawFiles::new()
        .with(File::Identity, file("citizen-1.bin"))
        .with(File::Address, vec![0x01, 0x10, 0x41]);
    let contents = beid_card::Contents::from_files(address).unwrap();
    assert!(contents.address().is_none() && contents.address_error().is_some());
}
