//! The addresses of certificate status, over HTTP without TLS too: a certificate's status cannot wait for
//! another certificate's (RFC 5280 section 8).

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;

use crate::authority::Authority;
use crate::ca::Hierarchy;
use crate::http_face;
use crate::ocsp;
use crate::text;

/// Answers, when `path` is one of these: `/ocsp`, `/crl`, `/crl/ec`, `/crl/root-ec`, `/ca/root-ec`, and the
/// same with `rsa`.
pub(crate) fn answer(
    authority: &Authority,
    request: &Request<Bytes>,
    path: &str,
) -> Option<Response<Vec<u8>>> {
    let now = authority.now();
    let (content_type, body) = match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
        None if path == "/ocsp" && request.method() == Method::POST => ("ocsp", request.body().to_vec()),
        Some(("ocsp", encoded)) => ("ocsp", text::from_base64(&percent_decoded(encoded)?)?),
        None if path == "/crl" => {
            ("crl", ocsp::issuing_list(authority.issuing(), &authority.memory().state, now).ok()?)
        }
        Some(("crl", tag)) => ("crl", list(authority, tag)?),
        Some(("ca", tag)) => {
            ("cert", hierarchy(authority, tag.strip_prefix("root-")?)?.root.certificate.clone())
        }
        _ => return None,
    };
    let (content_type, body) = match content_type {
        "ocsp" => (
            "application/ocsp-response",
            ocsp::answer(&body, &authority.authorities, &authority.memory().state, now),
        ),
        "crl" => ("application/pkix-crl", body),
        _ => ("application/pkix-cert", body),
    };
    let mut response = http_face::empty(StatusCode::OK, now);
    *response.body_mut() = body;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    // RFC 5019 section 6: what changes within an hour is not kept longer.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
    Some(response)
}

fn hierarchy<'a>(authority: &'a Authority, tag: &str) -> Option<&'a Hierarchy> {
    authority.authorities.hierarchies().find(|hierarchy| hierarchy.tag() == tag)
}

fn list(authority: &Authority, tag: &str) -> Option<Vec<u8>> {
    let now = authority.now();
    match tag.strip_prefix("root-") {
        Some(tag) => ocsp::root_list(hierarchy(authority, tag)?, now).ok(),
        None => ocsp::issuing_list(hierarchy(authority, tag)?, &authority.memory().state, now).ok(),
    }
}

/// `%2B` and the like.
fn percent_decoded(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        out.push(char::from(u8::from_str_radix(after.get(..2)?, 16).ok()?));
        rest = after.get(2..)?;
    }
    out.push_str(rest);
    Some(out)
}
