//! The entries of any PKCS#12 file: private keys with their chains, and certificates that stand for themselves.

use std::path::Path;
use std::sync::Arc;

use ehealth_pki::certificate::Certificate;

use crate::error::Error;
use crate::key::StoredKey;
use crate::password::Password;
use crate::pfx::read::{CertificateBag, Contents, KeyBag, read};
use crate::pfx::{Protection, ReadOptions};
use crate::secret::{BadKey, Secret};

/// Longest chain that is built: leaf, three CAs and some room.
const MAX_CHAIN: usize = 10;

/// A private key, its name, and its certificates.
#[derive(Debug)]
pub struct Entry {
    pub(crate) alias: String,
    pub(crate) key: StoredKey,
    pub(crate) chain: Vec<Certificate>,
}

impl Entry {
    /// The name (`friendlyName`) as it stands in the file; empty when it has none.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// The private key.
    #[must_use]
    pub const fn key(&self) -> &StoredKey {
        &self.key
    }

    /// The certificate of the key, then its issuers as far as they are in the file. Empty when there is none.
    /// That it verifies is not said: see [`ehealth_pki::chain`].
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Whether this is the entry of that name; Java does not regard case (domain.md 4.1).
    pub(crate) fn is_named(&self, alias: &str) -> bool {
        same_alias(&self.alias, alias)
    }
}

/// A certificate that is an entry of its own.
#[derive(Clone, Debug)]
pub struct TrustedCertificate {
    pub(crate) alias: String,
    pub(crate) certificate: Certificate,
}

impl TrustedCertificate {
    /// Its name: in keystores of eHealth the subject in RFC 2253 form.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// All entries of a PKCS#12 file, of whatever program. For the keystores of eHealth there is
/// [`Keystore`](crate::Keystore), which is made of one.
#[derive(Debug)]
pub struct Entries {
    pub(crate) keys: Vec<Entry>,
    pub(crate) trusted: Vec<TrustedCertificate>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) secrets: usize,
    pub(crate) protection: Protection,
}

impl Entries {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// `keystore.wrong_password`, `keystore.damaged`, `keystore.not_pkcs12`,
    /// `keystore.unsupported_algorithm`, `keystore.limits`, `keystore.unprotected`,
    /// `keystore.key_certificate_mismatch`.
    pub fn from_bytes(file: &[u8], password: &Password, options: &ReadOptions) -> Result<Self, Error> {
        Self::read(file, password, options, None)
    }

    pub(crate) fn read(
        file: &[u8],
        password: &Password,
        options: &ReadOptions,
        path: Option<&Path>,
    ) -> Result<Self, Error> {
        let Contents { keys, certificates, secrets, protection } = read(file, password, options)?;
        let keys = keys.into_iter().map(|bag| entry(bag, &certificates, path));
        let keys = keys.collect::<Result<_, _>>()?;
        let trusted = trusted(&certificates);
        let certificates = certificates.into_iter().map(|bag| bag.certificate).collect();
        Ok(Self { keys, trusted, certificates, secrets, protection })
    }

    /// Private keys, in the file's order.
    #[must_use]
    pub fn keys(&self) -> &[Entry] {
        &self.keys
    }

    /// Certificates with the JDK's mark of an entry of its own.
    #[must_use]
    pub fn trusted(&self) -> &[TrustedCertificate] {
        &self.trusted
    }

    /// Every certificate in the file, those of chains and of entries, in the file's order.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How the file is protected.
    #[must_use]
    pub const fn protection(&self) -> &Protection {
        &self.protection
    }
}

/// Those with the JDK's mark.
pub(crate) fn trusted(certificates: &[CertificateBag]) -> Vec<TrustedCertificate> {
    let marked = certificates.iter().filter(|bag| bag.attributes.trusted);
    let entries = marked.map(|bag| TrustedCertificate {
        alias: bag.attributes.friendly_name.clone().unwrap_or_default(),
        certificate: bag.certificate.clone(),
    });
    entries.collect()
}

fn entry(bag: KeyBag, certificates: &[CertificateBag], path: Option<&Path>) -> Result<Entry, Error> {
    let secret = Secret::from_pkcs8(bag.pkcs8).map_err(|bad| match bad {
        BadKey::Malformed => Error::malformed(bag.at),
        BadKey::Unsupported(which) => Error::unsupported("private key", which),
    })?;
    let alias = bag.attributes.friendly_name.unwrap_or_default();
    let leaf = leaf(&secret, &alias, bag.attributes.local_key_id.as_deref(), certificates)?;
    let chain = leaf.map(|leaf| chain(leaf, certificates)).unwrap_or_default();
    Ok(Entry { alias, key: StoredKey::new(Arc::new(secret), path.map(Path::to_owned)), chain })
}

/// The certificate of a key: the public key decides; among several certificates of one key the identifier
/// and then the name.
fn leaf<'a>(
    secret: &Secret,
    alias: &str,
    local_key_id: Option<&[u8]>,
    certificates: &'a [CertificateBag],
) -> Result<Option<&'a Certificate>, Error> {
    let joined = |bag: &CertificateBag| {
        local_key_id.is_some() && bag.attributes.local_key_id.as_deref() == local_key_id
    };
    let named = |bag: &CertificateBag| bag.attributes.friendly_name.as_deref() == Some(alias);
    let own = certificates.iter().filter(|bag| bag.certificate.spki().as_ref() == secret.spki());
    // `max_by_key` takes the last of equals; the first in the file is wanted.
    let best = own.rev().max_by_key(|bag| (joined(bag), named(bag), !bag.attributes.trusted));
    match best {
        Some(bag) => Ok(Some(&bag.certificate)),
        None if certificates.iter().any(joined) => {
            Err(Error::KeyCertificateMismatch { alias: alias.to_owned() })
        }
        None => Ok(None),
    }
}

/// From a leaf upwards by issuer and subject. Each certificate stands in it once, so two that name each other
/// end the search; a self-issued one ends it too.
pub(crate) fn chain(leaf: &Certificate, certificates: &[CertificateBag]) -> Vec<Certificate> {
    let mut chain = vec![leaf.clone()];
    while let Some(last) = chain.last()
        && chain.len() < MAX_CHAIN
        && !last.subject().matches(last.issuer())
    {
        let candidates = certificates.iter().map(|bag| &bag.certificate).filter(|candidate| {
            candidate.subject().matches(last.issuer())
                && chain.iter().all(|member| member.der() != candidate.der())
        });
        let mut candidates: Vec<_> = candidates.collect();
        // Two CAs of one name: the one whose key has signed. A single one is taken as it is.
        if candidates.len() > 1 {
            candidates.sort_by_key(|candidate| last.verify_signature(candidate.spki()).is_err());
        }
        match candidates.first() {
            Some(&issuer) => chain.push(issuer.clone()),
            None => break,
        }
    }
    chain
}

/// JDK and BouncyCastle look names up without regard to case.
pub(crate) fn same_alias(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
