//! Server HTML cut into text and tags, the same way for every rendering.
//!
//! Not a browser: comments and what stands in [`HIDDEN`] elements vanish, what is no tag is text. Linear time.

/// Elements whose text is not for reading.
const HIDDEN: [&str; 5] = ["script", "style", "template", "noscript", "head"];

/// Named characters that texts of this kind use.
const ENTITIES: [(&str, char); 46] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("euro", '€'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("deg", '°'),
    ("sect", '§'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("auml", 'ä'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ocirc", 'ô'),
    ("ouml", 'ö'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("uuml", 'ü'),
    ("oelig", 'œ'),
    ("szlig", 'ß'),
    ("Agrave", 'À'),
    ("Ccedil", 'Ç'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
];
/// Characters of the longest entity name looked for.
const MAX_ENTITY: usize = 10;
/// Bytes of the longest tag; what is longer is shown as text, so that the time stays linear.
const MAX_TAG: usize = 4_096;

/// A piece of a document, in its order.
pub(super) enum Piece<'h> {
    /// Text as it stands there, entities and all.
    Text(&'h str),
    Tag(&'h Tag<'h>),
}

/// What stands between `<` and `>`.
pub(super) struct Tag<'h> {
    /// In lower case.
    pub(super) name: String,
    pub(super) closing: bool,
    text: &'h str,
}

/// Hands every piece of `html` to `take`.
pub(super) fn scan(html: &str, mut take: impl FnMut(Piece<'_>)) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        take(Piece::Text(text));
        rest = markup(tag, &mut take);
    }
    take(Piece::Text(rest));
}

/// Handles the markup at the beginning of `rest`, which starts with `<`, and returns what follows it.
fn markup<'h>(rest: &'h str, take: &mut impl FnMut(Piece<'_>)) -> &'h str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let inner = rest.strip_prefix('<').unwrap_or(rest);
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        take(Piece::Text("<"));
        return inner;
    }
    let Some((tag, after)) = split_tag(inner) else {
        // Never closed, or endless: shown rather than hiding the rest, all of it, so that the time stays linear.
        let end = inner.find('>').map_or(inner.len(), |at| at.saturating_add(1));
        let (text, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
        take(Piece::Text("<"));
        take(Piece::Text(text));
        return after;
    };
    let closing = tag.starts_with('/');
    let name = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric);
    let tag = Tag { name: name.collect::<String>().to_ascii_lowercase(), closing, text: tag };
    if !closing && HIDDEN.contains(&tag.name.as_str()) && !tag.text.ends_with('/') {
        return after_closing(after, &tag.name);
    }
    take(Piece::Tag(&tag));
    after
}

impl Tag<'_> {
    /// The value of an attribute: entities resolved, no white space, nothing unsafe.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.text;
        loop {
            let (before, after) = rest.split_once('=')?;
            let named =
                before.trim_end().rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next()?;
            let value = after.trim_start();
            let (value, after) = match value.chars().next()? {
                quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
                _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
            };
            if named.eq_ignore_ascii_case(name) {
                let mut plain = String::new();
                let mut rest = value;
                while let Some(char) = rest.chars().next() {
                    let (char, after) =
                        entity(rest).unwrap_or((char, rest.get(char.len_utf8()..).unwrap_or_default()));
                    if is_safe(char) && !char.is_whitespace() {
                        plain.push(char);
                    }
                    rest = after;
                }
                return Some(plain);
            }
            rest = after;
        }
    }
}

/// No control character, nothing that turns the direction of writing, nothing invisible.
pub(super) fn is_safe(char: char) -> bool {
    !char.is_control()
        && !matches!(char,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Up to the `>` that ends the tag; one inside quotes does not.
fn split_tag(inner: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let mut first = None;
    for (at, char) in inner.char_indices().take_while(|(at, _)| *at < MAX_TAG) {
        if char == '>' {
            first = first.or(Some(at));
        }
        match (quote, char) {
            (None, '>') => return Some((inner.get(..at)?, inner.get(at.saturating_add(1)..)?)),
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            _ => {}
        }
    }
    // a lonely quotation mark: any `>` will do
    let at = first?;
    Some((inner.get(..at)?, inner.get(at.saturating_add(1)..)?))
}

/// What follows `</name>`.
fn after_closing<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        let same = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if same {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// The character of an entity at the beginning of `text`, and what follows.
pub(super) fn entity(text: &str) -> Option<(char, &str)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.char_indices().take(MAX_ENTITY).find(|(_, char)| *char == ';').map(|(at, _)| at)?;
    let name = inner.get(..end)?;
    let after = inner.get(end.saturating_add(1)..)?;
    let char = if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        char::from_u32(code)?
    } else {
        ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, char)| *char)?
    };
    Some((char, after))
}
