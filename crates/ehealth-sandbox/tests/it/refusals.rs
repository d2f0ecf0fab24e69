//! A test for each refusal of ra.md 3.4, 4, 5 and 13: what is signed wrongly, by the wrong one, at the wrong
//! time, for what is not allowed.

use std::time::Duration;

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Options, Registry, Sandbox};
use rustls_pki_types::CertificateDer;

use crate::client::{Answer, envelope, exchange, from_base64, options, post};
use crate::messages::*;
use crate::peers;
use crate::pki::{self, Card, Key, Pki, TESTA, VALIDITY, ZOE};

struct Stage {
    sandbox: Sandbox,
    pki: Pki,
    card: Card,
}

fn stage() -> Stage {
    stage_with(|options| options)
}

fn stage_with(change: impl FnOnce(Options) -> Options) -> Stage {
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let sandbox = Sandbox::start(change(options(&pki))).unwrap();
    Stage { sandbox, pki, card }
}

impl Stage {
    fn ask(&self, request: &str) -> Answer {
        post(&self.sandbox, CERTRA, QUALITIES_ACTION, request)
    }

    fn generate(&self, request: &str) -> Answer {
        let signed = sign(request, &self.card.signature, &self.card.signature_chain);
        post(&self.sandbox, CERTRA, GENERATE_ACTION, &signed)
    }

    /// A delivered certificate: its key and chain.
    fn delivered(&self) -> (Key, Vec<CertificateDer<'static>>) {
        let key = Key::rsa(10);
        assert_eq!(generate(&self.sandbox, &TESTA, &self.card, &key).outcome(), "Success");
        let identifier = KeyIdentifier::of_spki(key.spki()).unwrap().to_string();
        let chain = chain_of(&get(&self.sandbox, &identifier));
        (key, chain)
    }
}

/// A refusal after the schema: HTTP 200, first level Requester, this code, valid by the schema.
#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status, answer.outcome().as_str()), (200, code), "{}", answer.body);
    assert!(answer.body.contains("Value=\"urn:be:fgov:ehealth:2.0:status:Requester\""), "{}", answer.body);
    peers::validates(&answer.body);
}

#[test]
fn a_request_signed_with_the_wrong_key() {
    let stage = stage();
    // The signature is of a key that is not the certificate's. `prepare` refuses to make such a request, so
    // the chain is exchanged afterwards.
    let impostor = stage.pki.card(&TESTA, (Key::ec(7), Key::ec(8)), VALIDITY);
    let signed = qualities(TESTA.ssin, &impostor);
    let der = |card: &Card| crate::client::base64(&card.authentication_chain[0]);
    let exchanged = signed.replace(&der(&impostor), &der(&stage.card));
    assert_ne!(signed, exchanged);
    refused(&stage.ask(&exchanged), "SIGNATURE_INVALID");
}

#[test]
fn a_changed_body() {
    let stage = stage();
    let signed = qualities(TESTA.ssin, &stage.card);
    refused(&stage.ask(&signed.replace(TESTA.ssin, ZOE.ssin)), "SIGNATURE_INVALID");
    // The header's attributes are signed too.
    refused(&stage.ask(&signed.replace("13:00:00.123", "13:00:01.123")), "SIGNATURE_INVALID");
    // White space that is not there when the request was signed.
    refused(&stage.ask(&signed.replace("><cr:SSIN", ">\n<cr:SSIN")), "SIGNATURE_INVALID");
    // And the request itself is good.
    assert_eq!(stage.ask(&signed).outcome(), "Success");
}

