//! What a file holds, its private keys left closed: opening them is most of the time that a file takes, and nobody who
//! only looks needs them.

use ehealth_pki::certificate::Certificate;
use rustls_pki_types::UnixTime;

use crate::dummy;
use crate::entries::{TrustedCertificate, chain, same_alias, trusted};
use crate::error::Error;
use crate::password::Password;
use crate::pfx::read::{Attributes, CertificateBag, Contents, read_closed};
use crate::pfx::{Protection, ReadOptions};
use crate::store::{AUTHENTICATION, Stage, is_made_with, is_serial, stage_of};

/// A private key by its name and certificates.
#[derive(Clone, Debug)]
pub struct ListedKey {
    alias: String,
    chain: Vec<Certificate>,
}

impl ListedKey {
    /// The name (`friendlyName`) as it stands in the file; empty when it has none.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// The certificate that the file gives the key, then its issuers as far as they are there. Whether the key fits is
    /// not known as long as it is closed.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}

/// The entries of any PKCS#12 file, keys closed.
///
/// ```no_run
/// use ehealth_keystore::{Listing, Password, ReadOptions};
///
/// let password = Password::new(String::from("typed by the person"));
/// let listing = Listing::from_bytes(&std::fs::read("a.p12")?, &password, &ReadOptions::new())?;
/// for key in listing.keys() {
///     println!("{}: {:?}", key.alias(), key.chain().first().map(|leaf| leaf.not_after()));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Listing {
    keys: Vec<ListedKey>,
    trusted: Vec<TrustedCertificate>,
    protection: Protection,
}

impl Listing {
    /// Reads a file's bytes. The MAC decides whether the password is right.
    ///
    /// # Errors
    /// As [`Entries::from_bytes`](crate::Entries::from_bytes), but for what only an opened key shows.
    pub fn from_bytes(file: &[u8], password: &Password, options: &ReadOptions) -> Result<Self, Error> {
        let Contents { keys, certificates, protection, .. } = read_closed(file, password, options)?;
        let keys = keys.into_iter().map(|bag| {
            let leaf = leaf(&bag.attributes, &certificates);
            let chain = leaf.map(|leaf| chain(leaf, &certificates)).unwrap_or_default();
            ListedKey { alias: bag.attributes.friendly_name.unwrap_or_default(), chain }
        });
        Ok(Self { keys: keys.collect(), trusted: trusted(&certificates), protection })
    }

    /// Private keys, in the file's order.
    #[must_use]
    pub fn keys(&self) -> &[ListedKey] {
        &self.keys
    }

    /// The certificates that are entries of their own.
    #[must_use]
    pub fn trusted(&self) -> &[TrustedCertificate] {
        &self.trusted
    }

    /// How the file is protected.
    #[must_use]
    pub const fn protection(&self) -> &Protection {
        &self.protection
    }

    /// How far a keystore of eHealth has come; `None` for any other file.
    #[must_use]
    pub fn stage(&self, now: UnixTime) -> Option<Stage> {
        let authentication = self.keys.iter().find(|key| same_alias(&key.alias, AUTHENTICATION))?;
        let leaf = authentication.chain.first().filter(|leaf| !dummy::is_place_holder(leaf, now));
        let Some(leaf) = leaf else { return Some(Stage::KeyOnly) };
        let encryption = || self.keys.iter().filter(|key| is_serial(&key.alias));
        let current = encryption().filter(|key| is_made_with(&key.chain, leaf)).count();
        Some(stage_of(current, encryption().count()))
    }
}

/// The certificate of a closed key: that with its identifier, else that of its name.
fn leaf<'a>(key: &Attributes, certificates: &'a [CertificateBag]) -> Option<&'a Certificate> {
    let joined =
        |bag: &&CertificateBag| key.local_key_id.is_some() && bag.attributes.local_key_id == key.local_key_id;
    let named = |bag: &&CertificateBag| {
        key.friendly_name.is_some() && bag.attributes.friendly_name == key.friendly_name
    };
    let both = certificates.iter().find(|bag| joined(bag) && named(bag));
    let either =
        both.or_else(|| certificates.iter().find(joined)).or_else(|| certificates.iter().find(named));
    either.map(|bag| &bag.certificate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entries, Keystore};

    /// Every keystore of the vectors that opens, beside what an opening finds.
    #[test]
    fn as_when_opened() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/pkcs12");
        let password = Password::new("Keystore-Pass_2026!".to_owned());
        let now = UnixTime::now();
        let (mut compared, mut stages) = (0, 0);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let Ok(opened) = Entries::from_bytes(&bytes, &password, &ReadOptions::new()) else { continue };
            let listed = Listing::from_bytes(&bytes, &password, &ReadOptions::new()).unwrap();
            let keys = |chain: &[Certificate]| -> Vec<Vec<u8>> {
                chain.iter().map(|certificate| certificate.der().to_vec()).collect()
            };
            let ours: Vec<_> = listed.keys().iter().map(|key| (key.alias(), keys(key.chain()))).collect();
            let theirs: Vec<_> = opened.keys().iter().map(|key| (key.alias(), keys(key.chain()))).collect();
            assert_eq!(ours.len(), theirs.len(), "{}", path.display());
            for (own, other) in ours.iter().zip(&theirs) {
                // Without identifier and name only the opened key tells its certificate.
                assert!(own == other || own.1.is_empty() && own.0 == other.0, "{}", path.display());
            }
            assert_eq!(listed.protection(), opened.protection(), "{}", path.display());
            assert_eq!(listed.trusted().len(), opened.trusted().len(), "{}", path.display());
            compared += 1;
            if let Ok(store) = Keystore::from_bytes(&bytes, &password) {
                assert_eq!(listed.stage(now), Some(store.stage(now)), "{}", path.display());
                stages += 1;
            } else {
                assert_eq!(listed.stage(now), None, "{}", path.display());
            }
        }
        assert!(compared > 15 && stages > 8, "{compared} {stages}");
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/vectors/pkcs12/ehealth-complete-jdk.p12");
        let wrong = Password::new("another".to_owned());
        let refused = Listing::from_bytes(&std::fs::read(file).unwrap(), &wrong, &ReadOptions::new());
        assert!(matches!(refused, Err(Error::WrongPassword)));
    }
}
