//! Types of identifiers (ra.md 7.4, domain.md 3.4).

use std::borrow::Cow;

use super::IdentifierError;

/// The name of a kind of identifier, such as `SSIN`, `CBE`, `NIHII-PHARMACY`. Open: the authority's list
/// decides (ra.md 7.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdentifierType(Cow<'static, str>);

/// How the check digits of a type are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CheckRule {
    /// National number: 97, with a `2` in front for births since 2000.
    Ssin,
    /// Enterprise number: 97, first digit 0 or 1.
    Cbe,
    /// Health insurance number: 97, 89, 83 or 79 over the first six digits.
    Nihii,
    /// None that is public: the length only.
    Length,
}

/// The types that the platform's programs know, with the digits of each (ra.md 7.4).
const KNOWN: [(&str, usize, CheckRule); 35] = [
    ("SSIN", 11, CheckRule::Ssin),
    ("CBE", 10, CheckRule::Cbe),
    ("CBE-TREAT_CENTER", 10, CheckRule::Cbe),
    ("CBE-CONSORTIUM", 10, CheckRule::Cbe),
    ("EHP", 10, CheckRule::Length),
    ("EHP-CTRL_ORGANISM", 10, CheckRule::Length),
    ("SITE", 4, CheckRule::Length),
    ("SITESMUR", 10, CheckRule::Length),
    ("SITEPIT", 10, CheckRule::Length),
    ("NIHII", 8, CheckRule::Nihii),
    ("NIHII11", 11, CheckRule::Nihii),
    ("NIHII-PHARMACY", 8, CheckRule::Nihii),
    ("NIHII-LABO", 8, CheckRule::Nihii),
    ("NIHII-RETIREMENT", 8, CheckRule::Nihii),
    ("NIHII-OTD_PHARMACY", 8, CheckRule::Nihii),
    ("NIHII-HOSPITAL", 8, CheckRule::Nihii),
    ("NIHII-GROUP", 8, CheckRule::Nihii),
    ("NIHII-PALLIATIVE_CARE", 8, CheckRule::Nihii),
    ("NIHII-OFFICE_DENTISTS", 8, CheckRule::Nihii),
    ("NIHII-MEDICAL_HOUSE", 8, CheckRule::Nihii),
    ("NIHII-OFFICE_DOCTORS", 8, CheckRule::Nihii),
    ("NIHII-GROUP_DOCTORS", 8, CheckRule::Nihii),
    ("NIHII-OF_BAND", 8, CheckRule::Nihii),
    ("NIHII-PSYCH_HOUSE", 8, CheckRule::Nihii),
    ("NIHII-PROT_ACC", 8, CheckRule::Nihii),
    ("NIHII-HOME_SERVICES", 8, CheckRule::Nihii),
    ("NIHII-OF_PHYSIOS", 8, CheckRule::Nihii),
    ("NIHII-GUARD_POST", 8, CheckRule::Nihii),
    ("NIHII-BELRAI", 8, CheckRule::Nihii),
    ("NIHII-BELRAI_SCREEN", 8, CheckRule::Nihii),
    ("NIHII-GROUP_MIDWIVES", 8, CheckRule::Nihii),
    ("NIHII-SORTING_CENTER", 8, CheckRule::Nihii),
    ("NIHII-AMBU_SERVICE", 8, CheckRule::Nihii),
    ("NIHII-LEGAL_PSY", 8, CheckRule::Nihii),
    ("NIHII-REEDUCATION", 8, CheckRule::Nihii),
];

impl IdentifierType {
    /// A person.
    pub const SSIN: Self = Self(Cow::Borrowed("SSIN"));
    /// An enterprise.
    pub const CBE: Self = Self(Cow::Borrowed("CBE"));
    /// An institution or a group, as the health insurance numbers it.
    pub const NIHII: Self = Self(Cow::Borrowed("NIHII"));
    /// A care provider with his competence, in messages; a person's certificate is never on it.
    pub const NIHII11: Self = Self(Cow::Borrowed("NIHII11"));
    /// An actor whom the platform itself numbers.
    pub const EHP: Self = Self(Cow::Borrowed("EHP"));

    /// Any type name: a capital first, then capitals, digits, `_` and `-`.
    ///
    /// # Errors
    /// [`IdentifierError::Type`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if let Some((name, ..)) = KNOWN.iter().find(|(name, ..)| *name == text) {
            return Ok(Self(Cow::Borrowed(name)));
        }
        let valid = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
        if valid { Ok(Self(Cow::Owned(text.to_owned()))) } else { Err(IdentifierError::Type) }
    }

    /// The types that the platform's programs know, `SSIN` first. The binding list comes from the authority.
    pub fn known() -> impl Iterator<Item = Self> {
        KNOWN.iter().map(|(name, ..)| Self(Cow::Borrowed(name)))
    }

    /// Whether it is one of [`known`](Self::known).
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.entry().is_some()
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many digits an identifier has; `None` for a type that only the authority knows.
    #[must_use]
    pub fn digits(&self) -> Option<usize> {
        self.entry().map(|(_, digits, _)| *digits)
    }

    /// The rule of the check digits; [`CheckRule::Length`] for a type that only the authority knows.
    #[must_use]
    pub fn check_rule(&self) -> CheckRule {
        self.entry().map_or(CheckRule::Length, |(_, _, rule)| *rule)
    }

    fn entry(&self) -> Option<&'static (&'static str, usize, CheckRule)> {
        KNOWN.iter().find(|(name, ..)| *name == self.0)
    }
}