#[test]
fn a_wrapped_signature() {
    let stage = stage();
    let signed = qualities(TESTA.ssin, &stage.card);
    let document = roxmltree::Document::parse(&signed).unwrap();
    let signature = document.descendants().find(|node| node.tag_name().name() == "Signature").unwrap();
    let signature = &signed[signature.range()];
    let forged = request("cr", "GetActorQualities", "<cr:SSIN Type=\"SSIN\">10010199862</cr:SSIN>");
    let with = |signature: &str| {
        forged
            .replace("</cr:GetActorQualitiesRequest>", &format!("{signature}</cr:GetActorQualitiesRequest>"))
    };
    // The signature of another request.
    refused(&stage.ask(&with(signature)), "SIGNATURE_INVALID");
    // The request that was signed hidden in an Object of the forged one's signature.
    let hidden =
        signature.replace("</ds:Signature>", &format!("<ds:Object>{signed}</ds:Object></ds:Signature>"));
    refused(&stage.ask(&with(&hidden)), "SIGNATURE_INVALID");
    // The same, with the forged one under the signed one's Id.
    let id = document.root_element().attribute("Id").unwrap();
    let forged_id =
        roxmltree::Document::parse(&forged).unwrap().root_element().attribute("Id").unwrap().to_owned();
    refused(&stage.ask(&with(&hidden).replace(&forged_id, id)), "SIGNATURE_INVALID");
    // Hidden where the schema has no place for it: a fault, before any signature is looked at.
    let beside = with(&format!("{signed}{signature}"));
    let answer = stage.ask(&beside);
    assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03006"));
    // Hidden in the envelope's header.
    let in_header = envelope(&with(signature))
        .replace("<soap:Body>", &format!("<soap:Header><wrap>{signed}</wrap></soap:Header><soap:Body>"));
    let headers = "Content-Type: text/xml\r\nSOAPAction: \"urn:be:fgov:ehealth:certra:protocol:v2:getActorQualities\"\r\n";
    let answer = exchange(&stage.sandbox, "POST", CERTRA, headers, in_header.as_bytes());
    assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03002"));
}

#[test]
fn no_signature_and_two() {
    let stage = stage();
    let unsigned = request("cr", "GetActorQualities", "<cr:SSIN Type=\"SSIN\">00010100173</cr:SSIN>");
    let answer = stage.ask(&unsigned);
    assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03006"));
    let signed = qualities(TESTA.ssin, &stage.card);
    let (head, tail) = signed.split_once("<ds:Signature").unwrap();
    let signature = format!("<ds:Signature{}", tail.replace("</cr:GetActorQualitiesRequest>", ""));
    let twice = format!("{head}{signature}{signature}</cr:GetActorQualitiesRequest>");
    let answer = stage.ask(&twice);
    assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03006"));
    // Not the last child, which the schema demands.
    let first = head.replace("<cr:SSIN", &format!("{signature}<cr:SSIN"));
    let answer = stage.ask(&format!("{first}</cr:GetActorQualitiesRequest>"));
    assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03006"));
    // The schema lets this one be empty (ra.md 5.2).
    let empty = request("er", "CompleteETKRegistration", "");
    refused(&post(&stage.sandbox, ETKRA, COMPLETE_ACTION, &empty), "SIGNATURE_INVALID");
}

#[test]
fn a_replay() {
    let pki = Pki::new(1);
    let folder = tempfile::tempdir().unwrap();
    let with_state = || Options { state_dir: Some(folder.path().to_owned()), ..options(&pki) };
    let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    let signed = qualities(TESTA.ssin, &card);
    let sandbox = Sandbox::start(with_state()).unwrap();
    assert_eq!(post(&sandbox, CERTRA, QUALITIES_ACTION, &signed).outcome(), "Success");
    refused(&post(&sandbox, CERTRA, QUALITIES_ACTION, &signed), "REQUEST_REPLAYED");
    drop(sandbox);
    let sandbox = Sandbox::start(with_state()).unwrap();
    refused(&post(&sandbox, CERTRA, QUALITIES_ACTION, &signed), "REQUEST_REPLAYED");
    // Later it is too old anyway, and forgotten.
    sandbox.clock().advance(Duration::from_secs(301));
    refused(&post(&sandbox, CERTRA, QUALITIES_ACTION, &signed), "REQUEST_OUTDATED");
}

