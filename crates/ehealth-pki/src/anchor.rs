//! Trust anchors: a name and a public key (RFC 5280 section 6.1.1), built in by environment.
//!
//! Keys and hashes are those of trust-anchors.md. Anchors are pinned by their key, never by a certificate:
//! several roots exist as two certificates over one key.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use rustls_pki_types::{SubjectPublicKeyInfoDer, UnixTime};
use sha2::{Digest, Sha256};

use crate::certificate::Certificate;
use crate::name::{Name, oid};

/// Which of the worlds a program works in. They never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// The real authority and real cards.
    Production,
    /// The authority's test platform, for integrators.
    Acceptance,
    /// An authority of one's own on this machine.
    Sandbox,
}

/// A word that names no environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an environment: production, acceptance or sandbox")]
pub struct EnvironmentError;

impl Environment {
    /// `production`, `acceptance` or `sandbox`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Acceptance => "acceptance",
            Self::Sandbox => "sandbox",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Production, Self::Acceptance, Self::Sandbox]
            .into_iter()
            .find(|environment| environment.as_str() == text)
            .ok_or(EnvironmentError)
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Pin {
    Key(SubjectPublicKeyInfoDer<'static>),
    /// Verifies only together with a delivered certificate that holds the key.
    Hash([u8; 32]),
}

/// A name and the key that is trusted under it.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustAnchor {
    name: Name,
    pin: Pin,
    not_after: Option<UnixTime>,
}

impl TrustAnchor {
    /// The subject and key of a certificate that its holder trusts; its signature is not looked at.
    #[must_use]
    pub fn from_certificate(certificate: &Certificate) -> Self {
        Self {
            name: certificate.subject().clone(),
            pin: Pin::Key(certificate.spki().clone()),
            not_after: Some(certificate.not_after()),
        }
    }

    /// A key under a name, without an end.
    #[must_use]
    pub const fn new(name: Name, spki: SubjectPublicKeyInfoDer<'static>) -> Self {
        Self { name, pin: Pin::Key(spki), not_after: None }
    }

    /// Only the SHA-256 of the key is known: the root's certificate has to be delivered, as every eID does.
    #[must_use]
    pub const fn pinned(name: Name, spki_sha256: [u8; 32]) -> Self {
        Self { name, pin: Pin::Hash(spki_sha256), not_after: None }
    }

    /// The last second of the root's certificate: later, it is reported as
    /// [`RootExpired`](crate::chain::ChainDefect::RootExpired).
    #[must_use]
    pub fn with_not_after(self, not_after: UnixTime) -> Self {
        Self { not_after: Some(not_after), ..self }
    }

    /// The subject of the root.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The key, unless only its hash is known.
    #[must_use]
    pub const fn spki(&self) -> Option<&SubjectPublicKeyInfoDer<'static>> {
        match &self.pin {
            Pin::Key(spki) => Some(spki),
            Pin::Hash(_) => None,
        }
    }

    /// SHA-256 of the `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn spki_sha256(&self) -> [u8; 32] {
        match &self.pin {
            Pin::Key(spki) => Sha256::digest(spki.as_ref()).into(),
            Pin::Hash(hash) => *hash,
        }
    }

    /// The last second of the root's certificate, where known.
    #[must_use]
    pub const fn not_after(&self) -> Option<UnixTime> {
        self.not_after
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustAnchor({})", self.name.rfc2253())
    }
}

/// Seconds since 1970 of the last second of a day; the time of day of most roots is not in
/// trust-anchors.md.
const fn end_of(day: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(day.saturating_add(86_399)))
}

fn built_in(attributes: &[(&str, &str)], spki: &'static [u8], midnight: u64) -> Option<TrustAnchor> {
    let name = Name::from_attributes(attributes.iter().copied()).ok()?;
    Some(TrustAnchor::new(name, SubjectPublicKeyInfoDer::from(spki)).with_not_after(end_of(midnight)))
}

fn belgium_root(common_name: &str, spki: &'static [u8], midnight: u64) -> Option<TrustAnchor> {
    built_in(&[(oid::COUNTRY, "BE"), (oid::COMMON_NAME, common_name)], spki, midnight)
}

fn zetes_root(common_name: &str, spki: &'static [u8], midnight: u64) -> Option<TrustAnchor> {
    let name = [
        (oid::COUNTRY, "BE"),
        (oid::ORGANIZATION, "ZETES SA"),
        (oid::SERIAL_NUMBER, "001"),
        (oid::COMMON_NAME, common_name),
    ];
    built_in(&name, spki, midnight)
}

