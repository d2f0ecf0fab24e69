//! Policies from a program's settings, in whatever format it has (JSON, TOML): feature `serde`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::profile::{Accepted, Classes, Profile};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    version: u32,
    min_len: usize,
    max_len: usize,
    #[serde(default)]
    accepted: WrittenAccepted,
    /// All of these, of each any of its kinds.
    #[serde(default)]
    required: Vec<Vec<Class>>,
    max_repeat: Option<usize>,
    min_strength: Option<u8>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenAccepted {
    /// Not to be widened by leaving something out.
    #[default]
    PrintableAscii,
    Any,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Class {
    Digit,
    Symbol,
    Lower,
    Upper,
    Letter,
}

impl Class {
    const fn set(self) -> Classes {
        match self {
            Self::Digit => Classes::DIGIT,
            Self::Symbol => Classes::SYMBOL,
            Self::Lower => Classes::LOWER,
            Self::Upper => Classes::UPPER,
            Self::Letter => Classes::LETTER,
        }
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let mut required = Vec::with_capacity(written.required.len());
        for any_of in &written.required {
            let sets = any_of.iter().map(|class| class.set());
            required.push(
                sets.reduce(Classes::or).ok_or_else(|| D::Error::custom("an empty list in `required`"))?,
            );
        }
        if written.min_len > written.max_len {
            return Err(D::Error::custom("`min_len` is above `max_len`"));
        }
        if written.min_strength.is_some_and(|least| least > 4) {
            return Err(D::Error::custom("`min_strength` is above 4"));
        }
        if written.max_repeat == Some(0) {
            return Err(D::Error::custom("`max_repeat` is 0"));
        }
        Ok(Self {
            name: written.name.into(),
            version: written.version,
            min_len: written.min_len,
            max_len: written.max_len,
            accepted: match written.accepted {
                WrittenAccepted::PrintableAscii => Accepted::PrintableAscii,
                WrittenAccepted::Any => Accepted::Any,
            },
            required,
            max_repeat: written.max_repeat,
            min_strength: written.min_strength,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::judge;

    fn load(json: &str) -> Result<Profile, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn the_built_in_policies_as_data() {
        let ehealth = r#"{"name": "ehealth", "version": 1, "min_len": 8, "max_len": 64, "accepted": "printable_ascii",
            "required": [["digit", "symbol"], ["letter"]]}"#;
        assert_eq!(load(ehealth).unwrap(), Profile::ehealth());
        let recommended =
            ehealth.replace("ehealth", "recommended").replace("\"min_len\": 8", "\"min_len\": 12");
        let recommended = recommended.replace("]]}", "]], \"min_strength\": 3}");
        assert_eq!(load(&recommended).unwrap(), Profile::recommended());
    }

    #[test]
    fn what_is_refused() {
        let with =
            |more: &str| load(&format!(r#"{{"name": "x", "version": 1, "min_len": 4, "max_len": 8{more}}}"#));
        assert_eq!(judge(&with("").unwrap(), "abcé", None).code(), Some("password.characters"));
        // The limits themselves are taken.
        assert_eq!(with(r#", "min_strength": 4"#).unwrap().min_strength(), Some(4));
        assert_eq!(with(r#", "max_repeat": 1"#).unwrap().max_repeat(), Some(1));
        assert!(load(r#"{"name": "x", "version": 1, "min_len": 8, "max_len": 8}"#).is_ok());
        for bad in [
            r#", "minimum": 3"#,
            r#", "required": [[]]"#,
            r#", "required": [["vowel"]]"#,
            r#", "min_strength": 5"#,
            r#", "max_repeat": 0"#,
            r#", "accepted": "emoji""#,
        ] {
            assert!(with(bad).is_err(), "{bad}");
        }
        assert!(load(r#"{"name": "x", "version": 1, "min_len": 9, "max_len": 8}"#).is_err());
        assert!(load("{}").is_err());
    }
}
