//! The contract: proposed by the authority, shown to the person, sent back unchanged inside the signed
//! request (ra.md 6.1).

mod markup;
mod page;
mod plain;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::name::SubjectName;
use crate::namespaces::CC;
use crate::person::{Actor, Person};
use crate::xml::{Element, Writer, XML_NAMESPACE, XmlError};

/// How a contract differs from what was asked for (ra.md 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContractMismatch {
    /// Another person is to sign.
    #[error("the contract names another signer")]
    Signer,
    /// The certificate would be for another identifier or application.
    #[error("the contract is for another certificate")]
    Subject,
    /// There is no text to show.
    #[error("the contract has no text")]
    NoText,
}

/// A contract as the authority gave it.
#[derive(Clone)]
pub struct Contract {
    dn: String,
    subject: SubjectName,
    actor: Actor,
    signer: Person,
    texts: Vec<(String, String)>,
}

/// A text of the authority, HTML, as plain text for a terminal: see [`Contract::plain_text`].
#[must_use]
pub fn plain_text(html: &str) -> String {
    plain::render(html)
}

impl Contract {
    /// Makes a contract, as an authority does: the subject's text form, who signs, and the HTML texts by
    /// language.
    ///
    /// # Errors
    /// [`Error::Dn`] when the text form is not one of an eHealth certificate.
    pub fn new(dn: &str, signer: &Person, texts: Vec<(String, String)>) -> Result<Self, Error> {
        let subject = SubjectName::from_contract_dn(dn)?;
        Ok(Self { dn: dn.to_owned(), subject, actor: Actor::from(signer), signer: signer.clone(), texts })
    }

    /// The subject of the certificate, as text, unchanged.
    #[must_use]
    pub fn dn_text(&self) -> &str {
        &self.dn
    }

    /// The subject of the certificate: the request is made for exactly this name.
    #[must_use]
    pub const fn subject(&self) -> &SubjectName {
        &self.subject
    }

    /// Who signs.
    #[must_use]
    pub const fn signer(&self) -> &Person {
        &self.signer
    }

    /// Language (`fr`, `nl` …) and HTML document, in the authority's order.
    #[must_use]
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// The HTML document in a language, else the first one.
    #[must_use]
    pub fn html(&self, language: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = self.texts.iter().find(|(tag, _)| primary(tag) == primary(language));
        wanted.or_else(|| self.texts.first()).map(|(_, html)| html.as_str())
    }

    /// The text in a language, else of the first one, as plain text for a terminal: paragraphs, headings and
    /// lists in lines, links with their address, and no control character but the line feed.
    #[must_use]
    pub fn plain_text(&self, language: &str) -> String {
        self.html(language).map(plain::render).unwrap_or_default()
    }

    /// The text in a language, else of the first one, as HTML for a page of one's own: a balanced fragment of
    /// text, headings, lists, tables and links, built anew, without script, style, image, form or frame. A
    /// page shows it in a sandboxed frame or with a content security policy all the same.
    #[must_use]
    pub fn page_html(&self, language: &str) -> String {
        self.html(language).map(page::render).unwrap_or_default()
    }

    /// SHA-256 over subject, signer and texts: what was shown is what is signed.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text.as_bytes());
        };
        part(&self.dn);
        part(self.signer.ssin().as_str());
        part(self.signer.given_names());
        part(self.signer.surname());
        for (language, html) in &self.texts {
            part(language);
            part(html);
        }
        hash.finalize().into()
    }

    /// Compares it with what was asked for: the signer exactly, the certificate by its identifier and
    /// application; the authority may write the name otherwise (ra.md 7.2).
    ///
    /// # Errors
    /// [`Error::Contract`].
    pub fn check(&self, signer: &Person, expected: &SubjectName) -> Result<(), Error> {
        if &self.signer != signer {
            return Err(ContractMismatch::Signer.into());
        }
        if !self.subject.same_holder(expected) {
            return Err(ContractMismatch::Subject.into());
        }
        if self.texts.is_empty() {
            return Err(ContractMismatch::NoText.into());
        }
        Ok(())
    }

    /// Whether it is the same contract: texts character by character, the subject parsed, the signer by
    /// number and names (ra.md 6.1).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.texts == other.texts
            && self.subject.as_name().matches(other.subject.as_name())
            && self.signer == other.signer
    }

    /// Writes the children of `cc:ContractType`, as received; the element round them is the caller's.
    pub fn write(&self, writer: &mut Writer) {
        writer.element(CC, "DN", &self.dn);
        writer.start(CC, "Signer");
        self.actor.write(writer);
        writer.end();
        writer.start(CC, "Text");
        for (language, html) in &self.texts {
            writer.start(CC, "Value").language(language).text(html).end();
        }
        writer.end();
    }

    /// Reads the children of `element`.
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Dn`], [`Error::Identifier`].
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        let dn = element.one(CC.uri(), "DN")?.text()?;
        let actor = Actor::read(element.one(CC.uri(), "Signer")?)?;
        let mut texts = Vec::new();
        for value in element.one(CC.uri(), "Text")?.all(CC.uri(), "Value") {
            let language = value.attribute_in(XML_NAMESPACE, "lang");
            let language = language.ok_or_else(|| XmlError::Missing { name: "lang".to_owned() })?;
            texts.push((language.to_owned(), value.text()?));
        }
        Ok(Self { subject: SubjectName::from_contract_dn(&dn)?, dn, signer: actor.person()?, actor, texts })
    }
}

/// HTML as plain text.
pub(crate) fn plain_text_of(html: &str) -> String {
    plain::render(html)
}

impl core::fmt::Debug for Contract {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Contract({:?}, {} texts)", self.subject, self.texts.len())
    }
}
