//! One open card: its cache, its counters, its two signatures.

use core::{fmt, slice};

use ehealth_pki::{HashAlgorithm, SignatureScheme};
use rustls_pki_types::CertificateDer;

use crate::applet::{AppletVersion, CardData};
use crate::assumed;
use crate::contents::Contents;
use crate::error::Error;
use crate::file::{File, Files, RawFiles};
use crate::link::{Counters, Link};
use crate::pad::PinPad;
use crate::pin::{PinChange, PinPolicy, PinQuestion, PinSource, Tries};
use crate::sign::{CardKey, CardSignature, Digest, Mode, Plan};
use crate::signing::{self, ChangeEntry, Entry, signatures, tries};
use crate::transport::{Reader, TransportError};
use crate::{chip, read, verify};

/// How far reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The file that is being read.
    pub file: File,
    /// Bytes read so far, of all files that were asked for.
    pub done_bytes: usize,
    /// Bytes expected in all: an estimate, for the card does not say.
    pub expected_bytes: usize,
}

/// A Belgian identity card in a reader.
///
/// Blocking, as PC/SC is. The card is locked during one call and never while a person is asked something.
/// What was read is kept: a second [`read`](Self::read) asks the card for nothing.
pub struct Card<R: Reader> {
    reader: R,
    data: CardData,
    cache: RawFiles,
    counters: Counters,
    policy: PinPolicy,
    block: usize,
}

impl<R: Reader> Card<R> {
    /// Takes the card and proves that it is a Belgian identity card, by its applet and not by its answer to
    /// reset: two commands.
    ///
    /// # Errors
    /// `card.not_beid`, `card.unknown_generation`, `card.not_activated`, and those of the reader.
    pub fn open(mut reader: R) -> Result<Self, Error> {
        let mut counters = Counters::default();
        let data = open_with_retry(&mut reader, &mut counters)?;
        Ok(Self {
            reader,
            data,
            cache: RawFiles::new(),
            counters,
            policy: PinPolicy::default(),
            block: usize::from(assumed::BLOCKS[0]),
        })
    }

    /// With another rule for the last try.
    #[must_use]
    pub fn with_pin_policy(self, policy: PinPolicy) -> Self {
        Self { policy, ..self }
    }

    /// As [`with_pin_policy`](Self::with_pin_policy), on a card that is open: a person was warned and goes on.
    pub const fn set_pin_policy(&mut self, policy: PinPolicy) {
        self.policy = policy;
    }

    /// Generation of the card.
    #[must_use]
    pub const fn applet(&self) -> AppletVersion {
        self.data.applet()
    }

    /// What the chip says of itself.
    #[must_use]
    pub const fn card_data(&self) -> &CardData {
        &self.data
    }

    /// Commands and bytes since the card was opened.
    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// The reader.
    #[must_use]
    pub const fn reader(&self) -> &R {
        &self.reader
    }

    /// Gives the reader back.
    #[must_use]
    pub fn into_reader(self) -> R {
        self.reader
    }

