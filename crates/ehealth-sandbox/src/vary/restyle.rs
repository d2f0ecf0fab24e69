//! The same document in other markup: prefixes, declarations, white space, quotes, references, CDATA, and
//! the lexical forms of booleans, dates, hexadecimal and base64 texts. What a reader by the rules of XML and of
//! the schemas sees stays the same.

use core::fmt::Write as _;

use roxmltree::{Attribute, Document, Node};

use super::Style;
use crate::time;
use crate::wire::ns;

/// Elements of `xs:boolean`.
const BOOLEANS: [&str; 7] = [
    "NaturalPersonAuthorization",
    "AutomaticallyValidated",
    "Revocable",
    "Replaceable",
    "ToBeActivated",
    "Retry",
    "requestValid",
];

/// Elements of `xs:hexBinary`.
const HEX: [&str; 2] = ["PublicKeyIdentifier", "ReplacesCertificate"];

/// Elements of `xs:base64Binary`.
const BASE64: [&str; 8] = [
    "X509Certificate",
    "Challenge",
    "ETK",
    "certificate",
    "caCertificates",
    "EHActorQualitiesDataResponse",
    "RevocableCertificatesDataResponse",
    "Signature",
];

/// Elements and attributes of `xs:dateTime`.
const DATES: [&str; 6] = [
    "RequestedDate",
    "ValidNotBefore",
    "ValidNotAfter",
    "ReplacementPeriodStartDate",
    "ExpirationDate",
    "IssueInstant",
];

/// Namespaces whose elements may be without prefix: not those of `soap:Fault`, whose code is a QName.
const PREFIXES: [&str; 10] = ["a", "ns0", "ns1", "S", "tns", "x-y", "_", "é", "core", "soapenv"];

/// `envelope` in the markup of `style`; as it is when it is no XML, which it always is.
pub(crate) fn restyle(envelope: &str, style: &mut Style) -> String {
    let Ok(document) = Document::parse(envelope) else { return envelope.to_owned() };
    let root = document.root_element();
    let mut writer = Writer::new(root, style);
    writer.head();
    writer.element(root, 0);
    if writer.style.one_in(2) {
        writer.out.push_str("\r\n");
    }
    writer.out
}

struct Writer<'s> {
    style: &'s mut Style,
    out: String,
    /// Prefix of each namespace; empty: the default namespace.
    prefixes: Vec<(String, String)>,
    /// Declarations in force, the innermost last.
    scope: Vec<(String, String)>,
    /// Put before each child of an element that has no text.
    indent: &'static str,
    quotes: [char; 2],
    /// Whether references and CDATA are used.
    escapes: bool,
    hoists: bool,
}

impl<'s> Writer<'s> {
    fn new(root: Node<'_, '_>, style: &'s mut Style) -> Self {
        let mut namespaces: Vec<&str> = root
            .descendants()
            .filter(Node::is_element)
            .flat_map(|node| {
                let attributes = node.attributes().filter_map(|attribute| attribute.namespace());
                attributes.chain(node.tag_name().namespace())
            })
            .filter(|namespace| !matches!(*namespace, ns::XML | ""))
            .collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        let mut names = PREFIXES;
        style.shuffle(&mut names);
        let without_prefix = style.below(namespaces.len().saturating_mul(2));
        let may_be_default = |namespace: &str| !matches!(namespace, ns::SOAP | ns::XSI);
        let prefixes = namespaces.iter().zip(names).enumerate().map(|(at, (namespace, name))| {
            let name = if at == without_prefix && may_be_default(namespace) { "" } else { name };
            ((*namespace).to_owned(), name.to_owned())
        });
        let prefixes = prefixes.collect();
        let quotes = style.pick(&[['"', '"'], ['\'', '\''], ['"', '\'']]);
        let indent = style.pick(&["", "", "\n  ", "\r\n\t", " "]);
        let (escapes, hoists) = (style.one_in(2), style.one_in(2));
        Self { style, out: String::new(), prefixes, scope: Vec::new(), indent, quotes, escapes, hoists }
    }

    fn head(&mut self) {
        let head = self.style.pick(&[
            "",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n",
            "<?xml version=\"1.0\"?>\r\n<!-- -->\r\n",
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        ]);
        self.out.push_str(head);
    }

    fn prefix_of(&self, namespace: &str) -> String {
        let found = self.prefixes.iter().find(|(known, _)| known == namespace);
        found.map(|(_, prefix)| prefix.clone()).unwrap_or_default()
    }

    fn bound(&self, prefix: &str) -> Option<&str> {
        self.scope.iter().rev().find(|(known, _)| known == prefix).map(|(_, namespace)| namespace.as_str())
    }

