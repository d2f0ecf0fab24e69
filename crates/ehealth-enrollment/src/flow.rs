//! The procedure without any input or output: what it wants done next, and what it is told.

mod ask;
mod complete;
mod request;
mod verify;

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::path::{Path, PathBuf};

use beid_card::{CardKey, Contents};
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::{Limits, SignerChain, TransportError};
use ehealth_csr::{ContactData, Contract};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{Entry, Keystore, NewKey, Password, StoredKey};
use ehealth_pki::{Environment, KeyIdentifier, SigningKey, ToBeSigned};
use rustls_pki_types::UnixTime;

use crate::check::CheckReport;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::{FileWork, FilesDone};
use crate::settings::Settings;

/// What the procedure wants done. Whoever drives it does so and answers with the [`Reply`] named there.
#[derive(Debug)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing was asked yet: answer with [`Reply::Begin`].
    Begin,
    /// Wait for the card and read all its files: [`Reply::Card`].
    ReadCard,
    /// Have the card sign; the person enters the PIN for it: [`Reply::Signature`].
    Sign(SignatureWanted),
    /// Ask the person: [`Reply::Answer`].
    Ask(Question),
    /// Make an RSA key pair, if [`Flow::ahead`] did not lead to one already: [`Reply::Key`].
    GenerateKey,
    /// Run the work that [`Flow::take_files`] gives: [`Reply::Files`].
    Files,
    /// Send an HTTP request to the authority: [`Reply::Http`] or [`Reply::NotSent`].
    Send(HttpCall),
    /// Wait: [`Reply::Woken`].
    WaitUntil(UnixTime),
    /// The end.
    Done(Outcome),
    /// The procedure ended with an error that [`Flow::reply`] gave.
    Ended,
}

/// The answer to an [`Effect`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Reply {
    /// To [`Effect::Begin`].
    Begin,
    /// To [`Effect::ReadCard`].
    Card(Box<Contents>),
    /// To [`Effect::Sign`]: RSA as long as the modulus, ECDSA raw `r ‖ s`.
    Signature(Vec<u8>),
    /// To [`Effect::Ask`].
    Answer(Answer),
    /// To [`Effect::GenerateKey`].
    Key(NewKey),
    /// To [`Effect::Files`].
    Files(Result<FilesDone, Error>),
    /// To [`Effect::Send`]: whatever the server answered.
    Http(http::Response<Vec<u8>>),
    /// To [`Effect::Send`]: nothing came back; the server may have acted all the same.
    NotSent(TransportError),
    /// To [`Effect::WaitUntil`].
    Woken,
    /// To any: it was not done, and the procedure ends.
    Failed(Error),
}

/// A signature that only the person's card can give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureWanted {
    /// Which of the card's two keys.
    pub key: CardKey,
    /// What to sign.
    pub tbs: ToBeSigned,
    /// What it means, to be said before the PIN is asked (domain.md S9).
    pub purpose: Purpose,
}

/// The meaning of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// The person signs in: the authority is told who asks.
    SignIn,
    /// The person signs the contract: legally binding.
    Contract {
        /// For which certificate: its subject in RFC 2253 form.
        subject: String,
    },
}

/// A question to the person.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Accept the general terms (S6): [`Answer::Accepted`] or [`Answer::Declined`].
    Terms,
    /// E-mail addresses and telephone numbers (S10): [`Answer::ContactData`].
    ContactData {
        /// What was given the last time.
        suggestion: Option<ContactData>,
    },
    /// Read and accept the authority's contract (S6): [`Answer::Accepted`] or [`Answer::Declined`].
    Contract(Contract),
    /// Choose the password of the new keystore (S13): [`Answer::Password`].
    NewPassword,
    /// The password of a keystore (S20): [`Answer::Password`].
    Password {
        /// The file.
        keystore: PathBuf,
        /// Whether the password given before was wrong.
        refused: bool,
    },
    /// Look at everything before it is signed (S11): [`Answer::Confirmed`] or [`Answer::Declined`].
    Overview(Overview),
}

/// The person's answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// The text was accepted.
    Accepted(Acceptance),
    /// The person does not go on.
    Declined,
    /// To [`Question::ContactData`].
    ContactData(ContactData),
    /// To [`Question::NewPassword`] and [`Question::Password`].
    Password(Password),
    /// To [`Question::Overview`].
    Confirmed,
}

/// What was accepted: kept in the record by hash (domain.md S6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Language of the text shown, as BCP 47: `fr`.
    pub language: String,
    /// SHA-256 of exactly the text shown, in UTF-8.
    pub sha256: [u8; 32],
}

/// Everything that is about to be signed (S11).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Overview {
    /// The subject of the certificate, RFC 2253.
    pub subject: String,
    /// The name as it will stand in the certificate.
    pub name: String,
    /// Production, acceptance or sandbox.
    pub environment: Environment,
    /// Contact data as normalised.
    pub contact: ContactData,
    /// The keystore, which is on disk already.
    pub keystore: PathBuf,
    /// Where the request file will be.
    pub request: PathBuf,
}

