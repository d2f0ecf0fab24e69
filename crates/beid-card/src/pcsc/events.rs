//! Readers and cards that come and go.

use core::time::Duration;
use std::collections::VecDeque;
use std::time::Instant;

use super::service::{Cancel, CardState, ReaderStatus, SLICE, Service};
use crate::error::Error;

/// Something came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A reader was plugged in.
    #[non_exhaustive]
    ReaderAdded {
        /// Its name.
        reader: String,
    },
    /// A reader was unplugged.
    #[non_exhaustive]
    ReaderRemoved {
        /// Its name.
        reader: String,
    },
    /// A card was inserted.
    #[non_exhaustive]
    CardInserted {
        /// Name of the reader.
        reader: String,
        /// The card's answer to reset.
        atr: Vec<u8>,
    },
    /// A card was inserted that gives no answer.
    #[non_exhaustive]
    CardMute {
        /// Name of the reader.
        reader: String,
    },
    /// The card was pulled out.
    #[non_exhaustive]
    CardRemoved {
        /// Name of the reader.
        reader: String,
    },
    /// The service stopped; events go on when it is started again.
    ServiceStopped,
}

/// The stream of [`Event`]s.
pub struct Events {
    service: Service,
    known: Vec<ReaderStatus>,
    stopped: bool,
    queue: VecDeque<Event>,
}

impl Events {
    pub(super) const fn new(service: Service) -> Self {
        Self { service, known: Vec::new(), stopped: false, queue: VecDeque::new() }
    }

    /// The next event; `None` when `timeout` (none: for ever) passed without one.
    ///
    /// # Errors
    /// `interrupted`.
    pub fn next(&mut self, timeout: Option<Duration>, cancel: &Cancel) -> Result<Option<Event>, Error> {
        let begin = Instant::now();
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Interrupted);
            }
            self.look();
            if let Some(event) = self.queue.pop_front() {
                return Ok(Some(event));
            }
            let left = timeout.map(|timeout| timeout.saturating_sub(begin.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(None);
            }
            self.service.sleep(left.map_or(SLICE, |left| left.min(SLICE)));
        }
    }

    fn look(&mut self) {
        match self.service.readers() {
            Ok(now) => {
                self.stopped = false;
                self.queue.extend(differences(&self.known, &now));
                self.known = now;
            }
            Err(_) => {
                if !self.stopped {
                    self.queue.extend(differences(&self.known, &[]));
                    self.queue.push_back(Event::ServiceStopped);
                    self.known.clear();
                    self.stopped = true;
                }
                if let Ok(again) = Service::connect() {
                    self.service = again;
                }
            }
        }
    }
}

/// What came and went between two looks.
fn differences(before: &[ReaderStatus], now: &[ReaderStatus]) -> Vec<Event> {
    let mut events = Vec::new();
    for old in before {
        if !now.iter().any(|new| new.name == old.name) {
            if old.card != CardState::Empty {
                events.push(Event::CardRemoved { reader: old.name.clone() });
            }
            events.push(Event::ReaderRemoved { reader: old.name.clone() });
        }
    }
    for new in now {
        let reader = || new.name.clone();
        let old = before.iter().find(|old| old.name == new.name);
        if old.is_none() {
            events.push(Event::ReaderAdded { reader: reader() });
        }
        let card = |status: &ReaderStatus| match status.card {
            CardState::Empty => None,
            CardState::Mute => Some(None),
            CardState::Present | CardState::Busy => Some(Some(status.atr.clone())),
        };
        let (old, new) = (old.and_then(card), card(new));
        if old == new {
            continue;
        }
        if old.is_some() {
            events.push(Event::CardRemoved { reader: reader() });
        }
        match new {
            Some(Some(atr)) => events.push(Event::CardInserted { reader: reader(), atr }),
            Some(None) => events.push(Event::CardMute { reader: reader() }),
            None => {}
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_went() {
        let at =
            |name: &str, card, atr: &[u8]| ReaderStatus { name: name.to_owned(), card, atr: atr.to_vec() };
        let reader = || "r".to_owned();
        let empty = [at("r", CardState::Empty, &[])];
        let one = [at("r", CardState::Present, &[1])];
        let two = [at("r", CardState::Present, &[2])];
        let inserted = |atr: u8| Event::CardInserted { reader: reader(), atr: vec![atr] };
        let removed = || Event::CardRemoved { reader: reader() };
        assert_eq!(differences(&[], &empty), [Event::ReaderAdded { reader: reader() }]);
        assert_eq!(differences(&empty, &one), [inserted(1)]);
        assert_eq!(differences(&one, &one), []);
        assert_eq!(differences(&one, &[at("r", CardState::Busy, &[1])]), []);
        assert_eq!(differences(&one, &two), [removed(), inserted(2)]);
        assert_eq!(differences(&one, &[]), [removed(), Event::ReaderRemoved { reader: reader() }]);
        assert_eq!(
            differences(&empty, &[at("r", CardState::Mute, &[])]),
            [Event::CardMute { reader: reader() }]
        );
    }
}
