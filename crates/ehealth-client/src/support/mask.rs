//! The masking itself: one pass over the bytes, whatever they are, without parsing: what is malformed is what
//! support wants to see.

/// Bytes of a message that are looked at.
const MAX_LEN: usize = 256 * 1024;

/// Digits in one number, separators counted in, from which on it is masked: shorter than any identifier or
/// telephone number, longer than the numbers in codes (`SOA-02002`).
const MIN_DIGITS: usize = 6;

/// Letters and digits without a break, from which on it is a key or a certificate: the first where it is not of
/// letters alone, as names of operations are.
const MIN_OPAQUE: usize = 40;
const MIN_OPAQUE_LETTERS: usize = 60;

/// Elements whose text is kept as it is: codes, dates, states. Anything else of a message is masked whole.
const KEPT: [&str; 30] = [
    "AuthenticationCertificateStatus",
    "Authorization",
    "AutomaticallyValidated",
    "AvailableBaseService",
    "BaseServiceUsage",
    "CheckDigitAlgorithm",
    "Code",
    "DigestValue",
    "ETKStatus",
    "EntityType",
    "Environment",
    "ExpirationDate",
    "IdentifierType",
    "NaturalPersonAuthorization",
    "Replaceable",
    "ReplacementPeriodStartDate",
    "RequestedDate",
    "Retry",
    "Revocable",
    "RevocationReason",
    "Status",
    "ToBeActivated",
    "Type",
    "UsageType",
    "ValidNotAfter",
    "ValidNotBefore",
    "ValidationRegEx",
    "numberOfDaysBeforeExpiration",
    "requestValid",
    "validNotAfterDate",
];

/// Elements with a text for people: numbers and addresses in it are masked.
const TEXTS: [&str; 6] = ["Contact", "Message", "Origin", "StatusMessage", "faultcode", "faultstring"];

/// Attributes that are kept as they are.
const KEPT_ATTRIBUTES: [&str; 11] = [
    "Algorithm",
    "EntityType",
    "Id",
    "InResponseTo",
    "IssueInstant",
    "Lang",
    "Type",
    "URI",
    "Value",
    "xml:lang",
    "encoding",
];

/// A message as text, with numbers, contact data, keys and certificates masked. SOAP messages keep their
/// structure, their codes, dates and states; of anything else (a page, half an answer) the text is kept and
/// what looks like a number, an e-mail address or a key is masked.
#[must_use]
pub fn mask(message: &[u8]) -> String {
    let (message, cut) = match message.get(..MAX_LEN) {
        Some(start) if message.len() > MAX_LEN => (start, true),
        _ => (message, false),
    };
    let whole = String::from_utf8_lossy(message);
    let mut out = if whole.contains("Envelope") { soap(&whole) } else { text(&whole) };
    if cut {
        out.push_str("[cut]");
    }
    out
}

/// Tags are kept, their attributes looked at, texts judged by the element that they stand in.
fn soap(whole: &str) -> String {
    let mut out = String::with_capacity(whole.len());
    let mut rest = whole;
    let mut element = "";
    while let Some((before, tag)) = rest.split_once('<') {
        content(element, before, &mut out);
        if let Some((end, name)) =
            [("-->", "!--"), ("]]>", "![CDATA[")].into_iter().find(|(_, s)| tag.starts_with(s))
        {
            let (inside, after) = tag.split_once(end).unwrap_or((tag, ""));
            let length = inside.chars().count();
            out.push_str(&format!("<{name}[{length} characters]{end}"));
            rest = after;
            continue;
        }
        let (tag, after) = split_tag(tag);
        out.push('<');
        attributes(tag, &mut out);
        out.push('>');
        // after an end tag stands what belongs to the parent: white space, or nothing that is expected
        element = if tag.starts_with(['/', '?', '!']) || tag.ends_with('/') { "" } else { local_name(tag) };
        rest = after;
    }
    content(element, rest, &mut out);
    out
}

/// Up to the `>` that ends a tag; one inside a value does not.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                let (tag, rest) = text.split_at_checked(at).unwrap_or((text, ""));
                return (tag, rest.get(1..).unwrap_or_default());
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn local_name(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or_default()
}

fn content(element: &str, text_inside: &str, out: &mut String) {
    if text_inside.trim().is_empty() || KEPT.contains(&element) {
        out.push_str(text_inside);
    } else if TEXTS.contains(&element) {
        out.push_str(&text(text_inside));
    } else {
        let length = text_inside.chars().count();
        // the identifier of a key opens its certificate: enough to compare, too little to ask with
        let start = if matches!(element, "PublicKeyIdentifier" | "ReplacesCertificate") {
            text_inside.trim().get(..8).filter(|start| start.bytes().all(|byte| byte.is_ascii_hexdigit()))
        } else {
            None
        };
        out.push_str(&format!("{}[{length} characters]", start.unwrap_or_default()));
    }
}

