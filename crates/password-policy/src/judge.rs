//! A state for each rule, anew at each key stroke (domain.md 5.3).

use alloc::vec::Vec;
use core::hint::black_box;

use crate::profile::{Classes, Profile};

/// One line of the live check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// Long enough and not too long.
    Length,
    /// Only accepted characters.
    Characters,
    /// A character of one of these kinds.
    Required(Classes),
    /// Not the same character too often in a row.
    Repeat,
    /// Hard enough to guess, by an estimate.
    Strength,
    /// Typed twice alike.
    Confirmation,
}

impl Rule {
    /// Key for texts: `length`, `characters`, `digit_or_symbol`, `letter`, `confirmation`; in policies of one's
    /// own also `repeat`, `digit`, `symbol`, `lower`, `upper`, `required`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Characters => "characters",
            Self::Required(Classes::DIGIT_OR_SYMBOL) => "digit_or_symbol",
            Self::Required(Classes::LETTER) => "letter",
            Self::Required(Classes::DIGIT) => "digit",
            Self::Required(Classes::SYMBOL) => "symbol",
            Self::Required(Classes::LOWER) => "lower",
            Self::Required(Classes::UPPER) => "upper",
            Self::Required(_) => "required",
            Self::Repeat => "repeat",
            Self::Strength => "strength",
            Self::Confirmation => "confirmation",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Length => "password.too_short",
            Self::Characters => "password.characters",
            Self::Required(Classes::DIGIT_OR_SYMBOL) => "password.digit_or_symbol",
            Self::Required(Classes::LETTER) => "password.letter",
            Self::Required(_) => "password.required",
            Self::Repeat => "password.repeat",
            Self::Strength => "password.strength",
            Self::Confirmation => "password.confirmation",
        }
    }
}

/// How a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Its field is empty: no mark.
    Pending,
    /// Fulfilled.
    Met,
    /// Not fulfilled.
    Unmet(Reason),
    /// Cannot be judged before another rule can: no mark.
    Blocked,
}

impl State {
    /// Whether it is [`State::Met`].
    #[must_use]
    pub const fn is_met(&self) -> bool {
        matches!(self, Self::Met)
    }

    /// Whether it is [`State::Unmet`].
    #[must_use]
    pub const fn is_unmet(&self) -> bool {
        matches!(self, Self::Unmet(_))
    }
}

/// Why a rule is not fulfilled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Characters are missing.
    TooShort {
        /// How many.
        missing: usize,
    },
    /// There are too many characters.
    TooLong {
        /// How many.
        over: usize,
    },
    /// Characters stand there that are not accepted.
    Characters {
        /// Their places, counted in characters from 0.
        positions: Vec<usize>,
        /// The first three of them.
        chars: Vec<char>,
        /// Whether a space stands first or last, which is seldom meant and never seen.
        edge_space: bool,
    },
    /// Nothing of these kinds is there.
    Required(Classes),
    /// One character stands too often in a row.
    Repeat {
        /// The longest row.
        longest: usize,
    },
    /// The estimate is lower than the policy's least.
    Weak {
        /// 0 to 4.
        score: u8,
    },
    /// What was typed twice differs; where, is not told.
    Differs,
}

/// What [`judge`] says. It does not hold the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    rules: Vec<(Rule, State)>,
}

impl Judgement {
    /// The rules in the order in which they are shown, and how each stands.
    #[must_use]
    pub fn rules(&self) -> impl ExactSizeIterator<Item = (Rule, &State)> {
        self.rules.iter().map(|(rule, state)| (*rule, state))
    }

    /// How one rule stands; `None` when the policy does not have it.
    #[must_use]
    pub fn state(&self, rule: Rule) -> Option<&State> {
        self.rules.iter().find(|(other, _)| *other == rule).map(|(_, state)| state)
    }

    /// Whether all is met.
    #[must_use]
    pub fn acceptable(&self) -> bool {
        self.rules.iter().all(|(_, state)| state.is_met())
    }