#[test]
fn an_outdated_request_and_one_of_the_future() {
    let stage = stage();
    for (instant, outcome) in [
        ("2026-12-01T11:54:59Z", "REQUEST_OUTDATED"),
        ("2026-12-01T11:55:00Z", "Success"),
        ("2026-12-01T12:05:00Z", "Success"),
        ("2026-12-01T12:05:01Z", "REQUEST_OUTDATED"),
        ("2027-12-01T12:00:00Z", "REQUEST_OUTDATED"),
    ] {
        let content = "<cr:SSIN Type=\"SSIN\">00010100173</cr:SSIN>";
        let request = request_at("cr", "GetActorQualities", &fresh_id(), instant, content);
        let signed = sign(&request, &stage.card.authentication, &stage.card.authentication_chain);
        assert_eq!(stage.ask(&signed).outcome(), outcome, "{instant}");
    }
}

#[test]
fn another_persons_number() {
    let stage = stage();
    refused(&stage.ask(&qualities(ZOE.ssin, &stage.card)), "SIGNER_MISMATCH");
    // A contract made out to somebody else, signed with one's own card.
    let key = Key::rsa(10);
    let request = generate_request(&contract(&stage.sandbox, &ZOE), &csr(&ZOE, &key));
    refused(&stage.generate(&request), "SIGNER_MISMATCH");
    // A contract that one signs oneself, for somebody else.
    let subject = actor("cc:Actor", &ZOE);
    let answer = post(&stage.sandbox, CERTRA, CONTRACT_ACTION, &contract_request(&TESTA, &subject));
    refused(&answer, "SIGNER_MISMATCH");
    // Another name than the card's.
    let misnamed = pki::Person { surname: "Anders", ..TESTA };
    let request = generate_request(&contract(&stage.sandbox, &misnamed), &csr(&misnamed, &key));
    refused(&stage.generate(&request), "SIGNER_MISMATCH");
}

#[test]
fn a_second_certificate_for_the_same_person() {
    let stage = stage_with(|options| Options { approve_after: Duration::from_secs(60), ..options });
    let (first, second) = (Key::rsa(10), Key::rsa(11));
    assert_eq!(generate(&stage.sandbox, &TESTA, &stage.card, &first).outcome(), "Success");
    // While the first waits, and once it is there.
    refused(&generate(&stage.sandbox, &TESTA, &stage.card, &second), "ACTIVE_CERTIFICATE_EXISTS");
    stage.sandbox.clock().advance(Duration::from_secs(60));
    refused(&generate(&stage.sandbox, &TESTA, &stage.card, &second), "ACTIVE_CERTIFICATE_EXISTS");
    // The same key once more.
    refused(&generate(&stage.sandbox, &TESTA, &stage.card, &first), "PUBLIC_KEY_ALREADY_KNOWN");
    for (key, count) in [(&first, 1), (&second, 0)] {
        let identifier = KeyIdentifier::of_spki(key.spki()).unwrap();
        assert_eq!(stage.sandbox.certificates_for(identifier), count);
    }
    // Somebody else is not in the way.
    let card = stage.pki.card(&ZOE, (Key::ec(3), Key::ec(4)), VALIDITY);
    let mut message = contract(&stage.sandbox, &ZOE);
    message = generate_request(&message, &csr(&ZOE, &second)).replace(INSTANT, "2026-12-01T12:01:00Z");
    let signed = sign(&message, &card.signature, &card.signature_chain);
    assert_eq!(post(&stage.sandbox, CERTRA, GENERATE_ACTION, &signed).outcome(), "Success");
}

#[test]
fn the_wrong_one_of_the_cards_keys() {
    let stage = stage();
    let request = request("cr", "GetActorQualities", "<cr:SSIN Type=\"SSIN\">00010100173</cr:SSIN>");
    let signed = sign(&request, &stage.card.signature, &stage.card.signature_chain);
    refused(&stage.ask(&signed), "SIGNER_NOT_TRUSTED");
    let request = generate_request(&contract(&stage.sandbox, &TESTA), &csr(&TESTA, &Key::rsa(10)));
    let signed = sign(&request, &stage.card.authentication, &stage.card.authentication_chain);
    refused(&post(&stage.sandbox, CERTRA, GENERATE_ACTION, &signed), "SIGNER_NOT_TRUSTED");
}

