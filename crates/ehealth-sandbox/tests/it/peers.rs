//! xmllint with the schemas beside the workspace, and OpenSSL. Each is skipped loudly when it is absent.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// `../shared` of the workspace, when it is there.
pub fn shared() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared"))
        .find(|folder| folder.join("schemas").is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: no folder `shared` beside the workspace");
    }
    found
}

pub fn has(program: &str, argument: &str) -> bool {
    let found =
        Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

/// Whether the payload of an envelope was validated; false: it could not be looked at.
pub fn validates(envelope: &str) -> bool {
    let Some(schemas) = shared().map(|shared| shared.join("schemas")) else { return false };
    if !has("xmllint", "--version") {
        return false;
    }
    let document = roxmltree::Document::parse(envelope).unwrap();
    let body = document.root_element().first_element_child().unwrap();
    let payload = body.first_element_child().unwrap();
    let (schema, payload) = if payload.tag_name().name() == "Fault" {
        let detail = payload.children().find(|node| node.tag_name().name() == "detail").unwrap();
        ("ehealth-errors-schema-soa-1_1.xsd", detail.first_element_child().unwrap())
    } else {
        let schema = match payload.tag_name().namespace().unwrap() {
            "urn:be:fgov:ehealth:certra:protocol:v2" => "ehealth-certra-schema-protocol-2_0.xsd",
            "urn:be:fgov:ehealth:etkra:protocol:v2" => "ehealth-etkra-schema-protocol-2_0.xsd",
            "urn:be:fgov:ehealth:etkdepot:1_0:protocol" => "ehealth-etkdepot-schema-protocol-1_0.xsd",
            other => panic!("{other}"),
        };
        (schema, payload)
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    std::fs::write(&file, &envelope[payload.range()]).unwrap();
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schemas.join(schema))
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}\n{envelope}", String::from_utf8_lossy(&output.stderr));
    true
}

/// OpenSSL takes the token apart and finds the encryption certificate in it.
pub fn token_verifies(token: &[u8], certificate: &[u8]) {
    if !has("openssl", "version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (file, content) = (folder.path().join("token.der"), folder.path().join("content.der"));
    std::fs::write(&file, token).unwrap();
    let output = Command::new("openssl")
        .args(["cms", "-verify", "-noverify", "-inform", "DER", "-in"])
        .arg(&file)
        .arg("-out")
        .arg(&content)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(&content).unwrap(), certificate);
}
