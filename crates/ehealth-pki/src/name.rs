//! Distinguished names as certificates carry them (X.501, RFC 5280 section 4.1.2.4).

use core::fmt::Write as _;

use der::asn1::{AnyRef, ObjectIdentifier, SetOfVec};
use der::{Decode, Encode, Sequence, Tag, ValueOrd};

/// Object identifiers of the attributes that these names use, dotted.
pub mod oid {
    /// `CN`, common name.
    pub const COMMON_NAME: &str = "2.5.4.3";
    /// `SN`, surname.
    pub const SURNAME: &str = "2.5.4.4";
    /// `serialNumber`: on an eID the national number (card.md 7).
    pub const SERIAL_NUMBER: &str = "2.5.4.5";
    /// `C`, country.
    pub const COUNTRY: &str = "2.5.4.6";
    /// `L`, locality.
    pub const LOCALITY: &str = "2.5.4.7";
    /// `O`, organisation.
    pub const ORGANIZATION: &str = "2.5.4.10";
    /// `OU`, organisational unit.
    pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
    /// `GN`, given names.
    pub const GIVEN_NAME: &str = "2.5.4.42";
}

/// The keywords of RFC 2253 section 2.3, which are also the only ones that Java writes in that form.
const KEYWORDS: [(&str, &str); 9] = [
    (oid::COMMON_NAME, "CN"),
    (oid::COUNTRY, "C"),
    (oid::LOCALITY, "L"),
    ("2.5.4.8", "ST"),
    (oid::ORGANIZATION, "O"),
    (oid::ORGANIZATIONAL_UNIT, "OU"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
];

/// Most attributes a name may have: real ones have at most nine.
const MAX_ATTRIBUTES: usize = 64;

/// Bytes that are no distinguished name in DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Not `RDNSequence` in DER.
    #[error("not a distinguished name in DER")]
    Der,
    /// More attributes than any real name has.
    #[error("a distinguished name with too many attributes")]
    TooLong,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    oid: String,
    value: String,
    /// Tag, length and value, as read.
    der: Vec<u8>,
    is_text: bool,
    /// Which relative distinguished name it stands in, counted from 0.
    rdn: usize,
}

impl Attribute {
    /// The type, as a dotted object identifier such as `2.5.4.3`; see [`oid`].
    #[must_use]
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// The text, whatever string type it was written in; `#` and hexadecimal DER when it is no string.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Tag, length and value as read.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether type and value are the same by the rules of [`Name::matches`].
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.oid == other.oid && fold_value(self) == fold_value(other)
    }
}

/// A distinguished name, with the bytes it was read from.
///
/// Two names are [`==`](PartialEq) when their bytes are; whether they mean the same is
/// [`matches`](Self::matches).
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    attributes: Vec<Attribute>,
}

#[derive(Sequence, PartialEq, Eq, PartialOrd, Ord, ValueOrd)]
struct TypeAndValue<'a> {
    oid: ObjectIdentifier,
    value: AnyRef<'a>,
}

impl Name {
    /// Reads `RDNSequence` (RFC 5280 section 4.1.2.4). Every string type is taken; the order inside a SET
    /// is not checked.
    ///
    /// # Errors
    /// [`NameError`] for anything else, and for bytes after it.
    pub fn from_der(der: &[u8]) -> Result<Self, NameError> {
        let sets = Vec::<AnyRef<'_>>::from_der(der).map_err(|_| NameError::Der)?;
        let mut attributes = Vec::new();
        for (rdn, set) in sets.iter().enumerate() {
            if set.header().tag() != Tag::Set || set.value().is_empty() {
                return Err(NameError::Der);
            }
            let mut rest = set.value();
            while !rest.is_empty() {
                let (pair, after) = TypeAndValue::from_der_partial(rest).map_err(|_| NameError::Der)?;
                rest = after;
                if attributes.len() >= MAX_ATTRIBUTES {
                    return Err(NameError::TooLong);
                }
                attributes.push(attribute(&pair, rdn)?);
            }
        }
        Ok(Self { der: der.to_vec(), attributes })
    }

