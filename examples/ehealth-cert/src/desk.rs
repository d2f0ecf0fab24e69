//! Where the procedure meets the person, the card and the network: the ports of a flow for a terminal, or for
//! nobody at all.

mod questions;

use std::path::{Path, PathBuf};

use beid_card::pad::{PadLanguage, PadPrompt};
use beid_card::pin::{LastTry, PinPolicy, UnknownTries};
use beid_card::{Contents, Files, Pin, PinQuestion, PinSource, Tries};
use ehealth_client::{Limits, Transport as _, TransportError};
use ehealth_enrollment::driver::{self, Ports};
use ehealth_enrollment::{Answer, Error, Flow, Outcome, Progress, Purpose, Question, SignatureWanted, Step};
use rustls_pki_types::UnixTime;
use zeroize::Zeroizing;

use crate::answers::Answers;
use crate::context::Context;
use crate::failure::{Details, Failure, Next, printable, tries_of};
use crate::output::say;
use crate::prompt::Stop;
use crate::readers::{self, AnyCard};
use crate::transport::Interruptible;
use crate::words::Language;
use crate::world::World;
use crate::{exit, interrupt};

/// The ports of one run.
pub(crate) struct Desk<'a> {
    context: &'a mut Context,
    world: &'a World,
    answers: &'a Answers,
    card: Option<AnyCard>,
    transport: Option<Interruptible>,
    /// The keystore that this run has made or opened.
    keystore: Option<PathBuf>,
    /// What the libraries' error can't carry.
    failure: Option<Failure>,
    pin_refused: bool,
    /// The reader has a keypad that works.
    pad: bool,
    /// The password that opened the keystore, for the rest of this run.
    typed: Option<Zeroizing<String>>,
    /// Whether this run makes a request; then what goes wrong can be gone on with.
    requests: bool,
    step: Option<Step>,
    /// Opens the card, waiting for it where it can come.
    open: fn(&World, &Context) -> Result<readers::Opened, beid_card::Error>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(context: &'a mut Context, world: &'a World, answers: &'a Answers) -> Self {
        Self {
            context,
            world,
            answers,
            card: None,
            transport: None,
            keystore: None,
            failure: None,
            pin_refused: false,
            pad: false,
            typed: None,
            requests: true,
            step: None,
            open: |world, context| context.waiting(|how| readers::open(&world.card, how)),
        }
    }

    /// For procedures that only work on a keystore.
    pub(crate) fn completing(context: &'a mut Context, world: &'a World, answers: &'a Answers) -> Self {
        Self { requests: false, ..Self::new(context, world, answers) }
    }

    /// From now on the key is in this keystore.
    fn holds(&mut self, keystore: &Path) {
        self.keystore = Some(keystore.to_path_buf());
        self.prepare_last_words();
    }

    /// What a second signal prints tells how to go on as well.
    fn prepare_last_words(&self) {
        let next = self.keystore.clone().filter(|_| self.requests).map(|keystore| Next {
            keystore,
            perhaps_sent: self.step == Some(Step::Send),
            program: self.context.program(),
        });
        let failure = Failure::interrupted().with_next(next);
        crate::set_last_words(&failure, &self.context.words, self.context.json());
    }

    /// How a request goes on after `error`. Not at all once the authority has said no: that request has failed
    /// and its key is not used again (ra.md 12). Only where the authority may have acted, *complete* is named.
    fn next(&self, error: &Error, failure: &Failure) -> Option<Next> {
        // Interrupted before the overview, the keystore may be there although nobody was told of it yet.
        let stored = || {
            let folder = &self.world.folders.keystores;
            let after = matches!(self.step, Some(Step::Keystore | Step::Overview | Step::Signature));
            after.then(|| {
                ehealth_enrollment::find_keystore(
                    folder,
                    self.world.environment,
                    ehealth_enrollment::Find::Complete,
                )
                .ok()
            })?
        };
        let keystore = self.keystore.clone().or_else(stored).filter(|_| self.requests)?;
        let unknown = matches!(error, Error::Client(client) if client.may_have_acted());
        let definite = matches!(error, Error::Refused | Error::Client(ehealth_client::Error::Refused(_)))
            || [exit::REFUSED, exit::FILE].contains(&failure.exit());
        (!definite).then(|| Next {
            keystore,
            perhaps_sent: unknown && self.step == Some(Step::Send),
            program: self.context.program(),
        })
    }

    /// Runs a flow to its end. A person who is asked gets another try where that costs nothing but the try.
    ///
    /// # Errors
    /// Whatever ended it.
    pub(crate) fn run(&mut self, flow: &mut Flow) -> Result<Outcome, Failure> {
        loop {
            match driver::run(flow, self) {
                // What a check could not ask after a signal it leaves open: that is no result.
                Ok(Outcome::Checked(_)) if interrupt::raised() => return Err(Failure::interrupted()),
                Ok(outcome) => return Ok(outcome),
                Err(error) => {
                    tracing::debug!(code = error.code(), "the procedure stopped");
                    let error = match self.comes_back(&error) {
                        Ok(true) => continue,
                        Ok(false) => error,
                        Err(other) => other,
                    };
                    let failure = match self.failure.take() {
                        Some(failure) => failure,
                        None => Failure::of_procedure(&error, &self.context.words),
                    };
                    // A connection that was let go because of a signal has not failed.
                    let let_go = interrupt::raised() && failure.exit() == exit::UNAVAILABLE;
                    let failure = if let_go { Failure::interrupted() } else { failure };
                    let next = self.next(&error, &failure);
                    return Err(failure.with_next(next));
                }
            }
        }
    }

    /// Whether the person can do something about it here and now: type again, insert the card again, or another
    /// one. Then the flow stands where it stood.
    fn comes_back(&mut self, error: &Error) -> Result<bool, Error> {
        let asked = self.context.secrets.pin.is_prompt() && self.context.terminal.is_interactive();
        let Error::Card(card) = error else { return Ok(false) };
        if !asked {
            return Ok(false);
        }
        match card.code() {
            "pin.wrong" | "pin.timeout" => {}
            "card.pad_faulty" => self.pad = false,
            "card.removed" | "card.absent" | "card.reset" | "card.reader_lost" => {
                self.say_failure(error);
                self.context.waiting(|how| readers::wait_for_return(&self.world.card, how))?;
                return Ok(true);
            }
            "card.person_mismatch" | "card.not_beid" | "card.mute" => {
                self.say_failure(error);
                self.context.waiting(|how| readers::wait_for_exchange(&self.world.card, how))?;
                self.context.waiting(|how| readers::wait_for_return(&self.world.card, how))?;
                return Ok(true);
            }
            _ => return Ok(false),
        }
        self.say_failure(error);
        Ok(true)
    }

    fn say_failure(&self, error: &Error) {
        let details = Details { tries: tries_of(error), ..Details::default() };
        let failure = Failure::new(error.code()).with_details(details);
        say(&failure.message(&self.context.words));
        say(&failure.remedy(&self.context.words));
    }

    /// Keeps a failure of ours and gives the libraries one with the same code.
    fn keep(&mut self, failure: Failure, flag: &'static str) -> Error {
        self.failure = Some(failure);
        Error::AnswerMissing(flag)
    }

    fn stopped(stop: &Stop, flag: &'static str) -> Error {
        match stop {
            Stop::Nobody => Error::AnswerMissing(flag),
            Stop::Cancelled | Stop::Interrupted => Error::Interrupted,
        }
    }

    fn text(&self, key: &str) -> String {
        self.context.words.plain(key)
    }

    /// The PIN of `--pin-from`, once: a refused one is not sent again.
    fn unattended_pin(&mut self) -> Result<Option<Pin>, Error> {
        let flag = self.context.secrets.pin.flag();
        match self.context.secrets.pin.value() {
            Ok(None) => Ok(None),
            Ok(Some(_)) if self.pin_refused => Err(Error::Card(beid_card::Error::PinCancelled)),
            Ok(Some(text)) => Ok(Some(Pin::parse(&text)?)),
            Err(failure) => Err(self.keep(failure, flag)),
        }
    }

    /// What the person must know before a PIN is entered (domain.md S9).
    fn say_meaning(&self, purpose: &Purpose) {
        match purpose {
            Purpose::Contract { subject } | Purpose::Revocation { subject } => {
                let words = &self.context.words;
                let revokes = matches!(purpose, Purpose::Revocation { .. });
                let key = if revokes { "pin-revoke-document" } else { "pin-sign-document" };
                let document = words.text(key, &[("subject", printable(subject).into())]);
                say(&self.text("pin-sign-title"));
                say(&words.text("pin-sign-meaning", &[("document", document.into())]));
                say(&self.text("pin-sign-warning"));
            }
            _ => say(&self.text("pin-auth-title")),
        }
    }
}

