//! How many guesses a password costs somebody who knows how passwords are made (domain.md 5.4).
//!
//! The password is cut into the pieces that are cheapest to guess: words of four languages and common passwords
//! (also reversed, with capitals, with digits for letters), runs on keyboards, sequences, repetitions, dates, and
//! single characters. The estimate is the product of their guesses. It advises; it never blocks by itself.

use alloc::string::String;
use alloc::vec::Vec;

use crate::common::COMMON;
use crate::words;

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    guesses_log10: f64,
}

/// Below these powers of ten the score is 0, 1, 2, 3; from the last on it is 4.
const LEVELS: [f64; 4] = [3.0, 6.0, 8.0, 10.0];

/// Longer texts are judged by their beginning: it is long enough then.
const MAX_CHARACTERS: usize = 100;

const ROWS: [&str; 6] = ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

impl Strength {
    /// Guesses, as a power of ten.
    #[must_use]
    pub const fn guesses_log10(&self) -> f64 {
        self.guesses_log10
    }

    /// 0 (guessed at once) to 4 (very hard to guess): below 10³, 10⁶, 10⁸, 10¹⁰ guesses, and from there on.
    #[must_use]
    pub fn score(&self) -> u8 {
        let reached = LEVELS.iter().filter(|level| self.guesses_log10 >= **level).count();
        u8::try_from(reached).unwrap_or(4)
    }
}

/// Estimates what stands in the field. `identity`: names, numbers and dates of the holder, which an attacker
/// tries first.
///
/// ```
/// use password_policy::strength;
///
/// assert_eq!(strength("Soleil2024!", &[]).score(), 1);
/// assert_eq!(strength("lampe-noir", &[]).score(), 3);
/// assert_eq!(strength("k7Rw-2vQx-9pTz", &[]).score(), 4);
/// ```
#[must_use]
pub fn strength(typed: &str, identity: &[&str]) -> Strength {
    let text = Text::of(typed);
    let lexicon = Lexicon::new();
    // The cheapest way to have guessed the first n characters.
    let mut best: Vec<f64> = Vec::with_capacity(text.len().saturating_add(1));
    best.push(0.0);
    for end in 1..=text.len() {
        let cheapest = (0..end).filter_map(|start| {
            let before = best.get(start)?;
            let piece = text.piece(start, end, &lexicon, identity)?;
            // Where words begin is to be guessed too.
            let joint = if start == 0 || end.saturating_sub(start) == 1 { 0.0 } else { 0.3 };
            Some(before + piece + joint)
        });
        best.push(cheapest.fold(f64::INFINITY, f64::min));
    }
    Strength { guesses_log10: best.last().copied().filter(|guesses| guesses.is_finite()).unwrap_or_default() }
}

/// The lists, sorted for looking up.
struct Lexicon {
    common: Vec<(&'static str, usize)>,
    words: Vec<&'static str>,
}

impl Lexicon {
    fn new() -> Self {
        let mut common: Vec<_> = COMMON.split_ascii_whitespace().zip(0..).collect();
        common.sort_unstable();
        let mut words: Vec<_> = words::ALL.iter().flat_map(|list| list.split_ascii_whitespace()).collect();
        words.sort_unstable();
        Self { common, words }
    }

    /// Of the likeliest form.
    fn rank(&self, forms: &[&str]) -> Option<f64> {
        let common = forms.iter().filter_map(|form| {
            let at = self.common.binary_search_by(|(word, _)| (*word).cmp(form)).ok()?;
            self.common.get(at).map(|(_, position)| rank(*position))
        });
        common
            .min_by(f64::total_cmp)
            // All lists together are what an attacker goes through.
            .or_else(|| {
                forms.iter().any(|form| self.words.binary_search(form).is_ok()).then_some(words::COUNT)
            })
    }
}

struct Text {
    typed: Vec<char>,
    lower: Vec<char>,
}

impl Text {
    fn of(typed: &str) -> Self {
        let typed: Vec<char> = typed.chars().take(MAX_CHARACTERS).collect();
        let lower = typed.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        Self { typed, lower }
    }

    fn len(&self) -> usize {
        self.typed.len()
    }

