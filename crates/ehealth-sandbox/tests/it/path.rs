//! The whole path of a person, over real HTTPS.

use std::time::Duration;

use ehealth_pki::{Certificate, KeyIdentifier, TrustAnchor, chain};
use ehealth_sandbox::{Issuing, Options, Sandbox};

use crate::client::{from_base64, from_pem, options};
use crate::messages::*;
use crate::peers;
use crate::pki::{Key, NOW, Pki, TESTA, VALIDITY, ZOE, unix};

#[test]
fn a_person_with_an_ec_card_and_the_ec_ca() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    walk(options(&pki), &card, &TESTA);
}

#[test]
fn a_person_with_an_rsa_card_and_diacritics() {
    let pki = Pki::new(1);
    let card = pki.card(&ZOE, (Key::rsa(1), Key::rsa(2)), VALIDITY);
    walk(options(&pki), &card, &ZOE);
}

#[test]
fn the_rsa_ca() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    walk(Options { issuing: Issuing::Rsa, ..options(&pki) }, &card, &TESTA);
}

fn walk(options: Options, card: &crate::pki::Card, person: &crate::pki::Person) {
    let sandbox = Sandbox::start(Options { approve_after: Duration::from_secs(60), ..options }).unwrap();
    let anchors: Vec<TrustAnchor> = sandbox
        .descriptor()
        .issuing_anchors
        .iter()
        .map(|pem| TrustAnchor::from_certificate(&Certificate::from_der(&from_pem(pem)).unwrap()))
        .collect();

    let answer = crate::client::post(&sandbox, CERTRA, QUALITIES_ACTION, &qualities(person.ssin, card));
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    assert_eq!(answer.text("NaturalPersonAuthorization").as_deref(), Some("true"));
    assert!(answer.head.contains("date: Tue, 01 Dec 2026 12:00:00 GMT"), "{}", answer.head);

    let key = Key::rsa(10);
    let identifier = KeyIdentifier::of_spki(key.spki()).unwrap();
    let answer = generate(&sandbox, person, card, &key);
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    assert_eq!(answer.text("PublicKeyIdentifier"), Some(identifier.to_string()));
    assert_eq!(answer.text("AutomaticallyValidated").as_deref(), Some("true"));
    assert_eq!(answer.text("ReplacesCertificate"), None);

    assert_eq!(get(&sandbox, &identifier.to_string()).outcome(), "CERT_NOT_YET_DELIVERED");
    assert_eq!(sandbox.certificates_for(identifier), 0);
    sandbox.clock().advance(Duration::from_secs(59));
    assert_eq!(get(&sandbox, &identifier.to_string()).outcome(), "CERT_NOT_YET_DELIVERED");
    sandbox.clock().advance(Duration::from_secs(1));
    let delivered = chain_of(&get(&sandbox, &identifier.to_string().to_lowercase()));
    assert_eq!(delivered.len(), 2, "leaf and issuing CA, root excluded");
    assert_eq!(chain_of(&get(&sandbox, &identifier.to_string())), delivered);
    assert_eq!(sandbox.certificates_for(identifier), 1);
    profile(&delivered, &anchors, &key);

    let answer = info(&sandbox, &key, &delivered);
    assert_eq!(answer.text("AuthenticationCertificateStatus").as_deref(), Some("VALID_ACTIVE"));
    assert_eq!(answer.text("ETKStatus").as_deref(), Some("NOT_REQUESTED"));
    assert_eq!(answer.text("Replaceable").as_deref(), Some("false"));

    let encryption = Key::rsa(11);
    let answer = start(&sandbox, encryption.spki(), &key, &delivered);
    let challenge = from_base64(&answer.text("Challenge").unwrap());
    assert_eq!(challenge.len(), 288);
    let serial = solve(&challenge, &encryption);
    assert_eq!(info(&sandbox, &key, &delivered).text("ETKStatus").as_deref(), Some("IN_REQUEST"));
    assert_eq!(get_etk(&sandbox, "SSIN", person.ssin).text("ETK"), None);

    let certificate = encryption_certificate(&serial, &delivered[0], encryption.spki(), &key);
    let answer = complete(&sandbox, &certificate, &key, &delivered);
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    assert_eq!(answer.text("ToBeActivated").as_deref(), Some("false"));
    let etk = answer.text("ETK").unwrap();
    assert_eq!(info(&sandbox, &key, &delivered).text("ETKStatus").as_deref(), Some("VALID_ACTIVE"));
    assert_eq!(get_etk(&sandbox, "SSIN", person.ssin).text("ETK"), Some(etk.clone()));
    assert_eq!(get_etk(&sandbox, "SSIN", "10100173").text("ETK").is_some(), person.ssin == "00010100173");
    peers::token_verifies(&from_base64(&etk), &certificate);

    // All of it, both directions.
    let exchanges = sandbox.requests();
    assert!(exchanges.iter().all(|exchange| exchange.warnings.is_empty()));
    let mut validated = 0;
    for exchange in &exchanges {
        for message in [&exchange.request, &exchange.response] {
            validated += usize::from(peers::validates(std::str::from_utf8(message).unwrap()));
        }
    }
    eprintln!("{validated} of {} messages validated", exchanges.len() * 2);
}

/// The profile of trust-anchors.md.
fn profile(delivered: &[rustls_pki_types::CertificateDer<'static>], anchors: &[TrustAnchor], key: &Key) {
    let leaf = Certificate::from_der(&delivered[0]).unwrap();
    let issuing = Certificate::from_der(&delivered[1]).unwrap();
    let report = chain::verify(&leaf, std::slice::from_ref(&issuing), anchors, unix(NOW + 60));
    assert_eq!(report.defects(), []);
    assert_eq!(leaf.spki().as_ref(), key.spki());
    assert_eq!(leaf.serial().as_bytes().len(), 8);
    assert_eq!(leaf.not_before(), unix(NOW + 60));
    assert_eq!(leaf.not_after(), unix(NOW + 60 + (3 * 365 + 1) * 86_400 + 86_400), "2028 is a leap year");
    assert_eq!(leaf.subject_key_identifier(), Some(leaf.key_identifier().as_bytes().as_slice()));
    let usage = leaf.key_usage().unwrap();
    assert!(usage.digital_signature() && usage.non_repudiation() && usage.key_encipherment());
    assert!(!usage.data_encipherment() && !leaf.is_ca());
    // Every attribute but C is UTF8String (tag 0C).
    let tags: Vec<u8> = leaf.subject().attributes().iter().map(|attribute| attribute.der()[0]).collect();
    assert_eq!(tags, [0x13, 0x0C, 0x0C, 0x0C, 0x0C, 0x0C]);
    for certificate in [&issuing, &Certificate::from_der(&delivered[1]).unwrap()] {
        assert!(ehealth_pki::anchor::is_test_name(certificate.subject()));
    }
    assert!(anchors.iter().all(|anchor| ehealth_pki::anchor::is_test_name(anchor.name())));
}
