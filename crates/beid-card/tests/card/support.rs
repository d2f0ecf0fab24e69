//! What the tests share: virtual cards, a script that allows nothing else.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use beid_card::Card;
use beid_card::apdu::{Command, Response};
use beid_card::transport::{Reader, Transaction, TransportError};
use beid_simulator::{CardHandle, DEFAULT_SEED, Persona, VirtualCard, VirtualReader};
use ehealth_pki::{Certificate, TrustAnchor};
use rustls_pki_types::UnixTime;

/// 2026-06-01.
pub(crate) fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(1_780_272_000))
}

pub(crate) fn anchors() -> Vec<TrustAnchor> {
    let roots = beid_simulator::test_roots(DEFAULT_SEED);
    roots.iter().map(|root| TrustAnchor::from_certificate(&Certificate::from_der(root).unwrap())).collect()
}

pub(crate) type Virtual = VirtualReader;

pub(crate) fn quick(card: VirtualCard) -> (Virtual, CardHandle) {
    let handle = card.handle();
    (card.reader(), handle)
}

pub(crate) fn virtual_card(persona: &Persona) -> VirtualCard {
    VirtualCard::new(persona, DEFAULT_SEED)
}

pub(crate) fn open(card: VirtualCard) -> (Card<Virtual>, CardHandle) {
    let (reader, handle) = quick(card);
    (Card::open(reader).unwrap(), handle)
}

pub(crate) fn open_persona(persona: &Persona) -> (Card<Virtual>, CardHandle) {
    open(virtual_card(persona))
}

/// CLA INS P1 P2 of the commands in a log.
pub(crate) fn headers(handle: &CardHandle) -> Vec<String> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    handle.log().iter().map(|entry| hex(&entry.header)).collect()
}

pub(crate) fn verifies(handle: &CardHandle) -> usize {
    handle.log().iter().filter(|entry| entry.header[1] == 0x20 && entry.sent > 5).count()
}

/// One line of a script.
pub(crate) enum Line {
    /// A transaction begins; whether the card was reset before it.
    Begin { reset: bool },
    /// This command is expected and gets this answer.
    Exchange(Vec<u8>, Vec<u8>),
    /// This command is expected and gets none.
    Lost(Vec<u8>, TransportError),
}

/// Reads `> command`, `< answer` in hexadecimal, `begin` and `begin reset`.
pub(crate) fn script(text: &str) -> VecDeque<Line> {
    let hex = |text: &str| -> Vec<u8> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
    };
    let mut lines = VecDeque::new();
    let mut command = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("begin", rest) => lines.push_back(Line::Begin { reset: rest == "reset" }),
            (">", bytes) => command = Some(hex(bytes)),
            ("<", "removed") => {
                lines.push_back(Line::Lost(command.take().unwrap(), TransportError::Removed));
            }
            ("<", "reset") => lines.push_back(Line::Lost(command.take().unwrap(), TransportError::Reset)),
            ("<", "lost") => {
                lines.push_back(Line::Lost(command.take().unwrap(), TransportError::Communication));
            }
            ("<", bytes) => lines.push_back(Line::Exchange(command.take().unwrap(), hex(bytes))),
            other => panic!("script: {other:?}"),
        }
    }
    lines
}

/// A reader that plays a script; whatever is not in it fails the test.
#[derive(Clone)]
pub(crate) struct Scripted(pub(crate) Rc<RefCell<VecDeque<Line>>>);

impl Scripted {
    pub(crate) fn new(text: &str) -> Self {
        Self(Rc::new(RefCell::new(script(text))))
    }

    /// As `begin`, without borrowing.
    pub(crate) fn begin_owned<'a>(self) -> Result<Box<dyn Transaction + 'a>, TransportError> {
        match self.0.borrow_mut().pop_front() {
            Some(Line::Begin { reset }) => {
                Ok(Box::new(ScriptedTransaction { lines: Rc::clone(&self.0), reset }))
            }
            _ => panic!("a transaction that is not in the script"),
        }
    }

    pub(crate) fn assert_done(&self) {
        assert_eq!(self.0.borrow().len(), 0, "lines of the script are left");
    }
}

impl Reader for Scripted {
    fn name(&self) -> &str {
        "script"
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        self.clone().begin_owned()
    }
}

struct ScriptedTransaction {
    lines: Rc<RefCell<VecDeque<Line>>>,
    reset: bool,
}

impl Transaction for ScriptedTransaction {
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError> {
        match self.lines.borrow_mut().pop_front() {
            Some(Line::Exchange(expected, answer)) => {
                assert_eq!(command.bytes(), expected, "{command:?}");
                Ok(Response::from_bytes(answer).unwrap())
            }
            Some(Line::Lost(expected, error)) => {
                assert_eq!(command.bytes(), expected, "{command:?}");
                Err(error)
            }
            _ => panic!("not in the script: {command:?} {:02X?}", command.bytes()),
        }
    }

    fn was_reset(&self) -> bool {
        self.reset
    }

    fn pause(&mut self, _duration: Duration) {}
}
