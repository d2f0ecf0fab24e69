//! The current screen, and the answer to it: where the page and the procedure meet.
//!
//! The procedure runs on a thread of its own. What it asks becomes the screen, with a number of its own; an answer
//! names the number that it answers. An answer to a screen that is past changes nothing: reload, the back button
//! and a second tab are harmless.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use beid_card::{Pin, Tries};
use ehealth_enrollment::{
    Answer, CheckReport, Completed, Finding, Level, Progress, Purpose, Question, Requested,
};
use ehealth_examples_common::Language;
use ehealth_examples_common::failure::Details;
use rustls_pki_types::UnixTime;
use tokio::sync::watch;

use crate::job::Errand;

/// What is shown.
#[derive(Clone, Debug)]
pub(crate) enum Screen {
    /// What the folder tells, and what can be done.
    Start,
    /// Which keystore is meant.
    Choose(What),
    /// Who requests without a Belgian card.
    Foreigner,
    /// Whether every program has the new file.
    ActivateConfirm(PathBuf),
    /// Old and new password.
    ChangePassword(PathBuf),
    /// The card is waited for, read, shown.
    Card(CardScreen),
    /// The PIN.
    Pin(PinScreen),
    /// A question of the procedure.
    Ask(Arc<Question>),
    /// The procedure works.
    Working,
    /// The certificate is not there yet; the next look.
    Waiting(UnixTime),
    /// How it ended.
    Ended(Arc<End>),
}

/// What a keystore is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The second half.
    Complete,
    /// A renewal.
    Renew,
    /// Activation after a renewal.
    Activate,
    /// A check.
    Check,
    /// Another password.
    Password,
}

impl What {
    /// A stable key.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Renew => "renew",
            Self::Activate => "activate",
            Self::Check => "check",
            Self::Password => "password",
        }
    }
}

/// The card, before the procedure has it.
#[derive(Clone, Debug)]
pub(crate) enum CardScreen {
    /// It is not there, or not this one: the code says why. `false`: it comes back, nothing was lost.
    Missing(&'static str),
    /// It is being read.
    Reading,
    /// It was read and verified.
    Read(Arc<CardView>),
}

/// What a card says of its holder.
#[derive(Clone, Debug, Default)]
pub(crate) struct CardView {
    /// Given names and surname.
    pub(crate) name: String,
    /// The national number, as people write it.
    pub(crate) national_number: String,
    /// The last digits of the card's number.
    pub(crate) card_number: String,
    /// Until when the card is valid.
    pub(crate) valid_until: String,
    /// The photo, JPEG.
    pub(crate) photo: Option<Vec<u8>>,
}

/// A PIN is wanted.
#[derive(Clone, Debug)]
pub(crate) struct PinScreen {
    /// What it means.
    pub(crate) purpose: Purpose,
    /// Tries left, where the card says.
    pub(crate) tries: Tries,
    /// It is entered on the reader.
    pub(crate) pad: bool,
}

/// How an errand ended.
#[derive(Debug)]
pub(crate) enum End {
    /// A request, and whether it was there already.
    Requested(Requested, bool),
    /// A request that somebody confirms elsewhere: address, until when.
    Confirm(Requested, String, UnixTime),
    /// A keystore is complete; `true`: it was before. With what the reader's own check found.
    Completed(Completed, bool, Option<CheckReport>),
    /// The encryption key is active.
    Activated(Completed),
    /// A certificate is revoked: subject, serial number.
    Revoked(String, String),
    /// What a check found; whether the keystore waits for activation.
    Checked(CheckReport, bool),
    /// The password was changed: keystore, copy as it was.
    PasswordChanged(PathBuf, PathBuf),
    /// A copy was made.
    Copied(PathBuf),
    /// What can be wrong before one starts.
    Examined(Vec<Seen>),
    /// It did not end well.
    Failed(Box<Failed>),
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// How it stands.
    pub(crate) level: Level,
    /// What it is.
    pub(crate) check: &'static str,
    /// The code, unless all is well.
    pub(crate) code: Option<&'static str>,
    /// A name, a number.
    pub(crate) detail: String,
}

impl From<&Finding> for Seen {
    fn from(found: &Finding) -> Self {
        Self { level: found.level, check: found.check, code: found.code, detail: found.detail.clone() }
    }
}

/// What went wrong, and how it goes on.
#[derive(Debug)]
pub(crate) struct Failed {
    /// The code.
    pub(crate) code: &'static str,
    /// What the words need.
    pub(crate) details: Details,
    /// A moment that the words name.
    pub(crate) moment: Option<UnixTime>,
    /// Names, numbers, the authority's own words.
    pub(crate) technical: String,
    /// How to go on, the best way first.
    pub(crate) ways: Vec<Errand>,
    /// Where the key is, when it is stored already.
    pub(crate) keystore: Option<PathBuf>,
}

/// What is wrong with what was just answered.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// The code.
    pub(crate) code: &'static str,
    /// What the words need.
    pub(crate) details: Details,
    /// The field that it is about.
    pub(crate) field: &'static str,
}

