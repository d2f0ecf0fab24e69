//! What goes wrong between this crate and the authority, with stable codes and the next step as data.

use core::fmt;

use ehealth_csr::xml::XmlError;
use ehealth_pki::{BoxError, ChainDefect};

use crate::fault::{Fault, Retry};
use crate::status::{Side, Status};
use crate::transport::TransportError;

/// Bytes of an unexpected answer that are kept for the diagnosis (ra.md 2.1).
pub const SNIPPET_LEN: usize = 2048;

/// What the person or the program can do next. Words belong to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// Is there a network at all?
    CheckConnection,
    /// Another resolver, VPN off, ask the network's keeper.
    CheckNameResolution,
    /// Have port 443 to the authority's hosts opened.
    OpenFirewall,
    /// Give the proxy's user and password.
    GiveProxyCredentials,
    /// Switch the proxy off or correct it.
    CheckProxy,
    /// Sign in to the guest network first.
    SignInToNetwork,
    /// Exclude the host from the antivirus, or add its CA to the roots.
    TrustInterceptor,
    /// Set clock and time zone automatically.
    SetClock,
    /// TLS 1.2 or newer is needed on the way.
    AllowModernTls,
    /// Later; nothing was lost.
    TryLater,
    /// The certificate is on its way: wait for it.
    Wait,
    /// The same step again, with new material from the authority.
    Again,
    /// Read the authority's reason.
    SeeReason,
    /// A new CA generation: add its anchor after checking the key's hash.
    AddAnchor,
    /// Use a thread of your own, outside the asynchronous runtime.
    LeaveRuntime,
    /// Check the file of root certificates.
    CheckRoots,
    /// Use the certificate that exists, renew it in its window, or revoke it.
    UseOrRevoke,
    /// Choose another application id, or renew the certificate that has it.
    ChooseAnother,
    /// Check what the authority knows of the person; contact the centre.
    CheckRegistration,
    /// Ask for it by hand, which takes days, or have the access manager appoint the person.
    AskByHand,
    /// Request a new certificate; keep the old file for old messages.
    RequestAnew,
    /// Complete the request.
    CompleteRequest,
    /// Activate the token once the programs have the new file.
    Activate,
    /// A defect, here or there: report it.
    Report,
}

/// Why an exchange with the authority did not give what was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be made: its parts do not fit together, or do not fit the key.
    #[error("the request cannot be made")]
    Request(#[source] BoxError),
    /// An endpoint that is no absolute `https` URL.
    #[error("not an absolute https URL")]
    Endpoint,
    /// No answer came.
    #[error("no answer")]
    Transport(#[from] TransportError),
    /// A maintenance page or a gateway's error instead of the service.
    #[error("the service is not available: {0}")]
    Unavailable(Box<RawAnswer>),
    /// Something between here and the service answered, and wants the person to sign in.
    #[error("something between here and the service answered: {0}")]
    CaptivePortal(Box<RawAnswer>),
    /// The proxy wants credentials.
    #[error("the proxy wants credentials: {0}")]
    ProxyAuthentication(Box<RawAnswer>),
    /// A SOAP fault.
    #[error("the service answered with a fault: {0}")]
    Fault(Box<Fault>),
    /// An answer that is none of the awaited.
    #[error("the answer is not what was awaited: {answer}")]
    #[non_exhaustive]
    Malformed {
        /// What is wrong with it.
        #[source]
        what: MalformedAnswer,
        /// What came.
        answer: Box<RawAnswer>,
    },
    /// The service understood and said no; its codes are kept whole.
    #[error("refused: {0}")]
    Refused(Box<Status>),
    /// The certificate is not delivered yet.
    #[error("the certificate is not delivered yet")]
    NotYet,
    /// The answer does not fit what was asked for. Nothing may be replaced because of it.
    #[error("the answer does not fit: {0}")]
    Mismatch(Mismatch),
    /// The delivered certificate leads to no trusted key.
    #[error("unknown issuer {issuer}")]
    #[non_exhaustive]
    UntrustedIssuer {
        /// Name of the issuer that is missing, RFC 2253.
        issuer: String,
        /// Name of the topmost CA that was delivered, RFC 2253, when one was.
        topmost: Option<String>,
        /// SHA-256 of its `SubjectPublicKeyInfo`: to be compared before it is made an anchor.
        spki_sha256: Option<[u8; 32]>,
    },
    /// A challenge, or its plaintext, that is too short.
    #[error("the challenge is too short")]
    ChallengeShort,
    /// A challenge that was not made for this key, or was damaged.
    #[error("the challenge is not for this key")]
    ChallengeMismatch,
}

impl Error {
    /// Stable identifier for logs, JSON and translations (domain.md 7). Never changes once released.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            // The service's own trouble, though it came with a status: it may have acted (ra.md 2.5).
            Self::Refused(status) if status.side() == Side::Responder => "ra.fault",
            Self::Request(_) | Self::Endpoint => "internal",
            Self::Transport(error) => error.code(),
            Self::Unavailable(_) => "ra.unavailable",
            Self::CaptivePortal(_) => "net.captive_portal",
            Self::ProxyAuthentication(_) => "net.proxy_auth",
            Self::Fault(_) => "ra.fault",
            Self::Malformed { .. } => "ra.malformed",
            Self::Refused(_) => "ra.refused",
            Self::NotYet => "ra.not_yet",
            Self::Mismatch(_) => "ra.wrong_certificate",
            Self::UntrustedIssuer { .. } => "ra.untrusted_issuer",
            Self::ChallengeShort => "etk.challenge_short",
            Self::ChallengeMismatch => "etk.challenge_mismatch",
        }
    }

    /// What can be done next.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Request(_) | Self::Endpoint | Self::Mismatch(_) => Remedy::Report,
            Self::Transport(error) => error.remedy(),
            Self::Unavailable(_) | Self::Malformed { .. } => Remedy::TryLater,
            Self::CaptivePortal(_) => Remedy::SignInToNetwork,
            Self::ProxyAuthentication(_) => Remedy::GiveProxyCredentials,
            Self::Fault(fault) => match fault.retry() {
                Retry::Once | Retry::AfterPause => Remedy::TryLater,
                Retry::Useless => Remedy::Report,
            },
            Self::Refused(status) => match status.side() {
                Side::Responder => Remedy::TryLater,
                Side::Requester | Side::Unknown => Remedy::SeeReason,
            },
            Self::NotYet => Remedy::Wait,
            Self::UntrustedIssuer { .. } => Remedy::AddAnchor,
            Self::ChallengeShort | Self::ChallengeMismatch => Remedy::Again,
        }
    }

    /// Whether the authority may have acted on the request although no believable answer came: then ask
    /// before sending again (ra.md 2.7).
    #[must_use]
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Refused(status) if status.side() == Side::Responder => true,
            Self::Transport(error) => error.may_have_been_sent(),
            Self::Unavailable(_) | Self::Fault(_) | Self::Malformed { .. } | Self::Mismatch(_) => true,
            Self::CaptivePortal(_) | Self::ProxyAuthentication(_) => false,
            Self::Refused(_) | Self::NotYet => false,
            Self::Request(_) | Self::Endpoint | Self::UntrustedIssuer { .. } => false,
            Self::ChallengeShort | Self::ChallengeMismatch => false,
        }
    }

    pub(crate) fn request(cause: impl Into<BoxError>) -> Self {
        Self::Request(cause.into())
    }
}

