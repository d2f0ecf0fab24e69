//! Operations that stand in the schemas of version 1 and that no known program calls (ra.md 9.3, 9.4). Their
//! `SOAPAction` is not known ([`assumed::V1_UNKNOWN_ACTION`](crate::assumed::V1_UNKNOWN_ACTION)), and for
//! some not even who signs what: here only so that their messages can be written and read.

use base64ct::{Base64, Encoding};
use ehealth_csr::xml::Element;
use rustls_pki_types::CertificateDer;

use super::certra::{MAX_LIST, SearchCriterium};
use super::etkra::Credentials;
use super::{SignedDocument, operation};
use crate::assumed::V1_UNKNOWN_ACTION;
use crate::error::MalformedAnswer;
use crate::etk::Etk;
use crate::names::{CERTRA_V1, ETEE_V1, ETKRA_V1};
use crate::read::ElementExt;

const C1: &str = CERTRA_V1.uri();
const E1: &str = ETKRA_V1.uri();

/// Asks whether a certificate may be renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidateRenew {
    signed_dn: SignedDocument,
    dn: String,
}

impl ValidateRenew {
    /// The subject as text, and the same signed.
    #[must_use]
    pub fn new(signed_dn: SignedDocument, dn: &str) -> Self {
        Self { signed_dn, dn: dn.to_owned() }
    }
}

/// Whether a certificate may be renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalValidity {
    valid: bool,
    criteria: Vec<SearchCriterium>,
    not_after: String,
    days_left: i32,
}

impl RenewalValidity {
    /// Whether the request is valid.
    #[must_use]
    pub const fn valid(&self) -> bool {
        self.valid
    }

    /// Further criteria.
    #[must_use]
    pub fn criteria(&self) -> &[SearchCriterium] {
        &self.criteria
    }

    /// The end of validity, in the authority's writing.
    #[must_use]
    pub fn not_after(&self) -> &str {
        &self.not_after
    }

    /// Days to the end of validity.
    #[must_use]
    pub const fn days_left(&self) -> i32 {
        self.days_left
    }
}

operation! {
    ValidateRenew: CertRaV1 Freely CERTRA_V1 V1_UNKNOWN_ACTION,
    "ValidateRenewRequest" => "ValidateRenewResponse": RenewalValidity,
    write(this, out) {
        out.element(CERTRA_V1, "signedDn", &this.signed_dn.base64()).element(CERTRA_V1, "dn", &this.dn);
    }
    read(answer) {
        let name = "numberOfDaysBeforeExpiration";
        let criteria = answer.all(C1, "additionalSearchCriterium").take(MAX_LIST);
        let criteria = criteria.map(|holder| SearchCriterium::read(holder, CERTRA_V1));
        Ok(RenewalValidity {
            valid: answer.need_bool(C1, "requestValid")?,
            criteria: criteria.collect::<Result<_, MalformedAnswer>>()?,
            not_after: answer.one(C1, "validNotAfterDate")?.trimmed()?,
            days_left: answer.one(C1, name)?.trimmed()?.parse().map_err(|_| MalformedAnswer::Value { name })?,
        })
    }
}

/// Asks for the list of identifier types for organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrganizationType;

/// A type of identifier that organisations may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierRules {
    french: String,
    dutch: String,
    identifier_type: String,
    pattern: String,
    check_digits: Option<String>,
    usages: Vec<String>,
}

impl IdentifierRules {
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

    /// Its name in messages, such as `CBE`.
    #[must_use]
    pub fn identifier_type(&self) -> &str {
        &self.identifier_type
    }

    /// A regular expression of Java for the whole value.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// `CHECK-MOD-97` or `CHECK-97-MOD-97`.
    #[must_use]
    pub fn check_digits(&self) -> Option<&str> {
        self.check_digits.as_deref()
    }

    /// `TS`, `COD`, `CRN`, `OTH`.
    #[must_use]
    pub fn usages(&self) -> &[String] {
        &self.usages
    }

    fn read(types: Element<'_>) -> Result<Self, MalformedAnswer> {
        let text = |name| Ok::<_, MalformedAnswer>(types.one("", name)?.trimmed()?);
        Ok(Self {
            french: text("NameFr")?,
            dutch: text("NameNl")?,
            identifier_type: text("IdentifierType")?,
            pattern: text("ValidationRegEx")?,
            check_digits: types.optional_token("", "CheckDigitAlgorithm")?,
            usages: types
                .all("", "ETKUsageTypeAuthorized")
                .take(MAX_LIST)
                .map(Element::trimmed)
                .collect::<Result<_, _>>()?,
        })
    }
}

operation! {
    OrganizationType: CertRaV1 Freely CERTRA_V1 V1_UNKNOWN_ACTION,
    "OrganizationTypeRequest" => "OrganizationTypeResponse": Vec<IdentifierRules>,
    write(_this, _out) {}
    read(answer) {
        let all = answer.all(ETEE_V1, "OrganizationTypes").take(MAX_LIST).map(IdentifierRules::read);
        Ok(all.collect::<Result<_, MalformedAnswer>>()?)
    }
}

