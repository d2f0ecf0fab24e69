//! A client as raw as can be: one TLS connection a request, bytes in, bytes out.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use ehealth_sandbox::Sandbox;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::ServerName;

use crate::pki;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The text of the first element of this local name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.all(name).into_iter().next()
    }

    pub fn all(&self, name: &str) -> Vec<String> {
        let document = roxmltree::Document::parse(&self.body).unwrap();
        document
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == name)
            .map(|node| {
                node.children().filter(roxmltree::Node::is_text).filter_map(|child| child.text()).collect()
            })
            .collect()
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }

    /// `Success`, or the code of the first error, or the code of the fault.
    pub fn outcome(&self) -> String {
        let document = roxmltree::Document::parse(&self.body).unwrap();
        let success = document.descendants().any(|node| {
            node.tag_name().name() == "StatusCode"
                && node.attribute("Value") == Some("urn:be:fgov:ehealth:2.0:status:Success")
        });
        if success { "Success".to_owned() } else { self.text("Code").unwrap() }
    }
}

pub fn envelope(payload: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>{payload}</soap:Body></soap:Envelope>"
    )
}

/// Sends a payload in an envelope, with the headers a good client sends.
pub fn post(sandbox: &Sandbox, path: &str, action: &str, payload: &str) -> Answer {
    let headers = format!("Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"{action}\"\r\n");
    exchange(sandbox, "POST", path, &headers, envelope(payload).as_bytes())
}

pub fn exchange(sandbox: &Sandbox, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    try_exchange(sandbox, method, path, headers, body).unwrap()
}

/// A TLS connection to the sandbox; the handshake comes with the first bytes.
pub fn connect(sandbox: &Sandbox) -> std::io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let descriptor = sandbox.descriptor();
    let address = descriptor.base_url.strip_prefix("https://").unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(from_pem(&descriptor.tls_ca).into()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    Ok(StreamOwned::new(connection, TcpStream::connect(address)?))
}

/// An error when the connection fails or ends before the head of an answer.
pub fn try_exchange(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> std::io::Result<Answer> {
    let address = sandbox.descriptor().base_url.strip_prefix("https://").unwrap();
    let mut stream = connect(sandbox)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    // A server that closes without TLS's goodbye has answered all the same.
    let _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.ok_or(std::io::ErrorKind::UnexpectedEof)?);
    let head = std::str::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.contains("transfer-encoding: chunked");
    let body = if chunked { unchunked(&body[4..]) } else { body[4..].to_vec() };
    let body = String::from_utf8(body).map_err(|_| std::io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head: head.to_owned(), body })
}

/// RFC 9112 section 7.1, as far as it came.
fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|pair| pair == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        let rest = &bytes[end + 2..];
        out.extend_from_slice(&rest[..length.min(rest.len())]);
        bytes = rest.get(length + 2..).unwrap_or_default();
    }
    out
}

pub fn from_pem(pem: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    Base64::decode_vec(&body).unwrap()
}

pub fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(bytes)
}

pub fn from_base64(text: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Base64::decode_vec(&text).unwrap()
}

/// A sandbox that accepts the cards of `pki`, its clock standing at [`pki::NOW`].
pub fn options(pki: &pki::Pki) -> ehealth_sandbox::Options {
    ehealth_sandbox::Options {
        citizen_roots: vec![pki.root.clone().into()],
        clock: ehealth_sandbox::MovableClock::stopped_at(pki::NOW),
        ..ehealth_sandbox::Options::default()
    }
}
