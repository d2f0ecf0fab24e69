//! BER as far as PKCS#12 needs it: single-byte tags, definite and indefinite lengths, octet strings in chunks.
//!
//! BouncyCastle's key store writes BER; DER is a case of it. Nothing here recurses without bound or allocates
//! by a length that it has not seen the bytes of.

use std::borrow::Cow;

use der::asn1::ObjectIdentifier;

use crate::error::{Damage, Error, LimitKind};

/// Nesting of elements with indefinite length, of chunked octet strings, of safe contents (domain.md 4.3).
pub(crate) const MAX_DEPTH: usize = 16;

pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0C;
    pub(crate) const BMP_STRING: u8 = 0x1E;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    pub(crate) const CONTEXT_0: u8 = 0xA0;
    /// `[0] IMPLICIT OCTET STRING`, not constructed.
    pub(crate) const CONTEXT_0_PRIMITIVE: u8 = 0x80;
    pub(crate) const CONSTRUCTED: u8 = 0x20;
}

/// Where bytes stand in the file, for errors.
#[derive(Clone, Copy)]
pub(crate) enum Position {
    /// The first byte's offset from the start of the file.
    Exact(usize),
    /// Somewhere in a part (encrypted, or in chunks) that begins there.
    Within(usize),
}

impl Position {
    const fn plus(self, bytes: usize) -> Self {
        match self {
            Self::Exact(at) => Self::Exact(at.saturating_add(bytes)),
            Self::Within(at) => Self::Within(at),
        }
    }

    pub(crate) const fn at(self) -> usize {
        match self {
            Self::Exact(at) | Self::Within(at) => at,
        }
    }
}

/// Reads elements one after the other.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    position: Position,
}

/// One element: tag and content.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// Of the content.
    position: Position,
    /// Of the tag.
    start: usize,
    /// The whole element, header and all.
    pub(crate) whole: &'a [u8],
}

struct Header {
    tag: u8,
    /// `None`: indefinite.
    length: Option<usize>,
    header_len: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8], position: Position) -> Self {
        Self { bytes, position }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) const fn at(&self) -> usize {
        self.position.at()
    }

    /// The next element, `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'a>>, Error> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let start = self.position.at();
        let header = header(self.bytes).map_err(|damage| Error::Damaged { damage, at: start })?;
        let body = self.bytes.get(header.header_len..).unwrap_or_default();
        let (content_len, total_len) = match header.length {
            Some(length) => (length, header.header_len.saturating_add(length)),
            None => {
                let length = indefinite_len(body, start)?;
                (length, header.header_len.saturating_add(length).saturating_add(2))
            }
        };
        let content = body.get(..content_len).ok_or(Error::truncated(start))?;
        let (whole, rest) = self.bytes.split_at_checked(total_len).ok_or(Error::truncated(start))?;
        let position = self.position.plus(header.header_len);
        self.position = self.position.plus(total_len);
        self.bytes = rest;
        Ok(Some(Element { tag: header.tag, content, position, start, whole }))
    }

    /// The next element, which has to be there and to have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, Error> {
        let at = self.at();
        self.next()?.filter(|element| element.tag == tag).ok_or(Error::malformed(at))
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        if self.bytes.first() == Some(&tag) { self.next() } else { Ok(None) }
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, Error> {
        let at = self.at();
        self.next()?.ok_or(Error::malformed(at))
    }

    /// Nothing may follow.
    pub(crate) const fn finish(&self) -> Result<(), Error> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Error::malformed(self.at())) }
    }
}

