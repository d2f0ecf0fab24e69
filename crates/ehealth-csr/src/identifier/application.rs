//! Application ids (ra.md 7.3).

use super::IdentifierError;

/// The id of an application for which an organisation has a certificate of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApplicationId(String);

impl ApplicationId {
    /// Folds the text as names are and takes 1 to 30 of `0-9 A-Z _ -` (ra.md 7.3).
    ///
    /// # Errors
    /// [`IdentifierError::Application`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let folded = crate::fold::fold(text);
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if (1..=30).contains(&folded.len()) && folded.chars().all(allowed) {
            Ok(Self(folded))
        } else {
            Err(IdentifierError::Application)
        }
    }

    /// The id, folded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
