//! The check without input and output: which address is asked next, and what is believed.

use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;

use base64ct::{Base64, Encoding};
use ehealth_pki::crl::{Crl, MAX_CRL_LEN};
use ehealth_pki::ocsp::{self, MAX_OCSP_LEN, OcspResponse};
use ehealth_pki::{Certificate, Issuer, Status};
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, StatusCode, Uri};
use rustls_pki_types::UnixTime;

use super::{Cache, Cause, Checked, Failure, Next, Source, Unknown};
use crate::assumed;
use crate::transport::{Limits, TransportError};

/// Longest address that a question may be part of (RFC 6960 appendix A.1): longer ones are posted.
const MAX_GET_LEN: usize = 255;

/// Most addresses of each kind that are tried: the names stand in a certificate.
const MAX_ADDRESSES: usize = 4;

/// Time to connect and time to answer: a status is a small thing beside the certificate.
const TIMES: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(30));

/// A check without input and output: [`next`](Self::next) says what to send, [`on_answer`](Self::on_answer)
/// takes what came.
pub struct Check<'a> {
    certificate: &'a Certificate,
    issuer: Issuer<'a>,
    waiting: VecDeque<Step>,
    asked: Option<Step>,
    failures: Vec<Failure>,
    unknown_there: bool,
    result: Option<Checked>,
}

#[derive(Clone, PartialEq, Eq)]
struct Step {
    source: Source,
    address: String,
    /// Whether the answer in the cache was looked at already.
    past_cache: bool,
}

impl<'a> Check<'a> {
    /// `issuer` is the certificate's: a certificate, or [`Issuer::of_anchor`].
    pub fn new(certificate: &'a Certificate, issuer: impl Into<Issuer<'a>>) -> Self {
        let step =
            |source| move |address: &String| Step { source, address: address.clone(), past_cache: false };
        let responders = certificate.ocsp_urls().iter().take(MAX_ADDRESSES).map(step(Source::Responder));
        let lists = certificate.crl_urls().iter().take(MAX_ADDRESSES).map(step(Source::List));
        Self {
            certificate,
            issuer: issuer.into(),
            waiting: responders.chain(lists).collect(),
            asked: None,
            failures: Vec::new(),
            unknown_there: false,
            result: None,
        }
    }

    /// The next request, or the end. Repeated without an answer between, it passes over what was asked.
    pub fn next(&mut self, cache: &mut Cache, now: UnixTime) -> Next {
        self.asked = None;
        loop {
            if let Some(checked) = self.result.take() {
                return Next::Done(Ok(checked));
            }
            let Some(mut step) = self.waiting.pop_front() else {
                return Next::Done(Err(Unknown { failures: core::mem::take(&mut self.failures) }));
            };
            let (mut request, key) = match self.request(&step) {
                Ok(request) => request,
                Err(cause) => {
                    self.failed(&step, cause);
                    continue;
                }
            };
            if !step.past_cache {
                step.past_cache = true;
                if let Some(body) = cache.fresh(&key, now) {
                    if self.read(&step, &body, now, true).is_ok() {
                        continue;
                    }
                    // believed once, not any more: out of date, or the clock was moved
                    cache.forget(&key);
                }
            }
            for (name, value) in cache.validators(&key) {
                request.headers_mut().insert(name, value);
            }
            self.asked = Some(step);
            return Next::Ask(Box::new(request));
        }
    }

