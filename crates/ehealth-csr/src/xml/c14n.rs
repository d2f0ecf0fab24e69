//! Exclusive XML Canonicalization 1.0 (W3C Recommendation of 18 July 2002).

use roxmltree::Node;

use super::writer::{escape_attribute, escape_text};
use super::{Document, Element, XML_NAMESPACE};

/// Variants of the algorithm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether comments stay.
    pub with_comments: bool,
    /// `InclusiveNamespaces/@PrefixList`: prefixes declared wherever they are in scope; `#default` is the
    /// default namespace.
    pub inclusive_prefixes: Vec<String>,
}

/// The canonical form of an element with everything below it.
#[must_use]
pub fn element(element: Element<'_>, options: &Options) -> Vec<u8> {
    without(element, None, options)
}

/// The canonical form of an element without one of the elements below it (the enveloped-signature transform,
/// XML-DSig section 6.6.4).
#[must_use]
pub fn without(element: Element<'_>, left_out: Option<Element<'_>>, options: &Options) -> Vec<u8> {
    let mut writer = Canonical { out: String::new(), rendered: Vec::new(), options, left_out };
    writer.element(element.node());
    writer.out.into_bytes()
}

/// The canonical form of a whole document, with what stands before and after its root element.
#[must_use]
pub fn document(document: &Document<'_>, options: &Options) -> Vec<u8> {
    let mut writer = Canonical { out: String::new(), rendered: Vec::new(), options, left_out: None };
    let mut after_root = false;
    for node in document.tree().root().children() {
        if node.is_element() {
            writer.element(node);
            after_root = true;
        } else if node.is_pi() || (node.is_comment() && options.with_comments) {
            if after_root {
                writer.out.push('\n');
            }
            writer.other(node);
            if !after_root {
                writer.out.push('\n');
            }
        }
    }
    writer.out.into_bytes()
}

struct Canonical<'a, 'o> {
    out: String,
    /// Declarations of the output's ancestors: prefix and URI, innermost last.
    rendered: Vec<(&'a str, &'a str)>,
    options: &'o Options,
    left_out: Option<Element<'o>>,
}

impl<'a> Canonical<'a, '_> {
    /// As deep as the document, whose depth the reader bounded by [`MAX_DEPTH`](super::MAX_DEPTH).
    fn element(&mut self, node: Node<'a, 'a>) {
        let name = qualified_name(node);
        let before = self.rendered.len();
        self.out.push('<');
        self.out.push_str(name);
        self.declarations(node, prefix(name));
        self.attributes(node);
        self.out.push('>');
        for child in node.children() {
            if self.left_out.is_some_and(|left_out| left_out.node() == child) {
                continue;
            }
            if child.is_element() {
                self.element(child);
            } else {
                self.other(child);
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(before);
    }

    fn other(&mut self, node: Node<'a, 'a>) {
        if node.is_text() {
            escape_text(&mut self.out, node.text().unwrap_or_default());
        } else if node.is_comment() && self.options.with_comments {
            self.out.push_str("<!--");
            push_raw(&mut self.out, node.text().unwrap_or_default());
            self.out.push_str("-->");
        } else if let Some(pi) = node.pi() {
            self.out.push_str("<?");
            self.out.push_str(pi.target);
            if let Some(value) = pi.value.filter(|value| !value.is_empty()) {
                self.out.push(' ');
                push_raw(&mut self.out, value);
            }
            self.out.push_str("?>");
        }
    }

    /// Section 3: the prefixes visibly used, and those of the list, where their value is not the one that an
    /// ancestor in the output declared.
    fn declarations(&mut self, node: Node<'a, 'a>, own: &'a str) {
        let mut wanted = vec![own];
        for attribute in node.attributes() {
            if let Some(namespace) = attribute.namespace()
                && namespace != XML_NAMESPACE
            {
                let source = node.document().input_text();
                wanted.push(prefix(source.get(attribute.range_qname()).unwrap_or_default()));
            }
        }
        for listed in &self.options.inclusive_prefixes {
            let listed = if listed == "#default" { "" } else { listed };
            if let Some(in_scope) = node.namespaces().find(|ns| ns.name().unwrap_or_default() == listed) {
                wanted.push(in_scope.name().unwrap_or_default());
            } else if listed.is_empty() {
                wanted.push("");
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        for prefix in wanted {
            if prefix == "xml" {
                continue;
            }
            let in_scope = node.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix));
            let uri = in_scope.unwrap_or_default();
            let rendered = self.rendered.iter().rev().find(|(known, _)| *known == prefix);
            // a default namespace that nobody declared is the empty one already
            if rendered.map_or("", |(_, uri)| *uri) == uri {
                continue;
            }
            self.rendered.push((prefix, uri));
            self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.out.push_str(prefix);
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, uri);
            self.out.push('"');
        }
    }

    fn attributes(&mut self, node: Node<'a, 'a>) {
        let mut attributes: Vec<_> = node.attributes().collect();
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
        for attribute in attributes {
            self.out.push(' ');
            let source = node.document().input_text();
            self.out.push_str(source.get(attribute.range_qname()).unwrap_or_default());
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, attribute.value());
            self.out.push('"');
        }
    }
}

/// The name as written, with its prefix: the tree keeps only the namespace.
fn qualified_name<'a>(node: Node<'a, 'a>) -> &'a str {
    let source = node.document().input_text().get(node.range()).unwrap_or_default();
    let name = source.strip_prefix('<').unwrap_or_default();
    name.split(['>', '/', ' ', '\t', '\r', '\n']).next().unwrap_or_default()
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// Comments and processing instructions: only the carriage return is replaced.
fn push_raw(out: &mut String, text: &str) {
    // the tree keeps them as written: line ends are normalised here (XML 1.0 section 2.11)
    let text = text.replace("\r\n", "\n");
    out.push_str(&text.replace('\r', "\n"));
}
