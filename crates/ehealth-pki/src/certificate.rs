//! One X.509 certificate, read (RFC 5280).

use core::fmt;
use core::time::Duration;

use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Decode, Encode, Sequence};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use spki::AlgorithmIdentifierRef;
use x509_cert::time::Time;

use crate::extensions::{self, Extensions};
use crate::key_id::KeyIdentifier;
use crate::name::Name;
use crate::scheme::{SchemeError, SignatureScheme};

pub use crate::extensions::KeyUsage;

/// Bytes of the largest certificate that is read; real ones have under 3000.
pub const MAX_CERTIFICATE_LEN: usize = 64 * 1024;

/// Bytes that are no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// More than [`MAX_CERTIFICATE_LEN`] bytes.
    #[error("too large for a certificate")]
    TooLarge,
    /// Not one X.509 certificate in DER, or bytes follow it.
    #[error("not a certificate in DER")]
    Der,
    /// A name in it does not parse.
    #[error("a name in the certificate does not parse")]
    Name,
    /// An extension that matters here does not parse, or stands twice.
    #[error("an extension of the certificate does not parse or is repeated")]
    Extension,
    /// A time before 1970.
    #[error("the validity of the certificate does not parse")]
    Validity,
    /// The public key is not a bit string of whole bytes.
    #[error("the public key of the certificate does not parse")]
    Key,
    /// The signature algorithm inside differs from the one outside (RFC 5280 section 4.1.1.2).
    #[error("the certificate names two different signature algorithms")]
    AlgorithmMismatch,
}

