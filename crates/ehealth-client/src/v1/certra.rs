//! CertRA version 1: certificates (ra.md 9.3).

use core::fmt;

use ehealth_csr::xml::{Element, Writer};
use rustls_pki_types::{CertificateDer, UnixTime};

use super::documents::{Qualities, RevocableCertificates};
use super::wait::belgian;
use super::{SignedDocument, Statement, operation};
use crate::assumed::V1_NOT_YET_VALID_MARGIN;
use crate::certra::CertificateReply;
pub use crate::depot::TokenOwner as SearchCriterium;
use crate::error::MalformedAnswer;
use crate::names::CERTRA_V1;
use crate::operation::Defect;
use crate::read::ElementExt;
use crate::status::{ErrorCode, Status};

const C1: &str = CERTRA_V1.uri();

/// Most certificates of one answer beside the leaf.
const MAX_CA_CERTIFICATES: usize = 10;

/// Most elements of a list in an answer.
pub(super) const MAX_LIST: usize = 10_000;

/// What the authority calls a request by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(answer: Element<'_>) -> Result<Self, MalformedAnswer> {
        Ok(Self(answer.one(C1, "requestId")?.trimmed()?))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Asks what the holder of an identity card may request. Its answer is part of the next request, unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetEHActorQualities {
    question: SignedDocument,
}

impl GetEHActorQualities {
    /// `question` is [`qualities_question`](super::documents::qualities_question), signed with the card's
    /// signature key.
    #[must_use]
    pub const fn new(question: SignedDocument) -> Self {
        Self { question }
    }
}

operation! {
    GetEHActorQualities: CertRaV1 Freely CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:getehactorqualities",
    "GetEHActorQualitiesRequest" => "GetEHActorQualitiesResponse": Statement<Qualities>,
    write(this, out) {
        out.element(CERTRA_V1, "EHActorQualitiesDataRequest", &this.question.base64());
    }
    read(answer) {
        Ok(Statement::read(answer, "EHActorQualitiesDataResponse", Qualities::read)?)
    }
}

impl<T> Statement<T> {
    /// A message and the document in it.
    fn read(
        answer: Element<'_>,
        name: &'static str,
        read: impl FnOnce(&[u8]) -> Result<T, MalformedAnswer>,
    ) -> Result<Self, MalformedAnswer> {
        let signed = SignedDocument::read(answer, C1, name)?;
        let content = signed.content().ok_or(MalformedAnswer::Value { name })?;
        Ok(Self { content: read(&content)?, signed })
    }
}

/// Submits a certificate request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateCertificate {
    request: SignedDocument,
}

impl GenerateCertificate {
    /// `request` is an `.ehcsr` of version 1: [`ehealth_csr::CertificateRequestV1`], signed with the card's
    /// signature key.
    #[must_use]
    pub const fn new(request: SignedDocument) -> Self {
        Self { request }
    }
}

operation! {
    GenerateCertificate: CertRaV1 AskFirst CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:generatecertificate",
    "GenerateCertificateRequest" => "GenerateCertificateResponse": RequestId,
    write(this, out) {
        out.element(CERTRA_V1, "ehcsr", &this.request.base64());
    }
    read(answer) {
        Ok(RequestId::read(answer)?)
    }
}

/// Submits a certificate request that replaces a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateCertificateForRenewal {
    request: SignedDocument,
}

impl GenerateCertificateForRenewal {
    /// As [`GenerateCertificate::new`], with the subject of the old certificate.
    #[must_use]
    pub const fn new(request: SignedDocument) -> Self {
        Self { request }
    }
}

operation! {
    GenerateCertificateForRenewal:
    CertRaV1 AskFirst CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:renewcertificate",
    "GenerateCertificateForRenewalRequest" => "GenerateCertificateForRenewalResponse": RequestId,
    write(this, out) {
        out.element(CERTRA_V1, "ehcsr", &this.request.base64());
    }
    read(answer) {
        Ok(RequestId::read(answer)?)
    }
}

/// Asks for the certificate of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetCertificate {
    request: RequestId,
}

impl GetCertificate {
    /// `request` is what the authority called it.
    #[must_use]
    pub fn new(request: &str) -> Self {
        Self { request: RequestId(request.to_owned()) }
    }
}

/// Whether the certificate is there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// Not yet: ask again, 10 seconds later at the earliest.
    Pending,
    /// It exists and is delivered once it is valid.
    #[non_exhaustive]
    NotYetValid {
        /// The authority's local time, as written.
        local_time: Option<String>,
        /// When to ask again: a minute after it. `None` when the time is of another form.
        ask_again: Option<UnixTime>,
    },
    /// Leaf, then issuing CAs in the order of the answer. Believe nothing before
    /// [`issued::check`](crate::issued::check).
    Delivered(Vec<CertificateDer<'static>>),
}

