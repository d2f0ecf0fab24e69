//! Requests that are meant to hurt: each is answered or dropped within bounded time and memory, and the next
//! good request is answered as if nothing had been.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ehealth_sandbox::{Sandbox, check_request};

use crate::client::{connect, envelope, exchange, options};
use crate::messages::*;
use crate::pki::{Pki, TESTA};

const HEADERS: &str = "Content-Type: text/xml; charset=utf-8\r\n";

fn good(sandbox: &Sandbox) {
    let body = envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)));
    assert_eq!(exchange(sandbox, "POST", CERTRA, HEADERS, body.as_bytes()).outcome(), "Success");
}

/// Resident memory of this process, server included, in bytes; none where the system does not tell.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

#[test]
fn documents() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let entities = many(9, |at| {
        let inner = if at == 0 { "lol".to_owned() } else { format!("&l{};", at - 1).repeat(10) };
        format!("<!ENTITY l{at} \"{inner}\">")
    });
    let body = envelope("&l8;");
    let in_body = |payload: &str| envelope(payload).into_bytes();
    let nested = |levels: usize| ["<a>".repeat(levels), "</a>".repeat(levels)].concat();
    let mut messages: Vec<(&str, Vec<u8>)> = vec![
        ("entity bomb", format!("<!DOCTYPE a [{entities}]>{body}").into_bytes()),
        (
            "external entity",
            format!("<!DOCTYPE a [<!ENTITY l8 SYSTEM \"file:///etc/passwd\">]>{body}").into_bytes(),
        ),
        (
            "external DTD",
            format!("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\">{}", envelope("<a/>")).into_bytes(),
        ),
        ("unknown entity", body.into_bytes()),
        ("deep", in_body(&nested(5_000))),
        ("deeper than any stack", in_body(&nested(500_000))),
        ("never closed", in_body(&"<a>".repeat(1_000_000))),
        ("attributes", in_body(&format!("<a{}/>", many(300_000, |at| format!(" a{at}=''"))))),
        ("namespaces", in_body(&format!("<a{}/>", many(150_000, |at| format!(" xmlns:a{at}='u'"))))),
        ("elements", in_body(&format!("<a>{}</a>", "<b/>".repeat(900_000)))),
        ("references", in_body(&format!("<a>{}</a>", "&amp;".repeat(800_000)))),
        ("a long name", in_body(&format!("<{}/>", "a".repeat(3_500_000)))),
        ("zeros", vec![0; 1_000_000]),
        ("UTF-8 cut in the middle", vec![b'<', 0xC3]),
        ("overlong UTF-8", in_body("<a/>").iter().copied().chain([0xC0, 0xAF]).collect()),
        ("UTF-32", "<a/>".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
        ("UTF-7", b"<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-a/+AD4-".to_vec()),
    ];
    messages.push(("UTF-16", envelope("<a/>").encode_utf16().flat_map(u16::to_be_bytes).collect()));
    for (what, message) in &messages {
        let began = Instant::now();
        let answer = exchange(&sandbox, "POST", CERTRA, HEADERS, message);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(5), "{what}: {took:?}");
        assert_eq!(answer.status, 500, "{what}");
        assert!(answer.outcome().starts_with("SOA-0300"), "{what}: {}", answer.body);
        assert!(check_request(CERTRA, message).is_err(), "{what}");
        assert!(!answer.body.contains("root:"), "{what}");
    }
    good(&sandbox);
}

