//! The PIN and what it opens (card.md 8.7 and 15.3).

use crate::persona::Applet;

/// How strictly the card follows the examples of the manuals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RightsModel {
    /// A VERIFY that a legal signature used up does not open the authentication key.
    #[default]
    Strict,
    /// Each good VERIFY opens the authentication key.
    Simple,
}

/// What is open at this moment.
pub(crate) struct Rights {
    model: RightsModel,
    /// Commands allowed between VERIFY and COMPUTE SIGNATURE: 0, on 1.8 one.
    allowance: u8,
    /// The authentication key is open.
    once: bool,
    /// The signature key is open for so many more commands before the signature itself.
    just_before: Option<u8>,
    /// A VERIFY in the signature key's environment becomes an ordinary one when so many more commands pass.
    undecided: Option<u8>,
}

/// What a command is, for the rights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// COMPUTE SIGNATURE with the signature key.
    SignLegally,
    /// One that ends "just before" at once: MSE SET, VERIFY, COMPUTE SIGNATURE with another key (M18 5.1.2).
    Ends,
    /// Any other.
    Other,
}

impl Rights {
    pub(crate) const fn new(applet: Applet, model: RightsModel) -> Self {
        let allowance = if applet.is_ec() { 1 } else { 0 };
        Self { model, allowance, once: false, just_before: None, undecided: None }
    }

    /// Nothing is open any more: reset, LOG OFF, a wrong PIN.
    pub(crate) const fn clear(&mut self) {
        self.once = false;
        self.just_before = None;
        self.undecided = None;
    }

    /// A good VERIFY; `legal` when the environment names the signature key.
    pub(crate) const fn verified(&mut self, legal: bool) {
        self.just_before = Some(self.allowance);
        if legal && matches!(self.model, RightsModel::Strict) {
            self.undecided = Some(self.allowance);
        } else {
            self.once = true;
        }
    }

    /// A good CHANGE opens the authentication key.
    pub(crate) const fn changed(&mut self) {
        self.once = true;
    }

    /// Before each command is carried out. Gives whether the signature key may be used by it.
    pub(crate) const fn step(&mut self, step: Step) -> bool {
        if matches!(step, Step::SignLegally) {
            self.undecided = None;
            return self.just_before.take().is_some();
        }
        self.just_before = match (self.just_before, step) {
            (Some(left), Step::Other) => left.checked_sub(1),
            _ => None,
        };
        if let Some(left) = self.undecided {
            self.undecided = left.checked_sub(1);
            self.once |= self.undecided.is_none();
        }
        false
    }

    /// The authentication key may be used.
    pub(crate) const fn is_open(&self) -> bool {
        self.once
    }
}