/// An answer to a screen.
#[derive(Debug)]
pub(crate) enum Reply {
    /// To a question of the procedure.
    Answer(Answer),
    /// The PIN.
    Pin(Pin),
    /// The card is the right one.
    Next,
}

/// What came of waiting for an answer.
#[derive(Debug)]
pub(crate) enum Waited {
    /// The answer.
    Reply(Reply),
    /// The time is over.
    Tick,
    /// The person, or the program, stops.
    Stopped,
}

/// The state that both sides see.
#[derive(Debug)]
pub(crate) struct State {
    /// Which screen; another number is another question.
    pub(crate) number: u64,
    /// Rises with everything that can be seen.
    pub(crate) revision: u64,
    /// What is shown.
    pub(crate) screen: Screen,
    /// Language of the page.
    pub(crate) language: Language,
    /// What is wrong with the last answer.
    pub(crate) notice: Option<Notice>,
    /// What was typed, without secrets: for a page that is shown again.
    pub(crate) drafts: BTreeMap<String, String>,
    /// Where the procedure stands.
    pub(crate) progress: Progress,
    /// What runs.
    pub(crate) errand: Option<Errand>,
    reply: Option<Reply>,
    stopped: bool,
}

/// The state, and who is told of its changes.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    beat: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(language: Language) -> Self {
        let state = State {
            number: 1,
            revision: 1,
            screen: Screen::Start,
            language,
            notice: None,
            drafts: BTreeMap::new(),
            progress: Progress::default(),
            errand: None,
            reply: None,
            stopped: false,
        };
        Self { state: Mutex::new(state), changed: Condvar::new(), beat: watch::Sender::new(1) }
    }

    /// A look at the state, and changes that no one waits for.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who wants to know when something changes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.beat.subscribe()
    }

    /// Changes the state and tells everybody.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let result = change(&mut state);
        state.revision = state.revision.saturating_add(1);
        self.beat.send_replace(state.revision);
        drop(state);
        self.changed.notify_all();
        result
    }

    /// Shows a screen under a number of its own, which is given back.
    pub(crate) fn show(&self, screen: Screen) -> u64 {
        self.change(|state| state.turn(screen, None))
    }

    /// The same with a word about the answer before.
    pub(crate) fn show_with(&self, screen: Screen, notice: Option<Notice>) -> u64 {
        self.change(|state| state.turn(screen, notice))
    }

    /// Answers screen `number`. `false`: it is past, and nothing has changed.
    pub(crate) fn give(&self, number: u64, reply: Reply) -> bool {
        if self.lock().number != number {
            return false;
        }
        self.change(|state| {
            if state.number != number {
                return false;
            }
            state.turn(Screen::Working, None);
            state.reply = Some(reply);
            true
        })
    }

    /// Waits for the answer to screen `number`, at most so long.
    pub(crate) fn wait(&self, number: u64, patience: Option<Duration>) -> Waited {
        let begin = Instant::now();
        let mut state = self.lock();
        loop {
            if state.stopped {
                return Waited::Stopped;
            }
            // The answer turned the screen to the next number.
            if state.number == number.saturating_add(1)
                && let Some(reply) = state.reply.take()
            {
                return Waited::Reply(reply);
            }
            state = match patience.map(|patience| patience.saturating_sub(begin.elapsed())) {
                Some(left) if left.is_zero() => return Waited::Tick,
                Some(left) => {
                    self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Waits a little for the next screen, so that whoever answered sees it at once.
    pub(crate) fn settle(&self, patience: Duration) {
        let begin = Instant::now();
        let mut state = self.lock();
        while matches!(state.screen, Screen::Working) {
            let left = patience.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Stops whatever waits.
    pub(crate) fn stop(&self) {
        self.change(|state| state.stopped = true);
    }

    /// Whether somebody stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }
}

impl State {
    /// The next screen.
    pub(crate) fn turn(&mut self, screen: Screen, notice: Option<Notice>) -> u64 {
        self.number = self.number.saturating_add(1);
        self.screen = screen;
        self.notice = notice;
        self.reply = None;
        self.number
    }

    /// An errand begins.
    pub(crate) fn begin(&mut self, errand: Errand) {
        self.stopped = false;
        self.progress = Progress::default();
        self.errand = Some(errand);
        self.turn(Screen::Working, None);
    }

    /// An errand ends.
    pub(crate) fn end(&mut self, end: End) {
        self.stopped = false;
        self.errand = None;
        self.turn(Screen::Ended(Arc::new(end)), None);
    }

    /// The person stops the errand.
    pub(crate) const fn cancel(&mut self) {
        self.stopped = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_the_past_changes_nothing() {
        let shared = Shared::new(Language::English);
        let first = shared.show(Screen::Card(CardScreen::Reading));
        let second = shared.show(Screen::Card(CardScreen::Reading));
        assert!(!shared.give(first, Reply::Next));
        assert!(matches!(shared.wait(second, Some(Duration::ZERO)), Waited::Tick));
        assert!(shared.give(second, Reply::Next));
        assert!(!shared.give(second, Reply::Next), "once");
        assert!(matches!(shared.wait(second, None), Waited::Reply(Reply::Next)));
        shared.stop();
        assert!(matches!(shared.wait(second, None), Waited::Stopped));
    }
}
