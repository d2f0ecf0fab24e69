//! As much of W3C WebDriver as these tests need, over plain HTTP to a chromedriver of their own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long a page may take to show what it should.
const PATIENCE: Duration = Duration::from_secs(20);
/// Key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running chromedriver.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it; `None` where there is none.
    pub(crate) fn start() -> Option<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(child.stdout.take()?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
        });
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { port: port?, child })
    }

    /// A browser of its own, without anything remembered.
    pub(crate) fn browser(&self, settings: Settings) -> Browser {
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-gpu".to_owned(),
            format!("--window-size={},{}", settings.width, settings.height),
        ];
        if settings.calm {
            arguments.push("--force-prefers-reduced-motion".to_owned());
        }
        let mut preferences = json!({ "credentials_enable_service": true });
        if !settings.script {
            preferences["profile.managed_default_content_settings.javascript"] = 2.into();
        }
        let options = json!({ "args": arguments, "prefs": preferences });
        let body = json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options,
            "unhandledPromptBehavior": "accept" } } });
        let value = exchange(self.port, "POST", "/session", Some(&body)).unwrap();
        let session = value["sessionId"].as_str().unwrap().to_owned();
        Browser { port: self.port, session }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a browser is.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) script: bool,
    pub(crate) calm: bool,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { script: true, calm: false, width: 1000, height: 1100 }
    }
}

/// One browser.
pub(crate) struct Browser {
    port: u16,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = exchange(self.port, "DELETE", &format!("/session/{}", self.session), None);
    }
}

impl Browser {
    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        exchange(self.port, method, &format!("/session/{}{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", path, Some(body)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn goto(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    pub(crate) fn url(&self) -> String {
        self.call("GET", "/url", None).unwrap().as_str().unwrap().to_owned()
    }

    pub(crate) fn back(&self) {
        self.post("/back", &json!({}));
    }

    pub(crate) fn forward(&self) {
        self.post("/forward", &json!({}));
    }

    pub(crate) fn reload(&self) {
        self.post("/refresh", &json!({}));
    }

    /// Opens another tab and turns to it; gives the one before.
    pub(crate) fn new_tab(&self) -> String {
        let before = self.call("GET", "/window", None).unwrap().as_str().unwrap().to_owned();
        let tab = self.post("/window/new", &json!({ "type": "tab" }));
        self.post("/window", &json!({ "handle": tab["handle"] }));
        before
    }

    pub(crate) fn turn_to(&self, tab: &str) {
        self.post("/window", &json!({ "handle": tab }));
    }

    /// What a script gives.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What an asynchronous script gives to its callback.
    pub(crate) fn script_later(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    fn element(&self, css: &str) -> Option<String> {
        let found =
            self.call("POST", "/element", Some(&json!({ "using": "css selector", "value": css }))).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    pub(crate) fn has(&self, css: &str) -> bool {
        self.element(css).is_some()
    }

    /// Waits for something; `what` says for what.
    pub(crate) fn until(&self, what: &str, mut there: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !there() {
            if begin.elapsed() > PATIENCE {
                panic!("no {what} at {} in:\n{}", self.url(), self.page());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// The heading of the page, as it is.
    pub(crate) fn heading(&self) -> String {
        self.text("h1").unwrap_or_default()
    }

    /// Waits for this heading.
    pub(crate) fn expect(&self, heading: &str) {
        self.until(&format!("heading {heading:?}"), || self.heading() == heading);
    }

    pub(crate) fn text(&self, css: &str) -> Option<String> {
        let id = self.element(css)?;
        let text = self.call("GET", &format!("/element/{id}/text"), None).ok()?;
        text.as_str().map(str::to_owned)
    }

    /// Everything that can be read on the page.
    pub(crate) fn page(&self) -> String {
        self.text("body").unwrap_or_default()
    }

    pub(crate) fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let id = self.element(css)?;
        let value = self.call("GET", &format!("/element/{id}/attribute/{name}"), None).ok()?;
        value.as_str().map(str::to_owned)
    }

    pub(crate) fn enabled(&self, css: &str) -> bool {
        self.element(css).is_some_and(|id| {
            self.call("GET", &format!("/element/{id}/enabled"), None).is_ok_and(|value| value == json!(true))
        })
    }

    /// Clicks, once the element is there and can be clicked.
    pub(crate) fn click(&self, css: &str) {
        self.until(&format!("{css} to click"), || {
            self.enabled(css)
                && self.element(css).is_some_and(|id| {
                    self.call("POST", &format!("/element/{id}/click"), Some(&json!({}))).is_ok()
                })
        });
    }

    /// The button of this value.
    pub(crate) fn press(&self, deed: &str) {
        self.click(&format!("main button[name=do][value=\"{deed}\"]"));
    }

    /// Replaces what stands in a field.
    pub(crate) fn fill(&self, css: &str, text: &str) {
        self.until(css, || self.has(css));
        let id = self.element(css).unwrap();
        self.post(&format!("/element/{id}/clear"), &json!({}));
        self.post(&format!("/element/{id}/value"), &json!({ "text": text }));
    }

    /// Types on the keyboard, wherever the focus is. `\u{E004}` is Tab, `\u{E007}` Enter.
    pub(crate) fn keys(&self, text: &str) {
        let actions: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key.to_string() }),
                    json!({ "type": "keyUp", "value": key.to_string() }),
                ]
            })
            .collect();
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    /// Another width of the page, as zooming gives it; `None`: the window's.
    pub(crate) fn widen(&self, width: Option<u32>) {
        let (command, params) = match width {
            Some(width) => (
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false }),
            ),
            None => ("Emulation.clearDeviceMetricsOverride", json!({})),
        };
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }));
    }

    /// The page as for another medium; empty: the screen.
    pub(crate) fn media(&self, media: &str) {
        let params = json!({ "media": media });
        self.post("/goog/cdp/execute", &json!({ "cmd": "Emulation.setEmulatedMedia", "params": params }));
    }

    /// A picture of the whole page, PNG.
    pub(crate) fn screenshot(&self) -> Vec<u8> {
        let height = self.script("return document.documentElement.scrollHeight").as_u64().unwrap_or(1100);
        let width = self.script("return innerWidth").as_u64().unwrap_or(1000);
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let _ = self.call(
            "POST",
            "/goog/cdp/execute",
            Some(&json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics })),
        );
        let text = self.call("GET", "/screenshot", None).unwrap();
        let _ = self.call(
            "POST",
            "/goog/cdp/execute",
            Some(&json!({ "cmd": "Emulation.clearDeviceMetricsOverride", "params": {} })),
        );
        decoded(text.as_str().unwrap())
    }
}

/// Base64 (RFC 4648), as WebDriver sends pictures.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let failed = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(failed)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).map_err(failed)?;
    stream.write_all(body.as_bytes()).map_err(failed)?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).map_err(failed)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer).map_err(failed)?;
    let answer: Value = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
    match &answer["value"]["error"] {
        Value::String(error) => Err(format!("{error}: {}", answer["value"]["message"])),
        _ => Ok(answer["value"].clone()),
    }
}
