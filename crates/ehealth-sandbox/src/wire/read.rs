//! Reading by a schema's rules: order, cardinality, nothing unknown.

use roxmltree::Node;

use crate::wire::fault::Fault;
use crate::wire::ns;

/// An element that is being read. Everything in it must be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a>(Node<'a, 'a>);

impl<'a> Element<'a> {
    pub(crate) const fn new(node: Node<'a, 'a>) -> Self {
        Self(node)
    }

    pub(crate) fn namespace(&self) -> &'a str {
        self.0.tag_name().namespace().unwrap_or_default()
    }

    pub(crate) fn name(&self) -> &'a str {
        self.0.tag_name().name()
    }

    pub(crate) fn is(&self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// An attribute without namespace.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.0.attributes().find(|a| a.namespace().is_none() && a.name() == name).map(|a| a.value())
    }

    pub(crate) fn required_attribute(&self, name: &str) -> Result<&'a str, Fault> {
        self.attribute(name).ok_or_else(|| {
            Fault::schema(format!("element '{}': the attribute '{name}' is required", self.name()))
        })
    }

    /// `xml:lang`.
    pub(crate) fn language(&self) -> Result<&'a str, Fault> {
        self.0
            .attribute((ns::XML, "lang"))
            .filter(|language| is_language(language))
            .ok_or_else(|| Fault::schema(format!("element '{}': 'xml:lang' is required", self.name())))
    }

    /// Refuses attributes other than these; hints where a schema lies are allowed everywhere.
    pub(crate) fn allow_attributes(&self, allowed: &[&str]) -> Result<(), Fault> {
        let unknown = self.0.attributes().find(|attribute| match attribute.namespace() {
            None => !allowed.contains(&attribute.name()),
            Some(ns::XSI) => !matches!(attribute.name(), "schemaLocation" | "noNamespaceSchemaLocation"),
            Some(ns::XML) => !(attribute.name() == "lang" && allowed.contains(&"xml:lang")),
            Some(_) => true,
        });
        match unknown {
            Some(attribute) => Err(Fault::schema(format!(
                "element '{}': the attribute '{}' is not allowed",
                self.name(),
                attribute.name()
            ))),
            None => Ok(()),
        }
    }

    /// The text of an element that has nothing else in it.
    pub(crate) fn text(&self) -> Result<String, Fault> {
        if let Some(child) = self.0.children().find(Node::is_element) {
            return Err(Fault::schema(format!(
                "element '{}': the child '{}' is not allowed in a simple type",
                self.name(),
                child.tag_name().name()
            )));
        }
        Ok(self.0.children().filter(Node::is_text).filter_map(|node| node.text()).collect())
    }

    /// As [`text`](Self::text), without attributes.
    pub(crate) fn plain_text(&self) -> Result<String, Fault> {
        self.allow_attributes(&[])?;
        self.text()
    }

    /// `xs:base64Binary`.
    pub(crate) fn base64(&self) -> Result<Vec<u8>, Fault> {
        crate::text::from_base64(&self.plain_text()?)
            .ok_or_else(|| Fault::schema(format!("element '{}': not a valid xs:base64Binary", self.name())))
    }

    /// What `read` makes of the children of an element without attributes; none may be left.
    pub(crate) fn sequence<T>(
        &self,
        read: impl FnOnce(&mut Children<'a>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.allow_attributes(&[])?;
        let mut children = self.children()?;
        let value = read(&mut children)?;
        children.end()?;
        Ok(value)
    }

    /// The children of an element that has no text of its own.
    pub(crate) fn children(&self) -> Result<Children<'a>, Fault> {
        let stray = self.0.children().filter(Node::is_text).filter_map(|node| node.text());
        if stray.flat_map(str::chars).any(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')) {
            return Err(Fault::schema(format!("element '{}': text is not allowed here", self.name())));
        }
        let mut elements: Vec<Element<'a>> =
            self.0.children().filter(Node::is_element).map(Element).collect();
        elements.reverse();
        Ok(Children { parent: self.name(), left: elements })
    }
}

/// `xs:language`.
fn is_language(text: &str) -> bool {
    text.split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && text.split('-').next().is_some_and(|part| part.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// The children of one element, read in order.
#[derive(Debug)]
pub(crate) struct Children<'a> {
    parent: &'a str,
    /// In reverse order.
    left: Vec<Element<'a>>,
}

impl<'a> Children<'a> {
    /// The next child, when it is this one.
    pub(crate) fn optional(&mut self, namespace: &str, name: &str) -> Option<Element<'a>> {
        self.left.pop_if(|next| next.is(namespace, name))
    }

    /// The next child, which must be this one.
    pub(crate) fn one(&mut self, namespace: &str, name: &str) -> Result<Element<'a>, Fault> {
        let parent = self.parent;
        self.optional(namespace, name).ok_or_else(|| {
            let found = self.left.last().map_or("nothing".to_owned(), |found| format!("'{}'", found.name()));
            Fault::schema(format!("element '{parent}': expected '{name}', found {found}"))
        })
    }

    /// The text of the next child, which must be this one.
    pub(crate) fn text(&mut self, namespace: &str, name: &str) -> Result<String, Fault> {
        self.one(namespace, name)?.plain_text()
    }

    /// The text of the next child, when it is this one.
    pub(crate) fn optional_text(&mut self, namespace: &str, name: &str) -> Result<Option<String>, Fault> {
        self.optional(namespace, name).map(|child| child.plain_text()).transpose()
    }

    /// The bytes of the next child, when it is this one.
    pub(crate) fn optional_base64(&mut self, namespace: &str, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.optional(namespace, name).map(|child| child.base64()).transpose()
    }

    /// As many of this one as come next.
    pub(crate) fn many(&mut self, namespace: &str, name: &str) -> Vec<Element<'a>> {
        core::iter::from_fn(|| self.optional(namespace, name)).collect()
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Fault> {
        match self.left.last() {
            Some(unexpected) => Err(Fault::schema(format!(
                "element '{}': the element '{}' is not expected here",
                self.parent,
                unexpected.name()
            ))),
            None => Ok(()),
        }
    }
}
