//! Writes XML in every form that means the same, from a tape of numbers: so proptest can make it and shrink it.

use std::fmt::Write as _;

/// An empty tape gives the simplest document.
pub struct Maker {
    tape: Vec<u32>,
    at: usize,
    out: String,
    /// Prefixes and namespaces, innermost last.
    scope: Vec<(String, String)>,
}

pub type Attributes<'a> = &'a [(&'a str, String)];

/// Name of a status value or an `Errors` code that no version of anything knows.
const WORDS: [&str; 14] = [
    "x",
    "",
    "Invented Clinic",
    "Élise Ångström-Weiß",
    "  two  spaces ",
    "<b>R&D</b> \"q\" 'a'",
    "]]> &amp; <!--",
    "line\nbreak\ttab",
    "日本語 🎉",
    "a\u{301}\u{200B}",
    "carriage\rreturn",
    "{0} {1}",
    "00010100173",
    "a very long text, a very long text, a very long text, a very long text, a very long text",
];

impl Maker {
    pub fn new(tape: Vec<u32>) -> Self {
        Self { tape, at: 0, out: String::new(), scope: Vec::new() }
    }

    pub fn finish(self) -> String {
        self.out
    }

    /// A number below `limit`; 0 when the tape has ended.
    pub fn draw(&mut self, limit: usize) -> usize {
        let value = self.tape.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        value as usize % limit
    }

    pub fn chance(&mut self, one_in: usize) -> bool {
        self.draw(one_in) == one_in - 1
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.draw(from.len())]
    }

    fn namespace_of(&self, prefix: &str) -> &str {
        self.scope.iter().rev().find(|(known, _)| known == prefix).map_or("", |(_, namespace)| namespace)
    }

    /// An element with anything inside.
    pub fn element(
        &mut self,
        namespace: &str,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        let depth = self.scope.len();
        let bound: Vec<String> = self
            .scope
            .iter()
            .map(|(prefix, _)| prefix.clone())
            .filter(|prefix| self.namespace_of(prefix) == namespace)
            .collect();
        let reuse = if bound.is_empty() { None } else { (self.draw(2) == 0).then(|| bound[0].clone()) };
        let (prefix, declare) = match reuse {
            Some(prefix) => (prefix, false),
            None if namespace.is_empty() => (String::new(), !self.namespace_of("").is_empty()),
            None if self.draw(2) == 0 => (format!("n{}", self.draw(3)), true),
            None => (String::new(), true),
        };
        let qualified = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") };
        let mut all: Vec<(String, String)> =
            attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        if declare {
            let attribute = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            let place = self.draw(all.len() + 1);
            all.insert(place, (attribute, namespace.to_owned()));
            self.scope.push((prefix, namespace.to_owned()));
        }
        let _ = write!(self.out, "<{qualified}");
        for (name, value) in all {
            let quote = if self.draw(2) == 0 { '"' } else { '\'' };
            let space = self.pick(&[" ", "  ", "\n\t"]);
            let equals = self.pick(&["=", " = "]);
            let _ = write!(self.out, "{space}{name}{equals}{quote}");
            for char in value.chars() {
                match char {
                    '<' => self.out.push_str("&lt;"),
                    '&' => self.out.push_str("&amp;"),
                    '"' | '\'' | '\n' | '\t' | '\r' => {
                        let _ = write!(self.out, "&#{};", u32::from(char));
                    }
                    other => self.out.push(other),
                }
            }
            self.out.push(quote);
        }
        let before = self.out.len();
        self.out.push('>');
        inside(self);
        if self.out.len() == before + 1 && self.draw(2) == 0 {
            self.out.insert(before, '/');
        } else {
            let _ = write!(self.out, "</{qualified}>");
        }
        self.scope.truncate(depth);
    }

    /// An element with elements inside, and what may stand between them.
    pub fn parent(
        &mut self,
        namespace: &str,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.element(namespace, name, attributes, |maker| {
            inside(maker);
            maker.gap();
        });
        self.gap();
    }

    /// An element with a text; white space around a token where its type allows that.
    pub fn leaf(&mut self, namespace: &str, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(namespace, name, attributes, |maker| maker.text(text));
        self.gap();
    }

    pub fn token(&mut self, namespace: &str, name: &str, text: &str) {
        let (before, after) = (self.pick(&["", " ", "\n\t"]), self.pick(&["", "\n"]));
        self.leaf(namespace, name, &[], &format!("{before}{text}{after}"));
    }

    /// White space, comments and processing instructions between elements.
    pub fn gap(&mut self) {
        let gap = self.pick(&["", "", "", "\n  ", "<!-- a < b -->", "<?a b?>", "\r\n"]);
        self.out.push_str(gap);
    }

    fn text(&mut self, text: &str) {
        if self.chance(6) && !text.contains("]]>") && !text.contains('\r') {
            let _ = write!(self.out, "<![CDATA[{text}]]>");
            return;
        }
        for char in text.chars() {
            match char {
                '<' => self.out.push_str("&lt;"),
                '&' => self.out.push_str("&amp;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#13;"),
                other if self.chance(16) => {
                    let _ = write!(self.out, "&#x{:X};", u32::from(other));
                }
                other => self.out.push(other),
            }
        }
    }

    /// `xs:string`.
    pub fn word(&mut self) -> String {
        let word = self.pick(&WORDS).to_owned();
        if self.chance(8) { format!("{word}{}", self.draw(1000)) } else { word }
    }

    pub fn boolean(&mut self) -> (&'static str, bool) {
        [("true", true), ("false", false), ("1", true), ("0", false)][self.draw(4)]
    }

    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.draw(most + 1);
        (0..length).map(|_| self.draw(256) as u8).collect()
    }

    /// `xs:base64Binary`, perhaps in lines.
    pub fn base64(&mut self, bytes: &[u8]) -> String {
        use base64ct::{Base64, Encoding};
        let text = Base64::encode_string(bytes);
        match self.draw(3) {
            0 => text,
            1 => text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\n").collect(),
            _ => text.chars().map(|char| format!("{char} ")).collect::<String>().trim_end().to_owned(),
        }
    }

    /// 20 bytes in hexadecimal, either case.
    pub fn key_identifier(&mut self, bytes: [u8; 20]) -> String {
        bytes
            .iter()
            .map(|byte| if self.draw(2) == 0 { format!("{byte:02X}") } else { format!("{byte:02x}") })
            .collect()
    }

    /// `xs:dateTime`, and its second since 1970 where that exists.
    pub fn date_time(&mut self) -> String {
        let year = self.pick(&["2026", "1970", "2029", "0001", "1969", "9999", "12026", "-0044", "2024"]);
        let month = 1 + self.draw(12);
        let days = match month {
            2 if year == "2024" => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = 1 + self.draw(days);
        let time = match self.draw(8) {
            7 => "24:00:00".to_owned(),
            6 => "23:59:59".to_owned(),
            _ => format!("{:02}:{:02}:{:02}", self.draw(24), self.draw(60), self.draw(60)),
        };
        let fraction = if time == "24:00:00" { "" } else { self.pick(&["", ".5", ".123", ".000000001"]) };
        let zone = self.pick(&["Z", "", "+01:00", "-05:30", "+14:00", "-14:00", "+00:00"]);
        format!("{year}-{month:02}-{day:02}T{time}{fraction}{zone}")
    }
}
