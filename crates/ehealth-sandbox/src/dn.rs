//! The distinguished name of a certificate: as text in a contract, as DER in a certificate (ra.md 7.2).

use ehealth_pki::name::Name;
use unicode_normalization::UnicodeNormalization;

use crate::certificate::{self, Attribute, COMMON_NAME, COUNTRY, ORGANISATION, UNIT};
use crate::vary::Style;
use crate::wire::types::{Actor, CertificateIdentifier, Id};

/// The OU that every certificate of the platform has.
const PLATFORM: &str = "eHealth-platform Belgium";
/// The O that every certificate of the platform has.
const GOVERNMENT: &str = "Federal Government";

/// Upper case, NFD, without U+0300 to U+036F (ra.md 7.3).
pub(crate) fn fold(text: &str) -> String {
    text.to_uppercase().nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).collect()
}

/// The subject of a certificate: attributes in DER's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject(Vec<(&'static str, String)>);

impl Subject {
    /// The name that the authority gives to whom `identifier` describes.
    pub(crate) fn of(identifier: &CertificateIdentifier) -> Self {
        let actor = &identifier.actor;
        let given = if actor.id.is_ssin() { actor.first_names.as_slice() } else { &[] };
        let names = given.iter().chain([&actor.name]).map(String::as_str);
        Self::named(identifier, &names.collect::<Vec<_>>().join(" "))
    }

    /// As [`of`](Self::of) for a person without identity card: the family name first (ra.md 7.2).
    pub(crate) fn of_foreigner(identifier: &CertificateIdentifier) -> Self {
        let actor = &identifier.actor;
        let names = core::iter::once(&actor.name).chain(&actor.first_names).map(String::as_str);
        Self::named(identifier, &names.collect::<Vec<_>>().join(" "))
    }

    fn named(identifier: &CertificateIdentifier, name: &str) -> Self {
        let actor = &identifier.actor;
        let type_and_id = format!("{}={}", actor.id.id_type.to_uppercase(), actor.id.value);
        let name = fold(name);
        let application_id = identifier.application_id.as_deref().map(fold);
        let common_name = match &application_id {
            Some(application_id) => format!("{type_and_id}, {application_id}"),
            None => type_and_id.clone(),
        };
        let mut attributes = vec![(COUNTRY, "BE".to_owned()), (ORGANISATION, GOVERNMENT.to_owned())];
        attributes.extend(application_id.map(|application_id| (UNIT, application_id)));
        attributes.push((UNIT, type_and_id));
        attributes.push((UNIT, name));
        attributes.push((UNIT, PLATFORM.to_owned()));
        attributes.push((COMMON_NAME, common_name));
        Self(attributes)
    }

