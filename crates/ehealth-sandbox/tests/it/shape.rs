//! What is answered with a fault, before anything is believed: transport, envelope, schema.

use ehealth_sandbox::Sandbox;

use crate::client::{envelope, exchange, options, post};
use crate::messages::*;
use crate::peers;
use crate::pki::{Pki, TESTA};

const HEADERS: &str = "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"urn:be:fgov:ehealth:certra:protocol:v2:generateContract\"\r\n";

fn sandbox() -> Sandbox {
    Sandbox::start(options(&Pki::new(1))).unwrap()
}

#[test]
fn transport() {
    let sandbox = sandbox();
    let good = envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)));
    let action = "SOAPAction: \"urn:be:fgov:ehealth:certra:protocol:v2:generateContract\"\r\n";
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{FEFF}<?xml version='1.0' encoding='utf-8'?>{good}");
    let latin = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{good}");
    let bomb = format!("<!DOCTYPE a [<!ENTITY b \"bb\">]>{good}");
    for (what, headers, body, outcome) in [
        ("good", format!("Content-Type: text/xml\r\n{action}"), good.as_bytes(), "Success"),
        (
            "byte order mark",
            format!("Content-Type: TEXT/XML;charset=\"UTF-8\"\r\n{action}"),
            marked.as_bytes(),
            "Success",
        ),
        ("SOAP 1.2", format!("Content-Type: application/soap+xml\r\n{action}"), good.as_bytes(), "SOA-03001"),
        ("no type", action.to_owned(), good.as_bytes(), "SOA-03001"),
        ("UTF-16", format!("Content-Type: text/xml; charset=utf-16\r\n{action}"), &utf16, "SOA-03001"),
        ("UTF-16 called UTF-8", HEADERS.to_owned(), &utf16, "SOA-03001"),
        ("Latin-1", HEADERS.to_owned(), latin.as_bytes(), "SOA-03001"),
        ("DTD", HEADERS.to_owned(), bomb.as_bytes(), "SOA-03001"),
        ("nothing", HEADERS.to_owned(), b"", "SOA-03001"),
        ("no envelope", HEADERS.to_owned(), b"<a/>", "SOA-03002"),
        ("another action", HEADERS.replace("generateContract", "getcontract"), good.as_bytes(), "SOA-03005"),
    ] {
        let answer = exchange(&sandbox, "POST", CERTRA, &headers, body);
        assert_eq!(answer.outcome(), outcome, "{what}: {}", answer.body);
        assert_eq!(answer.status, if outcome == "Success" { 200 } else { 500 }, "{what}");
        peers::validates(&answer.body);
    }
    assert!(sandbox.requests().iter().all(|exchange| exchange.warnings.is_empty()));
}

#[test]
fn soap_action_in_other_forms_is_noted() {
    let sandbox = sandbox();
    let good = envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)));
    for headers in [HEADERS.replace('"', ""), "Content-Type: text/xml\r\n".to_owned()] {
        assert_eq!(exchange(&sandbox, "POST", CERTRA, &headers, good.as_bytes()).outcome(), "Success");
    }
    assert!(sandbox.requests().iter().all(|exchange| exchange.warnings.len() == 1));
}

#[test]
fn other_paths_and_methods() {
    let sandbox = sandbox();
    for (method, path, status) in
        [("POST", "/", 404), ("POST", "/certra/v2", 404), ("GET", CERTRA, 405), ("POST", "/EtkRa/v2/", 404)]
    {
        assert_eq!(exchange(&sandbox, method, path, HEADERS, b"").status, status, "{method} {path}");
    }
    // An operation of the other service.
    let request = contract_request(&TESTA, &actor("cc:Actor", &TESTA));
    assert_eq!(post(&sandbox, ETKRA, CONTRACT_ACTION, &request).outcome(), "SOA-03005");
    // Too large to be read.
    assert_eq!(exchange(&sandbox, "POST", CERTRA, HEADERS, &vec![b' '; 5 * 1024 * 1024]).status, 413);
}

#[test]
fn violations_of_the_schema() {
    let sandbox = sandbox();
    let good = contract_request(&TESTA, &actor("cc:Actor", &TESTA));
    let phone = "<cc:PhonePrivate>+32 000 00 00 00</cc:PhonePrivate>";
    let first = "<core:FirstName>Testa Fictiva</core:FirstName>";
    for (what, old, new) in [
        ("an element is missing", phone, ""),
        ("an element is doubled", phone, &phone.repeat(2)),
        ("an element is unknown", phone, &format!("{phone}<cc:Fax>1</cc:Fax>")),
        (
            "another order",
            &format!("{first}<core:Name>Voorbeeld</core:Name>"),
            &format!("<core:Name>Voorbeeld</core:Name>{first}"),
        ),
        ("another namespace", "cc:EmailPrivate", "cr:EmailPrivate"),
        ("text between elements", phone, &format!("x{phone}")),
        ("elements in a text", "+32 000", "<b/>+32 000"),
        ("an unknown attribute", "<cr:ContactData>", "<cr:ContactData Lang=\"fr\">"),
        ("an attribute is missing", "<core:Id Type=\"SSIN\">", "<core:Id>"),
        ("no instant", "IssueInstant", "IssuedInstant"),
        ("an instant that is none", "2026-12-01T13", "2026-12-01 13"),
        ("an Id that is none", " Id=\"_", " Id=\"1"),
    ] {
        let bad = good.replace(old, new);
        assert_ne!(bad, good, "{what}");
        let answer = post(&sandbox, CERTRA, CONTRACT_ACTION, &bad);
        assert_eq!((answer.status, answer.outcome().as_str()), (500, "SOA-03006"), "{what}: {}", answer.body);
        peers::validates(&answer.body);
    }
    // What the schema allows, and a strict reader may trip over.
    for (old, new) in [
        (phone, format!("\n  <!-- a comment --> {phone}\n")),
        (first, format!("{first}<core:FirstName>Derde</core:FirstName>")),
        (first, String::new()),
        ("+32 000", "+<!-- -->32<![CDATA[ ]]>000".to_owned()),
        (
            "IssueInstant",
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\" IssueInstant"
                .to_owned(),
        ),
    ] {
        let answer = post(&sandbox, CERTRA, CONTRACT_ACTION, &good.replace(old, &new));
        assert_eq!(answer.outcome(), "Success", "{new}: {}", answer.body);
    }
    let short = get(&sandbox, &"0".repeat(38));
    assert_eq!((short.status, short.outcome().as_str()), (500, "SOA-03006"));
}
