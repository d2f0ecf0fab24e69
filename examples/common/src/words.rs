//! Words for people, in four languages: Fluent catalogues compiled into the program.
//!
//! What every program says stands here; a program adds catalogues for what it alone says ([`Words::with`]).
//!
//! An error code `group.name` is the message `group-name`, its remedy the attribute `.remedy` of it.

pub mod complete;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use rustls_pki_types::UnixTime;

use crate::failure::Details;
use crate::flags::LanguageFlag;
use crate::times::instant;

/// The languages of the program (domain.md S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// en
    English,
    /// fr
    French,
    /// nl
    Dutch,
    /// de
    German,
}

impl Language {
    /// All four, English first.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Dutch, Self::German];

    /// What `--lang` says, else what the system says, else English.
    #[must_use]
    pub fn choose(flag: Option<LanguageFlag>) -> Self {
        match flag {
            Some(LanguageFlag::Fr) => Self::French,
            Some(LanguageFlag::Nl) => Self::Dutch,
            Some(LanguageFlag::De) => Self::German,
            Some(LanguageFlag::En) => Self::English,
            None => {
                sys_locale::get_locales().find_map(|locale| Self::of_locale(&locale)).unwrap_or(Self::English)
            }
        }
    }

    fn of_locale(locale: &str) -> Option<Self> {
        let language = locale.split(['-', '_', '.']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|candidate| candidate.tag() == language)
    }

    /// The ISO 639-1 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Dutch => "nl",
            Self::German => "de",
        }
    }

    /// Errors and remedies; labels; help of the flags that every program takes, which English has in their definitions.
    #[must_use]
    pub fn catalogues(self) -> [&'static str; 3] {
        match self {
            Self::English => {
                [include_str!("../i18n/codes.en.ftl"), include_str!("../i18n/labels.en.ftl"), ""]
            }
            Self::French => [
                include_str!("../i18n/codes.fr.ftl"),
                include_str!("../i18n/labels.fr.ftl"),
                include_str!("../i18n/flags.fr.ftl"),
            ],
            Self::Dutch => [
                include_str!("../i18n/codes.nl.ftl"),
                include_str!("../i18n/labels.nl.ftl"),
                include_str!("../i18n/flags.nl.ftl"),
            ],
            Self::German => [
                include_str!("../i18n/codes.de.ftl"),
                include_str!("../i18n/labels.de.ftl"),
                include_str!("../i18n/flags.de.ftl"),
            ],
        }
    }

    /// What stands between a label and its value; in French with a space before it that never breaks.
    #[must_use]
    pub fn colon(self) -> &'static str {
        if self == Self::French { "\u{a0}:" } else { ":" }
    }

    /// A moment, in the machine's time zone, as people of this language write it (domain.md S3).
    #[must_use]
    pub fn moment(self, at: UnixTime) -> String {
        let form = if self == Self::English { "%Y-%m-%d %H:%M" } else { "%d/%m/%Y %H:%M" };
        local(at, form)
    }

    /// The day of a moment, likewise.
    #[must_use]
    pub fn day(self, at: UnixTime) -> String {
        let form = if self == Self::English { "%Y-%m-%d" } else { "%d/%m/%Y" };
        local(at, form)
    }

    /// A whole number with its thousands apart: a no-break space in French, a point in Dutch and German, a comma in
    /// English.
    #[must_use]
    pub fn number(self, value: u64) -> String {
        let apart = match self {
            Self::English => ',',
            Self::French => '\u{202f}',
            Self::Dutch | Self::German => '.',
        };
        let digits = value.to_string();
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(apart);
            }
            text.push(digit);
        }
        text
    }
}

fn local(at: UnixTime, form: &str) -> String {
    instant(at).to_zoned_datetime(jiff::tz::TimeZone::system()).strftime(form).to_string()
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The shared catalogues of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self::with(language, &[])
    }

    /// The shared catalogues of `language`, and a program's own in the same language.
    #[must_use]
    pub fn with(language: Language, own: &[&str]) -> Self {
        let mut bundle = match language.tag().parse() {
            Ok(tag) => FluentBundle::new(vec![tag]),
            Err(_) => FluentBundle::default(),
        };
        // Direction marks around placeables would be copied together with paths; no language here needs them.
        bundle.set_use_isolating(false);
        for text in language.catalogues().iter().chain(own) {
            // A message that does not parse is left out and the rest kept; a test sees to it that none is.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, _)| partial);
            let _ = bundle.add_resource(resource);
        }
        Self { language, bundle }
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text; the key itself when the catalogue lacks it.
    pub fn text(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.format(key, None, &args).unwrap_or_else(|| key.to_owned())
    }

    /// A text without values, when the catalogue has it.
    pub fn find(&self, key: &str) -> Option<String> {
        self.format(key, None, &FluentArgs::new())
    }

    /// A label and its value.
    #[must_use]
    pub fn labelled(&self, key: &str, value: &str) -> String {
        format!("{}{} {value}", self.plain(key), self.language.colon())
    }

    /// A text without values.
    pub fn plain(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// What an error means.
    pub fn error(&self, code: &'static str, details: &Details) -> String {
        self.of_code(code, None, details)
            .unwrap_or_else(|| self.text("unknown-error", &[("code", code.into())]))
    }

    /// What can be done about an error.
    pub fn remedy(&self, code: &'static str, details: &Details) -> String {
        self.of_code(code, Some("remedy"), details).unwrap_or_else(|| self.plain("unknown-remedy"))
    }

    /// The words of the very code, else those of the code that domain.md 7 has for it.
    fn of_code(&self, code: &'static str, attribute: Option<&str>, details: &Details) -> Option<String> {
        let args = args_of(details);
        [code, crate::exit::of_domain(code)]
            .iter()
            .find_map(|code| self.format(&key_of(code), attribute, &args))
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: &FluentArgs<'_>) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned())
    }
}

fn key_of(code: &str) -> String {
    code.replace('.', "-")
}

fn args_of(details: &Details) -> FluentArgs<'static> {
    let text =
        |value: &Option<String>| FluentValue::from(value.clone().unwrap_or_else(|| "unknown".to_owned()));
    let mut args = FluentArgs::new();
    args.set("tries", details.tries.map_or_else(|| FluentValue::from("unknown"), FluentValue::from));
    args.set("flag", text(&details.flag));
    args.set("moment", text(&details.moment));
    args
}

#[cfg(test)]
pub(crate) mod tests;
