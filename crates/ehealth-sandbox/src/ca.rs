//! The sandbox's certificate authorities: a root and an issuing CA of each kind, the CA of its TLS
//! certificate, and the signer of its encryption tokens.

use ehealth_pki::{BoxError, KeyIdentifier};
use rand::{CryptoRng, Rng};
use rustls_pki_types::UnixTime;
use serde::{Deserialize, Serialize};

use crate::certificate::{
    Attribute, COMMON_NAME, COUNTRY, Draft, Extension, ORGANISATION, SERIAL_NUMBER, name,
};
use crate::key::{Key, Kind};
use crate::time;

/// Years that an issued certificate is valid; one day more is added (trust-anchors.md).
pub(crate) const VALIDITY_YEARS: i64 = 3;

/// Seconds.
const YEAR: u64 = 365 * 86_400 + 21_600;

/// bits of keyUsage
const DIGITAL_SIGNATURE: u8 = 0;
const NON_REPUDIATION: u8 = 1;
const KEY_ENCIPHERMENT: u8 = 2;
const CERT_SIGN: u8 = 5;
const CRL_SIGN: u8 = 6;

const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";

/// Addresses that the authority tells: in certificates those without TLS.
#[derive(Clone, Debug)]
pub(crate) struct Urls {
    /// `http://ADDRESS:PORT`
    pub(crate) plain: String,
    /// Where a person without identity card confirms his request; a secret follows.
    pub(crate) confirmation: String,
}

impl Urls {
    fn ocsp(&self) -> String {
        format!("{}/ocsp", self.plain)
    }

    /// The list of a CA by its tag.
    fn crl(&self, tag: &str) -> String {
        format!("{}/crl/{tag}", self.plain)
    }

    /// The certificate of a CA by its tag.
    fn issuer(&self, tag: &str) -> String {
        format!("{}/ca/{tag}", self.plain)
    }
}

/// A key with its certificate.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) key: Key,
    /// DER.
    pub(crate) certificate: Vec<u8>,
    /// DER of the subject.
    pub(crate) name: Vec<u8>,
    pub(crate) key_identifier: KeyIdentifier,
}

/// An identity on disk.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredIdentity {
    kind: Kind,
    key: String,
    certificate: String,
    common_name: String,
}

impl Identity {
    fn assemble(key: Key, common_name: &str, certificate: Vec<u8>) -> Result<Self, BoxError> {
        let key_identifier = KeyIdentifier::of_spki(&key.spki()?)?;
        Ok(Self { key, certificate, name: ca_name(common_name), key_identifier })
    }

    pub(crate) fn pem(&self) -> String {
        crate::text::pem("CERTIFICATE", &self.certificate)
    }

    fn store(&self, common_name: &str) -> Result<StoredIdentity, BoxError> {
        Ok(StoredIdentity {
            kind: self.key.kind(),
            key: self.key.to_pem()?.to_string(),
            certificate: self.pem(),
            common_name: common_name.to_owned(),
        })
    }

    fn load(stored: &StoredIdentity, common_name: &str) -> Result<Self, BoxError> {
        if stored.common_name != common_name {
            return Err(format!("expected {common_name}, found {}", stored.common_name).into());
        }
        let certificate = crate::text::from_pem("CERTIFICATE", &stored.certificate)?;
        Self::assemble(Key::from_pem(stored.kind, &stored.key)?, common_name, certificate)
    }
}

/// The name of one of the sandbox's own CAs: it says TEST, as those of a test authority must.
fn ca_name(common_name: &str) -> Vec<u8> {
    name(&[
        Attribute(COUNTRY, "BE"),
        Attribute(ORGANISATION, "TEST eHealth sandbox"),
        Attribute(SERIAL_NUMBER, "001"),
        Attribute(COMMON_NAME, common_name),
    ])
}

/// A serial number of 8 bytes, positive, its first byte not zero (trust-anchors.md, profile).
pub(crate) fn serial(rng: &mut impl Rng) -> [u8; 8] {
    let mut serial = rng.next_u64().to_be_bytes();
    let [first, ..] = &mut serial;
    *first = *first & 0x7F | 0x40;
    serial
}

const ROOT_RSA: &str = "TEST eHealth sandbox root CA RSA";
const ROOT_EC: &str = "TEST eHealth sandbox root CA EC";
const ISSUING_RSA: &str = "TEST eHealth sandbox issuing CA RSA";
const ISSUING_EC: &str = "TEST eHealth sandbox issuing CA EC";
const TLS_CA: &str = "TEST eHealth sandbox TLS CA";
const ETK_SIGNER: &str = "TEST eHealth sandbox ETK RA";

/// A root and the issuing CA below it.
#[derive(Debug)]
pub(crate) struct Hierarchy {
    pub(crate) root: Identity,
    pub(crate) issuing: Identity,
}

