//! Whether the State made what the card says (card.md 6.3, 7).
//!
//! Each check has an outcome of its own, because each means something else to the person: a bad address
//! signature happens on real cards and leaves the identity good, an old root makes a card old and not
//! forged. [`Report::into_identity`] is the one place that decides what is good enough to go on with.

use ehealth_pki::chain::{self, Severity};
use ehealth_pki::{Certificate, ChainDefect, HashAlgorithm, SignatureScheme, TrustAnchor};
use rustls_pki_types::{CertificateDer, UnixTime};

use crate::address::Address;
use crate::contents::Contents;
use crate::date::Date;
use crate::error::Error;
use crate::file::{File, FileError, FileProblem};
use crate::identity::Identity;
use crate::sign::CardKey;
use crate::tlv::without_padding;

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// The National Register's certificate was issued by a pinned root, directly.
    NationalRegister,
    /// The identity file bears the National Register's signature.
    IdentitySignature,
    /// The photo is the one whose hash stands in the identity file.
    Photo,
    /// The address bears the National Register's signature.
    AddressSignature,
    /// The chip's own key is the one whose hash stands in the identity file (from applet 1.8 on).
    BasicKey,
    /// The identity file is this chip's.
    ChipNumber,
    /// The root on the card is a pinned one.
    Root,
    /// The authentication certificate leads to a pinned root and is one for authentication.
    Authentication,
    /// The signature certificate leads to a pinned root and is one for signatures.
    Signature,
    /// The certificates are of the person in the identity file.
    NationalNumber,
    /// The card is valid today, by the dates in the identity file.
    Validity,
}

impl Check {
    /// All, in the order of a report.
    pub const ALL: [Self; 11] = [
        Self::NationalRegister,
        Self::IdentitySignature,
        Self::Photo,
        Self::AddressSignature,
        Self::BasicKey,
        Self::ChipNumber,
        Self::Root,
        Self::Authentication,
        Self::Signature,
        Self::NationalNumber,
        Self::Validity,
    ];

    /// Stable name, for JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NationalRegister => "national_register",
            Self::IdentitySignature => "identity_signature",
            Self::Photo => "photo",
            Self::AddressSignature => "address_signature",
            Self::BasicKey => "basic_key",
            Self::ChipNumber => "chip_number",
            Self::Root => "root",
            Self::Authentication => "authentication",
            Self::Signature => "signature",
            Self::NationalNumber => "national_number",
            Self::Validity => "validity",
        }
    }
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Good.
    Passed,
    /// Good, but old: it could not be verified today on its own.
    Old(Vec<Age>),
    /// Nothing to check: a file was not read.
    NotRead,
    /// Nothing to check: the card does not have it.
    Absent,
    /// Not good.
    Failed(Failure),
}

impl Outcome {
    /// [`Passed`](Self::Passed) or [`Old`](Self::Old).
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Passed | Self::Old(_))
    }

    /// Stable name, for JSON.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Old(_) => "old",
            Self::NotRead => "not_read",
            Self::Absent => "absent",
            Self::Failed(_) => "failed",
        }
    }
}

/// What makes something old.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Age {
    /// SHA-1.
    Sha1,
    /// A certificate of the chain.
    Chain(ChainDefect),
}

/// What is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The signature does not verify.
    Signature,
    /// Two things that must be equal differ.
    Mismatch,
    /// The certificate leads to no pinned root.
    Chain(Vec<ChainDefect>),
    /// The certificate is one for something else.
    Usage,
    /// A file or certificate does not parse.
    Unreadable,
    /// The card is valid until this day.
    #[non_exhaustive]
    Expired {
        /// Last day.
        until: Date,
    },
    /// The card is valid from this day.
    #[non_exhaustive]
    NotYetValid {
        /// First day.
        from: Date,
    },
}

/// The outcome of every check.
#[derive(Clone, Debug)]
#[must_use]
pub struct Report {
    outcomes: Vec<(Check, Outcome)>,
    contents: Contents,
    /// Leaf of a user certificate that is past its time, of either key.
    leaf_out_of_time: bool,
}

