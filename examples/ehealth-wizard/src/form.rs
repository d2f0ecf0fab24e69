//! Fields of a form: `application/x-www-form-urlencoded`, in memory that is wiped.

use core::fmt;

use zeroize::Zeroizing;

/// Fields of one form at most; the largest of ours has a dozen.
const MAX_FIELDS: usize = 64;

/// What a form brought. Every value is wiped when it is dropped, as any of them may be a PIN or a password.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Zeroizing<String>)>);

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fields({})", self.0.len())
    }
}

impl Fields {
    /// Reads the body of a form, or a query. `None`: not such a text, or too many fields.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MAX_FIELDS {
                return None;
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            let value = decoded(halves.next().unwrap_or_default())?;
            fields.push((name.to_string(), value));
        }
        Some(Self(fields))
    }

    /// The first value of this name; an empty text when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same without spaces around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// Whether the field is there, as a checked box is.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// `+` and `%XX` undone. The memory is as large as the input from the start, so that no copy is left behind.
fn decoded(text: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(*rest.next()?)?, digit(*rest.next()?)?);
                high << 4 | low
            }
            other => *other,
        });
    }
    let text = core::str::from_utf8(&bytes).ok()?;
    let mut owned = Zeroizing::new(String::with_capacity(text.len()));
    owned.push_str(text);
    Some(owned)
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        let fields = Fields::parse(b"a=1&b=x+y%C3%A9%26&empty=&flag&a=2").unwrap();
        assert_eq!(fields.get("a"), "1");
        assert_eq!(fields.get("b"), "x yé&");
        assert_eq!(fields.get("empty"), "");
        assert!(fields.has("flag") && fields.has("empty") && !fields.has("none"));
        assert_eq!(format!("{fields:?}"), "Fields(5)");
        assert!(Fields::parse(b"").is_some());
    }

    #[test]
    fn refused() {
        for wrong in [&b"a=%"[..], b"a=%4", b"a=%zz", b"a=%ff", b"%80=a", b"\xFF"] {
            assert!(Fields::parse(wrong).is_none(), "{wrong:?}");
        }
        assert!(Fields::parse("a=1&".repeat(MAX_FIELDS + 1).as_bytes()).is_none());
    }
}
