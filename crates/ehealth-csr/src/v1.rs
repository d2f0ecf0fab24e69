//! The request of the services' version 1: an XML document inside a CMS signature (ra.md 9.1, 9.2).
//!
//! Read, so that old files can be inspected and old flows served; written for the same. A request of this
//! version embeds a statement that the authority signed beforehand, so it cannot be made offline.

use base64ct::{Base64, Encoding};
use ehealth_pki::{Certificate, KeyIdentifier, Prepared, SignatureScheme};
use rustls_pki_types::{CertificateDer, UnixTime};

use crate::cms::{self, SignedData, VerifiedContent};
use crate::contact::ContactData;
use crate::error::Error;
use crate::pkcs10::CertificationRequest;
use crate::xml::{Document, Element, Namespace, Writer};

/// The namespace of certificate requests of version 1, with the prefix that is written.
pub const CSR1: Namespace = Namespace::new("csr", "urn:be:fgov:ehealth:etee:ra:csr:1_0:protocol");

/// Most elements of a list in a request.
const MAX_LIST: usize = 1_000;

/// Where the applicant is reached, as the file says: version 1 had no rules for it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactTexts {
    /// The applicant's own e-mail address.
    pub email: String,
    /// The practice's e-mail address.
    pub general_email: Option<String>,
    /// The applicant's own telephone number.
    pub phone: String,
    /// The practice's telephone number.
    pub general_phone: Option<String>,
}

/// Contact data stay out of logs.
impl core::fmt::Debug for ContactTexts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ContactTexts(…)")
    }
}

impl From<&ContactData> for ContactTexts {
    fn from(contact: &ContactData) -> Self {
        Self {
            email: contact.email().as_str().to_owned(),
            general_email: contact.general_email().map(|email| email.as_str().to_owned()),
            phone: contact.phone().as_str().to_owned(),
            general_phone: contact.general_phone().map(|phone| phone.as_str().to_owned()),
        }
    }
}

/// `AdditionalSearchCriterium`: another certificate of the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchCriterium {
    /// Type of identifier.
    pub kind: String,
    /// The identifier.
    pub value: String,
    /// The application id.
    pub application: Option<String>,
}

/// `EHealthCertificateRequest`.
#[derive(Clone, Debug)]
pub struct CertificateRequestV1 {
    contact: ContactTexts,
    criteria: Vec<SearchCriterium>,
    csr: CertificationRequest,
    contract: String,
    usages: Option<Vec<String>>,
    qualities: Vec<u8>,
}

impl CertificateRequestV1 {
    /// Puts the parts together: contact data, certificate request, the contract as one HTML document, and the
    /// authority's own signed statement of the applicant's qualities, unchanged.
    #[must_use]
    pub fn new(
        contact: &ContactData,
        csr: CertificationRequest,
        contract: String,
        qualities: Vec<u8>,
    ) -> Self {
        let contact = ContactTexts::from(contact);
        Self { contact, criteria: Vec::new(), csr, contract, usages: Some(Vec::new()), qualities }
    }

    /// Asks for base services: `Timestamping`, `ConsultationRN`, `Codage`.
    #[must_use]
    pub fn with_usages(self, usages: Vec<String>) -> Self {
        Self { usages: Some(usages), ..self }
    }

    /// Where the applicant is reached.
    #[must_use]
    pub const fn contact(&self) -> &ContactTexts {
        &self.contact
    }

    /// Other certificates of the applicant; no known program writes any.
    #[must_use]
    pub fn criteria(&self) -> &[SearchCriterium] {
        &self.criteria
    }

    /// The certificate request.
    #[must_use]
    pub const fn csr(&self) -> &CertificationRequest {
        &self.csr
    }

    /// The contract, HTML.
    #[must_use]
    pub fn contract_html(&self) -> &str {
        &self.contract
    }

    /// The contract as plain text for a terminal.
    #[must_use]
    pub fn plain_text(&self) -> String {
        crate::contract::plain_text_of(&self.contract)
    }

    /// The base services asked for; `None` when the element is absent.
    #[must_use]
    pub fn usages(&self) -> Option<&[String]> {
        self.usages.as_deref()
    }

    /// The authority's statement of the applicant's qualities: a CMS message.
    #[must_use]
    pub fn qualities(&self) -> &[u8] {
        &self.qualities
    }

