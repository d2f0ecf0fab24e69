//! The keystore of an eHealth certificate: what it holds, and how far it has come.

use core::fmt;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ehealth_pki::KeyIdentifier;
use ehealth_pki::certificate::Certificate;
use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};

use crate::change::Change;
use crate::dummy;
use crate::entries::{Entries, Entry, TrustedCertificate};
use crate::error::{Error, LimitKind};
use crate::files::{self, backup};
use crate::name::FileName;
use crate::password::Password;
use crate::pfx::{MAX_FILE_LEN, Profile, Protection, ReadOptions};
use crate::place::Place;

/// Name of the entry that practice software looks for (domain.md 4.1).
pub const AUTHENTICATION: &str = "authentication";

/// How far a keystore has come, told from the file alone (domain.md 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The key under its place-holder: the certificate was requested, or is about to be.
    KeyOnly,
    /// The certificate is there, and no encryption certificate that belongs to it. Older encryption keys may
    /// be there.
    Issued,
    /// The certificate and its encryption key. Whether the token is active only the authority knows.
    Complete,
    /// The same, with older encryption keys for older messages.
    Renewed,
}

/// Whether the authentication certificate can be used at a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Validity {
    /// It begins later: just issued, or the clock is wrong.
    NotYet {
        /// Its first moment.
        from: UnixTime,
    },
    /// It can be used.
    Valid {
        /// Whole days until it ends.
        days_left: u64,
    },
    /// It has ended.
    Expired {
        /// Its last moment.
        since: UnixTime,
    },
}

/// An opened keystore. It holds the password, for writing it again; both are wiped when it is dropped.
pub struct Keystore {
    pub(crate) entries: Entries,
    authentication: usize,
    pub(crate) path: Option<PathBuf>,
    pub(crate) password: Password,
    /// SHA-256 of the file as it was opened.
    pub(crate) fingerprint: [u8; 32],
    /// Bytes of the file.
    pub(crate) len: usize,
}

impl Keystore {
    /// Opens a file.
    ///
    /// # Errors
    /// `keystore.not_found`, `file.permission`, and those of [`from_bytes`](Self::from_bytes).
    pub fn open(path: &Path, password: &Password) -> Result<Self, Error> {
        Self::open_with(path, password, &ReadOptions::new())
    }

    /// Opens a file with other limits, or one without full protection.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: &Path, password: &Password, options: &ReadOptions) -> Result<Self, Error> {
        let file = read_file(path)?;
        // A link stands for the file it names: that one is changed, and its backups lie beside it.
        let is_link = fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink());
        let real = if is_link {
            fs::canonicalize(path).map_err(|error| Error::io(path, error))?
        } else {
            path.to_owned()
        };
        Self::read(&file, password, options, Some(&real))
    }

    /// Opens the bytes of a file, for those who keep it elsewhere.
    ///
    /// # Errors
    /// Those of [`Entries::from_bytes`], and `keystore.no_authentication_key`.
    pub fn from_bytes(file: &[u8], password: &Password) -> Result<Self, Error> {
        Self::read(file, password, &ReadOptions::new(), None)
    }

    pub(crate) fn read(
        file: &[u8],
        password: &Password,
        options: &ReadOptions,
        path: Option<&Path>,
    ) -> Result<Self, Error> {
        let entries = Entries::read(file, password, options, path)?;
        let authentication = entries.keys.iter().position(|entry| entry.is_named(AUTHENTICATION));
        Ok(Self {
            entries,
            authentication: authentication.ok_or(Error::NoAuthenticationKey)?,
            path: path.map(Path::to_owned),
            password: password.duplicate(),
            fingerprint: Sha256::digest(file).into(),
            len: file.len(),
        })
    }

    /// Where it was opened.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The entry `authentication`.
    #[must_use]
    pub fn authentication(&self) -> &Entry {
        // The index was found in this very list, which never changes.
        #[expect(clippy::indexing_slicing, reason = "found by position() at opening")]
        &self.entries.keys[self.authentication]
    }

    /// The authority's name for the authentication key.
    #[must_use]
    pub fn key_identifier(&self) -> KeyIdentifier {
        self.authentication().key().key_identifier()
    }

    /// The entries named by a serial number, in the file's order.
    pub fn encryption_keys(&self) -> impl Iterator<Item = &Entry> {
        self.entries.keys.iter().filter(|entry| is_serial(entry.alias()))
    }

    /// The encryption keys whose certificate belongs to the authentication certificate that is there now.
    pub fn current_encryption_keys(&self) -> impl Iterator<Item = &Entry> {
        let leaf = self.authentication().chain().first();
        self.encryption_keys().filter(move |entry| leaf.is_some_and(|leaf| belongs_to(entry, leaf)))
    }

    /// Every entry with a private key.
    #[must_use]
    pub fn keys(&self) -> &[Entry] {
        self.entries.keys()
    }

    /// The certificates that are entries of their own.
    #[must_use]
    pub fn trusted(&self) -> &[TrustedCertificate] {
        self.entries.trusted()
    }

    /// Every certificate in the file.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        self.entries.certificates()
    }

    /// How the file is protected.
    #[must_use]
    pub const fn protection(&self) -> &Protection {
        self.entries.protection()
    }

    /// The profile that a rewriting keeps.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.entries.protection.profile()
    }

    /// The certificate of the authentication key; `None` while there is a place-holder or nothing.
    #[must_use]
    pub fn certificate(&self, now: UnixTime) -> Option<&Certificate> {
        self.authentication().chain().first().filter(|leaf| !dummy::is_place_holder(leaf, now))
    }

    /// Whether the certificate can be used at `now`, by its own dates; `None` while there is a place-holder or
    /// nothing.
    #[must_use]
    pub fn validity(&self, now: UnixTime) -> Option<Validity> {
        const DAY: u64 = 24 * 60 * 60;
        let certificate = self.certificate(now)?;
        let (from, until) = (certificate.not_before(), certificate.not_after());
        if now.as_secs() < from.as_secs() {
            return Some(Validity::NotYet { from });
        }
        Some(match until.as_secs().checked_sub(now.as_secs()) {
            Some(left) => Validity::Valid { days_left: left / DAY },
            None => Validity::Expired { since: until },
        })
    }

    /// How far it has come. `now` serves to know a place-holder, which has always expired.
    #[must_use]
    pub fn stage(&self, now: UnixTime) -> Stage {
        match self.certificate(now) {
            None => Stage::KeyOnly,
            Some(_) => stage_of(self.current_encryption_keys().count(), self.encryption_keys().count()),
        }
    }

    /// Begins a change. Nothing is locked or written before [`Change::draft`].
    #[must_use = "a change is not written yet"]
    pub fn change(self) -> Change {
        Change::of(self)
    }

    /// Removes the backups that are under an earlier password, which may have become known, and tells which
    /// they were (domain.md 4.5): for a `check`, which writes nothing. A change of the keystore does the same.
    /// Opening alone changes nothing.
    ///
    /// # Errors
    /// `keystore.locked`; `keystore.no_file` for one that was read from bytes.
    pub fn remove_superseded_backups(&self) -> Result<Vec<PathBuf>, Error> {
        let path = self.path.as_deref().ok_or(Error::NoFile)?;
        if backup::list(path).is_empty() {
            return Ok(Vec::new());
        }
        let _lock = files::Lock::of(path)?;
        if Sha256::digest(read_file(path)?).as_slice() != self.fingerprint {
            return Err(Error::ChangedMeanwhile(path.to_owned()));
        }
        Ok(backup::remove_superseded(path, &self.password))
    }
}

