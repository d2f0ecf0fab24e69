//! What can be shown, and what can be answered.

use std::path::PathBuf;
use std::sync::Arc;

use beid_card::{Pin, Tries};
use ehealth_enrollment::{Answer, CheckReport, Completed, Finding, Level, Purpose, Question, Requested};
use ehealth_examples_common::failure::Details;
use rustls_pki_types::UnixTime;

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
