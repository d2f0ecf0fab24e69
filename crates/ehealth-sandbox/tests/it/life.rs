//! The other operations, and a whole life on a moved clock.

use std::time::Duration;

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Decision, Options, Registry, Sandbox};
use rustls_pki_types::CertificateDer;

use crate::client::{Answer, base64, exchange, from_base64, options, post};
use crate::messages::*;
use crate::peers;
use crate::pki::{self, Card, Key, NOW, Person, Pki, TESTA, VALIDITY, ZOE};

const DAY: u64 = 86_400;
const CITIZEN_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:getCertificateInfoForCitizen";
const TYPES_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:getGenericOrganizationTypes";
const IDS_ACTION: &str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:getexistingapplicationids";
pub const FOREIGNER_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:submitCSRForForeigner";
const REVOCATION_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:generateRevocationContract";
const REVOKE_ACTION: &str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:revoke";
const ACTIVATE_ACTION: &str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:activateETK";

/// The sandbox's time as an `IssueInstant`.
pub fn instant(sandbox: &Sandbox) -> String {
    let now = i64::try_from(sandbox.clock().now().as_secs()).unwrap();
    jiff::Timestamp::from_second(now).unwrap().to_string()
}

pub fn request_now(sandbox: &Sandbox, prefix: &str, operation: &str, content: &str) -> String {
    request_at(prefix, operation, &fresh_id(), &instant(sandbox), content)
}

pub fn citizen(sandbox: &Sandbox, card: &Card) -> Answer {
    let request = request_now(sandbox, "cr", "GetCertificateInfoForCitizen", "");
    post(sandbox, CERTRA, CITIZEN_ACTION, &sign(&request, &card.authentication, &card.authentication_chain))
}

pub fn ask_for(sandbox: &Sandbox, card: &Card, contract: &str, csr: &[u8]) -> Answer {
    let request = generate_request(contract, csr).replace(INSTANT, &instant(sandbox));
    post(sandbox, CERTRA, GENERATE_ACTION, &sign(&request, &card.signature, &card.signature_chain))
}

pub fn identifier(key: &Key) -> String {
    KeyIdentifier::of_spki(key.spki()).unwrap().to_string()
}