/// What [`issued::check`](crate::issued::check) wants: a certificate that is not yet valid is pending.
impl From<Reply> for CertificateReply {
    fn from(reply: Reply) -> Self {
        match reply {
            Reply::Delivered(chain) => Self::Delivered(chain),
            Reply::Pending | Reply::NotYetValid { .. } => Self::Pending,
        }
    }
}

impl crate::operation::sealed::Sealed for GetCertificate {}

impl crate::operation::Operation for GetCertificate {
    const SERVICE: crate::endpoints::Service = crate::endpoints::Service::CertRaV1;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:certra:getcertificate";
    const REPEAT: crate::operation::Repeat = crate::operation::Repeat::Freely;
    const WIRE: crate::operation::Wire = crate::operation::Wire::new(
        CERTRA_V1,
        "GetCertificateRequest",
        "GetCertificateResponse",
        crate::operation::Form::V1,
    );
    type Response = Reply;

    fn write(&self, out: &mut Writer) {
        out.element(CERTRA_V1, "requestId", self.request.as_str());
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let leaf = answer.need_base64(C1, "certificate")?;
        let others = answer.all(C1, "caCertificates").take(MAX_CA_CERTIFICATES).map(Element::base64);
        let mut chain = vec![CertificateDer::from(leaf)];
        for certificate in others {
            chain.push(CertificateDer::from(certificate?));
        }
        Ok(Reply::Delivered(chain))
    }

    fn refused(&self, status: Status) -> Result<Self::Response, Defect> {
        if status.is_not_yet_delivered() {
            return Ok(Reply::Pending);
        }
        let waits = |error: &&crate::status::ServiceError| {
            *error.code() == ErrorCode::AuthenticationCertificateNotYetValid
        };
        let Some(error) = status.errors().iter().find(waits) else { return Err(Defect::refused(status)) };
        let local_time = error.parameters().first().map(|(_, value)| value.clone());
        let valid_from = local_time.as_deref().and_then(belgian);
        let ask_again = valid_from.map(|from| {
            let again = from.as_secs().saturating_add(V1_NOT_YET_VALID_MARGIN.as_secs());
            UnixTime::since_unix_epoch(core::time::Duration::from_secs(again))
        });
        Ok(Reply::NotYetValid { local_time, ask_again })
    }
}

impl crate::operation::UnsignedOperation for GetCertificate {}

/// Asks which certificates the holder of the signing card may revoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetRevocableCertificates {
    question: SignedDocument,
}

impl GetRevocableCertificates {
    /// `question` is [`revocable_question`](super::documents::revocable_question), signed with the card's
    /// signature key.
    #[must_use]
    pub const fn new(question: SignedDocument) -> Self {
        Self { question }
    }
}

operation! {
    GetRevocableCertificates:
    CertRaV1 Freely CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:getrevocablecertificates",
    "GetRevocableCertificatesRequest" => "GetRevocableCertificatesResponse": Statement<RevocableCertificates>,
    write(this, out) {
        out.element(CERTRA_V1, "RevocableCertificatesDataRequest", &this.question.base64());
    }
    read(answer) {
        Ok(Statement::read(answer, "RevocableCertificatesDataResponse", RevocableCertificates::read)?)
    }
}

/// Revokes a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoke {
    revocation: SignedDocument,
}

impl Revoke {
    /// `revocation` is [`revocation`](super::documents::revocation), signed with the card's signature key
    /// after the person has read the contract in it.
    #[must_use]
    pub const fn new(revocation: SignedDocument) -> Self {
        Self { revocation }
    }
}

operation! {
    Revoke: CertRaV1 AskFirst CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:revokecertificate",
    "RevokeRequest" => "RevokeResponse": (),
    write(this, out) {
        out.element(CERTRA_V1, "RevokeDataRequest", &this.revocation.base64());
    }
    read(_answer) {
        Ok(())
    }
}

/// Asks for the application ids that an organisation uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetExistingApplicationIds {
    organisation: SearchCriterium,
}

impl GetExistingApplicationIds {
    /// Whose.
    #[must_use]
    pub const fn new(organisation: SearchCriterium) -> Self {
        Self { organisation }
    }
}

operation! {
    GetExistingApplicationIds:
    CertRaV1 Freely CERTRA_V1 "urn:be:fgov:ehealth:etee:certra:getexistingapplicationids",
    "GetExistingApplicationIdsRequest" => "GetExistingApplicationIdsResponse": Vec<SearchCriterium>,
    write(this, out) {
        this.organisation.write(out, CERTRA_V1, "SearchCriterium");
    }
    read(answer) {
        let all = answer.all(C1, "SearchCriterium").take(MAX_LIST);
        Ok(all.map(|holder| SearchCriterium::read(holder, CERTRA_V1)).collect::<Result<_, _>>()?)
    }
}
