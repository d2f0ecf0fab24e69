//! A sandbox that is stopped and started again goes on.

use std::time::Duration;

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Descriptor, Error, Issuing, Options, Sandbox};

use crate::client::{from_base64, options};
use crate::messages::*;
use crate::pki::{Key, Pki, TESTA, VALIDITY};

#[test]
fn goes_on_after_each_step() {
    let pki = Pki::new(1);
    let folder = tempfile::tempdir().unwrap();
    let state_dir = folder.path().join("state");
    let start_again = || {
        let approve_after = Duration::from_secs(60);
        Sandbox::start(Options { state_dir: Some(state_dir.clone()), approve_after, ..options(&pki) })
            .unwrap()
    };
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let (key, encryption) = (Key::rsa(10), Key::rsa(11));
    let identifier = KeyIdentifier::of_spki(key.spki()).unwrap();

    let sandbox = start_again();
    let anchors = sandbox.descriptor().issuing_anchors.clone();
    let tls_ca = sandbox.descriptor().tls_ca.clone();
    let message = generate_request(&contract(&sandbox, &TESTA), &csr(&TESTA, &key));
    drop(sandbox);

    let sandbox = start_again();
    assert_eq!(sandbox.descriptor().issuing_anchors, anchors);
    assert_eq!(sandbox.descriptor().tls_ca, tls_ca);
    let signed = sign(&message, &card.signature, &card.signature_chain);
    assert_eq!(crate::client::post(&sandbox, CERTRA, GENERATE_ACTION, &signed).outcome(), "Success");
    drop(sandbox);

    let sandbox = start_again();
    assert_eq!(get(&sandbox, &identifier.to_string()).outcome(), "CERT_NOT_YET_DELIVERED");
    sandbox.clock().advance(Duration::from_secs(60));
    let chain = chain_of(&get(&sandbox, &identifier.to_string()));
    drop(sandbox);

    let sandbox = start_again();
    assert_eq!(chain_of(&get(&sandbox, &identifier.to_string())), chain, "issued once");
    assert_eq!(sandbox.certificates_for(identifier), 1);
    sandbox.clock().advance(Duration::from_secs(60));
    let answer = start(&sandbox, encryption.spki(), &key, &chain);
    let serial = solve(&from_base64(&answer.text("Challenge").unwrap()), &encryption);
    drop(sandbox);

    // From here on with the other issuing CA: what the first one issued stays good.
    let sandbox = Sandbox::start(Options {
        state_dir: Some(state_dir.clone()),
        issuing: Issuing::Rsa,
        ..options(&pki)
    })
    .unwrap();
    assert_eq!(sandbox.descriptor().issuing_anchors.len(), 2);
    assert_eq!(sandbox.descriptor().issuing_anchors[..1], anchors);
    sandbox.clock().advance(Duration::from_secs(60));
    let certificate = encryption_certificate(&serial, &chain[0], encryption.spki(), &key);
    let answer = complete(&sandbox, &certificate, &key, &chain);
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    drop(sandbox);

    let sandbox = start_again();
    assert_eq!(sandbox.descriptor().issuing_anchors.len(), 2);
    assert_eq!(get_etk(&sandbox, "SSIN", TESTA.ssin).text("ETK"), answer.text("ETK"));
}

#[test]
fn a_moved_clock_stays_moved() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { state_dir: Some(folder.path().to_owned()), ..Options::default() };
    let sandbox = Sandbox::start(options()).unwrap();
    let body = br#"{"advance_seconds": 100000000}"#;
    assert_eq!(crate::client::exchange(&sandbox, "POST", "/control/clock", "", body).status, 200);
    let moved = sandbox.clock().now().as_secs();
    drop(sandbox);
    let sandbox = Sandbox::start(options()).unwrap();
    assert!(sandbox.clock().now().as_secs().abs_diff(moved) < 60);
}

#[test]
fn the_folder_is_private_and_used_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { state_dir: Some(folder.path().join("state")), ..Options::default() };
    let sandbox = Sandbox::start(options()).unwrap();
    let error = Sandbox::start(options()).unwrap_err();
    assert!(matches!(error, Error::InUse(_)), "{error:?}");
    assert_eq!(error.code(), "sandbox.in_use");
    drop(sandbox);
    Sandbox::start(options()).unwrap();
    #[cfg(unix)]
    for file in ["", "authorities.json", "state.json"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("state").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

#[test]
fn a_state_that_is_none() {
    for (file, content) in [
        ("state.json", "{"),
        ("authorities.json", "{}"),
        (
            "state.json",
            r#"{"version":9,"clock_offset":0,"starts":0,"contracts":[],"revocation_contracts":[],"records":[],"seen":[]}"#,
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), content).unwrap();
        let options = Options { state_dir: Some(folder.path().to_owned()), ..Options::default() };
        let error = Sandbox::start(options).unwrap_err();
        assert_eq!(error.code(), "sandbox.state", "{error:?}");
        assert_eq!(std::fs::read_to_string(folder.path().join(file)).unwrap(), content);
    }
}

#[test]
fn addresses() {
    let elsewhere = Options { listen: "0.0.0.0:0".parse().unwrap(), ..Options::default() };
    assert_eq!(Sandbox::start(elsewhere).unwrap_err().code(), "usage");
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let address = sandbox.descriptor().base_url.strip_prefix("https://").unwrap().parse().unwrap();
    let taken = Options { listen: address, ..Options::default() };
    assert_eq!(Sandbox::start(taken.clone()).unwrap_err().code(), "sandbox.listen");
    drop(sandbox);
    // Stopped means stopped: the port is free at once.
    Sandbox::start(taken).unwrap();
}

#[test]
fn a_seed_makes_the_same_authority() {
    let anchors = |seed| {
        let sandbox = Sandbox::start(Options {
            seed: Some(seed),
            clock: ehealth_sandbox::MovableClock::stopped_at(crate::pki::NOW),
            listen: "127.0.0.1:0".parse().unwrap(),
            ..Options::default()
        });
        sandbox.unwrap().descriptor().issuing_anchors.clone()
    };
    assert_eq!(anchors(7), anchors(7));
    assert_ne!(anchors(7), anchors(8));
}

#[test]
fn the_descriptor_is_written_and_read() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    sandbox.descriptor().write_to(&file).unwrap();
    let json = std::fs::read_to_string(&file).unwrap();
    let read: Descriptor = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, sandbox.descriptor());
    // product.md, `sandbox`
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["base_url", "citizen_roots", "endpoints", "issuing_anchors", "personas", "tls_ca"]);
    let keys: Vec<&String> = value["endpoints"].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["certra_v1", "certra_v2", "control", "crl", "etk_depot_v1", "etkra_v1", "etkra_v2", "ocsp"]
    );
}
