//! Persons as messages name them: `core:ActorType` (ra.md 4).

use crate::error::Error;
use crate::identifier::Ssin;
use crate::namespaces::CORE;
use crate::xml::{Element, Writer, XmlError};

/// A person: the one who signs, or whose certificate it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    ssin: Ssin,
    given_names: String,
    surname: String,
}

impl Person {
    /// The number and the name fields of the eID, exactly as they stand there: the whole given-names field
    /// without the initial of the third name (ra.md 4).
    #[must_use]
    pub fn new(ssin: Ssin, given_names: &str, surname: &str) -> Self {
        Self { ssin, given_names: given_names.to_owned(), surname: surname.to_owned() }
    }

    /// The national number.
    #[must_use]
    pub const fn ssin(&self) -> &Ssin {
        &self.ssin
    }

    /// The given names, in one text.
    #[must_use]
    pub fn given_names(&self) -> &str {
        &self.given_names
    }

    /// The surname.
    #[must_use]
    pub fn surname(&self) -> &str {
        &self.surname
    }

    /// Writes the children of `core:ActorType`; the element round them is the caller's.
    pub fn write(&self, writer: &mut Writer) {
        Actor::from(self).write(writer);
    }

    /// Reads the children of `element`.
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Identifier`].
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        Actor::read(element)?.person()
    }
}

impl core::fmt::Debug for Person {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Person({:?})", self.ssin)
    }
}

/// The same as it stood in a message, so that it can be sent back without a difference.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    kind: String,
    value: String,
    first_names: Vec<String>,
    name: String,
}

impl From<&Person> for Actor {
    fn from(person: &Person) -> Self {
        let given = Some(person.given_names.clone()).filter(|given| !given.is_empty());
        Self {
            kind: "SSIN".to_owned(),
            value: person.ssin.as_str().to_owned(),
            first_names: given.into_iter().collect(),
            name: person.surname.clone(),
        }
    }
}

impl Actor {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.start(CORE, "Id").attribute("Type", &self.kind).text(&self.value).end();
        for first_name in &self.first_names {
            writer.element(CORE, "FirstName", first_name);
        }
        writer.element(CORE, "Name", &self.name);
    }

    pub(crate) fn read(element: Element<'_>) -> Result<Self, Error> {
        let id = element.one(CORE.uri(), "Id")?;
        let kind = id.attribute("Type").ok_or_else(|| XmlError::Missing { name: "Type".to_owned() })?;
        let first_names = element.all(CORE.uri(), "FirstName").map(Element::text);
        Ok(Self {
            kind: kind.to_owned(),
            value: id.text()?,
            first_names: first_names.collect::<Result<_, _>>()?,
            name: element.one(CORE.uri(), "Name")?.text()?,
        })
    }

    pub(crate) fn person(&self) -> Result<Person, Error> {
        // read without regard to case (ra.md 15, 9)
        if !self.kind.eq_ignore_ascii_case("SSIN") {
            return Err(XmlError::Value { name: "Id".to_owned() }.into());
        }
        let ssin = Ssin::parse(self.value.trim())?;
        Ok(Person::new(ssin, &self.first_names.join(" "), &self.name))
    }
}