/// An HTTP request of the procedure, and its limits.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpCall {
    /// The name of the operation, for people.
    pub operation: &'static str,
    /// The request.
    pub request: http::Request<Vec<u8>>,
    /// Time and size limits.
    pub limits: Limits,
}

/// How a procedure ended well.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The request is made, and sent unless told otherwise.
    Requested(Requested),
    /// Asked to go on with a request that the authority has already.
    AlreadySent(Requested),
    /// The keystore is complete.
    Completed(Completed),
    /// It was complete already.
    NothingToDo(Completed),
    /// The keystore was checked.
    Checked(CheckReport),
    /// A dry run came to its end: nothing was signed, written or asked for with a PIN.
    Previewed {
        /// Subject that the certificate would have, RFC 2253.
        subject: String,
    },
}

/// A request and its two files (S15).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Requested {
    /// The keystore, with a dummy certificate until it is completed.
    pub keystore: PathBuf,
    /// The request file.
    pub request: PathBuf,
    /// Subject of the certificate to come, RFC 2253.
    pub subject: String,
    /// The authority's key to this request.
    pub key_identifier: KeyIdentifier,
    /// Whether the authority has it.
    pub sent: bool,
    /// The authority's word: validated at once, or by a person within days. `None` when it was not told.
    pub automatically_validated: Option<bool>,
}

/// A keystore that practice software can use (S22).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Completed {
    /// The file.
    pub keystore: PathBuf,
    /// Subject of the authentication certificate, RFC 2253.
    pub subject: String,
    /// Its issuer, RFC 2253.
    pub issuer: String,
    /// Its serial number, decimal.
    pub serial: String,
    /// The identifier of its key.
    pub key_identifier: KeyIdentifier,
    /// Valid from.
    pub not_before: UnixTime,
    /// Valid until.
    pub not_after: UnixTime,
    /// Serial number of the encryption certificate, decimal: its alias in the keystore.
    pub encryption_serial: String,
    /// Whether senders use the new encryption key only after it is activated (renewals).
    pub waits_for_activation: bool,
}

/// A step that a person would name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// General terms.
    Terms,
    /// The card is read and verified.
    Card,
    /// The person signs in at the authority.
    SignIn,
    /// Contact data.
    ContactData,
    /// The authority's contract.
    Contract,
    /// The password of the keystore.
    Password,
    /// The key is made and the keystore written.
    Keystore,
    /// Overview.
    Overview,
    /// The person signs.
    Signature,
    /// The request file is written.
    RequestFile,
    /// The request is sent.
    Send,
    /// The authority is asked for the certificate.
    Fetch,
    /// The certificate is checked and installed.
    Install,
    /// The encryption key is made and stored.
    EncryptionKey,
    /// The encryption key is registered.
    Register,
    /// The result is checked.
    Verify,
}

impl Step {
    /// A stable key for translations and logs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Card => "card",
            Self::SignIn => "sign-in",
            Self::ContactData => "contact-data",
            Self::Contract => "contract",
            Self::Password => "password",
            Self::Keystore => "keystore",
            Self::Overview => "overview",
            Self::Signature => "signature",
            Self::RequestFile => "request-file",
            Self::Send => "send",
            Self::Fetch => "fetch",
            Self::Install => "install",
            Self::EncryptionKey => "encryption-key",
            Self::Register => "register",
            Self::Verify => "verify",
        }
    }
}

/// Step `number` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The step.
    pub step: Option<Step>,
    /// Counted from 1; 0 before the first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    steps: &'static [Step],
}

impl Default for Progress {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Progress {
    pub(crate) const fn of(steps: &'static [Step]) -> Self {
        Self { step: None, number: 0, of: steps.len(), steps }
    }

    pub(crate) fn enter(&mut self, step: Step) {
        self.step = Some(step);
        if let Some(index) = self.steps.iter().position(|known| *known == step) {
            self.number = index.saturating_add(1);
        }
    }
}

type Procedure = Pin<Box<dyn Future<Output = Result<Outcome, Error>> + Send>>;

/// One run of a procedure. It does nothing by itself: see [`effect`](Self::effect) and [`reply`](Self::reply),
/// or let [`driver::run`](crate::driver::run) do that.
///
/// It may be dropped at any moment. What was reached is on disk, and a later flow goes on from there.
pub struct Flow {
    procedure: Procedure,
    io: Io,
    effect: Effect,
    files: Option<FileWork>,
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("effect", &self.effect).finish_non_exhaustive()
    }
}

impl Flow {
    /// Requests a certificate for the person whose card is read (the seed's first half).
    #[must_use]
    pub fn request(settings: Settings) -> Self {
        Self::start(|io| Box::pin(request::request(io, settings)))
    }

