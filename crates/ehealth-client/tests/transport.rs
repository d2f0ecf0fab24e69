//! The blocking transport against servers that behave and servers that do not: each failure has its own
//! code (domain.md 7.5).
#![cfg(feature = "blocking")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/servers.rs"]
mod servers;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::transport::{Phase, ProxyPassword, Settings, server_time};
use ehealth_client::{Limits, Remedy, Transport, TransportError};
use servers::{CA, GOOD, respond, tcp_server, tls_server};

const KEY: &[u8] = include_bytes!("tls/server-throwaway-key.pem");

fn request(url: &str) -> http::Request<Vec<u8>> {
    http::Request::post(url).header("SOAPAction", "\"x\"").body(b"question".to_vec()).unwrap()
}

fn limits() -> Limits {
    Limits::new().with_connect(Duration::from_secs(3)).with_answer(Duration::from_secs(3)).with_max_body(1000)
}

fn send(url: &str) -> Result<http::Response<Vec<u8>>, TransportError> {
    HttpsTransport::only_roots_pem(CA).unwrap().send(request(url), &limits())
}

#[test]
fn request_and_answer() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let url = tls_server(GOOD, move |request, tls| {
        log.lock().unwrap().push(String::from_utf8_lossy(request).into_owned());
        respond(tls, "500 Oops", "Date: Tue, 01 Dec 2026 12:00:00 GMT\r\n", b"fault");
    });
    let response = send(&url).unwrap();
    assert_eq!(response.status(), 500);
    assert_eq!(response.body(), b"fault");
    assert_eq!(server_time(response.headers()).unwrap().as_secs(), 1_796_126_400);
    let seen = seen.lock().unwrap();
    let lower = seen[0].to_ascii_lowercase();
    assert!(lower.starts_with("post /certra/v2 http/1.1\r\n"), "{lower}");
    assert!(lower.contains("soapaction: \"x\"\r\n"), "{lower}");
    assert!(lower.ends_with("\r\n\r\nquestion"), "{lower}");
}

/// One transport serves many requests, also after a failure and with other limits.
#[test]
fn many_requests() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "Connection: close\r\n", b"yes"));
    let mut transport = HttpsTransport::only_roots_pem(CA).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("https://127.0.0.1:{port}/");
    for round in 0..3 {
        assert_eq!(transport.send(request(&url), &limits()).unwrap().body(), b"yes");
        let refused = transport.send(request(&nobody), &limits());
        assert!(matches!(refused, Err(TransportError::Refused(_))), "{refused:?}");
        let other = limits().with_connect(Duration::from_secs(2 + round));
        assert_eq!(transport.send(request(&url), &other).unwrap().body(), b"yes");
    }
}

#[test]
fn redirects_are_answers() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "302 Found", "Location: https://localhost:1/\r\n", b""));
    assert_eq!(send(&url).unwrap().status(), 302);
}

