//! The blocking driver: carries out what a [`Flow`] wants, through [`Ports`] that its host implements.

#[cfg(feature = "async")]
pub mod asynchronous;

use std::thread::JoinHandle;

use beid_card::sign::Mode;
use beid_card::transport::Reader;
use beid_card::{Card, CardKey, Contents, PinSource};
use ehealth_client::{Limits, Transport, TransportError};
use ehealth_keystore::{NewKey, Password};
use rustls_pki_types::UnixTime;

use crate::bridge;
use crate::error::Error;
use crate::flow::{Answer, Effect, Flow, Outcome, Progress, Question, Reply, SignatureWanted};

/// What the host of a procedure provides: a card, a network, a person, a clock.
pub trait Ports {
    /// The time.
    fn now(&self) -> UnixTime {
        UnixTime::now()
    }

    /// Waits for a card, opens it and reads all its files. The card is kept for [`sign`](Self::sign).
    ///
    /// # Errors
    /// [`Error::Card`], [`Error::Interrupted`].
    fn read_card(&mut self) -> Result<Contents, Error>;

    /// Asks for the PIN, saying what it means, and signs. See [`sign_with_card`].
    ///
    /// # Errors
    /// [`Error::Card`], of which `pin.wrong` leaves the procedure where it was.
    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error>;

    /// Asks the person.
    ///
    /// # Errors
    /// [`Error::AnswerMissing`] when nobody can be asked.
    fn ask(&mut self, question: &Question) -> Result<Answer, Error>;

    /// Sends an HTTP request and gives whatever came back.
    ///
    /// # Errors
    /// `net.*` and `tls.*`.
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError>;

    /// Waits.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the person does not want to wait.
    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error>;

    /// Is told where the procedure stands, before each effect.
    fn progress(&mut self, progress: &Progress) {
        let _ = progress;
    }
}

/// Runs `flow` to its end. A key pair that will be wanted is made on another thread meanwhile.
///
/// # Errors
/// The error with which the procedure ended. An error of [`Ports::read_card`], [`Ports::sign`], [`Ports::ask`]
/// or [`Ports::wait_until`] is given too, and leaves the flow where it was: it may be run again.
pub fn run(flow: &mut Flow, ports: &mut dyn Ports) -> Result<Outcome, Error> {
    let mut key: Option<JoinHandle<NewKey>> = None;
    loop {
        if flow.ahead() && key.is_none() {
            key = Some(std::thread::spawn(generate));
        }
        ports.progress(&flow.progress());
        if matches!(flow.effect(), Effect::Files) {
            let done = flow.take_files().ok_or(Error::WrongReply)?.run();
            flow.reply(Reply::Files(done), ports.now())?;
            continue;
        }
        let reply = match flow.effect() {
            Effect::Begin => Reply::Begin,
            Effect::ReadCard => Reply::Card(Box::new(ports.read_card()?)),
            Effect::Sign(wanted) => Reply::Signatures(ports.sign(wanted)?),
            Effect::Ask(question) => Reply::Answer(ports.ask(question)?),
            Effect::GenerateKey => Reply::Key(match key.take() {
                Some(thread) => thread.join().unwrap_or_else(|_| generate()),
                None => generate(),
            }),
            Effect::Send(call) => match ports.send(call.request.clone(), &call.limits) {
                Ok(response) => Reply::Http(response),
                Err(error) => Reply::NotSent(error),
            },
            Effect::WaitUntil(when) => {
                ports.wait_until(*when)?;
                Reply::Woken
            }
            Effect::Done(outcome) => return Ok(outcome.clone()),
            Effect::Files | Effect::Ended => return Err(Error::WrongReply),
        };
        flow.reply(reply, ports.now())?;
    }
}

fn generate() -> NewKey {
    NewKey::generate(&mut rand::rng())
}

/// The card's part of [`Ports::sign`].
///
/// # Errors
/// [`Error::Card`].
pub fn sign_with_card<R: Reader>(
    card: &mut Card<R>,
    wanted: &SignatureWanted,
    pin: PinSource<'_>,
) -> Result<Vec<Vec<u8>>, Error> {
    let digests = wanted.tbs.iter().map(bridge::digest).collect::<Result<Vec<_>, _>>()?;
    let signatures = match wanted.key {
        CardKey::Authentication => card.sign_authentication_with(&digests, Mode::Usual, pin)?,
        // One PIN entry stands for one legal signature.
        CardKey::Signature => match digests.as_slice() {
            [digest] => vec![card.sign_legally(digest, pin)?],
            _ => return Err(Error::WrongReply),
        },
    };
    Ok(signatures.iter().map(|signature| signature.as_bytes().to_vec()).collect())
}

/// `now` in the local time of this machine, as `yyyyMMdd-HHmmss` (domain.md 4.5).
#[must_use]
pub fn local_stamp(now: UnixTime) -> String {
    let zone = jiff::tz::TimeZone::system();
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds)
        .map(|instant| instant.to_zoned_datetime(zone).strftime("%Y%m%d-%H%M%S").to_string())
        .unwrap_or_else(|_| String::from("19700101-000000"))
}

/// Ports of a program that runs without a person and without a card: enough to complete a keystore and to
/// check one, in the background of practice software.
#[derive(Debug)]
pub struct Unattended<T, P> {
    transport: T,
    password: P,
}

impl<T: Transport, P: FnMut() -> Password> Unattended<T, P> {
    /// Sends with `transport`; the keystore's password comes from `password`, which is asked once.
    #[must_use]
    pub const fn new(transport: T, password: P) -> Self {
        Self { transport, password }
    }
}

impl<T: Transport, P: FnMut() -> Password> Ports for Unattended<T, P> {
    fn read_card(&mut self) -> Result<Contents, Error> {
        Err(Error::AnswerMissing("card"))
    }

    fn sign(&mut self, _: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        Err(Error::AnswerMissing("pin"))
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        match question {
            Question::Password { refused: false, .. } => Ok(Answer::Password((self.password)())),
            Question::Password { .. } => Err(Error::wrong_password()),
            _ => Err(Error::AnswerMissing("person")),
        }
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.transport.send(request, limits)
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        std::thread::sleep(core::time::Duration::from_secs(left));
        Ok(())
    }
}