impl Hierarchy {
    pub(crate) fn generate(
        kind: Kind,
        now: UnixTime,
        urls: &Urls,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, BoxError> {
        let (root_name, issuing_name) = Self::names(kind);
        let root = root(kind, root_name, now, rng)?;
        let root_tag = format!("root-{}", Self::tag_of(kind));
        let key = Key::generate(kind, rng)?;
        let certificate = Draft {
            serial: &serial(rng),
            issuer: &root.name,
            not_before: past(now),
            not_after: time::unix(now.as_secs().saturating_add(20 * YEAR)),
            subject: &ca_name(issuing_name),
            spki: &key.spki()?,
            extensions: vec![
                Extension::authority_information(&urls.ocsp(), Some(&urls.issuer(&root_tag))),
                Extension::subject_key_identifier(KeyIdentifier::of_spki(&key.spki()?)?),
                Extension::ca(Some(0)),
                Extension::authority_key_identifier(root.key_identifier),
                Extension::any_policy(),
                Extension::crl_distribution_point(&urls.crl(&root_tag)),
                Extension::key_usage(&[CERT_SIGN, CRL_SIGN]),
            ],
        }
        .sign(&root.key)?;
        let issuing = Identity::assemble(key, issuing_name, certificate)?;
        Ok(Self { root, issuing })
    }

    /// `ec` or `rsa`, as in the addresses.
    pub(crate) const fn tag(&self) -> &'static str {
        Self::tag_of(self.issuing.key.kind())
    }

    const fn tag_of(kind: Kind) -> &'static str {
        match kind {
            Kind::Rsa => "rsa",
            Kind::P256 | Kind::P384 => "ec",
        }
    }

    const fn names(kind: Kind) -> (&'static str, &'static str) {
        match kind {
            Kind::Rsa => (ROOT_RSA, ISSUING_RSA),
            Kind::P256 | Kind::P384 => (ROOT_EC, ISSUING_EC),
        }
    }

    /// A certificate in the measured profile (trust-anchors.md): 8-byte serial, 3 years and 1 day, no
    /// certificatePolicies, extensions in the measured order.
    pub(crate) fn issue(
        &self,
        subject: &[u8],
        spki: &[u8],
        not_before: UnixTime,
        urls: &Urls,
        rng: &mut impl Rng,
    ) -> Result<Vec<u8>, BoxError> {
        Draft {
            serial: &serial(rng),
            issuer: &self.issuing.name,
            not_before,
            not_after: time::years_and_a_day_later(not_before, VALIDITY_YEARS),
            subject,
            spki,
            extensions: vec![
                Extension::authority_information(&urls.ocsp(), None),
                Extension::subject_key_identifier(KeyIdentifier::of_spki(spki)?),
                Extension::end_entity(),
                Extension::authority_key_identifier(self.issuing.key_identifier),
                Extension::crl_distribution_point(&urls.crl(self.tag())),
                Extension::key_usage(&[DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_ENCIPHERMENT]),
                Extension::extended_key_usage(&[CLIENT_AUTH, EMAIL_PROTECTION]),
            ],
        }
        .sign(&self.issuing.key)
    }
}

/// A self-signed CA certificate.
fn root(
    kind: Kind,
    common_name: &str,
    now: UnixTime,
    rng: &mut impl CryptoRng,
) -> Result<Identity, BoxError> {
    let key = Key::generate(kind, rng)?;
    let subject = ca_name(common_name);
    let certificate = Draft {
        serial: &serial(rng),
        issuer: &subject,
        not_before: past(now),
        not_after: time::unix(now.as_secs().saturating_add(25 * YEAR)),
        subject: &subject,
        spki: &key.spki()?,
        extensions: vec![
            Extension::subject_key_identifier(KeyIdentifier::of_spki(&key.spki()?)?),
            Extension::ca(None),
            Extension::any_policy(),
            Extension::key_usage(&[CERT_SIGN, CRL_SIGN]),
        ],
    }
    .sign(&key)?;
    Identity::assemble(key, common_name, certificate)
}

/// Some time before `now`, so that a client whose clock is a little late trusts what was just made.
fn past(now: UnixTime) -> UnixTime {
    time::unix(now.as_secs().saturating_sub(86_400))
}

/// All keys that live as long as the state folder.
#[derive(Debug)]
pub(crate) struct Authorities {
    pub(crate) ec: Hierarchy,
    /// Made when the sandbox is first told to issue from it: 4096-bit keys take a while.
    pub(crate) rsa: Option<Hierarchy>,
    pub(crate) tls: Identity,
    pub(crate) etk: Identity,
}