    /// The scheme that a key signs with: by its certificate when that was read, else by the generation.
    #[must_use]
    pub fn scheme(&self, key: CardKey) -> SignatureScheme {
        let certificate = self.cache.get(key.certificate()).filter(|der| !der.is_empty());
        certificate.and_then(|der| verify::scheme_of(&CertificateDer::from(der))).unwrap_or_else(|| {
            if self.applet().is_rsa() {
                SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256)
            } else {
                SignatureScheme::Ecdsa(HashAlgorithm::Sha384)
            }
        })
    }

    /// Reads what is wanted and not yet known.
    ///
    /// # Errors
    /// `card.removed`, `card.reset` when that happens again and again, `card.person_mismatch` when another
    /// card is there, `card.not_activated`, `card.file_invalid`, and those of the reader.
    pub fn read(&mut self, wanted: Files) -> Result<Contents, Error> {
        self.read_with(wanted, &mut |_| {})
    }

    /// As [`read`](Self::read), telling how far it is. The photo comes last.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_with(
        &mut self,
        wanted: Files,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Contents, Error> {
        self.fetch(&wanted.iter().collect::<Vec<_>>(), progress)?;
        let mut files = RawFiles::new();
        for file in wanted.iter() {
            if let Some(bytes) = self.cache.get(file) {
                files.insert(file, bytes.to_vec());
            }
        }
        Contents::new(files, Some(self.data.clone()))
    }

    /// Reads are repeated by themselves: nothing is lost by it (domain.md 7.2).
    fn fetch(&mut self, wanted: &[File], progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
        let mut failures = 0u8;
        loop {
            let error = match self.fetch_missing(wanted, progress) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let unstable = is_communication(&error);
            if !unstable && !matches!(error, Error::Reset) {
                return Err(error);
            }
            failures = failures.saturating_add(1);
            if failures > assumed::REPEATS_OF_READING {
                return Err(if unstable { Error::ReaderUnstable } else { error });
            }
        }
    }

    fn fetch_missing(&mut self, wanted: &[File], progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
        let only_ec = |file: &File| *file != File::BasicKey || !self.data.applet().is_rsa();
        let (missing, useless): (Vec<_>, Vec<_>) =
            wanted.iter().copied().filter(|file| self.cache.get(*file).is_none()).partition(only_ec);
        useless.into_iter().for_each(|file| self.cache.insert(file, Vec::new()));
        if missing.is_empty() {
            return Ok(());
        }
        let mut expected: usize = missing.iter().fold(0, |sum, file| sum.saturating_add(file.usual_len()));
        let mut done = 0usize;
        let Self { reader, counters, data, cache, block, .. } = self;
        let mut link = begin(reader, counters, data)?;
        for file in missing {
            let bytes = read::read_file(&mut link, file, block, &mut |read| {
                progress(Progress {
                    file,
                    done_bytes: done.saturating_add(read),
                    expected_bytes: expected.max(done.saturating_add(read)),
                });
            })?;
            done = done.saturating_add(bytes.len());
            expected = expected.saturating_sub(file.usual_len()).saturating_add(bytes.len());
            cache.insert(file, bytes);
        }
        Ok(())
    }

    /// How many tries the PIN has left, without spending one.
    ///
    /// # Errors
    /// `card.person_mismatch` when another card is there, and those of the reader.
    pub fn tries_left(&mut self) -> Result<Tries, Error> {
        let Self { reader, counters, data, .. } = self;
        let mut link = begin(reader, counters, data)?;
        tries(&mut link)
    }

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

    /// The PIN is resolved before the card is locked.
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
        self.refuse_without_certificate(key)?;
        let entry = match pin {
            PinSource::Entered(pin) => Entry::Pin(pin),
            PinSource::Pad(prompt) => Entry::Pad(prompt),
            PinSource::Ask(ask) => {
                let tries = self.permitted_tries()?;
                Entry::Pin(ask(PinQuestion { key, tries }).ok_or(Error::PinCancelled)?)
            }
        };
        let block = self.block;
        let mut link = self.begin_with_pin(matches!(entry, Entry::Pad(_)), |pad| pad.verify)?;
        signatures(&mut link, key, &jobs, &entry, block)
    }

    /// Gives the card another PIN.
    ///
    /// # Errors
    /// `pin.*`: a wrong old PIN costs a try and changes nothing; `card.person_mismatch`, before any PIN; those of
    /// the reader, after which nothing is repeated: which PIN the card has then shows at the next use.
    pub fn change_pin(&mut self, change: PinChange<'_>) -> Result<(), Error> {
        let entry = match change {
            PinChange::Entered { old, new } => ChangeEntry::Pins(old, new),
            PinChange::Pad(prompt) => ChangeEntry::Pad(prompt),
            PinChange::Ask(ask) => {
                let tries = self.permitted_tries()?;
                let (old, new) = ask(tries).ok_or(Error::PinCancelled)?;
                ChangeEntry::Pins(old, new)
            }
        };
        let mut link = self.begin_with_pin(matches!(entry, ChangeEntry::Pad(_)), |pad| pad.modify)?;
        signing::change(&mut link, &entry)
    }

    /// Lets the chip prove, from applet 1.8 on, that it holds the key whose hash stands in the identity file
    /// (card.md 10). No PIN. Whether that file is genuine is for [`Contents::verify`] to say.
    ///
    /// `nonce` is random and new, 16 bytes or more: the chip signs its hash.
    ///
    /// # Errors
    /// `card.unsupported` before 1.8; `card.identity_forged` when the chip cannot; `card.file_invalid`; those of
    /// the reader.
    pub fn authenticate_chip(&mut self, nonce: &[u8]) -> Result<(), Error> {
        if self.applet().is_rsa() {
            return Err(Error::Unsupported);
        }
        let contents = self.read(Files::of(&[File::BasicKey]))?;
        let mut link = begin(&mut self.reader, &mut self.counters, &self.data)?;
        chip::authenticate(&mut link, &contents, nonce)
    }

    fn permitted_tries(&mut self) -> Result<Tries, Error> {
        let tries = self.tries_left()?;
        self.policy.permits(tries).map(|()| tries)
    }

    /// Locks the card for a command with a PIN: the keypad is there if it is wanted, the tries allow it.
    fn begin_with_pin(&mut self, on_pad: bool, can: fn(&PinPad) -> bool) -> Result<Link<'_>, Error> {
        let policy = self.policy;
        let mut link = begin(&mut self.reader, &mut self.counters, &self.data)?;
        if on_pad && !link.transaction().pin_pad().is_some_and(can) {
            return Err(Error::PadFaulty);
        }
        if policy.needs_tries() {
            let tries = tries(&mut link)?;
            policy.permits(tries)?;
        }
        Ok(link)
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

