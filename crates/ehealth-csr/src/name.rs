//! The subject of an eHealth certificate (ra.md 7.2, 7.3).

mod dn;

use ehealth_pki::name::{Attribute, oid};
use ehealth_pki::{Certificate, Name};

use crate::assumed::UPPER_BOUND;
use crate::error::Error;
use crate::fold::fold;
use crate::identifier::{ApplicationId, Identifier, IdentifierType, Ssin};

const COUNTRY: &str = "BE";
const ORGANIZATION: &str = "Federal Government";
const PLATFORM: &str = "eHealth-platform Belgium";

/// Why a text is not the name of an eHealth certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DnError {
    /// Not the text of a distinguished name.
    #[error("not a distinguished name (column {column})")]
    #[non_exhaustive]
    Syntax {
        /// Column in characters, from 1.
        column: usize,
    },
    /// Longer than any real name.
    #[error("a distinguished name that is too long")]
    TooLong,
    /// An attribute that such a name does not have.
    #[error("attribute {0} does not belong in the name of an eHealth certificate")]
    Attribute(String),
    /// The country is neither first nor last, so the order is not known.
    #[error("a distinguished name in no known order")]
    Order,
    /// Parts are missing, too many, or contradict each other.
    #[error("not the name of an eHealth certificate: {0}")]
    Parts(&'static str),
}

/// A name that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// A surname or the given names are empty, or nothing is left after folding.
    #[error("an empty name")]
    Empty,
    /// It cannot be written in DER.
    #[error("a name that cannot be written")]
    Unwritable,
}

/// How the subject of a certificate differs from the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the subject of the certificate differs in attribute {attribute}")]
#[non_exhaustive]
pub struct NameMismatch {
    /// The dotted type of the first attribute that differs.
    pub attribute: String,
    /// What was asked for; absent when the certificate has more attributes.
    pub expected: Option<String>,
    /// What the certificate says; absent when it has fewer attributes.
    pub found: Option<String>,
}

/// The subject of an eHealth certificate: DER order C, O, `[OU=APPID]`, `OU=TYPE=ID`, `OU=NAME`,
/// `OU=eHealth-platform Belgium`, CN, one attribute each.
///
/// ```
/// use ehealth_csr::{Ssin, SubjectName};
///
/// let ssin = Ssin::parse("00010100173")?;
/// let name = SubjectName::person(&ssin, "Zoë Hélène", "Peeters")?;
/// assert_eq!(name.name(), "ZOE HELENE PEETERS");
/// assert_eq!(name.file_base(), "SSIN=00010100173");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectName {
    identifier: Identifier,
    application: Option<String>,
    name: String,
    der: Name,
}

impl SubjectName {
    /// A person with an eID: the given-names field of the card, then the surname, folded.
    ///
    /// # Errors
    /// [`Error::Name`] when either is empty.
    pub fn person(ssin: &Ssin, given: &str, surname: &str) -> Result<Self, Error> {
        let (given, surname) = (given.trim(), surname.trim());
        if given.is_empty() || surname.is_empty() {
            return Err(NameError::Empty.into());
        }
        Ok(Self::build(Identifier::from(ssin), &format!("{given} {surname}"), None)?)
    }

    /// A person without eID, who is known by a BIS number: the surname comes *first* (ra.md 7.2).
    ///
    /// # Errors
    /// [`Error::Name`] when either is empty.
    pub fn foreigner(ssin: &Ssin, given: &str, surname: &str) -> Result<Self, Error> {
        let (given, surname) = (given.trim(), surname.trim());
        if given.is_empty() || surname.is_empty() {
            return Err(NameError::Empty.into());
        }
        Ok(Self::build(Identifier::from(ssin), &format!("{surname} {given}"), None)?)
    }

    /// An organisation, perhaps for one application.
    ///
    /// # Errors
    /// [`Error::Name`].
    pub fn organization(
        identifier: Identifier,
        name: &str,
        application: Option<&ApplicationId>,
    ) -> Result<Self, Error> {
        Ok(Self::build(identifier, name.trim(), application)?)
    }