/// A serial number: any length, unsigned.
///
/// [`Display`](fmt::Display) is decimal, as aliases of keystores and the authority write it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    /// From an unsigned big-endian number; leading zeros are dropped, and nothing is zero.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Self(bytes.get(zeros..).unwrap_or_default().to_vec())
    }

    /// The number, big-endian, without leading zeros: empty for zero.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Upper-case hexadecimal, two digits a byte, `00` for zero.
    #[must_use]
    pub fn to_hex(&self) -> String {
        if self.0.is_empty() {
            return "00".to_owned();
        }
        self.0.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Base 10^9, least significant first; a serial number has some 20 bytes.
        const BASE: u64 = 1_000_000_000;
        let mut digits: Vec<u64> = vec![0];
        for &byte in &self.0 {
            let mut carry = u64::from(byte);
            for digit in &mut digits {
                // digit < 10^9 and carry < 2^38: the sum stays far below 2^64
                let value = digit.saturating_mul(256).saturating_add(carry);
                *digit = value % BASE;
                carry = value / BASE;
            }
            if carry > 0 {
                digits.push(carry);
            }
        }
        let mut groups = digits.iter().rev();
        if let Some(first) = groups.next() {
            write!(f, "{first}")?;
        }
        groups.try_for_each(|group| write!(f, "{group:09}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

/// One certificate, read and owned.
///
/// Tolerant where practice is: any string type in names, any country (the place-holder of a new key says
/// `Dummy`), serial number 0, version 1. Nothing is verified by reading; see [`crate::chain`].
#[derive(Clone)]
pub struct Certificate {
    der: CertificateDer<'static>,
    tbs: Vec<u8>,
    signature: Vec<u8>,
    scheme: Result<SignatureScheme, SchemeError>,
    subject: Name,
    issuer: Name,
    serial: SerialNumber,
    not_before: UnixTime,
    not_after: UnixTime,
    spki: SubjectPublicKeyInfoDer<'static>,
    key_identifier: KeyIdentifier,
    extensions: Extensions,
}

#[derive(Sequence)]
struct Outer<'a> {
    tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

#[derive(Sequence)]
struct Tbs<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    serial: UintRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: AnyRef<'a>,
    validity: Validity,
    subject: AnyRef<'a>,
    spki: AnyRef<'a>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    issuer_unique_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    subject_unique_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<AnyRef<'a>>>,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

impl Certificate {
    /// Reads exactly one certificate.
    ///
    /// # Errors
    /// [`CertificateError`]; bytes after the certificate are an error too.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_LEN {
            return Err(CertificateError::TooLarge);
        }
        let outer = Outer::from_der(der).map_err(|_| CertificateError::Der)?;
        let tbs = outer.tbs.to_der().map_err(|_| CertificateError::Der)?;
        let parsed = Tbs::from_der(&tbs).map_err(|_| CertificateError::Der)?;
        if parsed.version.is_some_and(|version| version > 2) {
            return Err(CertificateError::Der);
        }
        if parsed.algorithm != outer.algorithm {
            return Err(CertificateError::AlgorithmMismatch);
        }
        let spki = parsed.spki.to_der().map_err(|_| CertificateError::Der)?;
        Ok(Self {
            signature: outer.signature.as_bytes().ok_or(CertificateError::Der)?.to_vec(),
            scheme: SignatureScheme::of_algorithm(&outer.algorithm),
            subject: name(parsed.subject)?,
            issuer: name(parsed.issuer)?,
            serial: SerialNumber::from_bytes(parsed.serial.as_bytes()),
            not_before: unix_time(parsed.validity.not_before),
            not_after: unix_time(parsed.validity.not_after),
            key_identifier: KeyIdentifier::of_spki(&spki).map_err(|_| CertificateError::Key)?,
            extensions: extensions::read(parsed.extensions.as_deref().unwrap_or_default())
                .ok_or(CertificateError::Extension)?,
            spki: SubjectPublicKeyInfoDer::from(spki),
            der: CertificateDer::from(der.to_vec()),
            tbs,
        })
    }

    /// The certificate itself.
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// Whose certificate it is.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who issued it, by his own word.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The serial number, unique for one issuer only.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// The first second in which it is valid.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second in which it is valid.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// The subject's public key.
    #[must_use]
    pub const fn spki(&self) -> &SubjectPublicKeyInfoDer<'static> {
        &self.spki
    }

    /// The identifier of the key, computed from the key itself, not read from an extension.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.key_identifier
    }

    /// What the certificate says its key identifier is.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.subject_key_identifier.as_deref()
    }

    /// The key usages, `None` when the extension is absent and so any use is allowed.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// Whether it says of itself that it is a CA's.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// How many CA certificates may follow below it, when limited.
    #[must_use]
    pub fn path_len(&self) -> Option<u8> {
        self.extensions.basic_constraints.and_then(|constraints| constraints.path_len)
    }

    /// The object identifiers, dotted, of the extended key usages; empty when the extension is absent.
    #[must_use]
    pub fn extended_key_usages(&self) -> &[String] {
        &self.extensions.extended_key_usages
    }

    /// Where to ask by OCSP whether it was taken back, as the certificate says.
    #[must_use]
    pub fn ocsp_urls(&self) -> &[String] {
        &self.extensions.ocsp_urls
    }

    /// Where revocation lists are, as the certificate says.
    #[must_use]
    pub fn crl_urls(&self) -> &[String] {
        &self.extensions.crl_urls
    }

    /// Whether nobody need ask if this responder's certificate was taken back (RFC 6960 section
    /// 4.2.2.2.1).
    #[must_use]
    pub const fn ocsp_no_check(&self) -> bool {
        self.extensions.ocsp_no_check
    }

    /// The object identifier, dotted, of a critical extension that nobody here understands.
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<&str> {
        self.extensions.unknown_critical.as_deref()
    }

    /// How the *issuer* signed it. Says nothing about the subject's key.
    ///
    /// # Errors
    /// [`SchemeError::UnsupportedAlgorithm`].
    pub const fn scheme(&self) -> Result<SignatureScheme, SchemeError> {
        self.scheme
    }

    /// Whether subject and issuer are the same name; the signature is not looked at.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.matches(&self.issuer)
    }

    /// Verifies the signature with the key of an issuer. Nothing else is checked.
    ///
    /// # Errors
    /// [`SchemeError`], also for an algorithm or a key that is not supported.
    pub fn verify_signature(&self, issuer_spki: &[u8]) -> Result<(), SchemeError> {
        self.scheme?.verify_der(issuer_spki, &self.tbs, &self.signature)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

/// The subject may be a person: only the serial number is shown.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {} bytes)", self.serial, self.der.len())
    }
}

fn name(value: AnyRef<'_>) -> Result<Name, CertificateError> {
    let der = value.to_der().map_err(|_| CertificateError::Name)?;
    Name::from_der(&der).map_err(|_| CertificateError::Name)
}

fn unix_time(time: Time) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(time.to_unix_duration().as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers() {
        for (bytes, decimal, hex) in [
            (&[][..], "0", "00"),
            (&[0, 0], "0", "00"),
            (&[0, 1], "1", "01"),
            (&[0xFF; 8], "18446744073709551615", "FFFFFFFFFFFFFFFF"),
            (&[0xFF; 16], "340282366920938463463374607431768211455", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
            (&[0x3B, 0x9A, 0xCA, 0x00], "1000000000", "3B9ACA00"),
        ] {
            let serial = SerialNumber::from_bytes(bytes);
            assert_eq!((serial.to_string().as_str(), serial.to_hex().as_str()), (decimal, hex));
        }
    }
}
