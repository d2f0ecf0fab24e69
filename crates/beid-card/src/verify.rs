//! Whether the State made what the card says (card.md 6.3, 7).
//!
//! Each check has an outcome of its own, because each means something else to the person: a bad address
//! signature happens on real cards and leaves the identity good, an old root makes a card old and not
//! forged. [`Report::into_identity`] is the one place that decides what is good enough to go on with.

mod checks;
mod identity;

use ehealth_pki::{ChainDefect, TrustAnchor};
use rustls_pki_types::UnixTime;

use self::checks::Verifier;
use crate::contents::Contents;
use crate::date::Date;
use crate::error::Error;
use crate::file::File;
use crate::sign::CardKey;

pub use self::identity::VerifiedIdentity;
pub(crate) use self::identity::{missing_key, scheme_of};

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
        let verifier = Verifier::new(contents, anchors, now);
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