/// The roots above the certificates of eIDs. In production those of real cards; in acceptance test cards'
/// too; in the sandbox none, because its roots are its own.
#[must_use]
pub fn citizen(environment: Environment) -> Vec<TrustAnchor> {
    if environment == Environment::Sandbox {
        return Vec::new();
    }
    let ca6 = [
        (oid::COUNTRY, "BE"),
        (oid::LOCALITY, "Brussels"),
        (oid::ORGANIZATION, "Kingdom of Belgium - Federal Government"),
        (oid::ORGANIZATIONAL_UNIT, "FPS Home Affairs - BIK-GCI (NTRBE-0362475538)"),
        (oid::ORGANIZATIONAL_UNIT, "FPS Policy and Support - BOSA (NTRBE-0671516647)"),
        (oid::COMMON_NAME, "Belgium Root CA6"),
    ];
    let real = [
        // 2014-01-26, 2021-12-15, 2028-01-28, 2032-10-22 (the longer of its two certificates), 2040-06-03
        belgium_root("Belgium Root CA", include_bytes!("anchors/belgium-root.spki.der"), 1_390_694_400),
        belgium_root("Belgium Root CA2", include_bytes!("anchors/belgium-root-2.spki.der"), 1_639_526_400),
        belgium_root("Belgium Root CA3", include_bytes!("anchors/belgium-root-3.spki.der"), 1_832_630_400),
        belgium_root("Belgium Root CA4", include_bytes!("anchors/belgium-root-4.spki.der"), 1_982_016_000),
        built_in(&ca6, include_bytes!("anchors/belgium-root-6.spki.der"), 2_222_294_400),
    ];
    let test = (environment == Environment::Acceptance).then(test_cards);
    real.into_iter().flatten().chain(test.into_iter().flatten()).collect()
}

/// Roots of test cards, of which the hash of the key is known only.
fn test_cards() -> Vec<TrustAnchor> {
    // 2021-12-15, 2028-01-28
    [("Belgium Root CT2", CT2, 1_639_526_400), ("Belgium Root CT4", CT4, 1_832_630_400)]
        .into_iter()
        .filter_map(|(common_name, hash, midnight)| {
            let name = [(oid::COUNTRY, "BE"), (oid::COMMON_NAME, common_name)];
            let name = Name::from_attributes(name).ok()?;
            Some(TrustAnchor::pinned(name, hash).with_not_after(end_of(midnight)))
        })
        .collect()
}

const CT2: [u8; 32] = [
    0x07, 0x6d, 0xca, 0x27, 0xe7, 0xf5, 0xd9, 0x24, 0x12, 0xca, 0xa6, 0x05, 0x2d, 0x79, 0x26, 0x15, 0x65,
    0x7d, 0xe7, 0x06, 0x19, 0x98, 0xf0, 0x14, 0x66, 0x23, 0xb9, 0xb1, 0xbd, 0x78, 0xa4, 0x5a,
];
const CT4: [u8; 32] = [
    0xfd, 0xb2, 0xb2, 0xb0, 0x81, 0xa4, 0xd3, 0x42, 0x13, 0x3c, 0x71, 0x98, 0x7c, 0x25, 0x39, 0x8f, 0x20,
    0x6b, 0xb0, 0x8f, 0xbb, 0xa7, 0x6b, 0xca, 0x79, 0xfa, 0xbc, 0x93, 0x37, 0x69, 0xd0, 0xd5,
];

/// The roots above the authority's certificates; in the sandbox none, because its root is its own.
#[must_use]
pub fn issuing(environment: Environment) -> Vec<TrustAnchor> {
    let root = match environment {
        // 2044-02-08
        Environment::Production => zetes_root(
            "ZetesConfidens Private Trust PKI - root CA 001",
            include_bytes!("anchors/ehealth-root.spki.der"),
            2_338_502_400,
        ),
        // 2044-01-22
        Environment::Acceptance => zetes_root(
            "TEST-ZetesConfidens-eHealth acceptance test-root CA 001",
            include_bytes!("anchors/ehealth-acceptance-root.spki.der"),
            2_337_033_600,
        ),
        Environment::Sandbox => None,
    };
    root.into_iter().collect()
}

/// Whether the name of an authority says that it is no real one: the word `TEST` or `SANDBOX`, or a root of
/// test cards (`Belgium Root CT…`). Meant for authorities; a person may well be called Test.
#[must_use]
pub fn is_test_name(name: &Name) -> bool {
    let says_so = |value: &str| {
        value
            .split(|char: char| !char.is_alphanumeric())
            .any(|word| word.eq_ignore_ascii_case("test") || word.eq_ignore_ascii_case("sandbox"))
            || value.to_ascii_uppercase().starts_with("BELGIUM ROOT CT")
    };
    name.values(oid::COMMON_NAME).chain(name.values(oid::ORGANIZATION)).any(says_so)
}

/// What an anchor is to be trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Certificates of eIDs.
    Citizen,
    /// Certificates that the authority issues.
    Issuing,
}

/// An anchor that belongs to another world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is a test authority and is not trusted in {environment}")]
#[non_exhaustive]
pub struct TestAnchor {
    /// The anchor's name, RFC 2253.
    pub name: String,
    /// Where it was to be trusted.
    pub environment: Environment,
}