/// (leaf, code, remedy); nothing may have been sent.
#[test]
fn server_certificates() {
    let cases: &[(&[u8], &str, Remedy)] = &[
        (include_bytes!("tls/unknown.pem"), "tls.intercepted", Remedy::TrustInterceptor),
        (include_bytes!("tls/expired.pem"), "tls.expired", Remedy::SetClock),
        (include_bytes!("tls/future.pem"), "clock.skew", Remedy::SetClock),
        (include_bytes!("tls/wrong-name.pem"), "tls.other_host", Remedy::SignInToNetwork),
    ];
    for (leaf, code, remedy) in cases {
        let url = tls_server(leaf, |_, _| panic!("a request came through"));
        let error = send(&url).unwrap_err();
        assert_eq!((error.code(), error.remedy()), (*code, *remedy), "{error:?}");
        assert!(!error.may_have_been_sent());
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn system_roots_do_not_know_the_test_ca() {
    let url = tls_server(GOOD, |_, _| panic!("a request came through"));
    match HttpsTransport::system() {
        Ok(mut transport) => {
            let error =
                transport.send(request(&url.replace("localhost", "127.0.0.1")), &limits()).unwrap_err();
            assert!(["tls.intercepted", "net.proxy_unreachable"].contains(&error.code()), "{error:?}");
        }
        Err(error) => eprintln!("SKIPPED system_roots_do_not_know_the_test_ca: {error:?}"),
    }
}

#[test]
fn extra_roots_are_trusted() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", b"yes"));
    if std::env::vars().any(|(name, _)| name.eq_ignore_ascii_case("https_proxy")) {
        eprintln!("SKIPPED extra_roots_are_trusted: a proxy is set");
        return;
    }
    let mut transport = HttpsTransport::with_roots_pem(CA).unwrap();
    assert_eq!(transport.send(request(&url), &limits()).unwrap().body(), b"yes");
}

#[test]
fn no_usable_roots() {
    for pem in [&b""[..], b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", KEY]
    {
        let error = HttpsTransport::only_roots_pem(pem).unwrap_err();
        assert_eq!((error.code(), error.remedy()), ("net.settings", Remedy::CheckRoots), "{error:?}");
    }
}

#[test]
fn plain_http_is_not_sent() {
    let url = tcp_server(|_| panic!("a connection came")).replace("https:", "http:");
    let error = send(&url).unwrap_err();
    assert!(!error.may_have_been_sent(), "{error:?}");
}

#[test]
fn refused_and_reset() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    drop(listener);
    let error = send(&url).unwrap_err();
    assert_eq!(error.code(), "net.firewall", "{error:?}");
    assert!(!error.may_have_been_sent());

    let url = tcp_server(drop);
    let error = send(&url).unwrap_err();
    assert_eq!(error.code(), "net.firewall", "{error:?}");
    assert!(!error.may_have_been_sent());
}

#[test]
fn something_that_does_not_speak_tls() {
    let url = tcp_server(|mut socket| {
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Sign in</html>");
        let _ = socket.read(&mut [0; 1000]);
    });
    assert_eq!(send(&url).unwrap_err().code(), "net.captive_portal");
}

#[test]
fn only_old_tls() {
    // the alert protocol_version, as a server of TLS 1.0 sends it
    let url = tcp_server(|mut socket| {
        let _ = socket.read(&mut [0; 1000]);
        let _ = socket.write_all(&[0x15, 3, 1, 0, 2, 2, 70]);
        let _ = socket.read(&mut [0; 1000]);
    });
    assert_eq!(send(&url).unwrap_err().code(), "tls.version");
}

#[test]
fn unknown_names() {
    let error = send("https://no-such-host.invalid/").unwrap_err();
    // without any network it is another failure, and says so
    assert!(["net.dns", "net.offline"].contains(&error.code()), "{error:?}");
    assert!(!error.may_have_been_sent());
}

#[test]
fn time_is_bounded() {
    // accepts the connection and says nothing: the handshake never ends
    let url = tcp_server(|socket| {
        thread::sleep(Duration::from_secs(4));
        drop(socket);
    });
    let begun = Instant::now();
    let short = limits().with_connect(Duration::from_millis(300)).with_answer(Duration::from_millis(700));
    let mut transport = HttpsTransport::only_roots_pem(CA).unwrap();
    let error = transport.send(request(&url), &short).unwrap_err();
    assert!(matches!(error, TransportError::Timeout(Phase::Connect)), "{error:?}");
    assert!(!error.may_have_been_sent());

    // reads the request and says nothing, or something for ever
    for drip in [false, true] {
        let url = tls_server(GOOD, move |_, tls| {
            let _ = tls.write_all(if drip { b"HTTP/1.1 200 OK\r\n\r\n" } else { b"HTTP/1.1 " });
            for _ in 0..40 {
                thread::sleep(Duration::from_millis(100));
                let _ = tls.write_all(if drip { b"x" } else { b"" });
                let _ = tls.flush();
            }
        });
        let error = transport.send(request(&url), &short).unwrap_err();
        assert_eq!((error.code(), error.remedy()), ("net.timeout", Remedy::TryLater), "{error:?}");
        assert!(matches!(error, TransportError::Timeout(Phase::Answer)), "{error:?}");
        assert!(error.may_have_been_sent());
    }
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[test]
fn size_is_bounded() {
    let announced = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", "x".repeat(1001).as_bytes()));
    let endless = tls_server(GOOD, |_, tls| {
        let _ = tls.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while tls.write_all(&[b'x'; 4096]).is_ok() {}
    });
    for url in [announced, endless] {
        let error = send(&url).unwrap_err();
        assert!(matches!(error, TransportError::TooLong(1000)), "{error:?}");
        assert_eq!(error.code(), "ra.malformed");
        assert!(error.may_have_been_sent());
    }
    let fits = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", "x".repeat(1000).as_bytes()));
    assert_eq!(send(&fits).unwrap().body().len(), 1000);
}

#[test]
fn cut_connections() {
    let after_request = tls_server(GOOD, |_, _| {});
    let in_body = tls_server(GOOD, |_, tls| {
        let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        let _ = tls.flush();
    });
    for url in [after_request, in_body] {
        let error = send(&url).unwrap_err();
        assert_eq!(error.code(), "net.failed", "{error:?}");
        assert!(error.may_have_been_sent(), "{error:?}");
    }
}

/// Refused with an error, not a panic; dropped there, it does no harm either.
#[test]
fn inside_a_runtime() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", b"yes"));
    let mut outside = HttpsTransport::only_roots_pem(CA).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let error = HttpsTransport::only_roots_pem(CA).unwrap_err();
        assert!(matches!(error, TransportError::InsideRuntime));
        assert_eq!(error.remedy(), Remedy::LeaveRuntime);
        let error = outside.send(request(&url), &limits()).unwrap_err();
        assert!(matches!(error, TransportError::InsideRuntime));
        assert!(!error.may_have_been_sent());
        drop(outside);
    });
}