impl<R: Reader> fmt::Debug for Card<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card(applet {} in {})", self.applet(), self.reader.name())
    }
}

/// As many signatures come back as hashes went in.
fn one(signatures: Vec<CardSignature>) -> Result<CardSignature, Error> {
    signatures.into_iter().next().ok_or(Error::UnsupportedDigest)
}

/// Right after it was connected a card may fail its first command (card.md 12.1).
fn open_with_retry<R: Reader>(reader: &mut R, counters: &mut Counters) -> Result<CardData, Error> {
    let mut failures = 0u8;
    loop {
        let mut link = Link::new(reader.begin()?, counters, None);
        let outcome = link.recognise();
        let first = matches!(&outcome, Err(Error::Transport(_) | Error::Reset));
        if !first || failures >= assumed::REPEATS_OF_FIRST_COMMAND {
            return outcome;
        }
        failures = failures.saturating_add(1);
        link.pause(assumed::PAUSE_AFTER_CONNECT_MS);
        link.transaction().reset_at_end();
    }
}

fn is_communication(error: &Error) -> bool {
    let Error::Transport(source) = error else { return false };
    matches!(source.downcast_ref(), Some(TransportError::Communication))
}

/// Locks the card. After a reset it may be another one: its serial number is compared before anything else.
fn begin<'a, R: Reader>(
    reader: &'a mut R,
    counters: &'a mut Counters,
    data: &CardData,
) -> Result<Link<'a>, Error> {
    let transaction = match reader.begin() {
        // It was there when it was opened.
        Err(TransportError::NoCard) => return Err(Error::Removed),
        other => other?,
    };
    let mut link = Link::new(transaction, counters, Some(data.applet()));
    if link.was_reset() {
        let found = link.recognise()?;
        if found.chip_number() != data.chip_number() {
            return Err(Error::CardChanged);
        }
    }
    Ok(link)
}
