//! HTML to plain text, for a document that a server sent and a terminal shows.
//!
//! Not a browser: tags are found, known ones make lines, all others vanish and leave their text. Nothing is
//! loaded, nothing is executed, and the time is linear.

/// Elements that begin and end a line; those of the second list have an empty line round them.
const LINES: [&str; 14] = [
    "div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "nav", "main", "address",
    "title", "caption",
];
const PARAGRAPHS: [&str; 16] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "dl",
    "blockquote",
    "pre",
    "form",
    "body",
    "hr",
];
/// Elements whose text is not for reading.
pub(super) const HIDDEN: [&str; 5] = ["script", "style", "template", "noscript", "head"];

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
/// Depth of lists that are still indented.
const MAX_LISTS: usize = 8;

pub(super) fn render(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        page.text(text);
        rest = page.markup(tag);
    }
    page.text(rest);
    page.finish()
}

#[derive(Default)]
struct Page {
    out: String,
    /// Line feeds owed before the next text.
    feeds: usize,
    space: bool,
    pre: bool,
    /// Counters of open lists; `None` for a list without numbers.
    lists: Vec<Option<usize>>,
    link: Option<String>,
}

impl Page {
    /// Handles the markup at the beginning of `rest`, which starts with `<`, and returns what follows it.
    fn markup<'h>(&mut self, rest: &'h str) -> &'h str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, after)| after);
        }
        let inner = rest.strip_prefix('<').unwrap_or(rest);
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.text("<");
            return inner;
        }
        let Some((tag, after)) = split_tag(inner) else {
            // never closed, or endless: show it rather than hide the rest
            let end = inner.find('>').map_or(inner.len(), |at| at.saturating_add(1));
            let (text, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
            self.text("<");
            self.text(text);
            return after;
        };
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if !closing && HIDDEN.contains(&name.as_str()) && !tag.ends_with('/') {
            return after_closing(after, &name);
        }
        self.tag(&name, closing, tag);
        after
    }

    fn tag(&mut self, name: &str, closing: bool, tag: &str) {
        match name {
            "br" => self.feeds = self.feeds.max(1).saturating_add(usize::from(self.feeds > 0)).min(2),
            "a" if closing => {
                if let Some(link) = self.link.take() {
                    self.text(&format!(" ({link})"));
                }
            }
            "a" => self.link = attribute(tag, "href").filter(|link| link.contains(':')),
            "ul" | "ol" if closing => {
                self.lists.pop();
            }
            "ul" | "ol" if self.lists.len() < MAX_LISTS => self.lists.push((name == "ol").then_some(0)),
            "pre" => self.pre = !closing,
            "td" | "th" if !closing => self.text("  "),
            _ => {}
        }
        if PARAGRAPHS.contains(&name) {
            let inside = matches!(name, "ul" | "ol") && !self.lists.is_empty();
            self.feeds = self.feeds.max(if inside && self.lists.len() > 1 { 1 } else { 2 });
        } else if LINES.contains(&name) {
            self.feeds = self.feeds.max(1);
        }
        if name == "li" && !closing {
            let indent = "  ".repeat(self.lists.len().saturating_sub(1));
            let mark = match self.lists.last_mut() {
                Some(Some(number)) => {
                    *number = number.saturating_add(1);
                    format!("{number}. ")
                }
                _ => "- ".to_owned(),
            };
            self.literal(&format!("{indent}{mark}"));
        }
        if name == "hr" {
            self.literal("----");
            self.feeds = 2;
        }
    }

    /// Text of the document: entities resolved, white space folded.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            if char == '&'
                && let Some((char, after)) = entity(rest)
            {
                self.push(char);
                rest = after;
                continue;
            }
            self.push(char);
            rest = rest.get(char.len_utf8()..).unwrap_or_default();
        }
    }

    fn push(&mut self, char: char) {
        if self.pre && char == '\n' {
            self.feeds = self.feeds.saturating_add(1).min(2);
        } else if char.is_whitespace() {
            self.space = true;
        } else if is_safe(char) {
            self.begin();
            self.out.push(char);
        }
    }

    /// Our own text, spaces kept.
    fn literal(&mut self, text: &str) {
        self.begin();
        self.out.push_str(text);
        self.space = false;
    }

    fn begin(&mut self) {
        let feeds = core::mem::take(&mut self.feeds);
        let space = core::mem::take(&mut self.space);
        if self.out.is_empty() {
            return;
        }
        if feeds > 0 {
            self.out.push_str(if feeds > 1 { "\n\n" } else { "\n" });
        } else if space && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
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
pub(super) fn split_tag(inner: &str) -> Option<(&str, &str)> {
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
pub(super) fn after_closing<'h>(html: &'h str, name: &str) -> &'h str {
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

pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (before, after) = rest.split_once('=')?;
        let named = before.trim_end().rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next()?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_contract() {
        let html = "<!DOCTYPE html>\n<html lang=\"fr\"><head><title>T</title><style>p{}</style></head><body>\
            <h1>Contrat &eacute;tabli</h1><p>Un   texte\nd&#8217;essai &amp; rien.<br>Ligne</p>\
            <ul><li>un</li><li>deux <a href=\"https://example.org/?a=1&amp;b\">ici</a></li></ul>\
            <ol><li>premier<li>second</ol><table><tr><td>a</td><td>b</td></tr></table>fin</body></html>";
        let expected = "Contrat établi\n\nUn texte d’essai & rien.\nLigne\n\n- un\n- deux ici (https://example.org/?a=1&b)\n\n\
            1. premier\n2. second\n\na b\n\nfin\n";
        assert_eq!(render(html), expected);
    }

    #[test]
    fn nothing_reaches_the_terminal() {
        let html = "a\u{1b}[2Jb&#27;]0;x&#x9b;c\u{202E}d\u{7}&#0;<script>alert(1)</script><!-- h -->e<a href='javascript:\u{1b}x'>f</a>";
        assert_eq!(render(html), "a[2Jb]0;xcdef (javascript:x)\n");
    }

    #[test]
    fn linear_time() {
        let start = std::time::Instant::now();
        for piece in ["<a\"", "<a '", "<", "&", "<!--", "<script></", "<a b=", "<ul><li>"] {
            render(&piece.repeat(500_000 / piece.len()));
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    }

    #[test]
    fn broken_html_keeps_its_words() {
        assert_eq!(render("a < b & c &unknown; <p"), "a < b & c &unknown; <p\n");
        assert_eq!(render("<p title='x>y</p>z"), "y\n\nz\n");
        assert_eq!(render("<script>never closed"), "");
        assert_eq!(render(""), "");
    }

    proptest! {
        #[test]
        fn only_safe_characters(html: String) {
            prop_assert!(render(&html).chars().all(|char| char == '\n' || is_safe(char)));
        }

        #[test]
        fn tags_anywhere(html in "(<|>|/|p|li|a href=|\"|&#|;|x|script|!--|-->| ){0,60}") {
            render(&html);
        }
    }
}
