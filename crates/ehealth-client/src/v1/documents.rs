//! The XML documents inside the CMS messages of version 1 (ra.md 9.3). The certificate request is
//! [`ehealth_csr::CertificateRequestV1`].

use core::fmt;

use base64ct::{Base64, Encoding};
use ehealth_csr::Ssin;
use ehealth_csr::xml::{Document, Element, Namespace, Writer};

use super::SignedDocument;
use super::certra::MAX_LIST;
use crate::certra::CertificateDetails;
use crate::error::{Error, MalformedAnswer};
use crate::names::{QUALITIES_V1, REVOKE_V1};
use crate::open::open_enum;
use crate::read::{ElementExt, parse_bool};

const AQDR: &str = QUALITIES_V1.uri();
const RV: &str = REVOKE_V1.uri();

open_enum! {
    /// Whom a question is about.
    Entity {
        /// The person himself.
        Natural = "Natural",
        /// The organisations that he may act for.
        Legal = "Legal",
    }
}

open_enum! {
    /// The status inside a signed answer about revocations. Meanings beyond the names are not known.
    RevocationStatus {
        /// Success.
        Ok = "OK",
        /// The authentic source failed.
        AuthenticSource = "ERROR_AA",
        /// The database failed.
        Database = "ERROR_DAO",
        /// The validation of the identity card failed.
        Fedict = "ERROR_FEDICT",
        /// Something else.
        Failed = "ERROR_OTHER",
    }
}

/// The content of [`GetEHActorQualities`](super::certra::GetEHActorQualities), to be signed.
///
/// # Errors
/// [`Error::Request`], never with these arguments but for an `entity` that XML cannot hold.
pub fn qualities_question(ssin: &Ssin, entity: &Entity) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new();
    out.start(QUALITIES_V1, "EHActorQualitiesDataRequest").element(QUALITIES_V1, "SSIN", ssin.as_str());
    out.element(QUALITIES_V1, "EntityType", entity.as_str()).end();
    out.finish().map_err(Error::request)
}

/// The content of [`GetRevocableCertificates`](super::certra::GetRevocableCertificates), to be signed.
///
/// # Errors
/// [`Error::Request`], never with this argument.
pub fn revocable_question(ssin: &Ssin) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new();
    out.start(REVOKE_V1, "RevocableCertificatesDataRequest").element(REVOKE_V1, "SSIN", ssin.as_str()).end();
    out.finish().map_err(Error::request)
}

/// The content of [`Revoke`](super::certra::Revoke), to be signed: which request, the contract as the person
/// read it (HTML), and for an organisation's certificate the authority's signed list, unchanged.
///
/// # Errors
/// [`Error::Request`] when a text holds a character that XML cannot.
pub fn revocation(request: &str, contract: &str, list: Option<&SignedDocument>) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new();
    out.start(REVOKE_V1, "RevokeDataRequest").element(REVOKE_V1, "RequestId", request);
    out.element(REVOKE_V1, "Contract", contract);
    if let Some(list) = list {
        let list = Base64::encode_string(list.as_bytes());
        out.element(REVOKE_V1, "RevocableCertificatesDataSignedResponse", &list);
    }
    out.end();
    out.finish().map_err(Error::request)
}

/// A professional quality of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quality {
    name: String,
    nihii: Option<String>,
}

impl Quality {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number that goes with it.
    #[must_use]
    pub fn nihii(&self) -> Option<&str> {
        self.nihii.as_deref()
    }
}

/// An organisation that a person may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalPerson {
    french: String,
    dutch: String,
    kind: String,
    identifier: String,
}

impl LegalPerson {
    /// Its French name.
    #[must_use]
    pub fn french_name(&self) -> &str {
        &self.french
    }

    /// Its Dutch name.
    #[must_use]
    pub fn dutch_name(&self) -> &str {
        &self.dutch
    }

    /// Type and number.
    #[must_use]
    pub fn identifier(&self) -> (&str, &str) {
        (&self.kind, &self.identifier)
    }
}

/// What a person may request.
#[derive(Clone, PartialEq, Eq)]
pub struct Qualities {
    ssin: String,
    authorized: bool,
    qualities: Vec<Quality>,
    organisations: Vec<LegalPerson>,
}

impl Qualities {
    /// The person's number: 11 digits. The schema's number has lost its leading zeros (ra.md 9.3); they are
    /// put back.
    #[must_use]
    pub fn ssin(&self) -> &str {
        &self.ssin
    }

    /// Whether he may.
    #[must_use]
    pub const fn authorized(&self) -> bool {
        self.authorized
    }

    /// His own qualities, when these were asked for.
    #[must_use]
    pub fn qualities(&self) -> &[Quality] {
        &self.qualities
    }

