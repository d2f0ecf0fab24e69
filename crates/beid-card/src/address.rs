//! The address file (card.md 5.5).

use core::fmt;

use crate::tlv::{self, TlvError};

/// Where a person lives. Each part may be absent: children, people without an address in Belgium.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    fields: Vec<(u8, String)>,
}

impl Address {
    /// Reads the file; what stands after the fields is padding.
    ///
    /// # Errors
    /// [`TlvError`] when it does not split into fields.
    pub fn parse(file: &[u8]) -> Result<Self, TlvError> {
        let fields = tlv::fields(file)?;
        Ok(Self { fields: fields.iter().map(|field| (field.tag, text(field.value))).collect() })
    }

    /// Street and number.
    #[must_use]
    pub fn street(&self) -> Option<&str> {
        self.text(0x01)
    }

    /// Postal code: four digits in Belgium.
    #[must_use]
    pub fn postal_code(&self) -> Option<&str> {
        self.text(0x02)
    }

    /// Municipality.
    #[must_use]
    pub fn municipality(&self) -> Option<&str> {
        self.text(0x03)
    }

    fn text(&self, tag: u8) -> Option<&str> {
        let (_, text) = self.fields.iter().find(|(other, _)| *other == tag)?;
        (!text.is_empty()).then_some(text.as_str())
    }
}

/// A person's address is not shown.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({} fields)", self.fields.len())
    }
}

/// A text field as people read it: zero bytes and blanks around it are not part of it; a byte that is not
/// UTF-8 becomes U+FFFD, which no name that is used for anything may contain.
pub(crate) fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(tlv::without_padding(value)).trim().to_owned()
}
