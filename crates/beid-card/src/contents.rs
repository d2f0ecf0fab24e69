//! What was read from a card.

use core::fmt;

use ehealth_pki::TrustAnchor;
use rustls_pki_types::{CertificateDer, UnixTime};

use crate::address::Address;
use crate::applet::CardData;
use crate::error::Error;
use crate::file::{File, FileError, FileProblem, Files, Form, RawFiles, der_len};
use crate::identity::Identity;
use crate::sign::CardKey;
use crate::verify::Report;

/// The files of one card, typed. Nothing is verified before [`verify`](Self::verify).
#[derive(Clone)]
pub struct Contents {
    raw: RawFiles,
    identity: Identity,
    address: Option<Result<Address, FileError>>,
    certificates: Vec<(File, CertificateDer<'static>)>,
    card_data: Option<CardData>,
}

impl Contents {
    /// From files that a program's own card code has read.
    ///
    /// # Errors
    /// `card.not_read` without the identity file; `card.file_invalid` when it does not parse, or a
    /// certificate is cut.
    pub fn from_files(files: RawFiles) -> Result<Self, Error> {
        Self::new(files, None)
    }

    pub(crate) fn new(mut raw: RawFiles, card_data: Option<CardData>) -> Result<Self, Error> {
        let file = raw.get(File::Identity).ok_or(Error::NotRead { file: File::Identity })?;
        let fields = |problem| Error::File(FileError::new(File::Identity, FileProblem::Fields(problem)));
        let identity = Identity::parse(file).map_err(fields)?;
        let address = raw.get(File::Address).filter(|file| !file.is_empty()).map(|file| {
            Address::parse(file)
                .map_err(|problem| FileError::new(File::Address, FileProblem::Fields(problem)))
        });
        let mut certificates = Vec::new();
        for file in File::ALL.into_iter().filter(|file| file.form() == Form::Der) {
            let Some(bytes) = raw.get(file) else { continue };
            let der = cut_padding(file, bytes).map_err(Error::File)?.to_vec();
            if !der.is_empty() && file != File::BasicKey {
                certificates.push((file, CertificateDer::from(der.clone())));
            }
            raw.insert(file, der);
        }
        Ok(Self { raw, identity, address, certificates, card_data })
    }

    /// Who the card is of.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Where the person lives; `None` when that was not read or does not parse
    /// ([`address_error`](Self::address_error)).
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.address.as_ref().and_then(|address| address.as_ref().ok())
    }

    /// Why there is no address although the file was read. The identity stands without it.
    #[must_use]
    pub fn address_error(&self) -> Option<&FileError> {
        self.address.as_ref().and_then(|address| address.as_ref().err())
    }

    /// The photo, JPEG.
    #[must_use]
    pub fn photo(&self) -> Option<&[u8]> {
        self.raw.get(File::Photo).filter(|photo| !photo.is_empty())
    }

    /// Certificate of the authentication key; `None` when it was not read or the card has none
    /// ([`is_absent`](Self::is_absent) tells).
    #[must_use]
    pub fn authentication(&self) -> Option<&CertificateDer<'static>> {
        self.certificate(File::AuthenticationCertificate)
    }

    /// Certificate of the signature key.
    #[must_use]
    pub fn signature(&self) -> Option<&CertificateDer<'static>> {
        self.certificate(File::SignatureCertificate)
    }

    /// Certificate of the Citizen CA or Foreigner CA.
    #[must_use]
    pub fn citizen_ca(&self) -> Option<&CertificateDer<'static>> {
        self.certificate(File::CitizenCaCertificate)
    }

    /// Certificate of the root, as the card has it: never a trust anchor.
    #[must_use]
    pub fn root(&self) -> Option<&CertificateDer<'static>> {
        self.certificate(File::RootCertificate)
    }

    /// Certificate of the National Register.
    #[must_use]
    pub fn national_register(&self) -> Option<&CertificateDer<'static>> {
        self.certificate(File::NationalRegisterCertificate)
    }

    /// Certificate of one of the two keys.
    #[must_use]
    pub fn certificate_of(&self, key: CardKey) -> Option<&CertificateDer<'static>> {
        self.certificate(key.certificate())
    }

    /// Whether `file` was asked for and the card does not have it: a child's card has no signature
    /// certificate, applets before 1.8 no basic key.
    #[must_use]
    pub fn is_absent(&self, file: File) -> bool {
        self.raw.get(file).is_some_and(<[u8]>::is_empty)
    }

    /// The bytes of the files; certificates without the zero bytes after them.
    #[must_use]
    pub const fn files(&self) -> &RawFiles {
        &self.raw
    }

    /// Which files were read.
    #[must_use]
    pub fn which(&self) -> Files {
        let read = File::ALL.into_iter().filter(|file| self.raw.get(*file).is_some());
        Files::of(&read.collect::<Vec<_>>())
    }

    /// What the chip says of itself; `None` in [`from_files`](Self::from_files).
    #[must_use]
    pub const fn card_data(&self) -> Option<&CardData> {
        self.card_data.as_ref()
    }

    /// Checks everything that was read, each thing on its own: signatures of the National Register, hashes,
    /// certificates up to one of `anchors` ([`ehealth_pki::anchor::citizen`]), validity at `now`.
    pub fn verify(&self, anchors: &[TrustAnchor], now: UnixTime) -> Report {
        Report::of(self, anchors, now)
    }

    pub(crate) fn certificate(&self, wanted: File) -> Option<&CertificateDer<'static>> {
        self.certificates.iter().find(|(file, _)| *file == wanted).map(|(_, certificate)| certificate)
    }
}

/// A person's data are not shown.
impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Contents").field(&self.which()).finish()
    }
}

/// The DER value at the start of a file, without the zero bytes after it; nothing when the file is all zero.
fn cut_padding(file: File, bytes: &[u8]) -> Result<&[u8], FileError> {
    if bytes.iter().all(|&byte| byte == 0) {
        return Ok(&[]);
    }
    let der = der_len(bytes).and_then(|length| bytes.get(..length));
    der.ok_or(FileError::new(file, FileProblem::Der))
}