    /// The organisations, when these were asked for.
    #[must_use]
    pub fn organisations(&self) -> &[LegalPerson] {
        &self.organisations
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, MalformedAnswer> {
        let document = Document::parse(bytes)?;
        let root = rooted(&document, QUALITIES_V1, "EHActorQualitiesDataResponse")?;
        let number = root.one(AQDR, "SSIN")?.trimmed()?;
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if digits.is_empty()
            || !digits.strip_prefix('-').unwrap_or(digits).bytes().all(|b| b.is_ascii_digit())
        {
            return Err(MalformedAnswer::Value { name: "SSIN" });
        }
        let quality = |quality: Element<'_>| {
            let name = quality.one(AQDR, "Name")?.trimmed()?;
            Ok(Quality { name, nihii: quality.optional_token(AQDR, "NIHII")? })
        };
        let organisation = |organisation: Element<'_>| {
            let id = organisation.one(AQDR, "Identifier")?;
            Ok(LegalPerson {
                french: organisation.one(AQDR, "NameFr")?.trimmed()?,
                dutch: organisation.one(AQDR, "NameNl")?.trimmed()?,
                kind: id.one(AQDR, "Type")?.trimmed()?,
                identifier: id.one(AQDR, "ID")?.trimmed()?,
            })
        };
        let natural = root.optional(AQDR, "NaturalPerson")?;
        let legal = root.optional(AQDR, "LegalPerson")?;
        Ok(Self {
            ssin: format!("{digits:0>11}"),
            authorized: root
                .one(AQDR, "Authorization")?
                .trimmed()
                .map(|text| parse_bool(&text))?
                .ok_or(MalformedAnswer::Value { name: "Authorization" })?,
            qualities: list(natural, "Quality", quality)?,
            organisations: list(legal, "Organization", organisation)?,
        })
    }
}

/// A person's data: how much, not what.
impl fmt::Debug for Qualities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (own, others) = (self.qualities.len(), self.organisations.len());
        write!(f, "Qualities(authorized: {}, {own} qualities, {others} organisations)", self.authorized)
    }
}

/// A certificate that may be revoked.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocableCertificate {
    request: String,
    details: CertificateDetails,
}

impl RevocableCertificate {
    /// What the authority calls its request by.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request
    }

    /// The certificate; its serial number is decimal.
    #[must_use]
    pub const fn details(&self) -> &CertificateDetails {
        &self.details
    }

    fn read(certificate: Element<'_>) -> Result<Self, MalformedAnswer> {
        Ok(Self {
            request: certificate.one(RV, "RequestId")?.trimmed()?,
            details: CertificateDetails::read(certificate, RV, ["AuthSerial", "AuthDN", "IssuerDN"])?,
        })
    }
}

impl fmt::Debug for RevocableCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocableCertificate(serial {})", self.details.serial())
    }
}

/// The certificates that a person may revoke.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocableCertificates {
    status: RevocationStatus,
    ssin: String,
    personal: Vec<RevocableCertificate>,
    organisations: Vec<RevocableCertificate>,
}

impl RevocableCertificates {
    /// Whether the list is complete: only [`Ok`](RevocationStatus::Ok) says so.
    #[must_use]
    pub const fn status(&self) -> &RevocationStatus {
        &self.status
    }

    /// Whose, as written.
    #[must_use]
    pub fn ssin(&self) -> &str {
        &self.ssin
    }

    /// His own.
    #[must_use]
    pub fn personal(&self) -> &[RevocableCertificate] {
        &self.personal
    }

    /// Those of organisations.
    #[must_use]
    pub fn organisations(&self) -> &[RevocableCertificate] {
        &self.organisations
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, MalformedAnswer> {
        let document = Document::parse(bytes)?;
        let root = rooted(&document, REVOKE_V1, "RevocableCertificatesDataResponse")?;
        let list = |name| {
            let all = root.all(RV, name).take(MAX_LIST).map(RevocableCertificate::read);
            all.collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            status: root.one(RV, "Status")?.trimmed()?.as_str().into(),
            ssin: root.one(RV, "SSIN")?.trimmed()?,
            personal: list("RevocablePersonalCertificate")?,
            organisations: list("RevocableOrganizationCertificate")?,
        })
    }
}

impl fmt::Debug for RevocableCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (own, others) = (self.personal.len(), self.organisations.len());
        write!(f, "RevocableCertificates({}, {own} own, {others} of organisations)", self.status)
    }
}

/// Reads `RevokeDataResponse`: the outcome of a revocation, where the authority sends one. No message of the
/// schema carries it.
///
/// # Errors
/// [`MalformedAnswer`] when it is no such document.
pub fn revocation_status(bytes: &[u8]) -> Result<RevocationStatus, MalformedAnswer> {
    let document = Document::parse(bytes)?;
    let root = rooted(&document, REVOKE_V1, "RevokeDataResponse")?;
    Ok(root.one(RV, "Status")?.trimmed()?.as_str().into())
}

/// The children of one name, read, of a parent that may be absent.
fn list<T>(
    parent: Option<Element<'_>>,
    name: &str,
    read: impl Fn(Element<'_>) -> Result<T, MalformedAnswer>,
) -> Result<Vec<T>, MalformedAnswer> {
    let Some(parent) = parent else { return Ok(Vec::new()) };
    parent.all(AQDR, name).take(MAX_LIST).map(read).collect()
}

fn rooted<'a>(
    document: &'a Document<'_>,
    namespace: Namespace,
    name: &str,
) -> Result<Element<'a>, MalformedAnswer> {
    let root = document.root();
    if root.is(namespace.uri(), name) {
        return Ok(root);
    }
    Err(MalformedAnswer::OtherElement { expected: name.into(), found: root.name().into() })
}
