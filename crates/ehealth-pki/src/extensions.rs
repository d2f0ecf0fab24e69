//! The extensions of a certificate that decide something here (RFC 5280 section 4.2).

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Sequence, Tag};

const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const AUTHORITY_INFO_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const OCSP_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const OCSP_NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");

/// Extensions that ask nothing of a reader without policies, or whose meaning is checked elsewhere:
/// alternative names, CRL distribution points, certificate policies, authority key identifier.
const HARMLESS_WHEN_CRITICAL: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("2.5.29.17"),
    ObjectIdentifier::new_unwrap("2.5.29.18"),
    ObjectIdentifier::new_unwrap("2.5.29.31"),
    ObjectIdentifier::new_unwrap("2.5.29.32"),
    ObjectIdentifier::new_unwrap("2.5.29.35"),
];

/// What a key may be used for (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    /// The first 8 bits of the bit string, `digitalSignature` highest.
    bits: u8,
}

impl KeyUsage {
    /// Bit 0: signatures other than those of bits 1, 5 and 6.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.bits & 0x80 != 0
    }

    /// Bit 1, `contentCommitment` today: legally binding signatures.
    #[must_use]
    pub const fn non_repudiation(self) -> bool {
        self.bits & 0x40 != 0
    }

    /// Bit 2: enciphering keys.
    #[must_use]
    pub const fn key_encipherment(self) -> bool {
        self.bits & 0x20 != 0
    }

    /// Bit 3: enciphering data.
    #[must_use]
    pub const fn data_encipherment(self) -> bool {
        self.bits & 0x10 != 0
    }

    /// Bit 4: agreeing on keys.
    #[must_use]
    pub const fn key_agreement(self) -> bool {
        self.bits & 0x08 != 0
    }

    /// Bit 5: signing certificates.
    #[must_use]
    pub const fn cert_sign(self) -> bool {
        self.bits & 0x04 != 0
    }

    /// Bit 6: signing revocation lists.
    #[must_use]
    pub const fn crl_sign(self) -> bool {
        self.bits & 0x02 != 0
    }
}

#[derive(Clone, Copy)]
pub(crate) struct BasicConstraints {
    pub(crate) ca: bool,
    pub(crate) path_len: Option<u8>,
}

#[derive(Clone, Default)]
pub(crate) struct Extensions {
    pub(crate) subject_key_identifier: Option<Vec<u8>>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) extended_key_usages: Vec<String>,
    pub(crate) ocsp_urls: Vec<String>,
    pub(crate) crl_urls: Vec<String>,
    pub(crate) ocsp_no_check: bool,
    pub(crate) unknown_critical: Option<String>,
}

#[derive(Sequence)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: ObjectIdentifier,
    #[asn1(optional = "true")]
    pub(crate) critical: Option<bool>,
    pub(crate) value: &'a OctetStringRef,
}

#[derive(Sequence)]
struct BasicConstraintsDer {
    #[asn1(optional = "true")]
    ca: Option<bool>,
    #[asn1(optional = "true")]
    path_len: Option<u64>,
}

/// `None` when one that matters does not parse, or any stands twice.
pub(crate) fn read(list: &[AnyRef<'_>]) -> Option<Extensions> {
    let mut found = Extensions::default();
    let mut seen: Vec<ObjectIdentifier> = Vec::with_capacity(list.len());
    for any in list {
        let extension = any.decode_as::<Extension<'_>>().ok()?;
        if seen.contains(&extension.oid) {
            return None;
        }
        seen.push(extension.oid);
        let value = extension.value.as_bytes();
        match extension.oid {
            SUBJECT_KEY_IDENTIFIER => {
                let id = <&OctetStringRef>::from_der(value).ok()?;
                found.subject_key_identifier = Some(id.as_bytes().to_vec());
            }
            KEY_USAGE => {
                let bits = BitStringRef::from_der(value).ok()?;
                let bits = bits.raw_bytes().first().copied().unwrap_or_default();
                found.key_usage = Some(KeyUsage { bits });
            }
            BASIC_CONSTRAINTS => {
                let read = BasicConstraintsDer::from_der(value).ok()?;
                // more than 255 is as good as no limit
                let path_len = read.path_len.and_then(|len| u8::try_from(len).ok());
                found.basic_constraints = Some(BasicConstraints { ca: read.ca.unwrap_or(false), path_len });
            }
            EXTENDED_KEY_USAGE => {
                let oids = Vec::<ObjectIdentifier>::from_der(value).ok()?;
                found.extended_key_usages = oids.iter().map(ToString::to_string).collect();
            }
            // addresses only: what does not parse is as good as absent
            CRL_DISTRIBUTION_POINTS => found.crl_urls = crl_urls(value).unwrap_or_default(),
            AUTHORITY_INFO_ACCESS => found.ocsp_urls = ocsp_urls(value).unwrap_or_default(),
            OCSP_NO_CHECK => found.ocsp_no_check = true,
            oid if extension.critical == Some(true) && !HARMLESS_WHEN_CRITICAL.contains(&oid) => {
                found.unknown_critical.get_or_insert_with(|| oid.to_string());
            }
            _ => {}
        }
    }
    Some(found)
}

/// Where to ask, of `AuthorityInfoAccessSyntax` (RFC 5280 section 4.2.2.1).
fn ocsp_urls(value: &[u8]) -> Option<Vec<String>> {
    let mut urls = Vec::new();
    for description in Vec::<AccessDescription<'_>>::from_der(value).ok()? {
        if description.method == OCSP_ACCESS {
            urls.extend(uri(description.location));
        }
    }
    Some(urls)
}

/// Where lists are, of `CRLDistributionPoints` (RFC 5280 section 4.2.1.13): full names only.
fn crl_urls(value: &[u8]) -> Option<Vec<String>> {
    let mut urls = Vec::new();
    for point in Vec::<DistributionPoint<'_>>::from_der(value).ok()? {
        let Some(name) = point.name.filter(|name| context_tag(*name) == Some(0)) else { continue };
        let list = AnyRef::new(Tag::Sequence, name.value()).ok()?;
        urls.extend(list.decode_as::<Vec<AnyRef<'_>>>().ok()?.into_iter().filter_map(uri));
    }
    Some(urls)
}

/// `uniformResourceIdentifier [6] IA5String` of a `GeneralName`.
fn uri(name: AnyRef<'_>) -> Option<String> {
    let text = core::str::from_utf8(name.value()).ok().filter(|text| text.is_ascii())?;
    (context_tag(name) == Some(6)).then(|| text.to_owned())
}

fn context_tag(any: AnyRef<'_>) -> Option<u32> {
    let tag = any.header().tag();
    tag.is_context_specific().then(|| tag.number().value())
}

#[derive(Sequence)]
struct AccessDescription<'a> {
    method: ObjectIdentifier,
    location: AnyRef<'a>,
}

#[derive(Sequence)]
struct DistributionPoint<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    name: Option<AnyRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    reasons: Option<BitStringRef<'a>>,
    #[asn1(optional = "true")]
    issuer: Option<AnyRef<'a>>,
}