    /// The code of the first rule that is not met (domain.md 7.7), `None` when all are. An empty password is
    /// too short.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        let (rule, state) = self.rules.iter().find(|(_, state)| !state.is_met())?;
        Some(match state {
            State::Unmet(Reason::TooLong { .. }) => "password.too_long",
            _ => rule.code(),
        })
    }
}

/// Judges what stands in the field, and in the field for typing it again when there is one.
///
/// Nothing is normalised or trimmed. Call it at each key stroke: it costs one pass over the text.
///
/// ```
/// use password_policy::{Profile, Reason, Rule, State, judge};
///
/// let judgement = judge(&Profile::ehealth(), "Été", Some(""));
/// assert_eq!(judgement.state(Rule::Length), Some(&State::Unmet(Reason::TooShort { missing: 5 })));
/// assert_eq!(judgement.state(Rule::Confirmation), Some(&State::Pending));
/// assert_eq!(judgement.code(), Some("password.too_short"));
///
/// assert!(judge(&Profile::ehealth(), "ma-belle-lampe", Some("ma-belle-lampe")).acceptable());
/// ```
#[must_use]
pub fn judge(profile: &Profile, typed: &str, repeated: Option<&str>) -> Judgement {
    // Where nothing has to be typed, an empty field is judged as any other.
    let pending = typed.is_empty() && profile.min_len > 0;
    let of = |rule, state: State| (rule, if pending { State::Pending } else { state });
    let mut rules = Vec::with_capacity(profile.required.len().saturating_add(4));
    rules.push(of(Rule::Length, length(profile, typed)));
    rules.push(of(Rule::Characters, characters(profile, typed)));
    for &classes in &profile.required {
        let there = typed.chars().any(|character| classes.contains(character));
        let state = if there { State::Met } else { State::Unmet(Reason::Required(classes)) };
        rules.push(of(Rule::Required(classes), state));
    }
    if let Some(most) = profile.max_repeat {
        let longest = longest_row(typed);
        let state = if longest <= most { State::Met } else { State::Unmet(Reason::Repeat { longest }) };
        rules.push(of(Rule::Repeat, state));
    }
    if let Some(repeated) = repeated {
        rules.push((Rule::Confirmation, confirmation(pending, typed, repeated)));
    }
    Judgement { rules }
}

/// The same with the policy's least strength, where it has one: `score` is the estimate of what is typed, 0 to 4,
/// by the feature `strength` or by another estimator.
///
/// ```
/// use password_policy::{Profile, judge, judge_estimated};
///
/// let typed = "Soleil-2024!";
/// assert_eq!(judge(&Profile::recommended(), typed, None).code(), None);
/// assert_eq!(judge_estimated(&Profile::recommended(), typed, None, 1).code(), Some("password.strength"));
/// ```
#[must_use]
pub fn judge_estimated(profile: &Profile, typed: &str, repeated: Option<&str>, score: u8) -> Judgement {
    let mut judgement = judge(profile, typed, repeated);
    if let Some(least) = profile.min_strength {
        let state = match score.cmp(&least) {
            _ if typed.is_empty() => State::Pending,
            core::cmp::Ordering::Less => State::Unmet(Reason::Weak { score }),
            _ => State::Met,
        };
        let at = judgement.rules.iter().position(|(rule, _)| *rule == Rule::Confirmation);
        judgement.rules.insert(at.unwrap_or(judgement.rules.len()), (Rule::Strength, state));
    }
    judgement
}

fn length(profile: &Profile, typed: &str) -> State {
    let len = typed.chars().count();
    if let Some(missing) = profile.min_len.checked_sub(len).filter(|missing| *missing > 0) {
        return State::Unmet(Reason::TooShort { missing });
    }
    match len.checked_sub(profile.max_len).filter(|over| *over > 0) {
        Some(over) => State::Unmet(Reason::TooLong { over }),
        None => State::Met,
    }
}

fn characters(profile: &Profile, typed: &str) -> State {
    let refused =
        || typed.chars().enumerate().filter(|(_, character)| !profile.accepted.contains(*character));
    let positions: Vec<usize> = refused().map(|(position, _)| position).collect();
    if positions.is_empty() {
        return State::Met;
    }
    let chars = refused().map(|(_, character)| character).take(3).collect();
    let edge_space = typed.starts_with(' ') || typed.ends_with(' ');
    State::Unmet(Reason::Characters { positions, chars, edge_space })
}

