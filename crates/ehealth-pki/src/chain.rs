//! The path from a certificate to a pinned key, each defect an outcome of its own (RFC 5280 section 6).
//!
//! The path ends at the first pinned key: a root that is delivered is neither needed nor trusted, and a
//! cross-certificate above a pinned key is never climbed. Revocation and the usage of the leaf are the
//! caller's.

use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;

/// Most certificates in a path, the leaf included; real ones have two or three.
const MAX_PATH: usize = 8;
/// Most signatures verified for one report, so that a heap of look-alikes costs a bounded time.
const MAX_VERIFICATIONS: usize = 64;

/// One thing that is wrong with a path. Subject and issuer are RFC 2253 text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainDefect {
    /// The last certificate that was found was issued by nobody known.
    #[non_exhaustive]
    UnknownIssuer {
        /// The name that is missing.
        issuer: String,
        /// SHA-256 of the `SubjectPublicKeyInfo` of a self-signed certificate of that name, when one was
        /// delivered: its key is not pinned.
        spki_sha256: Option<[u8; 32]>,
    },
    /// A certificate of the issuer's name is there, and its key did not make this signature.
    #[non_exhaustive]
    BadSignature {
        /// Whose certificate has the signature.
        subject: String,
        /// Who is said to have made it.
        issuer: String,
    },
    /// The validity of a certificate is over.
    #[non_exhaustive]
    Expired {
        /// Whose certificate.
        subject: String,
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// The validity of a certificate has not begun.
    #[non_exhaustive]
    NotYetValid {
        /// Whose certificate.
        subject: String,
        /// The first second of its validity.
        not_before: UnixTime,
    },
    /// The pinned root is past the validity of its certificate, as old Belgian roots are.
    #[non_exhaustive]
    RootExpired {
        /// The root's name.
        subject: String,
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// Signed with an algorithm that can be forged today (SHA-1).
    #[non_exhaustive]
    WeakAlgorithm {
        /// Whose certificate.
        subject: String,
    },
    /// An issuer is no certificate authority by its own certificate.
    #[non_exhaustive]
    NotACa {
        /// The issuer's name.
        subject: String,
    },
    /// An issuer's key may not sign certificates.
    #[non_exhaustive]
    WrongUsage {
        /// The issuer's name.
        subject: String,
    },
    /// A critical extension that nobody here understands (RFC 5280 section 4.2).
    #[non_exhaustive]
    UnknownCriticalExtension {
        /// Whose certificate.
        subject: String,
        /// The object identifier, dotted.
        oid: String,
    },
    /// Longer than an issuer allows, or than any real path.
    PathTooLong,
}

/// What a [`ChainDefect`] takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// The path holds, with an algorithm that is no longer good.
    Weak,
    /// The path holds, at another time than now.
    Time,
    /// No path to a pinned key: nothing is known about the certificate.
    Trust,
}

impl ChainDefect {
    /// What it takes away. A path with nothing but [`Severity::Weak`] and [`Severity::Time`] is genuine, and
    /// old: an eID under a root of 2003 is no forgery (trust-anchors.md).
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::WeakAlgorithm { .. } => Severity::Weak,
            Self::Expired { .. } | Self::NotYetValid { .. } | Self::RootExpired { .. } => Severity::Time,
            Self::UnknownIssuer { .. }
            | Self::BadSignature { .. }
            | Self::NotACa { .. }
            | Self::WrongUsage { .. }
            | Self::UnknownCriticalExtension { .. }
            | Self::PathTooLong => Severity::Trust,
        }
    }
}

/// What [`verify`] found.
#[derive(Clone, Debug)]
#[must_use]
pub struct ChainReport {
    path: Vec<Certificate>,
    anchor: Option<TrustAnchor>,
    defects: Vec<ChainDefect>,
}

/// A path without a defect.
#[derive(Clone, Debug)]
pub struct Path {
    certificates: Vec<Certificate>,
    anchor: TrustAnchor,
}

/// Why there is no such path; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate chain does not hold: {}", .defects.first().map_or("no trust anchor", ChainDefect::what))]
pub struct ChainError {
    defects: Vec<ChainDefect>,
}

