//! A disk that fails: the client is told, and what is on disk and in memory is as if he had never asked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ehealth_sandbox::{Options, Sandbox};

use crate::client::{base64, exchange, from_base64, options, post};
use crate::life::{
    ERIKA, FOREIGNER_ACTION, ask_for, cr_contract, identifier, request_now, revocation_contract, revoke,
};
use crate::messages::*;
use crate::pki::{Key, Pki, TESTA, VALIDITY};

/// As long as it lives, no state can be written: something else lies where the next one would.
pub struct Full(PathBuf);

impl Full {
    pub fn of(state_dir: &Path) -> Self {
        let path = state_dir.join(format!(".state.json.{}.tmp", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Full {
    fn drop(&mut self) {
        std::fs::remove_dir(&self.0).unwrap();
    }
}

fn overview(sandbox: &Sandbox) -> serde_json::Value {
    serde_json::from_str(&exchange(sandbox, "GET", "/control", "", b"").body).unwrap()
}

/// Does it on a full disk, then again.
#[track_caller]
fn fails_then_works<T>(sandbox: &Sandbox, dir: &Path, failed: &str, act: impl Fn() -> (String, T)) -> T {
    let seen = || {
        let file = std::fs::read_to_string(dir.join("state.json")).unwrap();
        (overview(sandbox), sandbox.mails(), file)
    };
    let before = seen();
    let full = Full::of(dir);
    assert_eq!(act().0, failed);
    drop(full);
    assert_eq!(seen(), before);
    let (outcome, value) = act();
    assert!(["Success", "200"].contains(&outcome.as_str()), "{outcome}");
    assert_ne!(seen().2, before.2);
    value
}

#[test]
fn every_change() {
    const INTERNAL: &str = "INTERNAL_ERROR";
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("state");
    let minute = Duration::from_secs(60);
    let start_again = || {
        let state_dir = Some(dir.clone());
        Sandbox::start(Options { state_dir, approve_after: minute, ..options(&pki) }).unwrap()
    };
    let sandbox = start_again();
    let (key, encryption) = (Key::rsa(10), Key::rsa(11));
    let id = identifier(&key);

    let contract = fails_then_works(&sandbox, &dir, INTERNAL, || {
        let asked = contract_request(&TESTA, &actor("cc:Actor", &TESTA));
        let answer = post(&sandbox, CERTRA, CONTRACT_ACTION, &asked);
        (answer.outcome(), answer)
    });
    let contract = contract_of(&contract);
    fails_then_works(&sandbox, &dir, INTERNAL, || {
        (ask_for(&sandbox, &card, &contract, &csr(&TESTA, &key)).outcome(), ())
    });
    assert_eq!((get(&sandbox, &id).outcome().as_str(), sandbox.mails().len()), ("CERT_NOT_YET_DELIVERED", 1));

    // issued by the one who asks for it
    sandbox.clock().advance(minute);
    let chain = fails_then_works(&sandbox, &dir, INTERNAL, || {
        let answer = get(&sandbox, &id);
        (answer.outcome(), answer)
    });
    let chain = chain_of(&chain);
    assert_eq!(sandbox.mails().len(), 2);
    assert_eq!(std::fs::read_dir(dir.join("mail")).unwrap().count(), 2);
    let challenge = fails_then_works(&sandbox, &dir, INTERNAL, || {
        let content =
            format!("<er:PublicEncryptionKey>{}</er:PublicEncryptionKey>", base64(encryption.spki()));
        let request = request_now(&sandbox, "er", "StartETKRegistration", &content);
        let answer = post(&sandbox, ETKRA, START_ACTION, &sign(&request, &key, &chain));
        (answer.outcome(), answer.text("Challenge"))
    });
    let serial = solve(&from_base64(&challenge.unwrap()), &encryption);
    let certificate = encryption_certificate(&serial, &chain[0], encryption.spki(), &key);
    fails_then_works(&sandbox, &dir, INTERNAL, || {
        let content = format!("<er:ToBeRegistered>{}</er:ToBeRegistered>", base64(&certificate));
        let request = request_now(&sandbox, "er", "CompleteETKRegistration", &content);
        (post(&sandbox, ETKRA, COMPLETE_ACTION, &sign(&request, &key, &chain)).outcome(), ())
    });
    let contract = fails_then_works(&sandbox, &dir, INTERNAL, || {
        let answer = revocation_contract(&sandbox, &id, &TESTA, "superseded");
        (answer.outcome(), answer)
    });
    let contract = cr_contract(&contract);
    fails_then_works(&sandbox, &dir, INTERNAL, || (revoke(&sandbox, &id, &contract, &card).outcome(), ()));

    let url = fails_then_works(&sandbox, &dir, INTERNAL, || {
        let content = foreigner_content(&ERIKA, "MUSTERMANN ERIKA", &Key::rsa(12));
        let request = request_now(&sandbox, "cr", "SubmitCSRForForeigner", &content);
        let answer = post(&sandbox, CERTRA, FOREIGNER_ACTION, &request);
        (answer.outcome(), answer.text("ValidationUrl"))
    });
    let control = |path: &str, body: &str| {
        (exchange(&sandbox, "POST", path, "", body.as_bytes()).status.to_string(), ())
    };
    let url = url.unwrap();
    let page = url.strip_prefix(&sandbox.descriptor().base_url).unwrap();
    fails_then_works(&sandbox, &dir, "500", || control(page, ""));
    let named = format!("{{\"key\":\"{}\"}}", identifier(&Key::rsa(12)));
    fails_then_works(&sandbox, &dir, "500", || control("/control/approve", &named));
    fails_then_works(&sandbox, &dir, "500", || control("/control/revoke", &named));
    assert_eq!(control("/control/revoke", &named).0, "409");

    let before = overview(&sandbox)["records"].clone();
    assert_eq!(before.as_array().unwrap().len(), 2);
    drop(sandbox);
    assert_eq!(overview(&start_again())["records"], before);
}

#[test]
fn a_clock_that_cannot_be_kept_is_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox =
        Sandbox::start(Options { state_dir: Some(folder.path().to_owned()), ..Options::default() }).unwrap();
    let before = sandbox.clock().now().as_secs();
    let full = Full::of(folder.path());
    for body in [&br#"{"advance_seconds": 100000000}"#[..], br#"{"set": "2030-01-01T00:00:00Z"}"#] {
        assert_eq!(exchange(&sandbox, "POST", "/control/clock", "", body).status, 500);
        assert!(sandbox.clock().now().as_secs().abs_diff(before) < 60);
    }
    drop(full);
}

/// Written to a device that is always full: what is left of the attempt goes, and the next one works.
#[cfg(target_os = "linux")]
#[test]
fn no_space() {
    let folder = tempfile::tempdir().unwrap();
    let pki = Pki::new(1);
    let state_dir = Some(folder.path().to_owned());
    let sandbox = Sandbox::start(Options { state_dir, ..options(&pki) }).unwrap();
    let temporary = folder.path().join(format!(".state.json.{}.tmp", std::process::id()));
    std::os::unix::fs::symlink("/dev/full", &temporary).unwrap();
    let asked = contract_request(&TESTA, &actor("cc:Actor", &TESTA));
    let answer = post(&sandbox, CERTRA, CONTRACT_ACTION, &asked);
    assert_eq!(answer.outcome(), "INTERNAL_ERROR");
    assert!(answer.body.contains("status:Responder"), "{}", answer.body);
    assert!(!temporary.exists());
    let asked = contract_request(&TESTA, &actor("cc:Actor", &TESTA));
    assert_eq!(post(&sandbox, CERTRA, CONTRACT_ACTION, &asked).outcome(), "Success");
}

/// A notice that cannot be written: the client is told, the request is kept, and the notice leaves later.
#[test]
fn no_mail() {
    let folder = tempfile::tempdir().unwrap();
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let state_dir = Some(folder.path().to_owned());
    let sandbox = Sandbox::start(Options { state_dir, ..options(&pki) }).unwrap();
    std::fs::write(folder.path().join("mail"), "").unwrap();
    let key = Key::rsa(10);
    assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "INTERNAL_ERROR");
    assert_eq!(sandbox.mails().len(), 0);
    chain_of(&get(&sandbox, &identifier(&key)));
    // it waits over a restart too, and leaves once
    drop(sandbox);
    std::fs::remove_file(folder.path().join("mail")).unwrap();
    let start = || {
        let state_dir = Some(folder.path().to_owned());
        Sandbox::start(Options { state_dir, ..options(&pki) }).unwrap()
    };
    for mails in [2, 0] {
        let sandbox = start();
        assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "PUBLIC_KEY_ALREADY_KNOWN");
        assert_eq!(sandbox.mails().len(), mails);
    }
    assert_eq!(std::fs::read_dir(folder.path().join("mail")).unwrap().count(), 2);
}
