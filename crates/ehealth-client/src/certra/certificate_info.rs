//! What the authority says of a certificate: `cc:CertificateInfoType` (ra.md 4.8).

use core::fmt;

use ehealth_csr::xml::Element;
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use super::certificate_details::CertificateDetails;
use super::types::identifier;
use crate::error::MalformedAnswer;
use crate::names::{CERTRA_CORE, COMMONS_CORE};
use crate::open::open_enum;
use crate::read::{ElementExt, date_time};

const CC: &str = CERTRA_CORE.uri();
const CORE: &str = COMMONS_CORE.uri();

open_enum! {
    /// Where a certificate stands at the authority.
    CertificateStatus {
        /// Requested, not delivered.
        InProgress = "IN_PROGRESS",
        /// Valid and in use.
        ValidActive = "VALID_ACTIVE",
        /// The request was refused.
        Refused = "REFUSED",
        /// Revoked, its token too.
        Revoked = "REVOKED",
        /// Out of date.
        Expired = "EXPIRED",
    }
}

open_enum! {
    /// Where the encryption token of a certificate stands.
    EtkStatus {
        /// Nobody asked for one.
        NotRequested = "NOT_REQUESTED",
        /// Begun, not completed.
        InRequest = "IN_REQUEST",
        /// A replacement that senders do not use yet.
        WaitForActivation = "WAIT_FOR_ACTIVATION",
        /// In use.
        ValidActive = "VALID_ACTIVE",
        /// Revoked with its certificate.
        Revoked = "REVOKED",
        /// Out of date.
        Expired = "EXPIRED",
    }
}

open_enum! {
    /// Whom a certificate is for.
    EntityType {
        /// A person.
        NaturalPerson = "NaturalPerson",
        /// An organisation.
        Organization = "Organization",
    }
}

/// Whom a certificate identifies.
#[derive(Clone, PartialEq, Eq)]
pub struct Owner {
    entity: Option<EntityType>,
    identifier_type: String,
    identifier: String,
    first_names: Vec<String>,
    name: String,
    application_id: Option<String>,
}

impl Owner {
    /// Person or organisation, if the authority says so.
    #[must_use]
    pub const fn entity(&self) -> Option<&EntityType> {
        self.entity.as_ref()
    }

    /// The type of the identifier, such as `SSIN` or `CBE`.
    #[must_use]
    pub fn identifier_type(&self) -> &str {
        &self.identifier_type
    }

    /// The identifier.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// First names, none for organisations.
    #[must_use]
    pub fn first_names(&self) -> &[String] {
        &self.first_names
    }

    /// Family name, or the organisation's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the organisation's certificates.
    #[must_use]
    pub fn application_id(&self) -> Option<&str> {
        self.application_id.as_deref()
    }

    /// `cc:CertificateEntityType`.
    fn read(entity: Element<'_>) -> Result<Self, MalformedAnswer> {
        let certificate = entity.one(CC, "CertificateIdentifier")?;
        let actor = certificate.one(CC, "Actor")?;
        let id = actor.all(CORE, "Id").next().ok_or(MalformedAnswer::Missing { name: "Id" })?;
        let (identifier_type, identifier) = identifier(id)?;
        let first_names = actor.all(CORE, "FirstName").map(Element::trimmed).collect::<Result<_, _>>()?;
        Ok(Self {
            entity: entity.attribute("EntityType").map(|kind| EntityType::from(kind.trim())),
            identifier_type,
            identifier,
            first_names,
            name: actor.one(CORE, "Name")?.trimmed()?,
            application_id: certificate.optional_token(CC, "ApplicationId")?,
        })
    }
}

/// A person's data: only the type of the identifier is shown.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({})", self.identifier_type)
    }
}

/// The authority's record of one certificate and its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateInfo {
    requested: UnixTime,
    key: KeyIdentifier,
    owner: Owner,
    certificate_status: CertificateStatus,
    etk_status: EtkStatus,
    automatically_validated: bool,
    details: Option<CertificateDetails>,
    revocable: bool,
    replaceable: bool,
    replacement_start: Option<UnixTime>,
    contact: Contact,
    base_services: Vec<String>,
}