impl ChainError {
    /// All defects of the best path that was found.
    #[must_use]
    pub fn defects(&self) -> &[ChainDefect] {
        &self.defects
    }
}

impl ChainDefect {
    const fn what(&self) -> &'static str {
        match self {
            Self::UnknownIssuer { .. } => "unknown issuer",
            Self::BadSignature { .. } => "wrong signature",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not yet valid",
            Self::RootExpired { .. } => "the root is expired",
            Self::WeakAlgorithm { .. } => "weak algorithm",
            Self::NotACa { .. } => "an issuer is no certificate authority",
            Self::WrongUsage { .. } => "an issuer may not sign certificates",
            Self::UnknownCriticalExtension { .. } => "unknown critical extension",
            Self::PathTooLong => "too long",
        }
    }
}

impl ChainReport {
    /// The certificates that link, leaf first, as far as they do; the pinned root is not among them.
    #[must_use]
    pub fn path(&self) -> &[Certificate] {
        &self.path
    }

    /// The pinned key that issued the last of [`path`](Self::path).
    #[must_use]
    pub const fn anchor(&self) -> Option<&TrustAnchor> {
        self.anchor.as_ref()
    }

    /// Everything that is wrong; nothing when the chain holds now.
    #[must_use]
    pub fn defects(&self) -> &[ChainDefect] {
        &self.defects
    }

    /// Whether a path to a pinned key holds, whatever its age (see [`Severity`]).
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.anchor.is_some() && self.defects.iter().all(|defect| defect.severity() < Severity::Trust)
    }

    /// The path, when nothing at all is wrong.
    ///
    /// # Errors
    /// [`ChainError`] with all defects.
    pub fn into_path(self) -> Result<Path, ChainError> {
        match self.anchor {
            Some(anchor) if self.defects.is_empty() => Ok(Path { certificates: self.path, anchor }),
            _ => Err(ChainError { defects: self.defects }),
        }
    }
}

impl Path {
    /// Leaf first; the pinned root is not among them. Never empty.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The pinned key above the last certificate.
    #[must_use]
    pub const fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }
}

/// Looks for the best path from `leaf` over `others`, in any order, to one of `anchors`, and says what is
/// wrong with it at `now`.
pub fn verify(
    leaf: &Certificate,
    others: &[Certificate],
    anchors: &[TrustAnchor],
    now: UnixTime,
) -> ChainReport {
    let mut search = Search { others, anchors, now, left: MAX_VERIFICATIONS, best: None };
    search.climb(&mut vec![leaf]);
    search.best.unwrap_or_else(|| ChainReport {
        path: vec![leaf.clone()],
        anchor: None,
        defects: vec![ChainDefect::PathTooLong],
    })
}

struct Search<'a> {
    others: &'a [Certificate],
    anchors: &'a [TrustAnchor],
    now: UnixTime,
    left: usize,
    best: Option<ChainReport>,
}

impl<'a> Search<'a> {
    /// Depth first; its depth is at most [`MAX_PATH`].
    fn climb(&mut self, path: &mut Vec<&'a Certificate>) {
        let Some(&last) = path.last() else { return };
        let mut bad_signature = false;
        let anchors = self.anchors;
        for anchor in anchors.iter().filter(|anchor| anchor.name().matches(last.issuer())) {
            let Some(spki) = self.key_of(anchor) else { continue };
            match self.issued(last, spki) {
                None => return self.propose(path, None, Some(ChainDefect::PathTooLong)),
                Some(true) => return self.propose(path, Some(anchor), None),
                Some(false) => bad_signature = true,
            }
        }
        let mut own_root = None;
        let mut climbed = false;
        let others = self.others;
        for other in others.iter().filter(|other| other.subject().matches(last.issuer())) {
            match self.issued(last, other.spki()) {
                None => return self.propose(path, None, Some(ChainDefect::PathTooLong)),
                Some(false) => bad_signature = true,
                Some(true) if other.is_self_issued() => own_root = Some(other.spki()),
                Some(true) if path.iter().any(|seen| seen.spki() == other.spki()) => {}
                Some(true) if path.len() >= MAX_PATH => {
                    self.propose(path, None, Some(ChainDefect::PathTooLong));
                    climbed = true;
                }
                Some(true) => {
                    path.push(other);
                    self.climb(path);
                    path.pop();
                    climbed = true;
                }
            }
        }
        if climbed {
            return;
        }
        if own_root.is_none() && last.is_self_issued() && last.verify_signature(last.spki()).is_ok() {
            own_root = Some(last.spki());
        }
        let issuer = last.issuer().rfc2253();
        let defect = if bad_signature && own_root.is_none() {
            ChainDefect::BadSignature { subject: last.subject().rfc2253(), issuer }
        } else {
            let spki_sha256 = own_root.map(|spki| Sha256::digest(spki.as_ref()).into());
            ChainDefect::UnknownIssuer { issuer, spki_sha256 }
        };
        self.propose(path, None, Some(defect));
    }

