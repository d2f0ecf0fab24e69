//! A reader with limits. No DTD, no entity, no network, no file.

use base64ct::{Base64, Encoding};
use roxmltree::{Node, ParsingOptions};

use super::XmlError;

/// Bytes of the largest document read: an answer with contract texts has under 200 kB (ra.md 15, 8).
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Most nested elements; messages have under 12. Bounds the recursion of canonicalisation.
pub const MAX_DEPTH: usize = 128;
/// Most nodes; messages have under 500.
pub const MAX_NODES: u32 = 100_000;
/// Most equals signs in one start tag, and so attributes; messages have under 6.
const MAX_ATTRIBUTES: usize = 256;
/// Most namespace declarations; messages have under 100.
const MAX_NAMESPACES: usize = 1_000;

/// A parsed document, borrowed from its bytes.
pub struct Document<'d> {
    tree: roxmltree::Document<'d>,
}

/// One element of a [`Document`].
#[derive(Clone, Copy)]
pub struct Element<'a>(Node<'a, 'a>);

impl<'d> Document<'d> {
    /// Reads UTF-8, with or without byte order mark and XML declaration.
    ///
    /// # Errors
    /// [`XmlError`]: a document type declaration, another encoding, not well formed, beyond a limit.
    pub fn parse(bytes: &'d [u8]) -> Result<Self, XmlError> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlError::TooLarge);
        }
        let text = core::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        look_at_prolog(text)?;
        look_at_size(text)?;
        let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, entity_resolver: None };
        let tree = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
            roxmltree::Error::DtdDetected => XmlError::Dtd,
            roxmltree::Error::NodesLimitReached => XmlError::TooManyNodes,
            other => XmlError::Malformed { line: other.pos().row, column: other.pos().col },
        })?;
        look_at_instructions(&tree)?;
        look_at_prefixes(&tree)?;
        let mut depth = 0usize;
        let mut node = tree.root_element();
        loop {
            if let Some(child) = node.first_element_child() {
                depth = depth.saturating_add(1);
                if depth >= MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                node = child;
                continue;
            }
            while node.next_sibling_element().is_none() {
                let Some(parent) = node.parent_element() else { return Ok(Self { tree }) };
                depth = depth.saturating_sub(1);
                node = parent;
            }
            let Some(next) = node.next_sibling_element() else { return Ok(Self { tree }) };
            node = next;
        }
    }

    /// The root element.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element(self.tree.root_element())
    }

    pub(crate) const fn tree(&self) -> &roxmltree::Document<'d> {
        &self.tree
    }
}

impl core::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Document({} bytes)", self.tree.input_text().len())
    }
}

/// Before the root element: no document type, no other encoding.
fn look_at_prolog(text: &str) -> Result<(), XmlError> {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if let Some(declaration) = rest.strip_prefix("<?") {
            let declaration = declaration.split("?>").next().unwrap_or_default();
            if declaration.starts_with("xml") && !says_utf8(declaration) {
                return Err(XmlError::Encoding);
            }
            "?>"
        } else if rest.get(..2) == Some("<!") {
            return Err(XmlError::Dtd);
        } else {
            return Ok(());
        };
        let Some((_, after)) = rest.split_once(end) else { return Ok(()) };
        rest = after.trim_start();
    }
}

/// What the parser lets pass and XML does not: the target `xml` is reserved, and white space separates a
/// target from what follows (XML 1.0 section 2.6).
fn look_at_instructions(tree: &roxmltree::Document<'_>) -> Result<(), XmlError> {
    let root = tree.root();
    for (node, pi) in root.descendants().filter_map(|node| Some((node, node.pi()?))) {
        let source = tree.input_text().get(node.range()).unwrap_or_default();
        let rest =
            source.strip_prefix("<?").and_then(|rest| rest.strip_prefix(pi.target)).unwrap_or_default();
        let separated = rest.starts_with([' ', '\t', '\r', '\n']) || rest == "?>";
        if !separated || pi.target.eq_ignore_ascii_case("xml") {
            let position = tree.text_pos_at(node.range().start);
            return Err(XmlError::Malformed { line: position.row, column: position.col });
        }
    }
    Ok(())
}

