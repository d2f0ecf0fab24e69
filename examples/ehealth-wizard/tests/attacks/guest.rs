//! A wizard, and somebody who talks to it in plain HTTP.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

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
pub(crate) fn world(folder: &Path) -> World {
    let keystores = folder.join("keystores");
    let line = ["x".into(), "--keystore-dir".into(), keystores.into_os_string()];
    World::settle(&Flags::parse_from(line).global, &Config::default()).unwrap()
}

pub(crate) fn options(folder: &Path) -> Options {
    let mut options = Options::new(world(folder), Language::English);
    options.runtime = Some(folder.join("runtime"));
    options.cards = Some(Box::new(Virtual::new(VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED))));
    options
}

pub(crate) fn start(folder: &Path) -> Wizard {
    match ehealth_wizard::start(options(folder)).unwrap() {
        Started::Here(wizard) => wizard,
        Started::Already { .. } => panic!("another wizard runs in this folder"),
    }
}

/// An answer: status, head, body.
pub(crate) struct Answer(pub(crate) u16, pub(crate) String, pub(crate) String);

pub(crate) fn raw(address: SocketAddr, request: &[u8]) -> Answer {
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
pub(crate) struct Guest {
    pub(crate) address: SocketAddr,
    pub(crate) place: String,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    pub(crate) screen: String,
}

impl Guest {
    pub(crate) fn enter(wizard: &Wizard) -> Self {
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

    pub(crate) fn get(&self, path: &str, headers: &str) -> Answer {
        let (place, address, cookie) = (&self.place, self.address, &self.cookie);
        let request = format!(
            "GET {place}{path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{headers}Connection: close\r\n\r\n"
        );
        raw(address, request.as_bytes())
    }

    /// Reads the tokens of the current page.
    pub(crate) fn look(&mut self) -> String {
        let page = self.get("", "");
        assert_eq!(page.0, 200, "{}", page.1);
        let value = |name: &str| {
            let after = page.2.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            after.split('"').next().unwrap().to_owned()
        };
        (self.csrf, self.screen) = (value("csrf"), value("screen"));
        page.2
    }

    pub(crate) fn post(&self, path: &str, body: &str, headers: &[(&str, String)]) -> Answer {
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
    pub(crate) fn body(&self) -> String {
        format!("csrf={}&screen={}&do=foreigner", self.csrf, self.screen)
    }
}
