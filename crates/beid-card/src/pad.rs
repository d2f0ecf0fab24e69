//! Readers with a keypad (PC/SC part 10, card.md 8.9).

/// What a reader's keypad can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PinPad {
    /// VERIFY can be entered on it.
    pub verify: bool,
    /// The PIN can be changed on it.
    pub modify: bool,
}

impl PinPad {
    /// A keypad that can verify, and perhaps change, a PIN.
    #[must_use]
    pub const fn new(verify: bool, modify: bool) -> Self {
        Self { verify, modify }
    }
}

/// The language of a keypad's display (wLangId).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PadLanguage {
    /// 0413.
    Dutch,
    /// 040C.
    French,
    /// 0407.
    German,
    /// 0409.
    #[default]
    English,
}

/// What the keypad is to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PadPrompt {
    /// Language of the reader's own text.
    pub language: PadLanguage,
}

impl PadPrompt {
    /// Asks in `language`.
    #[must_use]
    pub const fn new(language: PadLanguage) -> Self {
        Self { language }
    }
}