impl Ports for Desk<'_> {
    fn read_card(&mut self) -> Result<Contents, Error> {
        let readers::Opened { mut card, pad } = (self.open)(self.world, self.context)?;
        self.pad = pad;
        say(&self.text("card-reading"));
        let contents = card.read(Files::all())?;
        let identity = contents.identity();
        let name = [identity.given_names(), identity.surname()].map(Option::unwrap_or_default).join(" ");
        let name = printable(&name);
        say(&self.context.words.text("card-hello", &[("name", name.into())]));
        let counters = card.counters();
        tracing::debug!(?counters, applet = %card.applet(), pad, "card read");
        self.card = Some(card);
        Ok(contents)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        if interrupt::raised() {
            return Err(Error::Interrupted);
        }
        let unattended = self.unattended_pin()?;
        let mut card = self.card.take().ok_or(Error::WrongReply)?;
        let result = match unattended {
            Some(pin) => {
                card.set_pin_policy(PinPolicy::default());
                driver::sign_with_card(&mut card, wanted, PinSource::Entered(pin))
            }
            None => self.sign_with_person(&mut card, wanted),
        };
        self.card = Some(card);
        self.pin_refused |= matches!(&result, Err(Error::Card(error)) if error.code().starts_with("pin."));
        result
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        if interrupt::raised() {
            return Err(Error::Interrupted);
        }
        self.answer(question)
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let verbose = self.context.verbose > 0;
        if verbose {
            say(&format!("> {} {} ({} bytes)", request.method(), request.uri(), request.body().len()));
        }
        let transport = match &mut self.transport {
            Some(transport) => transport,
            none => none.insert(self.world.transport()?),
        };
        let (host, path, length) = (
            request.uri().host().unwrap_or_default().to_owned(),
            request.uri().path().to_owned(),
            request.body().len(),
        );
        let response = transport.send(request, limits)?;
        tracing::debug!(
            host,
            path,
            length,
            status = response.status().as_u16(),
            answer = response.body().len(),
            "exchange"
        );
        if verbose {
            say(&format!("< {} ({} bytes)", response.status(), response.body().len()));
        }
        Ok(response)
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        let moment = self.context.words.language().moment(when);
        say(&self.context.words.text("waiting-until", &[("moment", moment.into())]));
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        if interrupt::sleep(std::time::Duration::from_secs(left)) { Ok(()) } else { Err(Error::Interrupted) }
    }

    fn progress(&mut self, progress: &Progress) {
        let Some(step) = progress.step.filter(|step| self.step != Some(*step)) else { return };
        self.step = Some(step);
        self.prepare_last_words();
        tracing::debug!(step = step.key(), number = progress.number, of = progress.of, "step");
        let name = self.text(&format!("step-{}", step.key()));
        say(&format!("[{}/{}] {name}", progress.number, progress.of));
    }
}

