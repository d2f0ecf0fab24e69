//! Signing with a key that is held anywhere: on a card, in a keystore, on another machine.
//!
//! The primitive has two phases, because the algorithm must be known before the bytes to sign exist (an
//! XML `SignedInfo` and an X.509 `TBSCertificate` contain it) and because a card's owner has to be asked in
//! between: a document is *prepared* for a public key, which gives [`ToBeSigned`]; the signature comes back
//! and [`Prepared::finish`] verifies it before the document exists.

use core::fmt;

use rustls_pki_types::SubjectPublicKeyInfoDer;

use crate::scheme::{SchemeError, SignatureScheme};

/// Any error of a signer that this crate knows nothing about.
pub type BoxError = Box<dyn core::error::Error + Send + Sync>;

/// Bytes that wait for a signature, and how they are to be signed.
#[derive(Clone, PartialEq, Eq)]
pub struct ToBeSigned {
    scheme: SignatureScheme,
    message: Vec<u8>,
}

impl ToBeSigned {
    /// `message` to be hashed and signed as `scheme` says.
    #[must_use]
    pub const fn new(scheme: SignatureScheme, message: Vec<u8>) -> Self {
        Self { scheme, message }
    }

    /// How it is to be signed.
    #[must_use]
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// The message itself, not hashed.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// The hash of the message, of [`scheme`](Self::scheme)'s hash algorithm: what a card is given.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        self.scheme.hash().digest(&self.message)
    }
}

/// The message may hold personal data: only its length is shown.
impl fmt::Debug for ToBeSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToBeSigned({:?}, {} bytes)", self.scheme, self.message.len())
    }
}

/// A key that signs at once, without asking a person: a stored key, a key in memory.
///
/// Signatures of ECDSA are raw `r ‖ s` (IEEE P1363), each half as long as the curve's order; those of RSA as
/// long as the modulus. Whoever needs DER converts ([`crate::scheme::ecdsa_raw_to_der`]).
pub trait SigningKey {
    /// The scheme this key signs with.
    fn scheme(&self) -> SignatureScheme;

    /// The public half.
    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_>;

    /// Signs.
    ///
    /// # Errors
    /// Whatever keeps the holder of the key from signing.
    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError>;
}

/// A key behind a function: another library, another process, another machine.
///
/// ```
/// use ehealth_pki::{CallbackKey, HashAlgorithm, SignatureScheme, SigningKey};
/// # fn example(spki: rustls_pki_types::SubjectPublicKeyInfoDer<'static>) {
/// let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha384);
/// let key = CallbackKey::new(scheme, spki, |tbs| Err(format!("nobody signs {} bytes", tbs.digest().len()).into()));
/// assert_eq!(key.scheme(), scheme);
/// # }
/// ```
pub struct CallbackKey<F> {
    scheme: SignatureScheme,
    public_key: SubjectPublicKeyInfoDer<'static>,
    sign: F,
}

impl<F: Fn(&ToBeSigned) -> Result<Vec<u8>, BoxError>> CallbackKey<F> {
    /// `sign` gives signatures of `public_key` by `scheme`, those of ECDSA raw `r ‖ s`.
    #[must_use]
    pub const fn new(scheme: SignatureScheme, public_key: SubjectPublicKeyInfoDer<'static>, sign: F) -> Self {
        Self { scheme, public_key, sign }
    }
}

impl<F: Fn(&ToBeSigned) -> Result<Vec<u8>, BoxError>> SigningKey for CallbackKey<F> {
    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.public_key.clone()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        (self.sign)(tbs)
    }
}

impl<F> fmt::Debug for CallbackKey<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackKey({:?})", self.scheme)
    }
}

/// A document that is complete but for its signature.
#[must_use = "a prepared document is neither signed nor sent"]
pub struct Prepared<T> {
    tbs: ToBeSigned,
    public_key: SubjectPublicKeyInfoDer<'static>,
    assemble: Assemble<T>,
}

/// Makes the document from a verified signature.
type Assemble<T> = Box<dyn FnOnce(&[u8]) -> T + Send>;

impl<T> Prepared<T> {
    /// `assemble` is given a signature that was verified with `public_key` over `tbs`.
    pub fn new(
        tbs: ToBeSigned,
        public_key: SubjectPublicKeyInfoDer<'static>,
        assemble: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Self {
        Self { tbs, public_key, assemble: Box::new(assemble) }
    }

    /// What to sign.
    #[must_use]
    pub const fn to_be_signed(&self) -> &ToBeSigned {
        &self.tbs
    }

    /// The key that was announced when the document was prepared.
    #[must_use]
    pub const fn public_key(&self) -> &SubjectPublicKeyInfoDer<'static> {
        &self.public_key
    }

    /// Changes what comes out at the end, not what is signed.
    pub fn map<U>(self, then: impl FnOnce(T) -> U + Send + 'static) -> Prepared<U>
    where
        T: 'static,
    {
        let assemble = self.assemble;
        Prepared {
            tbs: self.tbs,
            public_key: self.public_key,
            assemble: Box::new(move |signature| then(assemble(signature))),
        }
    }

    /// Puts `signature` into the document; for ECDSA it is raw `r ‖ s`.
    ///
    /// # Errors
    /// [`FinishError::Signature`] when it is not a signature of the announced key over the prepared bytes:
    /// another key, DER instead of raw, a card exchanged in between.
    pub fn finish(self, signature: &[u8]) -> Result<T, FinishError> {
        self.tbs.scheme.verify(&self.public_key, &self.tbs.message, signature)?;
        Ok((self.assemble)(signature))
    }

    /// Both phases at once, with a key at hand.
    ///
    /// # Errors
    /// [`FinishError::Signer`] when the key fails, [`FinishError::Signature`] as in [`finish`](Self::finish).
    pub fn sign_with(self, key: &(impl SigningKey + ?Sized)) -> Result<T, FinishError> {
        let signature = key.sign(&self.tbs).map_err(FinishError::Signer)?;
        self.finish(&signature)
    }
}

impl<T> fmt::Debug for Prepared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({:?})", self.tbs)
    }
}

/// Why a prepared document did not become a signed one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// The holder of the key did not sign.
    #[error("the signer failed")]
    Signer(#[source] BoxError),
    /// What came back is no signature of the announced key over these bytes.
    #[error("the signature does not verify with the announced key")]
    Signature(#[from] SchemeError),
}
