//! Answers that are none: pages, redirects, other messages, hostile bytes (ra.md 2.1, 2.4).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unimplemented,
    clippy::missing_panics_doc,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/common.rs"]
mod common;

use common::{answer, header, response, sample};
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::depot::{GetEtk, TokenOwner};
use ehealth_client::error::MalformedAnswer;
use ehealth_client::{Call, Error, Remedy};
use proptest::prelude::*;

fn call() -> Call<GetCertificate> {
    Call::new(GetCertificate::new([7; 20].into()), header("_0000000f-0000-4000-8000-00000000000f")).unwrap()
}

#[test]
fn pages_of_gateways() {
    let html = b"<!DOCTYPE html><html><body>Maintenance</body></html>";
    let cases: &[(u16, &str, &[u8], &str, Remedy)] = &[
        (502, "text/html", html, "ra.unavailable", Remedy::TryLater),
        (503, "text/plain", b"", "ra.unavailable", Remedy::TryLater),
        (504, "text/html", html, "ra.unavailable", Remedy::TryLater),
        (500, "text/html", html, "ra.unavailable", Remedy::TryLater),
        (500, "text/xml", b"", "ra.unavailable", Remedy::TryLater),
        (429, "text/plain", b"slow down", "ra.unavailable", Remedy::TryLater),
        // a maintenance page with status 200 comes and goes
        (200, "text/html; charset=UTF-8", html, "ra.unavailable", Remedy::TryLater),
        (200, "text/xml", b"\xEF\xBB\xBF\n<HTML><p>open", "ra.unavailable", Remedy::TryLater),
        (404, "TEXT/HTML", b"gone", "ra.unavailable", Remedy::TryLater),
        (407, "text/html", html, "net.proxy_auth", Remedy::GiveProxyCredentials),
        (511, "text/html", html, "net.captive_portal", Remedy::SignInToNetwork),
        (200, "text/xml", b"", "ra.malformed", Remedy::TryLater),
        (200, "text/plain", b"hello", "ra.malformed", Remedy::TryLater),
        (403, "text/plain", b"no", "ra.malformed", Remedy::TryLater),
        (200, "text/xml", b"<a/>", "ra.malformed", Remedy::TryLater),
    ];
    for (status, content_type, body, code, remedy) in cases {
        let error = call().on_response(response(*status, content_type, body)).unwrap_err();
        assert_eq!((error.code(), error.remedy()), (*code, *remedy), "{status} {content_type}");
        if let Error::Unavailable(raw) | Error::Malformed { answer: raw, .. } = &error {
            assert_eq!((raw.status(), raw.content_type(), raw.body()), (*status, Some(*content_type), *body));
        }
    }
    for status in [301, 302, 307, 308] {
        let mut redirect = response(status, "text/html", html);
        redirect.headers_mut().insert("Location", "https://portal.example/login".parse().unwrap());
        let error = call().on_response(redirect).unwrap_err();
        assert_eq!((error.code(), error.may_have_acted()), ("net.captive_portal", false));
    }
}

#[test]
fn only_the_beginning_is_kept_and_not_printed() {
    let body = [b"00010100173".repeat(1000).as_slice(), b"end"].concat();
    let error = call().on_response(response(200, "text/plain", &body)).unwrap_err();
    let Error::Malformed { answer, .. } = &error else { panic!("{error:?}") };
    assert_eq!(answer.body(), &body[..2048]);
    assert!(!format!("{error} {error:?}").contains("00010100173"));
}

fn malformed(text: &str) -> MalformedAnswer {
    match call().on_response(answer(text)) {
        Err(Error::Malformed { what, .. }) => what,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn other_answers() {
    let good = sample("GetCertificateResponse.xml");
    assert!(matches!(
        malformed(&sample("GetActorQualitiesResponse.xml")),
        MalformedAnswer::OtherElement { found, .. } if &*found == "GetActorQualitiesResponse"
    ));
    let other_namespace = good.replace("certra:protocol:v2", "certra:protocol:v1");
    assert!(matches!(malformed(&other_namespace), MalformedAnswer::OtherElement { .. }));
    let other_request = good.replace("InResponseTo=\"_0000000f", "InResponseTo=\"_0000001f");
    assert_eq!(malformed(&other_request), MalformedAnswer::OtherRequest);
    // InResponseTo is optional
    let without = good.replace("InResponseTo=\"_0000000f-0000-4000-8000-00000000000f\"", "");
    assert!(matches!(call().on_response(answer(&without)), Ok(CertificateReply::Delivered(_))));
    // success, and nothing that belongs to it
    let start = good.find("<cr:X509Certificate").unwrap();
    let empty = format!("{}</cr:GetCertificateResponse>", &good[..start]);
    assert_eq!(malformed(&empty), MalformedAnswer::Missing { name: "X509Certificate" });
    // certificates, but no success
    let refused = good.replace("status:Success", "status:Requester");
    assert_eq!(call().on_response(answer(&refused)).unwrap_err().code(), "ra.refused");
    let no_status = good.replace("core:Status>", "core:Other>");
    assert!(matches!(malformed(&no_status), MalformedAnswer::Xml(_)));
    let twice = good.replace("</core:Status>", "</core:Status><core:Status/>");
    assert!(matches!(malformed(&twice), MalformedAnswer::Xml(_)));
    let not_base64 = good.replace("<cr:X509Certificate>MII", "<cr:X509Certificate>*II");
    assert!(matches!(malformed(&not_base64), MalformedAnswer::Xml(_)));
}

/// Each takes bounded time and memory, and gives a typed error.
#[test]
fn hostile_answers() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let wide = format!("<a>{}</a>", "<b/>".repeat(400_000));
    let utf16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let huge = vec![b' '; 3 * 1024 * 1024];
    let bodies: &[&[u8]] = &[
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;&x;&x;&x;&x;&x;&x;'>]><a>&z;</a>",
        deep.as_bytes(),
        wide.as_bytes(),
        &utf16,
        &huge,
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        b"<a>\xFF\xFE</a>",
        b"<a",
    ];
    for body in bodies {
        let error = call().on_response(response(200, "text/xml", body)).unwrap_err();
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        // a document type at the start looks like a page for people
        assert!(["ra.malformed", "ra.unavailable"].contains(&error.code()), "{start}: {error:?}");
    }
}

fn names() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "GetCertificateResponse.xml",
        "GetCertificateResponse.pending.xml",
        "GetActorQualitiesResponse.error.xml",
        "soap.fault.xml",
        "GetEtkResponse.matching.xml",
    ])
    .prop_map(sample)
}

proptest! {
    #[test]
    fn no_bytes_panic(status in 100u16..600, body: Vec<u8>) {
        let _ = call().on_response(response(status, "text/xml", &body));
    }

    /// Samples with a piece taken out, doubled, or overwritten.
    #[test]
    fn no_damaged_sample_panics(text in names(), from: prop::sample::Index, length in 0usize..200, what in 0..3, byte: u8) {
        let whole = answer(&text).into_body();
        let from = from.index(whole.len());
        let to = whole.len().min(from + length);
        let middle = match what {
            0 => Vec::new(),
            1 => whole[from..to].repeat(2),
            _ => vec![byte; to - from],
        };
        let damaged = [&whole[..from], &middle, &whole[to..]].concat();
        let _ = call().on_response(response(200, "text/xml", &damaged));
        let depot = Call::new(GetEtk::new(TokenOwner::new("CBE", "1")), common::new_header()).unwrap();
        let _ = depot.on_response(response(200, "text/xml", &damaged));
        let _ = Call::from_signed(damaged);
    }
}
