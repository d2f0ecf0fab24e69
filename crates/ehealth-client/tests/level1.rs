//! One test a code: those of domain.md 7.5 and 7.6 that this crate detects, each produced as it happens. The
//! test of a code has its name, with `_` for the dot; further ones stand in `standing.rs`.
#![cfg(feature = "blocking")]
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
#[path = "support/servers.rs"]
mod servers;

use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use common::{answer, header, sample};
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::etk::Challenge;
use ehealth_client::issued::{self, Expected};
use ehealth_client::reach;
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::transport::{ClockSkew, Settings};
use ehealth_client::{Call, Endpoints, Error, Limits, Remedy, UnixTime};
use ehealth_csr::SubjectName;
use ehealth_pki::TrustAnchor;
use servers::{CA, GOOD, respond, tcp_server, tls_server};

fn call() -> Call<GetCertificate> {
    Call::new(GetCertificate::new([7; 20].into()), header("_0000000f-0000-4000-8000-00000000000f")).unwrap()
}

fn limits() -> Limits {
    Limits::new().with_connect(Duration::from_secs(2)).with_answer(Duration::from_secs(2))
}

fn settings() -> Settings {
    Settings::new().with_only_roots_pem(CA).unwrap().without_proxy()
}

fn ask(url: &str, settings: &Settings) -> Error {
    let endpoints = Endpoints::new(url, url, url).unwrap();
    let mut transport = HttpsTransport::new(settings).unwrap();
    call().send(&mut transport, &endpoints, &limits()).unwrap_err()
}

/// Code, remedy, and whether the authority may have acted.
fn is(error: &Error, code: &str, remedy: Remedy, may_have_acted: bool) {
    assert_eq!(
        (error.code(), error.remedy(), error.may_have_acted()),
        (code, remedy, may_have_acted),
        "{error:?}"
    );
}

/// The system has no route to this address: so it says of all when there is no network.
#[test]
fn net_offline() {
    let error = ask("https://255.255.255.255/", &settings());
    is(&error, "net.offline", Remedy::CheckConnection, false);
    // refused at every host is the same
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let [one, two] = ["127.0.0.1", "127.0.0.2"].map(|host| format!("https://{host}:{port}/"));
    let endpoints = Endpoints::new(&one, &two, &one).unwrap();
    let mut transport = HttpsTransport::new(&settings()).unwrap();
    let reach = reach::probe(&endpoints, &[], &mut transport, &limits());
    assert_eq!(
        (reach.code(), reach.remedy()),
        (Some("net.offline"), Some(Remedy::CheckConnection)),
        "{reach:?}"
    );
}

#[test]
fn net_dns() {
    let error = ask("https://no-such-host.invalid/", &settings());
    if error.code() == "net.offline" {
        eprintln!("SKIPPED net_dns: there is no network at all");
        return;
    }
    is(&error, "net.dns", Remedy::CheckNameResolution, false);
}

/// One host refuses, the other answers.
#[test]
fn net_firewall() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let barred = format!("https://127.0.0.1:{port}/");
    is(&ask(&barred, &settings()), "net.firewall", Remedy::OpenFirewall, false);
    let open = tls_server(GOOD, |_, tls| respond(tls, "405 No", "", b""));
    let endpoints = Endpoints::new(&barred, &open, &barred).unwrap();
    let mut transport = HttpsTransport::new(&settings()).unwrap();
    let reach = reach::probe(&endpoints, &[], &mut transport, &limits());
    assert_eq!((reach.code(), reach.remedy()), (Some("net.firewall"), Some(Remedy::OpenFirewall)));
    let told: Vec<_> = reach.hosts().iter().map(|host| (host.host(), host.failure().is_some())).collect();
    assert_eq!(told[0], (&*format!("127.0.0.1:{port}"), true));
    assert!(!told[1].1);
}

fn proxy(says: &'static [u8]) -> Settings {
    let url = tcp_server(move |mut socket| {
        let _ = socket.read(&mut [0; 4096]);
        let _ = socket.write_all(says);
    });
    let uri: http::Uri = url.parse().unwrap();
    let uri = format!("http://127.0.0.1:{}", uri.port_u16().unwrap()).parse().unwrap();
    Settings::new().with_only_roots_pem(CA).unwrap().with_proxy(&uri)
}

