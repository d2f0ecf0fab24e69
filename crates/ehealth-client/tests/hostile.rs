//! Hostile answers over a real connection with TLS: a typed error each time, in bounded time and memory.
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

use std::io::Write;
use std::time::{Duration, Instant};

use common::{answer, header, sample};
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::issued::{self, Expected};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Call, Endpoints, Error, Limits, TransportError};
use servers::{CA, GOOD, Tls, respond, tls_server};

/// Longest time for one answer, and most memory beyond what the program had: generous beside a fraction of a
/// second and a few MiB, far below what an unbounded reader takes.
const MOST_TIME: Duration = Duration::from_secs(5);
const MOST_KIB: u64 = 96 * 1024;

fn call() -> Call<GetCertificate> {
    Call::new(GetCertificate::new([7; 20].into()), header("_0000000f-0000-4000-8000-00000000000f")).unwrap()
}

/// Peak of the memory of this process, in KiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// One exchange with a server that answers so: its error, after the bounds were checked.
fn exchange(what: &str, serve: impl Fn(&mut Tls) + Send + 'static) -> (Error, Duration, u64) {
    let url = tls_server(GOOD, move |_, tls| serve(tls));
    let endpoints = Endpoints::new(&url, &url, &url).unwrap();
    let mut transport = HttpsTransport::only_roots_pem(CA).unwrap();
    let before = peak();
    let begun = Instant::now();
    let exchange = call().exchange(&mut transport, &endpoints, &Limits::new());
    let (time, memory) = (begun.elapsed(), peak() - before);
    assert!(time < MOST_TIME, "{what}: {time:?}");
    assert!(memory < MOST_KIB, "{what}: {memory} KiB");
    (exchange.outcome.err().unwrap_or_else(|| panic!("{what} was believed")), time, memory)
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let good = String::from_utf8(answer(&sample("GetCertificateResponse.xml")).into_body()).unwrap();
    let with_type = |dtd: &str, text: &str| {
        let good = good.replacen("<cr:X509Certificate>", &format!("<cr:X509Certificate>{text}"), 1);
        assert!(good.contains(text));
        format!("<?xml version=\"1.0\"?>{dtd}{good}").into_bytes()
    };
    let laughs: String = (1..30)
        .map(|n| {
            let previous = format!("&l{};", n - 1).repeat(10);
            format!("<!ENTITY l{n} \"{previous}\">")
        })
        .collect();
    let quadratic = format!("<!DOCTYPE a [<!ENTITY q \"{}\">]>", "q".repeat(50_000));
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let inside =
        |text: &str| good.replacen("<s:Header/>", &format!("<s:Header>{text}</s:Header>"), 1).into_bytes();
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    let namespaces: String = (0..20_000).map(|n| format!("<x{n}:a xmlns:x{n}=\"urn:{n}\"/>")).collect();
    vec![
        (
            "external entity, file",
            with_type("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "&x;"),
        ),
        (
            "external entity, network",
            with_type("<!DOCTYPE a [<!ENTITY x SYSTEM \"http://127.0.0.1:9/\">]>", "&x;"),
        ),
        ("external subset", with_type("<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">", "")),
        ("parameter entity", with_type("<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/passwd\">%x;]>", "")),
        ("a billion laughs", with_type(&format!("<!DOCTYPE a [<!ENTITY l0 \"ha\">{laughs}]>"), "&l29;")),
        ("quadratic blowup", with_type(&quadratic, &"&q;".repeat(10_000))),
        ("document type after a comment", with_type("<!-- --><!DOCTYPE a>", "")),
        ("undeclared entity", with_type("", "&nbsp;")),
        ("nesting 100,000", deep(100_000).into_bytes()),
        ("nesting inside the header", inside(&deep(10_000))),
        ("nesting without end", b"<a>".repeat(600_000)),
        ("500,000 elements", inside(&"<b/>".repeat(500_000))),
        ("100,000 attributes", inside(&format!("<b{attributes}/>"))),
        ("20,000 namespaces", inside(&namespaces)),
        ("UTF-16, little end", utf16(&good, true)),
        ("UTF-16, big end", utf16(&good, false)),
        ("UTF-16, without mark", utf16(&good, true)[2..].to_vec()),
        ("declared UTF-16", format!("<?xml version='1.0' encoding='UTF-16'?>{good}").into_bytes()),
        ("declared ISO-8859-1", format!("<?xml version='1.0' encoding='ISO-8859-1'?>{good}").into_bytes()),
        ("declared UTF-7", format!("<?xml version='1.0' encoding='UTF-7'?>{good}").into_bytes()),
        ("not UTF-8", [good.as_bytes(), b"\xFF"].concat()),
        (
            "overlong UTF-8",
            good.replacen("<s:Header/>", "", 1).into_bytes().iter().copied().chain([0xC0, 0xBC]).collect(),
        ),
        ("a zero byte", inside("\0")),
        ("a control character", inside("&#1;")),
        ("half", good.as_bytes()[..good.len() / 2].to_vec()),
        ("twice", good.repeat(2).into_bytes()),
        ("nothing", Vec::new()),
        ("white space, 2 MB", vec![b' '; 2_000_000]),
        ("binary", (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()),
    ]
}

#[test]
fn bodies_over_tls() {
    let (mut slowest, mut largest) = (Duration::ZERO, 0);
    let bodies = bodies();
    let count = bodies.len();
    for (what, body) in bodies {
        let (error, time, memory) =
            exchange(what, move |tls| respond(tls, "200 OK", "Content-Type: text/xml\r\n", &body));
        assert!(["ra.malformed", "ra.unavailable"].contains(&error.code()), "{what}: {error:?}");
        assert!(error.may_have_acted(), "{what}");
        (slowest, largest) = (slowest.max(time), largest.max(memory));
    }
    println!(
        "COUNT client hostile bodies over TLS: {count}, slowest {} ms, most memory {largest} KiB",
        slowest.as_millis()
    );
}

/// 100 MB, told or not, plain or compressed: given up at 2 MiB.
#[test]
fn large_bodies_over_tls() {
    const MIB_100: usize = 100 << 20;
    let write = |tls: &mut Tls, total: usize| {
        let piece = [b'x'; 16 * 1024];
        let mut left = total;
        while left > 0 && tls.write_all(&piece).is_ok() {
            left = left.saturating_sub(piece.len());
        }
        let _ = tls.flush();
    };
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    let compressed = bomb.len();
    let mut told = Vec::new();
    let mut run = |what: &str, serve: Box<dyn Fn(&mut Tls) + Send>| {
        let (error, time, memory) = exchange(what, serve);
        let too_long = matches!(error, Error::Transport(TransportError::TooLong(limit)) if limit == 2 << 20);
        assert!(too_long, "{what}: {error:?}");
        assert_eq!((error.code(), error.may_have_acted()), ("ra.malformed", true));
        told.push(format!("{what} {} ms {memory} KiB", time.as_millis()));
    };
    run(
        "announced",
        Box::new(move |tls| {
            let _ = write!(tls, "HTTP/1.1 200 OK\r\nContent-Length: {MIB_100}\r\n\r\n");
            write(tls, MIB_100);
        }),
    );
    run(
        "unannounced",
        Box::new(move |tls| {
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            write(tls, MIB_100);
        }),
    );
    run(
        "in chunks",
        Box::new(move |tls| {
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            let piece = [&b"4000\r\n"[..], &[b'x'; 16 * 1024], b"\r\n"].concat();
            for _ in 0..MIB_100 / (16 * 1024) {
                if tls.write_all(&piece).is_err() {
                    return;
                }
            }
        }),
    );
    run(
        "compressed",
        Box::new(move |tls| {
            respond(tls, "200 OK", "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n", &bomb);
        }),
    );
    println!(
        "COUNT client bodies of 100 MiB given up at 2 MiB: {} ({compressed} bytes compressed)",
        told.join(", ")
    );
}

/// Heads that never end, or lie.
#[test]
fn heads_over_tls() {
    let many: String = (0..2_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(4 << 20));
    for (what, headers) in [("many headers", many), ("a long header", long)] {
        let (error, ..) = exchange(what, move |tls| respond(tls, "200 OK", &headers, b"<a/>"));
        assert!(["net.failed", "ra.malformed"].contains(&error.code()), "{what}: {error:?}");
    }
    let heads: [(&str, &[u8]); 6] = [
        ("no HTTP", b"hello\r\n\r\n"),
        ("two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        ("a length below zero", b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        ("a length that is none", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n"),
        ("chunks of nonsense", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"),
        ("no gzip", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
    ];
    for (what, head) in heads {
        let (error, ..) = exchange(what, move |tls| {
            let _ = tls.write_all(head);
            tls.conn.send_close_notify();
            let _ = tls.flush();
        });
        assert!(["net.failed", "ra.malformed"].contains(&error.code()), "{what}: {error:?}");
        assert!(error.may_have_acted(), "{what}");
    }
}

/// Certificates that are none, in an answer that is one.
#[test]
fn certificates_that_are_none() {
    let good = sample("GetCertificateResponse.xml");
    let (start, rest) = good.split_once("<cr:X509Certificate>").unwrap();
    let (value, end) = rest.split_once("</cr:X509Certificate>").unwrap();
    let leaf = common::sample_certificate("material/ehauth.pem");
    let subject = ehealth_csr::SubjectName::from_contract_dn(&leaf.subject().rfc2253()).unwrap();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    let large = "A".repeat(1_000_000);
    for bad in [
        "",
        "AAAA",
        "MIIB",
        &value[..value.len() / 2 / 4 * 4],
        &format!("{value}{value}"),
        "MIT/////",
        &large,
    ] {
        let text = format!("{start}<cr:X509Certificate>{bad}</cr:X509Certificate>{end}");
        let begun = Instant::now();
        match call().on_response(answer(&text)) {
            Ok(reply @ CertificateReply::Delivered(_)) => {
                let error = issued::check(&reply, &expected, &[], common::now()).unwrap_err();
                assert_eq!(error.code(), "ra.wrong_certificate", "{}", &bad[..bad.len().min(20)]);
            }
            Ok(_) => panic!(),
            Err(error) => assert_eq!(error.code(), "ra.malformed"),
        }
        assert!(begun.elapsed() < MOST_TIME);
    }
}