impl<'a> Element<'a> {
    /// What is inside.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        Reader::new(self.content, self.position)
    }

    pub(crate) const fn at(&self) -> usize {
        self.start
    }

    pub(crate) const fn malformed(&self) -> Error {
        Error::malformed(self.start)
    }

    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, Error> {
        if self.tag != tag::OID {
            return Err(self.malformed());
        }
        ObjectIdentifier::from_bytes(self.content).map_err(|_| self.malformed())
    }

    /// A number from 1 on; what does not fit is [`u64::MAX`], beyond every limit.
    pub(crate) fn positive(&self) -> Result<u64, Error> {
        let number = self.unsigned()?;
        if number == 0 { Err(self.malformed()) } else { Ok(number) }
    }

    /// A number from 0 on; what does not fit is [`u64::MAX`].
    pub(crate) fn unsigned(&self) -> Result<u64, Error> {
        if self.tag != tag::INTEGER || self.content.first().is_none_or(|first| first & 0x80 != 0) {
            return Err(self.malformed());
        }
        let mut number = 0u64;
        for &byte in self.content {
            match number.checked_mul(256) {
                Some(shifted) => number = shifted | u64::from(byte),
                None => return Ok(u64::MAX),
            }
        }
        Ok(number)
    }

    /// The bytes of an octet string, in one piece or in chunks; `primitive` is its tag in one piece.
    pub(crate) fn octets_as(&self, primitive: u8) -> Result<Cow<'a, [u8]>, Error> {
        if self.tag == primitive {
            return Ok(Cow::Borrowed(self.content));
        }
        if self.tag != primitive | tag::CONSTRUCTED {
            return Err(self.malformed());
        }
        let mut joined = Vec::with_capacity(self.content.len());
        // Chunks may be in chunks: an own stack instead of recursion.
        let mut open = vec![self.reader()];
        while let Some(reader) = open.last_mut() {
            let Some(chunk) = reader.next()? else {
                open.pop();
                continue;
            };
            match chunk.tag {
                tag::OCTET_STRING => joined.extend_from_slice(chunk.content),
                CHUNKED if open.len() < MAX_DEPTH => open.push(chunk.reader()),
                CHUNKED => return Err(Error::Limit(LimitKind::Depth)),
                _ => return Err(chunk.malformed()),
            }
        }
        Ok(Cow::Owned(joined))
    }

    pub(crate) fn octets(&self) -> Result<Cow<'a, [u8]>, Error> {
        self.octets_as(tag::OCTET_STRING)
    }

    /// The position of what [`octets_as`](Self::octets_as) gives.
    pub(crate) const fn octets_position(&self) -> Position {
        if self.tag & tag::CONSTRUCTED == 0 { self.position } else { Position::Within(self.start) }
    }
}

const CHUNKED: u8 = tag::OCTET_STRING | tag::CONSTRUCTED;

fn header(bytes: &[u8]) -> Result<Header, Damage> {
    let (&tag, rest) = bytes.split_first().ok_or(Damage::Truncated)?;
    let (&first, rest) = rest.split_first().ok_or(Damage::Truncated)?;
    if tag & 0x1F == 0x1F {
        return Err(Damage::Malformed); // no tag of PKCS#12 is beyond 30
    }
    match first {
        0..=0x7F => Ok(Header { tag, length: Some(usize::from(first)), header_len: 2 }),
        0x80 if tag & tag::CONSTRUCTED != 0 => Ok(Header { tag, length: None, header_len: 2 }),
        0x80 | 0xFF => Err(Damage::Malformed),
        _ => {
            let count = usize::from(first & 0x7F);
            let octets = rest.get(..count).ok_or(Damage::Truncated)?;
            let length = octets
                .iter()
                .try_fold(0usize, |length, &octet| Some(length.checked_mul(256)? | usize::from(octet)));
            let length = length.filter(|&length| length <= isize::MAX as usize).ok_or(Damage::Malformed)?;
            Ok(Header { tag, length: Some(length), header_len: count.saturating_add(2) })
        }
    }
}

