//! HTML to plain text, for a document that a server sent and a terminal shows.
//!
//! Not a browser: tags are found, known ones make lines, all others vanish and leave their text. Nothing is
//! loaded, nothing is executed, and the time is linear.

use super::markup::{Piece, Tag, entity, is_safe, scan};

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
/// Depth of lists that are still indented.
const MAX_LISTS: usize = 8;

pub(super) fn render(html: &str) -> String {
    let mut page = Page::default();
    scan(html, |piece| match piece {
        Piece::Text(text) => page.text(text),
        Piece::Tag(tag) => page.tag(tag),
    });
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
    fn tag(&mut self, tag: &Tag<'_>) {
        let (name, closing) = (tag.name.as_str(), tag.closing);
        match name {
            "br" => self.feeds = self.feeds.max(1).saturating_add(usize::from(self.feeds > 0)).min(2),
            "a" if closing => {
                if let Some(link) = self.link.take() {
                    self.text(&format!(" ({link})"));
                }
            }
            "a" => self.link = tag.attribute("href").filter(|link| link.contains(':')),
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
