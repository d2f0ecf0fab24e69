//! Every JSON document against its schema in `docs/json`, by a validator that is not ours.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::machine::{Machine, Sandbox};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json")
}

fn validate(name: &str, document: &Value) {
    let path = folder().join(format!("{name}.schema.json"));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    let index = compiler
        .compile(path.to_str().unwrap(), &mut schemas)
        .unwrap_or_else(|error| panic!("{name}: {error:#}"));
    if let Err(error) = schemas.validate(document, index) {
        panic!("{name}: {error:#}\n{document}");
    }
}

#[test]
fn documents_fit_their_schemas() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let run =
        |command: &[&str]| machine.run(&machine.unattended(&sandbox.descriptor, "virtual:adult-ec", command));
    let contact = ["--accept-terms", "--email", "me@example.be", "--phone", "0470000000"];
    validate("card", &run(&["card"]).succeeds());
    validate("request", &run(&[&["request", "--dry-run"][..], &contact].concat()).succeeds());
    let sent = run(&[&["request"][..], &contact].concat()).succeeds();
    validate("request", &sent);
    let (keystore, request) = (sent["keystore"].as_str().unwrap(), sent["request"].as_str().unwrap());
    validate("status", &run(&["status"]).succeeds());
    validate("request", &run(&["send", request]).succeeds());
    validate("error", &run(&["check", keystore]).json());
    validate("complete", &run(&["complete"]).succeeds());
    validate("complete", &run(&["complete", keystore]).succeeds());
    validate("check", &run(&["check"]).succeeds());
    validate("list", &run(&["list", "--ics", "dates.ics"]).succeeds());
    for file in [keystore, request] {
        validate("inspect", &run(&["inspect", file]).succeeds());
    }
    validate("passwd", &run(&["passwd", keystore, "--profile", "modern"]).succeeds());
    validate("import-keys", &run(&["import-keys", keystore, "--from", keystore]).succeeds());
    let export = ["export", keystore, "--chain", "chain.pem", "--key", "key.pem"];
    validate("export", &run(&export).succeeds());
    validate("inspect", &run(&["inspect", "chain.pem"]).succeeds());
    let doctor = run(&["doctor"]);
    assert!([0, 3].contains(&doctor.code), "{doctor:?}");
    validate(if doctor.code == 0 { "doctor" } else { "error" }, &doctor.json());
    validate("doctor-explain", &run(&["doctor", "--explain", "ERR200029"]).succeeds());
    validate("doctor-explain", &run(&["doctor", "--explain", "nonsense"]).succeeds());
    validate("revoke", &run(&["revoke", keystore, "--reason", "ended", "--accept-terms"]).succeeds());
    validate("error", &run(&["check", keystore]).json());
    let foreigner =
        ["--for", "foreigner", "--bis", "00210100119", "--name", "Invented", "--first-name", "Zoe"];
    validate("request", &run(&[&["request"][..], &contact, &foreigner].concat()).succeeds());
    validate("completions", &run(&["completions", "bash"]).succeeds());
    validate("man", &run(&["man", "manual"]).succeeds());
    for wrong in [&["fly"][..], &["check", "/no/such/file"], &["passwd", "/no/such/file"]] {
        validate("error", &run(wrong).json());
    }
    let descriptor: Value =
        serde_json::from_str(&std::fs::read_to_string(&sandbox.descriptor).unwrap()).unwrap();
    validate("sandbox-descriptor", &descriptor);
}

/// A schema that says nothing would be met by anything.
#[test]
fn schemas_refuse_what_is_wrong() {
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().replace(".schema.json", "");
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(schema["type"], "object", "{name}");
        let outcome = std::panic::catch_unwind(|| validate(&name, &serde_json::json!({ "surprise": 1 })));
        assert!(outcome.is_err(), "{name} takes anything");
    }
}
