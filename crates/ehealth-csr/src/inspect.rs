//! What is in a file, as data: a certificate, a certificate request, a request file of either version, any
//! signed request. For people who ask what they have; nothing here decides whether to trust it. With feature
//! `serde` it goes into JSON as it is.

use der::DateTime;
use ehealth_pki::{Certificate, HashAlgorithm, KeyKind, KeyUsage, Name, SignatureScheme};
use rustls_pki_types::pem::{PemObject as _, SectionKind};
use rustls_pki_types::{CertificateDer, CertificateSigningRequestDer, UnixTime};

use crate::ehcsr::{RequestFile, SignedRequest};
use crate::error::Error;
use crate::name::SubjectName;
use crate::pkcs10::CertificationRequest;
use crate::v1::SignedRequestV1;
use crate::xml::Document;
use crate::xmldsig::{Policy, verify};

/// Bytes of the largest PEM file looked into.
const MAX_PEM: usize = 256 * 1024;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Inspected {
    /// An X.509 certificate.
    Certificate(CertificateFacts),
    /// A PKCS#10 request.
    CertificationRequest(RequestFacts),
    /// A signed request to the authority that is no request for a certificate.
    SignedMessage(MessageFacts),
    /// A signed request for a certificate: a `.ehcsr` file of either version.
    SignedRequest(Box<SignedRequestFacts>),
}

/// A certificate. Times are RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CertificateFacts {
    /// RFC 2253.
    pub subject: String,
    /// RFC 2253.
    pub issuer: String,
    /// Decimal.
    pub serial: String,
    /// First second of validity.
    pub not_before: String,
    /// Last second of validity.
    pub not_after: String,
    /// The subject's key.
    pub key: KeyFacts,
    /// How the issuer signed: `rsa-sha256`, `ecdsa-sha384` …; `None` when unknown here.
    pub signature: Option<String>,
    /// Names of RFC 5280, in its order; empty when the extension is absent.
    pub key_usage: Vec<String>,
    /// Whether it is an authority's.
    pub is_ca: bool,
    /// For whom, when the subject is that of an eHealth certificate.
    pub holder: Option<HolderFacts>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct KeyFacts {
    /// `RSA 2048`, `P-256`, `P-384`; `None` for another kind.
    pub kind: Option<String>,
    /// What the authority calls it by: SHA-1 in upper-case hexadecimal, 40 digits.
    pub identifier: String,
}

/// For whom an eHealth certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct HolderFacts {
    /// Type of identifier, such as `SSIN`.
    pub kind: String,
    /// The identifier.
    pub id: String,
    /// Name of the person or organisation.
    pub name: String,
    /// The application id.
    pub application: Option<String>,
}

/// A certificate request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RequestFacts {
    /// RFC 2253.
    pub subject: String,
    /// For whom, when the subject is that of an eHealth certificate.
    pub holder: Option<HolderFacts>,
    /// The key to be certified.
    pub key: KeyFacts,
    /// How it is signed; `None` when unknown here.
    pub signature: Option<String>,
    /// Code of what is wrong with the signature; `None` when it verifies.
    pub defect: Option<String>,
}

/// The signature of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SignatureFacts {
    /// Code of what is wrong with it; `None` when it verifies. Says nothing about trust in the signer.
    pub defect: Option<String>,
    /// How it was made, when it verifies and is known.
    pub scheme: Option<String>,
    /// When, by the signer's word; RFC 3339.
    pub signed_at: Option<String>,
    /// The certificates that came along, the signer's first when the signature verifies.
    pub certificates: Vec<CertificateFacts>,
}

/// Any signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MessageFacts {
    /// Local name of the root element: the operation.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its `Id`.
    pub id: Option<String>,
    /// Its `IssueInstant`, as written.
    pub issue_instant: Option<String>,
    /// Its signature.
    pub signature: SignatureFacts,
}

/// A signed request for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SignedRequestFacts {
    /// 1 or 2, of the authority's services.
    pub version: u8,
    /// `Id` of version 2.
    pub id: Option<String>,
    /// `IssueInstant` of version 2, as written.
    pub issue_instant: Option<String>,
    /// The certificate request.
    pub request: RequestFacts,
    /// E-mail addresses, the applicant's own first.
    pub emails: Vec<String>,
    /// Telephone numbers, the applicant's own first.
    pub phones: Vec<String>,
    /// Base services asked for.
    pub base_services: Vec<String>,
    /// The contract.
    pub contract: ContractFacts,
    /// The applicant's signature.
    pub signature: SignatureFacts,
}

