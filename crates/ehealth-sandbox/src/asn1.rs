//! A small writer of DER (X.690), of the sandbox's own hand: what it writes is read by the crates that it
//! is there to test.

use const_oid::ObjectIdentifier;
use rustls_pki_types::UnixTime;

use crate::time;

/// Context tag `number`, constructed.
pub(crate) const fn context(number: u8) -> u8 {
    0xA0 | number
}

/// One element.
pub(crate) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match contents.len() {
        short @ 0..=0x7F => out.push(u8::try_from(short).unwrap_or_default()),
        long => {
            let bytes = long.to_be_bytes();
            let bytes: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap_or_default());
            out.extend_from_slice(&bytes);
        }
    }
    out.extend_from_slice(contents);
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A SET of one element, or of elements that the caller has put in DER's order.
pub(crate) fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x31, &parts.concat())
}

/// A SET OF: the elements in the order of their encodings.
pub(crate) fn set_of(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    tlv(0x31, &parts.concat())
}

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let oid = ObjectIdentifier::new(dotted);
    debug_assert!(oid.is_ok(), "{dotted}");
    tlv(0x06, oid.as_ref().map(ObjectIdentifier::as_bytes).unwrap_or_default())
}

/// A non-negative INTEGER from big-endian bytes.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let mut contents: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if contents.first().is_none_or(|first| first & 0x80 != 0) {
        contents.insert(0, 0);
    }
    tlv(0x02, &contents)
}

pub(crate) fn octets(contents: &[u8]) -> Vec<u8> {
    tlv(0x04, contents)
}

/// A BIT STRING of whole bytes.
pub(crate) fn bits(contents: &[u8]) -> Vec<u8> {
    named_bits(0, contents)
}

/// A BIT STRING whose last `unused` bits do not count.
pub(crate) fn named_bits(unused: u8, contents: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[unused], contents].concat())
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xFF } else { 0 }])
}

pub(crate) fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0C, text.as_bytes())
}

pub(crate) fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

pub(crate) fn instant(at: UnixTime) -> Vec<u8> {
    let (utc_time, text) = time::asn1(at);
    tlv(if utc_time { 0x17 } else { 0x18 }, text.as_bytes())
}

/// A `GeneralizedTime`, whatever the year.
pub(crate) fn generalized(at: UnixTime) -> Vec<u8> {
    tlv(0x18, time::generalized(at).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_integers() {
        assert_eq!(tlv(4, &[1]), [4, 1, 1]);
        assert_eq!(tlv(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tlv(4, &[0; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(unsigned(&[]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0, 0x7F]), [2, 1, 0x7F]);
        assert_eq!(unsigned(&[0x9F, 1]), [2, 3, 0, 0x9F, 1]);
        assert_eq!(oid("2.5.4.3"), [6, 3, 0x55, 4, 3]);
    }
}
