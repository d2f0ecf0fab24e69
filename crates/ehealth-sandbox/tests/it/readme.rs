//! What the front page says is so: every option, control, fault and code that it lists, and none that it does not.

use std::collections::BTreeSet;

use ehealth_sandbox::{Descriptor, Fault, Options, Registry, Sandbox, read_faults};

use crate::client::{envelope, exchange, options, try_exchange};
use crate::life::identifier;
use crate::messages::*;
use crate::pki::{Key, Pki, TESTA, VALIDITY};

const PAGE: &str = include_str!("../../README.md");

/// The rows of the table under a heading that begins with `head`, as cells.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What stands between back ticks in a cell.
fn codes(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The blocks of JSON in which `word` stands.
fn json(word: &str) -> serde_json::Value {
    let blocks = PAGE.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.into_iter().find(|block| block.contains(word)).unwrap();
    serde_json::from_str(block).unwrap()
}

/// Names before a colon or a comma at four spaces in the item that begins with `item`.
fn members(source: &'static str, item: &str) -> BTreeSet<String> {
    let body = source.split_once(item).unwrap().1.split_once("\n}").unwrap().0;
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.map(|line| line.strip_prefix("pub ").unwrap_or(line));
    let names = lines.filter(|line| line.starts_with(char::is_alphabetic));
    names.map(|line| line.split([':', ',', ' ']).next().unwrap().to_owned()).collect()
}

#[test]
fn every_option() {
    let told: BTreeSet<String> =
        table("| field of `Options`").iter().map(|row| codes(row[0])[0].to_owned()).collect();
    assert_eq!(told, members(include_str!("../../src/options.rs"), "pub struct Options {"));
}

#[test]
fn descriptor_and_registry() {
    let told = json("base_url");
    serde_json::from_value::<Descriptor>(told.clone()).unwrap();
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let real = serde_json::to_value(sandbox.descriptor()).unwrap();
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&told), keys(&real));
    assert_eq!(keys(&told["endpoints"]), keys(&real["endpoints"]));
    for (name, url) in told["endpoints"].as_object().unwrap() {
        let path = url.as_str().unwrap().strip_prefix("https://127.0.0.1:35125").unwrap();
        assert!(real["endpoints"][name].as_str().unwrap().ends_with(path), "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.json");
    std::fs::write(&file, json("without_quality").to_string()).unwrap();
    assert_eq!(Registry::read(&file).unwrap().organisations.len(), 1);
}

#[test]
fn every_control() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let rows = table("| request | body | does |");
    assert_eq!(rows.len(), 10);
    for row in rows {
        let (method, path) = codes(row[0])[0].split_once(' ').unwrap();
        let sandbox = Sandbox::start(Options { manual: true, ..options(&pki) }).unwrap();
        let key = Key::rsa(10);
        assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "Success");
        if path.ends_with("/revoke") {
            let body = format!("{{\"key\": \"{}\"}}", identifier(&key));
            assert_eq!(exchange(&sandbox, "POST", "/control/approve", "", body.as_bytes()).status, 200);
        }
        let body = codes(row[1]).first().unwrap_or(&"").replace("KEY", &identifier(&key));
        let answer = exchange(&sandbox, method, path, "", body.as_bytes());
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str::<serde_json::Value>(&answer.body).unwrap();
    }
}

#[test]
fn every_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.json");
    std::fs::write(&file, json("html_page").to_string()).unwrap();
    assert_eq!(read_faults(&file).unwrap().len(), 3);

    let rows = table("| `fault` | what the client sees |");
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let mut told = BTreeSet::new();
    let body = envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)));
    for row in &rows {
        let value: serde_json::Value = serde_json::from_str(codes(row[0])[0]).unwrap();
        let name = value
            .as_str()
            .map_or_else(|| value.as_object().unwrap().keys().next().unwrap().clone(), str::to_owned);
        told.insert(name.replace('_', ""));
        for when in ["before", "after"] {
            let line = serde_json::json!({ "fault": value, "when": when });
            sandbox.faults().add(serde_json::from_value::<Fault>(line).unwrap());
            let headers = "Content-Type: text/xml\r\n";
            let _ = try_exchange(&sandbox, "POST", CERTRA, headers, body.as_bytes());
            assert_eq!(sandbox.faults().left(), [], "{name} {when}");
        }
    }
    let known = members(include_str!("../../src/faults.rs"), "pub enum FaultKind {");
    assert_eq!(told, known.iter().map(|name| name.to_lowercase()).collect());
    assert_eq!(rows.len(), told.len());
}

#[test]
fn every_code() {
    let source = include_str!("../../src/refusal.rs");
    let quoted = |text: &'static str| -> BTreeSet<&'static str> {
        let words = text.split('"').skip(1).step_by(2);
        words.filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')).collect()
    };
    let mut known = quoted(source);
    known.insert("NO_TOKEN");
    let told: BTreeSet<&str> = table("| code | when |").iter().flat_map(|row| codes(row[0])).collect();
    assert_eq!(told, known);
}
