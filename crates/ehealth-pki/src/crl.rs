//! Revocation lists, version 2 (RFC 5280 section 5), complete and of the certificates' own issuer.

use core::fmt;
use core::time::Duration;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Decode, Encode, Sequence};
use rustls_pki_types::UnixTime;
use spki::AlgorithmIdentifierRef;
use x509_cert::time::Time;

use crate::certificate::{Certificate, SerialNumber};
use crate::extensions::Extension;
use crate::name::Name;
use crate::revocation::{Issuer, Reason, RevocationError, Status, check_freshness, time_of};
use crate::scheme::{SchemeError, SignatureScheme};

/// Bytes of the largest list that is read; those of the citizen authorities have some hundred thousand.
pub const MAX_CRL_LEN: usize = 32 * 1024 * 1024;
/// For how long a list without a next one is current.
const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 3_600);

const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// A list, read and owned. Nothing is verified by reading: [`verify`](Self::verify).
#[derive(Clone)]
pub struct Crl {
    tbs: Vec<u8>,
    signature: Vec<u8>,
    scheme: Result<SignatureScheme, SchemeError>,
    issuer: Name,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    number: Option<SerialNumber>,
    scope: Scope,
    /// By serial number.
    entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    serial: Vec<u8>,
    at: u64,
    reason: Option<u8>,
}

/// About which certificates the list speaks.
#[derive(Clone, Copy, Default)]
struct Scope {
    only_end_entities: bool,
    only_authorities: bool,
}

/// ```text
/// CertificateList ::= SEQUENCE {
///      tbsCertList        TBSCertList,
///      signatureAlgorithm AlgorithmIdentifier,
///      signature          BIT STRING }
/// ```
#[derive(Sequence)]
struct Outer<'a> {
    tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

/// ```text
/// TBSCertList ::= SEQUENCE {
///      version             INTEGER OPTIONAL, -- v2(1)
///      signature           AlgorithmIdentifier,
///      issuer              Name,
///      thisUpdate          Time,
///      nextUpdate          Time OPTIONAL,
///      revokedCertificates SEQUENCE OF SEQUENCE { … } OPTIONAL,
///      crlExtensions       [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Sequence)]
struct Tbs<'a> {
    #[asn1(optional = "true")]
    version: Option<u8>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: AnyRef<'a>,
    this_update: Time,
    #[asn1(optional = "true")]
    next_update: Option<Time>,
    #[asn1(optional = "true")]
    revoked: Option<Vec<Revoked<'a>>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct Revoked<'a> {
    serial: UintRef<'a>,
    at: Time,
    #[asn1(optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

/// RFC 5280 section 5.2.5; the distribution point's own name is not looked at.
#[derive(Sequence)]
struct IssuingDistributionPoint<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    name: Option<AnyRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    only_end_entities: Option<bool>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    only_authorities: Option<bool>,
    #[asn1(context_specific = "3", tag_mode = "IMPLICIT", optional = "true")]
    only_some_reasons: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "4", tag_mode = "IMPLICIT", optional = "true")]
    indirect: Option<bool>,
    #[asn1(context_specific = "5", tag_mode = "IMPLICIT", optional = "true")]
    only_attributes: Option<bool>,
}

/// A list of the issuer, signed by him and current.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedCrl<'a> {
    crl: &'a Crl,
}

impl Crl {
    /// Reads exactly one list.
    ///
    /// # Errors
    /// [`RevocationError::Der`], [`RevocationError::TooLarge`], [`RevocationError::Unsupported`] for a list
    /// of changes, an indirect one, or a critical extension.
    pub fn from_der(der: &[u8]) -> Result<Self, RevocationError> {
        if der.len() > MAX_CRL_LEN {
            return Err(RevocationError::TooLarge);
        }
        let outer = Outer::from_der(der).map_err(|_| RevocationError::Der)?;
        let tbs = outer.tbs.to_der().map_err(|_| RevocationError::Der)?;
        let parsed = Tbs::from_der(&tbs).map_err(|_| RevocationError::Der)?;
        if parsed.version.is_some_and(|version| version != 1) || parsed.algorithm != outer.algorithm {
            return Err(RevocationError::Der);
        }
        let issuer = parsed.issuer.to_der().map_err(|_| RevocationError::Der)?;
        let (number, scope) = list_extensions(parsed.extensions.as_deref().unwrap_or_default())?;
        let revoked = parsed.revoked.as_deref().unwrap_or_default();
        let mut entries = revoked.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        entries.sort_unstable();
        Ok(Self {
            signature: outer.signature.as_bytes().ok_or(RevocationError::Der)?.to_vec(),
            scheme: SignatureScheme::of_algorithm(&outer.algorithm),
            issuer: Name::from_der(&issuer).map_err(|_| RevocationError::Der)?,
            this_update: time_of(parsed.this_update),
            next_update: parsed.next_update.map(time_of),
            number,
            scope,
            entries,
            tbs,
        })
    }