    /// The guesses for one piece, as a power of ten; `None` when it is no piece of any kind.
    fn piece(&self, start: usize, end: usize, lexicon: &Lexicon, identity: &[&str]) -> Option<f64> {
        let (typed, lower) = (self.typed.get(start..end)?, self.lower.get(start..end)?);
        if let [single] = typed {
            // What people put at the end because a symbol or digit is asked for.
            let last = end == self.len() && end > 1 && ['!', '.', '?', '1'].contains(single);
            return Some(if last { 0.5 } else { of_character(*single) });
        }
        let kinds = [
            word(typed, lower, lexicon, identity),
            run(lower),
            sequence(lower),
            repetition(typed),
            date(lower),
        ];
        kinds.into_iter().flatten().min_by(f64::total_cmp)
    }
}

/// People's letters are no dice: about ten are likely at each place; capitals and symbols are rarer.
const fn of_character(character: char) -> f64 {
    match character {
        '0'..='9' | 'a'..='z' => 1.0,
        ' '..='~' => 1.2,
        _ => 1.5,
    }
}

/// By its rank: the common ones first, then the words of each language.
fn word(typed: &[char], lower: &[char], lexicon: &Lexicon, identity: &[&str]) -> Option<f64> {
    if typed.len() < 3 || typed.len() > 24 {
        return None;
    }
    let plain: String = lower.iter().map(|c| unleet(*c)).collect();
    let text: String = lower.iter().collect();
    let reversed: String = lower.iter().rev().collect();
    let is = |word: &str| word == text || word == plain || word == reversed;
    let rank = if identity
        .iter()
        .flat_map(|text| text.split([' ', '-', '.', '@']))
        .any(|part| part.chars().count() > 2 && is(&part.to_lowercase()))
    {
        1.0
    } else {
        let forms = [text.as_str(), plain.as_str(), reversed.as_str()];
        lexicon.rank(&forms)?
    };
    let capitals = typed.iter().filter(|c| c.is_uppercase()).count();
    let variants = match capitals {
        0 => 0.0,
        1 if typed.first().is_some_and(|c| c.is_uppercase()) => 0.3,
        _ if capitals == typed.len() => 0.3,
        other => f64::from(u8::try_from(other).unwrap_or(u8::MAX)) * 0.6,
    };
    let leet = if plain == text { 0.0 } else { 0.5 };
    Some(log10(rank) + variants + leet)
}

fn rank(position: usize) -> f64 {
    f64::from(u32::try_from(position).unwrap_or(u32::MAX)) + 2.0
}

const fn unleet(character: char) -> char {
    match character {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Neighbours of one row, in either direction: rows, starts, lengths.
fn run(lower: &[char]) -> Option<f64> {
    if lower.len() < 4 {
        return None;
    }
    let text: String = lower.iter().collect();
    let back: String = lower.iter().rev().collect();
    ROWS.iter().any(|row| row.contains(&text) || row.contains(&back)).then_some(2.2)
}

/// Letters or digits in their order, up or down.
fn sequence(lower: &[char]) -> Option<f64> {
    if lower.len() < 3 || !lower.iter().all(char::is_ascii_alphanumeric) {
        return None;
    }
    let step = |pair: &[char]| match pair {
        [one, other] => Some(i64::from(u32::from(*other)).saturating_sub(i64::from(u32::from(*one)))),
        _ => None,
    };
    let first = lower.get(..2).and_then(step)?;
    let same = lower.windows(2).all(|pair| step(pair) == Some(first));
    (same && (first == 1 || first == -1)).then_some(2.0)
}

/// One short piece again and again.
fn repetition(typed: &[char]) -> Option<f64> {
    let whole = (1..=typed.len() / 2).find(|len| {
        typed.len().is_multiple_of(*len) && typed.chunks(*len).all(|chunk| Some(chunk) == typed.get(..*len))
    })?;
    let piece: f64 = typed.iter().take(whole).map(|c| of_character(*c)).sum();
    Some(piece + 1.0)
}

/// A year of a life, or a day of one.
fn date(lower: &[char]) -> Option<f64> {
    let digits: String = lower.iter().filter(|c| c.is_ascii_digit()).collect();
    if lower.iter().any(|c| !c.is_ascii_digit() && !['-', '.', '/'].contains(c)) {
        return None;
    }
    let number = |range: core::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let day = |day: Option<u32>, month: Option<u32>| {
        day.is_some_and(|day| (1..=31).contains(&day)) && month.is_some_and(|month| (1..=12).contains(&month))
    };
    match digits.len() {
        4 if digits.len() == lower.len()
            && number(0..4).is_some_and(|year| (1920..=2039).contains(&year)) =>
        {
            Some(2.1)
        }
        6 if day(number(0..2), number(2..4)) || day(number(4..6), number(2..4)) => Some(4.5),
        8 if day(number(0..2), number(2..4)) || day(number(6..8), number(4..6)) => Some(4.5),
        _ => None,
    }
}

/// Of a number from 1 on; within 0.01. `core` has no logarithm.
fn log10(number: f64) -> f64 {
    const LOG10_OF_2: f64 = core::f64::consts::LOG10_2;
    let (mut rest, mut twos) = (number.max(1.0), 0.0);
    while rest >= 2.0 {
        rest /= 2.0;
        twos += 1.0;
    }
    // log2(1 + x) on [0, 1), to within 0.01
    let x = rest - 1.0;
    (twos + x * (1.3465 - 0.3465 * x)) * LOG10_OF_2
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scores_of_examples() {
        let cases = [
            ("", 0),
            ("a", 0),
            ("password", 0),
            ("P@ssw0rd", 0),
            ("azertyuiop", 0),
            ("aaaaaaaaaa", 0),
            ("abcdefgh", 0),
            ("12345678", 0),
            ("welkom01", 1),
            ("Soleil2024!", 1),
            ("01/01/1984", 1),
            ("drowssap1984", 0),
            ("lampe-noir", 3),
            ("k7rw2vq", 2),
            ("ma-belle-lampe", 4),
            ("abeille-jardin-violon-7", 4),
            ("k7Rw2vQx9pTz", 4),
            ("k7Rw-2vQx-9pTz", 4),
        ];
        let wrong = cases.iter().map(|(typed, expected)| (typed, *expected, strength(typed, &[])));
        let wrong: Vec<_> = wrong.filter(|(_, expected, is)| is.score() != *expected).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let identity = ["Zoé Lefevre-Janssens", "1984"];
        assert!(
            strength("Lefevre1984", &identity).guesses_log10() < strength("Lefevre1984", &[]).guesses_log10()
        );
    }

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-6
    }

    /// What each change of a word adds, and which words are none.
    #[test]
    fn words_and_their_variants() {
        let of = |typed: &str, identity: &[&str]| {
            let lower = characters(&typed.to_lowercase());
            word(&characters(typed), &lower, &Lexicon::new(), identity)
        };
        let plain = of("soleil", &[]).unwrap();
        for (typed, more) in [
            ("lielos", 0.0),
            ("Soleil", 0.3),
            ("SOLEIL", 0.3),
            ("sOleil", 0.6),
            ("sOLEil", 1.8),
            ("50leil", 0.5),
            ("5OLEIL", 3.5),
        ] {
            let is = of(typed, &[]).unwrap();
            assert!(near(is - plain, more), "{typed}: {is} - {plain}");
        }
        assert_eq!(of("qzxvkj", &[]), None);
        // Names of the holder are tried first, from three letters to twenty-four.
        let long = "abcdefghijklmnopqrstuvwx";
        for (typed, name, expected) in [
            ("ann", "Ann Li", Some(0.0)),
            ("nna", "Ann Li", Some(0.0)),
            ("4nn", "Ann Li", Some(0.5)),
            ("li", "Ann Li", None),
            ("lix", "Ann Li", None),
            (long, long, Some(0.0)),
            ("abcdefghijklmnopqrstuvwxy", "abcdefghijklmnopqrstuvwxy", None),
        ] {
            assert_eq!(of(typed, &[name]), expected, "{typed}");
        }
        assert!(near(rank(0), 2.0) && near(rank(8), 10.0));
    }

    #[test]
    fn rows_and_sequences() {
        for (text, is) in
            [("azer", true), ("reza", true), ("aze", false), ("azxr", false), ("sdfghjkl", true)]
        {
            assert_eq!(run(&characters(text)), is.then_some(2.2), "{text}");
        }
        for (text, is) in [
            ("abc", true),
            ("cba", true),
            ("6789", true),
            ("ab", false),
            ("abd", false),
            ("ace", false),
            ("+,-", false),
        ] {
            assert_eq!(sequence(&characters(text)), is.then_some(2.0), "{text}");
        }
    }

    /// Pieces add up; where a word begins is guessed too, and what is put at the end costs little.
    #[test]
    fn pieces_add_up() {
        let of = |typed: &str| strength(typed, &[]).guesses_log10();
        let word = of("soleil");
        for (typed, expected) in [
            ("k", 1.0),
            ("K", 1.2),
            ("ł", 1.5),
            ("1", 1.0),
            ("!", 1.2),
            ("kx", 2.0),
            ("kK", 2.2),
            ("k1", 1.5),
            ("1k", 2.0),
            ("kxsoleil", 2.0 + word + 0.3),
            ("soleilk", word + 1.0),
        ] {
            assert!(near(of(typed), expected), "{typed}: {} for {expected}", of(typed));
        }
    }

    #[test]
    fn logarithms() {
        for (number, expected) in [(1.0, 0.0), (10.0, 1.0), (26.0, 1.415), (1000.0, 3.0), (1e6, 6.0)] {
            assert!((log10(number) - expected).abs() < 0.01, "{number}: {}", log10(number));
        }
    }

    proptest! {
        #[test]
        fn more_is_never_easier_by_much(typed in "\\PC{0,40}", more in "[a-z0-9]{8}") {
            let (one, other) = (strength(&typed, &[]), strength(&format!("{typed}{more}"), &[]));
            prop_assert!(one.score() <= 4);
            // What is added may make a word of a beginning: that may cost three powers of ten, no more.
            prop_assert!(one.guesses_log10() >= 0.0 && other.guesses_log10() >= one.guesses_log10() - 3.0);
        }
    }
}
