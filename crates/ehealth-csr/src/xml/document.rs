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
/// Most attributes of all elements together; comparing those of one element is quadratic.
const MAX_ATTRIBUTES: usize = 4_000;

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

fn says_utf8(declaration: &str) -> bool {
    let Some((_, value)) = declaration.split_once("encoding") else { return true };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let name: String = value.chars().skip(1).take_while(|c| !matches!(c, '"' | '\'')).collect();
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii")
}

/// Before parsing, so that the parser's own work is bounded: an attribute needs a `=`. Text may hold many
/// more than attributes do, so this counts only inside tags.
fn look_at_size(text: &str) -> Result<(), XmlError> {
    let mut attributes = 0usize;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let tag = after.split(['<', '>']).next().unwrap_or_default();
        attributes = attributes.saturating_add(tag.bytes().filter(|byte| *byte == b'=').count());
        if attributes > MAX_ATTRIBUTES {
            return Err(XmlError::TooManyNodes);
        }
        rest = after;
    }
    Ok(())
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
