//! The password of a keystore, and the bytes that PKCS#12 makes of it (domain.md 4.4).

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The password of a keystore. It cannot be printed, copied or serialised, and is wiped when dropped.
///
/// Any text is taken: whether it is a good one is the business of `password-policy`. New passwords should be
/// ASCII, because PBES2 files with others open in some programs only (domain.md 4.4).
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for a judge such as `password-policy`. Neither print nor keep it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// For a change that keeps the password, and a store that is written again.
    pub(crate) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// How a new file is protected: the text as it is.
    pub(crate) fn encoding(&self) -> Encoding {
        Encoding::of(&self.0)
    }

    /// The encodings under which an existing file may open, most likely first: as typed, composed (NFC),
    /// decomposed (NFD), and the Latin-1 reading of the UTF-8 bytes, which old Windows tools used. For the
    /// empty password there are two forms (OpenSSL and the JDK write two zero bytes, BouncyCastle none).
    pub(crate) fn encodings(&self) -> Vec<Encoding> {
        let text = &self.0;
        if text.is_empty() {
            let none = Encoding { bmp: Zeroizing::new(Vec::new()), utf8: Zeroizing::new(Vec::new()) };
            return vec![Encoding::of(text), none];
        }
        let mut all = vec![Encoding::of(text)];
        if text.is_ascii() {
            return all;
        }
        let mut add = |encoding: Encoding| {
            if all.iter().all(|other| other.bmp != encoding.bmp) {
                all.push(encoding);
            }
        };
        add(Encoding::of(&Zeroizing::new(text.nfc().collect::<String>())));
        add(Encoding::of(&Zeroizing::new(text.nfd().collect::<String>())));
        let latin: Zeroizing<String> = Zeroizing::new(text.bytes().map(char::from).collect());
        add(Encoding { bmp: bmp_string(&latin), utf8: Zeroizing::new(text.as_bytes().to_vec()) });
        all
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A password as the two families of PKCS#12 key derivation want it.
pub(crate) struct Encoding {
    /// For RFC 7292 appendix B: UTF-16, big-endian, with two zero bytes at the end.
    pub(crate) bmp: Zeroizing<Vec<u8>>,
    /// For PBKDF2.
    pub(crate) utf8: Zeroizing<Vec<u8>>,
}

impl Encoding {
    fn of(text: &str) -> Self {
        Self { bmp: bmp_string(text), utf8: Zeroizing::new(text.as_bytes().to_vec()) }
    }
}

/// Characters beyond U+FFFF become surrogate pairs, as the JDK and OpenSSL write them.
fn bmp_string(text: &str) -> Zeroizing<Vec<u8>> {
    // Room for all at once: a reallocation would leave a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len().saturating_mul(2).saturating_add(2)));
    for unit in text.encode_utf16() {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_texts() {
        let encoded = |text: &str| -> Vec<Vec<u8>> {
            Password::new(text.into()).encodings().iter().map(|e| e.bmp.to_vec()).collect()
        };
        assert_eq!(encoded("aB"), [vec![0, b'a', 0, b'B', 0, 0]]);
        assert_eq!(encoded(""), [vec![0, 0], vec![]]);
        // é: composed, decomposed, and its two UTF-8 bytes read as Latin-1
        assert_eq!(
            encoded("é"),
            [vec![0, 0xE9, 0, 0], vec![0, b'e', 3, 1, 0, 0], vec![0, 0xC3, 0, 0xA9, 0, 0]]
        );
        assert_eq!(encoded("🔑").first().unwrap(), &[0xD8, 0x3D, 0xDD, 0x11, 0, 0]);
    }

    #[test]
    fn is_not_printed() {
        assert_eq!(format!("{:?}", Password::new("secret".into())), "Password(…)");
    }
}