/// No secret, no person.
impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keystore({}, {} keys)", self.key_identifier(), self.entries.keys.len())
    }
}

/// The stage of a keystore with an issued certificate: how many encryption keys belong to it, of how many.
pub(crate) const fn stage_of(current: usize, all: usize) -> Stage {
    match current {
        0 => Stage::Issued,
        _ if current == all => Stage::Complete,
        _ => Stage::Renewed,
    }
}

/// Whether an encryption certificate was made with this authentication certificate: signed by its key, with
/// its dates (ra.md 5.5).
pub(crate) fn belongs_to(encryption: &Entry, authentication: &Certificate) -> bool {
    is_made_with(encryption.chain(), authentication)
}

/// The same of a chain.
pub(crate) fn is_made_with(chain: &[Certificate], authentication: &Certificate) -> bool {
    chain.first().is_some_and(|certificate| {
        certificate.not_before() == authentication.not_before()
            && certificate.not_after() == authentication.not_after()
            && certificate.verify_signature(authentication.spki()).is_ok()
    })
}

/// A serial number in decimal: the alias of an encryption key.
pub(crate) fn is_serial(alias: &str) -> bool {
    !alias.is_empty() && alias.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a new keystore at `place` must not have its final name yet: another keystore of the same number,
/// whatever its application identifier and age, is where programs look (domain.md 4.6).
pub(crate) fn pending_needed(place: &Place) -> Result<bool, Error> {
    let folder = place.folder();
    let files = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    for file in files {
        let file = file.map_err(|error| Error::io(folder, error))?.file_name();
        let Some(name) = file.to_str().filter(|name| name.ends_with("p12")) else { continue };
        if FileName::parse(name).is_ok_and(|other| other.id() == place.name().id()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Never more than is allowed, whatever the file's length is said to be.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let not_there = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::NotFound(path.to_owned()),
        _ => Error::io(path, error),
    };
    // Opening a pipe would wait for whoever writes into it.
    if !fs::metadata(path).map_err(not_there)?.is_file() {
        return Err(Error::io(path, std::io::ErrorKind::InvalidInput.into()));
    }
    let file = fs::File::open(path).map_err(not_there)?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_FILE_LEN).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(|error| Error::io(path, error))?;
    if bytes.len() > MAX_FILE_LEN {
        return Err(Error::Limit(LimitKind::Size));
    }
    Ok(bytes)
}
