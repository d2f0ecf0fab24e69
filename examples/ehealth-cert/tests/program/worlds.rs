//! Real and invented worlds never meet (product.md): what ends with 2 before anything is read or sent.

use std::path::Path;

use serde_json::{Value, json};

use crate::machine::{Machine, Sandbox, files};

/// A descriptor that leads nowhere: nothing listens there.
fn descriptor(machine: &Machine, change: impl FnOnce(&mut Value)) -> String {
    let base = "https://127.0.0.1:9";
    let mut document = json!({
        "base_url": base, "tls_ca": "", "issuing_anchors": [], "citizen_roots": [], "personas": [],
        "endpoints": {
            "certra_v2": format!("{base}/CertRa/v2"), "etkra_v2": format!("{base}/EtkRa/v2"),
            "etk_depot_v1": format!("{base}/EtkDepot/v1"), "certra_v1": format!("{base}/CertRa/v1"),
            "etkra_v1": format!("{base}/EtkRa/v1"), "ocsp": format!("{base}/ocsp"), "crl": format!("{base}/crl"),
            "control": format!("{base}/control"),
        },
    });
    change(&mut document);
    let path = machine.path("descriptor.json");
    std::fs::write(&path, document.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn combinations_of_flags() {
    let machine = Machine::new();
    let descriptor = descriptor(&machine, |_| {});
    let cases: &[&[&str]] = &[
        &["--environment", "sandbox", "card"],
        &["--environment", "production", "--sandbox", &descriptor, "card"],
        &["--environment", "acceptance", "--sandbox", &descriptor, "card"],
        &["--card", "virtual:adult-rsa", "card"],
        &["--card", "virtual:adult-rsa", "request", "--environment", "production"],
        &["--card", "virtual:adult-rsa", "--environment", "acceptance", "complete", "--wait"],
        &["--sandbox", "/no/such/descriptor.json", "card"],
        &["--sandbox", &descriptor, "--card", "virtual:nobody", "card"],
        &["--sandbox", &descriptor, "--card", "virtual:adult-ec", "--reader", "x", "card"],
    ];
    for flags in cases {
        machine.run(flags).fails(2, "usage");
    }
    assert!(files(&machine.path("ehealth")).is_empty());
}

/// Whatever flag comes first, the secrets of standard input are not even taken.
#[test]
fn nothing_is_read_before() {
    let machine = Machine::new();
    let flags = ["--card", "virtual:adult-rsa", "--pin-from", "stdin", "card"];
    machine.run(&flags).fails(2, "usage");
}

#[test]
fn a_descriptor_never_leads_to_the_real_authority() {
    let machine = Machine::new();
    for url in
        ["https://services.ehealth.fgov.be/CertRa/v2", "https://EHEALTH.fgov.be.:443", "https://a@b/", "x"]
    {
        for member in ["certra_v2", "etk_depot_v1", "crl"] {
            let path = descriptor(&machine, |document| document["endpoints"][member] = url.into());
            machine.run(&["--sandbox", &path, "--card", "virtual:adult-ec", "card"]).fails(2, "usage");
        }
        let path = descriptor(&machine, |document| document["base_url"] = url.into());
        machine.run(&["--sandbox", &path, "check"]).fails(2, "usage");
    }
}

#[test]
fn the_sandbox_has_folders_of_its_own() {
    let machine = Machine::new();
    let descriptor = descriptor(&machine, |_| {});
    let real = machine.path("ehealth/keystore");
    std::fs::create_dir_all(&real).unwrap();
    std::os::unix::fs::symlink(&real, machine.path("link")).unwrap();
    let configured = machine.path("practice");
    let config = machine.path(".config/ehealth-cert/config.toml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    std::fs::write(&config, format!("keystore-dir = {:?}\n", configured.to_str().unwrap())).unwrap();
    for folder in [&real, &machine.path("link"), &machine.path("ehealth/x/../keystore"), &configured] {
        let flags = ["--sandbox", &descriptor, "--keystore-dir", folder.to_str().unwrap(), "check"];
        machine.run(&flags).fails(2, "usage");
    }
    let looked_in = |flags: &[&str]| machine.run(flags).fails(7, "keystore.not_found").stdout.clone();
    // Production takes the configured folder, the sandbox its own.
    assert!(looked_in(&["check"]).contains("practice"));
    assert!(looked_in(&["--sandbox", &descriptor, "check"]).contains("keystore-sandbox"));
    let own = machine.path("own");
    assert!(
        looked_in(&["--sandbox", &descriptor, "--keystore-dir", own.to_str().unwrap(), "check"])
            .contains("own")
    );
}

/// EHEALTH_KEYSTORE_DIR stands between flag and configuration; the sandbox does not look at it, and refuses a
/// flag that names the same folder.
#[test]
fn the_variable() {
    let machine = Machine::new();
    let descriptor = descriptor(&machine, |_| {});
    let with = |flags: &[&str]| {
        let mut command = crate::machine::program(machine.home.path());
        command.env("EHEALTH_KEYSTORE_DIR", machine.path("by-variable")).arg("--json").args(flags);
        crate::machine::Run::of(command, None)
    };
    let looked_in = |flags: &[&str]| with(flags).fails(7, "keystore.not_found").stdout.clone();
    assert!(looked_in(&["check"]).contains("by-variable"));
    let flag = machine.path("by-flag");
    assert!(looked_in(&["--keystore-dir", flag.to_str().unwrap(), "check"]).contains("by-flag"));
    assert!(looked_in(&["--sandbox", &descriptor, "check"]).contains("keystore-sandbox"));
    let same = machine.path("by-variable");
    with(&["--sandbox", &descriptor, "--keystore-dir", same.to_str().unwrap(), "check"]).fails(2, "usage");
}

#[test]
fn keystores_of_the_other_world_are_not_opened() {
    let machine = Machine::new();
    let descriptor = descriptor(&machine, |_| {});
    let (real, own) = (machine.path("ehealth/keystore"), machine.keystores());
    let name = "SSIN=00010100173 20250102-030405.p12";
    for folder in [&real, &own] {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join(name), b"x").unwrap();
    }
    let run = |world: &[&str], folder: &Path| {
        let file = folder.join(name);
        machine.run(&[world, &["--password-from", "file:password", "check", file.to_str().unwrap()]].concat())
    };
    run(&["--sandbox", &descriptor], &real).fails(7, "keystore.wrong_environment");
    run(&[], &own).fails(7, "keystore.wrong_environment");
    run(&["--environment", "acceptance"], &own).fails(7, "keystore.wrong_environment");
}

/// The sandbox's CAs say TEST: production does not take them, the sandbox does.
#[test]
fn issuing_anchors() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let json: Value = serde_json::from_str(&std::fs::read_to_string(&sandbox.descriptor).unwrap()).unwrap();
    let root = machine.path("root.pem");
    std::fs::write(&root, json["issuing_anchors"][0].as_str().unwrap()).unwrap();
    let root = root.to_str().unwrap();
    machine.run(&["--issuing-anchor", root, "check"]).fails(2, "usage");
    machine.run(&["--issuing-anchor", "/no/such/file", "check"]).fails(2, "usage");
    machine.run(&["--issuing-anchor", "pin", "check"]).fails(2, "usage");
    let here = ["--sandbox", &sandbox.descriptor, "--issuing-anchor", root, "check"];
    machine.run(&here).fails(7, "keystore.not_found");
    let config = machine.path(".config/ehealth-cert/config.toml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    std::fs::write(&config, format!("[production]\nissuing-anchors = [{root:?}]\n")).unwrap();
    machine.run(&["check"]).fails(2, "usage");
    std::fs::write(&config, "surprise = 1\n").unwrap();
    machine.run(&["check"]).fails(2, "usage");
}

/// A descriptor that lists no root of invented cards lets none sign.
#[test]
fn only_the_descriptors_roots() {
    let machine = Machine::new();
    let descriptor = descriptor(&machine, |_| {});
    let card = machine.run(&["--sandbox", &descriptor, "--card", "virtual:adult-ec", "card"]);
    card.fails(3, "card.identity_unverifiable");
    assert_eq!(card.json()["report"]["verified"], false);
    let request = machine.request(&descriptor, "virtual:adult-ec", &[]);
    request.fails(3, "card.identity_unverifiable");
    assert!(machine.files().is_empty());
}

/// A sandbox replaces no file but an earlier descriptor, and writes nothing where real keystores lie.
#[test]
fn a_sandbox_writes_over_nothing() {
    let machine = Machine::new();
    let keystore = machine.path("precious.p12");
    std::fs::write(&keystore, b"a keystore").unwrap();
    machine.run(&["sandbox", "--descriptor", keystore.to_str().unwrap()]).fails(2, "usage");
    assert_eq!(std::fs::read(&keystore).unwrap(), b"a keystore");
    let real = machine.path("ehealth").join("keystore");
    std::fs::create_dir_all(&real).unwrap();
    let inside = real.join("descriptor.json");
    machine.run(&["sandbox", "--descriptor", inside.to_str().unwrap()]).fails(2, "usage");
    let (state, elsewhere) = (real.join("state"), machine.path("descriptor.json"));
    let flags = ["sandbox", "--descriptor", elsewhere.to_str().unwrap(), "--state", state.to_str().unwrap()];
    machine.run(&flags).fails(2, "usage");
    assert!(files(&real).is_empty());
}

/// Results name paths in JSON, which is UTF-8.
#[cfg(unix)]
#[test]
fn a_folder_that_json_cannot_name_is_refused_first() {
    use std::os::unix::ffi::OsStrExt;
    let machine = Machine::new();
    let mut folder = machine.path("k").into_os_string();
    folder.push(std::ffi::OsStr::from_bytes(b"\xFF"));
    let mut command = crate::machine::program(machine.home.path());
    command.args(["--json", "--non-interactive", "complete", "--keystore-dir"]).arg(&folder);
    crate::machine::Run::of(command, None).fails(2, "usage");
}
