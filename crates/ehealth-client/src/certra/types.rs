//! Types that several operations share (ra.md 4).

use ehealth_csr::xml::Element;

use crate::error::MalformedAnswer;
use crate::names::CERTRA_CORE;
use crate::read::ElementExt;

const CC: &str = CERTRA_CORE.uri();

/// One text in several languages, in the order of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalizedText(Vec<(String, String)>);

impl LocalizedText {
    /// The text in `language` (`fr`, `nl` …; `fr-BE` fits `fr`), else the first.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = primary(language);
        let found = self.0.iter().find(|(tag, _)| primary(tag) == wanted).or_else(|| self.0.first());
        found.map(|(_, text)| text.as_str())
    }

    /// Language tags and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }

    /// `cc:TextType`: one value at least.
    pub(crate) fn read(text: Element<'_>) -> Result<Self, MalformedAnswer> {
        let values = text
            .all(CC, "Value")
            .map(|value| Ok((value.language().unwrap_or_default().to_owned(), value.text()?)))
            .collect::<Result<Vec<_>, MalformedAnswer>>()?;
        if values.is_empty() {
            return Err(MalformedAnswer::Missing { name: "Value" });
        }
        Ok(Self(values))
    }
}

/// An organisation that a person may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    name: LocalizedText,
    identifier_type: String,
    identifier: String,
}

impl Organisation {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &LocalizedText {
        &self.name
    }

    /// The type of its identifier, such as `NIHII-HOSPITAL`.
    #[must_use]
    pub fn identifier_type(&self) -> &str {
        &self.identifier_type
    }

    /// Its identifier, as the authority wrote it.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// `cc:OrganizationType`.
    pub(crate) fn read(organisation: Element<'_>) -> Result<Self, MalformedAnswer> {
        let (identifier_type, identifier) = identifier(organisation.one(CC, "Identifier")?)?;
        Ok(Self { name: LocalizedText::read(organisation.one(CC, "Name")?)?, identifier_type, identifier })
    }
}

/// `core:IdType`: its type and its value.
pub(crate) fn identifier(id: Element<'_>) -> Result<(String, String), MalformedAnswer> {
    let kind = id.attribute("Type").ok_or(MalformedAnswer::Value { name: "Id" })?;
    Ok((kind.trim().to_owned(), id.trimmed()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let text = LocalizedText(vec![("nl".into(), "n".into()), ("fr-BE".into(), "f".into())]);
        assert_eq!(text.in_language("fr"), Some("f"));
        assert_eq!(text.in_language("NL-be"), Some("n"));
        assert_eq!(text.in_language("de"), Some("n"));
        assert_eq!(text.iter().count(), 2);
    }
}
