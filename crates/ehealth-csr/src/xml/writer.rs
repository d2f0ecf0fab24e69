//! A writer whose output already is its own exclusive canonical form (ra.md 3.1).

use super::{XML_NAMESPACE, XmlError};

/// A namespace with the prefix it is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Namespace {
    prefix: &'static str,
    uri: &'static str,
}

impl Namespace {
    /// `prefix` must be a name without colon; it is never empty, so that no default namespace exists.
    #[must_use]
    pub const fn new(prefix: &'static str, uri: &'static str) -> Self {
        Self { prefix, uri }
    }

    /// For elements in no namespace.
    pub const NONE: Self = Self::new("", "");

    /// The prefix.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        self.prefix
    }

    /// The URI.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        self.uri
    }
}

/// Writes elements, attributes and text as exclusive canonicalisation would: namespaces declared where they
/// are first used, attributes sorted, no empty-element tags, escapes as C14N demands.
///
/// A fault (a character that XML cannot hold, unbalanced elements) is kept and comes out of
/// [`finish`](Self::finish).
///
/// ```
/// use ehealth_csr::xml::{Namespace, Writer};
///
/// const P: Namespace = Namespace::new("p", "urn:example");
/// let mut writer = Writer::new();
/// writer.start(P, "Request").attribute("Id", "_1").element(P, "Name", "R&D").end();
/// let bytes = writer.finish()?;
/// assert_eq!(bytes, br#"<p:Request xmlns:p="urn:example" Id="_1"><p:Name>R&amp;D</p:Name></p:Request>"#);
/// # Ok::<(), ehealth_csr::xml::XmlError>(())
/// ```
#[derive(Default)]
pub struct Writer {
    out: String,
    open: Vec<Open>,
    /// Namespaces in scope, innermost last.
    scope: Vec<Namespace>,
    pending: Vec<Attribute>,
    in_start_tag: bool,
    rooted: bool,
    fault: Option<XmlError>,
}

struct Open {
    tag: String,
    scope_before: usize,
}

/// Ordered as C14N wants: by namespace URI (none first), then by local name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Attribute {
    uri: &'static str,
    local: String,
    prefix: &'static str,
    value: String,
}

impl Writer {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an element.
    pub fn start(&mut self, namespace: Namespace, name: &str) -> &mut Self {
        self.close_start_tag();
        if self.open.is_empty() && self.rooted {
            self.fault.get_or_insert(XmlError::Unbalanced);
        }
        self.rooted = true;
        let tag = qualified(namespace.prefix, name);
        self.out.push('<');
        self.out.push_str(&tag);
        self.open.push(Open { tag, scope_before: self.scope.len() });
        self.in_start_tag = true;
        self.declare(namespace);
        self
    }

    /// An attribute without namespace, of the element just opened.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.push_attribute(Namespace::NONE, name, value)
    }

    /// An attribute in a namespace; `xml:lang` is [`language`](Self::language).
    pub fn attribute_in(&mut self, namespace: Namespace, name: &str, value: &str) -> &mut Self {
        self.declare(namespace);
        self.push_attribute(namespace, name, value)
    }

    /// `xml:lang`.
    pub fn language(&mut self, value: &str) -> &mut Self {
        self.push_attribute(Namespace::new("xml", XML_NAMESPACE), "lang", value)
    }

    /// Text inside the open element.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.close_start_tag();
        if self.open.is_empty() {
            self.fault.get_or_insert(XmlError::Unbalanced);
        }
        self.check(text);
        escape_text(&mut self.out, text);
        self
    }

    /// A whole element that holds only text.
    pub fn element(&mut self, namespace: Namespace, name: &str, text: &str) -> &mut Self {
        self.start(namespace, name).text(text).end()
    }

    /// Closes the innermost open element.
    pub fn end(&mut self) -> &mut Self {
        self.close_start_tag();
        match self.open.pop() {
            Some(open) => {
                self.scope.truncate(open.scope_before);
                self.out.push_str("</");
                self.out.push_str(&open.tag);
                self.out.push('>');
            }
            None => {
                self.fault.get_or_insert(XmlError::Unbalanced);
            }
        }
        self
    }

    /// The document's bytes, UTF-8 without declaration.
    ///
    /// # Errors
    /// [`XmlError::Character`], [`XmlError::Unbalanced`].
    pub fn finish(mut self) -> Result<Vec<u8>, XmlError> {
        self.close_start_tag();
        match self.fault {
            Some(fault) => Err(fault),
            None if self.open.is_empty() && self.rooted => Ok(self.out.into_bytes()),
            None => Err(XmlError::Unbalanced),
        }
    }

    fn declare(&mut self, namespace: Namespace) {
        let known = self.scope.iter().rev().find(|known| known.prefix == namespace.prefix);
        if namespace.prefix.is_empty() || known == Some(&namespace) {
            return;
        }
        self.scope.push(namespace);
    }

    fn push_attribute(&mut self, namespace: Namespace, name: &str, value: &str) -> &mut Self {
        if !self.in_start_tag {
            self.fault.get_or_insert(XmlError::Unbalanced);
        }
        self.check(value);
        let Namespace { prefix, uri } = namespace;
        self.pending.push(Attribute { uri, local: name.to_owned(), prefix, value: value.to_owned() });
        self
    }

    fn close_start_tag(&mut self) {
        if !core::mem::take(&mut self.in_start_tag) {
            return;
        }
        let before = self.open.last().map_or(0, |open| open.scope_before);
        let mut declared: Vec<Namespace> = self.scope.get(before..).unwrap_or_default().to_vec();
        declared.sort_by_key(|namespace| namespace.prefix);
        for Namespace { prefix, uri } in declared {
            self.out.push_str(" xmlns:");
            self.out.push_str(prefix);
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, uri);
            self.out.push('"');
        }
        let mut attributes = core::mem::take(&mut self.pending);
        attributes.sort();
        for attribute in attributes {
            self.out.push(' ');
            self.out.push_str(&qualified(attribute.prefix, &attribute.local));
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, &attribute.value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn check(&mut self, text: &str) {
        if !text.chars().all(is_xml_char) {
            self.fault.get_or_insert(XmlError::Character);
        }
    }
}

