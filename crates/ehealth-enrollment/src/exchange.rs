//! How a procedure that is written in one piece stops at each effect.
//!
//! The procedures of [`flow`](crate::flow) are `async` functions, so that the order of their steps is the order of
//! their lines and each typed value (a stored key, a prepared document) is owned by the step that needs it.
//! Nothing asynchronous runs underneath: a procedure awaits only [`Io::perform`], which puts the effect on
//! the table and waits for the reply that the driver lays beside it. Polling is done by
//! [`Flow::reply`](crate::Flow::reply), with a waker that does nothing.

use core::future::poll_fn;
use core::task::Poll;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::files::FileWork;
use crate::flow::{Acceptance, Answer, Effect, Progress, Question, Reply, Step};

#[derive(Default)]
pub(crate) struct Table {
    pub(crate) effect: Option<Effect>,
    pub(crate) reply: Option<Reply>,
    pub(crate) files: Option<FileWork>,
    pub(crate) now: Option<UnixTime>,
    pub(crate) ahead: bool,
    pub(crate) progress: Progress,
}

/// The procedure's end of the table.
#[derive(Clone, Default)]
pub(crate) struct Io(Arc<Mutex<Table>>);

impl Io {
    pub(crate) fn table(&self) -> MutexGuard<'_, Table> {
        // The table holds plain values; a panic elsewhere leaves none of them half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays `effect` on the table and waits for its reply.
    pub(crate) async fn perform(&self, effect: Effect) -> Result<Reply, Error> {
        self.table().effect = Some(effect);
        let reply = poll_fn(|_| match self.table().reply.take() {
            Some(reply) => Poll::Ready(reply),
            None => Poll::Pending,
        })
        .await;
        match reply {
            Reply::Failed(error) => Err(error),
            reply => Ok(reply),
        }
    }

    /// Has `work` done, which touches files, and gives what it gave.
    pub(crate) async fn files<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.table().files = Some(FileWork::new(name, work));
        match self.perform(Effect::Files).await? {
            Reply::Files(done) => done?.into_inner(),
            _ => Err(Error::WrongReply),
        }
    }

    /// Asks the person.
    pub(crate) async fn ask(&self, question: Question) -> Result<Answer, Error> {
        match self.perform(Effect::Ask(question)).await? {
            Reply::Answer(answer) => Ok(answer),
            _ => Err(Error::WrongReply),
        }
    }

    /// Asks for the acceptance of a text.
    pub(crate) async fn accepted(&self, question: Question) -> Result<Acceptance, Error> {
        match self.ask(question).await? {
            Answer::Accepted(acceptance) => Ok(acceptance),
            Answer::Declined => Err(Error::TermsNotAccepted),
            _ => Err(Error::WrongReply),
        }
    }

    /// The time that came with the last reply.
    pub(crate) fn now(&self) -> UnixTime {
        self.table().now.unwrap_or_else(|| UnixTime::since_unix_epoch(core::time::Duration::ZERO))
    }

    /// Says that a key will be needed, so that the driver may make it meanwhile.
    pub(crate) fn key_ahead(&self, wanted: bool) {
        self.table().ahead = wanted;
    }

    /// Says where the procedure stands.
    pub(crate) fn step(&self, step: Step) {
        self.table().progress.enter(step);
    }

    /// Says which steps the procedure has.
    pub(crate) fn steps(&self, steps: &'static [Step]) {
        self.table().progress = Progress::of(steps);
    }
}