    /// Goes on with a request whose keystore exists: the same key, signed again where needed. What the
    /// authority already has is not sent again.
    #[must_use]
    pub fn resume(keystore: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(request::resume(io, keystore, settings)))
    }

    /// Completes a keystore (the seed's second half). It may be repeated after any interruption.
    #[must_use]
    pub fn complete(keystore: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(complete::complete(io, keystore, settings)))
    }

    /// Checks whether a keystore works: file, key, chain, validity, the authority's answer, the token.
    #[must_use]
    pub fn check(keystore: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(verify::verify(io, keystore, settings)))
    }

    fn start(procedure: impl FnOnce(Io) -> Procedure) -> Self {
        let io = Io::default();
        Self { procedure: procedure(io.clone()), io, effect: Effect::Begin, files: None }
    }

    /// What is to be done now.
    #[must_use]
    pub const fn effect(&self) -> &Effect {
        &self.effect
    }

    /// Whether a key pair will be wanted soon: it may be made while the person reads and types.
    #[must_use]
    pub fn ahead(&self) -> bool {
        self.io.table().ahead
    }

    /// Where the procedure stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.io.table().progress
    }

    /// The work of [`Effect::Files`]. It is given once; dropping it drops what was to be written.
    pub fn take_files(&mut self) -> Option<FileWork> {
        self.files.take()
    }

    /// Answers the effect and goes on to the next.
    ///
    /// # Errors
    /// The error with which the procedure ends; [`Error::WrongReply`] when `reply` does not answer the
    /// effect, and then nothing has changed.
    pub fn reply(&mut self, reply: Reply, now: UnixTime) -> Result<(), Error> {
        if !answers(&self.effect, &reply) {
            return Err(Error::WrongReply);
        }
        match (core::mem::replace(&mut self.effect, Effect::Ended), reply) {
            (Effect::Begin, Reply::Failed(error)) => return Err(error),
            (Effect::Begin, _) => self.io.table().now = Some(now),
            (_, reply) => {
                let mut table = self.io.table();
                table.now = Some(now);
                table.reply = Some(reply);
            }
        }
        match self.procedure.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => self.effect = Effect::Done(outcome?),
            Poll::Pending => {
                let mut table = self.io.table();
                self.files = table.files.take();
                self.effect = table.effect.take().unwrap_or(Effect::Ended);
            }
        }
        Ok(())
    }
}

/// Whether a reply is of the kind that the effect asks for.
fn answers(effect: &Effect, reply: &Reply) -> bool {
    match (effect, reply) {
        (Effect::Done(_) | Effect::Ended, _) => false,
        (_, Reply::Failed(_))
        | (Effect::Begin, Reply::Begin)
        | (Effect::ReadCard, Reply::Card(_))
        | (Effect::Sign(_), Reply::Signature(_))
        | (Effect::Ask(_), Reply::Answer(_))
        | (Effect::GenerateKey, Reply::Key(_))
        | (Effect::Files, Reply::Files(_))
        | (Effect::Send(_), Reply::Http(_) | Reply::NotSent(_))
        | (Effect::WaitUntil(_), Reply::Woken) => true,
        _ => false,
    }
}

/// Asks for the password of `keystore` until it opens.
async fn open(io: &Io, keystore: &Path) -> Result<(Keystore, Password), Error> {
    let mut refused = false;
    loop {
        let question = Question::Password { keystore: keystore.to_path_buf(), refused };
        let password = match io.ask(question).await? {
            Answer::Password(password) => password,
            Answer::Declined => return Err(Error::Interrupted),
            _ => return Err(Error::WrongReply),
        };
        let path = keystore.to_path_buf();
        let opened = io
            .files("open the keystore", move || match Keystore::open(&path, &password) {
                Ok(store) => Ok(Some((store, password))),
                Err(ehealth_keystore::Error::WrongPassword) => Ok(None),
                Err(error) => Err(error.into()),
            })
            .await?;
        match opened {
            Some(opened) => return Ok(opened),
            None => refused = true,
        }
    }
}

/// Holds the procedure's lock of `keystore`, so that two programs never register two challenges for one key.
async fn lock(io: &Io, keystore: &Path) -> Result<Lock, Error> {
    let path = keystore.to_path_buf();
    io.files("lock the keystore", move || Ok(Lock::procedure(&path)?)).await
}

/// GetCertificate by the identifier of our key.
async fn fetch(io: &Io, settings: &mut Settings, key: KeyIdentifier) -> Result<CertificateReply, Error> {
    ask::unsigned(io, settings, GetCertificate::new(key)).await
}

/// The chain that goes into a signature of the keystore's key (ra.md 3.2).
fn signer(entry: &Entry) -> SignerChain {
    let chain: Vec<_> = entry.chain().iter().map(|certificate| certificate.der().clone()).collect();
    SignerChain::new(&chain, entry.key().scheme())
}

/// The keystore's authentication key, opened once more from the disk: the one that signs.
async fn stored_key(io: &Io, keystore: &Path, password: Password) -> Result<(StoredKey, Password), Error> {
    let path = keystore.to_path_buf();
    io.files("open the key", move || Ok((StoredKey::open(&path, &password)?, password))).await
}
