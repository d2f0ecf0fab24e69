//! Where the procedure meets the page, the card and the network: the ports of a flow.

mod card;
mod pin;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beid_card::Contents;

use ehealth_client::{Limits, Transport, TransportError};
use ehealth_enrollment::driver::Ports;
use ehealth_enrollment::{Acceptance, Answer, Error, Progress, Question, SignatureWanted, Step};
use ehealth_examples_common::World;
use ehealth_keystore::Password;
use rustls_pki_types::UnixTime;
use zeroize::Zeroizing;

use crate::Clock;
use crate::app::App;
use crate::card::{AnyCard, Cards};
use crate::state::{Reply, Screen, Shared, Waited};

/// How often the card is looked at while a person reads.
const TICK: Duration = Duration::from_millis(250);

/// The ports of one errand.
pub(crate) struct Desk {
    shared: Arc<Shared>,
    world: Arc<World>,
    cards: Arc<Mutex<Box<dyn Cards>>>,
    clock: Clock,
    card: Option<AnyCard>,
    /// The reader has a keypad that works.
    pad: bool,
    transport: Option<Box<dyn Transport>>,
    /// The password that opened or protects the keystore, for the rest of this errand.
    typed: Option<Zeroizing<String>>,
    /// The general terms, as they were accepted in this errand.
    terms: Option<Acceptance>,
    /// The keystore that this errand has made or opened.
    pub(crate) keystore: Option<PathBuf>,
    /// The person went back from the overview.
    step_back: bool,
    /// Where it stands.
    pub(crate) step: Option<Step>,
}

impl Desk {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            shared: Arc::clone(&app.shared),
            world: Arc::clone(&app.world),
            cards: Arc::clone(&app.cards),
            clock: Arc::clone(&app.clock),
            card: None,
            pad: false,
            transport: None,
            typed: None,
            terms: None,
            keystore: None,
            step_back: false,
            step: None,
        }
    }

    /// Shows a screen and waits for its answer as long as it takes.
    fn put(&self, screen: Screen) -> Result<Reply, Error> {
        let number = self.shared.show(screen);
        match self.shared.wait(number, None) {
            Waited::Reply(reply) => Ok(reply),
            Waited::Tick | Waited::Stopped => Err(Error::Interrupted),
        }
    }

    /// The person wants to change something: what was accepted and typed is not asked for again.
    pub(crate) const fn goes_back(&mut self) {
        self.step_back = true;
    }

    fn check_stopped(&self) -> Result<(), Error> {
        if self.shared.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Lets a moment pass, unless the person stops.
    fn pause(&self, duration: Duration) -> Result<(), Error> {
        let number = self.shared.lock().number;
        match self.shared.wait(number, Some(duration)) {
            Waited::Stopped => Err(Error::Interrupted),
            Waited::Tick | Waited::Reply(_) => Ok(()),
        }
    }
}

impl Ports for Desk {
    fn now(&self) -> UnixTime {
        (self.clock)()
    }

    fn read_card(&mut self) -> Result<Contents, Error> {
        self.read()
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        self.sign_with_person(wanted)
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        self.check_stopped()?;
        match question {
            Question::Password { keystore, refused } => {
                self.keystore = Some(keystore.clone());
                // What was typed for this file in this errand is not asked for twice.
                if !refused && let Some(text) = &self.typed {
                    return Ok(Answer::Password(Password::new(text.to_string())));
                }
            }
            Question::Terms if self.step_back => {
                if let Some(terms) = &self.terms {
                    return Ok(Answer::Accepted(terms.clone()));
                }
            }
            Question::Overview(overview) => self.keystore = Some(overview.keystore.clone()),
            _ => {}
        }
        let reply = self.put(Screen::Ask(Arc::new(question.clone())))?;
        let Reply::Answer(answer) = reply else { return Err(Error::WrongReply) };
        if let (Question::Password { .. } | Question::NewPassword { .. }, Answer::Password(password)) =
            (question, &answer)
        {
            self.typed = Some(Zeroizing::new(password.expose().to_owned()));
        }
        if let (Question::Terms, Answer::Accepted(terms)) = (question, &answer) {
            self.terms = Some(terms.clone());
        }
        Ok(answer)
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let transport = match &mut self.transport {
            Some(transport) => transport,
            none => none.insert(Box::new(self.world.transport()?)),
        };
        transport.send(request, limits)
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        let number = self.shared.show(Screen::Waiting(when));
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        let waited = self.shared.wait(number, Some(Duration::from_secs(left)));
        match waited {
            Waited::Stopped => Err(Error::Interrupted),
            Waited::Tick | Waited::Reply(_) => {
                self.shared.show(Screen::Working);
                Ok(())
            }
        }
    }

    fn progress(&mut self, progress: &Progress) {
        let new = progress.step != self.step;
        self.step = progress.step.or(self.step);
        if new {
            self.shared.change(|state| state.progress = *progress);
        }
    }
}
