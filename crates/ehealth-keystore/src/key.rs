//! Private keys: one that exists in memory only, and one whose keystore is on disk.

use core::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ehealth_pki::certificate::Certificate;
use ehealth_pki::sign::BoxError;
use ehealth_pki::{KeyIdentifier, SignatureScheme, SigningKey, ToBeSigned};
use rand_core::CryptoRng;
use rsa::pkcs8::EncodePrivateKey;
use rustls_pki_types::SubjectPublicKeyInfoDer;
use zeroize::Zeroizing;

use crate::entries::Entry;
use crate::error::Error;
use crate::layout::Layout;
use crate::password::Password;
use crate::pfx::{Profile, ReadOptions, read};
use crate::place::{Place, waiting_key_beside};
use crate::secret::Secret;
use crate::store::{AUTHENTICATION, Keystore};
use crate::{assumed, dummy, files, store};

/// Bits of the keys that the authority certifies (ra.md 7.1).
const RSA_BITS: usize = 2048;

/// A key pair that exists only in memory. It cannot sign and cannot be read: the one thing to do with it is
/// to store it.
#[must_use = "an unsaved key is lost when dropped"]
pub struct NewKey {
    secret: Arc<Secret>,
}

/// A key whose keystore was written, flushed, opened again with the password and found equal; or one that was
/// opened from a keystore. In this crate only this type signs.
///
/// It cannot be printed, copied or serialised.
pub struct StoredKey {
    secret: Arc<Secret>,
    path: Option<PathBuf>,
}

impl NewKey {
    /// Makes an RSA key of 2048 bits with the exponent 65537: about 0.1 s.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        loop {
            // Neither step fails for this size with a generator that cannot fail; if one does, it is bad luck
            // with the numbers drawn.
            let Ok(key) = rsa::PrivateKey::new(rng, RSA_BITS) else { continue };
            let Ok(pkcs8) = key.to_pkcs8_der() else { continue };
            if let Ok(secret) = Secret::from_pkcs8(pkcs8.to_bytes()) {
                return Self { secret: Arc::new(secret) };
            }
        }
    }

    /// Writes the keystore of a request at `place`: the key as `authentication` under a place-holder
    /// certificate (ra.md 8). It gets its final name, or `….pending` when another keystore of the same number
    /// is in the folder (domain.md 4.6): [`StoredKey::path`] tells.
    ///
    /// # Errors
    /// `file.exists`, `file.permission`, `file.read_only`, `file.disk_full`, `file.no_folder`,
    /// `keystore.locked`, `keystore.verify_failed`. On each of them no file with the keystore's name was made,
    /// and the key comes back inside the error: nothing was signed with it, so it may be stored elsewhere.
    pub fn store(
        self,
        place: &Place,
        password: &Password,
        profile: Profile,
    ) -> Result<StoredKey, StoreError> {
        let path = match store::pending_needed(place) {
            Ok(true) => place.folder().join(place.name().pending()),
            Ok(false) => place.keystore(),
            Err(cause) => return Err(StoreError { key: self, cause }),
        };
        if let Err(cause) = is_free(place, &path) {
            return Err(StoreError { key: self, cause });
        }
        self.publish(path, AUTHENTICATION, password, profile)
    }

    /// Writes the keystore of a renewal at `place`, as `….pending`: the new key as `authentication` under a
    /// place-holder, and every other key of `old` under the serial number of its certificate, so that no message
    /// becomes unreadable (domain.md 4.8, 6.4). Its stage is [`Stage::KeyOnly`](crate::Stage::KeyOnly) until a
    /// chain is installed, and [`Stage::Issued`](crate::Stage::Issued) until it has an encryption key of its own.
    /// [`files::publish_pending`] gives it its final name.
    ///
    /// The old file is not touched; `password` protects the new one.
    ///
    /// # Errors
    /// As [`store`](Self::store), and `keystore.key_would_be_lost` when two keys of `old` have one serial number.
    pub fn store_renewal(
        self,
        old: &Keystore,
        place: &Place,
        password: &Password,
        profile: Profile,
    ) -> Result<StoredKey, StoreError> {
        let path = place.folder().join(place.name().pending());
        match renewal(&self.secret, old, place, &path, password, profile) {
            Ok(secret) => Ok(StoredKey { secret, path: Some(path) }),
            Err(cause) => Err(StoreError { key: self, cause }),
        }
    }

    /// Writes the waiting file of an encryption key beside the keystore at `keystore`: `<file name>.etk`, with
    /// the same password. The key stays there until the authority has told its serial number
    /// (domain.md 4.5).
    ///
    /// # Errors
    /// As [`store`](Self::store); `file.exists` when another key waits there already.
    pub fn store_waiting(
        self,
        keystore: &Path,
        password: &Password,
        profile: Profile,
    ) -> Result<StoredKey, StoreError> {
        self.publish(waiting_key_beside(keystore), assumed::WAITING_ALIAS, password, profile)
    }

    fn publish(
        self,
        path: PathBuf,
        alias: &str,
        password: &Password,
        profile: Profile,
    ) -> Result<StoredKey, StoreError> {
        match publish(&self.secret, &path, alias, password, profile) {
            Ok(secret) => Ok(StoredKey { secret, path: Some(path) }),
            Err(cause) => Err(StoreError { key: self, cause }),
        }
    }
}