/// A proxy that answers CONNECT as `serve` does after reading its head.
fn proxy(serve: impl Fn(&str, TcpStream) + Send + 'static) -> http::Uri {
    let url = tcp_server(move |mut socket| {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).unwrap_or(0) == 1 {
            head.push(byte[0]);
        }
        serve(&String::from_utf8_lossy(&head), socket);
    });
    let uri: http::Uri = url.parse().unwrap();
    format!("http://127.0.0.1:{}", uri.port_u16().unwrap()).parse().unwrap()
}

fn through(proxy: &http::Uri, password: Option<&str>) -> HttpsTransport {
    let mut settings = Settings::new().with_only_roots_pem(CA).unwrap().with_proxy(proxy);
    if let Some(password) = password {
        settings = settings.with_proxy_credentials("doctor", ProxyPassword::new(password.to_owned()));
    }
    HttpsTransport::new(&settings).unwrap()
}

/// Copies both ways until both are closed.
fn tunnel(client: TcpStream, server: TcpStream) {
    let ways = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
    for (mut from, mut to) in ways {
        thread::spawn(move || std::io::copy(&mut from, &mut to));
    }
}

#[test]
fn proxies() {
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", b"yes"));
    let asks_for_password = proxy(|head, mut client| {
        assert!(head.starts_with("CONNECT localhost:"), "{head}");
        // doctor:secret
        if head.to_ascii_lowercase().contains("proxy-authorization: basic zg9jdg9yonnly3jlda==") {
            let target = head.split(' ').nth(1).unwrap();
            let _ = client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n");
            tunnel(client, TcpStream::connect(target).unwrap());
        } else {
            let _ = client
                .write_all(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let answer = through(&asks_for_password, Some("secret")).send(request(&url), &limits());
    assert_eq!(answer.unwrap().body(), b"yes");
    for password in [None, Some("wrong")] {
        let error = through(&asks_for_password, password).send(request(&url), &limits()).unwrap_err();
        assert_eq!(
            (error.code(), error.remedy()),
            ("net.proxy_auth", Remedy::GiveProxyCredentials),
            "{error:?}"
        );
        assert!(!error.may_have_been_sent());
    }

    let forbids = proxy(|_, mut client| drop(client.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n")));
    let closes = proxy(|_, client| drop(client));
    let gone = proxy(|_, _| {});
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let absent = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port()).parse().unwrap();
    drop(listener);
    for proxy in [forbids, closes, gone, absent] {
        let error = through(&proxy, None).send(request(&url), &limits()).unwrap_err();
        assert_eq!(
            (error.code(), error.remedy()),
            ("net.proxy_unreachable", Remedy::CheckProxy),
            "{error:?}"
        );
        assert!(!error.may_have_been_sent());
    }
}

/// A proxy's own name that is not known is the proxy's trouble, not the authority's.
#[test]
fn unknown_proxy() {
    let error = through(&"http://no-such-proxy.invalid:3128".parse().unwrap(), None)
        .send(request("https://localhost/"), &limits())
        .unwrap_err();
    assert_eq!(error.code(), "net.proxy_unreachable", "{error:?}");
}
