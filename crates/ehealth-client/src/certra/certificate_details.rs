//! A certificate as the authority describes it, the same in both versions.

use core::fmt;

use ehealth_csr::xml::Element;
use ehealth_pki::SerialNumber;
use rustls_pki_types::UnixTime;

use crate::error::MalformedAnswer;
use crate::read::ElementExt;

/// The certificate itself, as the authority describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateDetails {
    serial: String,
    subject: String,
    issuer: String,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl CertificateDetails {
    /// The serial number as written.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// Whether the serial number written is `serial`: decimal, or hexadecimal where letters occur (ra.md 4.8;
    /// 15, 28).
    #[must_use]
    pub fn is_serial(&self, serial: &SerialNumber) -> bool {
        let written = self.serial.trim().trim_start_matches('0');
        if written.bytes().all(|byte| byte.is_ascii_digit()) {
            return serial.to_string().trim_start_matches('0') == written;
        }
        let hex: String = written.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
        let hex = hex.strip_prefix('x').unwrap_or(&hex).trim_start_matches('0');
        serial.to_hex().trim_start_matches('0').eq_ignore_ascii_case(hex)
    }

    /// The subject's name as text.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The issuer's name as text.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// First second of validity.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// Last second of validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// `cc:CertificateDetailsType`, and what version 1 has in its place: the names of serial number, subject and
    /// issuer differ.
    pub(crate) fn read(
        details: Element<'_>,
        namespace: &str,
        [serial, subject, issuer]: [&'static str; 3],
    ) -> Result<Self, MalformedAnswer> {
        Ok(Self {
            serial: details.one(namespace, serial)?.trimmed()?,
            subject: details.one(namespace, subject)?.trimmed()?,
            issuer: details.one(namespace, issuer)?.trimmed()?,
            not_before: details.need_date_time(namespace, "ValidNotBefore")?,
            not_after: details.need_date_time(namespace, "ValidNotAfter")?,
        })
    }
}

impl fmt::Debug for CertificateDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateDetails(serial {})", self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers() {
        let details = |serial: &str| CertificateDetails {
            serial: serial.to_owned(),
            subject: String::new(),
            issuer: String::new(),
            not_before: UnixTime::since_unix_epoch(core::time::Duration::ZERO),
            not_after: UnixTime::since_unix_epoch(core::time::Duration::ZERO),
        };
        let serial = SerialNumber::from_bytes(&[0x3E, 0x9E, 0x52, 0x23, 0x9B, 0xAB, 0x9C, 0x13]);
        for (text, same) in [
            ("4512134189560863763", true),
            (" 04512134189560863763", true),
            ("3E9E52239BAB9C13", true),
            ("3e9e52239bab9c13", true),
            ("0x3e9e52239bab9c13", true),
            ("3E:9E:52:23:9B:AB:9C:13", true),
            ("4512134189560863764", false),
            ("3E9E52239BAB9C", false),
            ("", false),
        ] {
            assert_eq!(details(text).is_serial(&serial), same, "{text}");
        }
    }
}
