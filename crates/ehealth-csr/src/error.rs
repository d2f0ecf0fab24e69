//! The one error of this crate, its codes and remedies.

use crate::cms::CmsError;
use crate::contact::ContactError;
use crate::contract::ContractMismatch;
use crate::identifier::IdentifierError;
use crate::name::{DnError, NameError};
use crate::pkcs10::CsrError;
use crate::xml::XmlError;
use crate::xmldsig::SignatureError;

/// Why something was not made, read or verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number that identifies nobody.
    #[error("an identifier is wrong")]
    Identifier(#[from] IdentifierError),
    /// A name that a certificate cannot have.
    #[error("a name is wrong")]
    Name(#[from] NameError),
    /// Contact data that the authority refuses.
    #[error("the contact data are wrong")]
    Contact(#[from] ContactError),
    /// The subject in a contract or a request is not one of an eHealth certificate.
    #[error("the subject does not parse")]
    Dn(#[from] DnError),
    /// The contract is not the one that was asked for.
    #[error("the contract is not the one that was asked for")]
    Contract(#[from] ContractMismatch),
    /// The certificate request is wrong.
    #[error("the certificate request is wrong")]
    Csr(#[from] CsrError),
    /// A document that does not parse or lacks something.
    #[error("the document is wrong")]
    Xml(#[from] XmlError),
    /// An XML signature that is wrong or cannot be made.
    #[error("the XML signature is wrong")]
    Signature(#[from] SignatureError),
    /// A CMS message that does not parse or whose signature is wrong.
    #[error("the CMS message is wrong")]
    Cms(#[from] CmsError),
    /// Neither a signed request of version 2 nor one of version 1.
    #[error("not a request file")]
    NotARequest,
    /// A request file of version 1 (CMS) where only version 2 is of use.
    #[error("a request file of version 1")]
    UnsupportedVersion,
}

/// What a person or a program can do next. Words belong to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// Type the value again; the error says what is wrong with it.
    Correct,
    /// The data come from the register: the contact centre can change them.
    ContactCentre,
    /// Choose another file.
    ChooseFile,
    /// Nothing to be done here: report it.
    Report,
}

impl Error {
    /// Stable identifier for logs, JSON and translations. Never changes once released.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Identifier(error) => match error {
                IdentifierError::Length { .. } => "id.length",
                IdentifierError::NotADigit { .. }
                | IdentifierError::CheckDigits { .. }
                | IdentifierError::EstablishmentUnit
                | IdentifierError::FirstDigit { .. } => "id.invalid",
                IdentifierError::Type => "id.unknown_type",
                IdentifierError::Application => "id.application",
            },
            Self::Name(NameError::Empty) => "name.empty",
            Self::Name(NameError::Unwritable) => "name.too_long",
            Self::Contact(ContactError::Email) => "contact.email",
            Self::Contact(ContactError::Phone) => "contact.phone",
            Self::Dn(_) => "contract.subject",
            Self::Contract(_) => "contract.mismatch",
            Self::Csr(CsrError::Signature(_) | CsrError::WeakAlgorithm | CsrError::WeakKey) => {
                "csr.signature"
            }
            Self::Csr(_) => "csr.malformed",
            Self::Xml(XmlError::TooLarge | XmlError::TooDeep | XmlError::TooManyNodes) => "xml.limits",
            Self::Xml(_) => "xml.malformed",
            Self::Signature(SignatureError::Digest) => "signature.changed",
            Self::Signature(SignatureError::Signature) => "signature.wrong",
            Self::Signature(SignatureError::WeakKey) => "signature.weak",
            Self::Signature(_) => "signature.malformed",
            Self::Cms(error) => match error {
                CmsError::Digest => "signature.changed",
                CmsError::Signature => "signature.wrong",
                CmsError::TooLarge | CmsError::TooDeep => "cms.limits",
                CmsError::Der | CmsError::Trailing | CmsError::NotSignedData => "cms.malformed",
                CmsError::WeakAlgorithm => "signature.weak",
                CmsError::NoCertificate | CmsError::KeyUsage | CmsError::SigningCertificate => {
                    "signature.signer"
                }
                _ => "signature.malformed",
            },
            Self::NotARequest => "request.not_a_request",
            Self::UnsupportedVersion => "request.version",
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::Identifier(_) | Self::Contact(_) => Remedy::Correct,
            Self::Name(_) => Remedy::ContactCentre,
            Self::NotARequest | Self::UnsupportedVersion => Remedy::ChooseFile,
            Self::Dn(_)
            | Self::Contract(_)
            | Self::Csr(_)
            | Self::Xml(_)
            | Self::Signature(_)
            | Self::Cms(_) => Remedy::Report,
        }
    }
}
