//! Where the procedure meets the person, the card and the network: the ports of a flow for a terminal, or for
//! nobody at all.

use std::path::{Path, PathBuf};

use beid_card::pin::{LastTry, PinPolicy, UnknownTries};
use beid_card::{Contents, Files, Pin, PinQuestion, PinSource, Tries};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Limits, Transport as _, TransportError};
use ehealth_enrollment::driver::{self, Ports};
use ehealth_enrollment::{
    Acceptance, Answer, Error, Flow, Outcome, Overview, Progress, Purpose, Question, SignatureWanted, Step,
};
use ehealth_keystore::Password;
use rustls_pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

use crate::answers::Answers;
use crate::context::Context;
use crate::failure::{Details, Failure, Next};
use crate::output::{instant, say};
use crate::prompt::Stop;
use crate::readers::{self, AnyCard};
use crate::world::World;
use crate::{exit, interrupt, passwords};

/// The ports of one run.
pub(crate) struct Desk<'a> {
    context: &'a mut Context,
    world: &'a World,
    answers: &'a Answers,
    card: Option<AnyCard>,
    transport: Option<HttpsTransport>,
    /// The keystore that this run has made or opened.
    keystore: Option<PathBuf>,
    /// What the libraries' error can't carry.
    failure: Option<Failure>,
    pin_refused: bool,
    /// Whether this run makes a request; then what goes wrong can be gone on with.
    requests: bool,
    step: Option<Step>,
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
            requests: true,
            step: None,
        }
    }

    /// For procedures that only work on a keystore.
    pub(crate) fn completing(context: &'a mut Context, world: &'a World, answers: &'a Answers) -> Self {
        Self { requests: false, ..Self::new(context, world, answers) }
    }

    /// How a request goes on after `error`. Not at all once the authority has said no: that request has failed
    /// and its key is not used again (ra.md 12). Only where the authority may have acted, *complete* is named.
    fn next(&self, error: &Error, failure: &Failure) -> Option<Next> {
        let keystore = self.keystore.clone().filter(|_| self.requests)?;
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
                Ok(outcome) => return Ok(outcome),
                Err(error) if self.may_ask_again(&error) => {
                    let failure = Self::failure_of(&error);
                    say(&failure.message(&self.context.words));
                }
                Err(error) => {
                    let failure =
                        self.failure.take().unwrap_or_else(|| failure_of(&error, &self.context.words));
                    let next = self.next(&error, &failure);
                    return Err(failure.with_next(next));
                }
            }
        }
    }

    fn may_ask_again(&self, error: &Error) -> bool {
        let asked = self.context.secrets.pin.is_prompt() && self.context.terminal.is_interactive();
        asked && matches!(error, Error::Card(card) if ["pin.wrong", "pin.timeout"].contains(&card.code()))
    }

    fn failure_of(error: &Error) -> Failure {
        Failure::new(error.code()).with_details(Details { tries: tries_of(error), ..Details::default() })
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
            Purpose::Contract { subject } => {
                let words = &self.context.words;
                let document = words.text("pin-sign-document", &[("subject", subject.as_str().into())]);
                say(&self.text("pin-sign-title"));
                say(&words.text("pin-sign-meaning", &[("document", document.into())]));
                say(&self.text("pin-sign-warning"));
            }
            _ => say(&self.text("pin-auth-title")),
        }
    }

    fn terms(&self) -> Result<Answer, Error> {
        let title = self.text("terms-title");
        let text = self.text("terms-text");
        let tag = self.context.words.language().tag();
        self.accept(&title, &text, "terms-accept", tag)
    }

    fn contract(&self, contract: &ehealth_csr::Contract) -> Result<Answer, Error> {
        let own = self.context.words.language().tag();
        let languages = || contract.texts().iter().map(|(language, _)| language.as_str());
        let language = languages().find(|tag| *tag == own).or_else(|| languages().next()).unwrap_or(own);
        let text = contract.plain_text(language);
        let title = self.context.words.text("contract-title", &[("language", language.into())]);
        self.accept(&title, &text, "contract-accept", language)
    }

    /// Shows a text to whoever sits there and has it accepted, by flag or by key.
    fn accept(&self, title: &str, text: &str, question: &str, language: &str) -> Result<Answer, Error> {
        let accepted = Acceptance { language: language.to_owned(), sha256: Sha256::digest(text).into() };
        if self.answers.accept_terms || self.answers.dry_run {
            return Ok(Answer::Accepted(accepted));
        }
        if !self.context.terminal.is_interactive() {
            return Err(Error::TermsNotAccepted);
        }
        say(&format!("\n{title}\n\n{}\n", crate::texts::shown(text)));
        match self.context.terminal.confirm(&self.context.words, &self.text(question)) {
            Ok(true) => Ok(Answer::Accepted(accepted)),
            Ok(false) => Ok(Answer::Declined),
            Err(stop) => Err(Self::stopped(&stop, "--accept-terms")),
        }
    }

    fn new_password(&mut self) -> Result<Answer, Error> {
        match passwords::new(self.context) {
            Ok(text) => Ok(Answer::Password(Password::new(text))),
            Err(failure) => Err(self.keep(failure, "--new-password-from")),
        }
    }

    fn password(&mut self, keystore: &Path, refused: bool) -> Result<Answer, Error> {
        self.keystore = Some(keystore.to_path_buf());
        match passwords::existing(self.context, keystore, refused) {
            Ok(text) => Ok(Answer::Password(Password::new(text))),
            Err(failure) => Err(self.keep(failure, "--password-from")),
        }
    }

    fn overview(&mut self, overview: &Overview) -> Result<Answer, Error> {
        self.keystore = Some(overview.keystore.clone());
        if !self.context.terminal.is_interactive() {
            return Ok(Answer::Confirmed);
        }
        for line in crate::texts::overview(&self.context.words, overview) {
            say(&line);
        }
        match self.context.terminal.confirm(&self.context.words, &self.text("overview-confirm")) {
            Ok(true) => Ok(Answer::Confirmed),
            Ok(false) => Ok(Answer::Declined),
            Err(stop) => Err(Self::stopped(&stop, "--non-interactive")),
        }
    }
}

