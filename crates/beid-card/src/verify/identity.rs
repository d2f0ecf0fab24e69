//! What is left when all is good.

use ehealth_pki::{Certificate, SignatureScheme};
use rustls_pki_types::CertificateDer;

use super::{Check, Report};
use crate::address::Address;
use crate::code_lists::DocumentType;
use crate::contents::Contents;
use crate::date::Date;
use crate::error::Error;
use crate::file::{File, FileError, FileProblem};
use crate::identity::Identity;
use crate::sign::CardKey;

/// An identity that the State vouches for, with the certificates of the person's keys.
#[derive(Clone, Debug)]
pub struct VerifiedIdentity {
    contents: Contents,
    address_is_good: bool,
    surname: String,
    national_number: String,
}

impl VerifiedIdentity {
    pub(super) fn new(report: Report) -> Result<Self, Error> {
        let address_is_good = report.outcome(Check::AddressSignature).is_good();
        let contents = report.contents;
        let identity = contents.identity();
        let needed = |tag, text: Option<&str>| {
            let text = text.filter(|text| !text.contains(char::REPLACEMENT_CHARACTER)).map(str::to_owned);
            text.ok_or(Error::File(FileError::new(File::Identity, FileProblem::Field { tag })))
        };
        let surname = needed(0x07, identity.surname())?;
        let national_number = needed(0x06, identity.national_number())?;
        needed(0x08, Some(identity.given_names().unwrap_or_default()))?;
        Ok(Self { surname, national_number, address_is_good, contents })
    }

    /// Surname.
    #[must_use]
    pub fn surname(&self) -> &str {
        &self.surname
    }

    /// The first two given names with a blank between them; empty for a person without.
    #[must_use]
    pub fn given_names(&self) -> &str {
        self.contents.identity().given_names().unwrap_or_default()
    }

    /// National Register number or bis number: 11 digits.
    #[must_use]
    pub fn national_number(&self) -> &str {
        &self.national_number
    }

    /// Number of the card.
    #[must_use]
    pub fn card_number(&self) -> Option<&str> {
        self.contents.identity().card_number()
    }

    /// Last day of the card's validity.
    #[must_use]
    pub fn valid_until(&self) -> Option<Date> {
        self.contents.identity().valid_until()
    }

    /// All fields of the identity file.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        self.contents.identity()
    }

    /// The address, when its signature is good.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.contents.address().filter(|_| self.address_is_good)
    }

    /// The photo, JPEG, when it was read; its hash is good.
    #[must_use]
    pub fn photo(&self) -> Option<&[u8]> {
        self.contents.photo()
    }

    /// Certificates of the authentication key: its own, the Citizen CA's, the root's.
    ///
    /// # Errors
    /// As [`chain`](Self::chain).
    pub fn authentication_chain(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        self.chain(CardKey::Authentication)
    }

    /// Certificates of the signature key: its own, the Citizen CA's, the root's.
    ///
    /// # Errors
    /// As [`chain`](Self::chain).
    pub fn signature_chain(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        self.chain(CardKey::Signature)
    }

    /// Certificates of a key: its own, the Citizen CA's, the root's.
    ///
    /// # Errors
    /// `card.kids` and `card.no_signature_rights` when the card has no such certificate; `card.not_read`.
    pub fn chain(&self, key: CardKey) -> Result<Vec<CertificateDer<'static>>, Error> {
        let leaf = self.leaf(key)?;
        let mut chain = vec![leaf.clone()];
        for file in [File::CitizenCaCertificate, File::RootCertificate] {
            chain.push(self.contents.certificate(file).cloned().ok_or(Error::NotRead { file })?);
        }
        Ok(chain)
    }

    /// The scheme that a key signs with.
    ///
    /// # Errors
    /// As [`chain`](Self::chain).
    pub fn scheme(&self, key: CardKey) -> Result<SignatureScheme, Error> {
        scheme_of(self.leaf(key)?).ok_or(Error::File(FileError::new(key.certificate(), FileProblem::Der)))
    }

    fn leaf(&self, key: CardKey) -> Result<&CertificateDer<'static>, Error> {
        let file = key.certificate();
        if self.contents.is_absent(file) {
            return Err(missing_key(self.contents.identity(), key));
        }
        self.contents.certificate(file).ok_or(Error::NotRead { file })
    }
}

/// Why a card has no certificate for `key`.
pub(crate) fn missing_key(identity: &Identity, key: CardKey) -> Error {
    let kids = identity.document_type().is_some_and(DocumentType::is_kids);
    if kids { Error::Kids } else { Error::NoSignatureRights { key } }
}

/// The scheme of the key in a certificate.
pub(crate) fn scheme_of(der: &CertificateDer<'_>) -> Option<SignatureScheme> {
    let certificate = Certificate::from_der(der).ok()?;
    SignatureScheme::for_key(certificate.spki()).ok()
}
