//! Advice that never blocks (domain.md 5.4), and a generator.

use alloc::string::String;
use alloc::vec::Vec;

use crate::common::COMMON;
use crate::words::Language;

/// What could be better about a password. Keys only; the texts belong to the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Another keystore that was opened in this session has it too.
    SameAsOtherKeystore,
    /// It contains a name, number, date or address of its holder, or "ehealth".
    ContainsIdentity,
    /// It is a common word, perhaps with digits or symbols around it or in the place of letters.
    Common,
    /// Five or more neighbouring keys of one row, on AZERTY, QWERTY or QWERTZ.
    KeyboardRun,
    /// One character four times in a row, or the whole made of one short piece.
    Repeat,
    /// Four or more letters or digits in their order, up or down.
    Sequence,
    /// Characters for which many keyboards need AltGr or a dead key.
    HardToTypeElsewhere,
}

impl Advice {
    /// Key for texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SameAsOtherKeystore => "same_as_other_keystore",
            Self::ContainsIdentity => "contains_identity",
            Self::Common => "common",
            Self::KeyboardRun => "keyboard_run",
            Self::Repeat => "repeat",
            Self::Sequence => "sequence",
            Self::HardToTypeElsewhere => "hard_to_type_elsewhere",
        }
    }
}

/// What the program knows about the holder and this session. It is compared and not kept.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    /// Names, numbers, dates (in the forms in which people type them), addresses, the practice's name.
    pub identity: &'a [&'a str],
    /// Passwords of other keystores that were opened in this session.
    pub others: &'a [&'a str],
}

/// Advice on what stands in the field; nothing for an empty one.
///
/// ```
/// use password_policy::{Advice, Context, advise};
///
/// let context = Context { identity: &["Lefèvre", "00.01.01-001.73"], ..Context::default() };
/// assert_eq!(advise("Lefevre-7!", &context), [Advice::ContainsIdentity]);
/// assert_eq!(advise("p4ssw0rd!!", &context), [Advice::Common]);
/// assert_eq!(advise("ma-belle-lampe", &context), []);
/// ```
#[must_use]
pub fn advise(typed: &str, context: &Context<'_>) -> Vec<Advice> {
    let folded = fold(typed);
    let found = [
        (context.others.contains(&typed) && !typed.is_empty(), Advice::SameAsOtherKeystore),
        (contains_identity(&folded, context.identity), Advice::ContainsIdentity),
        (is_common(typed), Advice::Common),
        (has_keyboard_run(typed), Advice::KeyboardRun),
        (repeats(typed), Advice::Repeat),
        (has_sequence(typed), Advice::Sequence),
        (typed.contains(HARD_TO_TYPE), Advice::HardToTypeElsewhere),
    ];
    found.into_iter().filter_map(|(is, advice)| is.then_some(advice)).collect()
}

/// A password of 16 characters without those that look alike (`0O`, `1lI` and the like), with at least one
/// letter and one digit: about 92 bits.
///
/// `below` gives a uniform number from 0 to just below its argument, from a cryptographic generator.
///
/// ```
/// use password_policy::{Profile, generate, judge};
///
/// let mut counter = 0; // here no generator at all
/// let password = generate(|n| { counter += 7; counter % n });
/// assert!(judge(&Profile::recommended(), &password, None).acceptable());
/// ```
#[must_use]
pub fn generate(mut below: impl FnMut(usize) -> usize) -> String {
    const LEN: usize = 16;
    // One in 13 has no digit. The bound is for a generator that always says the same.
    const ATTEMPTS: usize = 100;
    // Allocated at once, so that no shorter copy of it is left behind.
    let mut password = String::with_capacity(LEN);
    for _ in 0..ATTEMPTS {
        password.clear();
        for _ in 0..LEN {
            let at = below(CLEAR.len());
            password.extend(CLEAR.get(at).map(|byte| char::from(*byte)));
        }
        let has = |class: fn(&u8) -> bool| password.as_bytes().iter().any(class);
        if has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) {
            break;
        }
    }
    password
}