impl Report {
    pub(crate) fn of(contents: &Contents, anchors: &[TrustAnchor], now: UnixTime) -> Self {
        let verifier = Verifier { contents, anchors, now };
        let outcomes: Vec<_> = Check::ALL.into_iter().map(|check| (check, verifier.outcome(check))).collect();
        let leaf_out_of_time = [CardKey::Authentication, CardKey::Signature]
            .into_iter()
            .filter_map(|key| verifier.parsed(key.certificate()).ok())
            .any(|leaf| now < leaf.not_before() || now > leaf.not_after());
        Self { outcomes, contents: contents.clone(), leaf_out_of_time }
    }

    /// Every check and its outcome.
    #[must_use]
    pub fn outcomes(&self) -> &[(Check, Outcome)] {
        &self.outcomes
    }

    /// The outcome of one check.
    #[must_use]
    pub fn outcome(&self, wanted: Check) -> &Outcome {
        let found = self.outcomes.iter().find(|(check, _)| *check == wanted);
        found.map_or(&Outcome::NotRead, |(_, outcome)| outcome)
    }

    /// The identity, when all that it rests on is good: the National Register's signature and certificate,
    /// the hashes, the certificates of the keys where the card has them, the card's validity. An address
    /// whose signature is bad is dropped and the identity stays; roots and hashes that are only old do not
    /// count against it (domain.md 7.2).
    ///
    /// # Errors
    /// `card.not_read`, `card.untrusted_root`, `card.identity_forged`, `card.identity_unverifiable`,
    /// `card.expired`, `card.file_invalid` when there is no name or no national number.
    pub fn into_identity(self) -> Result<VerifiedIdentity, Error> {
        for check in Check::ALL {
            match (check, self.outcome(check)) {
                (_, Outcome::Passed | Outcome::Old(_)) | (Check::AddressSignature, _) => {}
                (Check::NationalRegister, Outcome::NotRead) => {
                    return Err(Error::NotRead { file: File::NationalRegisterCertificate });
                }
                (Check::IdentitySignature, Outcome::NotRead) => {
                    return Err(Error::NotRead { file: File::IdentitySignature });
                }
                (Check::NationalRegister | Check::IdentitySignature, Outcome::Absent) => {
                    return Err(Error::IdentityUnverifiable { check });
                }
                (_, Outcome::NotRead | Outcome::Absent) => {}
                (_, Outcome::Failed(failure)) => return Err(refusal(check, failure)),
            }
        }
        if self.leaf_out_of_time {
            return Err(Error::Expired);
        }
        VerifiedIdentity::new(self)
    }
}

/// Why a failed check ends it.
fn refusal(check: Check, failure: &Failure) -> Error {
    match failure {
        Failure::Expired { .. } | Failure::NotYetValid { .. } => Error::Expired,
        Failure::Chain(defects) => {
            let unknown = defects.iter().find_map(|defect| match defect {
                ChainDefect::UnknownIssuer { issuer, .. } => Some(issuer.clone()),
                _ => None,
            });
            unknown.map_or(Error::IdentityForged { check }, |issuer| Error::UntrustedRoot { issuer })
        }
        _ => Error::IdentityForged { check },
    }
}

struct Verifier<'a> {
    contents: &'a Contents,
    anchors: &'a [TrustAnchor],
    now: UnixTime,
}

