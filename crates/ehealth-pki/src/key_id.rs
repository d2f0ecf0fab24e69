//! The identifier of a public key (RFC 5280 section 4.2.1.2, method 1).

use core::fmt;
use core::str::FromStr;

use der::Decode;
use sha1::{Digest, Sha1};
use spki::SubjectPublicKeyInfoRef;

/// SHA-1 over the contents of the `subjectPublicKey` bit string: 20 bytes, without tag, length and the
/// byte of unused bits.
///
/// The authority calls it `PublicKeyIdentifier` and writes it in hexadecimal (ra.md 4); an issued
/// certificate carries the same value as its subject key identifier; a keystore as `localKeyId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyIdentifier([u8; 20]);

/// Text or bytes that are no key identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key identifier is 40 hexadecimal digits or 20 bytes")]
pub struct KeyIdentifierError;

/// A `SubjectPublicKeyInfo` that does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SubjectPublicKeyInfo in DER")]
pub struct SpkiError;

impl KeyIdentifier {
    /// The identifier of the key in `spki`, a `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// [`SpkiError`] when `spki` is not DER of that type, or its bit string has unused bits.
    pub fn of_spki(spki: &[u8]) -> Result<Self, SpkiError> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| SpkiError)?;
        let bits = info.subject_public_key.as_bytes().ok_or(SpkiError)?;
        Ok(Self(Sha1::digest(bits).into()))
    }

    /// The 20 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl From<[u8; 20]> for KeyIdentifier {
    fn from(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for KeyIdentifier {
    type Error = KeyIdentifierError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self).map_err(|_| KeyIdentifierError)
    }
}

/// Upper-case hexadecimal, as the authority's samples write it.
impl fmt::Display for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyIdentifier({self})")
    }
}

/// Either case is read (ra.md 15, 31).
impl FromStr for KeyIdentifier {
    type Err = KeyIdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.as_bytes();
        if text.len() != 40 {
            return Err(KeyIdentifierError);
        }
        let mut bytes = [0u8; 20];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            let pair = core::str::from_utf8(pair).map_err(|_| KeyIdentifierError)?;
            if pair.starts_with('+') {
                return Err(KeyIdentifierError);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| KeyIdentifierError)?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms() {
        let text = "37E3A0B1C2D3E4F5060718293A4B5C6D7E8FD8BA";
        let id: KeyIdentifier = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(text.to_lowercase().parse(), Ok(id));
        for bad in ["", "37E3", &text[1..], &format!("+{}", &text[1..]), &text.replace('E', "G")] {
            assert_eq!(bad.parse::<KeyIdentifier>(), Err(KeyIdentifierError), "{bad}");
        }
    }
}
