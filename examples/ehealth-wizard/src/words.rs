//! The words of the page: the shared catalogues and the wizard's own.

use std::cell::OnceCell;

use ehealth_examples_common::{Language, Words};

/// The wizard's own catalogue.
pub(crate) fn own(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../i18n/wizard.en.ftl"),
        Language::French => include_str!("../i18n/wizard.fr.ftl"),
        Language::Dutch => include_str!("../i18n/wizard.nl.ftl"),
        Language::German => include_str!("../i18n/wizard.de.ftl"),
    }
}

/// The order of the languages on the page, and their names in themselves.
pub(crate) const SHOWN: [(Language, &str); 4] = [
    (Language::French, "Français"),
    (Language::Dutch, "Nederlands"),
    (Language::German, "Deutsch"),
    (Language::English, "English"),
];

/// Calls `use_words` with the words of `language`; each thread reads a catalogue once.
pub(crate) fn with<T>(language: Language, use_words: impl FnOnce(&Words) -> T) -> T {
    thread_local! {
        static WORDS: [OnceCell<Words>; 4] = const { [const { OnceCell::new() }; 4] };
    }
    let index = SHOWN.iter().position(|(shown, _)| *shown == language).unwrap_or_default();
    WORDS.with(|all| match all.get(index) {
        Some(cell) => use_words(cell.get_or_init(|| Words::with(language, &[own(language)]))),
        None => use_words(&Words::with(language, &[own(language)])),
    })
}

/// The language with this tag.
pub(crate) fn of_tag(tag: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.tag() == tag)
}
