//! One open card: its cache, its counters, its two signatures.

use core::fmt;

use ehealth_pki::{HashAlgorithm, SignatureScheme};
use rustls_pki_types::CertificateDer;

use crate::applet::{AppletVersion, CardData};
use crate::assumed;
use crate::batch::allow_pin;
use crate::contents::Contents;
use crate::error::Error;
use crate::file::{File, Files, RawFiles};
use crate::link::{Counters, Link};
use crate::pin::{PinChange, PinPolicy, Tries};
use crate::sign::CardKey;
use crate::signing::{self, ChangeEntry, tries};
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
    pub(crate) reader: R,
    pub(crate) data: CardData,
    pub(crate) cache: RawFiles,
    pub(crate) counters: Counters,
    pub(crate) policy: PinPolicy,
    pub(crate) block: usize,
    /// The card was reset and its number was not compared since: it may be another one.
    pub(crate) unsure: bool,
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
            unsure: false,
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
        Contents::new(self.cache.only(wanted), Some(self.data.clone()))
    }

    /// Reads are repeated by themselves: nothing is lost by it (domain.md 7.2).
    pub(crate) fn fetch(&mut self, wanted: &[File], progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
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
        let missing = read::missing(&mut self.cache, self.data.applet(), wanted);
        if missing.is_empty() {
            return Ok(());
        }
        let Self { reader, counters, data, cache, block, unsure, .. } = self;
        read::read_files(&mut begin(reader, counters, data, unsure)?, &missing, cache, block, progress)
    }

    /// How many tries the PIN has left, without spending one.
    ///
    /// # Errors
    /// `card.person_mismatch` when another card is there, and those of the reader.
    pub fn tries_left(&mut self) -> Result<Tries, Error> {
        tries(&mut self.lock()?)
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
        let (policy, on_pad) = (self.policy, matches!(entry, ChangeEntry::Pad(_)));
        let mut link = self.lock()?;
        allow_pin(&mut link, policy, on_pad.then_some(|pad| pad.modify))?;
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
        let mut link = self.lock()?;
        chip::authenticate(&mut link, &contents, nonce)
    }

    fn lock(&mut self) -> Result<Link<'_>, Error> {
        begin(&mut self.reader, &mut self.counters, &self.data, &mut self.unsure)
    }
}

impl<R: Reader> fmt::Debug for Card<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card(applet {} in {})", self.applet(), self.reader.name())
    }
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

/// Locks the card. After a reset it may be another one: its serial number is compared before anything else, and
/// `unsure` stays until that has succeeded, however often it is tried.
pub(crate) fn begin<'a, R: Reader>(
    reader: &'a mut R,
    counters: &'a mut Counters,
    data: &CardData,
    unsure: &mut bool,
) -> Result<Link<'a>, Error> {
    let transaction = match reader.begin() {
        // It was there when it was opened.
        Err(TransportError::NoCard) => return Err(Error::Removed),
        other => other?,
    };
    let mut link = Link::new(transaction, counters, Some(data.applet()));
    *unsure |= link.was_reset();
    if *unsure {
        let found = link.recognise()?;
        if found.chip_number() != data.chip_number() {
            return Err(Error::CardChanged);
        }
        *unsure = false;
    }
    Ok(link)
}
