//! Statuses of a certificate as HTTP brings them, with a cache between. Two bytes say when it begins; then pieces of an
//! HTTP status, a body, seconds that pass, a length and as many bytes of headers.

#![no_main]

use std::time::Duration;

use ehealth_client::revocation::{Cache, Check, Holder, Next, Source};
use ehealth_client::transport::Phase;
use ehealth_client::{TransportError, UnixTime};
use ehealth_pki::{Certificate, Status};
use libfuzzer_sys::fuzz_target;

/// Within the validity of what the seeds hold: set by `seeds.sh`.
const NOW: u64 = include!("../material/now.txt");
const ROOT: &[u8] = include_bytes!("../material/root.der");
const LEAF: &[u8] = include_bytes!("../material/leaf.der");
const OCSP: &[u8] = include_bytes!("../material/ocsp.der");
const LIST: &[u8] = include_bytes!("../material/list.der");

const STATUSES: [u16; 8] = [200, 304, 404, 500, 301, 206, 204, 503];

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn headers(lines: &[u8], into: &mut http::HeaderMap) {
    for line in lines.split(|byte| *byte == b'\n').take(20) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else { continue };
        let (Ok(name), Ok(value)) =
            (http::HeaderName::from_bytes(name), http::HeaderValue::from_bytes(value))
        else {
            continue;
        };
        into.append(name, value);
    }
}

fn no_store(headers: &http::HeaderMap) -> bool {
    headers.get_all("cache-control").iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"no-store"))
}

fuzz_target!(|bytes: &[u8]| {
    let (Ok(root), Ok(leaf)) = (Certificate::from_der(ROOT), Certificate::from_der(LEAF)) else { return };
    let [high, low, rest @ ..] = bytes else { return };
    let mut now = NOW + u64::from(u16::from_be_bytes([*high, *low]));
    let (mut rest, mut cache, mut kept) = (rest, Cache::new(), false);
    for _ in 0..6 {
        let mut check = Check::new(&leaf, &root);
        let mut asked = 0;
        let result = loop {
            match check.next(&mut cache, at(now)) {
                Next::Done(result) => break result,
                Next::Ask(request) => {
                    asked += 1;
                    assert!(asked <= 8, "as many questions as there are addresses");
                    let host = request.uri().host().expect("an address");
                    assert!(["ocsp.example.org", "crl.example.org"].contains(&host), "{host}");
                    let answer = match rest {
                        [status, body, pass, length, after @ ..] => {
                            let (lines, after) = after.split_at(usize::from(*length).min(after.len()));
                            rest = after;
                            now += u64::from(*pass) * 64;
                            let mut response = http::Response::new(match body % 4 {
                                0 if host.starts_with("crl") => LIST.to_vec(),
                                0 | 1 => OCSP.to_vec(),
                                2 => LIST.to_vec(),
                                _ => lines.to_vec(),
                            });
                            *response.status_mut() =
                                http::StatusCode::from_u16(STATUSES[usize::from(*status) % STATUSES.len()])
                                    .expect("a status");
                            headers(lines, response.headers_mut());
                            kept |= !no_store(response.headers());
                            Ok(response)
                        }
                        _ => Err(TransportError::Timeout(Phase::Answer)),
                    };
                    check.on_answer(answer, &mut cache, at(now));
                }
                _ => unreachable!("two ways to go on"),
            }
        };
        match result {
            Ok(checked) => {
                assert_eq!(checked.status(), Status::Good);
                assert!(checked.code(Holder::Keystore).is_none());
                if checked.from_cache() {
                    assert!(kept && asked < 2, "kept against the word of the server");
                    assert!(
                        checked.next_update().is_none_or(|next| at(now) < next),
                        "kept beyond its own word"
                    );
                }
                std::hint::black_box((checked.source() == Source::List, checked.failures().len()));
            }
            Err(unknown) => assert!(unknown.failures().len() <= 16),
        }
        assert!(cache.len() <= 2);
        now += 600;
    }
});