#[test]
fn a_signer_under_another_root_or_out_of_date() {
    let stage = stage();
    // Another root, delivered along with the request: not trusted for that.
    let stranger = Pki::new(2).card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    refused(&stage.ask(&qualities(TESTA.ssin, &stranger)), "SIGNER_NOT_TRUSTED");
    for validity in [("200101000000Z", "261201115959Z"), ("261201120001Z", "400101000000Z")] {
        let card = stage.pki.card(&TESTA, (Key::ec(1), Key::ec(2)), validity);
        refused(&stage.ask(&qualities(TESTA.ssin, &card)), "SIGNER_NOT_TRUSTED");
    }
    // A leaf alone: its issuer is nowhere.
    let card =
        Card { authentication_chain: stage.card.authentication_chain[..1].to_vec(), ..stage.card.clone() };
    refused(&stage.ask(&qualities(TESTA.ssin, &card)), "SIGNER_NOT_TRUSTED");
    // The root left out, and the chain in another order, are good.
    let chain = &stage.card.authentication_chain;
    let card = Card { authentication_chain: chain[..2].to_vec(), ..stage.card.clone() };
    assert_eq!(stage.ask(&qualities(TESTA.ssin, &card)).outcome(), "Success");
}

#[test]
fn a_contract_that_was_changed_or_never_handed_out() {
    let stage = stage();
    let key = Key::rsa(10);
    let good = contract(&stage.sandbox, &TESTA);
    let csr = csr(&TESTA, &key);
    for (changed, code) in [
        (good.replace("Testzertifikat", "Zertifikat"), "CONTRACT_UNKNOWN"),
        (good.replace("xml:lang=\"de\"", "xml:lang=\"en\""), "CONTRACT_UNKNOWN"),
        (good.replace("</cc:DN>", ",O=More</cc:DN>"), "CONTRACT_UNKNOWN"),
        (good.replace("OU=TESTA FICTIVA VOORBEELD,", ""), "CONTRACT_UNKNOWN"),
    ] {
        assert_ne!(changed, good);
        refused(&stage.generate(&generate_request(&changed, &csr)), code);
    }
    // Too old to be signed.
    stage.sandbox.clock().advance(Duration::from_secs(86_401));
    let late = generate_request(&good, &csr).replace(INSTANT, "2026-12-02T12:00:01Z");
    refused(&stage.generate(&late), "CONTRACT_UNKNOWN");
    // With `\=` as the reference sends it back, it is the same (ra.md 4.5).
    let late = contract(&stage.sandbox, &TESTA).replace("SSIN=0", "SSIN\\=0");
    let late = generate_request(&late, &csr).replace(INSTANT, "2026-12-02T12:00:01Z");
    // Only the DN may be escaped so: in the text it is a change.
    refused(&stage.generate(&late), "CONTRACT_UNKNOWN");
    let good = contract(&stage.sandbox, &TESTA);
    let (dn, rest) = good.split_once("</cc:DN>").unwrap();
    let escaped = format!("{}</cc:DN>{rest}", dn.replace("SSIN=", "SSIN\\="));
    assert_ne!(escaped, good);
    let escaped = generate_request(&escaped, &csr).replace(INSTANT, "2026-12-02T12:00:01Z");
    assert_eq!(stage.generate(&escaped).outcome(), "Success");
}

#[test]
fn a_certificate_request_that_is_none() {
    let stage = stage();
    let key = Key::rsa(10);
    let contract = contract(&stage.sandbox, &TESTA);
    let good = csr(&TESTA, &key);
    let mut broken = good.clone();
    *broken.last_mut().unwrap() ^= 1;
    let name = pki::name(&[(pki::C, 0x13, "BE")]);
    let with_attribute = {
        let attribute = pki::seq(&[&pki::tlv(6, &[0x55, 4, 3]), &pki::tlv(0x31, &pki::tlv(0x0C, b"x"))]);
        let info = pki::seq(&[&[2, 1, 0], &name, key.spki(), &pki::tlv(0xA0, &attribute)]);
        pki::signed(&info, &key)
    };
    for (csr, code) in [
        (b"not DER".to_vec(), "CSR_INVALID"),
        (broken, "CSR_INVALID"),
        ([good.as_slice(), b"\0"].concat(), "CSR_INVALID"),
        (csr(&TESTA, &Key::ec(5)), "CSR_INVALID"),
        (csr(&TESTA, &Key::rsa_of(5, 1024)), "CSR_INVALID"),
        (with_attribute, "CSR_INVALID"),
        (csr_for(&name, &key), "CSR_DN_MISMATCH"),
        (csr(&ZOE, &key), "CSR_DN_MISMATCH"),
    ] {
        refused(&stage.generate(&generate_request(&contract, &csr)), code);
    }
    assert_eq!(stage.generate(&generate_request(&contract, &good)).outcome(), "Success");
}