/// What the parser lets pass too: a prefix cannot be undeclared (Namespaces in XML 1.0 section 2.2). Only
/// elements that declare something are looked at, so the work stays bounded.
fn look_at_prefixes(tree: &roxmltree::Document<'_>) -> Result<(), XmlError> {
    for node in tree.root().descendants().filter(Node::is_element) {
        let source = tree.input_text().get(node.range()).unwrap_or_default();
        let (tag, _) = split_tag(source);
        let undeclared = tag.contains("xmlns")
            && node.namespaces().any(|namespace| namespace.name().is_some() && namespace.uri().is_empty());
        if undeclared {
            let position = tree.text_pos_at(node.range().start);
            return Err(XmlError::Malformed { line: position.row, column: position.col });
        }
    }
    Ok(())
}

fn says_utf8(declaration: &str) -> bool {
    let Some((_, value)) = declaration.split_once("encoding") else { return true };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let name: String = value.chars().skip(1).take_while(|c| !matches!(c, '"' | '\'')).collect();
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii")
}

/// Before parsing, so that the parser's own work and memory are bounded: it compares the attributes of an
/// element pairwise and copies the namespaces in scope. What is not well formed is left to the parser.
fn look_at_size(text: &str) -> Result<(), XmlError> {
    let (mut depth, mut namespaces) = (0usize, 0usize);
    let mut rest = text;
    while let Some((_, markup)) = rest.split_once('<') {
        let opaque = if markup.starts_with("!--") {
            Some("-->")
        } else if markup.starts_with("![CDATA[") {
            Some("]]>")
        } else if markup.starts_with('?') {
            Some("?>")
        } else {
            None
        };
        if let Some(end) = opaque {
            let Some((_, after)) = markup.split_once(end) else { return Ok(()) };
            rest = after;
            continue;
        }
        let (tag, after) = split_tag(markup);
        rest = after;
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        if !tag.ends_with('/') {
            depth = depth.saturating_add(1);
            if depth > MAX_DEPTH {
                return Err(XmlError::TooDeep);
            }
        }
        let attributes = tag.bytes().filter(|byte| *byte == b'=').count();
        namespaces = namespaces.saturating_add(tag.matches("xmlns").count());
        if attributes > MAX_ATTRIBUTES || namespaces > MAX_NAMESPACES {
            return Err(XmlError::TooManyNodes);
        }
    }
    Ok(())
}

/// Up to the `>` that ends a tag; one inside a value does not.
fn split_tag(markup: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                let (tag, after) = markup.split_at_checked(at).unwrap_or((markup, ""));
                return (tag, after.get(1..).unwrap_or_default());
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    (markup, "")
}

impl<'a> Element<'a> {
    pub(crate) const fn node(self) -> Node<'a, 'a> {
        self.0
    }

