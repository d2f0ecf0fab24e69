//! The procedure without any input or output: what it wants done next, and what it is told.

mod activate;
mod ask;
mod complete;
mod effect;
mod findings;
mod foreigner;
#[cfg(feature = "v1")]
mod legacy;
mod outcome;
mod people;
mod progress;
mod question;
mod renew;
mod request;
mod revocation;
mod revoke;
mod route;
mod send;
mod sign;
mod status;
mod steps;
mod store;
mod verify;

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::path::PathBuf;

use rustls_pki_types::UnixTime;

pub use effect::{Effect, HttpCall, Purpose, Reply, SignatureWanted};
pub use outcome::{Completed, Outcome, Requested, State, StatusReport};
pub use progress::{Progress, Step};
pub use question::{
    Acceptance, Answer, Applicant, Applicants, ContractText, Foreigner, Listed, Organisation, Overview,
    Question, Reason, Revocable, Revocation,
};

use crate::error::Error;
use crate::exchange::Io;
use crate::files::FileWork;
use crate::settings::Settings;

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

    /// Requests a certificate for a care provider without Belgian card: who confirms it at the address that the
    /// outcome gives (ra.md 4.7).
    #[must_use]
    pub fn request_foreigner(who: Foreigner, settings: Settings) -> Self {
        Self::start(|io| Box::pin(foreigner::request(io, who, settings)))
    }

    /// Sends a request file that was made but not sent, also from another machine.
    #[must_use]
    pub fn send(request: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(send::send(io, request, settings)))
    }

    /// Tells where a request stands.
    #[must_use]
    pub fn status(keystore: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(status::status(io, keystore, settings)))
    }

    /// Renews the certificate of a keystore: a new keystore beside it, with the old encryption keys. It is
    /// completed like any other, and then activated.
    #[must_use]
    pub fn renew(old: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(renew::renew(io, old, settings)))
    }

    /// Activates the encryption key of a renewed keystore. Only on the person's word that the practice programs
    /// have the new file.
    #[must_use]
    pub fn activate(keystore: PathBuf, settings: Settings) -> Self {
        Self::start(|io| Box::pin(activate::activate(io, keystore, settings)))
    }

    /// Revokes a certificate with the card.
    #[must_use]
    pub fn revoke(what: Revocation, settings: Settings) -> Self {
        Self::start(|io| Box::pin(revoke::revoke(io, what, settings)))
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
        | (Effect::Sign(_), Reply::Signatures(_))
        | (Effect::Ask(_), Reply::Answer(_))
        | (Effect::GenerateKey, Reply::Key(_))
        | (Effect::Files, Reply::Files(_))
        | (Effect::Send(_), Reply::Http(_) | Reply::NotSent(_))
        | (Effect::WaitUntil(_), Reply::Woken) => true,
        _ => false,
    }
}