/// A contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ContractFacts {
    /// The subject as the authority wrote it; version 2.
    pub subject: Option<String>,
    /// The signer's national number; version 2.
    pub signer: Option<String>,
    /// Languages of its texts; version 2.
    pub languages: Vec<String>,
    /// Whether it is for the subject of the request; version 2.
    pub fits_request: Option<bool>,
    /// SHA-256 of the contract in lower-case hexadecimal.
    pub sha256: String,
}

/// Looks into a file: DER, PEM (the first certificate or request in it), XML or CMS.
///
/// # Errors
/// [`Error::NotARequest`] when it is nothing of these, the errors of reading what it seems to be. A wrong
/// signature is no error but a fact.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, Error> {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    match start.first() {
        Some(b'<') => inspect_xml(bytes),
        Some(0x30) => inspect_der(bytes),
        Some(_) if bytes.len() <= MAX_PEM => inspect_pem(bytes),
        _ => Err(Error::NotARequest),
    }
}

fn inspect_der(bytes: &[u8]) -> Result<Inspected, Error> {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        return Ok(Inspected::Certificate(certificate_facts(&certificate)));
    }
    match CertificationRequest::from_der(bytes) {
        Ok(request) => Ok(Inspected::CertificationRequest(request_facts(&request))),
        Err(error) => match SignedRequestV1::from_bytes(bytes.to_vec()) {
            Ok(request) => Ok(Inspected::SignedRequest(Box::new(facts_v1(&request)))),
            Err(Error::Cms(_)) => Err(error),
            Err(other) => Err(other),
        },
    }
}

fn inspect_pem(bytes: &[u8]) -> Result<Inspected, Error> {
    for (kind, der) in <(SectionKind, Vec<u8>)>::pem_slice_iter(bytes).flatten() {
        match kind {
            SectionKind::Certificate => return inspect_der(&CertificateDer::from(der)),
            SectionKind::Csr => return inspect_der(&CertificateSigningRequestDer::from(der)),
            _ => {}
        }
    }
    Err(Error::NotARequest)
}

fn inspect_xml(bytes: &[u8]) -> Result<Inspected, Error> {
    match RequestFile::read(bytes) {
        Ok(RequestFile::V2(request)) => Ok(Inspected::SignedRequest(Box::new(facts_v2(&request)))),
        Ok(RequestFile::V1(request)) => Ok(Inspected::SignedRequest(Box::new(facts_v1(&request)))),
        Err(Error::NotARequest) => {
            let document = Document::parse(bytes)?;
            let root = document.root();
            let attribute = |name| root.attribute(name).map(str::to_owned);
            Ok(Inspected::SignedMessage(MessageFacts {
                name: root.name().to_owned(),
                namespace: root.namespace().unwrap_or_default().to_owned(),
                id: attribute("Id"),
                issue_instant: attribute("IssueInstant"),
                signature: xml_signature(bytes),
            }))
        }
        Err(other) => Err(other),
    }
}

/// What is in a certificate.
#[must_use]
pub fn certificate_facts(certificate: &Certificate) -> CertificateFacts {
    CertificateFacts {
        subject: certificate.subject().rfc2253(),
        issuer: certificate.issuer().rfc2253(),
        serial: certificate.serial().to_string(),
        not_before: rfc3339(certificate.not_before()),
        not_after: rfc3339(certificate.not_after()),
        key: KeyFacts {
            kind: key_kind(certificate.spki()),
            identifier: certificate.key_identifier().to_string(),
        },
        signature: certificate.scheme().ok().map(scheme_name),
        key_usage: certificate.key_usage().map(usages).unwrap_or_default(),
        is_ca: certificate.is_ca(),
        holder: holder(certificate.subject()),
    }
}

/// What is in a certificate request.
#[must_use]
pub fn request_facts(request: &CertificationRequest) -> RequestFacts {
    RequestFacts {
        subject: request.subject().rfc2253(),
        holder: holder(request.subject()),
        key: KeyFacts { kind: key_kind(request.spki()), identifier: request.key_identifier().to_string() },
        signature: request.scheme().ok().map(scheme_name),
        defect: request.verify().err().map(|error| error.code().to_owned()),
    }
}