/// Bytes before the end-of-contents mark that closes what `body` is the inside of.
fn indefinite_len(body: &[u8], start: usize) -> Result<usize, Error> {
    let mut at = 0usize;
    let mut open = 1usize;
    loop {
        let rest = body.get(at..).ok_or(Error::truncated(start))?;
        let header = header(rest).map_err(|damage| Error::Damaged { damage, at: start })?;
        match header.length {
            Some(0) if header.tag == 0 => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return Ok(at);
                }
                at = at.saturating_add(2);
            }
            Some(length) => at = at.saturating_add(header.header_len).saturating_add(length),
            None if open < MAX_DEPTH => {
                open = open.saturating_add(1);
                at = at.saturating_add(header.header_len);
            }
            None => return Err(Error::Limit(LimitKind::Depth)),
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn first(bytes: &[u8]) -> Result<(u8, usize), &'static str> {
        match Reader::new(bytes, Position::Exact(0)).next() {
            Ok(Some(element)) => Ok((element.tag, element.content.len())),
            Ok(None) => Err("end"),
            Err(Error::Damaged { damage: Damage::Truncated, .. }) => Err("truncated"),
            Err(Error::Damaged { .. }) => Err("malformed"),
            Err(_) => Err("limit"),
        }
    }

    #[test]
    fn lengths() {
        type Case<'a> = (&'a [u8], Result<(u8, usize), &'a str>);
        let cases: &[Case<'_>] = &[
            (&hex!("04 00"), Ok((4, 0))),
            (&hex!("04 01 AA"), Ok((4, 1))),
            (&hex!("04 81 01 AA"), Ok((4, 1))),
            (&hex!("04 84 00000001 AA"), Ok((4, 1))),
            (&hex!("30 80 0000"), Ok((0x30, 0))),
            (&hex!("30 80 30 80 0000 0000"), Ok((0x30, 4))),
            (&hex!("30 80 04 02 0000 0000"), Ok((0x30, 4))),
            (&hex!(""), Err("end")),
            (&hex!("04"), Err("truncated")),
            (&hex!("04 01"), Err("truncated")),
            (&hex!("04 82 01"), Err("truncated")),
            (&hex!("30 80 00"), Err("truncated")),
            (&hex!("30 80 30 80 0000"), Err("truncated")),
            (&hex!("04 80 0000"), Err("malformed")), // a primitive has a length
            (&hex!("04 FF 00"), Err("malformed")),
            (&hex!("04 88 FFFFFFFFFFFFFFFF"), Err("malformed")),
            (&hex!("1F 81 01 00"), Err("malformed")),
        ];
        for (bytes, expected) in cases {
            assert_eq!(first(bytes), *expected, "{bytes:02X?}");
        }
        assert_eq!(first(&[0x30, 0x80].repeat(MAX_DEPTH + 1)), Err("limit"));
    }

    #[test]
    fn chunks_are_joined() {
        let joined = |bytes: &[u8]| {
            let element = Reader::new(bytes, Position::Exact(0)).any().unwrap();
            element.octets().map(Cow::into_owned).ok()
        };
        assert_eq!(joined(&hex!("04 02 AABB")), Some(vec![0xAA, 0xBB]));
        assert_eq!(joined(&hex!("24 80 04 01 AA 04 01 BB 0000")), Some(vec![0xAA, 0xBB]));
        assert_eq!(joined(&hex!("24 08 24 03 04 01 AA 04 01 BB")), Some(vec![0xAA, 0xBB]));
        assert_eq!(joined(&hex!("24 03 02 01 AA")), None);
        let deep =
            (0..MAX_DEPTH + 1).fold(vec![4, 0], |inner, _| [&[0x24, inner.len() as u8], &inner[..]].concat());
        assert_eq!(joined(&deep), None);
    }

    #[test]
    fn numbers() {
        let number = |bytes: &[u8]| Reader::new(bytes, Position::Exact(0)).any().unwrap().positive().ok();
        assert_eq!(number(&hex!("02 01 01")), Some(1));
        assert_eq!(number(&hex!("02 03 0186A0")), Some(100_000));
        assert_eq!(number(&hex!("02 09 00FFFFFFFFFFFFFFFF")), Some(u64::MAX));
        assert_eq!(number(&[&[2, 40, 1][..], &[0; 39]].concat()), Some(u64::MAX));
        for bad in [&hex!("02 00")[..], &hex!("02 01 00"), &hex!("02 01 FF"), &hex!("04 01 01")] {
            assert_eq!(number(bad), None, "{bad:02X?}");
        }
    }

    proptest! {
        #[test]
        fn takes_nothing_it_was_not_given(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes, Position::Exact(0));
            let mut taken = 0usize;
            while let Ok(Some(element)) = reader.next() {
                taken = taken.saturating_add(element.whole.len());
                prop_assert!(element.content.len() <= element.whole.len());
            }
            prop_assert!(taken <= bytes.len());
        }
    }
}