/// Registers an encryption key; the answer of the completion.
pub fn register(sandbox: &Sandbox, key: &Key, chain: &[CertificateDer<'static>], encryption: &Key) -> Answer {
    let content = format!("<er:PublicEncryptionKey>{}</er:PublicEncryptionKey>", base64(encryption.spki()));
    let request = request_now(sandbox, "er", "StartETKRegistration", &content);
    let answer = post(sandbox, ETKRA, START_ACTION, &sign(&request, key, chain));
    let serial = solve(&from_base64(&answer.text("Challenge").unwrap()), encryption);
    let certificate = encryption_certificate(&serial, &chain[0], encryption.spki(), key);
    let content = format!("<er:ToBeRegistered>{}</er:ToBeRegistered>", base64(&certificate));
    let request = request_now(sandbox, "er", "CompleteETKRegistration", &content);
    let answer = post(sandbox, ETKRA, COMPLETE_ACTION, &sign(&request, key, chain));
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    answer
}

pub fn activate(sandbox: &Sandbox, key: &Key, chain: &[CertificateDer<'static>]) -> Answer {
    let request = request_now(sandbox, "er", "ActivateETK", "");
    post(sandbox, ETKRA, ACTIVATE_ACTION, &sign(&request, key, chain))
}

pub fn revocation_contract(sandbox: &Sandbox, key: &str, signer: &Person, reason: &str) -> Answer {
    let content = format!(
        "<cr:PublicKeyIdentifier>{key}</cr:PublicKeyIdentifier>{}<cr:RevocationReason>{reason}</cr:RevocationReason>",
        actor("cr:Signer", signer)
    );
    let request = request_now(sandbox, "cr", "GenerateRevocationContract", &content);
    post(sandbox, CERTRA, REVOCATION_ACTION, &request)
}

pub fn revoke(sandbox: &Sandbox, key: &str, contract: &str, card: &Card) -> Answer {
    let content = format!("<cr:PublicKeyIdentifier>{key}</cr:PublicKeyIdentifier>{contract}");
    let request = request_now(sandbox, "cr", "Revoke", &content);
    post(sandbox, CERTRA, REVOKE_ACTION, &sign(&request, &card.signature, &card.signature_chain))
}

/// The contract as `cr:Contract`.
pub fn cr_contract(answer: &Answer) -> String {
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    echo(answer, "cr:Contract")
}

fn validate_all(sandbox: &Sandbox) {
    for exchange in sandbox.requests() {
        for message in [&exchange.request, &exchange.response] {
            peers::validates(std::str::from_utf8(message).unwrap());
        }
    }
}

#[test]
fn request_renew_activate_revoke() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let sandbox = Sandbox::start(options(&pki)).unwrap();
    let (old, new) = (Key::rsa(10), Key::rsa(11));
    let (old_encryption, new_encryption) = (Key::rsa(12), Key::rsa(13));

    let answer = ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &old));
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    let old_chain = chain_of(&get(&sandbox, &identifier(&old)));
    let answer = register(&sandbox, &old, &old_chain, &old_encryption);
    assert_eq!(answer.text("ToBeActivated").as_deref(), Some("false"));
    let old_etk = answer.text("ETK").unwrap();
    // Only a replacement is activated.
    assert_eq!(activate(&sandbox, &old, &old_chain).outcome(), "ETK_NOT_WAITING");

    // 91 days before the end it is too early, 89 days before it is not.
    sandbox.clock().advance(Duration::from_secs((3 * 365 + 1 + 1 - 91) * DAY));
    let early = ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &new));
    assert_eq!(early.outcome(), "ACTIVE_CERTIFICATE_EXISTS");
    assert!(early.body.contains("ReplacementPeriodStartDate"), "{}", early.body);
    assert_eq!(citizen(&sandbox, &card).text("Replaceable").as_deref(), Some("false"));
    sandbox.clock().advance(Duration::from_secs(2 * DAY));
    assert_eq!(citizen(&sandbox, &card).text("Replaceable").as_deref(), Some("true"));
    let answer = ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &new));
    assert_eq!(answer.text("ReplacesCertificate"), Some(identifier(&old)), "{}", answer.body);
    let new_chain = chain_of(&get(&sandbox, &identifier(&new)));
    // A third one is one too many.
    let third = ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &Key::rsa(14)));
    assert_eq!(third.outcome(), "ACTIVE_CERTIFICATE_EXISTS");

    let answer = register(&sandbox, &new, &new_chain, &new_encryption);
    assert_eq!(answer.text("ToBeActivated").as_deref(), Some("true"));
    let new_etk = answer.text("ETK").unwrap();
    assert_eq!(get_etk(&sandbox, "SSIN", TESTA.ssin).text("ETK"), Some(old_etk));
    let statuses = citizen(&sandbox, &card).all("ETKStatus");
    assert_eq!(statuses, ["VALID_ACTIVE", "WAIT_FOR_ACTIVATION"]);
    assert_eq!(activate(&sandbox, &new, &new_chain).outcome(), "Success");
    assert_eq!(activate(&sandbox, &new, &new_chain).outcome(), "ETK_NOT_WAITING");
    assert_eq!(get_etk(&sandbox, "SSIN", TESTA.ssin).text("ETK"), Some(new_etk));
    assert_eq!(citizen(&sandbox, &card).all("ETKStatus"), ["REVOKED", "VALID_ACTIVE"]);

    // Revoked by its owner, with the contract made for it.
    let key = identifier(&new);
    let good = revocation_contract(&sandbox, &key, &TESTA, "superseded");
    let contract = cr_contract(&good);
    assert_eq!(good.all("Value").len(), 3);
    let changed = contract.replace("superseded</cc:RevocationReason>", "keyCompromise</cc:RevocationReason>");
    assert_eq!(revoke(&sandbox, &key, &changed, &card).outcome(), "CONTRACT_UNKNOWN");
    assert_eq!(revoke(&sandbox, &identifier(&old), &contract, &card).outcome(), "CONTRACT_UNKNOWN");
    let stranger = pki.card(&ZOE, (Key::ec(3), Key::ec(4)), VALIDITY);
    assert_eq!(revoke(&sandbox, &key, &contract, &stranger).outcome(), "SIGNER_MISMATCH");
    let foreign = cr_contract(&revocation_contract(&sandbox, &key, &ZOE, "superseded"));
    assert_eq!(revoke(&sandbox, &key, &foreign, &stranger).outcome(), "NOT_AUTHORIZED");
    assert_eq!(revoke(&sandbox, &key, &contract, &card).outcome(), "Success");
    assert_eq!(revoke(&sandbox, &key, &contract, &card).outcome(), "NOT_REVOCABLE");
    assert_eq!(get(&sandbox, &key).outcome(), "CERT_REVOKED");
    assert_eq!(citizen(&sandbox, &card).all("AuthenticationCertificateStatus"), ["VALID_ACTIVE", "REVOKED"]);
    assert_eq!(get_etk(&sandbox, "SSIN", TESTA.ssin).text("ETK"), None);
    assert_eq!(activate(&sandbox, &new, &new_chain).outcome(), "CERT_REVOKED");
    validate_all(&sandbox);
}

