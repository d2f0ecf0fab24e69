//! Status of certificates, from an authority of OpenSSL's: its lists, its answers, and its own responder over
//! a real connection without TLS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests"
)]

use std::collections::HashMap;
use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

use ehealth_client::revocation::{Cache, Cause, Check, Holder, Next, Source, check, check_async};
use ehealth_client::transport::AsyncTransport;
use ehealth_client::{Limits, Remedy, Transport, TransportError, UnixTime};
use ehealth_pki::{Certificate, RevocationError, Status};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

const CONFIG: &str = "
[ca]
default_ca = d
[d]
dir = .
database = ./index.txt
serial = ./serial
crlnumber = ./crlnumber
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 7
policy = p
[p]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[leaf]
keyUsage = critical, digitalSignature
authorityInfoAccess = OCSP;URI:http://127.0.0.1:PORT/
crlDistributionPoints = URI:http://127.0.0.1:LIST/a.crl
[list]
keyUsage = critical, digitalSignature
crlDistributionPoints = URI:http://crl.example.org/a.crl
[many]
keyUsage = critical, digitalSignature
authorityInfoAccess = OCSP;URI:ldap://ocsp.example.org/,OCSP;URI:http://ocsp.example.org/a-path-that-is-so-long-that-no-question-fits-into-the-255-characters-of-an-address-that-every-proxy-lets-through-which-is-the-limit-of-the-standard-for-a-question-in-an-address
crlDistributionPoints = URI:http://crl.example.org/a.crl
[nowhere]
keyUsage = critical, digitalSignature
";

struct Authority {
    folder: tempfile::TempDir,
    now: u64,
}

impl Authority {
    /// Leaves `good`, `revoked` (both kinds of address), `list` (a list alone), `many`, `nowhere`.
    fn make(responder: u16, lists: u16) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("SKIPPED: openssl is not installed");
            return None;
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let this = Self { folder: tempfile::tempdir().unwrap(), now };
        let config = CONFIG.replace("PORT", &responder.to_string()).replace("LIST", &lists.to_string());
        for (file, text) in
            [("ca.cnf", config.as_str()), ("index.txt", ""), ("serial", "1000"), ("crlnumber", "01")]
        {
            fs::write(this.folder.path().join(file), text).unwrap();
        }
        this.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out root.key");
        this.openssl("req -x509 -new -key root.key -subj /CN=Status -days 60 -config ca.cnf -extensions root -out root.pem");
        for (leaf, extensions) in [
            ("good", "leaf"),
            ("revoked", "leaf"),
            ("list", "list"),
            ("many", "many"),
            ("nowhere", "nowhere"),
        ] {
            this.openssl(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {leaf}.key"));
            this.openssl(&format!(
                "req -new -key {leaf}.key -subj /CN={leaf} -config ca.cnf -out {leaf}.csr"
            ));
            this.openssl(&format!("ca -batch -notext -config ca.cnf -cert root.pem -keyfile root.key -extensions {extensions} -in {leaf}.csr -out {leaf}.pem"));
        }
        this.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -revoke revoked.pem -crl_reason keyCompromise");
        this.openssl("ca -gencrl -config ca.cnf -cert root.pem -keyfile root.key -out crl.pem");
        this.openssl("crl -in crl.pem -outform DER -out crl.der");
        Some(this)
    }

    fn openssl(&self, arguments: &str) {
        let output =
            Command::new("openssl").current_dir(&self.folder).args(arguments.split(' ')).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn certificate(&self, name: &str) -> Certificate {
        let pem = self.read(&format!("{name}.pem"));
        Certificate::from_der(&CertificateDer::from_pem_slice(&pem).unwrap()).unwrap()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    fn at(&self, seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.now + seconds))
    }

    /// `openssl ocsp` answers, current for an hour.
    fn answer(&self, question: &[u8]) -> Vec<u8> {
        fs::write(self.folder.path().join("request.der"), question).unwrap();
        self.openssl("ocsp -index index.txt -CA root.pem -rsigner root.pem -rkey root.key -nmin 60 -reqin request.der -respout response.der");
        self.read("response.der")
    }
}

