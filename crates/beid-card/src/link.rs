//! One transaction seen as commands and answers: counting, and the repeats that T=0 and its readers need.
//!
//! **Promise.** [`Link::send`] sends one command once. Only [`Link::ask`] repeats, and it is given nothing
//! that a person's PIN or signature hangs on.

use core::time::Duration;

use crate::apdu::{Command, Response, StatusWord};
use crate::applet::{AppletVersion, CardData};
use crate::assumed;
use crate::error::Error;
use crate::pad::PadPrompt;
use crate::transport::{Transaction, TransportError};

/// Exchanges with the card since it was opened, `6Cxx` repeats and GET RESPONSE included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Commands.
    pub commands: u64,
    /// Bytes of commands.
    pub bytes_out: u64,
    /// Bytes of answers, status words included.
    pub bytes_in: u64,
}

/// Bytes of data in the longest answer over T=0.
const MAX_ANSWER: usize = 256;

/// Path of DF(BELPIC).
pub(crate) const BELPIC: [u8; 4] = [0x3F, 0x00, 0xDF, 0x00];

/// An answer that no card gives.
#[derive(Debug, thiserror::Error)]
#[error("an answer of {0} bytes to {1}")]
struct AnswerTooLong(usize, &'static str);

pub(crate) struct Link<'a> {
    transaction: Box<dyn Transaction + 'a>,
    counters: &'a mut Counters,
    applet: Option<AppletVersion>,
    /// DF(BELPIC) is the current directory, by this transaction's own doing.
    in_belpic: bool,
}

impl<'a> Link<'a> {
    pub(crate) fn new(
        transaction: Box<dyn Transaction + 'a>,
        counters: &'a mut Counters,
        applet: Option<AppletVersion>,
    ) -> Self {
        Self { transaction, counters, applet, in_belpic: false }
    }

    pub(crate) fn was_reset(&self) -> bool {
        self.transaction.was_reset()
    }

    pub(crate) fn atr(&self) -> Option<&[u8]> {
        self.transaction.atr()
    }

    pub(crate) fn transaction(&mut self) -> &mut dyn Transaction {
        &mut *self.transaction
    }

    pub(crate) const fn applet(&self) -> Option<AppletVersion> {
        self.applet
    }

    /// Whether files of DF(BELPIC), or the directory itself, were selected last.
    pub(crate) const fn is_in_belpic(&self) -> bool {
        self.in_belpic
    }

    pub(crate) fn pause(&mut self, milliseconds: u64) {
        self.transaction.pause(Duration::from_millis(milliseconds));
    }

    fn sent(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.counters.commands = self.counters.commands.saturating_add(1);
        self.counters.bytes_out = self.counters.bytes_out.saturating_add(bytes);
    }

    /// Bytes of data, to which the status word comes.
    fn received(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(2);
        self.counters.bytes_in = self.counters.bytes_in.saturating_add(bytes);
    }

    /// Sends one command, once, and counts it.
    pub(crate) fn exchange(&mut self, command: &Command) -> Result<Response, TransportError> {
        self.sent(command.bytes().len());
        let response = self.transaction.transmit(command)?;
        let answer = response.data().len();
        self.received(answer);
        if answer > MAX_ANSWER {
            return Err(TransportError::Other(Box::new(AnswerTooLong(answer, command.name()))));
        }
        Ok(response)
    }

    /// VERIFY from the reader's keypad: 13 bytes that this side never sees.
    pub(crate) fn verify_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.sent(13);
        let response = self.transaction.verify_on_pad(prompt)?;
        self.received(0);
        Ok(response)
    }

    /// CHANGE REFERENCE DATA from the keypad: 21 bytes.
    pub(crate) fn change_on_pad(&mut self, prompt: &PadPrompt) -> Result<Response, TransportError> {
        self.sent(21);
        let response = self.transaction.change_on_pad(prompt)?;
        self.received(0);
        Ok(response)
    }

    /// As [`exchange`](Self::exchange), with this crate's error.
    pub(crate) fn send(&mut self, command: &Command) -> Result<Response, Error> {
        self.exchange(command).map_err(Error::from)
    }

    /// A command with Le, repeated with the length that `6Cxx` gives.
    pub(crate) fn ask(
        &mut self,
        le: u8,
        command: impl Fn(u8) -> Command,
    ) -> Result<Response, TransportError> {
        let response = self.exchange(&command(le))?;
        let status = response.status();
        if status.sw1() != 0x6C || status.sw2() == le {
            return Ok(response);
        }
        if self.applet.is_none_or(|applet| applet < AppletVersion::V1_7) {
            self.pause(assumed::PAUSE_BEFORE_REPEAT_ON_OLD_CHIPS_MS);
        }
        self.exchange(&command(status.sw2()))
    }

    /// SELECT of a file, and the glitches of some readers: a false `6A87` (card.md 4.2), a false `6D00`
    /// (3.1). The status is the last one.
    pub(crate) fn select(&mut self, path: &[u8]) -> Result<StatusWord, Error> {
        let (mut false_length, mut false_instruction) = (0u8, 0u8);
        loop {
            self.in_belpic = false;
            let status = self.send(&Command::select_path(path))?.status();
            match status.0 {
                0x6A87 if false_length < assumed::REPEATS_OF_SELECT => {
                    false_length = false_length.saturating_add(1);
                    self.pause(assumed::PAUSE_BEFORE_SELECT_AGAIN_MS);
                }
                0x6D00 if false_instruction < assumed::REPEATS_AFTER_6D00 => {
                    false_instruction = false_instruction.saturating_add(1);
                    self.pause(assumed::PAUSE_AFTER_6D00_MS);
                    self.send(&Command::select_applet())?;
                }
                _ => {
                    self.in_belpic = status == StatusWord::OK && path.starts_with(&BELPIC);
                    return Ok(status);
                }
            }
        }
    }

    /// Proves the card: the applet's name, then its data (card.md 1.1, 11).
    pub(crate) fn recognise(&mut self) -> Result<CardData, Error> {
        let ec = self.atr().is_some_and(|atr| crate::applet::atr_hint(atr) == crate::applet::AtrHint::Ec);
        let mut repeats = 0u8;
        loop {
            let select = self.send(&Command::select_applet())?.status();
            let mut again = matches!(select.0, 0x6D00 | 0x6A87);
            if select == StatusWord::OK {
                let data = self.card_data(ec)?;
                if data.status() == StatusWord::OK {
                    let data = CardData::parse(data.into_data())?;
                    self.applet = Some(data.applet());
                    return Ok(data);
                }
                again = data.status().0 == 0x6D00;
            } else if let error @ (Error::NotActivated | Error::Fault) =
                Error::from_status(select, "SELECT applet")
            {
                return Err(error);
            }
            if !again || repeats >= assumed::REPEATS_AFTER_6D00 {
                return Err(Error::NotBeid);
            }
            repeats = repeats.saturating_add(1);
            self.pause(assumed::PAUSE_AFTER_6D00_MS);
        }
    }

    /// The long form where the ATR suggests 1.8: it says how many tries are left. A wrong suggestion costs one
    /// more command.
    fn card_data(&mut self, ec: bool) -> Result<Response, Error> {
        if ec {
            let long = self.ask(CardData::LONG, Command::card_data_with_tries)?;
            if long.status() == StatusWord::OK {
                return Ok(long);
            }
        }
        self.ask(CardData::SHORT, Command::card_data).map_err(Error::from)
    }
}
