//! Servers that behave and servers that do not, on this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

pub const CA: &[u8] = include_bytes!("../tls/ca.pem");
pub const GOOD: &[u8] = include_bytes!("../tls/good.pem");
const KEY: &[u8] = include_bytes!("../tls/server-throwaway-key.pem");

pub type Tls = StreamOwned<ServerConnection, TcpStream>;

/// Answers every connection with `serve`; gives the URL. The thread ends with the test's process.
pub fn tcp_server(serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(&serve));
    format!("https://localhost:{port}/CertRa/v2")
}

/// The same over TLS with `leaf`, after the request was read; failures of the handshake are the test's aim.
pub fn tls_server(leaf: &[u8], serve: impl Fn(&[u8], &mut Tls) + Send + 'static) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(leaf).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    tcp_server(move |socket| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = StreamOwned::new(connection, socket);
        if let Some(request) = read_request(&mut tls) {
            serve(&request, &mut tls);
        }
    })
}

/// Head and body of one request.
fn read_request(tls: &mut Tls) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match tls.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(request);
            }
        }
    }
}

pub fn respond(tls: &mut Tls, status: &str, headers: &str, body: &[u8]) {
    let length = body.len();
    let _ = write!(tls, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    let _ = tls.write_all(body);
    tls.conn.send_close_notify();
    let _ = tls.flush();
}