    /// DER, in the string types of an issued certificate.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let attributes: Vec<_> = self.0.iter().map(|(oid, value)| Attribute(oid, value)).collect();
        certificate::name(&attributes)
    }

    /// Whom a name of the form of [`of`](Self::of) is for (ra.md 7.2, reading back).
    pub(crate) fn identifier_of(name: &Name) -> Option<CertificateIdentifier> {
        let units: Vec<&str> = name.values(UNIT).collect();
        let common_name = name.values(COMMON_NAME).next()?;
        let (type_and_id, application_id) = match common_name.split_once(',') {
            Some((type_and_id, application_id)) => (type_and_id, Some(application_id.trim())),
            None => (common_name, None),
        };
        let (id_type, value) = type_and_id.split_once('=')?;
        let mut named = units
            .iter()
            .filter(|unit| **unit != PLATFORM && **unit != type_and_id && Some(**unit) != application_id);
        let (name, more) = (named.next()?, named.next());
        let actor = Actor {
            id: Id { id_type: id_type.to_owned(), value: value.to_owned() },
            first_names: Vec::new(),
            name: (*name).to_owned(),
        };
        more.is_none()
            .then(|| CertificateIdentifier { actor, application_id: application_id.map(str::to_owned) })
    }

    /// The value of CN.
    pub(crate) fn common_name(&self) -> &str {
        self.0.iter().find(|(oid, _)| *oid == COMMON_NAME).map_or("", |(_, value)| value)
    }

    /// Whether `name` is this one by X.520's rules: string types, case and doubled spaces aside.
    pub(crate) fn is(&self, name: &Name) -> bool {
        Name::from_der(&self.to_der()).is_ok_and(|own| own.matches(name))
    }

    /// RFC 2253 order, `=` bare, everything that would end a value escaped (ra.md 4.5).
    pub(crate) fn to_text(&self) -> String {
        let attributes =
            self.0.iter().rev().map(|(oid, value)| format!("{}={}", keyword(oid), escape(value)));
        attributes.collect::<Vec<_>>().join(",")
    }

    /// As [`to_text`](Self::to_text), in one of the forms that ra.md 15, 5 leaves possible.
    pub(crate) fn to_text_in(&self, style: Option<&mut Style>) -> String {
        let Some(style) = style else { return self.to_text() };
        let escapes_equals = style.one_in(2);
        let quotes = style.one_in(3);
        let comma = style.pick(&["\\,", "\\,", "\\2C"]);
        let separator = style.pick(&[",", ", ", ",  "]);
        let mut attributes: Vec<String> = self
            .0
            .iter()
            .rev()
            .map(|(oid, value)| {
                let special = value.contains([',', '+', '"', '\\', '<', '>', ';', '#']);
                let value = if quotes && special {
                    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
                } else {
                    let escaped = escape(value).replace("\\,", comma);
                    if escapes_equals { escaped.replace('=', "\\=") } else { escaped }
                };
                format!("{}={value}", keyword(oid))
            })
            .collect();
        if style.one_in(4) {
            attributes.reverse();
        }
        attributes.join(separator)
    }

    /// Reads what [`to_text`](Self::to_text) wrote, also with `\=` or in quotes, with spaces after commas, in
    /// either order: where C stands tells which.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut attributes = split(text)?
            .into_iter()
            .map(|(keyword, value)| {
                let oid = match keyword.as_str() {
                    "C" => COUNTRY,
                    "O" => ORGANISATION,
                    "OU" => UNIT,
                    "CN" => COMMON_NAME,
                    _ => return None,
                };
                Some((oid, value))
            })
            .collect::<Option<Vec<_>>>()?;
        if attributes.first().is_none_or(|(oid, _)| *oid != COUNTRY) {
            attributes.reverse();
        }
        Some(Self(attributes))
    }
}

fn keyword(oid: &str) -> &'static str {
    match oid {
        COUNTRY => "C",
        ORGANISATION => "O",
        UNIT => "OU",
        _ => "CN",
    }
}

/// RFC 2253 section 2.4, without `=`.
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (at, c) in value.chars().enumerate() {
        let edge_space = c == ' ' && (at == 0 || at == last);
        if matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') || edge_space || (c == '#' && at == 0) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Keywords and unescaped values, in the order of the text.
fn split(text: &str) -> Option<Vec<(String, String)>> {
    let mut parts = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        let keyword: String = core::iter::from_fn(|| chars.next_if(|c| *c != '=')).collect();
        chars.next()?;
        let mut value = Value::default();
        let mut quoted = false;
        let mut more = false;
        while let Some(c) = chars.next() {
            match c {
                '\\' => {
                    let next = chars.next()?;
                    match (next.to_digit(16), chars.peek().and_then(|c| c.to_digit(16))) {
                        (Some(high), Some(low)) => {
                            chars.next();
                            value.bytes.push(u8::try_from(high * 16 + low).ok()?);
                        }
                        _ => value.keep(next),
                    }
                    value.kept = value.bytes.len();
                }
                '"' => quoted = !quoted,
                ',' if !quoted => {
                    more = true;
                    break;
                }
                c => value.push(c),
            }
        }
        parts.push((keyword.trim().to_uppercase(), value.finish()?));
        if !more {
            return (!quoted).then_some(parts);
        }
    }
}

/// A value that is being unescaped.
#[derive(Default)]
struct Value {
    bytes: Vec<u8>,
    /// Length up to which spaces at the end were escaped and so belong to the value.
    kept: usize,
}