#[test]
fn an_organisation_with_and_without_application_id() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let mut registry = Registry::default();
    registry.organisations[1].managers = vec![ZOE.ssin.to_owned()];
    let sandbox = Sandbox::start(Options { registry, ..options(&pki) }).unwrap();
    let types = post(&sandbox, CERTRA, TYPES_ACTION, &request("cr", "GetGenericOrganizationTypes", ""));
    assert!(types.all("IdentifierType").contains(&"NIHII-HOSPITAL".to_owned()));
    let listed = post(&sandbox, CERTRA, QUALITIES_ACTION, &qualities(TESTA.ssin, &card));
    assert_eq!(listed.all("Identifier"), ["0999999922"], "the hospital is another's");

    let ids = |id_type: &str, id: &str| {
        let content =
            format!("<cr:OrganizationIdentifier Type=\"{id_type}\">{id}</cr:OrganizationIdentifier>");
        let answer =
            post(&sandbox, CERTRA, IDS_ACTION, &request("cr", "GetExistingApplicationIds", &content));
        assert!(!answer.body.contains("Status"), "{}", answer.body);
        answer.all("ApplicationId")
    };
    assert_eq!(ids("CBE", "0999999922"), Vec::<String>::new());

    for (seed, id_type, id, application, automatic) in [
        (10, "CBE", "0999999922", Some("AGENDA_1"), true),
        (11, "CBE", "0999999922", None, true),
        (12, "NIHII-HOSPITAL", "99999971", None, false),
    ] {
        let key = Key::rsa(seed);
        let more =
            application.map(|id| format!("<cc:ApplicationId>{id}</cc:ApplicationId>")).unwrap_or_default();
        let subject = format!(
            "<cc:Actor><core:Id Type=\"{id_type}\">{id}</core:Id><core:Name>Verzonnen Kliniek</core:Name></cc:Actor>{more}"
        );
        let answer = post(&sandbox, CERTRA, CONTRACT_ACTION, &contract_request(&TESTA, &subject));
        let type_and_id = format!("{id_type}={id}");
        let common_name = application.map_or(type_and_id.clone(), |id| format!("{type_and_id}, {id}"));
        let mut name = vec![(pki::C, 0x13, "BE"), (pki::O, 0x13, "Federal Government")];
        name.extend(application.map(|id| (pki::OU, 0x0C, id)));
        name.push((pki::OU, 0x13, &type_and_id));
        name.push((pki::OU, 0x13, "VERZONNEN KLINIEK"));
        name.push((pki::OU, 0x13, "eHealth-platform Belgium"));
        name.push((pki::CN, 0x0C, &common_name));
        let csr = csr_for(&pki::name(&name), &key);
        let answer = ask_for(&sandbox, &card, &contract_of(&answer), &csr);
        assert_eq!(answer.text("AutomaticallyValidated"), Some(automatic.to_string()), "{}", answer.body);
        let id = KeyIdentifier::of_spki(key.spki()).unwrap();
        assert_eq!(sandbox.certificates_for(id), usize::from(automatic));
        if !automatic {
            assert_eq!(get(&sandbox, &id.to_string()).outcome(), "CERT_NOT_YET_DELIVERED");
            assert!(sandbox.decide(id, Decision::Approve));
            assert!(!sandbox.decide(id, Decision::Refuse));
        }
        chain_of(&get(&sandbox, &id.to_string()));
    }
    assert_eq!(ids("CBE", "0999999922"), ["AGENDA_1", ""]);
    assert_eq!(citizen(&sandbox, &card).all("ApplicationId"), ["AGENDA_1"]);
    assert_eq!(citizen(&sandbox, &card).all("CertificateInfo").len(), 3);
    validate_all(&sandbox);
}

pub const ERIKA: Person = Person { ssin: "00210100119", given: "Erika", surname: "Mustermann" };

