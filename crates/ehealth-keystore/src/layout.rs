//! What a keystore is to hold, in the order of domain.md 4.1, and the check of what was written.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ehealth_pki::KeyIdentifier;
use ehealth_pki::certificate::Certificate;

use crate::entries::{Entry, TrustedCertificate};
use crate::error::Error;
use crate::key::StoredKey;
use crate::password::Password;
use crate::pfx::write::{CertificateEntry, Plan, encode};
use crate::pfx::{Profile, ReadOptions};
use crate::store::{self, AUTHENTICATION, Keystore, is_serial};

/// A completed keystore has at least this size, because helpdesks and programs judge by it (domain.md 4.2).
pub const MIN_COMPLETE_LEN: usize = 10_240;

/// The entries that are to be written.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) keys: Vec<Entry>,
    pub(crate) trusted: Vec<TrustedCertificate>,
}

impl Layout {
    pub(crate) fn key_identifiers(&self) -> BTreeSet<KeyIdentifier> {
        self.keys.iter().map(|entry| entry.key().key_identifier()).collect()
    }

    /// Adds every key of another keystore but its `authentication`, under the serial number of its certificate.
    /// Keys that are here already are left as they are; nothing is overwritten (domain.md 4.8).
    pub(crate) fn import(&mut self, from: &Keystore, path: Option<&Path>) -> Result<(), Error> {
        for entry in from.keys().iter().filter(|entry| !entry.is_named(AUTHENTICATION)) {
            let id = entry.key().key_identifier();
            let alias = alias_of(entry);
            if self.keys.iter().any(|own| own.key().key_identifier() == id && !own.is_named(AUTHENTICATION)) {
                continue;
            }
            if self.keys.iter().any(|own| own.is_named(&alias)) {
                return Err(Error::KeyWouldBeLost(alias));
            }
            let key = StoredKey::new(Arc::clone(entry.key().secret()), path.map(Path::to_owned));
            self.keys.push(Entry { alias, key, chain: entry.chain().to_vec() });
        }
        Ok(())
    }

    pub(crate) fn encode(&self, password: &Password, profile: Profile) -> Result<Vec<u8>, Error> {
        let keys = self.sorted_keys();
        let leaf = keys.first().and_then(|entry| entry.chain().first());
        let complete = keys
            .iter()
            .any(|entry| is_serial(entry.alias()) && leaf.is_some_and(|leaf| store::belongs_to(entry, leaf)));
        let plan = Plan {
            keys: keys.iter().map(|entry| (entry.alias(), &**entry.key().secret())).collect(),
            certificates: self.sorted_certificates(&keys),
            min_len: if complete { MIN_COMPLETE_LEN } else { 0 },
        };
        encode(&plan, password, profile)
    }

    /// Reads the written bytes as anybody would, and compares them with what has to be there and what was meant.
    pub(crate) fn verify(
        &self,
        bytes: &[u8],
        password: &Password,
        path: Option<&Path>,
        wanted: &BTreeSet<KeyIdentifier>,
    ) -> Result<Keystore, Error> {
        let back = Keystore::read(bytes, password, &ReadOptions::new(), path)
            .map_err(|error| Error::VerifyFailed(Some(Box::new(error))))?;
        let there: BTreeSet<_> = back.keys().iter().map(|entry| entry.key().key_identifier()).collect();
        if let Some(lost) = wanted.difference(&there).next() {
            return Err(Error::KeyWouldBeLost(lost.to_string()));
        }
        let as_meant = |meant: &Entry, is: &Entry| {
            meant.alias() == is.alias()
                && meant.key().secret() == is.key().secret()
                && meant.chain().iter().map(Certificate::der).eq(is.chain().iter().map(Certificate::der))
        };
        let keys = self.sorted_keys();
        let same_keys = keys.len() == back.keys().len()
            && keys.iter().zip(back.keys()).all(|(meant, is)| as_meant(meant, is));
        let same_trusted = self.trusted.iter().all(|meant| {
            let alike = |is: &&TrustedCertificate| {
                is.alias == meant.alias && is.certificate.der() == meant.certificate.der()
            };
            back.trusted().iter().any(|is| alike(&is))
        });
        if same_keys && same_trusted { Ok(back) } else { Err(Error::VerifyFailed(None)) }
    }

    /// `authentication`, then encryption keys, newest first, then whatever else there is (domain.md 4.1).
    fn sorted_keys(&self) -> Vec<&Entry> {
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_by_key(|entry| {
            let begins = entry.chain().first().map_or(0, |certificate| certificate.not_before().as_secs());
            let rank: u8 = match () {
                () if entry.is_named(AUTHENTICATION) => 0,
                () if is_serial(entry.alias()) => 1,
                () => 2,
            };
            (rank, std::cmp::Reverse(begins))
        });
        keys
    }

    /// Leaf, its CAs, encryption certificates, entries of their own. A CA stands there once: with its name
    /// when it is an entry too.
    fn sorted_certificates<'a>(&'a self, keys: &[&'a Entry]) -> Vec<CertificateEntry<'a>> {
        let mut named: Vec<&TrustedCertificate> = self.trusted.iter().collect();
        let mut certificates = Vec::new();
        let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
        for entry in keys {
            let Some((leaf, issuers)) = entry.chain().split_first() else { continue };
            let id = entry.key().key_identifier();
            certificates.push(CertificateEntry::of_key(leaf.der(), entry.alias(), id));
            for issuer in issuers.iter().filter(|issuer| seen.insert(issuer.der())) {
                let at = named.iter().position(|trusted| trusted.certificate.der() == issuer.der());
                certificates.push(match at {
                    Some(at) => CertificateEntry::trusted(issuer.der(), named.remove(at).alias.clone()),
                    None => CertificateEntry::of_chain(issuer.der()),
                });
            }
        }
        let own = |trusted: &&'a TrustedCertificate| {
            CertificateEntry::trusted(trusted.certificate.der(), trusted.alias.clone())
        };
        certificates.extend(named.iter().map(own));
        certificates
    }
}

/// Decryption keys are found by the decimal serial number of their certificate. A key that another program has
/// stored under another name gets the name under which it is looked for.
fn alias_of(entry: &Entry) -> String {
    match entry.chain().first() {
        Some(certificate) if !is_serial(entry.alias()) => certificate.serial().to_string(),
        _ => entry.alias().to_owned(),
    }
}
