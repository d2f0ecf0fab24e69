//! Many clients at once: one certificate each, never two, whoever comes first.

use std::thread;

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Options, Sandbox};

use crate::client::{options, post};
use crate::life::{identifier, register};
use crate::messages::*;
use crate::pki::{Key, Pki, TESTA, VALIDITY};

const CLIENTS: usize = 12;

fn at_once(sandbox: &Sandbox, messages: &[(&str, &str, String)]) -> Vec<String> {
    let barrier = std::sync::Barrier::new(messages.len());
    thread::scope(|scope| {
        let send = |(path, action, message): &(&str, &str, String)| {
            barrier.wait();
            post(sandbox, path, action, message).outcome()
        };
        let clients: Vec<_> = messages.iter().map(|message| scope.spawn(move || send(message))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

fn count(outcomes: &[String], wanted: &str) -> usize {
    outcomes.iter().filter(|outcome| *outcome == wanted).count()
}

#[test]
fn requests_for_certificates() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let folder = tempfile::tempdir().unwrap();
    for state_dir in [None, Some(folder.path().to_owned())] {
        let keep = state_dir.is_some();
        let start = || Sandbox::start(Options { state_dir: state_dir.clone(), ..options(&pki) }).unwrap();
        let sandbox = start();
        let contract = contract(&sandbox, &TESTA);
        let asked = |key: &Key| {
            let request = generate_request(&contract, &csr(&TESTA, key));
            (CERTRA, GENERATE_ACTION, sign(&request, &card.signature, &card.signature_chain))
        };
        // the same bytes, another signature over the same key, other keys
        let same = asked(&Key::rsa(10));
        let mut messages = vec![same; CLIENTS / 3];
        messages.extend((0..CLIENTS / 3).map(|_| asked(&Key::rsa(10))));
        messages.extend((11..15).map(|seed| asked(&Key::rsa(seed))));
        let outcomes = at_once(&sandbox, &messages);
        assert_eq!(count(&outcomes, "Success"), 1, "{outcomes:?}");
        for outcome in &outcomes {
            let known =
                ["Success", "REQUEST_REPLAYED", "PUBLIC_KEY_ALREADY_KNOWN", "ACTIVE_CERTIFICATE_EXISTS"];
            assert!(known.contains(&outcome.as_str()), "{outcome}");
        }
        let issued = |sandbox: &Sandbox| -> usize {
            let id = |seed| KeyIdentifier::of_spki(Key::rsa(seed).spki()).unwrap();
            (10..15).map(|seed| sandbox.certificates_for(id(seed))).sum()
        };
        assert_eq!(issued(&sandbox), 1);
        assert_eq!(sandbox.mails().len(), 2);
        drop(sandbox);
        assert_eq!(issued(&start()), usize::from(keep));
    }
}

/// Issued by whoever asks first: all are given the same.
#[test]
fn deliveries() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let minute = std::time::Duration::from_secs(60);
    let sandbox = Sandbox::start(Options { approve_after: minute, ..options(&pki) }).unwrap();
    let key = Key::rsa(10);
    assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "Success");
    sandbox.clock().advance(minute);
    let leaves: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(|| chain_of(&get(&sandbox, &identifier(&key))))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert!(leaves.windows(2).all(|pair| pair[0] == pair[1]));
}

/// One challenge is answered once, one token registered.
#[test]
fn registrations() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let sandbox = Sandbox::start(options(&pki)).unwrap();
    let (key, encryption) = (Key::rsa(10), Key::rsa(11));
    assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "Success");
    let chain = chain_of(&get(&sandbox, &identifier(&key)));
    let answer = start(&sandbox, encryption.spki(), &key, &chain);
    let serial = solve(&crate::client::from_base64(&answer.text("Challenge").unwrap()), &encryption);
    let certificate = encryption_certificate(&serial, &chain[0], encryption.spki(), &key);
    let content = format!("<er:ToBeRegistered>{}</er:ToBeRegistered>", crate::client::base64(&certificate));
    let asked = |_| {
        let request = request("er", "CompleteETKRegistration", &content);
        (ETKRA, COMPLETE_ACTION, sign(&request, &key, &chain))
    };
    let outcomes = at_once(&sandbox, &(0..CLIENTS).map(asked).collect::<Vec<_>>());
    assert_eq!(count(&outcomes, "Success"), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, "CHALLENGE_UNKNOWN"), CLIENTS - 1, "{outcomes:?}");
    // and the sandbox goes on
    register(&sandbox, &key, &chain, &Key::rsa(12));
}
