//! Signing: one hash, several, or in one go with reading.

use core::{fmt, slice};

use crate::applet::CardData;
use crate::card::{Card, begin};
use crate::contents::Contents;
use crate::error::Error;
use crate::file::{File, Files, RawFiles};
use crate::link::Link;
use crate::pad::PinPad;
use crate::pin::{PinPolicy, PinQuestion, PinSource, Tries};
use crate::read;
use crate::sign::{CardKey, CardSignature, Digest, Mode, Plan};
use crate::signing::{Entry, Signer, tries};
use crate::transport::Reader;
use crate::verify;

impl<R: Reader> Card<R> {
    /// Signs with the authentication key: proves who is there, without legal effect.
    ///
    /// # Errors
    /// `pin.*`; `card.no_signature_rights` or `card.kids`, before any PIN, when the card has no certificate
    /// for this key; `card.unsupported_digest`; `card.person_mismatch`, before any PIN, when another card is
    /// there; `card.removed`, `card.reset` and those of the reader, after which nothing is repeated.
    pub fn sign_authentication(
        &mut self,
        digest: &Digest,
        pin: PinSource<'_>,
    ) -> Result<CardSignature, Error> {
        one(self.sign(CardKey::Authentication, slice::from_ref(digest), Mode::Usual, pin)?)
    }

    /// Signs with the signature key: a signature with legal effect, of which the person is told what it is
    /// for.
    ///
    /// # Errors
    /// As [`sign_authentication`](Self::sign_authentication).
    pub fn sign_legally(&mut self, digest: &Digest, pin: PinSource<'_>) -> Result<CardSignature, Error> {
        one(self.sign(CardKey::Signature, slice::from_ref(digest), Mode::Usual, pin)?)
    }

    /// As [`sign_authentication`](Self::sign_authentication), several hashes with one PIN, and in another mode.
    ///
    /// # Errors
    /// As [`sign_authentication`](Self::sign_authentication). When one signature fails, none is given.
    pub fn sign_authentication_with(
        &mut self,
        digests: &[Digest],
        mode: Mode,
        pin: PinSource<'_>,
    ) -> Result<Vec<CardSignature>, Error> {
        self.sign(CardKey::Authentication, digests, mode, pin)
    }

    /// As [`sign_legally`](Self::sign_legally), several hashes and in another mode. The card takes the PIN for
    /// each signature: one that was typed is sent as often as there are hashes, and the person must know how
    /// many signatures it gives; a keypad asks each time.
    ///
    /// # Errors
    /// As [`sign_authentication`](Self::sign_authentication). When one signature fails, none is given.
    pub fn sign_legally_with(
        &mut self,
        digests: &[Digest],
        mode: Mode,
        pin: PinSource<'_>,
    ) -> Result<Vec<CardSignature>, Error> {
        self.sign(CardKey::Signature, digests, mode, pin)
    }

