//! Other programs and users of the same computer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::time::{Duration, Instant};

use ehealth_wizard::Started;

use crate::guest::{Guest, options, raw, start};

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
