//! From an HTTP request to a payload, and back (ra.md 2.1, 2.2).

use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use rustls_pki_types::UnixTime;

use crate::time;
use crate::vary::Style;
use crate::wire::fault::{Fault, FaultCode};

/// The request's body as text: `text/xml` in UTF-8, with a byte order mark or without.
pub(crate) fn body_text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<&'a str, Fault> {
    let malformed = |text: &str| Fault::new(FaultCode::Malformed, text);
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("text/xml") {
        return Err(malformed("the Content-Type of SOAP 1.1 is text/xml"));
    }
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    if charset.is_some_and(|(_, value)| !value.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
        return Err(malformed("requests are in UTF-8"));
    }
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        return Err(malformed("requests are not compressed"));
    }
    let text = core::str::from_utf8(body).map_err(|_| malformed("not UTF-8"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if declared_encoding(text).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("utf-8")) {
        return Err(malformed("the XML declaration names another encoding than UTF-8"));
    }
    Ok(text)
}

/// `encoding` of an XML declaration.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(value, _)| value)
}

/// SOAPAction is the operation's, when it is there and the operation's is known. Without quotes, or absent: a warning.
pub(crate) fn soap_action(
    headers: &HeaderMap,
    operation: &str,
    action: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(value) = headers.get("SOAPAction") else {
        return Ok(Some("SOAPAction is absent".to_owned()));
    };
    let value = value.to_str().unwrap_or_default().trim();
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    if action.is_some_and(|action| quoted.unwrap_or(value) != action) {
        let text = format!("SOAPAction '{value}' is not that of {operation}");
        return Err(Fault::new(FaultCode::Wsdl, text));
    }
    Ok(quoted.is_none().then(|| "SOAPAction is not in double quotes".to_owned()))
}

/// An answer in XML. `Date` is the sandbox's, so that a client can compare clocks.
pub(crate) fn response(status: StatusCode, body: Vec<u8>, now: UnixTime) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    date(&mut response, now);
    response
}

/// The media type of an answer in another form that means the same.
pub(crate) fn vary_content_type(response: &mut Response<Vec<u8>>, style: &mut Style) {
    let forms =
        ["text/xml", "text/xml;charset=UTF-8", "text/xml; charset=\"utf-8\"", "Text/XML ; Charset=utf-8"];
    let value = HeaderValue::from_static(style.pick(&forms));
    response.headers_mut().insert(header::CONTENT_TYPE, value);
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode, now: UnixTime) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    date(&mut response, now);
    response
}

fn date(response: &mut Response<Vec<u8>>, now: UnixTime) {
    if let Ok(date) = HeaderValue::from_str(&time::http_date(now)) {
        response.headers_mut().insert(header::DATE, date);
    }
}