/// A name in parts.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DistinguishedName {
    /// `CommonName`.
    pub common_name: String,
    /// `OrganisationUnit`.
    pub organisation_unit: String,
    /// `Organisation`.
    pub organisation: String,
    /// `SerialNumber`.
    pub serial_number: String,
    /// `EmailAddress`.
    pub email: String,
}

impl DistinguishedName {
    /// The parts in the order of the schema.
    #[must_use]
    pub fn new(parts: [&str; 5]) -> Self {
        let [common_name, organisation_unit, organisation, serial_number, email] = parts.map(str::to_owned);
        Self { common_name, organisation_unit, organisation, serial_number, email }
    }

    fn write(&self, out: &mut ehealth_csr::xml::Writer) {
        out.start(ETKRA_V1, "DistinguishedName").element(ETKRA_V1, "CommonName", &self.common_name);
        out.element(ETKRA_V1, "OrganisationUnit", &self.organisation_unit);
        out.element(ETKRA_V1, "Organisation", &self.organisation);
        out.element(ETKRA_V1, "SerialNumber", &self.serial_number);
        out.element(ETKRA_V1, "EmailAddress", &self.email).end();
    }
}

impl core::fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DistinguishedName(…)")
    }
}

/// Asks for a valid certificate of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetValidAuthCerts(
    /// Whose.
    pub DistinguishedName,
);

operation! {
    GetValidAuthCerts: EtkRaV1 Freely ETKRA_V1 V1_UNKNOWN_ACTION,
    "GetValidAuthCertsRequest" => "GetValidAuthCertsResponse": SignedDocument,
    write(this, out) {
        this.0.write(out);
    }
    read(answer) {
        Ok(SignedDocument::read(answer, E1, "SignedCertificate")?)
    }
}

/// Submits a request and its contract in one message.
#[derive(Clone, PartialEq, Eq)]
pub struct ProcessCsr {
    signed: SignedDocument,
    name: String,
    email: String,
    credentials: Credentials,
}

impl ProcessCsr {
    /// The signed request and contract, name and e-mail address of the applicant, credentials.
    #[must_use]
    pub fn new(signed: SignedDocument, name: &str, email: &str, credentials: Credentials) -> Self {
        Self { signed, name: name.to_owned(), email: email.to_owned(), credentials }
    }
}

impl core::fmt::Debug for ProcessCsr {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ProcessCsr(…)")
    }
}

operation! {
    ProcessCsr: EtkRaV1 AskFirst ETKRA_V1 V1_UNKNOWN_ACTION,
    "ProcessCsrRequest" => "ProcessCsrResponse": SignedDocument,
    write(this, out) {
        out.element(ETKRA_V1, "SignedCsrAndContract", &this.signed.base64());
        out.start(ETKRA_V1, "ContactData").element(ETKRA_V1, "Name", &this.name);
        out.element(ETKRA_V1, "Email", &this.email).end();
        this.credentials.write(out);
    }
    read(answer) {
        Ok(SignedDocument::read(answer, E1, "SignedCertificate")?)
    }
}

/// Ends one token and activates another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeAndActivate {
    name: DistinguishedName,
    credentials: Credentials,
}

impl RevokeAndActivate {
    /// Whose, with which credentials.
    #[must_use]
    pub const fn new(name: DistinguishedName, credentials: Credentials) -> Self {
        Self { name, credentials }
    }
}

operation! {
    RevokeAndActivate: EtkRaV1 AskFirst ETKRA_V1 V1_UNKNOWN_ACTION,
    "RevokeAndActivateRequest" => "RevokeAndActivateResponse": (SignedDocument, Etk),
    write(this, out) {
        this.name.write(out);
        this.credentials.write(out);
    }
    read(answer) {
        let certificate = SignedDocument::read(answer, E1, "SignedCertificate")?;
        Ok((certificate, Etk::new(answer.need_base64(E1, "ETK")?)))
    }
}

/// Revokes a certificate at EtkRA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoke {
    contract: SignedDocument,
    certificate: CertificateDer<'static>,
    credentials: Credentials,
}

impl Revoke {
    /// The signed contract, the certificate, credentials.
    #[must_use]
    pub fn new(contract: SignedDocument, certificate: &CertificateDer<'_>, credentials: Credentials) -> Self {
        Self { contract, certificate: certificate.clone().into_owned(), credentials }
    }
}

operation! {
    Revoke: EtkRaV1 AskFirst ETKRA_V1 V1_UNKNOWN_ACTION,
    "RevokeRequest" => "RevokeResponse": (),
    write(this, out) {
        out.element(ETKRA_V1, "SignedContract", &this.contract.base64());
        out.element(ETKRA_V1, "certificateToRevoke", &Base64::encode_string(&this.certificate));
        this.credentials.write(out);
    }
    read(_answer) {
        Ok(())
    }
}