#[test]
fn a_person_without_card() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let key = Key::rsa(10);
    let submit = |person: &Person, name: &str| {
        let content = foreigner_content(person, name, &key);
        let request = request_now(&sandbox, "cr", "SubmitCSRForForeigner", &content);
        post(&sandbox, CERTRA, FOREIGNER_ACTION, &request)
    };
    assert_eq!(submit(&TESTA, "VOORBEELD TESTA FICTIVA").outcome(), "BIS_NUMBER_REQUIRED");
    assert_eq!(submit(&ERIKA, "ERIKA MUSTERMANN").outcome(), "CSR_DN_MISMATCH", "family name first");
    let first = submit(&ERIKA, "MUSTERMANN ERIKA").text("ValidationUrl").unwrap();
    let url = submit(&ERIKA, "MUSTERMANN ERIKA").text("ValidationUrl").unwrap();
    let base = sandbox.descriptor().base_url.clone();
    let open =
        |method: &str, url: &str| exchange(&sandbox, method, url.strip_prefix(&base).unwrap(), "", b"");
    assert_eq!(open("GET", &first).status, 404, "the second address counts");
    assert_eq!(get(&sandbox, &identifier(&key)).outcome(), "CERT_NOT_YET_DELIVERED");
    assert!(open("GET", &url).body.contains("<button>"));
    assert_eq!(
        get(&sandbox, &identifier(&key)).outcome(),
        "CERT_NOT_YET_DELIVERED",
        "looking is not confirming"
    );
    assert_eq!(open("POST", &url).status, 200);
    chain_of(&get(&sandbox, &identifier(&key)));
    assert_eq!(submit(&ERIKA, "MUSTERMANN ERIKA").outcome(), "PUBLIC_KEY_ALREADY_KNOWN");
    validate_all(&sandbox);
}

#[test]
fn a_person_without_card_who_does_not_confirm() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let key = Key::rsa(10);
    let content = foreigner_content(&ERIKA, "MUSTERMANN ERIKA", &key);
    let request = request_now(&sandbox, "cr", "SubmitCSRForForeigner", &content);
    assert_eq!(post(&sandbox, CERTRA, FOREIGNER_ACTION, &request).outcome(), "Success");
    sandbox.clock().advance(Duration::from_secs(14 * DAY + 1));
    assert_eq!(get(&sandbox, &identifier(&key)).outcome(), "CERT_NOT_FOUND");
}

#[test]
fn decisions_and_the_clock_from_outside() {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let sandbox =
        Sandbox::start(Options { approve_after: Duration::from_secs(1000 * DAY), ..options(&pki) }).unwrap();
    let control = |method: &str, path: &str, body: &str| {
        let answer = exchange(&sandbox, method, &format!("/control{path}"), "", body.as_bytes());
        (answer.status, serde_json::from_str::<serde_json::Value>(&answer.body).unwrap())
    };
    let (refused, approved) = (Key::rsa(10), Key::rsa(11));
    let key = |key: &Key| format!("{{\"key\":\"{}\"}}", identifier(key));
    ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &refused));
    assert_eq!(control("POST", "/refuse", &key(&refused)).0, 200);
    assert_eq!(get(&sandbox, &identifier(&refused)).outcome(), "CERT_REFUSED");
    assert_eq!(control("POST", "/approve", &key(&refused)).0, 409);
    ask_for(&sandbox, &card, &contract(&sandbox, &TESTA), &csr(&TESTA, &approved));
    assert_eq!(control("POST", "/approve", &key(&approved)).0, 200);
    chain_of(&get(&sandbox, &identifier(&approved)));
    let (_, overview) = control("GET", "", "");
    assert_eq!(overview["now"], "2026-12-01T12:00:00Z");
    assert_eq!(overview["records"][0]["status"], "REFUSED");
    assert_eq!(overview["records"][1]["status"], "VALID_ACTIVE");
    assert_eq!(control("POST", "/clock", "{\"advance_seconds\":60}").1["now"], "2026-12-01T12:01:00Z");
    assert_eq!(
        control("POST", "/clock", "{\"set\":\"2027-01-01T00:00:00+01:00\"}").1["now"],
        "2026-12-31T23:00:00Z"
    );
    assert!(sandbox.clock().now().as_secs() > NOW + 60);
    assert_eq!(control("POST", "/revoke", &key(&approved)).0, 200);
    assert_eq!(get(&sandbox, &identifier(&approved)).outcome(), "CERT_REVOKED");
    for (path, body) in [("/clock", "{}"), ("/approve", "{\"key\":\"1\"}"), ("/approve", "no")] {
        assert_eq!(control("POST", path, body).0, 400, "{path} {body}");
    }
    assert_eq!(control("GET", "/nothing", "").0, 404);
}