impl Desk<'_> {
    fn sign_with_person(&self, card: &mut AnyCard, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        if !self.context.terminal.is_interactive() {
            return Err(Error::AnswerMissing("--pin-from"));
        }
        self.say_meaning(&wanted.purpose);
        if self.pad {
            return self.sign_on_pad(card, wanted);
        }
        // The person is told how many tries are left and decides; unattended, the last one is kept.
        card.set_pin_policy(PinPolicy::new(LastTry::Spend, UnknownTries::Accept));
        let mut stopped = None;
        let mut ask = |question: PinQuestion| match self.ask_pin(&question) {
            Ok(pin) => Some(pin),
            Err(error) => {
                stopped = Some(error);
                None
            }
        };
        let result = driver::sign_with_card(card, wanted, PinSource::Ask(&mut ask));
        match (result, stopped) {
            (Err(_), Some(error)) => Err(error),
            (result, _) => result,
        }
    }

    /// The PIN is entered on the reader; the computer never sees it.
    fn sign_on_pad(&self, card: &mut AnyCard, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        card.set_pin_policy(PinPolicy::new(LastTry::Spend, UnknownTries::Accept));
        self.say_tries(card.tries_left()?);
        say(&self.text("pin-on-reader"));
        let language = match self.context.words.language() {
            Language::English => PadLanguage::English,
            Language::French => PadLanguage::French,
            Language::Dutch => PadLanguage::Dutch,
            Language::German => PadLanguage::German,
        };
        driver::sign_with_card(card, wanted, PinSource::Pad(PadPrompt::new(language)))
    }

    fn say_tries(&self, tries: Tries) {
        match tries {
            Tries::Left(1) => say(&self.text("pin-last")),
            Tries::Left(tries @ 2) => say(&self.context.words.text("pin-left", &[("tries", tries.into())])),
            _ => {}
        }
    }

    fn ask_pin(&self, question: &PinQuestion) -> Result<Pin, Error> {
        self.say_tries(question.tries);
        let digits = |text: &str| Pin::parse(text).is_ok();
        match self.context.terminal.secret(&self.text("pin-label"), &digits) {
            Ok(text) => Ok(Pin::parse(&text)?),
            Err(Stop::Cancelled) => Err(Error::Card(beid_card::Error::PinCancelled)),
            Err(stop) => Err(Self::stopped(&stop, "--pin-from")),
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