/// Names and the values of known attributes; other values as text. What stands for a name may be anything: the
/// message need not be well formed.
fn attributes(tag: &str, out: &mut String) {
    let names = |part: &str| words(&numbers(part), false);
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        out.push_str(&names(before));
        out.push('=');
        let name = before.rsplit(char::is_whitespace).find(|word| !word.is_empty()).unwrap_or_default();
        let value_at = after.trim_start();
        let Some(quote) = value_at.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            out.push_str(&text(after));
            return;
        };
        let value = value_at.get(1..).unwrap_or_default();
        let (value, after) = value.split_once(quote).unwrap_or((value, ""));
        out.push(quote);
        if KEPT_ATTRIBUTES.contains(&name) || name.starts_with("xmlns") || name == "version" {
            out.push_str(value);
        } else {
            out.push_str(&text(value));
        }
        out.push(quote);
        rest = after;
    }
    out.push_str(&names(rest));
}

/// A text for people: digits of long numbers become `#`, e-mail addresses and long runs of letters and digits
/// are taken out.
pub(super) fn text(whole: &str) -> String {
    words(&numbers(whole), true)
}

fn numbers(whole: &str) -> String {
    let mut out = String::with_capacity(whole.len());
    let mut rest = whole;
    while let Some(first) = rest.chars().next() {
        let take = |wanted: fn(char) -> bool| {
            let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
            rest.split_at_checked(end).unwrap_or((rest, ""))
        };
        let (piece, after) = if first.is_ascii_digit() || matches!(first, '+' | '(') {
            take(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | ' ' | '.' | '-' | '/' | '\u{A0}'))
        } else {
            take(|c| !c.is_ascii_digit() && !matches!(c, '+' | '('))
        };
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        if digits >= MIN_DIGITS {
            out.extend(piece.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }));
        } else {
            out.push_str(piece);
        }
        rest = after;
    }
    out
}

/// Takes out e-mail addresses and, with `long_ones`, what is too long for a word.
fn words(text: &str, long_ones: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in
        text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ',' | ';'))
    {
        let word = piece
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ',' | ';'));
        let end = piece.get(word.len()..).unwrap_or_default();
        if word.contains('@') {
            out.push_str("[e-mail]");
        } else if long_ones {
            opaque(word, &mut out);
        } else {
            out.push_str(word);
        }
        out.push_str(end);
    }
    out
}

/// Takes the keys and certificates out of a word, whatever stands before and after them.
fn opaque(word: &str, out: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        let is_opaque = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '#');
        let end = rest.find(|c| !is_opaque(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let letters = run.bytes().all(|byte| byte.is_ascii_alphabetic());
        if run.len() >= if letters { MIN_OPAQUE_LETTERS } else { MIN_OPAQUE } {
            out.push_str(&format!("[{} characters]", run.len()));
        } else {
            out.push_str(run);
        }
        let end = after.find(is_opaque).unwrap_or(after.len());
        let (between, after) = after.split_at_checked(end).unwrap_or((after, ""));
        out.push_str(between);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts() {
        let cases = [
            ("signer 00.01.01-001.73 unknown", "signer ##.##.##-###.## unknown"),
            ("SOA-02002: call +32 (0)2 123.45.67", "SOA-02002: call +## (#)# ###.##.##"),
            ("write to testa@example.org, or <a@b>", "write to [e-mail], or <[e-mail]>"),
            ("HTTP 502 in 30 s", "HTTP 502 in 30 s"),
            ("number 00010100173.", "number ###########."),
            ("a1b2c3", "a1b2c3"),
        ];
        for (from, to) in cases {
            assert_eq!(text(from), to);
        }
        let key = "a1B/".repeat(12);
        assert_eq!(text(&"A".repeat(64)), "[64 characters]");
        assert_eq!(text(&format!("cert:{key}!")), "cert:[48 characters]!");
        let operation = "urn:x:getCertificateInfoForAuthenticationCertificate";
        assert_eq!(text(operation), operation);
    }

    /// What is not well formed hides nothing: a number where a name would stand.
    #[test]
    fn in_place_of_names() {
        for (from, to) in [
            ("< 00010100173", "< ###########>"),
            ("<x 00010100173>", "<x ###########>"),
            ("<x 00010100173='1'>", "<x ###########='1'>"),
            ("<x testa@example.org>", "<x [e-mail]>"),
        ] {
            assert_eq!(mask(format!("<Envelope>{from}").as_bytes()), format!("<Envelope>{to}"));
        }
    }

    proptest! {
        #[test]
        fn no_long_number_passes(before in "[^@0-9]*", number in "[0-9]{6,20}", after in "[^0-9]*") {
            let out = text(&format!("{before}{number}{after}"));
            prop_assert!(!out.contains(&number), "{}", out);
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, text_of: String) {
            let _ = (mask(&bytes), mask(text_of.as_bytes()), soap(&text_of));
            let _ = soap(&format!("<a b=\"{text_of}\" c={text_of}>{text_of}"));
        }

        #[test]
        fn nothing_of_an_element_passes(name in "[A-Za-z]{1,12}", value in "[a-z]{3,20}zq7") {
            prop_assume!(!KEPT.contains(&name.as_str()) && !TEXTS.contains(&name.as_str()));
            let whole = format!("<Envelope><{name}>{value}</{name}><x><![CDATA[{value}]]></x><!--{value}--></Envelope>");
            prop_assert!(!mask(whole.as_bytes()).contains(&value));
        }
    }
}