fn qualified(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

/// `Char` of XML 1.0 section 2.2.
pub(crate) const fn is_xml_char(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Text as C14N 1.0 section 2.3 writes it.
pub(crate) fn escape_text(out: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(char),
        }
    }
}

/// An attribute's value as C14N 1.0 section 2.3 writes it.
pub(crate) fn escape_attribute(out: &mut String, value: &str) {
    for char in value.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, c14n};
    use super::*;
    use proptest::prelude::*;

    const P: Namespace = Namespace::new("p", "urn:p");
    const A: Namespace = Namespace::new("a", "urn:a");

    #[test]
    fn declares_where_used_and_again_on_siblings() {
        let mut writer = Writer::new();
        writer.start(P, "R").start(A, "x").element(A, "y", "").end().element(A, "x", "\r<>&\"").end();
        let expected = "<p:R xmlns:p=\"urn:p\"><a:x xmlns:a=\"urn:a\"><a:y></a:y></a:x><a:x xmlns:a=\"urn:a\">&#xD;&lt;&gt;&amp;\"</a:x></p:R>";
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }

    #[test]
    fn sorts_attributes() {
        let mut writer = Writer::new();
        writer
            .start(P, "R")
            .attribute("b", "\t\"")
            .attribute_in(A, "a", "1")
            .language("fr")
            .attribute("a", "2");
        writer.start(Namespace::NONE, "n").end().end();
        let expected = "<p:R xmlns:a=\"urn:a\" xmlns:p=\"urn:p\" a=\"2\" b=\"&#x9;&quot;\" xml:lang=\"fr\" a:a=\"1\"><n></n></p:R>";
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }

    #[test]
    fn faults() {
        let run = |write: &dyn Fn(&mut Writer)| {
            let mut writer = Writer::new();
            write(&mut writer);
            writer.finish()
        };
        assert_eq!(run(&|_| {}), Err(XmlError::Unbalanced));
        assert_eq!(
            run(&|w| {
                w.start(P, "R");
            }),
            Err(XmlError::Unbalanced)
        );
        assert_eq!(
            run(&|w| {
                w.start(P, "R").end().end();
            }),
            Err(XmlError::Unbalanced)
        );
        assert_eq!(
            run(&|w| {
                w.start(P, "R").end().start(P, "R").end();
            }),
            Err(XmlError::Unbalanced)
        );
        assert_eq!(
            run(&|w| {
                w.start(P, "R").text("x").attribute("a", "b").end();
            }),
            Err(XmlError::Unbalanced)
        );
        assert_eq!(
            run(&|w| {
                w.element(P, "R", "\u{1b}[2J");
            }),
            Err(XmlError::Character)
        );
        assert_eq!(
            run(&|w| {
                w.element(P, "R", "\u{FFFF}");
            }),
            Err(XmlError::Character)
        );
    }

    proptest! {
        /// What it writes is its own canonical form and is read back as given.
        #[test]
        fn canonical_from_birth(text in "[\\t\\n\\r -~é€\u{10348}]{0,40}", value in "[\\t\\n\\r -~é]{0,40}") {
            let mut writer = Writer::new();
            writer.start(P, "R").attribute("v", &value).element(A, "t", &text).end();
            let bytes = writer.finish().unwrap();
            let document = Document::parse(&bytes).unwrap();
            prop_assert_eq!(&c14n::element(document.root(), &c14n::Options::default()), &bytes);
            prop_assert_eq!(document.root().attribute("v").unwrap(), value);
            prop_assert_eq!(document.root().one(A.uri(), "t").unwrap().text().unwrap(), text);
        }
    }
}
