//! The envelope (ra.md 2.1): SOAP 1.1, document/literal, one payload, no header.

use roxmltree::{Document, Node, ParsingOptions};

use crate::wire::fault::{Fault, FaultCode};
use crate::wire::ns;

/// Nodes of the largest document that is read; a signed request has about a hundred.
const MAX_NODES: u32 = 20_000;

/// Elements in elements; a signed request has nine levels.
const MAX_DEPTH: usize = 64;

/// Attributes of one element, and namespace declarations of a whole document: a parser compares each with
/// each.
const MAX_ATTRIBUTES: usize = 64;
const MAX_NAMESPACES: usize = 1_000;

/// Parses a message: no DTD, bounded.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Fault> {
    within_bounds(text).map_err(|what| Fault::new(FaultCode::Malformed, what))?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| Fault::new(FaultCode::Malformed, format!("not well-formed XML: {error}")))
}

/// Looks at the tags alone, without judging whether they fit.
fn within_bounds(text: &str) -> Result<(), &'static str> {
    let (mut depth, mut namespaces) = (0usize, 0usize);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(after) = after.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if let Some(after) = after.strip_prefix("![CDATA[") {
            rest = after.split_once("]]>").map_or("", |(_, after)| after);
            continue;
        }
        let tag = Tag::read(after);
        namespaces = namespaces.saturating_add(tag.namespaces);
        if tag.attributes > MAX_ATTRIBUTES || namespaces > MAX_NAMESPACES {
            return Err("too many attributes or namespaces");
        }
        depth = match (after.as_bytes().first(), tag.is_empty) {
            (Some(b'/'), _) => depth.saturating_sub(1),
            (Some(b'?' | b'!'), _) | (_, true) => depth,
            _ => depth.saturating_add(1),
        };
        if depth > MAX_DEPTH {
            return Err("elements are nested too deep");
        }
        rest = after.get(tag.length..).unwrap_or("");
    }
    Ok(())
}

/// What is between `<` and `>`.
struct Tag {
    length: usize,
    /// Values in quotes.
    attributes: usize,
    namespaces: usize,
    is_empty: bool,
}

impl Tag {
    fn read(text: &str) -> Self {
        let (mut quote, mut attributes, mut last) = (None, 0usize, 0u8);
        let mut length = text.len();
        for (at, byte) in text.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => {
                    quote = Some(byte);
                    attributes = attributes.saturating_add(1);
                }
                (None, b'>') => {
                    length = at;
                    break;
                }
                _ => {}
            }
            last = byte;
        }
        let tag = text.get(..length).unwrap_or("");
        Self { length, attributes, namespaces: tag.matches("xmlns").count(), is_empty: last == b'/' }
    }
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
    fn bounds() {
        let many = |count: usize, item: fn(usize) -> String| (0..count).map(item).collect::<String>();
        for (good, text) in [
            (true, "<a><!-- < ' --><b x='>' y=\"/>\"/><![CDATA[<<<]]><?p '?></a>".to_owned()),
            (true, "<a/>".repeat(1000)),
            (true, format!("{}{}", "<a>".repeat(64), "</a>".repeat(64))),
            (false, format!("{}{}", "<a>".repeat(65), "</a>".repeat(65))),
            (false, format!("<a{}/>", many(65, |at| format!(" a{at}=''")))),
            (false, format!("<a>{}</a>", many(1001, |at| format!("<b xmlns:p{at}='u'/>")))),
            (true, "<a><!--".to_owned()),
            (true, "<".repeat(10)),
            (true, String::new()),
        ] {
            assert_eq!(within_bounds(&text).is_ok(), good, "{}", text.get(..80).unwrap_or(&text));
        }
    }

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