    fn build(
        identifier: Identifier,
        name: &str,
        application: Option<&ApplicationId>,
    ) -> Result<Self, NameError> {
        let name = fold(name);
        if name.trim().is_empty() {
            return Err(NameError::Empty);
        }
        let application = application.map(|id| id.as_str().to_owned());
        let typed = identifier.to_string();
        let common = application.as_ref().map_or_else(|| typed.clone(), |id| format!("{typed}, {id}"));
        let mut attributes = vec![(oid::COUNTRY, COUNTRY), (oid::ORGANIZATION, ORGANIZATION)];
        attributes.extend(application.iter().map(|id| (oid::ORGANIZATIONAL_UNIT, id.as_str())));
        attributes.extend([
            (oid::ORGANIZATIONAL_UNIT, typed.as_str()),
            (oid::ORGANIZATIONAL_UNIT, name.as_str()),
            (oid::ORGANIZATIONAL_UNIT, PLATFORM),
            (oid::COMMON_NAME, common.as_str()),
        ]);
        let der = Name::from_attributes(attributes).map_err(|_| NameError::Unwritable)?;
        Ok(Self { identifier, application, name, der })
    }

    /// Reads the name that the authority proposes in a contract, in either order. Its values and the order
    /// of its attributes are kept: the authority decides.
    ///
    /// # Errors
    /// [`Error::Dn`].
    pub fn from_contract_dn(text: &str) -> Result<Self, Error> {
        let mut attributes = dn::parse(text)?;
        let is_country =
            |attribute: Option<&(String, String)>| attribute.is_some_and(|(kind, _)| kind == oid::COUNTRY);
        if !is_country(attributes.first()) {
            if !is_country(attributes.last()) {
                return Err(DnError::Order.into());
            }
            attributes.reverse();
        }
        let borrowed = attributes.iter().map(|(kind, value)| (kind.as_str(), value.as_str()));
        Self::from_name(Name::from_attributes(borrowed).map_err(|_| DnError::TooLong)?)
    }

    /// Reads the subject of a request or a certificate, in DER order.
    ///
    /// # Errors
    /// [`Error::Dn`].
    pub fn from_name(der: Name) -> Result<Self, Error> {
        let (identifier, application, name) = parts(&der)?;
        Ok(Self { identifier, application, name, der })
    }

    /// Whose certificate it is: for renewal the subject of an eHealth certificate, or the national number in
    /// the subject of an eID (ra.md 7.2).
    ///
    /// # Errors
    /// [`Error::Dn`] for another kind of certificate, [`Error::Identifier`] for a wrong number.
    pub fn holder_of(certificate: &Certificate) -> Result<Identifier, Error> {
        if let Some(number) = certificate.subject().values(oid::SERIAL_NUMBER).next() {
            return Ok(Identifier::from(&Ssin::parse(number)?));
        }
        Ok(Self::from_name(certificate.subject().clone())?.identifier)
    }