/// Serves the authority by hand, counts, and remembers.
struct Net<'a> {
    authority: &'a Authority,
    headers: Vec<(&'static str, String)>,
    fail: HashMap<&'static str, u16>,
    garbage: bool,
    log: Vec<http::Request<Vec<u8>>>,
}

impl<'a> Net<'a> {
    fn new(authority: &'a Authority) -> Self {
        Self { authority, headers: Vec::new(), fail: HashMap::new(), garbage: false, log: Vec::new() }
    }

    fn paths(&self) -> Vec<String> {
        self.log.iter().map(|request| format!("{} {}", request.method(), request.uri().path())).collect()
    }
}

impl Transport for Net<'_> {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let path = request.uri().path().to_owned();
        let list = path.ends_with(".crl");
        assert!(limits.max_body() <= if list { 32 << 20 } else { 64 << 10 });
        let asked_again = request.headers().contains_key("if-none-match");
        let body = if list {
            self.authority.read("crl.der")
        } else if request.method() == http::Method::GET {
            let text =
                path.trim_start_matches('/').replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
            self.authority.answer(&base64ct::Base64::decode_vec(&text).unwrap())
        } else {
            assert_eq!(request.headers()["content-type"], "application/ocsp-request");
            self.authority.answer(request.body())
        };
        self.log.push(request);
        let mut response = http::Response::new(if self.garbage { b"<html>".to_vec() } else { body });
        for (name, value) in &self.headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        match self.fail.get(if list { "list" } else { "responder" }) {
            Some(0) => return Err(TransportError::Offline("no".into())),
            Some(status) => *response.status_mut() = http::StatusCode::from_u16(*status).unwrap(),
            None if asked_again => *response.status_mut() = http::StatusCode::NOT_MODIFIED,
            None => {}
        }
        if response.status() == 304 {
            response.body_mut().clear();
        }
        Ok(response)
    }
}

use base64ct::Encoding;

#[test]
fn responder_then_list() {
    let Some(authority) = Authority::make(1, 2) else { return };
    let root = authority.certificate("root");
    let now = authority.at(5);
    for (name, revoked) in [("good", false), ("revoked", true)] {
        let leaf = authority.certificate(name);
        let mut net = Net::new(&authority);
        let checked = check(&leaf, &root, &mut net, &mut Cache::new(), now).unwrap();
        assert_eq!(checked.source(), Source::Responder);
        assert_eq!(matches!(checked.status(), Status::Revoked { .. }), revoked);
        assert_eq!(checked.code(Holder::Keystore), revoked.then_some("keystore.revoked"));
        assert_eq!(checked.code(Holder::Card), revoked.then_some("card.certificates_revoked"));
        assert!(checked.failures().is_empty() && !checked.from_cache());
        assert!(net.paths()[0].starts_with("GET /") && net.log.len() == 1, "{:?}", net.paths());

        // each way in which the responder does not help
        for (status, garbage) in [(0, false), (500, false), (404, true)] {
            let mut net = Net::new(&authority);
            net.fail.insert("responder", status);
            net.garbage = false;
            let checked = check(&leaf, &root, &mut net, &mut Cache::new(), now).unwrap();
            assert_eq!(checked.source(), Source::List, "{status} {garbage}");
            assert_eq!(matches!(checked.status(), Status::Revoked { .. }), revoked);
            assert_eq!(checked.failures().len(), 1);
            assert_eq!(net.paths()[1], "GET /a.crl");
        }
    }
}

