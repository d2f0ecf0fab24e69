//! XML as the messages need it: a writer whose bytes are canonical from birth, a bounded reader, exclusive
//! canonicalisation.

pub mod c14n;
mod document;
mod writer;

pub use document::{Document, Element, MAX_BYTES, MAX_DEPTH, MAX_NODES};
pub use writer::{Namespace, Writer};

/// `http://www.w3.org/XML/1998/namespace`, of `xml:lang`.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// Why a text is not read, or not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// More than [`MAX_BYTES`].
    #[error("XML document of more than {MAX_BYTES} bytes")]
    TooLarge,
    /// Not UTF-8, or it says that it is something else.
    #[error("XML document that is not UTF-8")]
    Encoding,
    /// It has a document type declaration, which is never read.
    #[error("XML document with a document type declaration")]
    Dtd,
    /// Not well formed.
    #[error("XML document that is not well formed (line {line}, column {column})")]
    #[non_exhaustive]
    Malformed {
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
    },
    /// Elements nested deeper than [`MAX_DEPTH`].
    #[error("XML elements nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// More than [`MAX_NODES`] elements, texts, attributes and so on.
    #[error("XML document of more than {MAX_NODES} nodes")]
    TooManyNodes,
    /// An element that has to be there is absent.
    #[error("element {name} is missing")]
    #[non_exhaustive]
    Missing {
        /// Its local name.
        name: String,
    },
    /// An element stands twice where one belongs.
    #[error("element {name} stands there more than once")]
    #[non_exhaustive]
    Repeated {
        /// Its local name.
        name: String,
    },
    /// Elements, comments or processing instructions inside a value. A comment would let two readers see
    /// two different values.
    #[error("something other than text in the value of element {name}")]
    #[non_exhaustive]
    NotText {
        /// The element's local name.
        name: String,
    },
    /// A value that is not what its type demands.
    #[error("the value of element {name} is not of its type")]
    #[non_exhaustive]
    Value {
        /// The element's local name.
        name: String,
    },
    /// A character that XML cannot hold, such as a control character, was to be written.
    #[error("a character that XML cannot hold")]
    Character,
    /// The writer was left with open elements, closed too many, or was given text outside an element.
    #[error("the elements written do not balance")]
    Unbalanced,
}
