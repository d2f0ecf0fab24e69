//! The certificate that the client makes for its own encryption key (ra.md 5.5).

use core::time::Duration;

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, OctetStringRef, UintRef, UtcTime};
use der::oid::ObjectIdentifier;
use der::{Choice, Decode, Encode, Sequence};
use ehealth_pki::{BoxError, Certificate, Prepared, SerialNumber, ToBeSigned};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use spki::SubjectPublicKeyInfoRef;

use crate::assumed::ENCRYPTION_CERTIFICATE_SCHEME;
use crate::error::Error;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");

/// `keyEncipherment` and `dataEncipherment`, as a DER bit string.
const ENCIPHERMENT: &[u8] = &[0x03, 0x02, 0x04, 0x30];

/// Bits of an encryption key's modulus: the authority takes no other (ra.md 5.1).
const MODULUS_BITS: usize = 2048;

/// The certificate of an encryption key: issued by the owner's own authentication key, under his name, with
/// the serial number of the challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptionCertificate {
    der: CertificateDer<'static>,
}

impl EncryptionCertificate {
    /// Everything but the signature, which the authentication key makes with SHA-256 and RSA: *its* algorithm,
    /// not the one its certificate is signed with, which is the CA's.
    ///
    /// Subject and issuer are the authentication certificate's subject byte for byte, the validity is its
    /// own.
    ///
    /// # Errors
    /// [`Error::Request`] when the encryption key is not RSA with 2048 bits, is the authentication key itself,
    /// or the authentication key is not RSA.
    pub fn prepare(
        authentication: &Certificate,
        encryption_spki: &SubjectPublicKeyInfoDer<'_>,
        serial: &SerialNumber,
    ) -> Result<Prepared<Self>, Error> {
        let authentication_spki = authentication.spki();
        let not_rsa = |which: &str| Error::request(format!("the {which} key is not RSA"));
        if rsa_modulus_bits(authentication_spki).is_none() {
            return Err(not_rsa("authentication"));
        }
        match rsa_modulus_bits(encryption_spki) {
            None => return Err(not_rsa("encryption")),
            Some(MODULUS_BITS) => {}
            Some(bits) => return Err(Error::request(format!("the encryption key has {bits} bits"))),
        }
        if authentication_spki.as_ref() == encryption_spki.as_ref() {
            return Err(Error::request("encryption and authentication key are the same"));
        }
        let tbs = tbs(authentication, encryption_spki, serial).map_err(Error::request)?;
        let to_be_signed = ToBeSigned::new(ENCRYPTION_CERTIFICATE_SCHEME, tbs.clone());
        Ok(Prepared::new(to_be_signed, authentication_spki.clone(), move |signature| Self {
            der: assemble(&tbs, signature),
        }))
    }

    /// The certificate.
    #[must_use]
    pub const fn to_der(&self) -> &CertificateDer<'static> {
        &self.der
    }
}

/// `TBSCertificate` of RFC 5280 section 4.1, with the parts that occur here.
#[derive(Sequence)]
struct Tbs<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: UintRef<'a>,
    signature: AnyRef<'a>,
    issuer: AnyRef<'a>,
    validity: Validity,
    subject: AnyRef<'a>,
    spki: AnyRef<'a>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension<'a>>,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

#[derive(Sequence)]
struct Extension<'a> {
    id: ObjectIdentifier,
    critical: bool,
    value: &'a OctetStringRef,
}

/// RFC 5280 section 4.1.2.5: `UTCTime` to 2049, `GeneralizedTime` from then on.
#[derive(Clone, Copy, Choice)]
enum Time {
    #[asn1(type = "UTCTime")]
    Utc(UtcTime),
    #[asn1(type = "GeneralizedTime")]
    General(GeneralizedTime),
}

impl Time {
    fn of(instant: UnixTime) -> der::Result<Self> {
        let duration = Duration::from_secs(instant.as_secs());
        match UtcTime::from_unix_duration(duration) {
            Ok(time) => Ok(Self::Utc(time)),
            Err(_) => GeneralizedTime::from_unix_duration(duration).map(Self::General),
        }
    }
}

#[derive(Sequence)]
struct Signed<'a> {
    tbs: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

fn tbs(
    authentication: &Certificate,
    encryption_spki: &SubjectPublicKeyInfoDer<'_>,
    serial: &SerialNumber,
) -> Result<Vec<u8>, BoxError> {
    let name = AnyRef::from_der(authentication.subject().der())?;
    let tbs = Tbs {
        version: 2,
        serial: UintRef::new(serial.as_bytes())?,
        signature: AnyRef::from_der(ENCRYPTION_CERTIFICATE_SCHEME.algorithm_identifier())?,
        issuer: name,
        validity: Validity {
            not_before: Time::of(authentication.not_before())?,
            not_after: Time::of(authentication.not_after())?,
        },
        subject: name,
        spki: AnyRef::from_der(encryption_spki)?,
        extensions: vec![Extension {
            id: KEY_USAGE,
            critical: true,
            value: OctetStringRef::new(ENCIPHERMENT)?,
        }],
    };
    Ok(tbs.to_der()?)
}

fn assemble(tbs: &[u8], signature: &[u8]) -> CertificateDer<'static> {
    let encode = || {
        let signed = Signed {
            tbs: AnyRef::from_der(tbs)?,
            algorithm: AnyRef::from_der(ENCRYPTION_CERTIFICATE_SCHEME.algorithm_identifier())?,
            signature: BitStringRef::from_bytes(signature)?,
        };
        signed.to_der()
    };
    // cannot fail: `tbs` is DER that was just made, and both parts are far below DER's lengths
    CertificateDer::from(encode().unwrap_or_default())
}

/// Bits of the modulus, `None` when the key is not RSA.
fn rsa_modulus_bits(spki: &[u8]) -> Option<usize> {
    #[derive(Sequence)]
    struct RsaPublicKey<'a> {
        modulus: UintRef<'a>,
        exponent: UintRef<'a>,
    }
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm.oid != RSA_ENCRYPTION {
        return None;
    }
    let key = RsaPublicKey::from_der(info.subject_public_key.as_bytes()?).ok()?;
    let modulus = key.modulus.as_bytes();
    let first = modulus.first()?;
    modulus.len().checked_mul(8)?.checked_sub(usize::try_from(first.leading_zeros()).ok()?)
}
