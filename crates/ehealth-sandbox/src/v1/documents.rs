//! The XML documents inside CMS (ra.md 9.1, 9.3).

use crate::refusal::{Code, Refusal};
use crate::time::xs_date_time;
use crate::wire::fault::Fault;
use crate::wire::read::{Children, Element};
use crate::wire::request::Criterion;
use crate::wire::soap;
use crate::wire::types::ContactData;
use crate::wire::write::Xml;
use rustls_pki_types::UnixTime;

pub(crate) const CSR: &str = "urn:be:fgov:ehealth:etee:ra:csr:1_0:protocol";
pub(crate) const QUALITIES: &str = "urn:be:fgov:ehealth:etee:ra:aqdr:1_0:protocol";
pub(crate) const REVOCATION: &str = "urn:be:fgov:ehealth:etee:ra:revoke:1_0:protocol";

/// Natural or legal: for whom a certificate is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entity {
    Natural,
    Legal,
}

/// `EHealthCertificateRequest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateRequest {
    pub(crate) contact: ContactData,
    /// PKCS#10, DER.
    pub(crate) csr: Vec<u8>,
    pub(crate) contract: String,
    /// As version 2 calls them.
    pub(crate) base_services: Vec<String>,
    /// CMS signed by the authority.
    pub(crate) statement: Vec<u8>,
}

/// `RevokeDataRequest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RevocationRequest {
    pub(crate) request_id: String,
    pub(crate) contract: String,
    /// The answer of GetRevocableCertificates, CMS.
    pub(crate) statement: Option<Vec<u8>>,
}

/// A certificate in `RevocableCertificatesDataResponse`.
pub(crate) struct Revocable {
    pub(crate) personal: bool,
    pub(crate) request_id: String,
    pub(crate) dn: String,
    pub(crate) issuer_dn: String,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    /// Decimal.
    pub(crate) serial: String,
}

fn refused(fault: &Fault) -> Refusal {
    Refusal::new(Code::ContentInvalid, fault.text.clone())
}

/// Reads a document with `read`, which is given its root.
fn document<T>(
    bytes: &[u8],
    namespace: &str,
    root: &str,
    read: impl FnOnce(Element<'_>) -> Result<T, Fault>,
) -> Result<T, Refusal> {
    let text = core::str::from_utf8(bytes).map_err(|_| refused(&Fault::schema("not UTF-8")))?;
    let document =
        soap::parse(text.strip_prefix('\u{FEFF}').unwrap_or(text)).map_err(|fault| refused(&fault))?;
    let element = Element::new(document.root_element());
    if !element.is(namespace, root) {
        return Err(refused(&Fault::schema(format!("the signed document is no {root}"))));
    }
    read(element).map_err(|fault| refused(&fault))
}

/// As [`document`], with the children of its root, of which none may be left.
fn sequence<T>(
    bytes: &[u8],
    namespace: &str,
    root: &str,
    read: impl FnOnce(&mut Children<'_>) -> Result<T, Fault>,
) -> Result<T, Refusal> {
    document(bytes, namespace, root, |root| root.sequence(read))
}

/// `EHActorQualitiesDataRequest`: whose qualities, and for whom.
pub(crate) fn qualities_request(bytes: &[u8]) -> Result<(String, Entity), Refusal> {
    sequence(bytes, QUALITIES, "EHActorQualitiesDataRequest", |children| {
        let ssin = children.text(QUALITIES, "SSIN")?;
        let entity = match children.text(QUALITIES, "EntityType")?.as_str() {
            "Natural" => Entity::Natural,
            "Legal" => Entity::Legal,
            other => return Err(Fault::schema(format!("'{other}' is not in the enumeration"))),
        };
        Ok((ssin, entity))
    })
}

/// The number of a person in a statement of the authority: `xs:long`, so that zeros in front are lost.
pub(crate) fn statement_ssin(bytes: &[u8]) -> Result<String, Refusal> {
    document(bytes, QUALITIES, "EHActorQualitiesDataResponse", |root| {
        let ssin = root.children()?.text(QUALITIES, "SSIN")?;
        Ok(format!("{:0>11}", ssin.trim()))
    })
}

/// `RevocableCertificatesDataRequest`: whose.
pub(crate) fn revocable_request(bytes: &[u8]) -> Result<String, Refusal> {
    sequence(bytes, REVOCATION, "RevocableCertificatesDataRequest", |children| {
        children.text(REVOCATION, "SSIN")
    })
}

/// `RevokeDataRequest`.
pub(crate) fn revocation_request(bytes: &[u8]) -> Result<RevocationRequest, Refusal> {
    sequence(bytes, REVOCATION, "RevokeDataRequest", |children| {
        Ok(RevocationRequest {
            request_id: children.text(REVOCATION, "RequestId")?,
            contract: children.text(REVOCATION, "Contract")?,
            statement: children.optional_base64(REVOCATION, "RevocableCertificatesDataSignedResponse")?,
        })
    })
}

/// `EHealthCertificateRequest`.
pub(crate) fn certificate_request(bytes: &[u8]) -> Result<CertificateRequest, Refusal> {
    sequence(bytes, CSR, "EHealthCertificateRequest", |children| {
        let contact = ContactData::read(children.one(CSR, "ContactData")?, CSR)?;
        for criterion in children.many(CSR, "AdditionalSearchCriterium") {
            Criterion::read(criterion, CSR)?;
        }
        let csr = children.one(CSR, "Csr")?.base64()?;
        let contract = children.text(CSR, "Contract")?;
        let base_services = children.optional(CSR, "UsagesType").map(usages).transpose()?.unwrap_or_default();
        let statement = children.one(CSR, "EHActorQualitiesSignedData")?.base64()?;
        Ok(CertificateRequest { contact, csr, contract, base_services, statement })
    })
}

fn usages(element: Element<'_>) -> Result<Vec<String>, Fault> {
    let usages = element.sequence(|children| Ok(children.many(CSR, "UsageType")))?;
    let service = |usage: &Element<'_>| match usage.plain_text()?.as_str() {
        "Timestamping" => Ok("tsa".to_owned()),
        "ConsultationRN" => Ok("consultrn".to_owned()),
        "Codage" => Ok("codage".to_owned()),
        other => Err(Fault::schema(format!("'{other}' is not in the enumeration"))),
    };
    usages.iter().map(service).collect()
}

/// Fills a document of the authority.
pub(crate) fn write(namespace: &str, root: &str, fill: impl FnOnce(&mut Xml)) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open(root, &[("xmlns", namespace)]);
    fill(&mut xml);
    xml.close(root);
    let document = xml.finish();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}").into_bytes()
}

impl Revocable {
    pub(crate) fn write(&self, xml: &mut Xml) {
        let element =
            if self.personal { "RevocablePersonalCertificate" } else { "RevocableOrganizationCertificate" };
        xml.open(element, &[]);
        xml.text("RequestId", &[], &self.request_id);
        xml.text("AuthDN", &[], &self.dn);
        xml.text("IssuerDN", &[], &self.issuer_dn);
        xml.text("ValidNotBefore", &[], &xs_date_time(self.not_before));
        xml.text("ValidNotAfter", &[], &xs_date_time(self.not_after));
        xml.text("AuthSerial", &[], &self.serial);
        xml.close(element);
    }
}
