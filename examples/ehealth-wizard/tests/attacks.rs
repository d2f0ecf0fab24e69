//! What others may try at the local page, as plain HTTP: refused, and nothing changed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use clap::Parser;
use ehealth_examples_common::config::Config;
use ehealth_examples_common::flags::Global;
use ehealth_examples_common::{Language, World};
use ehealth_wizard::card::Virtual;
use ehealth_wizard::{Options, Started, Wizard};

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    global: Global,
}

/// A world of production: nothing here goes as far as a network.
fn world(folder: &Path) -> World {
    let keystores = folder.join("keystores");
    let line = ["x".into(), "--keystore-dir".into(), keystores.into_os_string()];
    World::settle(&Flags::parse_from(line).global, &Config::default()).unwrap()
}

fn options(folder: &Path) -> Options {
    let mut options = Options::new(world(folder), Language::English);
    options.runtime = Some(folder.join("runtime"));
    options.cards = Some(Box::new(Virtual::new(VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED))));
    options
}

fn start(folder: &Path) -> Wizard {
    match ehealth_wizard::start(options(folder)).unwrap() {
        Started::Here(wizard) => wizard,
        Started::Already { .. } => panic!("another wizard runs in this folder"),
    }
}

/// An answer: status, head, body.
struct Answer(u16, String, String);

fn raw(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A server that refuses early may close before everything was written.
    let _ = stream.write_all(request);
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer(status, head.to_ascii_lowercase(), body.to_owned())
}

/// Somebody who came through the door.
struct Guest {
    address: SocketAddr,
    place: String,
    cookie: String,
    csrf: String,
    screen: String,
}

impl Guest {
    fn enter(wizard: &Wizard) -> Self {
        let address = wizard.address();
        let path = wizard.door().split_once(&address.to_string()).unwrap().1.to_owned();
        let door = raw(
            address,
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
        );
        assert_eq!(door.0, 200, "{}", door.1);
        let cookie = door.1.split("set-cookie: ").nth(1).unwrap();
        assert!(cookie.contains("; httponly; samesite=strict"), "{cookie}");
        let place = cookie.split("path=").nth(1).unwrap().split(';').next().unwrap().to_owned();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut guest = Self { address, place, cookie, csrf: String::new(), screen: String::new() };
        guest.look();
        guest
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        let (place, address, cookie) = (&self.place, self.address, &self.cookie);
        let request = format!(
            "GET {place}{path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{headers}Connection: close\r\n\r\n"
        );
        raw(address, request.as_bytes())
    }

    /// Reads the tokens of the current page.
    fn look(&mut self) -> String {
        let page = self.get("", "");
        assert_eq!(page.0, 200, "{}", page.1);
        let value = |name: &str| {
            let after = page.2.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            after.split('"').next().unwrap().to_owned()
        };
        (self.csrf, self.screen) = (value("csrf"), value("screen"));
        page.2
    }

