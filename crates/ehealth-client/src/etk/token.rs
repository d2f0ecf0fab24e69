//! The content of a CMS `SignedData` (RFC 5652 section 5), in DER or BER: what the token carries. The
//! platform's library writes indefinite lengths, so DER alone is not enough.

use der::{Decode, oid::ObjectIdentifier};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const SEQUENCE: u8 = 0x30;
const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED_OCTET_STRING: u8 = 0x24;
const EXPLICIT_0: u8 = 0xA0;

/// Deepest nesting that is followed to find the end of a value of indefinite length.
const MAX_DEPTH: usize = 16;

/// The octets of `encapContentInfo.eContent`.
pub(crate) fn encapsulated_content(token: &[u8]) -> Option<Vec<u8>> {
    let (content_info, _) = expect(token, SEQUENCE)?;
    let (content_type, rest) = split(content_info, MAX_DEPTH)?;
    if ObjectIdentifier::from_der(content_type.whole).ok()? != SIGNED_DATA {
        return None;
    }
    let (explicit, _) = expect(rest, EXPLICIT_0)?;
    let (signed_data, _) = expect(explicit, SEQUENCE)?;
    let (_version, rest) = split(signed_data, MAX_DEPTH)?;
    let (_digest_algorithms, rest) = split(rest, MAX_DEPTH)?;
    let (encapsulated, _) = expect(rest, SEQUENCE)?;
    let (_content_type, rest) = split(encapsulated, MAX_DEPTH)?;
    let (explicit, _) = expect(rest, EXPLICIT_0)?;
    let (octets, _) = split(explicit, MAX_DEPTH)?;
    match octets.tag {
        OCTET_STRING => Some(octets.value.to_vec()),
        CONSTRUCTED_OCTET_STRING => concatenate(octets.value),
        _ => None,
    }
}

/// The parts of a constructed OCTET STRING, one level deep.
fn concatenate(mut parts: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    while !parts.is_empty() {
        let (part, rest) = expect(parts, OCTET_STRING)?;
        whole.extend_from_slice(part);
        parts = rest;
    }
    Some(whole)
}

struct Value<'a> {
    tag: u8,
    /// Tag, length and value.
    whole: &'a [u8],
    /// Without end-of-contents.
    value: &'a [u8],
}

fn expect(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (value, rest) = split(bytes, MAX_DEPTH)?;
    (value.tag == tag).then_some((value.value, rest))
}

/// The first value of `bytes` and what follows it. Tags of one byte only: no others occur here.
fn split(bytes: &[u8], depth: usize) -> Option<(Value<'_>, &[u8])> {
    let (&tag, after_tag) = bytes.split_first()?;
    let (&first, after_length) = after_tag.split_first()?;
    let (value, rest) = match first {
        0x80 if tag & 0x20 != 0 => {
            let inside = contents_of_indefinite(after_length, depth.checked_sub(1)?)?;
            let (value, end) = after_length.split_at_checked(inside)?;
            (value, end.get(2..)?)
        }
        length @ 0..=0x7F => after_length.split_at_checked(usize::from(length))?,
        length => {
            let count = usize::from(length & 0x7F);
            let (length, after) = after_length.split_at_checked(count)?;
            if !(1..=4).contains(&count) {
                return None;
            }
            let length = length.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
            after.split_at_checked(usize::try_from(length).ok()?)?
        }
    };
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((Value { tag, whole, value }, rest))
}

/// Length of the values before the end-of-contents octets.
fn contents_of_indefinite(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut rest = bytes;
    while !rest.starts_with(&[0, 0]) {
        (_, rest) = split(rest, depth)?;
    }
    bytes.len().checked_sub(rest.len())
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn der_and_ber() {
        let der = hex!("30 20 06092A864886F70D010702 A013 3011 020101 3100 300A 06032A0304 A003 0401 AA");
        assert_eq!(encapsulated_content(&der), Some(vec![0xAA]));
        let ber = hex!(
            "3080 06092A864886F70D010702 A080 3080 020101 3100 3080 06032A0304 A080 2480 0401AA 0402BBCC 0000"
            "0000 0000 0000 0000 0000"
        );
        assert_eq!(encapsulated_content(&ber), Some(vec![0xAA, 0xBB, 0xCC]));
        for missing in 13..=ber.len() {
            let cut = ber.len().checked_sub(missing).unwrap();
            assert_eq!(encapsulated_content(&ber[..cut]), None, "{cut}");
        }
        assert_eq!(encapsulated_content(&[&[0x30, 0x80][..]; 100].concat()), None);
        assert_eq!(encapsulated_content(&hex!("30 84FFFFFFFF 00")), None);
    }
}