impl Verifier<'_> {
    fn outcome(&self, check: Check) -> Outcome {
        let outcome = match check {
            Check::NationalRegister => self.national_register(),
            Check::IdentitySignature => self.identity_signature(),
            Check::Photo => self.hash_of(File::Photo, self.contents.identity().photo_hash()),
            Check::AddressSignature => self.address_signature(),
            Check::BasicKey => self.hash_of(File::BasicKey, self.contents.identity().basic_key_hash()),
            Check::ChipNumber => self.chip_number(),
            Check::Root => self.root(),
            Check::Authentication => self.user_certificate(CardKey::Authentication),
            Check::Signature => self.user_certificate(CardKey::Signature),
            Check::NationalNumber => self.national_number(),
            Check::Validity => self.validity(),
        };
        outcome.unwrap_or_else(|other| other)
    }

    /// The bytes of a file that is there.
    fn file(&self, file: File) -> Result<&[u8], Outcome> {
        match self.contents.files().get(file) {
            None => Err(Outcome::NotRead),
            Some([]) => Err(Outcome::Absent),
            Some(bytes) => Ok(bytes),
        }
    }

    fn parsed(&self, file: File) -> Result<Certificate, Outcome> {
        Certificate::from_der(self.file(file)?).map_err(|_| Outcome::Failed(Failure::Unreadable))
    }

    /// Issued by a pinned root directly: a citizen's certificate, which also leads there, must not do as the
    /// National Register's.
    fn national_register(&self) -> Result<Outcome, Outcome> {
        let certificate = self.parsed(File::NationalRegisterCertificate)?;
        let root: Vec<_> = self.parsed(File::RootCertificate).into_iter().collect();
        let report = chain::verify(&certificate, &root, self.anchors, self.now);
        let direct = report.path().len() <= 1;
        let outcome = outcome_of_chain(&report);
        if outcome.is_good() && (!direct || certificate.is_ca()) {
            return Ok(Outcome::Failed(Failure::Usage));
        }
        Ok(outcome)
    }

    fn identity_signature(&self) -> Result<Outcome, Outcome> {
        let register = self.parsed(File::NationalRegisterCertificate)?;
        let signature = self.file(File::IdentitySignature)?;
        Ok(verify_signature(register.spki(), self.file(File::Identity)?, signature))
    }

    /// Over the address without its padding and the identity signature as read, padding included.
    fn address_signature(&self) -> Result<Outcome, Outcome> {
        let address = self.file(File::Address)?;
        let register = self.parsed(File::NationalRegisterCertificate)?;
        let signature = self.file(File::AddressSignature)?;
        let message = [without_padding(address), self.file(File::IdentitySignature)?].concat();
        Ok(verify_signature(register.spki(), &message, signature))
    }

    /// The hash function goes by the length of the hash.
    fn hash_of(&self, file: File, hash: Option<&[u8]>) -> Result<Outcome, Outcome> {
        let bytes = self.file(file)?;
        let hash = hash.ok_or(Outcome::Absent)?;
        let algorithms = [HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha384];
        let algorithm = algorithms.into_iter().find(|algorithm| algorithm.len() == hash.len());
        let algorithm = algorithm.ok_or(Outcome::Failed(Failure::Unreadable))?;
        if algorithm.digest(bytes) != hash {
            return Ok(Outcome::Failed(Failure::Mismatch));
        }
        Ok(good_with(algorithm))
    }

    fn chip_number(&self) -> Result<Outcome, Outcome> {
        let chip = self.contents.card_data().ok_or(Outcome::NotRead)?.chip_number();
        let stated = self.contents.identity().chip_number().ok_or(Outcome::Absent)?;
        Ok(equal(chip == stated))
    }

    fn root(&self) -> Result<Outcome, Outcome> {
        let root = self.parsed(File::RootCertificate)?;
        let key = TrustAnchor::from_certificate(&root).spki_sha256();
        if self.anchors.iter().any(|anchor| anchor.spki_sha256() == key) {
            return Ok(Outcome::Passed);
        }
        Ok(outcome_of_chain(&chain::verify(&root, &[], self.anchors, self.now)))
    }

    fn user_certificate(&self, key: CardKey) -> Result<Outcome, Outcome> {
        let leaf = self.parsed(key.certificate())?;
        let others: Vec<_> = [File::CitizenCaCertificate, File::RootCertificate]
            .into_iter()
            .filter_map(|file| self.parsed(file).ok())
            .collect();
        let outcome = outcome_of_chain(&chain::verify(&leaf, &others, self.anchors, self.now));
        let fits = leaf.key_usage().is_some_and(|usage| match key {
            CardKey::Authentication => usage.digital_signature(),
            CardKey::Signature => usage.non_repudiation(),
        });
        if outcome.is_good() && (!fits || leaf.is_ca()) {
            return Ok(Outcome::Failed(Failure::Usage));
        }
        Ok(outcome)
    }

    /// The subject's serialNumber is the national number (card.md 7).
    fn national_number(&self) -> Result<Outcome, Outcome> {
        const SERIAL_NUMBER: &str = "2.5.4.5";
        let stated = self.contents.identity().national_number().ok_or(Outcome::Absent)?;
        let mut outcome = Outcome::NotRead;
        for key in [CardKey::Authentication, CardKey::Signature] {
            match self.parsed(key.certificate()) {
                Ok(leaf) => {
                    let same = leaf.subject().values(SERIAL_NUMBER).eq([stated]);
                    if !same {
                        return Ok(Outcome::Failed(Failure::Mismatch));
                    }
                    outcome = Outcome::Passed;
                }
                Err(Outcome::Absent) if outcome == Outcome::NotRead => outcome = Outcome::Absent,
                Err(_) => {}
            }
        }
        Ok(outcome)
    }

    fn validity(&self) -> Result<Outcome, Outcome> {
        let identity = self.contents.identity();
        let today = Date::of(self.now).ok_or(Outcome::Failed(Failure::Unreadable))?;
        let until = identity.valid_until().ok_or(Outcome::Absent)?;
        if today > until {
            return Ok(Outcome::Failed(Failure::Expired { until }));
        }
        match identity.valid_from() {
            Some(from) if today < from => Ok(Outcome::Failed(Failure::NotYetValid { from })),
            _ => Ok(Outcome::Passed),
        }
    }
}

