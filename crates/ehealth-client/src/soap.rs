//! The SOAP 1.1 envelope (ra.md 2.1).

use ehealth_csr::xml::{Document, Element};
use http::header::CONTENT_TYPE;

use crate::error::MalformedAnswer;
use crate::names::SOAP;

/// Around a payload that is written without XML declaration and declares every namespace it uses itself: its
/// exclusive canonical form, and so its signature, is the same inside.
pub(crate) fn envelope(payload: &[u8]) -> Vec<u8> {
    let open = format!(r#"<{0}:Envelope xmlns:{0}="{1}"><{0}:Body>"#, SOAP.prefix(), SOAP.uri());
    let close = format!("</{0}:Body></{0}:Envelope>", SOAP.prefix());
    [open.as_bytes(), payload, close.as_bytes()].concat()
}

/// What the body of an answer holds.
pub(crate) enum Content<'a> {
    /// `soap:Fault`.
    Fault(Element<'a>),
    /// The one element of anything else.
    Payload(Element<'a>),
}

/// The one element in the body of the envelope.
pub(crate) fn content<'a>(document: &'a Document<'_>) -> Result<Content<'a>, MalformedAnswer> {
    let root = document.root();
    if !root.is(SOAP.uri(), "Envelope") {
        return Err(MalformedAnswer::Envelope);
    }
    let body = root.one(SOAP.uri(), "Body").map_err(|_| MalformedAnswer::Envelope)?;
    let mut elements = body.children();
    match (elements.next(), elements.next()) {
        (Some(fault), None) if fault.is(SOAP.uri(), "Fault") => Ok(Content::Fault(fault)),
        (Some(payload), None) => Ok(Content::Payload(payload)),
        _ => Err(MalformedAnswer::Envelope),
    }
}

/// Whether an answer that is no SOAP is a page for people or a gateway's failure: maintenance, overload, an
/// error of a proxy. 500 alone says little, but without a fault it is not the service that answered.
pub(crate) fn is_a_page(response: &http::Response<&[u8]>) -> bool {
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let html_type = content_type.is_some_and(|text| {
        let text = text.trim().to_ascii_lowercase();
        text.starts_with("text/html") || text.starts_with("application/xhtml")
    });
    let start: Vec<u8> = response
        .body()
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace() || !byte.is_ascii())
        .take(9)
        .map(u8::to_ascii_lowercase)
        .collect();
    let html_body = start.starts_with(b"<!doctype") || start.starts_with(b"<html");
    status.is_server_error() || status.as_u16() == 429 || html_type || html_body
}

/// Without byte order mark, XML declaration and white space around, so that it can stand in an envelope. The
/// signed element itself stays as it is.
pub(crate) fn without_declaration(bytes: &[u8]) -> &[u8] {
    let mut start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    if start.starts_with(b"<?xml") {
        let end = start.windows(2).position(|pair| pair == b"?>");
        let after = end.and_then(|end| start.get(end..)).and_then(|rest| rest.get(2..));
        start = after.unwrap_or_default().trim_ascii();
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for text in ["<a/>", " <a/>\n", "<?xml version=\"1.0\"?>\n<a/>", "\u{FEFF}<?xml version='1.0'?><a/>"]
        {
            assert_eq!(without_declaration(text.as_bytes()), b"<a/>", "{text}");
        }
    }

    #[test]
    fn contents() {
        let soap = |inner: &str| {
            format!("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'>{inner}</e:Envelope>")
        };
        let cases: &[(&str, Option<bool>)] = &[
            ("<e:Body><x/></e:Body>", Some(false)),
            ("<e:Header/><e:Body> <x/> </e:Body>", Some(false)),
            ("<e:Body><e:Fault/></e:Body>", Some(true)),
            ("<e:Body/>", None),
            ("<e:Body><x/><y/></e:Body>", None),
            ("<e:Body><x/></e:Body><e:Body><x/></e:Body>", None),
            ("<Body><x/></Body>", None),
        ];
        for (inner, expected) in cases {
            let text = soap(inner);
            let document = Document::parse(text.as_bytes()).unwrap();
            let got = content(&document).ok().map(|content| matches!(content, Content::Fault(_)));
            assert_eq!(got, *expected, "{inner}");
        }
        let other = Document::parse(b"<x/>").unwrap();
        assert!(content(&other).is_err());
    }
}
