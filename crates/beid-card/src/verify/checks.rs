//! The checks one by one.

use ehealth_pki::chain::{self, Severity};
use ehealth_pki::{Certificate, HashAlgorithm, SignatureScheme, TrustAnchor};
use rustls_pki_types::UnixTime;

use super::{Age, Check, Failure, Outcome};
use crate::contents::Contents;
use crate::date::Date;
use crate::file::{File, der_len};
use crate::sign::CardKey;
use crate::tlv::without_padding;

pub(super) struct Verifier<'a> {
    contents: &'a Contents,
    anchors: &'a [TrustAnchor],
    now: UnixTime,
}

impl<'a> Verifier<'a> {
    pub(super) const fn new(contents: &'a Contents, anchors: &'a [TrustAnchor], now: UnixTime) -> Self {
        Self { contents, anchors, now }
    }

    pub(super) fn outcome(&self, check: Check) -> Outcome {
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

    pub(super) fn parsed(&self, file: File) -> Result<Certificate, Outcome> {
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
            let der = der_len(file).and_then(|length| file.get(..length));
            match der.map(|der| scheme.verify_der(spki, message, der)) {
                Some(Ok(())) => Outcome::Passed,
                _ => Outcome::Failed(Failure::Signature),
            }
        }
    }
}