    /// DER, with the string types that Java chooses.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        self.der.der().to_vec()
    }

    /// The parsed name.
    #[must_use]
    pub const fn as_name(&self) -> &Name {
        &self.der
    }

    /// The text form, CN first, escaped as Java does.
    #[must_use]
    pub fn rfc2253(&self) -> String {
        self.der.rfc2253()
    }

    /// Type and digits of the identifier, such as `("SSIN", "00010100173")`.
    #[must_use]
    pub fn identifier(&self) -> (&str, &str) {
        (self.identifier.kind().as_str(), self.identifier.value())
    }

    /// The id of the application, for an organisation's certificate that has one.
    #[must_use]
    pub fn application_id(&self) -> Option<&str> {
        self.application.as_deref()
    }

    /// The name of the person or organisation, as it stands in the certificate.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The beginning of the names of its files: `SSIN=00010100173`, `CBE=0999999922,PHARMACY-1`.
    #[must_use]
    pub fn file_base(&self) -> String {
        match &self.application {
            Some(application) => format!("{},{application}", self.identifier),
            None => self.identifier.to_string(),
        }
    }

    /// Values longer than the 64 characters of X.520, to warn about (ra.md 7.3).
    pub fn overlong(&self) -> impl Iterator<Item = &str> {
        self.der.attributes().iter().map(Attribute::value).filter(|value| value.chars().count() > UPPER_BOUND)
    }

    /// Whether the certificate's subject is this name, attribute by attribute, whatever its string types
    /// (trust-anchors.md).
    ///
    /// # Errors
    /// [`NameMismatch`] with the first difference.
    pub fn matches(&self, certificate: &Certificate) -> Result<(), NameMismatch> {
        let (ours, theirs) = (&self.der, certificate.subject());
        if ours.matches(theirs) {
            return Ok(());
        }
        let length = ours.attributes().len().max(theirs.attributes().len());
        for index in 0..length {
            let (expected, found) = (ours.attributes().get(index), theirs.attributes().get(index));
            let same = expected.zip(found).is_some_and(|(one, other)| one.matches(other));
            if !same {
                let attribute = expected.or(found).map_or("", |a| a.oid()).to_owned();
                let value = |a: &Attribute| a.value().to_owned();
                return Err(NameMismatch {
                    attribute,
                    expected: expected.map(value),
                    found: found.map(value),
                });
            }
        }
        Err(NameMismatch { attribute: String::new(), expected: None, found: None })
    }

    /// Whether both are for the same identifier and application; the names may differ (ra.md 7.2: then the
    /// authority's counts).
    #[must_use]
    pub fn same_holder(&self, other: &Self) -> bool {
        self.identifier == other.identifier && self.application == other.application
    }
}

impl core::fmt::Debug for SubjectName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SubjectName({:?})", self.identifier)
    }
}

/// Identifier, application id and name out of C, O, OUs, CN.
fn parts(der: &Name) -> Result<(Identifier, Option<String>, String), DnError> {
    let known = [oid::COUNTRY, oid::ORGANIZATION, oid::ORGANIZATIONAL_UNIT, oid::COMMON_NAME];
    if let Some(other) = der.attributes().iter().find(|a| !known.contains(&a.oid())) {
        return Err(DnError::Attribute(other.oid().to_owned()));
    }
    let one = |kind, what| {
        let mut values = der.values(kind);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(DnError::Parts(what)),
        }
    };
    if der.attributes().first().is_none_or(|a| a.oid() != oid::COUNTRY) {
        return Err(DnError::Order);
    }
    if !one(oid::COUNTRY, "country")?.eq_ignore_ascii_case(COUNTRY) {
        return Err(DnError::Parts("country"));
    }
    if !one(oid::ORGANIZATION, "organisation")?.eq_ignore_ascii_case(ORGANIZATION) {
        return Err(DnError::Parts("organisation"));
    }
    let common = one(oid::COMMON_NAME, "common name")?;
    let (typed, application) = match common.split_once(',') {
        Some((typed, application)) => (typed.trim_end(), Some(application.trim_start())),
        None => (common, None),
    };
    let identifier = typed
        .split_once('=')
        .and_then(|(kind, value)| Identifier::from_authority(IdentifierType::parse(kind).ok()?, value).ok());
    let identifier = identifier.ok_or(DnError::Parts("identifier"))?;
    // organisations only (ra.md 7.3)
    let person = identifier.kind() == &IdentifierType::SSIN;
    if application.is_some_and(|id| person || id.is_empty()) {
        return Err(DnError::Parts("application id"));
    }

    let mut units: Vec<&str> = der.values(oid::ORGANIZATIONAL_UNIT).collect();
    let mut take = |wanted: &str| {
        let place = units.iter().position(|unit| unit.eq_ignore_ascii_case(wanted));
        place.map(|place| units.remove(place))
    };
    take(PLATFORM).ok_or(DnError::Parts("platform"))?;
    take(typed).ok_or(DnError::Parts("identifier"))?;
    if let Some(application) = application {
        take(application).ok_or(DnError::Parts("application id"))?;
    }
    let name = match (units.as_slice(), application) {
        ([name], _) => *name,
        // the reference collects units in a set: a name that equals the application id stands once (ra.md 7.2)
        ([], Some(application)) => application,
        _ => return Err(DnError::Parts("name")),
    };
    Ok((identifier, application.map(str::to_owned), name.to_owned()))
}
