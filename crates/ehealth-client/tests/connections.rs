//! What connections do to requests: kept ones that die, the system's proxy, compression, answers that never begin.
#![cfg(feature = "blocking")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/servers.rs"]
mod servers;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ehealth_client::transport::Settings;
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Limits, Transport};
use servers::{CA, GOOD, Tls, respond, tls_server};

fn request(url: &str) -> http::Request<Vec<u8>> {
    http::Request::post(url).header("SOAPAction", "\"x\"").body(b"question".to_vec()).unwrap()
}

fn limits() -> Limits {
    Limits::new().with_connect(Duration::from_secs(5)).with_answer(Duration::from_secs(2))
}

/// A request that was sent on a kept connection is never sent again by itself, whenever that connection dies.
#[test]
fn a_kept_connection_that_dies() {
    for late in [false, true] {
        let seen = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&seen);
        let url = tls_server(GOOD, move |_, tls| {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes");
            let _ = tls.flush();
            // the next request on this connection is read, perhaps answered in part, and the connection ends
            if tls.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                counted.fetch_add(1, Ordering::SeqCst);
                if late {
                    let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ny");
                    let _ = tls.flush();
                }
            }
        });
        let mut transport = HttpsTransport::only_roots_pem(CA).unwrap();
        assert_eq!(transport.send(request(&url), &limits()).unwrap().body(), b"yes");
        let error = transport.send(request(&url), &limits()).unwrap_err();
        assert_eq!((error.code(), error.may_have_been_sent()), ("net.failed", true), "{error:?}");
        assert_eq!(seen.load(Ordering::SeqCst), 2, "sent once each");
    }
}

/// Asks for it, understands it, and also what was compressed without being asked for in another way.
#[test]
fn compressed_answers() {
    let url = tls_server(GOOD, |request, tls| {
        let asked = String::from_utf8_lossy(request).to_ascii_lowercase().contains("accept-encoding: gzip");
        let mut body = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        body.write_all(if asked { b"asked" } else { b"not asked" }).unwrap();
        respond(tls, "200 OK", "Content-Encoding: gzip\r\n", &body.finish().unwrap());
    });
    let answer = HttpsTransport::only_roots_pem(CA).unwrap().send(request(&url), &limits()).unwrap();
    assert_eq!(answer.body(), b"asked");
}

/// Heads and ends that go on for ever: the time is over, and memory does not grow with what comes.
#[test]
fn answers_that_never_begin_or_end() {
    type Serve = fn(&mut Tls);
    let cases: [(&str, Serve); 4] = [
        ("100 Continue", |tls| while tls.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {}),
        ("103 Early Hints", |tls| {
            while tls.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").is_ok() {}
        }),
        ("a header a tenth of a second", |tls| {
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\n");
            while tls.write_all(b"X: y\r\n").is_ok() && tls.flush().is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }),
        ("trailers", |tls| {
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n");
            while tls.write_all(b"X: y\r\n").is_ok() {}
        }),
    ];
    for (what, serve) in cases {
        let url = tls_server(GOOD, move |_, tls| serve(tls));
        let mut transport = HttpsTransport::only_roots_pem(CA).unwrap();
        let begun = Instant::now();
        let short = limits().with_connect(Duration::from_secs(1)).with_answer(Duration::from_secs(1));
        let error = transport.send(request(&url), &short).unwrap_err();
        assert!(["net.timeout", "net.failed"].contains(&error.code()), "{what}: {error:?}");
        assert!(error.may_have_been_sent(), "{what}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{what}: {:?}", begun.elapsed());
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak: u64 = peak.and_then(|text| text.parse().ok()).unwrap_or(0);
    assert!(peak < 200 * 1024, "{peak} KiB");
}

/// In a process of its own, because a variable belongs to all of one: started by the test below.
#[test]
fn through_the_systems_proxy() {
    let Ok(url) = std::env::var("EHEALTH_TEST_URL") else { return };
    let settings = Settings::new().with_only_roots_pem(CA).unwrap();
    let outcome = HttpsTransport::new(&settings).unwrap().send(request(&url), &limits());
    println!("outcome: {}", outcome.map_or_else(|error| error.code().to_owned(), |_| "answered".to_owned()));
}

/// What the variables of the system say is done, and `NO_PROXY` is heeded.
#[test]
fn the_systems_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut head = [0; 1000];
            let read = client.read(&mut head).unwrap_or(0);
            if head[..read].starts_with(b"CONNECT localhost:") {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            let _ = client
                .write_all(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let url = tls_server(GOOD, |_, tls| respond(tls, "200 OK", "", b"yes"));
    for (variables, expected, asks) in [
        (vec![("HTTPS_PROXY", proxy.as_str())], "net.proxy_auth", 1),
        (vec![("https_proxy", &proxy)], "net.proxy_auth", 2),
        (vec![("HTTPS_PROXY", &proxy), ("NO_PROXY", "localhost")], "answered", 2),
        (vec![("HTTPS_PROXY", "http://127.0.0.1:1")], "net.proxy_unreachable", 2),
        (vec![], "answered", 2),
    ] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
            command.env_remove(name);
        }
        command.args(["--exact", "through_the_systems_proxy", "--nocapture"]).envs(variables.iter().copied());
        let output = command.env("EHEALTH_TEST_URL", &url).stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(&format!("outcome: {expected}")), "{variables:?}: {text}");
        assert_eq!(asked.load(Ordering::SeqCst), asks, "{variables:?}");
    }
}
