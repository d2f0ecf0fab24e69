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
}

/// Members taken from the program's documents, whichever holds them last.
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
    for name in FROM_DOCUMENTS {
        let found = documents.iter().rev().find_map(|document| text_named(document, name));
        let text = found.ok_or_else(|| Failure::new(format!("no command printed a member \"{name}\"")))?;
        set(name, json!(text));
    }
    let list: Vec<Value> =
        steps.iter().map(|step| json!({ "name": step.name, "ms": step.ms as u64 })).collect();
    set("steps", json!(list));
    serde_json::to_string_pretty(&members).map_err(|error| Failure::new(error.to_string()))
}

/// The text of the first member of that name, at the smallest depth.
fn text_named<'a>(document: &'a Value, name: &str) -> Option<&'a str> {
    let mut level = vec![document];
    while !level.is_empty() {
        if let Some(text) = level.iter().find_map(|value| value.get(name).and_then(Value::as_str)) {
            return Some(text);
        }
        level = level.into_iter().flat_map(children).collect();
    }
    None
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_from_the_latest_document_and_the_smallest_depth() {
        let documents = [
            json!({"applet": "1.7", "environment": "sandbox", "serial": "1"}),
            json!({"certificate": {"issuer": {"serial": "9"}, "serial": "2", "subject": "CN=SSIN\\=00010100173"},
                "public_key_identifier": "AB", "not_before": "2026-11-24T00:00:00Z", "not_after": "2029-11-24T00:00:00Z"}),
        ];
        let facts = Facts {
            keystore: "/d/a.p12".into(),
            request: "/d/a.ehcsr".into(),
            password: "p",
            persona: "adult-rsa".to_owned(),
        };
        let text = of(&documents, &facts, &[Step { name: "card".to_owned(), ms: 12 }]).unwrap();
        let summary: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(summary["serial"], "2");
        assert_eq!(summary["applet"], "1.7");
        assert_eq!(summary["steps"], json!([{"name": "card", "ms": 12}]));
        assert!(of(&documents[..1], &facts, &[]).is_err());
    }
}