fn equal(same: bool) -> Outcome {
    if same { Outcome::Passed } else { Outcome::Failed(Failure::Mismatch) }
}

fn good_with(algorithm: HashAlgorithm) -> Outcome {
    if algorithm == HashAlgorithm::Sha1 { Outcome::Old(vec![Age::Sha1]) } else { Outcome::Passed }
}

fn outcome_of_chain(report: &chain::ChainReport) -> Outcome {
    if report.anchor().is_none() || report.defects().iter().any(|d| d.severity() >= Severity::Trust) {
        return Outcome::Failed(Failure::Chain(report.defects().to_vec()));
    }
    if report.defects().is_empty() {
        return Outcome::Passed;
    }
    Outcome::Old(report.defects().iter().cloned().map(Age::Chain).collect())
}

/// A signature of the National Register. RSA: SHA-256, then SHA-1, for each file on its own, since an old
/// card's address may have been signed again later (card.md 6.3). EC: DER, with zero bytes after it.
fn verify_signature(spki: &[u8], message: &[u8], file: &[u8]) -> Outcome {
    let Ok(scheme) = SignatureScheme::for_key(spki) else {
        return Outcome::Failed(Failure::Unreadable);
    };
    match scheme {
        SignatureScheme::RsaPkcs1v15(_) => {
            let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha1];
            let verifies = |hash: &HashAlgorithm| {
                SignatureScheme::RsaPkcs1v15(*hash).verify(spki, message, file).is_ok()
            };
            hashes.into_iter().find(verifies).map_or(Outcome::Failed(Failure::Signature), good_with)
        }
        scheme => {
            let der = crate::file::der_len(file).and_then(|length| file.get(..length));
            match der.map(|der| scheme.verify_der(spki, message, der)) {
                Some(Ok(())) => Outcome::Passed,
                _ => Outcome::Failed(Failure::Signature),
            }
        }
    }
}

/// An identity that the State vouches for, with the certificates of the person's keys.
#[derive(Clone, Debug)]
pub struct VerifiedIdentity {
    contents: Contents,
    address_is_good: bool,
    surname: String,
    national_number: String,
}

impl VerifiedIdentity {
    fn new(report: Report) -> Result<Self, Error> {
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
    let kids = identity.document_type().is_some_and(crate::code_lists::DocumentType::is_kids);
    if kids { Error::Kids } else { Error::NoSignatureRights { key } }
}

/// The scheme of the key in a certificate.
pub(crate) fn scheme_of(der: &CertificateDer<'_>) -> Option<SignatureScheme> {
    let certificate = Certificate::from_der(der).ok()?;
    SignatureScheme::for_key(certificate.spki()).ok()
}
