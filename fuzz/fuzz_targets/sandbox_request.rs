//! Requests as the sandbox reads them: by itself, and as the running authority answers them. The first byte says to
//! which service.

#![no_main]

use std::cell::RefCell;

use ehealth_csr::xml::Document;
use ehealth_sandbox::{MovableClock, Options, Sandbox, check_request};
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 5] = ["/CertRa/v2", "/EtkRa/v2", "/EtkDepot/v1", "/CertRa/v1", "/EtkRa/v1"];

/// What an authority has accepted is kept: after so many requests another one takes its place.
const REQUESTS: u32 = 2_000;

/// Seconds since 1970, near the instants of the seeds.
const NOW: u64 = 1_796_126_400;

thread_local! {
    static SANDBOX: RefCell<(u32, Sandbox)> = RefCell::new((0, start()));
}

fn start() -> Sandbox {
    let clock = MovableClock::stopped_at(NOW);
    Sandbox::start(Options { seed: Some(1), clock, ..Options::default() }).expect("a sandbox starts")
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let path = PATHS[usize::from(*first) % PATHS.len()];
    let checked = check_request(path, body);
    if checked.is_ok() {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        Document::parse(body).expect("what the sandbox reads, the other reader reads");
    }
    SANDBOX.with_borrow_mut(|(count, sandbox)| {
        *count += 1;
        if *count > REQUESTS {
            (*count, *sandbox) = (0, start());
        }
        let (status, answer) = sandbox.answer(path, "text/xml", body);
        assert!([200, 500].contains(&status), "{status}");
        let document = Document::parse(&answer).expect("an answer is well formed");
        let payload = document.root().children().next().and_then(|body| body.children().next());
        let payload = payload.expect("an answer has a payload");
        assert_eq!(status == 500, payload.name() == "Fault");
        let text = String::from_utf8_lossy(&answer);
        if payload.name() == "Fault" {
            let code =
                payload.children().find(|child| child.name() == "faultstring").expect("a fault has a code");
            assert!(code.text().is_ok_and(|code| code.starts_with("SOA-0")), "{text}");
            return;
        }
        let status = payload.children().next().filter(|status| status.name() == "Status");
        let value = status.and_then(|status| status.children().next()?.attribute("Value"));
        // what is no request by itself is a fault or a refusal here
        let refused = value.is_some_and(|value| !value.ends_with("Success"))
            || payload.children().any(|child| child.name() == "Error");
        assert!(checked.is_ok() || refused, "{checked:?} {text}");
        assert!(!value.is_some_and(|value| value.ends_with("Responder")), "{text}");
    });
});