#[test]
fn a_signature_that_is_a_maze() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let transforms =
        "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>".repeat(5_000);
    let request = |signature: &str| {
        let ssin = "<cr:SSIN Type=\"SSIN\">00010100173</cr:SSIN>";
        request("cr", "GetActorQualities", &format!("{ssin}{signature}"))
    };
    let ds = "xmlns=\"http://www.w3.org/2000/09/xmldsig#\"";
    let certificate = format!("<X509Certificate>{}</X509Certificate>", "MIIB".repeat(100));
    for signature in [
        format!("<Signature {ds}/>"),
        format!(
            "<Signature {ds}><SignedInfo><Reference URI=\"\"><Transforms>{transforms}</Transforms></Reference></SignedInfo></Signature>"
        ),
        format!(
            "<Signature {ds}><KeyInfo><X509Data>{}</X509Data></KeyInfo></Signature>",
            certificate.repeat(1_000)
        ),
        format!("<Signature {ds}><Object>{}</Object></Signature>", "<a/>".repeat(10_000)),
    ] {
        let began = Instant::now();
        let body = envelope(&request(&signature));
        let answer = exchange(&sandbox, "POST", CERTRA, HEADERS, body.as_bytes());
        assert_eq!(answer.outcome(), "SIGNATURE_INVALID", "{}", answer.body);
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    good(&sandbox);
}

#[test]
fn a_hundred_megabytes() {
    const LENGTH: usize = 100 * 1024 * 1024;
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    good(&sandbox);
    let before = resident();
    for chunked in [false, true] {
        let began = Instant::now();
        let mut stream = connect(&sandbox).unwrap();
        let length = if chunked {
            "Transfer-Encoding: chunked".to_owned()
        } else {
            format!("Content-Length: {LENGTH}")
        };
        let head = format!(
            "POST {CERTRA} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{HEADERS}{length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let block = vec![b' '; 64 * 1024];
        let mut sent = 0;
        // The server hangs up long before the end.
        while sent < LENGTH {
            let framed = if chunked { format!("{:x}\r\n", block.len()).into_bytes() } else { Vec::new() };
            let end: &[u8] = if chunked { b"\r\n" } else { b"" };
            if stream.write_all(&[&framed, block.as_slice(), end].concat()).is_err() {
                break;
            }
            sent += block.len();
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(sent < LENGTH || answer.starts_with("HTTP/1.1 413"), "{sent}");
        eprintln!("chunked {chunked}: {} MiB taken in {:?}", sent / 1024 / 1024, began.elapsed());
    }
    good(&sandbox);
    if let (Some(before), Some(after)) = (before, resident()) {
        let grown = after.saturating_sub(before) / 1024 / 1024;
        eprintln!("resident memory: {grown} MiB more");
        assert!(grown < 32, "{grown} MiB");
    }
}

#[test]
fn what_is_kept_is_bounded() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let body = vec![b' '; 4 * 1024 * 1024];
    for _ in 0..20 {
        exchange(&sandbox, "POST", CERTRA, HEADERS, &body);
    }
    let kept: usize = sandbox.requests().iter().map(|exchange| exchange.request.len()).sum();
    assert!(kept <= 32 * 1024 * 1024, "{kept}");
    good(&sandbox);
}

#[test]
fn connections_that_lead_nowhere() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let address = sandbox.descriptor().base_url.strip_prefix("https://").unwrap().to_owned();
    let silent: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let mut half: Vec<TcpStream> = (0..50).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for stream in &mut half {
        stream.write_all(&[22, 3, 1, 2, 0, 1]).unwrap();
    }
    let mut waiting = connect(&sandbox).unwrap();
    let head = format!("POST {CERTRA} HTTP/1.1\r\nHost: localhost\r\n{HEADERS}Content-Length: 1000\r\n\r\n<");
    waiting.write_all(head.as_bytes()).unwrap();
    for garbage in [&b"\0\0\0\0"[..], b"\x16\x03\x01\xFF\xFF", b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n"] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(garbage).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.len() < 4096);
    }
    let began = Instant::now();
    for _ in 0..10 {
        good(&sandbox);
    }
    assert!(began.elapsed() < Duration::from_secs(10));
    drop((silent, half, waiting));
    let long = format!("{HEADERS}X-Long: {}\r\n", "a".repeat(1_000_000));
    let answer = crate::client::try_exchange(&sandbox, "POST", CERTRA, &long, b"");
    assert!(answer.is_err() || answer.unwrap().status >= 400);
    good(&sandbox);
}
