//! The little DER that certificates and PKCS#15 files need (X.690), written by hand: nothing here reads.

/// One element: tag, definite length in its shortest form, content.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 5);
    out.push(tag);
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        out.push(0x80 | bytes.len() as u8);
        out.extend_from_slice(&bytes);
    }
    out.extend_from_slice(content);
    out
}

/// SEQUENCE of parts that are encoded already.
pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// SET of one part.
pub(crate) fn set_of_one(part: &[u8]) -> Vec<u8> {
    element(0x31, part)
}

/// Context-specific constructed `[number]`.
pub(crate) fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xA0 | number, content)
}

/// OBJECT IDENTIFIER.
pub(crate) fn oid(arcs: &[u32]) -> Vec<u8> {
    let mut content = Vec::new();
    if let [first, second, rest @ ..] = arcs {
        push_base128(&mut content, first * 40 + second);
        for arc in rest {
            push_base128(&mut content, *arc);
        }
    }
    element(0x06, &content)
}

fn push_base128(out: &mut Vec<u8>, value: u32) {
    for group in (0..5).rev() {
        let rest = value >> (7 * group);
        if rest != 0 || group == 0 {
            let last = if group == 0 { 0 } else { 0x80 };
            out.push((rest & 0x7F) as u8 | last);
        }
    }
}

/// Non-negative INTEGER from its big-endian magnitude.
pub(crate) fn integer(magnitude: &[u8]) -> Vec<u8> {
    let significant: Vec<u8> = magnitude.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut content = Vec::with_capacity(significant.len() + 1);
    if significant.first().is_none_or(|byte| *byte >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(&significant);
    element(0x02, &content)
}

/// BOOLEAN TRUE.
pub(crate) fn boolean_true() -> Vec<u8> {
    element(0x01, &[0xFF])
}

/// NULL.
pub(crate) fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// OCTET STRING.
pub(crate) fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// BIT STRING of whole bytes.
pub(crate) fn bit_string(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content].concat())
}

/// BIT STRING of named bits (at most 8 of them; bit 0 is the first): trailing zero bits are cut, as DER demands.
pub(crate) fn named_bits(bits: &[u8]) -> Vec<u8> {
    let byte = bits.iter().fold(0u8, |byte, bit| byte | (0x80 >> bit));
    let unused = byte.trailing_zeros().min(7) as u8;
    element(0x03, &[unused, byte])
}

/// UTF8String.
pub(crate) fn utf8(text: &str) -> Vec<u8> {
    element(0x0C, text.as_bytes())
}

/// PrintableString; the caller knows the alphabet.
pub(crate) fn printable(text: &str) -> Vec<u8> {
    element(0x13, text.as_bytes())
}

/// UTCTime at midnight of a day from 1950 to 2049.
pub(crate) fn utc_midnight(year: u16, month: u8, day: u8) -> Vec<u8> {
    element(0x17, format!("{:02}{month:02}{day:02}000000Z", year % 100).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn lengths_are_the_shortest() {
        assert_eq!(element(4, &[]), hex!("04 00"));
        assert_eq!(element(4, &[7; 127])[..2], hex!("04 7F"));
        assert_eq!(element(4, &[7; 128])[..3], hex!("04 81 80"));
        assert_eq!(element(4, &[7; 256])[..4], hex!("04 82 01 00"));
    }

    #[test]
    fn object_identifiers() {
        assert_eq!(oid(&[1, 2, 840, 113_549, 1, 1, 11]), hex!("06 09 2A864886F70D01010B"));
        assert_eq!(oid(&[2, 16, 56, 2]), hex!("06 03 603802"));
    }

    #[test]
    fn integers_are_positive_and_short() {
        assert_eq!(integer(&[0, 0]), hex!("02 01 00"));
        assert_eq!(integer(&[0x7F]), hex!("02 01 7F"));
        assert_eq!(integer(&[0, 0x80]), hex!("02 02 0080"));
    }

    #[test]
    fn named_bits_lose_their_tail() {
        assert_eq!(named_bits(&[0]), hex!("03 02 07 80"));
        assert_eq!(named_bits(&[1]), hex!("03 02 06 40"));
        assert_eq!(named_bits(&[5, 6]), hex!("03 02 01 06"));
    }
}
