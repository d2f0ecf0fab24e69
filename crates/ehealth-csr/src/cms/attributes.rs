//! The signed attributes (RFC 5652 section 11, RFC 5035, RFC 6211).

use core::time::Duration;

use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, OctetStringRef, UtcTime};
use der::{Decode, Tag};
use ehealth_pki::{Certificate, HashAlgorithm};
use rustls_pki_types::UnixTime;

use super::fields::Fields;
use super::read::{Algorithm, SignerInfo, hash_of};
use super::{CmsError, ber, oid};

/// The signed attributes: type and only value.
pub(super) struct Attributes<'a>(Vec<(ObjectIdentifier, AnyRef<'a>)>);

impl<'a> Attributes<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, CmsError> {
        let mut fields = Fields::of(AnyRef::from_der(der).map_err(|_| CmsError::Der)?, Tag::Set)?;
        let mut attributes: Vec<(ObjectIdentifier, AnyRef<'a>)> = Vec::new();
        while !fields.rest.is_empty() {
            let mut attribute = Fields::of(fields.next()?, Tag::Sequence)?;
            let kind = attribute.next()?.decode_as::<ObjectIdentifier>().map_err(|_| CmsError::Der)?;
            let mut values = Fields::of(attribute.next()?, Tag::Set)?;
            attribute.end()?;
            let value = values.next()?;
            if !values.rest.is_empty() || attributes.iter().any(|(known, _)| *known == kind) {
                return Err(CmsError::AttributeDuplicate);
            }
            attributes.push((kind, value));
        }
        Ok(Self(attributes))
    }

    fn find(&self, kind: ObjectIdentifier) -> Option<AnyRef<'a>> {
        self.0.iter().find(|(known, _)| *known == kind).map(|(_, value)| *value)
    }

    pub(super) fn one(&self, kind: ObjectIdentifier, name: &'static str) -> Result<AnyRef<'a>, CmsError> {
        self.find(kind).ok_or(CmsError::AttributeMissing(name))
    }

    pub(super) fn signing_time(&self) -> Result<Option<UnixTime>, CmsError> {
        let Some(value) = self.find(oid::SIGNING_TIME) else { return Ok(None) };
        let duration = match value.header().tag() {
            Tag::UtcTime => value.decode_as::<UtcTime>().map(|time| time.to_unix_duration()),
            _ => value.decode_as::<GeneralizedTime>().map(|time| time.to_unix_duration()),
        };
        let seconds = duration.map_err(|_| CmsError::Der)?.as_secs();
        Ok(Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds))))
    }

    /// RFC 6211: the algorithms named inside are those named outside.
    pub(super) fn algorithm_protection(&self, signer: &SignerInfo) -> Result<(), CmsError> {
        let Some(value) = self.find(oid::ALGORITHM_PROTECTION) else { return Ok(()) };
        let mut fields = Fields::of(value, Tag::Sequence)?;
        let digest = Algorithm::read(fields.next()?)?;
        let signature = fields.context(1, true)?.ok_or(CmsError::Algorithm)?;
        let mut sequence = Vec::new();
        ber::push(&mut sequence, &[0x30], signature.value());
        if digest.oid == signer.digest.oid && sequence == signer.algorithm.der {
            Ok(())
        } else {
            Err(CmsError::Algorithm)
        }
    }

    /// RFC 5035: the first certificate hash is that of the signer's certificate.
    pub(super) fn signing_certificate(&self, signer: &Certificate) -> Result<(), CmsError> {
        let Some(value) = self.find(oid::SIGNING_CERTIFICATE_V2) else { return Ok(()) };
        let mut ids = Fields::of(Fields::of(value, Tag::Sequence)?.next()?, Tag::Sequence)?;
        let mut id = Fields::of(ids.next()?, Tag::Sequence)?;
        let mut first = id.next()?;
        let mut hash = HashAlgorithm::Sha256;
        if first.header().tag() == Tag::Sequence {
            hash = hash_of(Algorithm::read(first)?.oid)?;
            first = id.next()?;
        }
        let found = first.decode_as::<&OctetStringRef>().map_err(|_| CmsError::Der)?;
        if found.as_bytes() == hash.digest(signer.der()) { Ok(()) } else { Err(CmsError::SigningCertificate) }
    }
}