/// [`Authorities`] on disk.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredAuthorities {
    version: u32,
    root_ec: StoredIdentity,
    issuing_ec: StoredIdentity,
    root_rsa: Option<StoredIdentity>,
    issuing_rsa: Option<StoredIdentity>,
    tls: StoredIdentity,
    etk: StoredIdentity,
}

/// The only version of [`StoredAuthorities`].
const VERSION: u32 = 1;

impl Authorities {
    /// `now` of the sandbox's clock, `wall` of the system's: TLS clients look at the latter.
    pub(crate) fn generate(
        now: UnixTime,
        wall: UnixTime,
        urls: &Urls,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, BoxError> {
        let ec = Hierarchy::generate(Kind::P384, now, urls, rng)?;
        let tls = root(Kind::P256, TLS_CA, wall, rng)?;
        let etk = root(Kind::P384, ETK_SIGNER, now, rng)?;
        Ok(Self { ec, rsa: None, tls, etk })
    }

    pub(crate) fn ensure_rsa(
        &mut self,
        now: UnixTime,
        urls: &Urls,
        rng: &mut impl CryptoRng,
    ) -> Result<(), BoxError> {
        if self.rsa.is_none() {
            self.rsa = Some(Hierarchy::generate(Kind::Rsa, now, urls, rng)?);
        }
        Ok(())
    }

    pub(crate) fn hierarchies(&self) -> impl Iterator<Item = &Hierarchy> {
        core::iter::once(&self.ec).chain(&self.rsa)
    }

    pub(crate) fn store(&self) -> Result<StoredAuthorities, BoxError> {
        let rsa = self.rsa.as_ref();
        Ok(StoredAuthorities {
            version: VERSION,
            root_ec: self.ec.root.store(ROOT_EC)?,
            issuing_ec: self.ec.issuing.store(ISSUING_EC)?,
            root_rsa: rsa.map(|rsa| rsa.root.store(ROOT_RSA)).transpose()?,
            issuing_rsa: rsa.map(|rsa| rsa.issuing.store(ISSUING_RSA)).transpose()?,
            tls: self.tls.store(TLS_CA)?,
            etk: self.etk.store(ETK_SIGNER)?,
        })
    }

    pub(crate) fn load(stored: &StoredAuthorities) -> Result<Self, BoxError> {
        if stored.version != VERSION {
            return Err(format!("version {} is unknown", stored.version).into());
        }
        let rsa = match (&stored.root_rsa, &stored.issuing_rsa) {
            (Some(root), Some(issuing)) => Some(Hierarchy {
                root: Identity::load(root, ROOT_RSA)?,
                issuing: Identity::load(issuing, ISSUING_RSA)?,
            }),
            _ => None,
        };
        Ok(Self {
            ec: Hierarchy {
                root: Identity::load(&stored.root_ec, ROOT_EC)?,
                issuing: Identity::load(&stored.issuing_ec, ISSUING_EC)?,
            },
            rsa,
            tls: Identity::load(&stored.tls, TLS_CA)?,
            etk: Identity::load(&stored.etk, ETK_SIGNER)?,
        })
    }

    /// A certificate for a server, with a key of its own, made anew at each start.
    pub(crate) fn server_certificate(
        &self,
        kind: ServerCertificate,
        wall: UnixTime,
        rng: &mut impl CryptoRng,
    ) -> Result<(Key, Vec<u8>), BoxError> {
        let key = Key::generate(Kind::P256, rng)?;
        let stranger =
            Identity::assemble(Key::generate(Kind::P256, rng)?, "TEST unknown TLS CA", Vec::new())?;
        let issuer = if kind == ServerCertificate::OfUnknownIssuer { &stranger } else { &self.tls };
        let not_after = match kind {
            ServerCertificate::Expired => wall.as_secs().saturating_sub(3600),
            _ => wall.as_secs().saturating_add(YEAR),
        };
        let hosts = match kind {
            ServerCertificate::ForAnotherHost => Extension::hosts(&["elsewhere.example.org"], &[]),
            _ => Extension::hosts(
                &["localhost"],
                &[std::net::Ipv4Addr::LOCALHOST.into(), std::net::Ipv6Addr::LOCALHOST.into()],
            ),
        };
        let certificate = Draft {
            serial: &serial(rng),
            issuer: &issuer.name,
            not_before: past(wall),
            not_after: time::unix(not_after),
            subject: &ca_name("localhost"),
            spki: &key.spki()?,
            extensions: vec![
                Extension::end_entity(),
                Extension::key_usage(&[DIGITAL_SIGNATURE]),
                Extension::extended_key_usage(&[SERVER_AUTH]),
                hosts,
                Extension::authority_key_identifier(issuer.key_identifier),
            ],
        }
        .sign(&issuer.key)?;
        Ok((key, certificate))
    }
}

/// What is right or wrong with a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerCertificate {
    Good,
    Expired,
    ForAnotherHost,
    OfUnknownIssuer,
}