    /// Writes a name of one-valued relative names, in the order of the bytes (the country first), as Java
    /// does: PrintableString where every character of the value is in its alphabet, UTF8String otherwise.
    ///
    /// # Errors
    /// [`NameError::Der`] for a type that is no dotted object identifier, [`NameError::TooLong`].
    pub fn from_attributes<'a>(
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, NameError> {
        let mut sets: Vec<SetOfVec<TypeAndValue<'_>>> = Vec::new();
        for (oid, value) in attributes {
            let oid = ObjectIdentifier::new(oid).map_err(|_| NameError::Der)?;
            let tag = if value.bytes().all(is_printable) { Tag::PrintableString } else { Tag::Utf8String };
            let value = AnyRef::new(tag, value.as_bytes()).map_err(|_| NameError::Der)?;
            let mut set = SetOfVec::new();
            set.insert(TypeAndValue { oid, value }).map_err(|_| NameError::Der)?;
            sets.push(set);
        }
        Self::from_der(&sets.to_der().map_err(|_| NameError::Der)?)
    }

    /// The bytes as read.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// All attributes in the order of the bytes: the country first, usually.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The values of one attribute type, in the order of the bytes.
    pub fn values<'a>(&'a self, oid: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |a| a.oid == oid).map(Attribute::value)
    }

    /// The text form of RFC 2253 as Java's `X500Principal.getName("RFC2253")` writes it: the last attribute
    /// first, `=` in values escaped, types without a keyword there as `2.5.4.5=#0c03303031`.
    #[must_use]
    pub fn rfc2253(&self) -> String {
        let mut rdns: Vec<String> = Vec::new();
        let mut last = None;
        for attribute in &self.attributes {
            let text = attribute_text(attribute);
            match rdns.last_mut() {
                Some(rdn) if last == Some(attribute.rdn) => {
                    rdn.push('+');
                    rdn.push_str(&text);
                }
                _ => rdns.push(text),
            }
            last = Some(attribute.rdn);
        }
        rdns.reverse();
        rdns.join(",")
    }

    /// Whether both name the same entity: attribute by attribute, letters without case, the string type
    /// ignored, spaces at the ends ignored and inside folded to one (X.520 `caseIgnoreMatch`, RFC 5280
    /// section 7.1).
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.comparable() == other.comparable()
    }

    fn comparable(&self) -> Vec<(usize, &str, String)> {
        let mut all: Vec<_> =
            self.attributes.iter().map(|a| (a.rdn, a.oid.as_str(), fold_value(a))).collect();
        all.sort();
        all
    }
}

impl core::fmt::Debug for Name {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Name({} attributes)", self.attributes.len())
    }
}

/// The alphabet of PrintableString (X.680 section 41.4).
const fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'\'' | b'(' | b')' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b'=' | b'?')
}

fn attribute(pair: &TypeAndValue<'_>, rdn: usize) -> Result<Attribute, NameError> {
    let der = pair.value.to_der().map_err(|_| NameError::Der)?;
    let text = text(pair.value);
    Ok(Attribute {
        oid: pair.oid.to_string(),
        is_text: text.is_some(),
        value: text.unwrap_or_else(|| hex_form(&der)),
        der,
        rdn,
    })
}

/// The text of a string of any type, `None` for what is no string or not well formed.
fn text(value: AnyRef<'_>) -> Option<String> {
    let bytes = value.value();
    match value.header().tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            bytes.is_ascii().then(|| String::from_utf8(bytes.to_vec()).ok()).flatten()
        }
        // T.61 is read as Latin-1, as OpenSSL and Java do.
        Tag::TeletexString => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        Tag::BmpString => {
            let units = bytes.chunks_exact(2);
            if !units.remainder().is_empty() {
                return None;
            }
            let units = units.map(|pair| u16::from_be_bytes(pair.try_into().unwrap_or_default()));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        _ => None,
    }
}