/// What makes an answer unreadable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedAnswer {
    /// No bytes.
    #[error("empty")]
    Empty,
    /// More bytes than any answer has.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// Bytes that would have been read.
        limit: usize,
    },
    /// Not XML as it is allowed here (UTF-8, no document type, bounded depth and number of nodes), or an
    /// element that the schema demands is missing, repeated, or not what its type says.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// XML, but no SOAP 1.1 envelope with one element in its body.
    #[error("no SOAP 1.1 envelope with one element in its body")]
    Envelope,
    /// The answer to another question.
    #[error("{found} instead of {expected}")]
    OtherElement {
        /// Local name of the awaited element.
        expected: Box<str>,
        /// Local name of what came.
        found: Box<str>,
    },
    /// `InResponseTo` names another request.
    #[error("the answer to another request")]
    OtherRequest,
    /// An element is missing that this answer must have.
    #[error("{name} is missing")]
    Missing {
        /// Its local name.
        name: &'static str,
    },
    /// An element or attribute has a value that is none of its type.
    #[error("{name} has an impossible value")]
    Value {
        /// Local name of the element.
        name: &'static str,
    },
}

/// In what an answer does not fit the request, the key or the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// The public key identifier is not that of the key in the request.
    #[error("another key identifier than that of the request")]
    KeyIdentifier,
    /// The contract names another signer.
    #[error("the contract names another signer")]
    ContractSigner,
    /// The contract is for another subject.
    #[error("the contract is for another subject")]
    ContractSubject,
    /// The contract of a revocation states another reason.
    #[error("the contract states another reason")]
    RevocationReason,
    /// No delivered certificate is for our key.
    #[error("no certificate for our key")]
    CertificateKey,
    /// The certificate's subject key identifier is not that of its key.
    #[error("another subject key identifier than that of the key")]
    SubjectKeyIdentifier,
    /// The certificate's subject is not the one asked for.
    #[error("another subject than the one asked for")]
    CertificateName,
    /// The certificate does not allow what it is for, or is a CA's.
    #[error("a certificate for another use")]
    CertificateUsage,
    /// The certificate is out of date already.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// What came is no certificate.
    #[error("not a certificate")]
    NotACertificate,
    /// The path to the trusted key is defective: not only unknown.
    #[error("the chain is defective")]
    Chain(Box<ChainDefect>),
}

/// An answer that could not be used: its status and first bytes, for the diagnosis.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl RawAnswer {
    pub(crate) fn of(response: &http::Response<&[u8]>) -> Self {
        let content_type = response.headers().get(http::header::CONTENT_TYPE);
        let body = response.body();
        Self {
            status: response.status().as_u16(),
            content_type: content_type.and_then(|value| value.to_str().ok()).map(str::to_owned),
            body: body.get(..SNIPPET_LEN).unwrap_or(body).to_vec(),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The `Content-Type`, if it was text.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The same as text, with numbers and contact data masked: see [`support`](crate::support).
    #[must_use]
    pub fn masked(&self) -> String {
        crate::support::mask(&self.body)
    }

    /// The first [`SNIPPET_LEN`] bytes of the body. May hold personal data.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Status and type only: the body may hold personal data.
impl fmt::Display for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content_type = self.content_type.as_deref().unwrap_or("no content type");
        write!(f, "HTTP status {}, {content_type}", self.status)
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawAnswer({self}, {} bytes kept)", self.body.len())
    }
}