#[test]
fn nothing_believable() {
    let Some(authority) = Authority::make(1, 2) else { return };
    let root = authority.certificate("root");
    let now = authority.at(5);
    let leaf = authority.certificate("good");
    let mut net = Net::new(&authority);
    net.garbage = true;
    let unknown = check(&leaf, &root, &mut net, &mut Cache::new(), now).unwrap_err();
    assert_eq!((unknown.code(), unknown.remedy()), ("revocation.unknown", Remedy::TryLater));
    assert_eq!(unknown.failures().len(), 2);
    for failure in unknown.failures() {
        assert!(matches!(failure.cause(), Cause::Statement(RevocationError::Der)), "{failure:?}");
        assert!(failure.address().starts_with("http://127.0.0.1:"));
    }
    // all out of date, or from the future
    for late in [authority.at(40 * 86_400), authority.at(0)] {
        let late = if late == authority.at(0) {
            UnixTime::since_unix_epoch(Duration::from_secs(authority.now - 86_400))
        } else {
            late
        };
        let unknown = check(&leaf, &root, &mut Net::new(&authority), &mut Cache::new(), late).unwrap_err();
        assert_eq!(unknown.failures().len(), 2, "{unknown:?}");
    }
    // no address at all, and another issuer than the certificate's
    let nowhere = authority.certificate("nowhere");
    let unknown = check(&nowhere, &root, &mut Net::new(&authority), &mut Cache::new(), now).unwrap_err();
    assert!(unknown.failures().is_empty());
    let mut net = Net::new(&authority);
    assert!(check(&leaf, &nowhere, &mut net, &mut Cache::new(), now).is_err());
    // another address than HTTP is passed over; a long question is posted
    let many = authority.certificate("many");
    let mut net = Net::new(&authority);
    let checked = check(&many, &root, &mut net, &mut Cache::new(), now).unwrap();
    assert!(matches!(checked.failures()[0].cause(), Cause::Address), "{checked:?}");
    assert_eq!(checked.source(), Source::Responder);
    assert_eq!(net.log[0].method(), "POST");
}

/// Kept as long as HTTP allows, asked for again with validators, never beyond what the statement says.
#[test]
fn caching() {
    let Some(authority) = Authority::make(1, 2) else { return };
    let root = authority.certificate("root");
    let leaf = authority.certificate("list");
    let mut cache = Cache::new();
    let mut net = Net::new(&authority);
    net.headers = vec![("cache-control", "max-age=100".to_owned()), ("etag", "\"1\"".to_owned())];
    let run = |net: &mut Net<'_>, cache: &mut Cache, seconds| {
        let checked = check(&leaf, &root, net, cache, authority.at(seconds)).unwrap();
        assert_eq!(checked.status(), Status::Good);
        (net.log.len(), checked.from_cache())
    };
    assert_eq!(run(&mut net, &mut cache, 5), (1, false));
    assert_eq!(run(&mut net, &mut cache, 100), (1, true));
    assert_eq!(run(&mut net, &mut cache, 106), (2, false)); // 304
    assert_eq!(net.log[1].headers()["if-none-match"], "\"1\"");
    assert_eq!(run(&mut net, &mut cache, 200), (2, true));
    net.headers[0].1 = "no-store".to_owned();
    net.headers.remove(1);
    let mut other = Cache::new();
    assert_eq!(run(&mut net, &mut other, 5), (3, false));
    assert!(other.is_empty());
    // a year is allowed, a week is what the list says of itself
    net.headers[0].1 = "max-age=31536000".to_owned();
    assert_eq!(run(&mut net, &mut other, 5), (4, false));
    assert_eq!(run(&mut net, &mut other, 6 * 86_400), (4, true));
    let late = authority.at(7 * 86_400 + 400);
    assert!(check(&leaf, &root, &mut net, &mut other, late).is_err());
    assert_eq!(net.log.len(), 5);
    // what a list says of another certificate comes from the same copy
    let mut net = Net::new(&authority);
    net.fail.insert("responder", 503);
    let mut cache = Cache::new();
    let two = ["list", "many"].map(|name| authority.certificate(name));
    for leaf in &two {
        check(leaf, &root, &mut net, &mut cache, authority.at(5)).unwrap();
    }
    assert_eq!(net.paths().iter().filter(|path| path.ends_with(".crl")).count(), 1);
}

