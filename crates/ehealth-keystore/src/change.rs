//! Changing a keystore: what to change, the draft on disk, the replacement.
//!
//! **Promise.** No private key that was in the file before is missing in the file after: the list is made when
//! the change begins, and compared with what was *read back* from the draft, not with what the writer meant.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ehealth_pki::KeyIdentifier;
use ehealth_pki::certificate::Certificate;
use rustls_pki_types::CertificateDer;
use sha2::{Digest, Sha256};

use crate::entries::{Entry, TrustedCertificate, same_alias};
use crate::error::Error;
use crate::files::{Lock, Temporary, backup, flush_folder};
use crate::key::StoredKey;
use crate::layout::Layout;
pub use crate::layout::MIN_COMPLETE_LEN;
use crate::password::Password;
use crate::pfx::Profile;
use crate::store::{self, AUTHENTICATION, Keystore, is_serial};
use crate::waiting::{self, WaitingDraft};

/// A change of a keystore that is not on disk yet.
#[must_use = "a change is not written yet"]
#[derive(Debug)]
pub struct Change {
    before: Before,
    layout: Layout,
    profile: Profile,
    password: Password,
    password_changed: bool,
}

/// What the change started from.
#[derive(Debug)]
struct Before {
    path: Option<PathBuf>,
    fingerprint: [u8; 32],
    key_identifiers: BTreeSet<KeyIdentifier>,
    /// Entries that writing anew would drop.
    secrets: usize,
    /// What opens a key that waits beside the store.
    password: Password,
}

impl Change {
    pub(crate) fn of(store: Keystore) -> Self {
        let profile = store.profile();
        let Keystore { entries, path, password, fingerprint, .. } = store;
        let layout = Layout { keys: entries.keys, trusted: entries.trusted };
        let key_identifiers = layout.key_identifiers();
        Self {
            before: Before {
                path,
                fingerprint,
                key_identifiers,
                secrets: entries.secrets,
                password: password.duplicate(),
            },
            layout,
            profile,
            password,
            password_changed: false,
        }
    }

    /// Puts the delivered chain, leaf first, in the place of the place-holder or of an earlier certificate, and
    /// makes each of its certificates an entry of its own, named by its subject (ra.md 8). A root at the end is
    /// left out, as the authority leaves it out.
    ///
    /// Whether the issuer is to be trusted is decided before, where the anchors are.
    ///
    /// # Errors
    /// `keystore.key_certificate_mismatch` when the leaf is not for the authentication key;
    /// `keystore.chain_incomplete` when the chain is empty, does not parse, or one certificate was not issued
    /// by the next.
    pub fn install(mut self, chain: &[CertificateDer<'_>]) -> Result<Self, Error> {
        let mut chain = chain.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        let leaf = chain.first().ok_or(Error::ChainEmpty)?.clone();
        for (position, pair) in chain.windows(2).enumerate() {
            if let [certificate, issuer] = pair
                && (!certificate.issuer().matches(issuer.subject())
                    || certificate.verify_signature(issuer.spki()).is_err())
            {
                return Err(Error::ChainBroken { position });
            }
        }
        if chain.len() > 1 && chain.last().is_some_and(|last| last.subject().matches(last.issuer())) {
            chain.pop();
        }
        let entry = self.layout.keys.iter_mut().find(|entry| entry.is_named(AUTHENTICATION));
        let entry = entry.ok_or(Error::NoAuthenticationKey)?;
        if leaf.spki().as_ref() != entry.key.secret().spki() {
            return Err(Error::KeyCertificateMismatch { alias: entry.alias.clone() });
        }
        let former = std::mem::replace(&mut entry.chain, chain.clone());
        let installed = chain
            .into_iter()
            .map(|certificate| TrustedCertificate { alias: certificate.subject().rfc2253(), certificate });
        let installed: Vec<_> = installed.collect();
        self.layout.trusted.retain(|trusted| {
            installed.iter().all(|new| !same_alias(&new.alias, &trusted.alias))
                && former.iter().all(|old| old.der() != trusted.certificate.der())
        });
        self.layout.trusted.extend(installed);
        Ok(self)
    }

    /// Adds an encryption key under the serial number of its certificate. The same key under another serial
    /// number is replaced: so a registration that was started twice leaves one entry.
    ///
    /// # Errors
    /// `keystore.key_certificate_mismatch` when the certificate is not for `key`, or was not signed by the
    /// authentication key; `keystore.key_would_be_lost` when another key has this serial number.
    pub fn add_encryption_key(
        mut self,
        key: &StoredKey,
        certificate: &CertificateDer<'_>,
    ) -> Result<Self, Error> {
        let certificate = parse(certificate)?;
        let alias = certificate.serial().to_string();
        let authentication = self.layout.keys.iter().find(|entry| entry.is_named(AUTHENTICATION));
        let authentication = authentication.ok_or(Error::NoAuthenticationKey)?.key.secret().spki();
        if certificate.spki().as_ref() != key.secret().spki()
            || certificate.verify_signature(authentication).is_err()
        {
            return Err(Error::KeyCertificateMismatch { alias });
        }
        let id = key.key_identifier();
        if self.layout.keys.iter().any(|entry| entry.alias == alias && entry.key.key_identifier() != id) {
            return Err(Error::KeyWouldBeLost(alias));
        }
        // The authentication key has its own name and certificate, whatever `key` is.
        self.layout.keys.retain(|entry| entry.key.key_identifier() != id || !is_serial(&entry.alias));
        let key = StoredKey::new(Arc::clone(key.secret()), self.before.path.clone());
        self.layout.keys.push(Entry { alias, key, chain: vec![certificate] });
        Ok(self)
    }

    /// Adds the encryption keys of another keystore, so that messages encrypted for older tokens stay readable
    /// (domain.md 4.8). Keys that are here already are left as they are; nothing is overwritten.
    ///
    /// # Errors
    /// `keystore.key_would_be_lost` when a serial number stands here with another key.
    pub fn import_keys(mut self, from: &Keystore) -> Result<Self, Error> {
        self.layout.import(from, self.before.path.as_deref())?;
        Ok(self)
    }

    /// Protects the file and every key with another password; a key that waits beside the store too. One that
    /// opens with neither password is set aside: it was never sent, or stands in the store as well
    /// (domain.md 4.5).
    pub fn set_password(self, new: &Password) -> Self {
        Self { password: new.duplicate(), password_changed: true, ..self }
    }

    /// Writes in another profile than the one that the store has.
    pub fn set_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The bytes of the changed keystore, read back and checked, for those who keep it elsewhere than in a
    /// file.
    ///
    /// # Errors
    /// `keystore.key_would_be_lost`, `keystore.verify_failed`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let bytes = self.encode()?;
        self.verify(&bytes, None)?;
        Ok(bytes)
    }

