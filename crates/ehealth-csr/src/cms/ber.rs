//! BER, as far as other people's CMS needs it, rewritten as DER: lengths of any form, indefinite ones too, and
//! octet strings in pieces (X.690 section 8). What is DER already comes out unchanged.

use super::CmsError;

/// Most nested values; CMS with three certificates and attributes has 17.
const MAX_DEPTH: usize = 40;

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;

/// Exactly one value.
pub(super) fn to_der(ber: &[u8]) -> Result<Vec<u8>, CmsError> {
    let mut out = Vec::with_capacity(ber.len());
    let rest = value(ber, &mut out, 0)?;
    if rest.is_empty() { Ok(out) } else { Err(CmsError::Trailing) }
}

/// Rewrites the first value and returns what follows it.
fn value<'a>(ber: &'a [u8], out: &mut Vec<u8>, depth: usize) -> Result<&'a [u8], CmsError> {
    if depth > MAX_DEPTH {
        return Err(CmsError::TooDeep);
    }
    let head = Head::read(ber)?;
    let constructed = head.tag.first().is_some_and(|first| first & CONSTRUCTED != 0);
    if !constructed {
        // an indefinite length belongs to constructed values only
        let length = head.length.ok_or(CmsError::Der)?;
        let (content, rest) = head.rest.split_at_checked(length).ok_or(CmsError::Der)?;
        push(out, head.tag, content);
        return Ok(rest);
    }
    let pieces = head.tag == [OCTET_STRING | CONSTRUCTED];
    let mut inner = Vec::new();
    let mut add = |part| {
        if pieces { piece(part, &mut inner, depth) } else { value(part, &mut inner, depth.saturating_add(1)) }
    };
    let rest = if let Some(length) = head.length {
        let (mut content, rest) = head.rest.split_at_checked(length).ok_or(CmsError::Der)?;
        while !content.is_empty() {
            content = add(content)?;
        }
        rest
    } else {
        let mut rest = head.rest;
        loop {
            if let Some(after) = rest.strip_prefix(&[0, 0]) {
                break after;
            }
            rest = add(rest)?;
        }
    };
    push(out, if pieces { &[OCTET_STRING] } else { head.tag }, &inner);
    Ok(rest)
}

/// One piece of an octet string, which may be in pieces itself.
fn piece<'a>(ber: &'a [u8], out: &mut Vec<u8>, depth: usize) -> Result<&'a [u8], CmsError> {
    let mut der = Vec::new();
    let rest = value(ber, &mut der, depth.saturating_add(1))?;
    let head = Head::read(&der)?;
    if head.tag != [OCTET_STRING] {
        return Err(CmsError::Der);
    }
    out.extend_from_slice(head.rest);
    Ok(rest)
}

struct Head<'a> {
    /// One byte, or more for numbers above 30.
    tag: &'a [u8],
    /// `None` when indefinite.
    length: Option<usize>,
    rest: &'a [u8],
}

impl<'a> Head<'a> {
    fn read(ber: &'a [u8]) -> Result<Self, CmsError> {
        let first = ber.first().ok_or(CmsError::Der)?;
        // 00 00 ends an indefinite length and stands nowhere else
        if *first == 0 {
            return Err(CmsError::Der);
        }
        let mut tag_len = 1usize;
        if first & 0x1F == 0x1F {
            let more = ber.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count();
            tag_len = more.saturating_add(2);
            if tag_len > 5 {
                return Err(CmsError::Der);
            }
        }
        let (tag, rest) = ber.split_at_checked(tag_len).ok_or(CmsError::Der)?;
        let (first, rest) = rest.split_first().ok_or(CmsError::Der)?;
        let (length, rest) = match first {
            0x80 => (None, rest),
            0..=0x7F => (Some(usize::from(*first)), rest),
            _ => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F)).ok_or(CmsError::Der)?;
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                let bytes = bytes.get(zeros..).unwrap_or_default();
                if bytes.len() > 4 {
                    return Err(CmsError::Der);
                }
                let length = bytes.iter().fold(0u64, |length, byte| length << 8 | u64::from(*byte));
                (Some(usize::try_from(length).map_err(|_| CmsError::Der)?), rest)
            }
        };
        Ok(Self { tag, length, rest })
    }
}

/// A value with the shortest definite length.
pub(super) fn push(out: &mut Vec<u8>, tag: &[u8], content: &[u8]) {
    out.extend_from_slice(tag);
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let length = length.get(zeros..).unwrap_or_default();
    match length {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    #[test]
    fn forms() {
        type Case<'a> = (&'a [u8], Result<&'a [u8], CmsError>);
        let cases: &[Case<'_>] = &[
            (&hex!("02 01 05"), Ok(&hex!("02 01 05"))),
            (&hex!("02 81 01 05"), Ok(&hex!("02 01 05"))),
            (&hex!("02 84 00000001 05"), Ok(&hex!("02 01 05"))),
            (&hex!("30 80 02 01 05 0000"), Ok(&hex!("30 03 02 01 05"))),
            (&hex!("24 80 04 01 61 24 03 04 01 62 0000"), Ok(&hex!("04 02 6162"))),
            (&hex!("24 00"), Ok(&hex!("04 00"))),
            (&hex!("BF 8701 00"), Ok(&hex!("BF 8701 00"))),
            (&hex!("24 80 02 01 61 0000"), Err(CmsError::Der)),
            (&hex!("02 80 01 0000"), Err(CmsError::Der)),
            (&hex!("30 80 02 01 05 00"), Err(CmsError::Der)),
            (&hex!("30 03 02 02 05"), Err(CmsError::Der)),
            (&hex!("30 85 0100000000 00"), Err(CmsError::Der)),
            (&hex!("00 00"), Err(CmsError::Der)),
            (&hex!("02 01 05 00"), Err(CmsError::Trailing)),
            (b"", Err(CmsError::Der)),
            (&hex!("1F FFFFFFFFFF 00 00"), Err(CmsError::Der)),
        ];
        for (ber, expected) in cases {
            assert_eq!(to_der(ber).as_deref().map_err(Clone::clone), expected.clone(), "{ber:02X?}");
        }
        assert_eq!(to_der(&[0x30, 0x80].repeat(50)), Err(CmsError::TooDeep));
        assert_eq!(to_der(&[0x24, 0x80].repeat(5_000)), Err(CmsError::TooDeep));
    }

    proptest! {
        /// What comes out is DER: once more changes nothing.
        #[test]
        fn idempotent(bytes in proptest::collection::vec(prop_oneof![Just(0x30u8), Just(0x80), Just(0), Just(0x24), Just(4), any::<u8>()], 0..40)) {
            if let Ok(der) = to_der(&bytes) {
                prop_assert!(der.len() <= bytes.len().saturating_mul(2));
                prop_assert_eq!(to_der(&der).unwrap(), der);
            }
        }
    }
}