impl Value {
    fn push(&mut self, c: char) {
        if c != ' ' || !self.bytes.is_empty() {
            self.keep(c);
        }
    }

    fn keep(&mut self, c: char) {
        self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn finish(mut self) -> Option<String> {
        while self.bytes.len() > self.kept && self.bytes.last() == Some(&b' ') {
            self.bytes.pop();
        }
        String::from_utf8(self.bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(
        id_type: &str,
        id: &str,
        first: &[&str],
        name: &str,
        app: Option<&str>,
    ) -> CertificateIdentifier {
        CertificateIdentifier {
            actor: Actor {
                id: Id { id_type: id_type.to_owned(), value: id.to_owned() },
                first_names: first.iter().map(|name| (*name).to_owned()).collect(),
                name: name.to_owned(),
            },
            application_id: app.map(str::to_owned),
        }
    }

    #[test]
    fn text_of_the_table() {
        // ra.md 7.2 and the sample of 4.4
        let person = Subject::of(&identifier("SSIN", "00010100173", &["Testa Fictiva"], "Voorbeeld", None));
        assert_eq!(
            person.to_text(),
            "CN=SSIN=00010100173,OU=eHealth-platform Belgium,OU=TESTA FICTIVA VOORBEELD,OU=SSIN=00010100173,\
             O=Federal Government,C=BE"
        );
        let organisation = Subject::of(&identifier(
            "CBE",
            "0999999922",
            &["ignored"],
            "Invented Clinic",
            Some("pharmacy-1"),
        ));
        assert_eq!(
            organisation.to_text(),
            "CN=CBE=0999999922\\, PHARMACY-1,OU=eHealth-platform Belgium,OU=INVENTED CLINIC,OU=CBE=0999999922,\
             OU=PHARMACY-1,O=Federal Government,C=BE"
        );
    }

    #[test]
    fn the_same_name_in_other_words() {
        let subject =
            Subject::of(&identifier("CBE", "0999999922", &[], " A+B, \"C\" \\ #D; é ", Some("PHARMACY-1")));
        let text = subject.to_text();
        for variant in [
            text.clone(),
            text.replace("CBE=", "CBE\\="),
            text.replace(",OU=", ", ou = "),
            text.replace("CN=CBE=0999999922\\, PHARMACY-1", "CN=\"CBE=0999999922, PHARMACY-1\""),
            text.replace("BE", "\\42E"),
        ] {
            assert_eq!(Subject::from_text(&variant), Some(subject.clone()), "{variant}");
        }
        for bad in ["", "CN", "CN=a,", "CN=\"a", "X=a", "CN=a\\"] {
            assert_eq!(Subject::from_text(bad), None, "{bad}");
        }
    }

    #[test]
    fn varied_forms_are_the_same_name() {
        let options = crate::Options { vary: Some(3), ..crate::Options::default() };
        let vary = crate::vary::Vary::new(&options);
        let names =
            [("CBE", "0999999922", "A+B, \"C\" \\ #D; É", Some("PHARMACY-1")), ("EHP", "1", "X", None)];
        for (id_type, id, name, app) in names {
            let subject = Subject::of(&identifier(id_type, id, &[], name, app));
            let mut forms = std::collections::BTreeSet::new();
            for _ in 0..200 {
                let text = subject.to_text_in(vary.style().as_mut());
                assert_eq!(Subject::from_text(&text), Some(subject.clone()), "{text}");
                forms.insert(text);
            }
            assert!(forms.len() > 8, "{forms:?}");
        }
    }

    #[test]
    fn folding() {
        // ra.md 7.3
        for (text, folded) in [
            ("Zoë Hélène", "ZOE HELENE"),
            ("straße", "STRASSE"),
            ("Łódź", "ŁODZ"),
            ("Æther Œuvre", "ÆTHER ŒUVRE"),
            ("Nguyễn", "NGUYEN"),
            ("çà", "CA"),
            ("ﬁ", "FI"),
            ("ĳ", "Ĳ"),
            ("D’Hondt", "D’HONDT"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
