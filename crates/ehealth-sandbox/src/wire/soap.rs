//! The envelope (ra.md 2.1): SOAP 1.1, document/literal, one payload, no header.

use roxmltree::{Document, Node, ParsingOptions};

use crate::wire::fault::{Fault, FaultCode};
use crate::wire::ns;

/// Nodes of the largest document that is read; a signed request has about a hundred.
const MAX_NODES: u32 = 20_000;

/// Parses a message: no DTD, bounded.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Fault> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| Fault::new(FaultCode::Malformed, format!("not well-formed XML: {error}")))
}

/// The one element in the body.
pub(crate) fn payload<'a>(document: &'a Document<'a>) -> Result<Node<'a, 'a>, Fault> {
    let envelope = document.root_element();
    if !envelope.has_tag_name((ns::SOAP, "Envelope")) {
        return Err(Fault::new(FaultCode::NotSoap, "the root element is not a SOAP 1.1 Envelope"));
    }
    let mut parts = envelope.children().filter(Node::is_element).peekable();
    if let Some(header) = parts.next_if(|part| part.has_tag_name((ns::SOAP, "Header")))
        && header.children().any(|child| child.is_element())
    {
        return Err(Fault::new(FaultCode::NotSoap, "this service takes no SOAP headers"));
    }
    let body = parts
        .next()
        .filter(|part| part.has_tag_name((ns::SOAP, "Body")))
        .ok_or_else(|| Fault::new(FaultCode::NoBody, "the envelope has no Body"))?;
    if parts.next().is_some() {
        return Err(Fault::new(FaultCode::NotSoap, "an element follows the Body"));
    }
    let mut payloads = body.children().filter(Node::is_element);
    match (payloads.next(), payloads.next()) {
        (Some(payload), None) => Ok(payload),
        (None, _) => Err(Fault::new(FaultCode::NoBody, "the Body is empty")),
        (Some(_), Some(_)) => Err(Fault::new(FaultCode::NoBody, "the Body has more than one element")),
    }
}

/// An envelope around `payload`.
pub(crate) fn envelope(payload: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{}\"><soap:Body>{payload}</soap:Body></soap:Envelope>",
        ns::SOAP
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_envelope() {
        let s = "xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'";
        for (text, code) in [
            ("<a/>".to_owned(), FaultCode::NotSoap),
            ("<a".to_owned(), FaultCode::Malformed),
            ("<!DOCTYPE a []><a/>".to_owned(), FaultCode::Malformed),
            (format!("<s:Envelope {s}/>"), FaultCode::NoBody),
            (format!("<s:Envelope {s}><s:Body/></s:Envelope>"), FaultCode::NoBody),
            (format!("<s:Envelope {s}><s:Body><a/><b/></s:Body></s:Envelope>"), FaultCode::NoBody),
            (format!("<s:Envelope {s}><s:Body><a/></s:Body><b/></s:Envelope>"), FaultCode::NotSoap),
            (
                format!("<s:Envelope {s}><s:Header><h/></s:Header><s:Body><a/></s:Body></s:Envelope>"),
                FaultCode::NotSoap,
            ),
        ] {
            let fault = parse(&text).and_then(|document| payload(&document).map(|_| ())).unwrap_err();
            assert_eq!(fault.code, code, "{text}");
        }
    }
}
