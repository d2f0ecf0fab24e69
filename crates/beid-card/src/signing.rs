//! The commands around a PIN. This is the only place that sends one.
//!
//! **Promise.** VERIFY, CHANGE and COMPUTE SIGNATURE are sent once each for what the person wanted and never
//! repeated, whatever comes back or does not; after the last of them the right is dropped.

use crate::apdu::{Command, StatusWord};
use crate::applet::{AppletVersion, CardData};
use crate::assumed;
use crate::error::Error;
use crate::link::{BELPIC, Link};
use crate::pad::PadPrompt;
use crate::pin::{Pin, Tries};
use crate::sign::{CardKey, CardSignature, Digest, Plan};
use crate::transport::TransportError;

/// How the PIN gets to the card.
pub(crate) enum Entry {
    Pin(Pin),
    Pad(PadPrompt),
}

/// Tries left, asked for in the way that costs none (card.md 8.3).
pub(crate) fn tries(link: &mut Link<'_>) -> Result<Tries, Error> {
    match link.applet() {
        Some(applet) if !applet.tells_tries() => return Ok(Tries::NotAskable),
        Some(AppletVersion::V1_8) => {
            let response = link.ask(CardData::LONG, Command::card_data_with_tries)?;
            if response.status() == StatusWord::OK
                && let Some(left) = CardData::parse(response.into_data())?.tries()
            {
                return Ok(if left == 0 { Tries::Blocked } else { Tries::Left(left) });
            }
        }
        _ => {}
    }
    let status = link.send(&Command::verify_nothing())?.status();
    match status.0 {
        // Already verified, by another program: then all tries are there.
        0x9000 => Ok(Tries::Left(3)),
        0x63C0 | 0x6983 | 0x6984 => Ok(Tries::Blocked),
        0x63C1..=0x63CF => Ok(Tries::Left(status.sw2() & 0x0F)),
        _ => Err(Error::from_status(status, "VERIFY (tries)")),
    }
}

/// Signatures with one key and one PIN, in one transaction: DF, MSE, VERIFY and PSO with nothing in between, then
/// GET RESPONSE, and LOG OFF at the end (card.md 9.3). Every further one: with the authentication key PSO alone,
/// with the signature key VERIFY again, for each of its signatures takes a right of its own (8.7).
pub(crate) struct Signer {
    key: CardKey,
    entry: Entry,
    /// Algorithm reference of the environment that is set.
    set: Option<u8>,
    /// A VERIFY was sent.
    verified: bool,
}

impl Signer {
    pub(crate) const fn new(key: CardKey, entry: Entry) -> Self {
        Self { key, entry, set: None, verified: false }
    }

    pub(crate) const fn key(&self) -> CardKey {
        self.key
    }

    /// Other commands were sent, which may have selected the applet anew: the environment is not relied on.
    pub(crate) const fn moved(&mut self) {
        self.set = None;
    }

    /// Signs. After an error nothing more may be signed.
    pub(crate) fn sign(
        &mut self,
        link: &mut Link<'_>,
        plan: Plan,
        digest: &Digest,
        block: usize,
    ) -> Result<CardSignature, Error> {
        // Not needed by 1.1; a refusal that shows only after the PIN would cost the person a second entry.
        if self.set.is_none() && !link.is_in_belpic() {
            match link.select(&BELPIC)? {
                StatusWord::OK => {}
                status => return Err(Error::from_status(status, "SELECT")),
            }
        }
        if self.set != Some(plan.reference) {
            set_environment(link, self.key, plan)?;
            self.set = Some(plan.reference);
        }
        if !self.verified || self.key == CardKey::Signature {
            self.verified = true;
            verify(link, &self.entry)?;
        }
        Ok(CardSignature::new(plan.scheme, compute(link, plan, digest, block)?))
    }

    /// Drops the right, if there may be one.
    pub(crate) fn close(&mut self, link: &mut Link<'_>) {
        if core::mem::take(&mut self.verified) {
            log_off(link);
        }
    }
}

/// Whatever came of it, the right is dropped: another program could sign with it. Also when VERIFY got no
/// answer, for it may have reached the card.
fn log_off(link: &mut Link<'_>) {
    let dropped = link.exchange(&Command::log_off());
    if !matches!(dropped, Ok(response) if response.status() == StatusWord::OK) {
        link.transaction().reset_at_end();
    }
}

/// How both PINs get to the card.
pub(crate) enum ChangeEntry {
    Pins(Pin, Pin),
    Pad(PadPrompt),
}

