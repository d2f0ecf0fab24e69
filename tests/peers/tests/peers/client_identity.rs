//! A keystore's key and chain as what a TLS client shows, to OpenSSL's server.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ehealth_keystore::{Keystore, Password};
use peers::Peer;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/ehealth-keystore/tests/vectors");

/// The server, stopped when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// `openssl s_server` that takes only clients with a certificate under `authority`, and answers with a page that
/// says what it saw.
fn server(openssl: &Peer, folder: &Path, authority: &Path) -> (Server, u16) {
    let (key, certificate) = (folder.join("server.key"), folder.join("server.pem"));
    let mut make = Command::new(openssl.path());
    make.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-noenc",
        "-days",
        "2",
    ]);
    make.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    make.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    make.arg("-keyout").arg(&key).arg("-out").arg(&certificate);
    assert!(make.stderr(Stdio::null()).status().unwrap().success());

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut serve = Command::new(openssl.path());
    serve.args(["s_server", "-www", "-Verify", "3", "-verify_return_error"]);
    serve.args(["-accept", &format!("127.0.0.1:{port}")]).arg("-CAfile").arg(authority);
    serve.arg("-key").arg(&key).arg("-cert").arg(&certificate);
    let child = serve.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "s_server does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
    (Server(child), port)
}

/// What the server's page says; an error when it refuses the client.
fn page(
    folder: &Path,
    port: u16,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.join("server.pem")).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).unwrap(),
        None => builder.with_no_client_auth(),
    };
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = StreamOwned::new(connection, socket);
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
    let mut text = Vec::new();
    match stream.read_to_end(&mut text) {
        // OpenSSL's server closes without a word of farewell.
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(String::from_utf8_lossy(&text).into_owned()),
    }
}

#[test]
fn openssl_s_server_takes_a_keystores_key_and_chain() {
    let Some(openssl) = Peer::openssl() else { return };
    let folder = tempfile::tempdir().unwrap();
    let vectors = Path::new(VECTORS);
    let store = Keystore::open(
        &vectors.join("pkcs12/ehealth-complete-jdk.p12"),
        &Password::new("Keystore-Pass_2026!".to_owned()),
    )
    .unwrap();
    let identity = store.authentication().client_identity();
    let key = || PrivateKeyDer::from(identity.key().clone_key());

    let authorities = ["root-rsa", "root-ec"]
        .map(|name| std::fs::read(vectors.join(format!("pki/{name}.crt.pem"))).unwrap());
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authorities.concat()).unwrap();
    let (_server, port) = server(&openssl, folder.path(), &roots);

    let said = page(folder.path(), port, Some((identity.chain(), key()))).unwrap();
    assert!(said.contains("ZOE ELEONORE LEFEVRE-VAN DEN BROECK"), "{said}");
    // The other side can say no: without a certificate, and without the chain above it.
    assert!(page(folder.path(), port, None).is_err());
    let alone = identity.chain().into_iter().take(1).collect();
    assert!(page(folder.path(), port, Some((alone, key()))).is_err());
}