    /// The pinned key, from a delivered certificate when only its hash is pinned.
    fn key_of(&self, anchor: &'a TrustAnchor) -> Option<&'a [u8]> {
        if let Some(spki) = anchor.spki() {
            return Some(spki.as_ref());
        }
        let pin = anchor.spki_sha256();
        let keys = self.others.iter().map(|other| other.spki().as_ref());
        keys.into_iter().find(|spki| Sha256::digest(spki)[..] == pin)
    }

    /// `None` when too many signatures were verified already.
    fn issued(&mut self, certificate: &Certificate, issuer_spki: &[u8]) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        Some(certificate.verify_signature(issuer_spki).is_ok())
    }

    /// Keeps the better one: with an anchor before without, then fewer grave defects, then longer.
    fn propose(&mut self, path: &[&Certificate], anchor: Option<&TrustAnchor>, end: Option<ChainDefect>) {
        let mut defects: Vec<ChainDefect> = end.into_iter().collect();
        judge(path, anchor, self.now, &mut defects);
        let report = ChainReport {
            path: path.iter().map(|certificate| (*certificate).clone()).collect(),
            anchor: anchor.cloned(),
            defects,
        };
        if self.best.as_ref().is_none_or(|best| rank(&report) > rank(best)) {
            self.best = Some(report);
        }
    }
}

fn rank(report: &ChainReport) -> impl Ord {
    let worst = report.defects.iter().map(ChainDefect::severity).max();
    (
        report.anchor.is_some(),
        core::cmp::Reverse(worst),
        core::cmp::Reverse(report.defects.len()),
        report.path.len(),
    )
}

fn judge(path: &[&Certificate], anchor: Option<&TrustAnchor>, now: UnixTime, defects: &mut Vec<ChainDefect>) {
    for (below, certificate) in path.iter().enumerate() {
        let subject = || certificate.subject().rfc2253();
        if now < certificate.not_before() {
            defects
                .push(ChainDefect::NotYetValid { subject: subject(), not_before: certificate.not_before() });
        }
        if now > certificate.not_after() {
            defects.push(ChainDefect::Expired { subject: subject(), not_after: certificate.not_after() });
        }
        if certificate.scheme().is_ok_and(crate::SignatureScheme::is_weak) {
            defects.push(ChainDefect::WeakAlgorithm { subject: subject() });
        }
        if let Some(oid) = certificate.unknown_critical_extension() {
            defects.push(ChainDefect::UnknownCriticalExtension { subject: subject(), oid: oid.to_owned() });
        }
        let Some(cas_below) = below.checked_sub(1) else { continue };
        if !certificate.is_ca() {
            defects.push(ChainDefect::NotACa { subject: subject() });
        }
        if certificate.key_usage().is_some_and(|usage| !usage.cert_sign()) {
            defects.push(ChainDefect::WrongUsage { subject: subject() });
        }
        // self-issued ones are not counted by RFC 5280 and never stand in a path here
        if certificate.path_len().is_some_and(|len| cas_below > usize::from(len)) {
            defects.push(ChainDefect::PathTooLong);
        }
    }
    if let Some((anchor, not_after)) = anchor.and_then(|anchor| Some((anchor, anchor.not_after()?)))
        && now > not_after
    {
        defects.push(ChainDefect::RootExpired { subject: anchor.name().rfc2253(), not_after });
    }
}