impl CertificateInfo {
    /// When it was first requested.
    #[must_use]
    pub const fn requested(&self) -> UnixTime {
        self.requested
    }

    /// The identifier of its key.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.key
    }

    /// Whom it is for.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Where the certificate stands.
    #[must_use]
    pub const fn certificate_status(&self) -> &CertificateStatus {
        &self.certificate_status
    }

    /// Where the token stands.
    #[must_use]
    pub const fn etk_status(&self) -> &EtkStatus {
        &self.etk_status
    }

    /// Whether no person had to look at the request.
    #[must_use]
    pub const fn automatically_validated(&self) -> bool {
        self.automatically_validated
    }

    /// The certificate, once delivered.
    #[must_use]
    pub const fn details(&self) -> Option<&CertificateDetails> {
        self.details.as_ref()
    }

    /// Whether it can be revoked now.
    #[must_use]
    pub const fn revocable(&self) -> bool {
        self.revocable
    }

    /// Whether a replacement can be requested now.
    #[must_use]
    pub const fn replaceable(&self) -> bool {
        self.replaceable
    }

    /// From when on it can be replaced, once delivered.
    #[must_use]
    pub const fn replacement_start(&self) -> Option<UnixTime> {
        self.replacement_start
    }

    /// How the authority reaches the applicant.
    #[must_use]
    pub const fn contact(&self) -> &Contact {
        &self.contact
    }

    /// The base services it is used for.
    #[must_use]
    pub fn base_services(&self) -> &[String] {
        &self.base_services
    }

    /// `cc:CertificateInfoType`.
    pub(crate) fn read(info: Element<'_>) -> Result<Self, MalformedAnswer> {
        let replacement_start = info.optional(CC, "ReplacementPeriodStartDate")?;
        Ok(Self {
            requested: info.need_date_time(CC, "RequestedDate")?,
            key: info.need_key_identifier(CC, "PublicKeyIdentifier")?,
            owner: Owner::read(info.one(CC, "CertificateEntity")?)?,
            certificate_status: info.one(CC, "AuthenticationCertificateStatus")?.trimmed()?.as_str().into(),
            etk_status: info.one(CC, "ETKStatus")?.trimmed()?.as_str().into(),
            automatically_validated: info.need_bool(CC, "AutomaticallyValidated")?,
            details: info
                .optional(CC, "AuthenticationCertificateDetails")?
                .map(|details| CertificateDetails::read(details, CC, ["SerialNumber", "DN", "IssuerDN"]))
                .transpose()?,
            revocable: info.need_bool(CC, "Revocable")?,
            replaceable: info.need_bool(CC, "Replaceable")?,
            replacement_start: replacement_start
                .map(|start| date_time(start, "ReplacementPeriodStartDate"))
                .transpose()?,
            contact: Contact::read(info.one(CC, "ContactData")?)?,
            base_services: info
                .all(CC, "BaseServiceUsage")
                .map(Element::trimmed)
                .collect::<Result<_, _>>()?,
        })
    }
}

/// Contact data as the authority has them: unlike [`ContactData`](ehealth_csr::ContactData), which we send,
/// kept whatever their form.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    email: String,
    general_email: Option<String>,
    phone: String,
    general_phone: Option<String>,
}

impl Contact {
    /// The applicant's own e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The practice's e-mail address.
    #[must_use]
    pub fn general_email(&self) -> Option<&str> {
        self.general_email.as_deref()
    }

    /// The applicant's own telephone number.
    #[must_use]
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// The practice's telephone number.
    #[must_use]
    pub fn general_phone(&self) -> Option<&str> {
        self.general_phone.as_deref()
    }

    /// `cc:ContactDataType`.
    fn read(contact: Element<'_>) -> Result<Self, MalformedAnswer> {
        Ok(Self {
            email: contact.one(CC, "EmailPrivate")?.trimmed()?,
            general_email: contact.optional_token(CC, "EmailGeneral")?,
            phone: contact.one(CC, "PhonePrivate")?.trimmed()?,
            general_phone: contact.optional_token(CC, "PhoneGeneral")?,
        })
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(…)")
    }
}
