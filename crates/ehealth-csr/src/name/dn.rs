//! The text form of a distinguished name, as far as the authority may write it (ra.md 15, 5): RFC 2253 with
//! `=` in values escaped or bare, commas escaped or in quotes, spaces round separators.

use super::DnError;

/// Characters of the longest name read.
const MAX_CHARS: usize = 2_048;
/// Most attributes.
const MAX_ATTRIBUTES: usize = 16;

/// Keywords that a subject name has.
const KEYWORDS: [(&str, &str); 4] =
    [("CN", "2.5.4.3"), ("OU", "2.5.4.11"), ("O", "2.5.4.10"), ("C", "2.5.4.6")];

/// Attributes in the order of the text: dotted type, value.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>, DnError> {
    if text.chars().count() > MAX_CHARS {
        return Err(DnError::TooLong);
    }
    let mut chars = Chars { rest: text.char_indices().collect(), at: 0 };
    let mut attributes = Vec::new();
    loop {
        let kind = attribute_type(&mut chars)?;
        let value = attribute_value(&mut chars)?;
        attributes.push((kind, value));
        if attributes.len() > MAX_ATTRIBUTES {
            return Err(DnError::TooLong);
        }
        match chars.next() {
            None => return Ok(attributes),
            Some(',' | ';') => {}
            Some(_) => return Err(chars.error()),
        }
    }
}

struct Chars {
    rest: Vec<(usize, char)>,
    at: usize,
}

impl Chars {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).map(|(_, char)| *char)
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at = self.at.saturating_add(1);
        next
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at = self.at.saturating_add(1);
        }
    }

    /// At the character read last.
    const fn error(&self) -> DnError {
        DnError::Syntax { column: self.at }
    }
}

fn attribute_type(chars: &mut Chars) -> Result<String, DnError> {
    chars.skip_spaces();
    let mut name = String::new();
    loop {
        match chars.next() {
            Some('=') => break,
            Some(char) if char.is_ascii_alphanumeric() || char == '.' => name.push(char),
            Some(' ') => {
                chars.skip_spaces();
                if chars.peek() != Some('=') {
                    return Err(chars.error());
                }
            }
            _ => return Err(chars.error()),
        }
    }
    let upper = name.to_ascii_uppercase();
    let dotted = upper.strip_prefix("OID.").unwrap_or(&upper);
    if let Some((_, oid)) = KEYWORDS.iter().find(|(keyword, oid)| *keyword == dotted || *oid == dotted) {
        return Ok((*oid).to_owned());
    }
    Err(DnError::Attribute(name))
}

fn attribute_value(chars: &mut Chars) -> Result<String, DnError> {
    chars.skip_spaces();
    if chars.peek() == Some('"') {
        return quoted(chars);
    }
    if chars.peek() == Some('#') {
        return Err(DnError::Syntax { column: chars.at.saturating_add(1) });
    }
    let mut value = Vec::new();
    let mut spaces = 0usize;
    while let Some(char) = chars.peek() {
        match char {
            ',' | ';' => break,
            '+' | '"' | '<' | '>' => {
                chars.next();
                return Err(chars.error());
            }
            ' ' | '\t' | '\n' | '\r' => {
                chars.next();
                spaces = spaces.saturating_add(1);
                continue;
            }
            _ => {}
        }
        // spaces count only when something follows
        value.resize(value.len().saturating_add(core::mem::take(&mut spaces)), b' ');
        chars.next();
        if char == '\\' { escaped(chars, &mut value)? } else { push(&mut value, char) }
    }
    text(value, chars)
}

fn quoted(chars: &mut Chars) -> Result<String, DnError> {
    chars.next();
    let mut value = Vec::new();
    loop {
        match chars.next() {
            Some('"') => break,
            Some('\\') => escaped(chars, &mut value)?,
            Some(char) => push(&mut value, char),
            None => return Err(chars.error()),
        }
    }
    chars.skip_spaces();
    text(value, chars)
}

/// After a backslash: a special character, or two hexadecimal digits of a byte of UTF-8.
fn escaped(chars: &mut Chars, value: &mut Vec<u8>) -> Result<(), DnError> {
    let first = chars.next().ok_or_else(|| chars.error())?;
    if let Some(high) = first.to_digit(16) {
        let low = chars.next().and_then(|second| second.to_digit(16)).ok_or_else(|| chars.error())?;
        let byte = high.saturating_mul(16).saturating_add(low);
        value.push(u8::try_from(byte).map_err(|_| chars.error())?);
        return Ok(());
    }
    if !matches!(first, ',' | '=' | '+' | '<' | '>' | '#' | ';' | '"' | '\\' | ' ') {
        return Err(chars.error());
    }
    push(value, first);
    Ok(())
}

fn push(value: &mut Vec<u8>, char: char) {
    value.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

fn text(value: Vec<u8>, chars: &Chars) -> Result<String, DnError> {
    String::from_utf8(value).map_err(|_| chars.error())
}
