//! What another program's message means (domain.md 7.10): our codes, the likeliest first.

use serde_json::json;

use crate::failure::Failure;
use crate::messages::Words;
use crate::output::Output;

/// Parts of a message, in small letters, any of which is enough; and what it is. The numbers are those that many
/// pharmacy and doctor programs show.
const TABLE: &[(&[&str], &[&str])] = &[
    (&["err200005", "err200006"], &["card.no_reader", "card.absent", "card.no_service", "card.busy"]),
    (&["err200007", "err500015"], &["etk.absent", "id.invalid"]),
    (&["err200021"], &["keystore.etk_mismatch"]),
    (&["err200020"], &["keystore.not_completed", "keystore.not_found"]),
    (&["err200023"], &["keystore.wrong_password", "keystore.not_completed"]),
    (&["err200025", "err200026", "err200027"], &[SETTINGS]),
    (&["err200028", "err400035", "err400058"], &["keystore.not_found", "keystore.wrong_identity"]),
    (&["err200029"], &["keystore.several"]),
    (&["err200030", "err200031"], &["card.certificates_revoked", "card.expired"]),
    (
        &["err200022", "err200032", "err200043", "err500007"],
        &[
            "keystore.wrong_password",
            "consumer.java_old",
            "consumer.provider_order",
            "keystore.password_encoding",
        ],
    ),
    (
        &["err200036", "err200046", "err200047", "err200058"],
        &["keystore.expired", "consumer.says_expired", "keystore.newer_incomplete"],
    ),
    (&["err200037", "err200044", "err200045", "err200059"], &["keystore.not_yet_valid", "clock.skew"]),
    (&["err200038", "err200060"], &["keystore.no_authentication_key", "keystore.not_completed"]),
    (
        &["err200042", "err200055", "err200056"],
        &["keystore.wrong_password", "keystore.damaged", "file.sync_folder"],
    ),
    (&["err200010", "err200048", "err200049", "err200050"], &["id.invalid"]),
    (
        &["err200062", "err200066", "no nihii", "recognised care provider", "recognized care provider"],
        &["consumer.quality_missing"],
    ),
    (&["fallback session"], &["keystore.not_found"]),
    (&["etk don't match", "etk does not match", "certificate from the etk"], &["keystore.etk_mismatch"]),
    (&["err_keystore_password", "error_keystore_password"], &["keystore.wrong_password"]),
    (&["error_keystore_load"], &["keystore.wrong_password", "keystore.damaged"]),
    (
        &[
            "keystore password was incorrect",
            "given final block not properly padded",
            "hmacpbesha256 not available",
            "isn't an object id",
            "is not an object id",
        ],
        &["consumer.java_old", "consumer.provider_order", "keystore.wrong_password"],
    ),
    (&["mac invalid - wrong password"], &["keystore.wrong_password", "keystore.damaged"]),
    (&["rc2-40-cbc"], &["consumer.openssl3"]),
    (
        &["the password you entered is incorrect", "the password is incorrect"],
        &["consumer.windows_old", "keystore.wrong_password"],
    ),
    (&["mac verification failed", "-25264", "-25293", "−25264", "−25293"], &["consumer.macos_keychain"]),
    (
        &[
            "exceeded maximum allowed iterations",
            "limit' limit",
            "ambiguous or missing pkcs#12 key association",
            "trailing pkcs#12 data",
        ],
        &["keystore.limits"],
    ),
    (
        &["ssl_error_decrypt_error_alert", "handshake failure"],
        &["card.certificates_revoked", "tls.intercepted"],
    ),
];

/// Not a code: the settings of the other program.
const SETTINGS: &str = "settings";

/// Explains. A message that is not known is said to be so, and is no failure.
pub(super) fn explain(text: &str, words: &Words) -> Output {
    let codes = codes(text);
    let mut lines = Vec::new();
    let mut meanings = Vec::new();
    for code in &codes {
        if *code == SETTINGS {
            let meaning = words.plain("explain-settings");
            lines.push(meaning.clone());
            meanings.push(json!({ "code": null, "message": meaning, "remedy": null }));
            continue;
        }
        let failure = Failure::new(code);
        lines.push(format!("{} [{}]", failure.message(words), failure.code()));
        lines.push(format!("  {}: {}", words.plain("label-remedy"), failure.remedy(words)));
        meanings.push(json!({
            "code": failure.code(), "message": failure.message(words), "remedy": failure.remedy(words),
        }));
    }
    if codes.is_empty() {
        lines.push(words.plain("explain-unknown"));
    }
    Output { json: json!({ "ok": true, "known": !codes.is_empty(), "meanings": meanings }), lines }
}

/// What a message may mean, the likeliest first. One of our own codes means itself.
fn codes(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let hit = TABLE.iter().find(|(parts, _)| parts.iter().any(|part| text.contains(part)));
    hit.map(|(_, codes)| codes.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    #[test]
    fn every_line_of_the_table_has_words() {
        for language in Language::ALL {
            let words = Words::new(language);
            for (parts, meanings) in TABLE {
                for part in *parts {
                    assert_eq!(codes(&format!("Error: {} !", part.to_uppercase())), *meanings, "{part}");
                    let output = explain(part, &words);
                    assert!(output.lines.iter().all(|line| !line.contains("explain-")), "{part}");
                    assert!(!output.lines.iter().any(|line| line.contains(&words.plain("unknown-remedy"))));
                }
            }
            assert_eq!(explain("something else", &words).json["known"], false);
        }
    }
}
