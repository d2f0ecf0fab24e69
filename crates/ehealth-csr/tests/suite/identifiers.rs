use ehealth_csr::identifier::{CheckRule, Note};
use ehealth_csr::{Cbe, Identifier, IdentifierError, IdentifierType, Nihii, Ssin};
use serde_json::Value;

use crate::support::{Vectors, text};

fn cases(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_slice(&Vectors::committed("numbers").read(file)).unwrap();
    file["cases"].as_array().unwrap().clone()
}

#[test]
fn enterprises() {
    for case in cases("cbe.json") {
        let input = text(&case, "input");
        let result = Cbe::parse(input);
        if case["valid"] == true {
            let cbe = result.unwrap_or_else(|error| panic!("{case}: {error:?}"));
            assert_eq!(cbe.as_str(), text(&case, "canonical"), "{case}");
            assert_eq!(Cbe::parse(&cbe.display().to_string()), Ok(cbe.clone()));
            Identifier::from(&cbe).check().unwrap();
        } else {
            assert!(result.is_err(), "{case}");
        }
    }
    let notes = |input| Cbe::parse_with_notes(input).unwrap().1;
    assert_eq!(notes("0999999922"), []);
    assert_eq!(notes("999.999.922"), [Note::LeadingZero]);
    assert_eq!(notes(" be 0999.999.922"), [Note::VatPrefix]);
    assert_eq!(notes("BE999999922"), [Note::VatPrefix, Note::LeadingZero]);
    assert!(matches!(Cbe::parse(" BE 09x9999922"), Err(IdentifierError::NotADigit { column: 7, .. })));
    assert!(matches!(Cbe::parse("BEé"), Err(IdentifierError::NotADigit { column: 3, .. })));
    assert!(matches!(Cbe::parse("é"), Err(IdentifierError::NotADigit { column: 1, .. })));
}

#[test]
fn health_insurance() {
    for case in cases("nihii.json") {
        let input = text(&case, "input");
        let result = Nihii::parse(input);
        if case["valid"] == true {
            let nihii = result.unwrap_or_else(|error| panic!("{case}: {error:?}"));
            assert_eq!(nihii.as_str(), text(&case, "canonical"), "{case}");
            assert_eq!(nihii.competence(), case["qualification"].as_str());
            assert_eq!(u64::from(nihii.modulus()), case["modulus"].as_u64().unwrap_or(97), "{case}");
            let shown = nihii.display().to_string();
            assert_eq!(Nihii::parse(&shown), Ok(nihii));
        } else {
            assert!(result.is_err(), "{case}");
        }
    }
}

/// ra.md 7.4: every type, its length, its rule.
#[test]
fn every_type() {
    let types: Vec<IdentifierType> = IdentifierType::known().collect();
    assert_eq!(types.len(), 35);
    for kind in types {
        let name = kind.as_str().to_owned();
        let digits = kind.digits().unwrap();
        let (good, bad) = match kind.check_rule() {
            CheckRule::Ssin => ("00010100173", Some("00010100174")),
            CheckRule::Cbe => ("0999999922", Some("0999999923")),
            CheckRule::Nihii if digits == 11 => ("19999915001", Some("19999916001")),
            CheckRule::Nihii => ("99999971", Some("99999972")),
            _ => ("0123456789", None),
        };
        let good = &good[..digits];
        let identifier = Identifier::parse(kind.clone(), good).unwrap();
        identifier.check().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(identifier.to_string(), format!("{name}={good}"));
        let shown = identifier.display().to_string();
        assert_eq!(Identifier::parse(kind.clone(), &shown).unwrap(), identifier, "{shown}");
        assert_eq!(IdentifierType::parse(&name).unwrap(), kind);
        if let Some(bad) = bad {
            // typed or sent, it is read; whether it is right is another question
            let identifier = Identifier::parse(kind.clone(), bad).unwrap();
            assert!(matches!(identifier.check(), Err(IdentifierError::CheckDigits { .. })), "{name}");
        }
        let long = format!("{good}0");
        assert!(matches!(
            Identifier::parse(kind.clone(), &long),
            Err(IdentifierError::Length { got, want, .. }) if (got, want) == (digits + 1, digits)
        ));
        // a service that sends a number loses the zeros in front
        let short = Identifier::from_authority(kind, "7").unwrap();
        assert_eq!(short.padded().len(), digits);
        assert!(matches!(short.check(), Err(IdentifierError::Length { .. })));
    }
    let other = IdentifierType::parse("NIHII-SOMETHING_NEW").unwrap();
    assert!(!other.is_known());
    Identifier::parse(other.clone(), "12 345").unwrap().check().unwrap();
    assert!(Identifier::parse(other, "").is_err());
}

