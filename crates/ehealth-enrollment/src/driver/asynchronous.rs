//! The asynchronous driver: the same effects, awaited. It needs no particular runtime.

use core::future::Future;

use beid_card::Contents;
use ehealth_client::{Limits, TransportError};
use ehealth_keystore::NewKey;
use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::files::{FileWork, FilesDone};
use crate::flow::{Answer, Effect, Flow, Outcome, Progress, Question, Reply, SignatureWanted};

/// What the host of a procedure provides, asynchronously. As [`Ports`](super::Ports).
///
/// Cards and files block: give them a thread of their own, as [`files`](Self::files) and
/// [`generate_key`](Self::generate_key) say.
pub trait AsyncPorts: Send {
    /// The time.
    fn now(&self) -> UnixTime {
        UnixTime::now()
    }

    /// As [`Ports::read_card`](super::Ports::read_card).
    fn read_card(&mut self) -> impl Future<Output = Result<Contents, Error>> + Send;

    /// As [`Ports::sign`](super::Ports::sign).
    fn sign(&mut self, wanted: &SignatureWanted) -> impl Future<Output = Result<Vec<Vec<u8>>, Error>> + Send;

    /// As [`Ports::ask`](super::Ports::ask).
    fn ask(&mut self, question: &Question) -> impl Future<Output = Result<Answer, Error>> + Send;

    /// As [`Ports::send`](super::Ports::send).
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, TransportError>> + Send;

    /// As [`Ports::wait_until`](super::Ports::wait_until).
    fn wait_until(&mut self, when: UnixTime) -> impl Future<Output = Result<(), Error>> + Send;

    /// Does work on files, which blocks for some tenths of a second (key derivation, flushing). The default does
    /// it where it stands; in a runtime let `spawn_blocking` do it.
    fn files(&mut self, work: FileWork) -> impl Future<Output = Result<FilesDone, Error>> + Send {
        async { work.run() }
    }

    /// Makes a key pair, which takes some tenths of a second of computing. The default does it where it stands.
    fn generate_key(&mut self) -> impl Future<Output = NewKey> + Send {
        async { super::generate() }
    }

    /// As [`Ports::progress`](super::Ports::progress).
    fn progress(&mut self, progress: &Progress) {
        let _ = progress;
    }
}

/// Runs `flow` to its end. Dropping the future is the cancellation: what was reached is on disk.
///
/// # Errors
/// As [`run`](super::run).
pub async fn run<P: AsyncPorts>(flow: &mut Flow, ports: &mut P) -> Result<Outcome, Error> {
    loop {
        ports.progress(&flow.progress());
        if matches!(flow.effect(), Effect::Files) {
            let work = flow.take_files().ok_or(Error::WrongReply)?;
            let done = ports.files(work).await;
            flow.reply(Reply::Files(done), ports.now())?;
            continue;
        }
        let reply = match flow.effect() {
            Effect::Begin => Reply::Begin,
            Effect::ReadCard => Reply::Card(Box::new(ports.read_card().await?)),
            Effect::Sign(wanted) => Reply::Signatures(ports.sign(wanted).await?),
            Effect::Ask(question) => Reply::Answer(ports.ask(question).await?),
            Effect::GenerateKey => Reply::Key(ports.generate_key().await),
            Effect::Send(call) => match ports.send(call.request.clone(), &call.limits).await {
                Ok(response) => Reply::Http(response),
                Err(error) => Reply::NotSent(error),
            },
            Effect::WaitUntil(when) => {
                ports.wait_until(*when).await?;
                Reply::Woken
            }
            Effect::Done(outcome) => return Ok(outcome.clone()),
            Effect::Files | Effect::Ended => return Err(Error::WrongReply),
        };
        flow.reply(reply, ports.now())?;
    }
}