    /// The document in canonical form.
    ///
    /// # Errors
    /// [`Error::Xml`] for a character that XML cannot hold.
    pub fn to_xml(&self) -> Result<Vec<u8>, Error> {
        let mut writer = Writer::new();
        writer.start(CSR1, "EHealthCertificateRequest").start(CSR1, "ContactData");
        writer.element(CSR1, "EmailPrivate", &self.contact.email);
        if let Some(email) = &self.contact.general_email {
            writer.element(CSR1, "EmailGeneral", email);
        }
        writer.element(CSR1, "PhonePrivate", &self.contact.phone);
        if let Some(phone) = &self.contact.general_phone {
            writer.element(CSR1, "PhoneGeneral", phone);
        }
        writer.end();
        for criterium in &self.criteria {
            writer.start(CSR1, "AdditionalSearchCriterium");
            writer.element(CSR1, "Type", &criterium.kind).element(CSR1, "Value", &criterium.value);
            if let Some(application) = &criterium.application {
                writer.element(CSR1, "ApplicationID", application);
            }
            writer.end();
        }
        writer.element(CSR1, "Csr", &Base64::encode_string(self.csr.to_der()));
        writer.element(CSR1, "Contract", &self.contract);
        if let Some(usages) = &self.usages {
            writer.start(CSR1, "UsagesType");
            for usage in usages {
                writer.element(CSR1, "UsageType", usage);
            }
            writer.end();
        }
        writer.element(CSR1, "EHActorQualitiesSignedData", &Base64::encode_string(&self.qualities));
        writer.end();
        Ok(writer.finish()?)
    }

    /// Reads a document. The request's own signature is not verified: [`CertificationRequest::verify`].
    ///
    /// # Errors
    /// [`Error::NotARequest`] for another root element, [`Error::Xml`], [`Error::Csr`].
    pub fn from_xml(bytes: &[u8]) -> Result<Self, Error> {
        let document = Document::parse(bytes)?;
        let root = document.root();
        if !root.is(CSR1.uri(), "EHealthCertificateRequest") {
            return Err(Error::NotARequest);
        }
        let text = |element: Element<'_>| Ok::<_, Error>(element.text()?);
        let contact = root.one(CSR1.uri(), "ContactData")?;
        let optional = |parent: Element<'_>, name| parent.optional(CSR1.uri(), name)?.map(text).transpose();
        let criteria = root.all(CSR1.uri(), "AdditionalSearchCriterium").take(MAX_LIST).map(|one| {
            Ok::<_, Error>(SearchCriterium {
                kind: one.one(CSR1.uri(), "Type")?.text()?,
                value: one.one(CSR1.uri(), "Value")?.text()?,
                application: optional(one, "ApplicationID")?,
            })
        });
        let usages = root.optional(CSR1.uri(), "UsagesType")?.map(|list| {
            list.all(CSR1.uri(), "UsageType").take(MAX_LIST).map(text).collect::<Result<Vec<_>, _>>()
        });
        Ok(Self {
            contact: ContactTexts {
                email: contact.one(CSR1.uri(), "EmailPrivate")?.text()?,
                general_email: optional(contact, "EmailGeneral")?,
                phone: contact.one(CSR1.uri(), "PhonePrivate")?.text()?,
                general_phone: optional(contact, "PhoneGeneral")?,
            },
            criteria: criteria.collect::<Result<_, _>>()?,
            csr: CertificationRequest::from_der(&root.one(CSR1.uri(), "Csr")?.base64()?)?,
            contract: root.one(CSR1.uri(), "Contract")?.text()?,
            usages: usages.transpose()?,
            qualities: root.one(CSR1.uri(), "EHActorQualitiesSignedData")?.base64()?,
        })
    }

    /// Prepares the signed file: the document inside a CMS signature of the card's signature key. `chain` has
    /// the signer's certificate first; the time is what the signer's clock says.
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Cms`].
    pub fn prepare(
        &self,
        chain: &[CertificateDer<'_>],
        scheme: SignatureScheme,
        signing_time: UnixTime,
    ) -> Result<Prepared<Vec<u8>>, Error> {
        Ok(cms::prepare(&self.to_xml()?, chain, scheme, signing_time)?)
    }
}

/// A `.ehcsr` file of version 1.
#[derive(Clone, Debug)]
pub struct SignedRequestV1 {
    bytes: Vec<u8>,
    message: SignedData,
    request: CertificateRequestV1,
}

impl SignedRequestV1 {
    /// Reads a file, BER or DER. Its signature is not verified: [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`Error::Cms`], and the errors of [`CertificateRequestV1::from_xml`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let message = SignedData::from_bytes(&bytes)?;
        let request = CertificateRequestV1::from_xml(message.content().ok_or(cms::CmsError::NoContent)?)?;
        Ok(Self { bytes, message, request })
    }

    /// The bytes: what `GenerateCertificateRequest/ehcsr` holds in base64.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is asked for.
    #[must_use]
    pub const fn request(&self) -> &CertificateRequestV1 {
        &self.request
    }

    /// The certificates that came along. Not verified.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        self.message.certificates()
    }

    /// The identifier of the key to be certified.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.request.csr.key_identifier()
    }

    /// Verifies the person's signature over the request. Whose certificate it is and whether it is trusted
    /// is the caller's.
    ///
    /// # Errors
    /// [`Error::Cms`].
    pub fn verify(&self) -> Result<VerifiedContent<'_>, Error> {
        Ok(self.message.verify()?)
    }
}