impl Ports for Desk<'_> {
    fn read_card(&mut self) -> Result<Contents, Error> {
        let mut card = readers::open(&self.world.card, self.context)?;
        say(&self.text("card-reading"));
        let contents = card.read(Files::all())?;
        let identity = contents.identity();
        let name = [identity.given_names(), identity.surname()].map(Option::unwrap_or_default).join(" ");
        let name = crate::failure::printable(&name);
        say(&self.context.words.text("card-hello", &[("name", name.into())]));
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
        match question {
            Question::Terms => self.terms(),
            Question::ContactData { suggestion } => {
                match self.answers.contact(self.context, suggestion.as_ref()) {
                    Ok(contact) => Ok(Answer::ContactData(contact)),
                    Err(failure) => Err(self.keep(failure, "--email")),
                }
            }
            Question::Contract(contract) => self.contract(contract),
            Question::NewPassword { .. } => self.new_password(),
            Question::Password { keystore, refused } => self.password(keystore, *refused),
            Question::Overview(overview) => self.overview(overview),
            _ => Err(Error::WrongReply),
        }
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
            none => none.insert(match &self.world.tls_ca {
                Some(pem) => HttpsTransport::only_roots_pem(pem.as_bytes())?,
                None => HttpsTransport::system()?,
            }),
        };
        let response = transport.send(request, limits)?;
        if verbose {
            say(&format!("< {} ({} bytes)", response.status(), response.body().len()));
        }
        Ok(response)
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        let moment = self.context.words.language().moment(instant(when));
        say(&self.context.words.text("waiting-until", &[("moment", moment.into())]));
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        if interrupt::sleep(std::time::Duration::from_secs(left)) { Ok(()) } else { Err(Error::Interrupted) }
    }

    fn progress(&mut self, progress: &Progress) {
        let Some(step) = progress.step.filter(|step| self.step != Some(*step)) else { return };
        self.step = Some(step);
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

    fn ask_pin(&self, question: &PinQuestion) -> Result<Pin, Error> {
        match question.tries {
            Tries::Left(1) => say(&self.text("pin-last")),
            Tries::Left(tries @ 2) => say(&self.context.words.text("pin-left", &[("tries", tries.into())])),
            _ => {}
        }
        let digits = |text: &str| Pin::parse(text).is_ok();
        match self.context.terminal.secret(&self.text("pin-label"), &digits) {
            Ok(text) => Ok(Pin::parse(&text)?),
            Err(Stop::Cancelled) => Err(Error::Card(beid_card::Error::PinCancelled)),
            Err(stop) => Err(Self::stopped(&stop, "--pin-from")),
        }
    }
}

fn tries_of(error: &Error) -> Option<u8> {
    match error {
        Error::Card(beid_card::Error::WrongPin { left, .. }) => Some(*left),
        _ => None,
    }
}

/// An error of the procedure as the end of a command.
pub(crate) fn failure_of(error: &Error, words: &crate::messages::Words) -> Failure {
    let moment = |at: UnixTime| Some(words.language().moment(instant(at)));
    let details = match error {
        Error::NotYet { since, .. } => Details { moment: since.and_then(moment), ..Details::default() },
        Error::NotYetValid { from, .. } => Details { moment: moment(*from), ..Details::default() },
        Error::AnswerMissing(flag) => Details { flag: Some((*flag).to_owned()), ..Details::default() },
        other => Details { tries: tries_of(other), ..Details::default() },
    };
    Failure::of(error.code(), error).with_details(details)
}
