//! Folding of names, as the authority's own programs do it (ra.md 7.3).

use unicode_normalization::UnicodeNormalization as _;

/// Upper case without regard to a locale (`ß` becomes `SS`), canonical decomposition, combining marks
/// U+0300 to U+036F removed. Nothing else is replaced: `Ø`, `Æ`, `Ł` and the typographic apostrophe stay.
///
/// ```
/// use ehealth_csr::fold::fold;
///
/// assert_eq!(fold("Élise Ångström-Weiß"), "ELISE ANGSTROM-WEISS");
/// assert_eq!(fold("Øyvind D’Hondt"), "ØYVIND D’HONDT");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_uppercase().nfd().filter(|char| !matches!(char, '\u{0300}'..='\u{036F}')).collect()
}