#[test]
fn contact_data_and_base_services() {
    let stage = stage();
    let contract = contract(&stage.sandbox, &TESTA);
    let good = generate_request(&contract, &csr(&TESTA, &Key::rsa(10)));
    refused(
        &stage.generate(&good.replace("<cc:EmailPrivate>testa@", "<cc:EmailPrivate>")),
        "CONTACT_DATA_INVALID",
    );
    let services = "</cc:Contract><cc:BaseServiceUsage>tsa</cc:BaseServiceUsage>";
    let good = good.replace("Id=\"", "Id=\"_again");
    refused(&stage.generate(&good.replace("</cc:Contract>", services)), "BASE_SERVICE_NOT_ALLOWED");
    let unsigned = contract_request(&TESTA, &actor("cc:Actor", &TESTA)).replace("+32 0", "x");
    refused(&post(&stage.sandbox, CERTRA, CONTRACT_ACTION, &unsigned), "CONTACT_DATA_INVALID");
}

#[test]
fn whom_no_contract_is_made_out_to() {
    let stage = stage_with(|options| Options {
        registry: Registry { without_quality: vec![ZOE.ssin.to_owned()], ..Registry::default() },
        ..options
    });
    let organisation = |id_type: &str, id: &str, more: &str| {
        format!(
            "<cc:Actor><core:Id Type=\"{id_type}\">{id}</core:Id><core:Name>Kliniek</core:Name></cc:Actor>{more}"
        )
    };
    let application = |id: &str| format!("<cc:ApplicationId>{id}</cc:ApplicationId>");
    let nobody = pki::Person { ssin: "00010100174", ..TESTA };
    for (signer, subject, outcome) in [
        (&ZOE, actor("cc:Actor", &ZOE), "NOT_AUTHORIZED"),
        (&nobody, actor("cc:Actor", &nobody), "NOT_AUTHORIZED"),
        (&TESTA, actor("cc:Actor", &TESTA) + &application("APP"), "APPLICATION_ID_INVALID"),
        (&TESTA, organisation("CBE", "0999999923", ""), "ORGANIZATION_ID_INVALID"),
        (&TESTA, organisation("SHOP", "0999999922", ""), "ORGANIZATION_TYPE_UNKNOWN"),
        (&TESTA, organisation("CBE", "0999999922", &application("no spaces")), "APPLICATION_ID_INVALID"),
        (&TESTA, organisation("CBE", "0999999922", &application("agenda_1")), "Success"),
    ] {
        let answer = post(&stage.sandbox, CERTRA, CONTRACT_ACTION, &contract_request(signer, &subject));
        assert_eq!(answer.outcome(), outcome, "{subject}");
        peers::validates(&answer.body);
    }
}

#[test]
fn certificates_that_were_never_asked_for() {
    let stage = stage();
    let answer = get(&stage.sandbox, &"0".repeat(40));
    refused(&answer, "CERT_NOT_FOUND");
    assert!(answer.body.contains("status:DataNotFound"));
}