/// A passphrase: `words` words of one language and a digit, joined by hyphens, for people who type it by hand. A
/// word is worth 9 bits and the digit 3: four words are what a person remembers, five or six are what nobody
/// guesses from a stolen file. Fewer than four are made four, more than six six.
///
/// `below` gives a uniform number from 0 to just below its argument, from a cryptographic generator.
///
/// ```
/// use password_policy::{Language, Profile, generate_passphrase, judge};
///
/// let mut counter = 3; // here no generator at all
/// let passphrase = generate_passphrase(Language::French, 4, |n| { counter += 77; counter % n });
/// assert_eq!(passphrase.split('-').count(), 5);
/// assert!(judge(&Profile::recommended(), &passphrase, None).acceptable());
/// ```
#[must_use]
pub fn generate_passphrase(
    language: Language,
    words: usize,
    mut below: impl FnMut(usize) -> usize,
) -> String {
    let list: Vec<&str> = language.list().split_ascii_whitespace().collect();
    // Six words of nine letters: room for all at once, so that no copy is left behind.
    let mut passphrase = String::with_capacity(64);
    for _ in 0..words.clamp(4, 6) {
        passphrase.push_str(list.get(below(list.len())).copied().unwrap_or_default());
        passphrase.push('-');
    }
    passphrase.extend(DIGITS.get(below(DIGITS.len())).map(|byte| char::from(*byte)));
    passphrase
}

const DIGITS: &[u8] = b"0123456789";

/// No `0 O o 1 I l`, nothing that moves between keyboards but letters that do so in a known way.
const CLEAR: &[u8] = b"23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

const HARD_TO_TYPE: [char; 11] = ['^', '~', '`', '[', ']', '{', '}', '|', '\\', '@', '#'];

const ROWS: [&str; 8] =
    ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm"];
const RUN: usize = 5;
const SEQUENCE: usize = 4;
const ROW: usize = 4;
/// Shorter words are found in too many passwords.
const WORD: usize = 4;

/// Lower case without accents and separators.
fn fold(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_lowercase).map(without_accent);
    letters.filter(|character| character.is_alphanumeric()).collect()
}

