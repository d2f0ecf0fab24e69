//! xmllint with the schemas beside the workspace, and OpenSSL. Each is skipped loudly when it is absent.

use std::collections::BTreeMap;
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
    validate_all([envelope]) == 1
}

/// How many of these were validated, each against the schema of its payload: 0 when that cannot be done.
pub fn validate_all<'a>(envelopes: impl IntoIterator<Item = &'a str>) -> usize {
    let Some(schemas) = shared().map(|shared| shared.join("schemas")) else { return 0 };
    if !has("xmllint", "--version") {
        return 0;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut files: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    for (number, envelope) in envelopes.into_iter().enumerate() {
        let (schema, payload) = payload(envelope);
        let file = folder.path().join(format!("{number}.xml"));
        std::fs::write(&file, payload).unwrap();
        files.entry(schema).or_default().push(file);
    }
    for (schema, files) in &files {
        let output = Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema"])
            .arg(schemas.join(schema))
            .args(files)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}");
    }
    files.values().map(Vec::len).sum()
}

/// xmllint finds a document valid, when it can be asked.
pub fn document_validates(schema: &str, document: &[u8]) {
    let Some(schemas) = shared().map(|shared| shared.join("schemas")) else { return };
    if !has("xmllint", "--version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.xml");
    std::fs::write(&file, document).unwrap();
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .args([&schemas.join(schema), &file])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The schema of a payload, and the payload by itself: with the declarations that it stands under.
fn payload(envelope: &str) -> (&'static str, String) {
    use ehealth_csr::xml::{Document, c14n};
    let document = Document::parse(envelope.trim_start_matches('\u{FEFF}').as_bytes()).unwrap();
    let body = document.root().children().find(|child| child.name() == "Body").unwrap();
    let mut payload = body.children().next().unwrap();
    let schema = if payload.name() == "Fault" {
        let detail = payload.children().find(|child| child.name() == "detail").unwrap();
        payload = detail.children().next().unwrap();
        "ehealth-errors-schema-soa-1_1.xsd"
    } else {
        match payload.namespace() {
            Some("urn:be:fgov:ehealth:certra:protocol:v2") => "ehealth-certra-schema-protocol-2_0.xsd",
            Some("urn:be:fgov:ehealth:etkra:protocol:v2") => "ehealth-etkra-schema-protocol-2_0.xsd",
            Some("urn:be:fgov:ehealth:certra:protocol:v1") => "ehealth-certra-schema-protocol-1_1.xsd",
            Some("urn:be:fgov:ehealth:etkra:protocol:v1") => "ehealth-etkra-schema-protocol-1_1.xsd",
            Some("urn:be:fgov:ehealth:etkdepot:1_0:protocol") => "ehealth-etkdepot-schema-protocol-1_0.xsd",
            other => panic!("{other:?}"),
        }
    };
    (schema, String::from_utf8(c14n::element(payload, &c14n::Options::default())).unwrap())
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