#[test]
fn net_proxy_auth() {
    let settings =
        proxy(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
    let url = tls_server(GOOD, |_, _| panic!("a request came through"));
    is(&ask(&url, &settings), "net.proxy_auth", Remedy::GiveProxyCredentials, false);
}

#[test]
fn net_proxy_unreachable() {
    let settings = proxy(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
    is(&ask("https://localhost/", &settings), "net.proxy_unreachable", Remedy::CheckProxy, false);
}

#[test]
fn net_captive_portal() {
    let url = tls_server(GOOD, |_, tls| {
        respond(tls, "302 Found", "Location: https://portal.example/login\r\n", b"");
    });
    is(&ask(&url, &settings()), "net.captive_portal", Remedy::SignInToNetwork, false);
}

#[test]
fn net_timeout() {
    let url = tls_server(GOOD, |_, _| std::thread::sleep(Duration::from_secs(10)));
    let endpoints = Endpoints::new(&url, &url, &url).unwrap();
    let mut transport = HttpsTransport::new(&settings()).unwrap();
    let short =
        Limits::new().with_connect(Duration::from_millis(500)).with_answer(Duration::from_millis(500));
    let error = call().send(&mut transport, &endpoints, &short).unwrap_err();
    is(&error, "net.timeout", Remedy::TryLater, true);
}

#[test]
fn tls_intercepted() {
    let url = tls_server(include_bytes!("tls/unknown.pem"), |_, _| panic!("a request came through"));
    is(&ask(&url, &settings()), "tls.intercepted", Remedy::TrustInterceptor, false);
}

#[test]
fn tls_expired() {
    let url = tls_server(include_bytes!("tls/expired.pem"), |_, _| panic!("a request came through"));
    is(&ask(&url, &settings()), "tls.expired", Remedy::SetClock, false);
}

#[test]
fn tls_version() {
    let url = tcp_server(|mut socket| {
        let _ = socket.read(&mut [0; 1000]);
        let _ = socket.write_all(&[0x15, 3, 1, 0, 2, 2, 70]);
        let _ = socket.read(&mut [0; 1000]);
    });
    is(&ask(&url, &settings()), "tls.version", Remedy::AllowModernTls, false);
}

/// A refusal, and a `Date` that is not ours; and a certificate that is not valid yet by our clock.
#[test]
fn clock_skew() {
    let body = answer(&sample("GetActorQualitiesResponse.error.xml")).into_body();
    let url = tls_server(GOOD, move |_, tls| {
        respond(tls, "200 OK", "Date: Tue, 01 Dec 2026 12:00:00 GMT\r\nContent-Type: text/xml\r\n", &body);
    });
    let endpoints = Endpoints::new(&url, &url, &url).unwrap();
    let mut transport = HttpsTransport::new(&settings()).unwrap();
    let exchange = call().exchange(&mut transport, &endpoints, &limits());
    assert!(exchange.outcome.is_err());
    let at = |seconds: u64| UnixTime::since_unix_epoch(Duration::from_secs(1_796_126_400 + seconds));
    assert_eq!(exchange.clock_skew(at(300)), Some(ClockSkew::Small));
    let skew = exchange.clock_skew(at(7200)).unwrap();
    assert_eq!(skew, ClockSkew::Ahead(Duration::from_secs(7200)));
    assert_eq!((skew.code(), skew.remedy()), (Some("clock.skew"), Some(Remedy::SetClock)));
    assert_eq!((ClockSkew::Small.code(), ClockSkew::Small.remedy()), (None, None));
    let future = tls_server(include_bytes!("tls/future.pem"), |_, _| panic!("a request came through"));
    is(&ask(&future, &settings()), "clock.skew", Remedy::SetClock, false);
}

#[test]
fn ra_unavailable() {
    let url = tls_server(GOOD, |_, tls| {
        respond(tls, "503 Later", "Content-Type: text/html\r\n", b"<html>Maintenance</html>");
    });
    is(&ask(&url, &settings()), "ra.unavailable", Remedy::TryLater, true);
}

#[test]
fn ra_fault() {
    let body = sample("soap.fault.xml").into_bytes();
    let url = tls_server(GOOD, move |_, tls| respond(tls, "500 Fault", "Content-Type: text/xml\r\n", &body));
    let error = ask(&url, &settings());
    is(&error, "ra.fault", Remedy::TryLater, true);
    assert!(error.to_string().contains("ticket-1"));
}

#[test]
fn ra_malformed() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "Content-Type: text/xml\r\n", b"<a/>"));
    is(&ask(&url, &settings()), "ra.malformed", Remedy::TryLater, true);
}

