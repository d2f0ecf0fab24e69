//! Writing X.509 certificates (RFC 5280), by the sandbox's own hand.

use ehealth_pki::{BoxError, KeyIdentifier};
use rustls_pki_types::UnixTime;

use crate::asn1;
use crate::key::Key;

/// One extension, ready to be put into a certificate.
pub(crate) struct Extension {
    oid: &'static str,
    critical: bool,
    value: Vec<u8>,
}

impl Extension {
    pub(crate) const fn new(oid: &'static str, critical: bool, value: Vec<u8>) -> Self {
        Self { oid, critical, value }
    }

    pub(crate) fn subject_key_identifier(key: KeyIdentifier) -> Self {
        Self::new("2.5.29.14", false, asn1::octets(key.as_bytes()))
    }

    pub(crate) fn authority_key_identifier(key: KeyIdentifier) -> Self {
        Self::new("2.5.29.35", false, asn1::sequence(&[&asn1::tlv(0x80, key.as_bytes())]))
    }

    pub(crate) fn end_entity() -> Self {
        Self::new("2.5.29.19", true, asn1::sequence(&[]))
    }

    pub(crate) fn ca(path_len: Option<u8>) -> Self {
        let path_len = path_len.map(|len| asn1::unsigned(&[len])).unwrap_or_default();
        Self::new("2.5.29.19", true, asn1::sequence(&[&asn1::boolean(true), &path_len]))
    }

    /// keyUsage from the numbers of its bits (RFC 5280 section 4.2.1.3: 0 digitalSignature … 6 cRLSign).
    pub(crate) fn key_usage(bits: &[u8]) -> Self {
        let byte = bits.iter().fold(0u8, |byte, bit| byte | 0x80u8.checked_shr(u32::from(*bit)).unwrap_or(0));
        let unused = u8::try_from(byte.trailing_zeros()).unwrap_or(0);
        Self::new("2.5.29.15", true, asn1::named_bits(unused, &[byte]))
    }

    pub(crate) fn extended_key_usage(purposes: &[&str]) -> Self {
        let purposes: Vec<u8> = purposes.iter().flat_map(|purpose| asn1::oid(purpose)).collect();
        Self::new("2.5.29.37", false, asn1::tlv(0x30, &purposes))
    }

    pub(crate) fn any_policy() -> Self {
        let policy = asn1::sequence(&[&asn1::oid("2.5.29.32.0")]);
        Self::new("2.5.29.32", false, asn1::sequence(&[&policy]))
    }

    /// Authority information access: OCSP, and where the issuer's certificate lies.
    pub(crate) fn authority_information(ocsp: &str, issuer: Option<&str>) -> Self {
        let access =
            |method, url: &str| asn1::sequence(&[&asn1::oid(method), &asn1::tlv(0x86, url.as_bytes())]);
        let issuer = issuer.map(|url| access("1.3.6.1.5.5.7.48.2", url)).unwrap_or_default();
        let value = asn1::sequence(&[&issuer, &access("1.3.6.1.5.5.7.48.1", ocsp)]);
        Self::new("1.3.6.1.5.5.7.1.1", false, value)
    }

    pub(crate) fn crl_distribution_point(url: &str) -> Self {
        let name =
            asn1::tlv(asn1::context(0), &asn1::tlv(asn1::context(0), &asn1::tlv(0x86, url.as_bytes())));
        Self::new("2.5.29.31", false, asn1::sequence(&[&asn1::sequence(&[&name])]))
    }

    /// subjectAltName of host names and addresses.
    pub(crate) fn hosts(names: &[&str], addresses: &[std::net::IpAddr]) -> Self {
        let names = names.iter().map(|name| asn1::tlv(0x82, name.as_bytes()));
        let addresses = addresses.iter().map(|address| match address {
            std::net::IpAddr::V4(address) => asn1::tlv(0x87, &address.octets()),
            std::net::IpAddr::V6(address) => asn1::tlv(0x87, &address.octets()),
        });
        let value: Vec<u8> = names.chain(addresses).flatten().collect();
        Self::new("2.5.29.17", false, asn1::tlv(0x30, &value))
    }

    fn to_der(&self) -> Vec<u8> {
        let critical = if self.critical { asn1::boolean(true) } else { Vec::new() };
        asn1::sequence(&[&asn1::oid(self.oid), &critical, &asn1::octets(&self.value)])
    }
}

/// A certificate that is complete but for its signature.
pub(crate) struct Draft<'a> {
    pub(crate) serial: &'a [u8],
    /// DER of the name.
    pub(crate) issuer: &'a [u8],
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    /// DER of the name.
    pub(crate) subject: &'a [u8],
    pub(crate) spki: &'a [u8],
    pub(crate) extensions: Vec<Extension>,
}

impl Draft<'_> {
    /// The certificate in DER, signed by `key`.
    pub(crate) fn sign(&self, key: &Key) -> Result<Vec<u8>, BoxError> {
        let algorithm = algorithm_identifier(key);
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::to_der).collect();
        let tbs = asn1::sequence(&[
            &asn1::tlv(asn1::context(0), &asn1::unsigned(&[2])),
            &asn1::unsigned(self.serial),
            &algorithm,
            self.issuer,
            &asn1::sequence(&[&asn1::instant(self.not_before), &asn1::instant(self.not_after)]),
            self.subject,
            self.spki,
            &asn1::tlv(asn1::context(3), &asn1::tlv(0x30, &extensions)),
        ]);
        let signature = key.sign(&tbs)?;
        Ok(asn1::sequence(&[&tbs, &algorithm, &asn1::bits(&signature)]))
    }
}

/// The `AlgorithmIdentifier` of a signature by `key`: NULL with RSA (RFC 4055), nothing with ECDSA (RFC 5758).
pub(crate) fn algorithm_identifier(key: &Key) -> Vec<u8> {
    let parameters = if matches!(key, Key::Rsa(_)) { asn1::null() } else { Vec::new() };
    asn1::sequence(&[&asn1::oid(key.scheme().oid()), &parameters])
}

/// An attribute of a name.
#[derive(Clone, Copy)]
pub(crate) struct Attribute<'a>(pub(crate) &'static str, pub(crate) &'a str);

pub(crate) const COUNTRY: &str = "2.5.4.6";
pub(crate) const ORGANISATION: &str = "2.5.4.10";
pub(crate) const UNIT: &str = "2.5.4.11";
pub(crate) const COMMON_NAME: &str = "2.5.4.3";
pub(crate) const SERIAL_NUMBER: &str = "2.5.4.5";

/// A name, one attribute in each RDN, in the order given: C and serialNumber as PrintableString (their
/// only type), everything else as UTF8String (trust-anchors.md, profile).
pub(crate) fn name(attributes: &[Attribute<'_>]) -> Vec<u8> {
    let rdns: Vec<u8> = attributes
        .iter()
        .flat_map(|Attribute(oid, value)| {
            let value = match *oid {
                COUNTRY | SERIAL_NUMBER => asn1::printable(value),
                _ => asn1::utf8(value),
            };
            asn1::set(&[&asn1::sequence(&[&asn1::oid(oid), &value])])
        })
        .collect();
    asn1::tlv(0x30, &rdns)
}