    /// Times and size for the request that [`next`](Self::next) gave last.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let size = match self.asked.as_ref().map(|step| step.source) {
            Some(Source::List) => MAX_CRL_LEN,
            _ => MAX_OCSP_LEN,
        };
        Limits::new().with_connect(TIMES.0).with_answer(TIMES.1).with_max_body(size)
    }

    /// Takes what came, or why nothing came. Without effect when nothing was asked.
    pub fn on_answer(
        &mut self,
        answer: Result<http::Response<Vec<u8>>, TransportError>,
        cache: &mut Cache,
        now: UnixTime,
    ) {
        let Some(step) = self.asked.take() else { return };
        let cause = match answer {
            Err(error) => Cause::Transport(error),
            Ok(response) => match self.take(&step, &response, cache, now) {
                Ok(()) => return,
                Err(cause) => cause,
            },
        };
        self.failed(&step, cause);
    }

    fn take(
        &mut self,
        step: &Step,
        response: &http::Response<Vec<u8>>,
        cache: &mut Cache,
        now: UnixTime,
    ) -> Result<(), Cause> {
        let key = self.request(step)?.1;
        match response.status() {
            StatusCode::OK => {
                let next_update = self.read(step, response.body(), now, false)?;
                cache.store(&key, response, next_update, now);
                Ok(())
            }
            StatusCode::NOT_MODIFIED => {
                let Some(body) = cache.any(&key) else { return Err(Cause::Http(304)) };
                let read = self.read(step, &body, now, false);
                match &read {
                    Ok(next_update) => cache.renew(&key, response.headers(), *next_update, now),
                    Err(_) => cache.forget(&key),
                }
                read.map(|_| ())
            }
            other => Err(Cause::Http(other.as_u16())),
        }
    }

    /// The request and what its answer is kept under.
    fn request(&self, step: &Step) -> Result<(http::Request<Vec<u8>>, Key), Cause> {
        let uri = address(&step.address)?;
        let (method, uri, body, accept) = match step.source {
            Source::List => (Method::GET, uri, Vec::new(), "application/pkix-crl"),
            Source::Responder => {
                // without a nonce, so that answers can be kept (RFC 5019 section 4)
                let question =
                    ocsp::request(self.certificate, self.issuer, None).map_err(Cause::Statement)?;
                let get = format!("{}/{}", step.address.trim_end_matches('/'), encoded(&question));
                let accept = "application/ocsp-response";
                match get.parse() {
                    Ok(uri) if get.len() <= MAX_GET_LEN => (Method::GET, uri, Vec::new(), accept),
                    _ => (Method::POST, uri, question, accept),
                }
            }
        };
        let key = Key { address: uri.to_string(), question: body.clone() };
        let posted = method == Method::POST;
        let mut request = http::Request::new(body);
        (*request.method_mut(), *request.uri_mut()) = (method, uri);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(USER_AGENT, HeaderValue::from_static(assumed::USER_AGENT));
        if posted {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/ocsp-request"));
        }
        Ok((request, key))
    }

    /// Believes a statement, or not; gives the time of the next one.
    fn read(
        &mut self,
        step: &Step,
        body: &[u8],
        now: UnixTime,
        from_cache: bool,
    ) -> Result<Option<UnixTime>, Cause> {
        let (status, this_update, next_update) = match step.source {
            Source::Responder => {
                let answer = OcspResponse::from_der(body).map_err(Cause::Statement)?;
                let verdict =
                    answer.verify(self.certificate, self.issuer, None, now).map_err(Cause::Statement)?;
                (verdict.status, verdict.this_update, verdict.next_update)
            }
            Source::List => {
                let list = Crl::from_der(body).map_err(Cause::Statement)?;
                let status = list
                    .verify(self.issuer, now)
                    .and_then(|list| list.status(self.certificate))
                    .map_err(Cause::Statement)?;
                (status, list.this_update(), list.next_update())
            }
        };
        match (status, step.source) {
            (Status::Good | Status::Revoked { .. }, source) => {
                // who is not known to the responder is not good because a list does not name him
                if self.unknown_there && status == Status::Good {
                    self.failed(step, Cause::UnknownThere);
                } else {
                    let failures = core::mem::take(&mut self.failures);
                    self.result =
                        Some(Checked { status, source, this_update, next_update, from_cache, failures });
                }
            }
            _ => {
                self.unknown_there = true;
                self.failed(step, Cause::UnknownThere);
            }
        }
        Ok(next_update)
    }

    fn failed(&mut self, step: &Step, cause: Cause) {
        self.failures.push(Failure { address: step.address.clone(), cause });
    }
}

impl fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({} addresses left)", self.waiting.len())
    }
}

/// What an answer is kept under.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) address: String,
    pub(super) question: Vec<u8>,
}

fn address(text: &str) -> Result<Uri, Cause> {
    let uri: Uri = text.parse().map_err(|_| Cause::Address)?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    let host = uri.host().is_some_and(|host| !host.is_empty());
    (known && plain && host).then_some(uri).ok_or(Cause::Address)
}

/// Base64 as part of a path.
fn encoded(question: &[u8]) -> String {
    let text = Base64::encode_string(question);
    text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["http://ocsp.example/", "https://a:8443/b?c", "http://127.0.0.1:1/ocsp"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["", "/ocsp", "ldap://a/b", "file:///etc/passwd", "http://u:p@a/", "http:///x", "a b"] {
            assert!(matches!(address(bad), Err(Cause::Address)), "{bad}");
        }
        assert_eq!(encoded(&[0xFB, 0xFF, 0xFE, 0x01]), "%2B%2F%2F%2BAQ%3D%3D");
    }
}