    fn post(&self, path: &str, body: &str, headers: &[(&str, String)]) -> Answer {
        let mut all = vec![
            ("Host", self.address.to_string()),
            ("Origin", format!("http://{}", self.address)),
            ("Cookie", self.cookie.clone()),
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
        ];
        for (name, value) in headers {
            all.retain(|(known, _)| known != name);
            if value != "-" {
                all.push((*name, value.clone()));
            }
        }
        let headers: String = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (place, length) = (&self.place, body.len());
        let request = format!(
            "POST {place}{path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        raw(self.address, request.as_bytes())
    }

    /// The form that begins a request.
    fn body(&self) -> String {
        format!("csrf={}&screen={}&do=foreigner", self.csrf, self.screen)
    }
}

/// Each attack beside the same request without its fault, so that it is this fault which is refused.
#[test]
fn forged_forms() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let mut guest = Guest::enter(&wizard);
    let (address, before) = (guest.address, guest.screen.clone());
    let text = |text: &str| text.to_owned();
    type Attack = (&'static str, u16, Vec<(&'static str, String)>);
    let attacks: &[Attack] = &[
        ("another host (DNS rebinding)", 421, vec![("Host", format!("evil.example:{}", address.port()))]),
        ("localhost is another host, too", 421, vec![("Host", format!("localhost:{}", address.port()))]),
        ("no port", 421, vec![("Host", text("127.0.0.1"))]),
        ("no host", 400, vec![("Host", text("-"))]),
        ("another origin", 403, vec![("Origin", text("https://evil.example"))]),
        ("another port's origin", 403, vec![("Origin", text("http://127.0.0.1:1"))]),
        ("a file's origin", 403, vec![("Origin", text("null"))]),
        ("no origin", 403, vec![("Origin", text("-"))]),
        ("a cross-site form", 403, vec![("Sec-Fetch-Site", text("cross-site"))]),
        ("a form of another port", 403, vec![("Sec-Fetch-Site", text("same-site"))]),
        ("no cookie", 403, vec![("Cookie", text("-"))]),
        ("another cookie", 403, vec![("Cookie", format!("ehealth_wizard={}", "0".repeat(64)))]),
        ("a form that needs no preflight", 400, vec![("Content-Type", text("text/plain"))]),
        ("no content type", 400, vec![("Content-Type", text("-"))]),
    ];
    for (name, status, headers) in attacks {
        let answer = guest.post("act", &guest.body(), headers);
        // An HTTP/1.1 request without host is refused before it reaches us, or by us.
        let expected =
            if *name == "no host" { answer.0 == 400 || answer.0 == 421 } else { answer.0 == *status };
        assert!(expected, "{name}: {} {}", answer.0, answer.1);
        guest.look();
        assert_eq!(guest.screen, before, "{name} changed something");
    }
    for (name, body) in [
        ("no form token", format!("screen={before}&do=foreigner")),
        ("another form token", format!("csrf={}&screen={before}&do=foreigner", "0".repeat(64))),
    ] {
        assert_eq!(guest.post("act", &body, &[]).0, 400, "{name}");
        guest.look();
        assert_eq!(guest.screen, before, "{name} changed something");
    }
    // Without any of these faults the very same form is taken.
    let answer = guest.post("act", &guest.body(), &[]);
    assert_eq!(answer.0, 303, "{}", answer.1);
    guest.look();
    assert_ne!(guest.screen, before);
    // And again: it answers a screen that is past now.
    let (now, stale) = (guest.screen.clone(), format!("csrf={}&screen={before}&do=cancel", guest.csrf));
    assert_eq!(guest.post("act", &stale, &[]).0, 303);
    guest.look();
    assert_eq!(guest.screen, now, "a stale form changed something");
}

/// The token of the address works once, and nothing else opens the door.
#[test]
fn tokens() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let address = wizard.address();
    let door = wizard.door();
    let path = door.split_once(&address.to_string()).unwrap().1;
    let get = |path: &str, headers: &str| {
        raw(
            address,
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n")
                .as_bytes(),
        )
    };
    assert_eq!(get("/", "").0, 403);
    assert_eq!(get("/?token=", "").0, 403);
    assert_eq!(get(&format!("/?token={}", "0".repeat(64)), "").0, 403);
    assert_eq!(
        get(path, "Sec-Purpose: prefetch\r\n").0,
        403,
        "a browser that looks ahead does not use it up"
    );
    assert_eq!(get(path, "").0, 200);
    let again = get(path, "");
    assert_eq!(again.0, 403, "replayed");
    assert!(!again.1.contains("set-cookie"));
    assert!(again.2.contains("ehealth-wizard"), "says what to do: {}", again.2);
    // The place of the screens is not told to strangers, and alone it opens nothing.
    let guest = Guest::enter(&wizard);
    assert!(!again.2.contains(guest.place.trim_matches('/')));
    for path in ["", "act", "photo", "events", "certificate.ics"] {
        let answer = get(&format!("{}{path}", guest.place), "");
        assert!([403, 405].contains(&answer.0), "{path}: {}", answer.0);
    }
    // Nor do the tokens of an address or of a form do as cookies.
    let answer = get(&guest.place, &format!("Cookie: ehealth_wizard={}\r\n", guest.csrf));
    assert_eq!(answer.0, 403);
    // Two doors lead to the same session.
    let other = Guest::enter(&wizard);
    assert_eq!((&other.place, &other.cookie), (&guest.place, &guest.cookie));
}