    /// Brings a declaration into force, when it is not; the text that does.
    fn declare(&mut self, prefix: &str, namespace: &str) -> Option<(String, String)> {
        let in_force = self.bound(prefix).unwrap_or_default();
        if in_force == namespace {
            return None;
        }
        self.scope.push((prefix.to_owned(), namespace.to_owned()));
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        Some((name, namespace.to_owned()))
    }

    fn element(&mut self, node: Node<'_, '_>, depth: usize) {
        let before = self.scope.len();
        let namespace = node.tag_name().namespace().unwrap_or_default();
        let prefix = if namespace.is_empty() { String::new() } else { self.prefix_of(namespace) };
        let mut attributes: Vec<(String, String)> = Vec::new();
        if depth == 0 && self.hoists {
            for (namespace, prefix) in self.prefixes.clone() {
                if !prefix.is_empty() {
                    attributes.extend(self.declare(&prefix, &namespace));
                }
            }
        }
        attributes.extend(self.declare(&prefix, namespace));
        for attribute in node.attributes() {
            if self.leaves_out(node, &attribute) {
                continue;
            }
            let name = match attribute.namespace() {
                None => attribute.name().to_owned(),
                Some(ns::XML) => format!("xml:{}", attribute.name()),
                Some(namespace) => {
                    let prefix = self.prefix_of(namespace);
                    attributes.extend(self.declare(&prefix, namespace));
                    format!("{prefix}:{}", attribute.name())
                }
            };
            let value = self.value(attribute.name(), attribute.value());
            attributes.push((name, value));
        }
        self.style.shuffle(&mut attributes);
        let local = node.tag_name().name();
        let name = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        self.out.push('<');
        self.out.push_str(&name);
        for (attribute, value) in attributes {
            self.attribute(&attribute, &value);
        }
        self.content(node, &name, depth);
        self.scope.truncate(before);
    }

    /// Attributes that the schemas let be absent, and that carry nothing a client needs.
    fn leaves_out(&mut self, node: Node<'_, '_>, attribute: &Attribute<'_, '_>) -> bool {
        let optional = match attribute.name() {
            "InResponseTo" | "EntityType" | "Lang" => true,
            "Id" => matches!(node.tag_name().name(), "SystemError" | "BusinessError" | "Response"),
            _ => false,
        };
        optional && self.style.one_in(3)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let space = self.style.pick(&[" ", " ", "\n", "  "]);
        let equals = self.style.pick(&["=", "=", " = "]);
        let quote = self.style.pick(&self.quotes.clone());
        self.out.push_str(space);
        self.out.push_str(name);
        self.out.push_str(equals);
        self.out.push(quote);
        for c in value.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                c if c == quote || matches!(c, '\n' | '\r' | '\t') => self.reference(c),
                c => self.out.push(c),
            }
        }
        self.out.push(quote);
    }

    fn content(&mut self, node: Node<'_, '_>, name: &str, depth: usize) {
        let children: Vec<_> = node.children().filter(Node::is_element).collect();
        if children.is_empty() {
            let text = self.value(node.tag_name().name(), node.text().unwrap_or_default());
            let text = self.qualified_name(node, text);
            if text.is_empty() {
                let empty = self.style.pick(&["/>", " />", ""]);
                self.out.push_str(empty);
                if empty.is_empty() {
                    let _ = write!(self.out, "></{name}>");
                }
                return;
            }
            self.out.push('>');
            self.text(&text);
            let _ = write!(self.out, "</{name}>");
            return;
        }
        self.out.push('>');
        if depth == 0 && self.style.one_in(3) {
            let header = self.prefix_of(ns::SOAP);
            self.between(depth);
            let _ = write!(self.out, "<{header}:Header/>");
        }
        for child in children {
            self.between(depth);
            self.element(child, depth.saturating_add(1));
        }
        if !self.indent.is_empty() {
            self.out.push('\n');
        }
        let space = self.style.pick(&["", "", " "]);
        let _ = write!(self.out, "</{name}{space}>");
    }

    fn between(&mut self, depth: usize) {
        if !self.indent.is_empty() {
            self.out.push_str(self.indent);
            self.out.push_str(&" ".repeat(depth));
        }
        if self.style.one_in(20) {
            self.out.push_str("<!-- a comment -->");
        }
    }

    /// The code of a fault names an element of the envelope's namespace.
    fn qualified_name(&self, node: Node<'_, '_>, text: String) -> String {
        match text.split_once(':') {
            Some((_, name)) if node.has_tag_name("faultcode") => {
                format!("{}:{name}", self.prefix_of(ns::SOAP))
            }
            _ => text,
        }
    }

    fn text(&mut self, text: &str) {
        let plain = !text.contains(['\r', '\u{FFFD}']) && !text.contains("]]>");
        if self.escapes && plain && self.style.one_in(4) {
            let _ = write!(self.out, "<![CDATA[{text}]]>");
            return;
        }
        let line_break = self.style.pick(&["\n", "\n", "\r\n", "&#10;"]);
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.reference(c),
                '\n' => self.out.push_str(line_break),
                c if self.escapes && self.style.one_in(40) => self.reference(c),
                c => self.out.push(c),
            }
        }
    }

    fn reference(&mut self, c: char) {
        let number = u32::from(c);
        let _ = match self.style.below(3) {
            0 => write!(self.out, "&#{number};"),
            1 => write!(self.out, "&#x{number:X};"),
            _ => write!(self.out, "&#x0{number:x};"),
        };
    }

    /// Another lexical form of the same value.
    fn value(&mut self, name: &str, text: &str) -> String {
        if BOOLEANS.contains(&name) {
            let forms = if text == "true" { ["true", "1"] } else { ["false", "0"] };
            let form = self.style.pick(&forms);
            return self.padded(form);
        }
        if name == "nil" {
            return self.style.pick(&["true", "1"]).to_owned();
        }
        if HEX.contains(&name) {
            let text = match self.style.below(3) {
                0 => text.to_uppercase(),
                1 => text.to_lowercase(),
                _ => text.chars().enumerate().map(|(at, c)| mixed(at, c)).collect(),
            };
            return self.padded(&text);
        }
        if BASE64.contains(&name) {
            return self.wrapped(text);
        }
        match time::parse_xs_date_time(text) {
            Some(at) if DATES.contains(&name) => self.date(at),
            _ => text.to_owned(),
        }
    }

    fn padded(&mut self, text: &str) -> String {
        let (before, after) = self.style.pick(&[("", ""), ("", ""), (" ", ""), ("\n  ", "\n")]);
        format!("{before}{text}{after}")
    }

    fn wrapped(&mut self, text: &str) -> String {
        let columns = self.style.pick(&[usize::MAX, 64, 76, 4]);
        let line_break = self.style.pick(&["\n", "\n   "]);
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.chars().enumerate() {
            if at > 0 && at % columns == 0 {
                out.push_str(line_break);
            }
            out.push(c);
        }
        self.padded(&out)
    }

    fn date(&mut self, at: rustls_pki_types::UnixTime) -> String {
        let minutes = self.style.pick(&[0, 0, 60, 120, -300, 345]);
        let fraction = self.style.pick(&["", ".0", ".000", ".000000000"]);
        let zone = self.style.pick(&["Z", "+00:00"]);
        time::xs_date_time_at(at, minutes, fraction, zone)
    }
}

