//! Values of an answer: by namespace and local name, never by prefix.
//!
//! Unknown extra elements are passed over: the authority's schemas may grow.

use ehealth_csr::xml::{Element, XML_NAMESPACE};
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::error::MalformedAnswer;
use crate::time::parse_date_time;

type Read<T> = Result<T, MalformedAnswer>;

/// Typed children of an element.
pub(crate) trait ElementExt<'a>: Sized {
    /// The child of this local name in any namespace or none: for the places where the platform itself is
    /// not of one mind (ra.md 2.5, 2.6).
    fn child_in_any(self, name: &str) -> Option<Element<'a>>;

    /// `xml:lang`.
    fn language(self) -> Option<&'a str>;

    /// Whether `xsi:nil` says that there is no value.
    fn has_no_value(self) -> bool;

    /// The text with white space at both ends removed; nothing but text is believed.
    fn text_or_empty(self) -> String;

    /// `xs:string`, as it stands.
    fn need_text(self, namespace: &str, name: &'static str) -> Read<String>;

    /// A token: text without the white space around it. `None` when absent or empty.
    fn optional_token(self, namespace: &str, name: &'static str) -> Read<Option<String>>;

    /// `xs:boolean`: `true`, `false`, `1`, `0`.
    fn need_bool(self, namespace: &str, name: &'static str) -> Read<bool>;

    /// `xs:base64Binary`.
    fn need_base64(self, namespace: &str, name: &'static str) -> Read<Vec<u8>>;

    /// `PublicKeyIdentifier`: 40 hexadecimal digits, either case.
    fn need_key_identifier(self, namespace: &str, name: &'static str) -> Read<KeyIdentifier>;

    /// `xs:dateTime`.
    fn need_date_time(self, namespace: &str, name: &'static str) -> Read<UnixTime>;
}

impl<'a> ElementExt<'a> for Element<'a> {
    fn child_in_any(self, name: &str) -> Option<Element<'a>> {
        self.children().find(|child| child.name() == name)
    }

    fn language(self) -> Option<&'a str> {
        self.attribute_in(XML_NAMESPACE, "lang")
    }

    fn has_no_value(self) -> bool {
        let nil = self.attribute_in("http://www.w3.org/2001/XMLSchema-instance", "nil");
        nil.and_then(parse_bool) == Some(true)
    }

    fn text_or_empty(self) -> String {
        self.trimmed().unwrap_or_default()
    }

    fn need_text(self, namespace: &str, name: &'static str) -> Read<String> {
        Ok(self.one(namespace, name)?.text()?)
    }

    fn optional_token(self, namespace: &str, name: &'static str) -> Read<Option<String>> {
        let Some(child) = self.optional(namespace, name)? else { return Ok(None) };
        Ok(Some(child.trimmed()?).filter(|text| !text.is_empty()))
    }

    fn need_bool(self, namespace: &str, name: &'static str) -> Read<bool> {
        parse_bool(&self.need_text(namespace, name)?).ok_or(MalformedAnswer::Value { name })
    }

    fn need_base64(self, namespace: &str, name: &'static str) -> Read<Vec<u8>> {
        Ok(self.one(namespace, name)?.base64()?)
    }

    fn need_key_identifier(self, namespace: &str, name: &'static str) -> Read<KeyIdentifier> {
        key_identifier(self.one(namespace, name)?, name)
    }

    fn need_date_time(self, namespace: &str, name: &'static str) -> Read<UnixTime> {
        date_time(self.one(namespace, name)?, name)
    }
}

pub(crate) fn key_identifier(element: Element<'_>, name: &'static str) -> Read<KeyIdentifier> {
    element.trimmed()?.parse().map_err(|_| MalformedAnswer::Value { name })
}

pub(crate) fn date_time(element: Element<'_>, name: &'static str) -> Read<UnixTime> {
    parse_date_time(&element.trimmed()?).ok_or(MalformedAnswer::Value { name })
}

pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ehealth_csr::xml::Document;

    use super::*;

    #[test]
    fn values() {
        let text = b"<a xmlns='n' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><t> x </t><e> </e>\
            <yes> 1 </yes><no>false</no><odd>TRUE</odd><six>YW\n Jj</six><bad>YW=</bad><u xmlns=''/>\
            <z i:nil='1' xml:lang='fr'/><c>x<!-- y --></c></a>";
        let document = Document::parse(text).unwrap();
        let root = document.root();
        assert_eq!(root.need_text("n", "t").unwrap(), " x ");
        assert_eq!(root.optional_token("n", "t").unwrap().as_deref(), Some("x"));
        assert_eq!(root.optional_token("n", "e"), Ok(None));
        assert_eq!(root.optional_token("n", "none"), Ok(None));
        assert!(root.optional_token("n", "c").is_err());
        assert_eq!(root.need_bool("n", "yes"), Ok(true));
        assert_eq!(root.need_bool("n", "no"), Ok(false));
        assert_eq!(root.need_bool("n", "odd"), Err(MalformedAnswer::Value { name: "odd" }));
        assert_eq!(root.need_base64("n", "six"), Ok(b"abc".to_vec()));
        assert!(root.need_base64("n", "bad").is_err());
        assert!(root.need_base64("n", "u").is_err());
        assert!(root.child_in_any("u").is_some());
        let nil = root.one("n", "z").unwrap();
        assert!(nil.has_no_value());
        assert_eq!(nil.language(), Some("fr"));
    }
}