    /// Who made it, by its own word.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When it was made.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// Until when there will be another.
    #[must_use]
    pub const fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// Its number, which grows from list to list.
    #[must_use]
    pub const fn number(&self) -> Option<&SerialNumber> {
        self.number.as_ref()
    }

    /// How many certificates are on it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no certificate is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether `issuer` made the list, may do so, and it is current at `now`.
    ///
    /// # Errors
    /// [`RevocationError`]: nothing on the list is to be believed then.
    pub fn verify(&self, issuer: Issuer<'_>, now: UnixTime) -> Result<VerifiedCrl<'_>, RevocationError> {
        if !self.issuer.matches(issuer.name) {
            return Err(RevocationError::WrongIssuer);
        }
        if !issuer.crl_sign {
            return Err(RevocationError::WrongUsage);
        }
        let scheme = self.scheme.map_err(RevocationError::Signature)?;
        if scheme.is_weak() {
            return Err(RevocationError::WeakAlgorithm);
        }
        scheme.verify_der(issuer.spki, &self.tbs, &self.signature).map_err(RevocationError::Signature)?;
        check_freshness(self.this_update, self.next_update, MAX_AGE, now)?;
        Ok(VerifiedCrl { crl: self })
    }
}

impl VerifiedCrl<'_> {
    /// What the list says of a certificate of its issuer.
    ///
    /// # Errors
    /// [`RevocationError::OtherCertificate`] for one of another issuer, or one that the list leaves to
    /// another list.
    pub fn status(&self, certificate: &Certificate) -> Result<Status, RevocationError> {
        let scope = self.crl.scope;
        let left_out = if certificate.is_ca() { scope.only_end_entities } else { scope.only_authorities };
        if left_out || !certificate.issuer().matches(&self.crl.issuer) {
            return Err(RevocationError::OtherCertificate);
        }
        let serial = certificate.serial().as_bytes();
        let found = self.crl.entries.binary_search_by(|entry| entry.serial.as_slice().cmp(serial));
        let entry = found.ok().and_then(|index| self.crl.entries.get(index));
        Ok(entry.map_or(Status::Good, |entry| Status::Revoked {
            at: UnixTime::since_unix_epoch(Duration::from_secs(entry.at)),
            reason: entry.reason.map(Reason::of_code),
        }))
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {} certificates)", self.issuer.rfc2253(), self.entries.len())
    }
}

fn list_extensions(extensions: &[Extension<'_>]) -> Result<(Option<SerialNumber>, Scope), RevocationError> {
    let (mut number, mut scope) = (None, Scope::default());
    for extension in extensions {
        let value = extension.value.as_bytes();
        if extension.oid == CRL_NUMBER {
            let read = UintRef::from_der(value).map_err(|_| RevocationError::Der)?;
            number = Some(SerialNumber::from_bytes(read.as_bytes()));
        } else if extension.oid == ISSUING_DISTRIBUTION_POINT {
            let point = IssuingDistributionPoint::from_der(value).map_err(|_| RevocationError::Der)?;
            let yes = |flag: Option<bool>| flag == Some(true);
            if yes(point.indirect) || yes(point.only_attributes) || point.only_some_reasons.is_some() {
                return Err(RevocationError::Unsupported(extension.oid.to_string()));
            }
            scope = Scope {
                only_end_entities: yes(point.only_end_entities),
                only_authorities: yes(point.only_authorities),
            };
        } else if extension.critical == Some(true) {
            // among them the indicator of a list of changes, 2.5.29.27
            return Err(RevocationError::Unsupported(extension.oid.to_string()));
        }
    }
    Ok((number, scope))
}

fn entry(revoked: &Revoked<'_>) -> Result<Entry, RevocationError> {
    let mut reason = None;
    for extension in revoked.extensions.as_deref().unwrap_or_default() {
        if extension.oid == REASON_CODE {
            // ENUMERATED of one byte
            let [0x0A, 0x01, code] = extension.value.as_bytes() else { return Err(RevocationError::Der) };
            reason = Some(*code);
        } else if extension.critical == Some(true) {
            // among them the issuer of an indirect list's entry, 2.5.29.29
            return Err(RevocationError::Unsupported(extension.oid.to_string()));
        }
    }
    let serial = SerialNumber::from_bytes(revoked.serial.as_bytes());
    Ok(Entry { serial: serial.as_bytes().to_vec(), at: time_of(revoked.at).as_secs(), reason })
}