    /// Locks the card for reading and signing with the authentication key in one go, with one PIN.
    ///
    /// The PIN is asked for before the card is locked, and nobody is asked anything while the batch lives: other
    /// programs wait for it, and Windows resets the card after five idle seconds (card.md 12.3).
    ///
    /// ```
    /// # use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
    /// use beid_card::{Card, CardKey, Digest, Files, Pin, PinSource};
    /// # let reader = VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED).reader();
    /// let mut card = Card::open(reader)?;
    /// let hash = card.scheme(CardKey::Authentication).hash();
    /// let mut batch = card.authentication_batch(PinSource::Entered(Pin::parse("1234")?))?;
    /// let contents = batch.read(Files::to_verify())?;
    /// let (batch, first) = batch.sign(&Digest::of(hash, b"first"))?;
    /// let (_, second) = batch.sign(&Digest::of(hash, b"second"))?;
    /// # assert!(contents.authentication().is_some() && first.as_bytes().len() == second.as_bytes().len());
    /// # Ok::<(), beid_card::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`sign_authentication`](Self::sign_authentication) before its VERIFY.
    pub fn authentication_batch(&mut self, pin: PinSource<'_>) -> Result<Batch<'_>, Error> {
        self.batch(CardKey::Authentication, pin)
    }

    /// As [`authentication_batch`](Self::authentication_batch) with the signature key, whose signatures have legal
    /// effect. The card takes the PIN for each of them: one that was typed is sent as often as something is signed,
    /// and the person must know what that will be; a keypad asks each time.
    ///
    /// # Errors
    /// As [`sign_legally`](Self::sign_legally) before its VERIFY.
    pub fn legal_batch(&mut self, pin: PinSource<'_>) -> Result<Batch<'_>, Error> {
        self.batch(CardKey::Signature, pin)
    }

    fn sign(
        &mut self,
        key: CardKey,
        digests: &[Digest],
        mode: Mode,
        pin: PinSource<'_>,
    ) -> Result<Vec<CardSignature>, Error> {
        let plan =
            |digest| Plan::new(self.applet(), Digest::algorithm(digest), mode).map(|plan| (plan, digest));
        let jobs = digests.iter().map(plan).collect::<Result<Vec<_>, _>>()?;
        let mut batch = self.batch(key, pin)?;
        jobs.into_iter().map(|(plan, digest)| batch.sign_as(plan, digest)).collect()
    }

    /// The PIN is resolved before the card is locked.
    fn batch(&mut self, key: CardKey, pin: PinSource<'_>) -> Result<Batch<'_>, Error> {
        self.refuse_without_certificate(key)?;
        let entry = match pin {
            PinSource::Entered(pin) => Entry::Pin(pin),
            PinSource::Pad(prompt) => Entry::Pad(prompt),
            PinSource::Ask(ask) => {
                let tries = self.permitted_tries()?;
                Entry::Pin(ask(PinQuestion { key, tries }).ok_or(Error::PinCancelled)?)
            }
        };
        let Self { reader, counters, data, cache, policy, block, unsure } = self;
        let mut link = begin(reader, counters, data, unsure)?;
        allow_pin(&mut link, *policy, matches!(entry, Entry::Pad(_)).then_some(|pad| pad.verify))?;
        Ok(Batch { link, data, cache, block, signer: Signer::new(key, entry) })
    }

    pub(crate) fn permitted_tries(&mut self) -> Result<Tries, Error> {
        let tries = self.tries_left()?;
        self.policy.permits(tries).map(|()| tries)
    }

    /// Says that the card cannot sign before a PIN is asked for. A certificate that was not read yet is read
    /// now, since only its first byte tells.
    fn refuse_without_certificate(&mut self, key: CardKey) -> Result<(), Error> {
        let file = key.certificate();
        if self.cache.get(file).is_none() {
            self.fetch(&[file], &mut |_| {})?;
        }
        if self.cache.get(file).is_some_and(<[u8]>::is_empty) {
            return Err(verify::missing_key(self.read(Files::identity())?.identity(), key));
        }
        Ok(())
    }
}

/// Before a command with a PIN: the keypad is there if it is wanted, the tries allow it.
pub(crate) fn allow_pin(
    link: &mut Link<'_>,
    policy: PinPolicy,
    on_pad_that_can: Option<fn(&PinPad) -> bool>,
) -> Result<(), Error> {
    if let Some(can) = on_pad_that_can
        && !link.transaction().pin_pad().is_some_and(can)
    {
        return Err(Error::PadFaulty);
    }
    if policy.needs_tries() {
        policy.permits(tries(link)?)?;
    }
    Ok(())
}

/// As many signatures come back as hashes went in.
fn one(signatures: Vec<CardSignature>) -> Result<CardSignature, Error> {
    signatures.into_iter().next().ok_or(Error::UnsupportedDigest)
}

/// The card, locked for reading and signing with one key and one PIN. Dropping it takes the right away (LOG OFF) and
/// lets other programs at the card.
#[must_use = "the card stays locked as long as this lives"]
pub struct Batch<'a> {
    link: Link<'a>,
    data: &'a CardData,
    cache: &'a mut RawFiles,
    block: &'a mut usize,
    signer: Signer,
}

impl Batch<'_> {
    /// Reads what is wanted and not yet known, the photo and the person's data before the certificates: the
    /// signature that follows finds its directory selected then, and takes four commands. Nothing is repeated after
    /// a reset or a communication error.
    ///
    /// # Errors
    /// As [`Card::read`], `card.reset` at once.
    pub fn read(&mut self, wanted: Files) -> Result<Contents, Error> {
        let wanted_files: Vec<File> = wanted.iter().collect();
        let missing = read::missing(self.cache, self.data.applet(), &wanted_files);
        if !missing.is_empty() {
            self.signer.moved();
            let (belpic, mut files): (Vec<_>, Vec<_>) =
                missing.into_iter().partition(|file| file.is_in_belpic());
            files.extend(belpic);
            read::read_files(&mut self.link, &files, self.cache, self.block, &mut |_| {})?;
        }
        Contents::new(self.cache.only(wanted), Some(self.data.clone()))
    }

    /// Signs one hash. A signature that fails ends the batch: a PIN that was refused is never sent again.
    ///
    /// # Errors
    /// As [`Card::sign_authentication`].
    pub fn sign(self, digest: &Digest) -> Result<(Self, CardSignature), Error> {
        self.sign_with(digest, Mode::Usual)
    }

    /// As [`sign`](Self::sign), in another mode.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn sign_with(mut self, digest: &Digest, mode: Mode) -> Result<(Self, CardSignature), Error> {
        let plan = Plan::new(self.data.applet(), digest.algorithm(), mode)?;
        let signature = self.sign_as(plan, digest)?;
        Ok((self, signature))
    }

    fn sign_as(&mut self, plan: Plan, digest: &Digest) -> Result<CardSignature, Error> {
        self.signer.sign(&mut self.link, plan, digest, *self.block)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.signer.close(&mut self.link);
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} key)", self.signer.key().as_str())
    }
}