/// The authority's list names the check of a type that only it knows (ra.md 7.5).
#[test]
fn checked_as_the_list_says() {
    let by = |kind: &str, value: &str, algorithm: &str| {
        Identifier::parse(IdentifierType::parse(kind).unwrap(), value).unwrap().check_by(algorithm)
    };
    assert_eq!(by("NEW", "0999999922", "CHECK-97-MOD-97"), Ok(true));
    assert_eq!(by("NEW", "0999999975", "CHECK-MOD-97"), Ok(true));
    assert_eq!(by("NEW", "9797", "CHECK-MOD-97"), Ok(true));
    assert_eq!(by("NEW", "0999999923", "CHECK-LATER"), Ok(false));
    let error = by("NEW", "0999999923", "CHECK-97-MOD-97").unwrap_err();
    assert_eq!(error.to_string(), "the check digits (column 9) are 23 and would be 22");
    // series that are newer than the name of the check
    assert_eq!(by("NIHII-PHARMACY", "99999905", "CHECK-97-MOD-97"), Ok(true));
    assert!(by("NEW", "1", "CHECK-MOD-97").is_err());
    // 10^60 mod 97 by hand: 10^96 is 1, and 10^60 is 47
    assert_eq!(by("NEW", &format!("1{}47", "0".repeat(60)), "CHECK-MOD-97"), Ok(true));
    assert!(by("NEW", &format!("1{}97", "0".repeat(60)), "CHECK-MOD-97").is_err());
}

/// Errors say what would be right.
#[test]
fn errors_tell() {
    let of = |kind: &str, value: &str| {
        let identifier = Identifier::parse(IdentifierType::parse(kind).unwrap(), value);
        identifier.and_then(|identifier| identifier.check()).unwrap_err().to_string()
    };
    assert_eq!(of("SSIN", "00010100174"), "the check digits (column 10) are 74 and would be 73 or 05");
    assert_eq!(of("CBE", "0999999923"), "the check digits (column 9) are 23 and would be 22");
    assert_eq!(
        of("NIHII-LABO", "99999972"),
        "the check digits (column 7) are 72 and would be 71 or 05 or 68 or 62"
    );
    assert_eq!(of("CBE", "2994343478"), "the number of an establishment unit, not of an enterprise");
    assert_eq!(of("CBE", "9487629782"), "the first digit would be 0 or 1");
    assert_eq!(of("SITE", "12345"), "5 digits instead of 4");
    assert_eq!(of("EHP", "12-34x"), "not a digit at column 6");
}

#[cfg(feature = "serde")]
#[test]
fn in_json() {
    use ehealth_csr::ApplicationId;
    let ssin: Ssin = serde_json::from_str("\"00.01.01-001.73\"").unwrap();
    assert_eq!(serde_json::to_string(&ssin).unwrap(), "\"00010100173\"");
    let identifier: Identifier = serde_json::from_str("\"NIHII-PHARMACY=99999971\"").unwrap();
    assert_eq!(serde_json::to_string(&identifier).unwrap(), "\"NIHII-PHARMACY=99999971\"");
    assert!(serde_json::from_str::<Ssin>("\"00010100174\"").is_err());
    assert!(serde_json::from_str::<Cbe>("\"0999999923\"").is_err());
    assert!(serde_json::from_str::<Nihii>("\"1\"").is_err());
    assert!(serde_json::from_str::<Identifier>("\"x\"").is_err());
    assert!(serde_json::from_str::<ApplicationId>("\"a b\"").is_err());
}

proptest::proptest! {
    #[test]
    fn anything(text in "\\PC{0,16}", digits in "[0-9 ./-]{0,16}") {
        for text in [&text, &digits] {
            for kind in IdentifierType::known() {
                if let Ok(identifier) = Identifier::parse(kind, text) {
                    let _ = identifier.check();
                    let again = Identifier::parse(identifier.kind().clone(), &identifier.display().to_string());
                    proptest::prop_assert_eq!(again.unwrap(), identifier);
                }
            }
            let _ = (Cbe::parse(text), Nihii::parse(text), Ssin::parse(text), IdentifierType::parse(text));
        }
    }

    /// One digit mistyped is always found.
    #[test]
    fn one_digit(number in 0u64..200_000_000, at in 0usize..10, by in 1u8..10) {
        let eight = number % 20_000_000;
        let text = format!("{eight:08}{:02}", 97 - eight % 97);
        Cbe::parse(&text).unwrap();
        let mut bytes = text.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        proptest::prop_assert!(Cbe::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
    }
}
