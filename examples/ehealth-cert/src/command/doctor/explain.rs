//! What another program's message means, in words.

use ehealth_enrollment::explain::{Meaning, explain};
use serde_json::json;

use crate::failure::Failure;
use crate::output::Output;
use crate::words::Words;

/// Explains. A message that is not known is said to be so, and is no failure.
pub(super) fn run(text: &str, words: &Words) -> Output {
    let mut lines = Vec::new();
    let mut meanings = Vec::new();
    for meaning in explain(text) {
        if let Meaning::Code(code) = meaning {
            let failure = Failure::new(code);
            lines.push(format!("{} [{}]", failure.message(words), failure.code()));
            lines.push(format!("  {}", words.labelled("label-remedy", &failure.remedy(words))));
            meanings.push(json!({
                "code": failure.code(), "message": failure.message(words), "remedy": failure.remedy(words),
            }));
        } else {
            let meaning = words.plain("explain-settings");
            lines.push(meaning.clone());
            meanings.push(json!({ "code": null, "message": meaning, "remedy": null }));
        }
    }
    if meanings.is_empty() {
        lines.push(words.plain("explain-unknown"));
    }
    Output { json: json!({ "ok": true, "known": !meanings.is_empty(), "meanings": meanings }), lines }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_meaning_has_words() {
        for language in Language::ALL {
            let words = crate::catalogue::words(language);
            for part in ehealth_enrollment::explain::known() {
                let output = run(part, &words);
                assert_eq!(output.json["known"], true, "{part}");
                assert!(output.lines.iter().all(|line| !line.contains("explain-")), "{part}");
                assert!(!output.lines.iter().any(|line| line.contains(&words.plain("unknown-remedy"))));
            }
            assert_eq!(run("something else", &words).json["known"], false);
        }
    }
}
