//! The current screen, and the answer to it: where the page and the procedure meet.
//!
//! The procedure runs on a thread of its own. What it asks becomes the screen, with a number of its own; an answer
//! names the number that it answers. An answer to a screen that is past changes nothing: reload, the back button
//! and a second tab are harmless.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ehealth_enrollment::Progress;
use ehealth_examples_common::Language;
use tokio::sync::watch;

use crate::job::Errand;
pub(crate) use crate::screen::{
    CardScreen, CardView, End, Failed, Notice, PinScreen, Reply, Screen, Seen, What,
};

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
        // What was chosen for another errand is no suggestion for this one.
        for choice in ["certificate", "file", "path", "reason", "who"] {
            self.drafts.remove(choice);
        }
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