fn facts_v2(file: &SignedRequest) -> SignedRequestFacts {
    let request = file.request();
    let (contact, contract) = (request.contact(), request.contract());
    let emails = [Some(contact.email()), contact.general_email()];
    let phones = [Some(contact.phone()), contact.general_phone()];
    SignedRequestFacts {
        version: 2,
        id: Some(file.id().to_owned()),
        issue_instant: Some(file.issue_instant().to_owned()),
        request: request_facts(request.csr()),
        emails: emails.into_iter().flatten().map(|email| email.as_str().to_owned()).collect(),
        phones: phones.into_iter().flatten().map(|phone| phone.as_str().to_owned()).collect(),
        base_services: request.base_services().to_vec(),
        contract: ContractFacts {
            subject: Some(contract.dn_text().to_owned()),
            signer: Some(contract.signer().ssin().as_str().to_owned()),
            languages: contract.texts().iter().map(|(language, _)| language.clone()).collect(),
            fits_request: Some(request.subjects_agree()),
            sha256: hex(&contract.sha256()),
        },
        signature: xml_signature(file.as_bytes()),
    }
}

fn facts_v1(file: &SignedRequestV1) -> SignedRequestFacts {
    let (request, verified) = (file.request(), file.verify());
    let contact = request.contact();
    let signer = verified.as_ref().ok().map(|verified| verified.signer);
    let others = file.certificates().iter().filter(|one| Some(*one) != signer);
    let signed_at = verified.as_ref().ok().and_then(|verified| verified.signing_time);
    SignedRequestFacts {
        version: 1,
        id: None,
        issue_instant: None,
        request: request_facts(request.csr()),
        emails: [Some(&contact.email), contact.general_email.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        phones: [Some(&contact.phone), contact.general_phone.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        base_services: request.usages().unwrap_or_default().to_vec(),
        contract: ContractFacts {
            subject: None,
            signer: None,
            languages: Vec::new(),
            fits_request: None,
            sha256: hex(&HashAlgorithm::Sha256.digest(request.contract_html().as_bytes())),
        },
        signature: SignatureFacts {
            scheme: None,
            signed_at: signed_at.map(rfc3339),
            certificates: signer.into_iter().chain(others).map(certificate_facts).collect(),
            defect: verified.err().map(|error| error.code().to_owned()),
        },
    }
}

fn xml_signature(bytes: &[u8]) -> SignatureFacts {
    match verify(bytes, &Policy::default()) {
        Ok(verified) => SignatureFacts {
            defect: None,
            scheme: Some(scheme_name(verified.scheme())),
            signed_at: None,
            certificates: verified.certificates().iter().map(certificate_facts).collect(),
        },
        Err(error) => SignatureFacts {
            defect: Some(error.code().to_owned()),
            scheme: None,
            signed_at: None,
            certificates: Vec::new(),
        },
    }
}

fn holder(name: &Name) -> Option<HolderFacts> {
    let subject = SubjectName::from_name(name.clone()).ok()?;
    let (kind, id) = subject.identifier();
    Some(HolderFacts {
        kind: kind.to_owned(),
        id: id.to_owned(),
        name: subject.name().to_owned(),
        application: subject.application_id().map(str::to_owned),
    })
}

fn key_kind(spki: &[u8]) -> Option<String> {
    match KeyKind::of(spki).ok()? {
        KeyKind::Rsa { bits, .. } => Some(format!("RSA {bits}")),
        KeyKind::P256 => Some("P-256".to_owned()),
        KeyKind::P384 => Some("P-384".to_owned()),
        _ => None,
    }
}

fn scheme_name(scheme: SignatureScheme) -> String {
    let family = match scheme {
        SignatureScheme::RsaPkcs1v15(_) => "rsa",
        SignatureScheme::Ecdsa(_) => "ecdsa",
        _ => "other",
    };
    let hash = match scheme.hash() {
        HashAlgorithm::Sha1 => "sha1",
        HashAlgorithm::Sha256 => "sha256",
        HashAlgorithm::Sha384 => "sha384",
        HashAlgorithm::Sha512 => "sha512",
        _ => "other",
    };
    format!("{family}-{hash}")
}

fn usages(usage: KeyUsage) -> Vec<String> {
    let names = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
    ];
    names.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned()).collect()
}

fn rfc3339(time: UnixTime) -> String {
    let duration = core::time::Duration::from_secs(time.as_secs());
    DateTime::from_unix_duration(duration).map(|time| time.to_string()).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
