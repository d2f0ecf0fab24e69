//! Other forms of the same answers: a life passes with every seed, by a reader who knows XML and the schemas
//! and nothing of this sandbox; and xmllint finds every form valid.

use std::collections::BTreeSet;
use std::time::Duration;

use ehealth_csr::SubjectName;
use ehealth_sandbox::{Codes, Options, Sandbox};

use crate::client::{Answer, exchange, from_base64, options, post};
use crate::life::*;
use crate::messages::*;
use crate::peers;
use crate::pki::{Card, Key, Pki, TESTA, VALIDITY};

/// Seeds of the ordinary run, and of the whole one.
const SEEDS: [u64; 2] = [12, 100];

fn seeds() -> std::ops::Range<u64> {
    let full = std::env::var_os("EHEALTH_TEST_FULL").is_some();
    eprintln!("{} of {} seeds", SEEDS[usize::from(full)], SEEDS[1]);
    0..SEEDS[usize::from(full)]
}

fn is_true(text: &str) -> bool {
    match text.trim() {
        "true" | "1" => true,
        "false" | "0" => false,
        other => panic!("{other} is no xs:boolean"),
    }
}

#[test]
fn a_life_with_every_seed() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let keys = [Key::rsa(10), Key::rsa(12)];
    let mut contracts = BTreeSet::new();
    for seed in seeds() {
        let sandbox =
            Sandbox::start(Options { vary: Some(seed), seed: Some(seed), ..options(&pki) }).unwrap();
        contracts.insert(life(&sandbox, &card, &keys));
        let exchanges = sandbox.requests();
        let answers: Vec<&str> =
            exchanges.iter().map(|exchange| std::str::from_utf8(&exchange.response).unwrap()).collect();
        peers::validate_all(answers);
    }
    assert!(contracts.len() > 4, "{contracts:?}");
}

/// Request, delivery, registration, revocation; the DN of the contract as it came.
fn life(sandbox: &Sandbox, card: &Card, [key, encryption]: &[Key; 2]) -> String {
    let answer = post(sandbox, CERTRA, QUALITIES_ACTION, &qualities(TESTA.ssin, card));
    assert!(is_true(&answer.text("NaturalPersonAuthorization").unwrap()));
    assert_eq!(answer.all("OrganizationAuthorization").len(), 2);
    let types = request("cr", "GetGenericOrganizationTypes", "");
    let answer = post(sandbox, CERTRA, TYPES_ACTION, &types);
    assert!(answer.all("OrganizationType").len() > 5);

    // An application id, so that there is something to escape.
    let organisation = "<cc:Actor><core:Id Type=\"CBE\">0999999922</core:Id><core:Name>A, \"B\" + C</core:Name></cc:Actor><cc:ApplicationId>PHARMACY-1</cc:ApplicationId>";
    let answer = post(sandbox, CERTRA, CONTRACT_ACTION, &contract_request(&TESTA, organisation));
    let dn = answer.text("DN").unwrap();
    let subject = SubjectName::from_contract_dn(&dn).unwrap_or_else(|error| panic!("{dn}: {error}"));
    assert_eq!(subject.identifier().0.to_string(), "CBE", "{dn}");
    let answer = ask_for(sandbox, card, &contract_of(&answer), &csr_for(&subject.to_der(), key));
    assert_eq!(answer.outcome(), "Success", "{dn}: {}", answer.body);
    assert!(answer.text("PublicKeyIdentifier").unwrap().trim().eq_ignore_ascii_case(&identifier(key)));

    let chain = chain_of(&get(sandbox, &identifier(key)));
    let serial = register(sandbox, key, &chain, encryption);
    assert!(!is_true(&serial.text("ToBeActivated").unwrap()));
    let found = get_etk(sandbox, "CBE", "0999999922").text("ETK").unwrap();
    assert_eq!(from_base64(&found), from_base64(&serial.text("ETK").unwrap()));
    assert_eq!(get_etk(sandbox, "SSIN", "00010200242").text("ETK"), None);
    let answer = citizen(sandbox, card);
    assert_eq!(answer.text("AuthenticationCertificateStatus").as_deref(), Some("VALID_ACTIVE"));
    assert_eq!(answer.text("ETKStatus").as_deref(), Some("VALID_ACTIVE"));

    let answer = revocation_contract(sandbox, &identifier(key), &TESTA, "superseded");
    let answer = revoke(sandbox, &identifier(key), &cr_contract(&answer), card);
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    unknown_to_all(&get(sandbox, &identifier(key)));
    // A fault, too.
    let headers = "Content-Type: text/xml\r\n";
    assert_eq!(exchange(sandbox, "POST", CERTRA, headers, b"<a/>").outcome(), "SOA-03002");
    dn
}

/// A refusal whose code is none of the documented ones.
fn unknown_to_all(answer: &Answer) {
    let code = answer.outcome();
    assert_ne!(code, "Success");
    let readme = include_str!("../../README.md");
    assert!(!readme.contains(&format!("`{code}`")), "{code}");
}

#[test]
fn one_code_stays() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let key = Key::rsa(10);
    for (vary, codes) in [(Some(5), Codes::Documented), (None, Codes::Unknown)] {
        let approve_after = Duration::from_secs(60);
        let sandbox = Sandbox::start(Options { vary, codes, approve_after, ..options(&pki) }).unwrap();
        unknown_to_all(&get(&sandbox, &identifier(&key)));
        assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "Success");
        for _ in 0..20 {
            assert_eq!(get(&sandbox, &identifier(&key)).outcome(), "CERT_NOT_YET_DELIVERED");
        }
        let again = generate(&sandbox, &TESTA, &card, &Key::rsa(11));
        unknown_to_all(&again);
        // The log goes on calling them by their documented names.
        assert_eq!(sandbox.requests().last().unwrap().outcome, "ACTIVE_CERTIFICATE_EXISTS");
    }
}