#[test]
fn ra_not_yet() {
    let reply = call().on_response(answer(&sample("GetCertificateResponse.pending.xml"))).unwrap();
    let leaf = common::certificate("ehealth.pem");
    let subject = SubjectName::from_contract_dn(&leaf.subject().rfc2253()).unwrap();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    let error = issued::check(&reply, &expected, &[], common::now()).unwrap_err();
    is(&error, "ra.not_yet", Remedy::Wait, false);
}

#[test]
fn ra_refused() {
    let text = sample("GetCertificateResponse.pending.xml").replace("CERT_NOT_YET_DELIVERED", "NO_WAY");
    let error = call().on_response(answer(&text)).unwrap_err();
    assert_eq!((error.code(), error.may_have_acted()), ("ra.refused", false));
    assert_eq!(error.to_string(), "refused: NO_WAY");
}

fn delivered() -> CertificateReply {
    let chain = ["ehealth.pem", "issuing.pem"].map(|name| common::certificate(name).der().clone());
    CertificateReply::Delivered(chain.to_vec())
}

#[test]
fn ra_wrong_certificate() {
    let leaf = common::certificate("ehealth.pem");
    let subject = SubjectName::from_contract_dn(&leaf.subject().rfc2253()).unwrap();
    let other = common::certificate("eid.pem");
    let expected = Expected { spki: other.spki(), subject: &subject };
    let anchor = TrustAnchor::from_certificate(&common::certificate("root.pem"));
    let error = issued::check(&delivered(), &expected, &[anchor], common::now()).unwrap_err();
    is(&error, "ra.wrong_certificate", Remedy::Report, true);
}

#[test]
fn ra_untrusted_issuer() {
    let leaf = common::certificate("ehealth.pem");
    let subject = SubjectName::from_contract_dn(&leaf.subject().rfc2253()).unwrap();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    let error = issued::check(&delivered(), &expected, &[], common::now()).unwrap_err();
    is(&error, "ra.untrusted_issuer", Remedy::AddAnchor, false);
    let Error::UntrustedIssuer { issuer, spki_sha256, .. } = error else { panic!() };
    assert!(!issuer.is_empty() && spki_sha256.is_some());
}

#[test]
fn etk_challenge_short() {
    is(&Challenge::parse(&[1; 32]).unwrap_err(), "etk.challenge_short", Remedy::Again, false);
    let error = Challenge::parse(&[1; 288]).unwrap().serial_number(&[1; 15]).unwrap_err();
    is(&error, "etk.challenge_short", Remedy::Again, false);
}

#[test]
fn etk_challenge_mismatch() {
    let error = Challenge::parse(&[1; 288]).unwrap().serial_number(&[1; 16]).unwrap_err();
    is(&error, "etk.challenge_mismatch", Remedy::Again, false);
}

/// Every row of the two tables that is required of this crate has its test here or in `standing.rs`.
#[test]
fn every_code_has_its_test() {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let table = folders.find_map(|folder| std::fs::read_to_string(folder.join("shared/spec/domain.md")).ok());
    let Some(table) = table else {
        eprintln!("SKIPPED every_code_has_its_test: no shared/spec/domain.md beside the workspace");
        return;
    };
    let part = table.split("### 7.5").nth(1).unwrap().split("### 7.7").next().unwrap();
    let sources = [include_str!("level1.rs"), include_str!("standing.rs")].concat();
    let mut count = 0;
    for row in part.lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, code, "1", crates, ..] = cells[..] else { continue };
        if crates.split(", ").any(|name| name == "L") {
            let name = format!("fn {}(", code.replace('.', "_"));
            assert!(sources.contains(&name), "no test {name}");
            count += 1;
        }
    }
    println!("COUNT client codes of level 1, each with a test of its name: {count}");
    assert!(count >= 18, "{count}");
}
