//! Words of this country's languages, three to nine letters, without accents: for passphrases, and for the
//! estimate of the feature `strength`. The lists were written for this project.

/// A language of passphrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Français.
    French,
    /// Nederlands.
    Dutch,
    /// Deutsch.
    German,
}

const FRENCH: &str = include_str!("words/fr.txt");
const DUTCH: &str = include_str!("words/nl.txt");
const GERMAN: &str = include_str!("words/de.txt");
#[cfg(feature = "strength")]
const ENGLISH: &str = include_str!("words/en.txt");

/// All lists, for the estimate.
#[cfg(feature = "strength")]
pub(crate) const ALL: [&str; 4] = [FRENCH, DUTCH, GERMAN, ENGLISH];

/// About as many words as an attacker's lists of the same languages have.
#[cfg(feature = "strength")]
pub(crate) const COUNT: f64 = 4000.0;

impl Language {
    pub(crate) const fn list(self) -> &'static str {
        match self {
            Self::French => FRENCH,
            Self::Dutch => DUTCH,
            Self::German => GERMAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn lists_are_typed_on_any_keyboard() {
        for language in [Language::French, Language::Dutch, Language::German] {
            let words: BTreeSet<&str> = language.list().split_ascii_whitespace().collect();
            assert_eq!(words.len(), language.list().split_ascii_whitespace().count(), "{language:?}");
            assert!(words.len() >= 512, "{language:?}: {}", words.len());
            let is_plain = |word: &&str| {
                (3..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
            };
            assert!(words.iter().all(is_plain), "{language:?}");
        }
    }
}
