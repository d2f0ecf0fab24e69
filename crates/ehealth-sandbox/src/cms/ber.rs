//! From BER to DER as far as lengths and strings in pieces go: that is what writers of CMS do otherwise.

use crate::asn1;

/// Elements in elements; a SignedData of an eID has some twelve.
const MAX_DEPTH: usize = 24;

/// `bytes` with definite lengths in their shortest form; nothing when they are not one element of BER.
pub(crate) fn to_der(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let rest = element(bytes, &mut out, 0)?;
    rest.is_empty().then_some(out)
}

/// Reads one element and writes it; what follows it.
fn element<'a>(bytes: &'a [u8], out: &mut Vec<u8>, depth: usize) -> Option<&'a [u8]> {
    if depth > MAX_DEPTH {
        return None;
    }
    let (tag, rest) = tag(bytes)?;
    let first = *tag.first()?;
    let constructed = first & 0x20 != 0;
    let (length, rest) = length(rest)?;
    let (contents, rest) = match length {
        Some(length) => {
            let (contents, rest) = rest.split_at_checked(length)?;
            let contents = if constructed { all_children(contents, depth)? } else { contents.to_vec() };
            (contents, rest)
        }
        None if constructed => {
            let (contents, rest) = children(rest, depth)?;
            (contents, rest.strip_prefix(&[0, 0])?)
        }
        None => return None,
    };
    // An OCTET STRING in pieces is one whole in DER (X.690 section 10.2).
    if first == 0x24 {
        out.extend(asn1::tlv(0x04, &pieces(&contents)?));
        return Some(rest);
    }
    out.extend_from_slice(tag);
    // `tlv` writes a tag of one byte; the length it writes is what is wanted.
    out.extend_from_slice(asn1::tlv(0, &contents).get(1..)?);
    Some(rest)
}

/// All elements of a definite length.
fn all_children(bytes: &[u8], depth: usize) -> Option<Vec<u8>> {
    let (out, rest) = children(bytes, depth)?;
    rest.is_empty().then_some(out)
}

/// All elements up to the end, or to the end-of-contents octets, which are left.
fn children(mut bytes: &[u8], depth: usize) -> Option<(Vec<u8>, &[u8])> {
    let mut out = Vec::new();
    while !bytes.is_empty() && !bytes.starts_with(&[0, 0]) {
        bytes = element(bytes, &mut out, depth.checked_add(1)?)?;
    }
    Some((out, bytes))
}

/// The contents of OCTET STRINGs one after the other, already in DER.
fn pieces(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((0x04, rest)) = bytes.split_first() {
        let (length, rest) = length(rest)?;
        let (contents, rest) = rest.split_at_checked(length?)?;
        out.extend_from_slice(contents);
        bytes = rest;
    }
    bytes.is_empty().then_some(out)
}

/// The bytes of the tag, and the rest.
fn tag(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 1;
    if bytes.first()? & 0x1F == 0x1F {
        while bytes.get(length)? & 0x80 != 0 {
            length += 1;
        }
        length += 1;
    }
    bytes.split_at_checked(length)
}

/// A length, none when it is indefinite, and the rest.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match first {
        0x80 => Some((None, rest)),
        0..0x80 => Some((Some(usize::from(*first)), rest)),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            let length = digits.iter().try_fold(0usize, |length, digit| {
                length.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
            Some((Some(length), rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_pieces() {
        for (ber, der) in [
            (&[0x30, 0x80, 2, 1, 5, 0, 0][..], Some(&[0x30, 3, 2, 1, 5][..])),
            (&[0x30, 0x82, 0, 3, 2, 1, 5], Some(&[0x30, 3, 2, 1, 5])),
            (&[0x24, 0x80, 4, 1, 1, 0x24, 3, 4, 1, 2, 4, 0, 0, 0], Some(&[4, 2, 1, 2])),
            (&[0xBF, 0x81, 1, 0x80, 0, 0], Some(&[0xBF, 0x81, 1, 0])),
            (&[0x30, 0x80, 2, 1, 5], None),
            (&[0x04, 0x80, 0, 0], None),
            (&[0x24, 3, 2, 1, 5], None),
            (&[0x30, 3, 2, 1], None),
            (&[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1], None),
            (&[0x30, 5, 2, 1, 5, 0, 0], None),
            (&[2, 1, 5, 0], None),
            (&[], None),
        ] {
            assert_eq!(to_der(ber).as_deref(), der, "{ber:02X?}");
        }
        assert_eq!(to_der(&[0x30, 0x80].repeat(1_000_000)), None, "depth is bounded");
        let der = [0x30, 0x03, 0x02, 0x01, 0x05];
        assert_eq!(to_der(&der).unwrap(), der);
    }
}
