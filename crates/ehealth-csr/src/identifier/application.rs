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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalised_and_checked() {
        let longest = "A".repeat(30);
        for (typed, id) in [
            ("AGENDA_1", "AGENDA_1"),
            ("agenda_1", "AGENDA_1"),
            ("pharmacie-été", "PHARMACIE-ETE"),
            ("e\u{301}1", "E1"),
            ("straße", "STRASSE"),
            ("çà", "CA"),
            ("0", "0"),
            (longest.as_str(), longest.as_str()),
        ] {
            let parsed = ApplicationId::parse(typed).unwrap();
            assert_eq!(parsed.as_str(), id, "{typed}");
            assert_eq!(ApplicationId::parse(id).unwrap(), parsed, "it stays as it is");
        }
        let (long, grows) = ("A".repeat(31), "ß".repeat(16));
        for bad in ["", " ", "A B", "A.B", "A/B", "Ørsted", "Ł", "A,B", "A=B", "a\u{2019}b", &long, &grows]
        {
            assert_eq!(ApplicationId::parse(bad), Err(IdentifierError::Application), "{bad}");
        }
    }
}