fn mixed(at: usize, c: char) -> char {
    if at.is_multiple_of(2) { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::vary::Vary;

    /// Everything that a reader sees: names, attributes, texts.
    fn seen(text: &str) -> Vec<String> {
        let document = Document::parse(text.trim_start_matches('\u{FEFF}')).unwrap();
        let look = |node: Node<'_, '_>| {
            let mut attributes: Vec<_> = node
                .attributes()
                .filter(|a| !matches!(a.name(), "InResponseTo" | "EntityType" | "IssueInstant" | "nil"))
                .map(|a| format!("{:?} {} {}", a.namespace(), a.name(), a.value()))
                .collect();
            attributes.sort();
            let leaf = !node.children().any(|child| child.is_element());
            let texts = node.children().filter(|c| leaf && c.is_text()).filter_map(|c| c.text());
            let (namespace, name) = (node.tag_name().namespace().unwrap_or_default(), node.tag_name().name());
            format!("{namespace} {name} {attributes:?} {}", texts.collect::<String>())
        };
        let body = document.root_element().children().rfind(Node::is_element).unwrap();
        body.descendants().filter(Node::is_element).map(look).collect()
    }

    #[test]
    fn the_same_to_a_reader() {
        let document = format!(
            "<s:Envelope xmlns:s=\"{}\"><s:Body><c:A xmlns:c=\"{}\" Id=\"_1\" InResponseTo=\"_0\" \
             IssueInstant=\"2026-12-01T12:00:00Z\"><c:Text xml:lang=\"fr\">a&amp;b\r&lt;p>é]]&gt;\n\n&#13;x\
             </c:Text><Code xmlns=\"\">1</Code><c:Empty/><c:N xmlns:xsi=\"{}\" xsi:nil=\"true\"/>\
             <e:E xmlns:e=\"{}\"><Errors xmlns=\"\"><Code>X&#9;Y</Code></Errors></e:E></c:A></s:Body></s:Envelope>",
            ns::SOAP,
            ns::CERTRA,
            ns::XSI,
            ns::ETEE,
        );
        let expected = seen(&document);
        let mut forms = std::collections::BTreeSet::new();
        for seed in 0..500 {
            let vary = Vary::new(&Options { vary: Some(seed), ..Options::default() });
            let form = restyle(&document, &mut vary.style().unwrap());
            assert_eq!(seen(&form), expected, "{seed}: {form}");
            forms.insert(form);
        }
        assert!(forms.len() > 450, "{}", forms.len());
    }
}