/// CHANGE REFERENCE DATA, once, and LOG OFF, since a change gives the right as well (card.md 8.4).
pub(crate) fn change(link: &mut Link<'_>, entry: &ChangeEntry) -> Result<(), Error> {
    let answer = match entry {
        ChangeEntry::Pins(old, new) => link.exchange(&Command::change_pin(old, new)),
        ChangeEntry::Pad(prompt) => link.change_on_pad(prompt),
    };
    let pad = matches!(entry, ChangeEntry::Pad(_));
    let outcome = match answer {
        Ok(response) if response.status().0 == 0x6A80 => Err(Error::PinFormat),
        Ok(response) => verified(response.status(), pad, "CHANGE PIN"),
        Err(TransportError::Unsupported) if pad => Err(Error::PadFaulty),
        Err(error) => Err(error.into()),
    };
    log_off(link);
    outcome
}

/// After a command that ended in an error this one may fail once (card.md 3.1).
fn set_environment(link: &mut Link<'_>, key: CardKey, plan: Plan) -> Result<(), Error> {
    let command = Command::set_environment(plan.reference, key.reference());
    let outcome = |status: StatusWord| match status.0 {
        0x9000 => Ok(()),
        0x6A80 => Err(Error::UnsupportedDigest),
        0x6A88 | 0x6985 => Err(Error::NoSignatureRights { key }),
        _ => Err(Error::from_status(status, "MSE SET")),
    };
    match link.exchange(&command).map(|response| outcome(response.status())) {
        Ok(Err(Error::Status { .. })) | Err(TransportError::Communication) => {
            link.pause(assumed::PAUSE_BEFORE_MSE_AGAIN_MS);
            outcome(link.send(&command)?.status())
        }
        Ok(outcome) => outcome,
        Err(error) => Err(error.into()),
    }
}

/// Sends the PIN, once.
fn verify(link: &mut Link<'_>, entry: &Entry) -> Result<(), Error> {
    let (response, pad) = match entry {
        Entry::Pin(pin) => (link.send(&Command::verify(pin))?, false),
        Entry::Pad(prompt) => match link.verify_on_pad(prompt) {
            Ok(response) => (response, true),
            Err(TransportError::Unsupported) => return Err(Error::PadFaulty),
            Err(error) => return Err(error.into()),
        },
    };
    verified(response.status(), pad, "VERIFY")
}

/// What VERIFY and CHANGE answer (card.md 8.2), and a keypad (8.9).
fn verified(status: StatusWord, pad: bool, command: &'static str) -> Result<(), Error> {
    match (status.0, pad) {
        (0x9000, _) => Ok(()),
        (0x63C0 | 0x6983 | 0x6984, _) => Err(Error::PinBlocked),
        (0x63C1..=0x63CF, _) => Err(Error::WrongPin { left: status.sw2() & 0x0F }),
        (0x6400, true) => Err(Error::PinTimeout),
        (0x6401, true) => Err(Error::PinCancelled),
        (0x6402, true) => Err(Error::NewPinDiffers),
        (0x6403, true) => Err(Error::PinFormat),
        (0x6B80, true) => Err(Error::PadFaulty),
        _ => Err(Error::from_status(status, command)),
    }
}

/// PSO COMPUTE DIGITAL SIGNATURE and what it leaves to fetch. Neither is repeated.
fn compute(link: &mut Link<'_>, plan: Plan, digest: &Digest, block: usize) -> Result<Vec<u8>, Error> {
    /// Most GET RESPONSE for one signature: 256 bytes come in one, and a reader may cut them in parts.
    const MAX_PARTS: u8 = 4;
    let mut response = link.send(&Command::compute_signature(plan.prefix, digest.as_bytes()))?;
    let mut value = Vec::new();
    for _ in 0..MAX_PARTS {
        let status = response.status();
        value.extend_from_slice(response.data());
        match status.sw1() {
            0x90 if status == StatusWord::OK && plan.fits(value.len()) => return Ok(value),
            0x61 => {
                // 00 is 256 or more, which not every reader carries.
                let whole = status.sw2() == 0 || usize::from(status.sw2()) > block;
                let le = if whole { u8::try_from(block).unwrap_or(0) } else { status.sw2() };
                response = link.ask(le, Command::get_response)?;
            }
            _ => return Err(Error::from_status(status, "COMPUTE SIGNATURE")),
        }
    }
    Err(Error::from_status(response.status(), "GET RESPONSE"))
}
