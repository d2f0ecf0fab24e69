//! `target/demo/summary.json`, in the form that product.md fixes.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// One step of the demo.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: String,
    /// Milliseconds that it took.
    pub(crate) ms: u128,
}

/// What the demo itself knows; the rest stands in the program's documents.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) keystore: PathBuf,
    pub(crate) request: PathBuf,
    pub(crate) password: &'static str,
    pub(crate) persona: String,
    /// `TYPE=ID`, when the certificate is for one.
    pub(crate) organisation: Option<&'static str>,
}

/// Members taken from the program's documents, from the last that has them.
const FROM_DOCUMENTS: &[&str] =
    &["applet", "environment", "subject", "public_key_identifier", "serial", "not_before", "not_after"];

/// The summary's text.
///
/// # Errors
/// None of the documents holds one of the members.
pub(crate) fn of(documents: &[Value], facts: &Facts, steps: &[Step]) -> Result<String, Failure> {
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("ok", json!(true));
    set("keystore", json!(facts.keystore));
    set("request", json!(facts.request));
    set("keystore_password", json!(facts.password));
    set("persona", json!(facts.persona));
    set("organisation", json!(facts.organisation));
    for name in FROM_DOCUMENTS {
        let found = documents.iter().rev().find_map(|document| document.get(name)?.as_str());
        let text = found.ok_or_else(|| Failure::new(format!("no command printed a member \"{name}\"")))?;
        set(name, json!(text));
    }
    let list: Vec<Value> =
        steps.iter().map(|step| json!({ "name": step.name, "ms": step.ms as u64 })).collect();
    set("steps", json!(list));
    let text = serde_json::to_string_pretty(&members).map_err(|error| Failure::new(error.to_string()))?;
    Ok(format!("{text}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_from_the_last_document_that_has_them() {
        let documents = [
            json!({"applet": "1.7", "environment": "sandbox", "serial": "1"}),
            json!({"serial": "2", "subject": "CN=SSIN\\=00010100173", "chain": [{"applet": "9"}],
                "public_key_identifier": "AB", "not_before": "2026-11-24T00:00:00Z", "not_after": "2029-11-24T00:00:00Z"}),
        ];
        let facts = Facts {
            keystore: "/d/a.p12".into(),
            request: "/d/a.ehcsr".into(),
            password: "p",
            persona: "adult-rsa".to_owned(),
            organisation: None,
        };
        let text = of(&documents, &facts, &[Step { name: "card".to_owned(), ms: 12 }]).unwrap();
        let summary: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(summary["serial"], "2");
        assert_eq!(summary["applet"], "1.7");
        assert_eq!(summary["steps"], json!([{"name": "card", "ms": 12}]));
        assert!(of(&documents[..1], &facts, &[]).is_err());
    }
}