#[test]
fn encryption_keys_that_are_not_registered() {
    let stage = stage();
    let (key, chain) = stage.delivered();
    let encryption = Key::rsa(11);
    // Without a challenge.
    let early = encryption_certificate(&[1; 16], &chain[0], encryption.spki(), &key);
    refused(&complete(&stage.sandbox, &early, &key, &chain), "CHALLENGE_UNKNOWN");
    // Keys that are none.
    refused(&start(&stage.sandbox, key.spki(), &key, &chain), "PUBLIC_KEY_ALREADY_KNOWN");
    refused(&start(&stage.sandbox, Key::ec(9).spki(), &key, &chain), "ETK_CERTIFICATE_INVALID");
    refused(&start(&stage.sandbox, b"no key", &key, &chain), "ETK_CERTIFICATE_INVALID");
    // The card does not speak for the certificate.
    let card = &stage.card;
    let answer = start(&stage.sandbox, encryption.spki(), &card.authentication, &card.authentication_chain);
    refused(&answer, "SIGNER_NOT_TRUSTED");
    // Nor does the certificate for the card.
    let request = request("cr", "GetActorQualities", "<cr:SSIN Type=\"SSIN\">00010100173</cr:SSIN>");
    refused(&stage.ask(&sign(&request, &key, &chain)), "SIGNER_NOT_TRUSTED");

    let answer = start(&stage.sandbox, encryption.spki(), &key, &chain);
    let serial = solve(&from_base64(&answer.text("Challenge").unwrap()), &encryption);
    let leaf = &chain[0];
    let mut other_serial = serial.clone();
    other_serial[15] ^= 1;
    let more = [pki::key_usage(4, 0x30), pki::extension(&[0x55, 0x1D, 14], false, &[4, 0])].concat();
    for (what, certificate) in [
        ("serial", encryption_certificate(&other_serial, leaf, encryption.spki(), &key)),
        ("key", encryption_certificate(&serial, leaf, Key::rsa(12).spki(), &key)),
        ("signer", encryption_certificate(&serial, leaf, encryption.spki(), &encryption)),
        ("names", encryption_certificate(&serial, &card.signature_chain[0], encryption.spki(), &key)),
        (
            "usage",
            encryption_certificate_with(&serial, leaf, encryption.spki(), &key, pki::key_usage(7, 0x80)),
        ),
        ("extensions", encryption_certificate_with(&serial, leaf, encryption.spki(), &key, more)),
        ("nothing", b"nothing".to_vec()),
    ] {
        let answer = complete(&stage.sandbox, &certificate, &key, &chain);
        assert_eq!(answer.outcome(), "ETK_CERTIFICATE_INVALID", "{what}");
    }
    // The challenge still waits after all that, and is answered once.
    let certificate = encryption_certificate(&serial, leaf, encryption.spki(), &key);
    assert_eq!(complete(&stage.sandbox, &certificate, &key, &chain).outcome(), "Success");
    refused(&complete(&stage.sandbox, &certificate, &key, &chain), "CHALLENGE_UNKNOWN");
}

#[test]
fn a_certificate_that_has_expired() {
    let stage = stage();
    let (key, chain) = stage.delivered();
    stage.sandbox.clock().advance(Duration::from_secs(3 * 366 * 86_400));
    let identifier = KeyIdentifier::of_spki(key.spki()).unwrap().to_string();
    refused(&get(&stage.sandbox, &identifier), "CERT_EXPIRED");
    let request = request_at(
        "cr",
        "GetCertificateInfoForAuthenticationCertificate",
        "_late",
        "2029-12-02T12:00:00Z",
        "",
    );
    let answer = post(&stage.sandbox, CERTRA, INFO_ACTION, &sign(&request, &key, &chain));
    assert_ne!(answer.outcome(), "Success");
}

#[test]
fn many_at_once_get_one_certificate() {
    let stage = stage();
    let message = contract(&stage.sandbox, &TESTA);
    let keys: Vec<Key> = (20..28).map(Key::rsa).collect();
    let outcomes: Vec<String> = std::thread::scope(|scope| {
        let ask = |key| {
            let request = generate_request(&message, &csr(&TESTA, key));
            let stage = &stage;
            scope.spawn(move || stage.generate(&request).outcome())
        };
        let threads: Vec<_> = keys.iter().map(ask).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "Success").count(), 1, "{outcomes:?}");
    let issued = keys.iter().map(|key| KeyIdentifier::of_spki(key.spki()).unwrap());
    assert_eq!(issued.map(|key| stage.sandbox.certificates_for(key)).sum::<usize>(), 1);
}