fn hex_form(der: &[u8]) -> String {
    der.iter().fold(String::from("#"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn fold_value(attribute: &Attribute) -> String {
    if !attribute.is_text {
        return attribute.value.clone();
    }
    let lower = attribute.value.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute_text(attribute: &Attribute) -> String {
    let keyword = KEYWORDS.iter().find(|(oid, _)| *oid == attribute.oid).map(|(_, keyword)| *keyword);
    match keyword {
        Some(keyword) if attribute.is_text => format!("{keyword}={}", escape(&attribute.value)),
        Some(keyword) => format!("{keyword}={}", attribute.value),
        None => format!("{}={}", attribute.oid, hex_form(&attribute.der)),
    }
}

/// RFC 2253 section 2.4; like Java, `=` and every leading or trailing space too.
fn escape(value: &str) -> String {
    let inner = value.trim_matches(' ');
    let leading = value.len().saturating_sub(value.trim_start_matches(' ').len());
    let trailing = value.len().saturating_sub(leading).saturating_sub(inner.len());
    let mut out = "\\ ".repeat(leading);
    for char in inner.chars() {
        match char {
            ',' | '=' | '+' | '<' | '>' | '#' | ';' | '"' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            '\0' => out.push_str("\\00"),
            _ => out.push(char),
        }
    }
    out.push_str(&"\\ ".repeat(trailing));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// `SEQUENCE { SET { SEQUENCE { oid 2.5.4.x, value } } … }`, one attribute a SET.
    fn name(attributes: &[(u8, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (arc, value) in attributes {
            let pair = [&hex!("06 03 55 04")[..], &[*arc], value].concat();
            let pair = [&[0x30, u8::try_from(pair.len()).unwrap()], &pair[..]].concat();
            body.extend([&[0x31, u8::try_from(pair.len()).unwrap()], &pair[..]].concat());
        }
        [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat()
    }

    #[test]
    fn java_form() {
        let der = name(&[
            (6, b"\x13\x02BE"),
            (10, b"\x0C\x0E A,B=\"c\"+<d>#;"),
            (5, b"\x0C\x03001"),
            (3, b"\x1E\x04\0A\0\xE9"),
        ]);
        let name = Name::from_der(&der).unwrap();
        assert_eq!(name.rfc2253(), "CN=Aé,2.5.4.5=#0c03303031,O=\\ A\\,B\\=\\\"c\\\"\\+\\<d\\>\\#\\;,C=BE");
        assert_eq!(name.values(oid::SERIAL_NUMBER).collect::<Vec<_>>(), ["001"]);
        assert_eq!(name.der(), der);
    }

    #[test]
    fn matching_ignores_type_case_and_spaces() {
        let one = Name::from_der(&name(&[(6, b"\x13\x02BE"), (3, b"\x13\x05 a  B")])).unwrap();
        let same = Name::from_der(&name(&[(6, b"\x0C\x02be"), (3, b"\x0C\x03A b")])).unwrap();
        let other = Name::from_der(&name(&[(6, b"\x13\x02BE"), (3, b"\x0C\x02Ab")])).unwrap();
        let order = Name::from_der(&name(&[(3, b"\x0C\x03A b"), (6, b"\x13\x02BE")])).unwrap();
        assert!(one.matches(&same) && same.matches(&one));
        assert_ne!(one, same);
        assert!(!one.matches(&other));
        assert!(!one.matches(&order));
    }

    #[test]
    fn refused() {
        let good = name(&[(3, b"\x0C\x01a")]);
        for bad in [
            &[][..],
            &good[..good.len() - 1],
            &[&good[..], &[0]].concat(),
            &hex!("31 00"),
            &hex!("30 02 31 00"),
        ] {
            assert!(Name::from_der(bad).is_err(), "{bad:02X?}");
        }
        assert!(Name::from_der(&hex!("30 00")).unwrap().attributes().is_empty());
    }
}
