//! One value of DER after the other.

use der::asn1::AnyRef;
use der::{Decode, Tag};

use super::CmsError;

/// The values inside a value, one after the other.
pub(super) struct Fields<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn of(any: AnyRef<'a>, tag: Tag) -> Result<Self, CmsError> {
        if any.header().tag() == tag { Ok(Self { rest: any.value() }) } else { Err(CmsError::Der) }
    }

    pub(super) fn next(&mut self) -> Result<AnyRef<'a>, CmsError> {
        let (any, rest) = AnyRef::from_der_partial(self.rest).map_err(|_| CmsError::Der)?;
        self.rest = rest;
        Ok(any)
    }

    /// The next one, when it has this context-specific tag.
    pub(super) fn context(&mut self, number: u32, constructed: bool) -> Result<Option<AnyRef<'a>>, CmsError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (any, rest) = AnyRef::from_der_partial(self.rest).map_err(|_| CmsError::Der)?;
        let tag = any.header().tag();
        let here = tag.is_context_specific()
            && tag.number().value() == number
            && tag.is_constructed() == constructed;
        if here {
            self.rest = rest;
        }
        Ok(here.then_some(any))
    }

    pub(super) const fn end(&self) -> Result<(), CmsError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CmsError::Der) }
    }
}
