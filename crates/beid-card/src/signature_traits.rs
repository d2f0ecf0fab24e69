//! RustCrypto's `signature` traits over a card, for code that is written for them (feature `signature`).
//!
//! [`CardSigner`] is a [`Signer`] and a [`PrehashSigner`] of every signature type that is made from bytes: RSA PKCS#1
//! v1.5, ECDSA fixed or in DER. It is an adapter: the traits know no PIN, no tries and no scheme, so a program that
//! can choose calls [`Card`]'s own verbs, and [`ehealth_pki::Prepared`] for documents that name their algorithm.
//! What went wrong is the source of the trait's error, an [`Error`].
//!
//! ```
//! # use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
//! use beid_card::signature_traits::{CardSigner, Signer};
//! use beid_card::{Card, CardKey, Pin};
//!
//! # let reader = VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED).reader();
//! let mut card = Card::open(reader)?;
//! let mut ask = |_| Pin::parse("1234").ok();
//! let signer = CardSigner::new(&mut card, CardKey::Authentication, &mut ask);
//! let signature: p384::ecdsa::Signature = signer.try_sign(b"message")?;
//! # let _ = signature;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::cell::RefCell;
use core::fmt;

use ehealth_pki::{HashAlgorithm, SignatureScheme};
pub use signature::hazmat::PrehashSigner;
pub use signature::{Error as SignatureError, Signer};

use crate::card::Card;
use crate::error::Error;
use crate::pin::{Pin, PinQuestion, PinSource};
use crate::sign::{CardKey, CardSignature, Digest};
use crate::transport::Reader;

/// One of the two keys of a card. Each signature asks for the PIN: the card takes it for each, or its right is dropped
/// after each.
pub struct CardSigner<'a, R: Reader> {
    key: CardKey,
    scheme: SignatureScheme,
    inner: RefCell<Inner<'a, R>>,
}

struct Inner<'a, R: Reader> {
    card: &'a mut Card<R>,
    ask: &'a mut dyn FnMut(PinQuestion) -> Option<Pin>,
}

impl<'a, R: Reader> CardSigner<'a, R> {
    /// Signs with `key`, asking `ask` for the PIN of each signature.
    #[must_use]
    pub fn new(
        card: &'a mut Card<R>,
        key: CardKey,
        ask: &'a mut dyn FnMut(PinQuestion) -> Option<Pin>,
    ) -> Self {
        let scheme = card.scheme(key);
        Self { key, scheme, inner: RefCell::new(Inner { card, ask }) }
    }

    /// The scheme that messages are signed with.
    #[must_use]
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    fn sign(&self, digest: &Digest) -> Result<CardSignature, SignatureError> {
        // A person's answer that signs with the same signer again.
        let mut inner = self.inner.try_borrow_mut().map_err(SignatureError::from_source)?;
        let Inner { card, ask } = &mut *inner;
        let pin = PinSource::Ask(&mut **ask);
        let signature = match self.key {
            CardKey::Authentication => card.sign_authentication(digest, pin),
            CardKey::Signature => card.sign_legally(digest, pin),
        };
        signature.map_err(SignatureError::from_source)
    }
}

/// As the type wants it: the card's own bytes, or DER.
fn typed<S>(signature: &CardSignature) -> Result<S, SignatureError>
where
    S: for<'s> TryFrom<&'s [u8]>,
{
    if let Ok(raw) = S::try_from(signature.as_bytes()) {
        return Ok(raw);
    }
    let der = signature.to_x509();
    S::try_from(&der).map_err(|_| SignatureError::from_source(Error::UnsupportedDigest))
}

impl<R: Reader, S> Signer<S> for CardSigner<'_, R>
where
    S: for<'s> TryFrom<&'s [u8]>,
{
    fn try_sign(&self, message: &[u8]) -> Result<S, SignatureError> {
        typed(&self.sign(&Digest::of(self.scheme.hash(), message))?)
    }
}

/// 32, 48 and 64 bytes are taken for SHA-256, SHA-384 and SHA-512.
impl<R: Reader, S> PrehashSigner<S> for CardSigner<'_, R>
where
    S: for<'s> TryFrom<&'s [u8]>,
{
    fn sign_prehash(&self, prehash: &[u8]) -> Result<S, SignatureError> {
        let hash = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512]
            .into_iter()
            .find(|hash| hash.len() == prehash.len())
            .ok_or_else(|| SignatureError::from_source(Error::UnsupportedDigest))?;
        let digest = Digest::new(hash, prehash.to_vec()).map_err(SignatureError::from_source)?;
        typed(&self.sign(&digest)?)
    }
}

impl<R: Reader> fmt::Debug for CardSigner<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardSigner({} key, {:?})", self.key.as_str(), self.scheme)
    }
}