    /// Writes the changed keystore beside the old one, flushes it, reads it back, and compares. The keystore
    /// stays locked until the draft replaces it or is dropped.
    ///
    /// # Errors
    /// `keystore.locked` when another process is at work, or changed the file in the meantime;
    /// `keystore.key_would_be_lost`, `keystore.verify_failed`, `file.…`. The old file is as it was.
    pub fn draft(self) -> Result<Draft, Error> {
        let path = self.before.path.clone().ok_or(Error::NoFile)?;
        let bytes = self.encode()?;
        let lock = Lock::of(&path)?;
        let old = store::read_file(&path)?;
        if Sha256::digest(&old).as_slice() != self.before.fingerprint {
            return Err(Error::ChangedMeanwhile(path));
        }
        let temporary = Temporary::write(&lock, &path, &bytes)?;
        let keystore = self.verify(&temporary.read_back()?, Some(&path))?;
        let waiting = if self.password_changed {
            waiting::draft(&path, &self.before.password, &self.password, self.profile)?
        } else {
            None
        };
        Ok(Draft { temporary, waiting, keystore, path, password_changed: self.password_changed, lock })
    }

    fn encode(&self) -> Result<Vec<u8>, Error> {
        if self.before.secrets > 0 {
            return Err(Error::KeyWouldBeLost("of a secret bag".to_owned()));
        }
        self.layout.encode(&self.password, self.profile)
    }

    fn verify(&self, bytes: &[u8], path: Option<&Path>) -> Result<Keystore, Error> {
        self.layout.verify(bytes, &self.password, path, &self.before.key_identifiers)
    }
}

fn parse(der: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(der).map_err(|error| Error::Certificate(error.into()))
}

/// The changed keystore beside the old one: written, flushed, read back, compared. Dropped, it is removed and
/// nothing has changed.
#[must_use = "a draft that is dropped changes nothing"]
#[derive(Debug)]
pub struct Draft {
    // Dropped in this order: the draft goes before the lock does.
    temporary: Temporary,
    waiting: Option<WaitingDraft>,
    keystore: Keystore,
    path: PathBuf,
    password_changed: bool,
    lock: Lock,
}

impl Draft {
    /// What will be there.
    #[must_use]
    pub const fn keystore(&self) -> &Keystore {
        &self.keystore
    }

    /// Puts the draft in the place of the old file, of which a backup stays (`<file name>.bak-<stamp>`).
    /// At every instant one of the two stands under the name. Of older backups one is kept; after a change of
    /// the password none, and the one under the old password goes with the next change, which shows that the
    /// new one is known (domain.md 4.5): [`Replaced::removed`].
    ///
    /// # Errors
    /// `file.…`. The old file is as it was; only when the system cannot flush the folder both stay, the new one
    /// under the name and the old one as backup.
    pub fn replace(self) -> Result<Replaced, Error> {
        let Self { temporary, waiting, keystore, path, password_changed, lock } = self;
        // The waiting key first: under the new password before the store is, or aside.
        let set_aside = waiting.map(WaitingDraft::replace).transpose()?.flatten();
        let backup = backup::make(&path)?;
        if let Err(error) = temporary.rename() {
            // The old file still has its name; its second name is of no use. That it may stay does no harm.
            if path.exists() {
                let _ = std::fs::remove_file(&backup);
            }
            return Err(error);
        }
        flush_folder(&path)?;
        let keep = if password_changed { 1 } else { backup::KEPT };
        backup::prune(&path, keep);
        let removed = match password_changed {
            true => Vec::new(),
            false => backup::remove_superseded_but(&backup, &path, &keystore.password),
        };
        drop(lock);
        Ok(Replaced { keystore, backup, removed, set_aside })
    }
}

/// A keystore that was replaced.
#[derive(Debug)]
pub struct Replaced {
    keystore: Keystore,
    backup: PathBuf,
    removed: Vec<PathBuf>,
    set_aside: Option<PathBuf>,
}

impl Replaced {
    /// What is there now.
    #[must_use]
    pub const fn keystore(&self) -> &Keystore {
        &self.keystore
    }

    /// The same, to go on with.
    #[must_use]
    pub fn into_keystore(self) -> Keystore {
        self.keystore
    }

    /// The old file's new name.
    #[must_use]
    pub fn backup(&self) -> &Path {
        &self.backup
    }

    /// Backups under an earlier password that were removed, because that password may be known to others. The
    /// person is to be told.
    #[must_use]
    pub fn removed(&self) -> &[PathBuf] {
        &self.removed
    }

    /// The new name of a waiting key that no password opened, if there was one.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }
}