const fn without_accent(character: char) -> char {
    match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

fn contains_identity(folded: &str, identity: &[&str]) -> bool {
    // The parts of a name or address count one by one, numbers and dates as a whole.
    let parts = identity.iter().flat_map(|text| text.split([' ', '-', '@', '.', '\'', ','])).map(fold);
    let wholes = identity.iter().map(|text| fold(text));
    let mut words = parts.chain(wholes).chain(core::iter::once(String::from("ehealth")));
    words.any(|word| word.chars().count() >= WORD && folded.contains(&word))
}

fn is_common(typed: &str) -> bool {
    let lower = typed.to_lowercase();
    let is_word = |text: &str| !text.is_empty() && COMMON.split_ascii_whitespace().any(|word| word == text);
    let core = |text: &str| -> String { text.trim_matches(|c: char| !c.is_alphabetic()).chars().collect() };
    let unleet = |text: &str| -> String {
        text.chars()
            .map(|character| match character {
                '0' => 'o',
                '1' | '!' => 'i',
                '3' => 'e',
                '4' | '@' => 'a',
                '5' | '$' => 's',
                '7' => 't',
                other => without_accent(other),
            })
            .collect()
    };
    // The ends first: in "passw0rd1!" the last two stand for nothing.
    let trimmed = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    is_word(&lower) || is_word(&unleet(trimmed)) || is_word(&unleet(&core(&lower)))
}

fn has_keyboard_run(typed: &str) -> bool {
    let typed = typed.to_lowercase();
    let back: String = typed.chars().rev().collect();
    ROWS.iter().any(|row| {
        let bytes = row.as_bytes().windows(RUN).filter_map(|run| core::str::from_utf8(run).ok());
        bytes.into_iter().any(|run| typed.contains(run) || back.contains(run))
    })
}

fn repeats(typed: &str) -> bool {
    let characters: Vec<char> = typed.chars().collect();
    let row = characters.windows(ROW).any(|row| row.iter().all(|character| Some(character) == row.first()));
    // Made of at least three times the same piece.
    let pieces = (1..=characters.len() / 3).any(|len| {
        characters.len().is_multiple_of(len)
            && characters.chunks(len).all(|piece| Some(piece) == characters.get(..len))
    });
    row || pieces
}

fn has_sequence(typed: &str) -> bool {
    let characters: Vec<u32> = typed.chars().map(u32::from).collect();
    let alphanumeric: Vec<bool> = typed.chars().map(|character| character.is_ascii_alphanumeric()).collect();
    let in_order = |up: bool| {
        let next = |one: u32, other: u32| {
            if up { one.checked_add(1) == Some(other) } else { other.checked_add(1) == Some(one) }
        };
        characters.windows(SEQUENCE).zip(alphanumeric.windows(SEQUENCE)).any(|(window, alphanumeric)| {
            alphanumeric.iter().all(|is| *is)
                && window.windows(2).all(|pair| matches!(pair, [one, other] if next(*one, *other)))
        })
    };
    in_order(true) || in_order(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(typed: &str) -> Vec<&'static str> {
        let identity =
            ["Zoé Éléonore", "Lefèvre-Van den Broeck", "84.08.16-993.56", "16081984", "zoe@praktijk.example"];
        let context = Context { identity: &identity, others: &["old-Secret-9"] };
        advise(typed, &context).iter().map(|advice| advice.key()).collect()
    }

    #[test]
    fn advice_on_examples() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("ma-belle-lampe", &[]),
            ("old-Secret-9", &["same_as_other_keystore"]),
            ("eleonore!84", &["contains_identity"]),
            ("84081699356x", &["contains_identity"]),
            ("16-08-1984!a", &["contains_identity"]),
            ("mijnPraktijk7", &["contains_identity"]),
            ("my-eHealth-1", &["contains_identity"]),
            ("Password123", &["common"]),
            ("p4ssw0rd", &["common"]),
            ("147258369", &["common"]),
            ("5oleil1!", &["common"]),
            ("5ole-il1!", &[]),
            ("!!Soleil2024", &["common"]),
            ("welkom01", &["common"]),
            ("azerty-lampe", &["keyboard_run"]),
            ("x.poiuy.x1", &["keyboard_run"]),
            ("baaaab-77", &["repeat"]),
            ("ab1ab1ab1", &["repeat"]),
            ("lampe-6789", &["sequence"]),
            ("Lampe-dcba", &["sequence"]),
            ("lampe-[9]", &["hard_to_type_elsewhere"]),
            ("qwertz1234", &["common", "keyboard_run", "sequence"]),
        ];
        for (typed, expected) in cases {
            assert_eq!(keys(typed), *expected, "{typed}");
        }
    }

    #[test]
    fn words_are_as_they_are_compared() {
        for word in COMMON.split_ascii_whitespace() {
            assert_eq!(fold(word), word, "{word}");
        }
    }

    /// domain.md 5.4: a built-in list of 1,000.
    #[test]
    fn the_list_is_long_enough() {
        let words: alloc::collections::BTreeSet<&str> = COMMON.split_ascii_whitespace().collect();
        assert!(words.len() >= 1000, "{}", words.len());
        assert_eq!(words.len(), COMMON.split_ascii_whitespace().count(), "each once");
    }

    #[test]
    fn passphrases() {
        for language in [Language::French, Language::Dutch, Language::German] {
            for (words, parts) in [(0, 5), (4, 5), (5, 6), (6, 7), (99, 7)] {
                // The longest words there are.
                let list: Vec<&str> = language.list().split_ascii_whitespace().collect();
                let longest = (0..list.len()).max_by_key(|at| list[*at].len()).unwrap();
                let passphrase = generate_passphrase(language, words, |n| longest.min(n - 1));
                assert_eq!(passphrase.split('-').count(), parts, "{passphrase}");
                let judgement = crate::judge(&crate::Profile::recommended(), &passphrase, None);
                assert!(judgement.acceptable(), "{passphrase}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(typed: String, word: String) {
            let _ = advise(&typed, &Context { identity: &[&word], others: &[&word] });
        }

        #[test]
        fn generated_passwords_are_acceptable(seed: [usize; 16]) {
            let mut at = 0usize;
            let password = generate(|n| {
                at = at.wrapping_add(1);
                seed[at & 15].wrapping_add(at).checked_rem(n).unwrap_or(0)
            });
            let judgement = crate::judge(&crate::Profile::recommended(), &password, None);
            prop_assert!(judgement.acceptable(), "{}", password);
        }
    }
}