/// Refuses a test authority that somebody wants to add where real people are: in production any; in
/// acceptance the citizen roots of virtual cards, whose keys anybody can derive, and a sandbox's root, but
/// not the roots that acceptance has [of its own](citizen).
///
/// # Errors
/// [`TestAnchor`].
pub fn refuse_in_production(
    anchor: &TrustAnchor,
    purpose: Purpose,
    environment: Environment,
) -> Result<(), TestAnchor> {
    let own = match purpose {
        Purpose::Citizen => citizen(environment),
        Purpose::Issuing => issuing(environment),
    };
    let known = own.iter().any(|own| own.spki_sha256() == anchor.spki_sha256());
    let sandbox = anchor.name.attributes().iter().any(|a| a.value().to_ascii_uppercase().contains("SANDBOX"));
    let refused = match (environment, purpose) {
        (Environment::Sandbox, _) => false,
        (Environment::Acceptance, Purpose::Issuing) => sandbox,
        (Environment::Production, _) | (Environment::Acceptance, Purpose::Citizen) => {
            is_test_name(&anchor.name)
        }
    };
    if refused && !known {
        return Err(TestAnchor { name: anchor.name.rfc2253(), environment });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// The SHA-256 of trust-anchors.md, and the end of validity as a date.
    #[test]
    fn built_in_keys() {
        let all: Vec<_> = citizen(Environment::Acceptance)
            .into_iter()
            .chain(issuing(Environment::Production))
            .chain(issuing(Environment::Acceptance))
            .map(|anchor| (anchor.spki_sha256(), anchor.not_after().unwrap().as_secs() + 1))
            .collect();
        let expected = [
            (hex!("98ca29f313386721afbf5d14f1abcaa1dc63cc8d1fd7dc361f6b01368938f24b"), "2014-01-27"),
            (hex!("f8e5f905bc939911267b83d50814a90323b51e183629db52d4fc2d5468a5a578"), "2021-12-16"),
            (hex!("c7bc5e493726bbf531f62fc5f5513ac03ead813af4dcd445b3305ba3d3d53374"), "2028-01-29"),
            (hex!("b1538a9071705a92d938e506b738da0cafd1ae66aec2eeddc75479d433bd8776"), "2032-10-23"),
            (hex!("894ad2232fe69bb09e8370ef387ec1c66ab6a4ce53c811fd3c8ced5b5158d8c1"), "2040-06-04"),
            (hex!("076dca27e7f5d92412caa6052d792615657de7061998f0146623b9b1bd78a45a"), "2021-12-16"),
            (hex!("fdb2b2b081a4d342133c71987c25398f206bb08fbba76bca79fabc933769d0d5"), "2028-01-29"),
            (hex!("f8eccb1f819143184074907388733a5e3c171aced30cfe6915799d7c3c4e7ee8"), "2044-02-09"),
            (hex!("d993ba713f6fcb8c32803ab7533b029f514e1fb30132d1634f21107aecc67801"), "2044-01-23"),
        ];
        let expected = expected.map(|(hash, day)| {
            let day: Vec<u16> = day.split('-').map(|part| part.parse().unwrap()).collect();
            let midnight = der::DateTime::new(day[0], day[1] as u8, day[2] as u8, 0, 0, 0).unwrap();
            (hash, midnight.unix_duration().as_secs())
        });
        assert_eq!(all, expected);
        assert_eq!(citizen(Environment::Production).len(), 5);
        assert!(citizen(Environment::Sandbox).is_empty() && issuing(Environment::Sandbox).is_empty());
        assert!(citizen(Environment::Production).iter().all(|anchor| !is_test_name(anchor.name())));
        assert!(!is_test_name(issuing(Environment::Production)[0].name()));
        assert!(is_test_name(issuing(Environment::Acceptance)[0].name()));
    }

    #[test]
    fn worlds_stay_apart() {
        use Environment::{Acceptance, Production, Sandbox};
        let anchor = |cn| {
            let name = Name::from_attributes([(oid::COUNTRY, "BE"), (oid::COMMON_NAME, cn)]).unwrap();
            TrustAnchor::pinned(name, [7; 32])
        };
        let real = anchor("Belgium Root CA7");
        let virtual_root = anchor("TEST Belgium Root CA (virtual cards)");
        for (anchor, purpose, environment, allowed) in [
            (&real, Purpose::Citizen, Production, true),
            (&virtual_root, Purpose::Citizen, Production, false),
            (&virtual_root, Purpose::Citizen, Acceptance, false),
            (&virtual_root, Purpose::Citizen, Sandbox, true),
            (&anchor("TEST issuing CA 002"), Purpose::Issuing, Acceptance, true),
            (&anchor("TEST issuing CA 002"), Purpose::Issuing, Production, false),
            (&anchor("Sandbox root CA"), Purpose::Issuing, Acceptance, false),
            (&citizen(Acceptance)[6], Purpose::Citizen, Acceptance, true),
            (&citizen(Acceptance)[6], Purpose::Citizen, Production, false),
        ] {
            let result = refuse_in_production(anchor, purpose, environment);
            assert_eq!(result.is_ok(), allowed, "{anchor:?} {purpose:?} {environment}");
        }
    }
}