/// Answers out of order, twice, or to nothing asked do no harm.
#[test]
fn misused() {
    let Some(authority) = Authority::make(1, 2) else { return };
    let (root, leaf) = (authority.certificate("root"), authority.certificate("good"));
    let (mut cache, now) = (Cache::new(), authority.at(5));
    let mut check = Check::new(&leaf, &root);
    check.on_answer(Ok(http::Response::new(Vec::new())), &mut cache, now);
    assert!(matches!(check.next(&mut cache, now), Next::Ask(_)));
    assert!(matches!(check.next(&mut cache, now), Next::Ask(_)));
    assert!(matches!(check.next(&mut cache, now), Next::Done(Err(_))));
    assert!(matches!(check.next(&mut cache, now), Next::Done(Err(_))));
    // "not modified" without anything kept
    let mut check = Check::new(&leaf, &root);
    let not_modified = http::Response::builder().status(304).body(Vec::new()).unwrap();
    let Next::Ask(_) = check.next(&mut cache, now) else { panic!() };
    check.on_answer(Ok(not_modified), &mut cache, now);
    let Next::Ask(_) = check.next(&mut cache, now) else { panic!() };
    check.on_answer(Err(TransportError::TooLong(7)), &mut cache, now);
    let Next::Done(Err(unknown)) = check.next(&mut cache, now) else { panic!() };
    assert!(matches!(unknown.failures()[0].cause(), Cause::Http(304)));
    assert!(matches!(unknown.failures()[1].cause(), Cause::Transport(TransportError::TooLong(7))));
}

struct NetAsync<'a>(std::sync::Mutex<Net<'a>>);

impl AsyncTransport for NetAsync<'_> {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.0.lock().unwrap().send(request, limits)
    }
}

#[test]
fn asynchronously() {
    let Some(authority) = Authority::make(1, 2) else { return };
    let net = NetAsync(std::sync::Mutex::new(Net::new(&authority)));
    let (root, leaf) = (authority.certificate("root"), authority.certificate("revoked"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut cache = Cache::new();
    let checked = runtime.block_on(check_async(&leaf, &root, &net, &mut cache, authority.at(5))).unwrap();
    assert!(matches!(checked.status(), Status::Revoked { .. }));
}

/// The whole way: our transport, without TLS, to the responder of OpenSSL, and to a server of lists.
#[cfg(feature = "blocking")]
#[test]
fn over_a_real_connection() {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use ehealth_client::transport::Settings;
    use ehealth_client::transport::blocking::HttpsTransport;

    let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let lists = TcpListener::bind("127.0.0.1:0").unwrap();
    let responder = free();
    let Some(authority) = Authority::make(responder, lists.local_addr().unwrap().port()) else { return };
    let list = authority.read("crl.der");
    std::thread::spawn(move || {
        for mut socket in lists.incoming().flatten() {
            let _ = socket.read(&mut [0; 4096]);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", list.len());
            let _ = socket.write_all(head.as_bytes()).and_then(|()| socket.write_all(&list));
        }
    });
    let mut process = Command::new("openssl")
        .current_dir(&authority.folder)
        .args(["ocsp", "-index", "index.txt", "-CA", "root.pem", "-rsigner", "root.pem", "-rkey", "root.key"])
        .args(["-nmin", "60", "-nrequest", "2", "-port", &responder.to_string()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    // looks, and does not connect: a connection would count as one of the two requests
    let listens = || {
        let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default()
            + &fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
        table.contains(&format!(":{responder:04X} "))
    };
    while !listens() && std::time::Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
    let root = authority.certificate("root");
    let settings = Settings::new().with_only_roots_pem(include_bytes!("tls/ca.pem")).unwrap().without_proxy();
    let mut transport = HttpsTransport::new(&settings).unwrap();
    let mut cache = Cache::new();
    for (name, expected) in [("good", false), ("revoked", true)] {
        let leaf = authority.certificate(name);
        let checked = check(&leaf, &root, &mut transport, &mut cache, authority.at(5)).unwrap();
        assert_eq!(checked.source(), Source::Responder, "{checked:?}");
        assert_eq!(matches!(checked.status(), Status::Revoked { .. }), expected);
    }
    // it has answered twice and gone: the list is left
    let _ = process.wait();
    for (name, expected) in [("good", false), ("revoked", true)] {
        let leaf = authority.certificate(name);
        let checked = check(&leaf, &root, &mut transport, &mut Cache::new(), authority.at(5)).unwrap();
        assert_eq!(checked.source(), Source::List, "{checked:?}");
        assert_eq!(matches!(checked.status(), Status::Revoked { .. }), expected);
    }
}