/// Every answer, also a refusal, may be neither framed nor kept, and runs nothing of others.
#[test]
fn headers() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let guest = Guest::enter(&wizard);
    let address = guest.address;
    let stranger =
        raw(address, format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes());
    let style = raw(
        address,
        format!("GET /assets/wizard.css HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
    );
    assert_eq!(style.0, 200);
    for answer in [guest.get("", ""), guest.get("none", ""), stranger, style, guest.post("act", "", &[])] {
        for header in [
            "cache-control: no-store",
            "x-frame-options: deny",
            "frame-ancestors 'none'",
            "default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(answer.1.contains(header), "{header} in {}", answer.1);
        }
        assert!(!answer.1.contains("unsafe"), "{}", answer.1);
        assert!(!answer.1.contains("access-control"), "{}", answer.1);
    }
    let page = guest.get("", "").2;
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "one file of our own");
    // Every reference is to this server.
    for attribute in ["src=\"", "href=\"", "action=\""] {
        for reference in page.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(reference.starts_with('/') || reference.starts_with('#'), "{reference}");
        }
    }
    // A page in a frame or of another port is not even given.
    assert_eq!(guest.get("", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n").0, 403);
    assert_eq!(guest.get("", "Sec-Fetch-Site: same-site\r\n").0, 403);
    assert_eq!(guest.get("", "Sec-Fetch-Site: same-origin\r\n").0, 200);
}

/// No path leads to a file.
#[test]
fn paths() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let guest = Guest::enter(&wizard);
    let address = guest.address;
    let cookie = &guest.cookie;
    let place = &guest.place;
    let paths = [
        "/../../etc/passwd".to_owned(),
        "/assets/../Cargo.toml".to_owned(),
        "/assets/..%2f..%2fetc%2fpasswd".to_owned(),
        "/assets/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        "/assets/wizard.css/..".to_owned(),
        "//etc/passwd".to_owned(),
        format!("{place}../../etc/passwd"),
        format!("{place}photo/../act"),
        format!("{place}%2e%2e/"),
        place.trim_end_matches('/').to_owned(),
        place.to_uppercase(),
    ];
    for path in paths {
        let answer = raw(
            address,
            format!(
                "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
            )
            .as_bytes(),
        );
        assert_eq!(answer.0, 404, "{path}: {}", answer.1);
        assert!(!answer.2.contains("root:"), "{path}");
    }
    // A request as to a proxy is for another host, whatever its header says.
    let answer = raw(
        address,
        format!("GET http://evil.example{place} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n").as_bytes(),
    );
    assert_eq!(answer.0, 421);
    // A file of the folder can only be named, and only one of the folder.
    let mut guest = guest;
    for file in ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "x.p12"] {
        guest.look();
        let before = guest.screen.clone();
        guest.post("act", &format!("csrf={}&screen={}&do=complete+{file}", guest.csrf, guest.screen), &[]);
        let page = guest.look();
        assert_eq!(guest.screen, before);
        assert!(page.contains("role=\"alert\""), "says that there is no such keystore");
        assert!(!page.contains("root:"));
    }
    // Methods that nothing here has.
    for method in ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"] {
        let answer = raw(
            address,
            format!("{method} {place} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n", cookie = guest.cookie, place = guest.place).as_bytes(),
        );
        assert_eq!(answer.0, 405, "{method}");
    }
}

/// What is too long or too slow is cut off, and others are served meanwhile.
#[test]
fn oversized_and_slow() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let mut guest = Guest::enter(&wizard);
    let (address, before) = (guest.address, guest.screen.clone());
    let huge = format!("{}&email={}", guest.body(), "a".repeat(20 * 1024));
    assert_eq!(guest.post("act", &huge, &[]).0, 413);
    // A length that is announced and never comes, and pieces without end.
    let announced = format!(
        "POST {}act HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n",
        guest.place, guest.cookie
    );
    let begin = Instant::now();
    let answer = raw(address, format!("{announced}Content-Length: 100\r\n\r\ncsrf=").as_bytes());
    assert_eq!(answer.0, 408, "{}", answer.1);
    assert!(begin.elapsed() < Duration::from_secs(10));
    let mut chunks = format!("{announced}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..40 {
        chunks.extend_from_slice(b"400\r\n");
        chunks.extend_from_slice(&[b'a'; 0x400]);
        chunks.extend_from_slice(b"\r\n");
    }
    assert_eq!(raw(address, &chunks).0, 413);
    let long =
        format!("GET {} HTTP/1.1\r\nHost: {address}\r\nX: {}\r\n\r\n", guest.place, "a".repeat(64 * 1024));
    assert!([0, 400, 431].contains(&raw(address, long.as_bytes()).0));
    // Many who say nothing, or half a head, hold nobody up for long and are let go.
    let silent: Vec<TcpStream> = (0..40)
        .map(|index| {
            let mut stream = TcpStream::connect(address).unwrap();
            if index % 2 == 0 {
                stream.write_all(b"GET / HT").unwrap();
            }
            stream
        })
        .collect();
    let begin = Instant::now();
    guest.look();
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    for mut stream in silent {
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        let mut rest = Vec::new();
        assert!(stream.read_to_end(&mut rest).is_ok() || rest.is_empty(), "let go");
    }
    guest.look();
    assert_eq!(guest.screen, before, "none of it changed anything");
}