/// Writes, flushes, opens again, compares, and only then gives the file its name. The key that comes back is
/// the one that was read.
fn publish(
    secret: &Arc<Secret>,
    path: &Path,
    alias: &str,
    password: &Password,
    profile: Profile,
) -> Result<Arc<Secret>, Error> {
    let bytes = dummy::keystore(secret, alias, now(), password, profile)?;
    let lock = files::Lock::of(path)?;
    let temporary = files::Temporary::write(&lock, path, &bytes)?;
    let back = temporary.read_back()?;
    let contents = read::read(&back, password, &ReadOptions::new())
        .map_err(|error| Error::VerifyFailed(Some(Box::new(error))))?;
    let [bag] = contents.keys.try_into().map_err(|_| Error::VerifyFailed(None))?;
    let read_back = Secret::from_pkcs8(bag.pkcs8).ok_or_verify_failed()?;
    if read_back != **secret {
        return Err(Error::VerifyFailed(None));
    }
    temporary.publish_new()?;
    Ok(Arc::new(read_back))
}

/// As [`publish`], with the keys of the old keystore.
fn renewal(
    secret: &Arc<Secret>,
    old: &Keystore,
    place: &Place,
    path: &Path,
    password: &Password,
    profile: Profile,
) -> Result<Arc<Secret>, Error> {
    is_free(place, path)?;
    let place_holder = dummy::certificate(secret, now())?;
    let place_holder = Certificate::from_der(&place_holder)
        .map_err(|error| Error::VerifyFailed(Some(Box::new(Error::Certificate(error.into())))))?;
    let authentication = Entry {
        alias: AUTHENTICATION.to_owned(),
        key: StoredKey::new(Arc::clone(secret), Some(path.to_owned())),
        chain: vec![place_holder],
    };
    let mut layout = Layout { keys: vec![authentication], trusted: Vec::new() };
    layout.import(old, Some(path))?;
    let bytes = layout.encode(password, profile)?;
    let lock = files::Lock::of(path)?;
    let temporary = files::Temporary::write(&lock, path, &bytes)?;
    let back = layout.verify(&temporary.read_back()?, password, Some(path), &layout.key_identifiers())?;
    temporary.publish_new()?;
    Ok(Arc::clone(back.authentication().key().secret()))
}

/// Neither form of the name may be taken; publishing checks the one that is written.
fn is_free(place: &Place, path: &Path) -> Result<(), Error> {
    let taken = path != place.keystore() && place.keystore().exists();
    if taken { Err(Error::io(&place.keystore(), std::io::ErrorKind::AlreadyExists.into())) } else { Ok(()) }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

trait OrVerifyFailed<T> {
    fn ok_or_verify_failed(self) -> Result<T, Error>;
}

impl<T, E> OrVerifyFailed<T> for Result<T, E> {
    fn ok_or_verify_failed(self) -> Result<T, Error> {
        self.map_err(|_| Error::VerifyFailed(None))
    }
}

/// No private part is shown.
impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewKey(…)")
    }
}

/// The key that could not be stored, and why.
#[derive(Debug)]
pub struct StoreError {
    key: NewKey,
    cause: Error,
}

impl StoreError {
    /// Why.
    #[must_use]
    pub const fn cause(&self) -> &Error {
        &self.cause
    }

    /// Gives the key back, to be stored elsewhere.
    pub fn into_key(self) -> NewKey {
        self.key
    }

    /// Drops the key.
    #[must_use]
    pub fn into_cause(self) -> Error {
        self.cause
    }

    /// Both.
    pub fn into_parts(self) -> (NewKey, Error) {
        (self.key, self.cause)
    }

    /// The code of the cause.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.cause.code()
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the new key was not stored")
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl StoredKey {
    pub(crate) const fn new(secret: Arc<Secret>, path: Option<PathBuf>) -> Self {
        Self { secret, path }
    }

    pub(crate) const fn secret(&self) -> &Arc<Secret> {
        &self.secret
    }

    /// Opens the key `authentication` of the keystore at `path`.
    ///
    /// # Errors
    /// As [`Keystore::open`].
    pub fn open(path: &Path, password: &Password) -> Result<Self, Error> {
        let store = Keystore::open(path, password)?;
        Ok(Self { secret: Arc::clone(&store.authentication().key().secret), path: Some(path.to_owned()) })
    }

    /// The public half: `SubjectPublicKeyInfo`, DER.
    #[must_use]
    pub fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        SubjectPublicKeyInfoDer::from(self.secret.spki())
    }

    /// The authority's name for the key.
    #[must_use]
    pub fn key_identifier(&self) -> KeyIdentifier {
        self.secret.key_identifier()
    }

    /// The keystore in which it is; `None` for one that was read from bytes.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Decrypts with RSAES-PKCS1-v1_5 (RFC 8017 section 7.2).
    ///
    /// A ciphertext that was not made for this key gives meaningless bytes instead of an error (implicit
    /// rejection), so that nobody can use the answer as an oracle: the caller compares with a hash, as the
    /// challenge of ra.md 5.4 has one.
    ///
    /// # Errors
    /// [`Error::Key`] when the ciphertext has another length than the modulus, or the key is not RSA.
    pub fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.secret.decrypt(ciphertext)
    }
}

impl SigningKey for StoredKey {
    fn scheme(&self) -> SignatureScheme {
        self.secret.scheme()
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.public_key()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        self.secret.sign(tbs)
    }
}

/// The key's identifier only.
impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredKey({})", self.key_identifier())
    }
}