    /// The local name.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.0.tag_name().name()
    }

    /// The namespace's URI; `None` for no namespace.
    #[must_use]
    pub fn namespace(self) -> Option<&'a str> {
        self.0.tag_name().namespace().filter(|uri| !uri.is_empty())
    }

    /// Whether it has this name in this namespace; `""` is no namespace.
    #[must_use]
    pub fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace().unwrap_or_default() == namespace
    }

    /// The value of an attribute without namespace.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.0.attributes().find(|a| a.namespace().is_none() && a.name() == name).map(|a| a.value())
    }

    /// The value of an attribute in a namespace, such as `xml:lang`.
    #[must_use]
    pub fn attribute_in(self, namespace: &str, name: &str) -> Option<&'a str> {
        self.0.attributes().find(|a| a.namespace() == Some(namespace) && a.name() == name).map(|a| a.value())
    }

    /// The values of attributes that somebody may take for an identifier: `Id` in any spelling and namespace.
    pub(crate) fn ids(self) -> impl Iterator<Item = &'a str> {
        self.0.attributes().filter(|a| a.name().eq_ignore_ascii_case("id")).map(|a| a.value())
    }

    /// The child elements.
    pub fn children(self) -> impl DoubleEndedIterator<Item = Element<'a>> {
        self.0.children().filter(Node::is_element).map(Element)
    }

    /// The child elements of one name.
    pub fn all<'s>(
        self,
        namespace: &'s str,
        name: &'s str,
    ) -> impl Iterator<Item = Element<'a>> + use<'a, 's> {
        self.children().filter(move |child| child.is(namespace, name))
    }

    /// The only child element of this name.
    ///
    /// # Errors
    /// [`XmlError::Missing`], [`XmlError::Repeated`].
    pub fn one(self, namespace: &str, name: &str) -> Result<Element<'a>, XmlError> {
        self.optional(namespace, name)?.ok_or_else(|| XmlError::Missing { name: name.to_owned() })
    }

    /// The only child element of this name, or none.
    ///
    /// # Errors
    /// [`XmlError::Repeated`].
    pub fn optional(self, namespace: &str, name: &str) -> Result<Option<Element<'a>>, XmlError> {
        let mut found = self.all(namespace, name);
        let first = found.next();
        match found.next() {
            Some(_) => Err(XmlError::Repeated { name: name.to_owned() }),
            None => Ok(first),
        }
    }

    /// The element's whole text, as it stands; empty when there is none.
    ///
    /// # Errors
    /// [`XmlError::NotText`] when it holds anything else: an element, a comment, a processing instruction.
    pub fn text(self) -> Result<String, XmlError> {
        let mut text = String::new();
        for child in self.0.children() {
            if !child.is_text() {
                return Err(XmlError::NotText { name: self.name().to_owned() });
            }
            text.push_str(child.text().unwrap_or_default());
        }
        Ok(text)
    }

    /// The text with white space at both ends removed.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub fn trimmed(self) -> Result<String, XmlError> {
        Ok(self.text()?.trim_matches([' ', '\t', '\r', '\n']).to_owned())
    }

    /// The bytes of base64 text; white space in it is ignored.
    ///
    /// # Errors
    /// As [`text`](Self::text); [`XmlError::Value`] when it is not base64.
    pub fn base64(self) -> Result<Vec<u8>, XmlError> {
        let text: String =
            self.text()?.chars().filter(|char| !matches!(char, ' ' | '\t' | '\r' | '\n')).collect();
        Base64::decode_vec(&text).map_err(|_| XmlError::Value { name: self.name().to_owned() })
    }

    /// Itself and every element below it, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Element<'a>> {
        self.0.descendants().filter(Node::is_element).map(Element)
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl core::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Element({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn error(text: &str) -> Option<XmlError> {
        Document::parse(text.as_bytes()).err()
    }

    #[test]
    fn prolog() {
        for good in [
            "<a/>",
            "\u{FEFF}<?xml version='1.0' encoding='utf-8'?>\n<!-- <!DOCTYPE --><a/>",
            "<?xml version=\"1.0\" encoding = \"UTF-8\" standalone=\"yes\"?><?pi <!DOCTYPE?><a/>",
            "<a><![CDATA[<!DOCTYPE]]></a>",
        ] {
            assert_eq!(error(good), None, "{good}");
        }
        assert_eq!(error("<!DOCTYPE a><a/>"), Some(XmlError::Dtd));
        assert_eq!(error("<!-- --> <!doctype a []><a/>"), Some(XmlError::Dtd));
        assert_eq!(error("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Some(XmlError::Encoding));
        assert_eq!(Document::parse(b"<a>\xE9</a>").err(), Some(XmlError::Encoding));
        assert!(matches!(error("<a>&b;</a>"), Some(XmlError::Malformed { line: 1, .. })));
        assert!(matches!(error(""), Some(XmlError::Malformed { .. })));
        // found by fuzzing
        assert_eq!(error("<?a?><a><?b c?></a>"), None);
        assert_eq!(error("<a xmlns='' b='xmlns:p=\"\"'/>"), None);
        let undeclared = ["<a xmlns:p=''/>", "<p:a xmlns:p='u'><b xmlns:p=\"\"/></p:a>", "<p:a xmlns:p=''/>"];
        for bad in ["<?a?><?xml+b?><a/>", "<a><?XmL b?></a>", "<a>\n<?b+c?></a>"].iter().chain(&undeclared) {
            assert!(matches!(error(bad), Some(XmlError::Malformed { .. })), "{bad}");
        }
    }

    #[test]
    fn limits() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(error(&nested(MAX_DEPTH)), None);
        assert_eq!(error(&nested(MAX_DEPTH + 1)), Some(XmlError::TooDeep));
        assert_eq!(error(&"<a>".repeat(600_000)), Some(XmlError::TooDeep));
        assert_eq!(error(&format!("<a>{}</a>", "<b/>".repeat(100_001))), Some(XmlError::TooManyNodes));
        let attributes: String = (0..257).map(|number| format!(" a{number}=''")).collect();
        assert_eq!(error(&format!("<a{attributes}/>")), Some(XmlError::TooManyNodes));
        let namespaces = "<b xmlns:x='urn:x'/>".repeat(1_001);
        assert_eq!(error(&format!("<a>{namespaces}</a>")), Some(XmlError::TooManyNodes));
        assert_eq!(error(&format!("<a>{}</a>", " ".repeat(MAX_BYTES))), Some(XmlError::TooLarge));
        // neither is in a tag
        assert_eq!(error(&format!("<a>{}<![CDATA[{}]]></a>", "=".repeat(9_000), "<x>=".repeat(300))), None);
    }

    #[test]
    fn values() {
        let text = "<a xmlns='urn:a' b=' 1 ' xml:lang='nl'><v> x<![CDATA[<]]>&amp;\r\n</v><w>x<!-- -->y</w><w/><z> TQ\n== </z></a>";
        let document = Document::parse(text.as_bytes()).unwrap();
        let root = document.root();
        assert!(root.is("urn:a", "a") && !root.is("", "a"));
        assert_eq!((root.attribute("b"), root.attribute("lang")), (Some(" 1 "), None));
        assert_eq!(root.attribute_in(super::super::XML_NAMESPACE, "lang"), Some("nl"));
        assert_eq!(root.one("urn:a", "v").unwrap().text().unwrap(), " x<&\n");
        assert_eq!(root.one("urn:a", "v").unwrap().trimmed().unwrap(), "x<&");
        assert_eq!(root.one("urn:a", "w"), Err(XmlError::Repeated { name: "w".to_owned() }));
        assert_eq!(root.one("", "v"), Err(XmlError::Missing { name: "v".to_owned() }));
        assert_eq!(root.optional("urn:a", "none"), Ok(None));
        let commented = root.all("urn:a", "w").next().unwrap();
        assert_eq!(commented.text(), Err(XmlError::NotText { name: "w".to_owned() }));
        assert_eq!(root.text(), Err(XmlError::NotText { name: "a".to_owned() }));
        assert_eq!(root.one("urn:a", "z").unwrap().base64().unwrap(), b"M");
        assert_eq!(root.one("urn:a", "v").unwrap().base64(), Err(XmlError::Value { name: "v".to_owned() }));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(<|>|/|a|b:|=|\"|'|xmlns|!--|-->|<!\\[CDATA\\[|\\]\\]>|\\?|&|é| ){0,40}") {
            if let Ok(document) = Document::parse(text.as_bytes()) {
                // canonicalising twice changes nothing
                let options = crate::xml::c14n::Options::default();
                let once = crate::xml::c14n::document(&document, &options);
                let again = Document::parse(&once).unwrap();
                prop_assert_eq!(crate::xml::c14n::document(&again, &options), once);
            }
        }
    }
}