/// Another user of this computer is sent away before a byte is read, whatever he knows.
#[test]
#[cfg(target_os = "linux")]
fn other_users() {
    let root = rustix::process::geteuid().is_root();
    if !root || !Path::new("/usr/bin/setpriv").exists() {
        println!("SKIPPED other_users: needs root and setpriv, to become another user");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let guest = Guest::enter(&wizard);
    let (port, place, cookie) = (guest.address.port(), &guest.place, &guest.cookie);
    let script = format!(
        "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET {place} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nCookie: {cookie}\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3"
    );
    let as_user = |user: &str| {
        let output = std::process::Command::new("setpriv")
            .args(["--reuid", user, "--clear-groups", "bash", "-c", &script])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(as_user("0").starts_with("HTTP/1.1 200"), "the same request of the same user is answered");
    assert_eq!(as_user("65534"), "");
}

/// A second start is given a token of the first one, and only by proof of the file that the user alone reads.
#[test]
fn again() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let guest = Guest::enter(&wizard);
    let Started::Already { address, .. } = ehealth_wizard::start(options(folder.path())).unwrap() else {
        panic!("a second wizard beside the first");
    };
    assert!(address.starts_with(&format!("http://{}/?token=", wizard.address())), "{address}");
    let path = address.split_once(&wizard.address().to_string()).unwrap().1;
    let door = raw(
        guest.address,
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", guest.address).as_bytes(),
    );
    assert_eq!(door.0, 200);
    assert!(door.1.contains(&guest.cookie), "the same session");
    let nonce = "0".repeat(64);
    for body in [String::new(), format!("nonce={nonce}"), format!("nonce={nonce}&proof={nonce}")] {
        let answer = raw(
            guest.address,
            format!(
                "POST /again HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                guest.address,
                body.len()
            )
            .as_bytes(),
        );
        assert_eq!(answer.0, 403, "{body}");
    }
    #[cfg(unix)]
    for entry in std::fs::read_dir(folder.path().join("runtime")).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
    // Gone, it leaves nothing that a later start would ask.
    let port = wizard.address().port();
    drop(wizard);
    let other = start(folder.path());
    assert_ne!(other.address().port(), port);
}

/// A stranger who listens where a dead wizard listened learns no secret and hands out no address.
#[test]
fn impostor() {
    let folder = tempfile::tempdir().unwrap();
    let wizard = start(folder.path());
    let runtime = folder.path().join("runtime");
    let entry = std::fs::read_dir(&runtime).unwrap().map(|entry| entry.unwrap().path());
    let entry =
        entry.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "json")).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut written: serde_json::Value = serde_json::from_slice(&std::fs::read(&entry).unwrap()).unwrap();
    written["address"] = listener.local_addr().unwrap().to_string().into();
    std::fs::write(&entry, written.to_string()).unwrap();
    let secret = written["secret"].as_str().unwrap().to_owned();
    let heard = std::thread::spawn(move || {
        let mut heard = String::new();
        listener.set_nonblocking(false).unwrap();
        for stream in listener.incoming().take(1) {
            let mut stream = stream.unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes);
            heard.push_str(&String::from_utf8_lossy(&bytes));
            let token = "1".repeat(64);
            let body = format!("{token}\n{token}\n");
            let _ = stream.write_all(
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
            );
        }
        heard
    });
    let second = ehealth_wizard::start(options(folder.path()));
    assert!(second.is_err(), "{second:?}");
    let heard = heard.join().unwrap();
    assert!(heard.contains("POST /again"), "{heard}");
    assert!(!heard.contains(&secret));
    drop(wizard);
}

/// Nobody there, nothing runs on; somebody there, it does.
#[test]
fn idle() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.idle = Duration::from_millis(1500);
    let Started::Here(wizard) = ehealth_wizard::start(options).unwrap() else { panic!() };
    let guest = Guest::enter(&wizard);
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(2) {
        assert_eq!(guest.get("", "").0, 200);
        std::thread::sleep(Duration::from_millis(200));
    }
    // Strangers do not keep it awake.
    let address = wizard.address();
    let knocking = std::thread::spawn(move || {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) && TcpStream::connect(address).is_ok() {
            let mut stream = TcpStream::connect(address);
            if let Ok(stream) = &mut stream {
                let _ = stream.write_all(format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        begin.elapsed()
    });
    let begin = Instant::now();
    wizard.wait();
    assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());
    assert!(knocking.join().unwrap() < Duration::from_secs(5));
}
