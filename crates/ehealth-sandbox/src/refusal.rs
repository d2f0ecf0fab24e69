//! What the authority says no with.
//!
//! Every code but `CERT_NOT_YET_DELIVERED`, and `AUTH_CERT_NOT_YET_VALID` in version 1, is an invention of this
//! sandbox (ra.md 13): no client may rest on one.

/// Codes of `EteeStatusDetail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    SignatureInvalid,
    SignerNotTrusted,
    SignerMismatch,
    RequestReplayed,
    RequestOutdated,
    CsrInvalid,
    CsrDnMismatch,
    ContractUnknown,
    ContactDataInvalid,
    OrganizationTypeUnknown,
    OrganizationIdInvalid,
    ApplicationIdInvalid,
    BaseServiceNotAllowed,
    NotAuthorized,
    ActiveCertificateExists,
    PublicKeyAlreadyKnown,
    CertNotYetDelivered,
    CertNotFound,
    CertRefused,
    CertRevoked,
    CertExpired,
    NotRevocable,
    ChallengeUnknown,
    EtkCertificateInvalid,
    EtkNotWaiting,
    BisNumberRequired,
    ContentInvalid,
    NotSupported,
    AuthCertNotYetValid,
    InternalError,
}

impl Code {
    /// Whether a source gives it, so that clients may rest on it (ra.md 2.5).
    pub(crate) const fn is_known(self) -> bool {
        matches!(self, Self::CertNotYetDelivered | Self::AuthCertNotYetValid)
    }

    /// All of them.
    pub(crate) const ALL: [Self; 30] = [
        Self::SignatureInvalid,
        Self::SignerNotTrusted,
        Self::SignerMismatch,
        Self::RequestReplayed,
        Self::RequestOutdated,
        Self::CsrInvalid,
        Self::CsrDnMismatch,
        Self::ContractUnknown,
        Self::ContactDataInvalid,
        Self::OrganizationTypeUnknown,
        Self::OrganizationIdInvalid,
        Self::ApplicationIdInvalid,
        Self::BaseServiceNotAllowed,
        Self::NotAuthorized,
        Self::ActiveCertificateExists,
        Self::PublicKeyAlreadyKnown,
        Self::CertNotYetDelivered,
        Self::CertNotFound,
        Self::CertRefused,
        Self::CertRevoked,
        Self::CertExpired,
        Self::NotRevocable,
        Self::ChallengeUnknown,
        Self::EtkCertificateInvalid,
        Self::EtkNotWaiting,
        Self::BisNumberRequired,
        Self::ContentInvalid,
        Self::NotSupported,
        Self::AuthCertNotYetValid,
        Self::InternalError,
    ];

    /// Its place among all.
    pub(crate) fn number(self) -> usize {
        Self::ALL.iter().position(|code| *code == self).unwrap_or_default()
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SignatureInvalid => "SIGNATURE_INVALID",
            Self::SignerNotTrusted => "SIGNER_NOT_TRUSTED",
            Self::SignerMismatch => "SIGNER_MISMATCH",
            Self::RequestReplayed => "REQUEST_REPLAYED",
            Self::RequestOutdated => "REQUEST_OUTDATED",
            Self::CsrInvalid => "CSR_INVALID",
            Self::CsrDnMismatch => "CSR_DN_MISMATCH",
            Self::ContractUnknown => "CONTRACT_UNKNOWN",
            Self::ContactDataInvalid => "CONTACT_DATA_INVALID",
            Self::OrganizationTypeUnknown => "ORGANIZATION_TYPE_UNKNOWN",
            Self::OrganizationIdInvalid => "ORGANIZATION_ID_INVALID",
            Self::ApplicationIdInvalid => "APPLICATION_ID_INVALID",
            Self::BaseServiceNotAllowed => "BASE_SERVICE_NOT_ALLOWED",
            Self::NotAuthorized => "NOT_AUTHORIZED",
            Self::ActiveCertificateExists => "ACTIVE_CERTIFICATE_EXISTS",
            Self::PublicKeyAlreadyKnown => "PUBLIC_KEY_ALREADY_KNOWN",
            Self::CertNotYetDelivered => "CERT_NOT_YET_DELIVERED",
            Self::CertNotFound => "CERT_NOT_FOUND",
            Self::CertRefused => "CERT_REFUSED",
            Self::CertRevoked => "CERT_REVOKED",
            Self::CertExpired => "CERT_EXPIRED",
            Self::NotRevocable => "NOT_REVOCABLE",
            Self::EtkNotWaiting => "ETK_NOT_WAITING",
            Self::BisNumberRequired => "BIS_NUMBER_REQUIRED",
            Self::ChallengeUnknown => "CHALLENGE_UNKNOWN",
            Self::EtkCertificateInvalid => "ETK_CERTIFICATE_INVALID",
            Self::ContentInvalid => "CONTENT_INVALID",
            Self::NotSupported => "NOT_SUPPORTED",
            Self::AuthCertNotYetValid => "AUTH_CERT_NOT_YET_VALID",
            Self::InternalError => "INTERNAL_ERROR",
        }
    }
}

/// Whose fault it is, in the first level of the status (ra.md 2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Requester,
    Responder,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    message: String,
    parameters: Vec<(&'static str, String)>,
    bare: bool,
}

impl Refusal {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), parameters: Vec::new(), bare: false }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }

    /// Without `StatusDetail`, which the schema allows.
    pub(crate) const fn bare(code: Code) -> Self {
        Self { code, message: String::new(), parameters: Vec::new(), bare: true }
    }

    pub(crate) const fn is_bare(&self) -> bool {
        self.bare
    }

    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn parameters(&self) -> &[(&'static str, String)] {
        &self.parameters
    }

    pub(crate) const fn level(&self) -> Level {
        match self.code {
            Code::InternalError => Level::Responder,
            _ => Level::Requester,
        }
    }

    /// The second level of the status, without its prefix.
    pub(crate) const fn nested(&self) -> Option<&'static str> {
        match self.code {
            Code::CertNotFound => Some("DataNotFound"),
            Code::ContactDataInvalid
            | Code::OrganizationTypeUnknown
            | Code::OrganizationIdInvalid
            | Code::ApplicationIdInvalid
            | Code::CsrInvalid => Some("InvalidInput"),
            _ => None,
        }
    }
}
