//! The place-holder certificate of a key that has none yet (ra.md 8, domain.md 4.1).

use core::time::Duration;

use const_oid::db::rfc5280::ID_CE_KEY_USAGE;
use ehealth_pki::ToBeSigned;
use ehealth_pki::certificate::Certificate;
use rustls_pki_types::UnixTime;

use crate::asn1;
use crate::error::Error;
use crate::password::Password;
use crate::pfx::Profile;
use crate::pfx::write::{CertificateEntry, Plan, encode};
use crate::secret::Secret;

/// `C=Dummy`: a country of five letters, which every reader tolerates because the official program writes it.
/// `SEQUENCE { SET { SEQUENCE { 2.5.4.6, PrintableString "Dummy" } } }`
const NAME: &[u8] = b"\x30\x10\x31\x0E\x30\x0C\x06\x03\x55\x04\x06\x13\x05Dummy";

/// keyEncipherment and dataEncipherment: `BIT STRING '0011'B`.
const KEY_USAGE: [u8; 4] = [0x03, 0x02, 0x04, 0x30];

/// `critical TRUE`.
const CRITICAL: [u8; 3] = [0x01, 0x01, 0xFF];

const DAY: u64 = 24 * 60 * 60;
const MINUTE: u64 = 60;

/// Self-signed, version 3, serial number 0, valid for one minute a day before `now` (seconds since 1970).
pub(crate) fn certificate(secret: &Secret, now: u64) -> Result<Vec<u8>, Error> {
    let scheme = secret.scheme();
    let algorithm = scheme.algorithm_identifier();
    let not_before = now.saturating_sub(DAY);
    let time = |seconds| asn1::time(seconds).ok_or(Error::VerifyFailed(None));
    let validity = asn1::sequence(&[&time(not_before)?, &time(not_before.saturating_add(MINUTE))?]);
    let usage = asn1::sequence(&[&asn1::oid(ID_CE_KEY_USAGE), &CRITICAL, &asn1::octet_string(&KEY_USAGE)]);
    let tbs = asn1::sequence(&[
        &asn1::explicit(0, &asn1::integer(2)),
        &asn1::integer(0),
        algorithm,
        NAME,
        &validity,
        NAME,
        secret.spki(),
        &asn1::explicit(3, &asn1::sequence(&[&usage])),
    ]);
    let signature = secret.sign(&ToBeSigned::new(scheme, tbs.clone())).map_err(Error::Key)?;
    let signature = scheme.to_x509(&signature).map_err(|error| Error::Key(error.into()))?;
    Ok(asn1::sequence(&[&tbs, algorithm, &asn1::bit_string(&signature)]))
}

/// A whole keystore with one key under its place-holder.
pub(crate) fn keystore(
    secret: &Secret,
    alias: &str,
    now: u64,
    password: &Password,
    profile: Profile,
) -> Result<Vec<u8>, Error> {
    let certificate = certificate(secret, now)?;
    let plan = Plan {
        keys: vec![(alias, secret)],
        certificates: vec![CertificateEntry::of_key(&certificate, alias, secret.key_identifier())],
        min_len: 0,
    };
    encode(&plan, password, profile)
}

/// Whether a certificate under `authentication` only holds the place: the one that the official program and
/// this crate write, by its name and serial number; or any other that nobody but the key itself has issued
/// and that has expired.
pub(crate) fn is_place_holder(certificate: &Certificate, now: UnixTime) -> bool {
    let ours =
        certificate.subject().der() == NAME && certificate.serial().as_bytes().iter().all(|byte| *byte == 0);
    let self_issued = certificate.subject().der() == certificate.issuer().der();
    self_issued && (ours || now.since(certificate.not_after()).is_some())
}

trait Since {
    fn since(&self, earlier: Self) -> Option<Duration>;
}

impl Since for UnixTime {
    fn since(&self, earlier: Self) -> Option<Duration> {
        self.as_secs().checked_sub(earlier.as_secs()).filter(|gone| *gone > 0).map(Duration::from_secs)
    }
}