fn longest_row(typed: &str) -> usize {
    let mut longest = 0;
    let mut row: Option<(char, usize)> = None;
    for character in typed.chars() {
        let len = match row {
            Some((before, len)) if before == character => len.saturating_add(1),
            _ => 1,
        };
        row = Some((character, len));
        longest = longest.max(len);
    }
    longest
}

fn confirmation(pending: bool, typed: &str, repeated: &str) -> State {
    match (pending, repeated.is_empty()) {
        (true, false) => State::Blocked,
        (true, true) => State::Pending,
        (false, true) if !typed.is_empty() => State::Pending,
        _ if alike(typed.as_bytes(), repeated.as_bytes()) => State::Met,
        _ => State::Unmet(Reason::Differs),
    }
}

/// In a time that depends on the lengths alone.
fn alike(one: &[u8], other: &[u8]) -> bool {
    let different = one.iter().zip(other).fold(0u8, |different, (a, b)| black_box(different | (a ^ b)));
    one.len() == other.len() && different == 0
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec;

    use proptest::prelude::*;

    use super::*;
    use crate::profile::Accepted;

    /// `.` pending, `+` met, `-` unmet, `o` blocked; length, characters, digit or symbol, letter, confirmation.
    fn marks(profile: &Profile, typed: &str, repeated: Option<&str>) -> String {
        let mark = |state: &State| match state {
            State::Pending => ('.', false, false),
            State::Met => ('+', true, false),
            State::Unmet(_) => ('-', false, true),
            State::Blocked => ('o', false, false),
        };
        let mark = |state: &State| {
            let (mark, met, unmet) = mark(state);
            assert_eq!((state.is_met(), state.is_unmet()), (met, unmet), "{state:?}");
            mark
        };
        judge(profile, typed, repeated).rules().map(|(_, state)| mark(state)).collect()
    }

    #[test]
    fn marks_while_typing() {
        let cases = [
            ("", Some(""), "....."),
            ("", Some("x"), "....o"),
            ("a", Some(""), "-+-+."),
            ("abcdefgh", Some(""), "++-+."),
            ("12345678", Some(""), "+++-."),
            ("abcdefg1", Some(""), "++++."),
            ("abcdefg!", Some("abc"), "++++-"),
            ("abcdefg!", Some("abcdefg!"), "+++++"),
            ("abcdefg!", Some("abcdefg?"), "++++-"),
            // Differences that cancel each other out are differences.
            ("abcdefg!", Some("bacdefg!"), "++++-"),
            ("abcdefg!", None, "++++"),
            ("abcdef 1", Some(""), "+-++."),
            ("motdéqué1", Some(""), "+-++."),
            ("ééééééé1", Some(""), "+-+-."),
        ];
        for (typed, repeated, expected) in cases {
            assert_eq!(marks(&Profile::ehealth(), typed, repeated), expected, "{typed} {repeated:?}");
        }
    }

    /// The estimate stands before the confirmation, says nothing of an empty field, and is met by the least score.
    #[test]
    fn an_estimate_is_one_rule_more() {
        let profile = Profile { min_strength: Some(3), ..Profile::ehealth() };
        let marks = |typed: &str, repeated: Option<&str>, score: u8| {
            let judgement = judge_estimated(&profile, typed, repeated, score);
            let state = judgement.state(Rule::Strength).cloned();
            let last = judgement.rules().last().map(|(rule, _)| rule);
            (state, last == Some(Rule::Confirmation))
        };
        let weak = State::Unmet(Reason::Weak { score: 2 });
        assert_eq!(marks("", Some(""), 0), (Some(State::Pending), true));
        assert_eq!(marks("abcdefg1", Some(""), 2), (Some(weak), true));
        assert_eq!(marks("abcdefg1", Some(""), 3), (Some(State::Met), true));
        assert_eq!(marks("abcdefg1", None, 4), (Some(State::Met), false));
        let without = Profile { min_strength: None, ..Profile::ehealth() };
        assert_eq!(judge_estimated(&without, "a", None, 0).state(Rule::Strength), None);
    }

    #[test]
    fn lengths_are_characters() {
        let profile = Profile::ehealth();
        let long = "a1".repeat(32);
        for (typed, expected) in [
            ("abcdef1", Some("password.too_short")),
            ("abcdefg1", None),
            (long.as_str(), None),
            (&(long.clone() + "b"), Some("password.too_long")),
            ("ééé1", Some("password.too_short")),
        ] {
            assert_eq!(judge(&profile, typed, None).code(), expected, "{typed}");
        }
        assert_eq!(judge(&Profile::recommended(), "abcdefghij1", None).code(), Some("password.too_short"));
        assert_eq!(judge(&Profile::recommended(), "abcdefghijk1", None).code(), None);
        let state = judge(&profile, &(long + "bc"), None);
        assert_eq!(state.state(Rule::Length), Some(&State::Unmet(Reason::TooLong { over: 2 })));
    }

    /// Every code of domain.md 7.7 with crate P.
    #[test]
    fn codes() {
        let code = |typed: &str, repeated: &str| judge(&Profile::ehealth(), typed, Some(repeated)).code();
        assert_eq!(code("", ""), Some("password.too_short"));
        assert_eq!(code("abc1", ""), Some("password.too_short"));
        let long = "a1".repeat(40);
        assert_eq!(code(&long, ""), Some("password.too_long"));
        assert_eq!(code("abcdefé1", ""), Some("password.characters"));
        assert_eq!(code("abcdefgh", ""), Some("password.digit_or_symbol"));
        assert_eq!(code("12345678", ""), Some("password.letter"));
        assert_eq!(code("abcdefg1", ""), Some("password.confirmation"));
        assert_eq!(code("abcdefg1", "abcdefg2"), Some("password.confirmation"));
        assert_eq!(code("abcdefg1", "abcdefg1"), None);
    }

    #[test]
    fn refused_characters_are_told() {
        let judgement = judge(&Profile::ehealth(), " aéèàôb1", None);
        let expected = Reason::Characters {
            positions: vec![0, 2, 3, 4, 5],
            chars: vec![' ', 'é', 'è'],
            edge_space: true,
        };
        assert_eq!(judgement.state(Rule::Characters), Some(&State::Unmet(expected)));
    }

    #[test]
    fn policies_of_ones_own() {
        let profile = Profile::new("strict", 3)
            .with_length(4, 8)
            .with_accepted(Accepted::PrintableAscii)
            .with_required(Classes::UPPER)
            .with_required(Classes::DIGIT.or(Classes::LOWER))
            .with_max_repeat(2);
        assert_eq!(judge(&profile, "AAAb", None).code(), Some("password.repeat"));
        assert_eq!(judge(&profile, "abcd", None).code(), Some("password.required"));
        assert_eq!(judge(&profile, "AAbb", None).code(), None);
        let keys: Vec<_> =
            judge(&profile, "x", None).rules().map(|(rule, _)| rule.key().to_string()).collect();
        assert_eq!(keys, ["length", "characters", "upper", "required", "repeat"]);
    }

    #[test]
    fn legacy_takes_anything() {
        for typed in ["", " ", "é", "🔑"] {
            assert!(judge(&Profile::legacy(), typed, None).acceptable(), "{typed:?}");
            assert!(judge(&Profile::legacy(), typed, Some(typed)).acceptable(), "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn acceptable_means_what_the_profile_says(typed in "\\PC{0,70}") {
            let judgement = judge(&Profile::ehealth(), &typed, Some(&typed));
            let wanted = (8..=64).contains(&typed.chars().count())
                && typed.bytes().all(|byte| (0x21..=0x7E).contains(&byte))
                && typed.bytes().any(|byte| byte.is_ascii_alphabetic())
                && typed.bytes().any(|byte| !byte.is_ascii_alphabetic());
            prop_assert_eq!(judgement.acceptable(), wanted);
            prop_assert_eq!(judgement.code().is_none(), wanted);
        }
    }
}
