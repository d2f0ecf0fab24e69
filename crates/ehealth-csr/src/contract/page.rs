//! HTML of a server to HTML for a page of ours: few elements, fewer attributes, always balanced.
//!
//! What comes out is built anew from what was understood, never a copy of what came: text is escaped, an
//! element stands there only if it is in [`ALLOWED`], an attribute only if it is one of three. No script,
//! style, image, form, frame, comment or address other than `http`, `https`, `mailto` and `tel` survives.
//! It is a fragment of XHTML, so it can be checked by an XML parser too.

use super::markup::{Piece, Tag, entity, is_safe, scan};

/// Elements that stay, without their attributes.
const ALLOWED: [&str; 40] = [
    "a",
    "article",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
const VOID: [&str; 2] = ["br", "hr"];
/// Elements that end a paragraph which is still open.
const BLOCKS: [&str; 18] = [
    "article",
    "blockquote",
    "div",
    "dl",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "ul",
];
/// An element that ends one of its kind, unless one of the last list stands between.
const SIBLINGS: [(&str, &[&str], &[&str]); 6] = [
    ("li", &["li"], &["ul", "ol"]),
    ("td", &["td", "th"], &["tr", "table"]),
    ("th", &["td", "th"], &["tr", "table"]),
    ("tr", &["tr"], &["table", "tbody", "thead"]),
    ("dt", &["dt", "dd"], &["dl"]),
    ("dd", &["dt", "dd"], &["dl"]),
];
/// Beginnings of addresses that stay.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];
/// Most nested elements; deeper ones lose their tags and keep their text.
const MAX_DEPTH: usize = 32;
/// Most rows or columns that a cell spans, and the highest number that a list begins with.
const MAX_NUMBER: u32 = 1_000;

pub(super) fn render(html: &str) -> String {
    let mut page = Page { out: String::with_capacity(html.len()), open: Vec::new() };
    scan(html, |piece| match piece {
        Piece::Text(text) => page.text(text),
        Piece::Tag(tag) => page.tag(tag),
    });
    while page.close_last() {}
    page.out
}

struct Page {
    out: String,
    open: Vec<&'static str>,
}

impl Page {
    fn tag(&mut self, tag: &Tag<'_>) {
        // only names of our own table are ever written
        if let Some(name) = ALLOWED.iter().find(|allowed| **allowed == tag.name) {
            if tag.closing { self.close(name) } else { self.begin(name, tag) }
        }
    }

    fn begin(&mut self, name: &'static str, tag: &Tag<'_>) {
        if BLOCKS.contains(&name) && self.open.last() == Some(&"p") {
            self.close_last();
        }
        if let Some((_, ends, within)) = SIBLINGS.iter().find(|(sibling, ..)| *sibling == name) {
            let mut inside = self.open.iter().rev().take_while(|open| !within.contains(open));
            if let Some(ended) = inside.find(|open| ends.contains(open)).copied() {
                self.close(ended);
            }
        }
        let void = VOID.contains(&name);
        if !void && self.open.len() >= MAX_DEPTH {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        match name {
            "a" => self.link(tag),
            "td" | "th" => {
                self.number(tag, "colspan");
                self.number(tag, "rowspan");
            }
            "ol" => self.number(tag, "start"),
            _ => {}
        }
        if void {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            self.open.push(name);
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        let Some(href) = tag.attribute("href") else { return };
        let lower = href.to_ascii_lowercase();
        if SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
            self.out.push_str(" href=\"");
            href.chars().for_each(|char| self.push(char));
            self.out.push_str("\" rel=\"noopener noreferrer\"");
        }
    }

    fn number(&mut self, tag: &Tag<'_>, name: &str) {
        let value = tag.attribute(name).and_then(|value| value.parse::<u32>().ok());
        if let Some(value) = value.filter(|value| (1..=MAX_NUMBER).contains(value)) {
            self.out.push_str(&format!(" {name}=\"{value}\""));
        }
    }

    /// Ends the innermost open element of this name with all inside it; ignored when none is open.
    fn close(&mut self, name: &str) {
        if self.open.contains(&name) {
            while self.open.last().is_some_and(|last| *last != name) {
                self.close_last();
            }
            self.close_last();
        }
    }

    fn close_last(&mut self) -> bool {
        let Some(name) = self.open.pop() else { return false };
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        true
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let (char, after) = match entity(rest) {
                Some(found) => found,
                None => (char, rest.get(char.len_utf8()..).unwrap_or_default()),
            };
            self.push(char);
            rest = after;
        }
    }

    fn push(&mut self, char: char) {
        match char {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '"' => self.out.push_str("&quot;"),
            '\'' => self.out.push_str("&#39;"),
            '\n' | '\t' => self.out.push(char),
            '\r' => self.out.push('\n'),
            _ if is_safe(char) && !matches!(char, '\u{FFFE}' | '\u{FFFF}') => self.out.push(char),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_contract() {
        let html = "<!DOCTYPE html>\n<html lang=\"fr\"><head><title>T</title><style>p{}</style></head><body class=\"x\">\
            <h1 onclick=\"x()\">Contrat &eacute;tabli</h1><p style=\"color:red\">Un texte<br>d&#8217;essai &amp; rien.\
            <ul><li>un<li>deux <a href=\"https://example.org/?a=1&amp;b\" target=_blank>ici</a></ul>\
            <table><tr><td colspan=2>a<td>b</table><ol start=\"3\"><li>c</ol>fin</body></html>";
        let expected = "\n<h1>Contrat établi</h1><p>Un texte<br/>d’essai &amp; rien.</p>\
            <ul><li>un</li><li>deux <a href=\"https://example.org/?a=1&amp;b\" rel=\"noopener noreferrer\">ici</a></li></ul>\
            <table><tr><td colspan=\"2\">a</td><td>b</td></tr></table><ol start=\"3\"><li>c</li></ol>fin";
        assert_eq!(render(html), expected);
    }

    #[test]
    fn nothing_active() {
        for (html, expected) in [
            ("a<script>alert(1)</script>b", "ab"),
            ("a<SCRIPT\n>alert(1)</SCRIPT >b<script>never closed", "ab"),
            ("<img src=x onerror=alert(1)>a", "a"),
            (
                "<svg><script>x</script><a href='http://a'>b</a></svg>",
                "<a href=\"http://a\" rel=\"noopener noreferrer\">b</a>",
            ),
            ("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>"),
            ("<a href=' java\tscript:alert(1)'>a</a>", "<a>a</a>"),
            ("<a href='&#106;avascript:x'>a</a>", "<a>a</a>"),
            (
                "<a href='HTTPS://x/\"><b>'>a</a>",
                "<a href=\"HTTPS://x/&quot;&gt;&lt;b&gt;\" rel=\"noopener noreferrer\">a</a>",
            ),
            ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
            ("<iframe src=//x></iframe><form action=x><input></form><object></object>", ""),
            ("<p><!-- <b> -->a<!--b", "<p>a</p>"),
            ("<<b>script>alert(1)<</b>/script>", "&lt;<b>script&gt;alert(1)&lt;</b>/script&gt;"),
            ("</p></div><b><i>a</b>c</i>", "<b><i>a</i></b>c"),
            ("a\u{1b}b\u{202E}c&#0;d&#x202e;", "abcd"),
            ("&lt;script&gt;", "&lt;script&gt;"),
            ("<scr<script>ipt>x", "ipt&gt;x"),
        ] {
            assert_eq!(render(html), expected, "{html}");
        }
    }

    #[test]
    fn linear_time() {
        let start = std::time::Instant::now();
        for piece in ["<a\"", "<a '", "<", "&", "<!--", "<script></", "<a b=", "<ul><li>", "<b>", "</b><i>"] {
            render(&piece.repeat(500_000 / piece.len()));
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    }

    fn check(html: &str) -> Result<(), TestCaseError> {
        let page = format!("<div>{}</div>", render(html));
        let tree = roxmltree::Document::parse(&page);
        prop_assert!(tree.is_ok(), "{page}");
        for node in tree.iter().flat_map(|tree| tree.descendants()).filter(roxmltree::Node::is_element) {
            prop_assert!(ALLOWED.contains(&node.tag_name().name()));
            for attribute in node.attributes() {
                let known = ["href", "rel", "colspan", "rowspan", "start"];
                prop_assert!(known.contains(&attribute.name()));
                if attribute.name() == "href" {
                    let value = attribute.value().to_ascii_lowercase();
                    prop_assert!(SCHEMES.iter().any(|scheme| value.starts_with(scheme)));
                }
            }
        }
        // what we wrote, read again, is the same
        let once = render(html);
        prop_assert_eq!(render(&once), once);
        Ok(())
    }

    proptest! {
        #[test]
        fn well_formed_and_harmless(html: String) {
            check(&html)?;
        }

        #[test]
        fn tags_anywhere(html in "(<|>|/|p|li|a href=|https:|javascript:|\"|'|&#|;|x|script|td|table|!--|-->|=| ){0,60}") {
            check(&html)?;
        }
    }
}
