//! Other pages: forged forms, replayed tokens, frames, paths.

use crate::guest::{Guest, raw, start};

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
