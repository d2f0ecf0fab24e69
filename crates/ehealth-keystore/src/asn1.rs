//! Writing DER: the few forms that a keystore and a place-holder certificate need.

use core::time::Duration;

use der::asn1::{GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{DateTime, Encode};

use crate::pfx::ber::tag;

/// Tag, length, and the parts one after the other.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = parts.iter().fold(0, |sum, part| sum.saturating_add(part.len()));
    let mut out = Vec::with_capacity(len.saturating_add(10));
    out.push(tag);
    if let Some(short) = u8::try_from(len).ok().filter(|len| *len < 0x80) {
        out.push(short);
    } else {
        let octets = len.to_be_bytes();
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let octets = octets.get(zeros..).unwrap_or_default();
        out.push(u8::try_from(octets.len()).unwrap_or(0) | 0x80);
        out.extend_from_slice(octets);
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, parts)
}

/// `[n] EXPLICIT`.
pub(crate) fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(tag::CONTEXT_0 | number, &[content])
}

pub(crate) fn octet_string(bytes: &[u8]) -> Vec<u8> {
    element(tag::OCTET_STRING, &[bytes])
}

/// Whole octets.
pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[0], bytes])
}

pub(crate) fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    element(tag::OID, &[oid.as_bytes()])
}

pub(crate) fn null() -> Vec<u8> {
    element(tag::NULL, &[])
}

pub(crate) fn integer(number: u32) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count().min(3);
    let octets = octets.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if octets.first().is_some_and(|first| first & 0x80 != 0) { &[0] } else { &[] };
    element(tag::INTEGER, &[sign, octets])
}

pub(crate) fn bmp_string(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    element(tag::BMP_STRING, &[&units])
}

/// DER wants the members of a set in the order of their encodings.
pub(crate) fn set_of(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    element(tag::SET, &members)
}

/// `Time` of RFC 5280 section 4.1.2.5: UTCTime until 2049. `None` beyond the year 9999.
pub(crate) fn time(seconds: u64) -> Option<Vec<u8>> {
    let time = DateTime::from_unix_duration(Duration::from_secs(seconds)).ok()?;
    match UtcTime::from_date_time(time) {
        Ok(time) => time.to_der().ok(),
        Err(_) => GeneralizedTime::from_date_time(time).to_der().ok(),
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn forms() {
        assert_eq!(element(4, &[&[0; 127]])[..2], hex!("04 7F"));
        assert_eq!(element(4, &[&[0; 100], &[0; 100]])[..3], hex!("04 81C8"));
        assert_eq!(element(4, &[&[0; 300]])[..4], hex!("04 82012C"));
        assert_eq!(integer(0), hex!("02 01 00"));
        assert_eq!(integer(128), hex!("02 02 0080"));
        assert_eq!(integer(100_000), hex!("02 03 0186A0"));
        assert_eq!(bmp_string("é"), hex!("1E 02 00E9"));
        assert_eq!(set_of(vec![vec![4, 1, 9], vec![2, 1, 1]]), hex!("31 06 020101 040109"));
        assert_eq!(time(1_795_532_645), Some([&hex!("17 0D")[..], b"261124150405Z"].concat()));
        assert_eq!(time(2_524_608_000), Some([&hex!("18 0F")[..], b"20500101000000Z"].concat()));
    }
}
