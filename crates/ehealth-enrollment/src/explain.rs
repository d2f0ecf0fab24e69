//! What another program's message means (domain.md 7.10): for helpdesks, and for a person who has only that message.
//!
//! ```
//! use ehealth_enrollment::explain::{Meaning, explain};
//!
//! assert_eq!(explain("ERR200029: …"), [Meaning::Code("keystore.several")]);
//! assert!(explain("something that nobody has seen").is_empty());
//! ```

use Meaning::{Code, Settings};

/// What a message may mean. Words belong to programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Meaning {
    /// An error by its code in domain.md 7.
    Code(&'static str),
    /// The settings of the other program are incomplete.
    Settings,
}

/// Parts of a message, in small letters, any of which is enough; and what it is, the likeliest first. The numbers are
/// those that many pharmacy and doctor programs show.
const TABLE: &[(&[&str], &[Meaning])] = &[
    (
        &["err200005", "err200006"],
        &[Code("card.no_reader"), Code("card.absent"), Code("card.no_service"), Code("card.busy")],
    ),
    (&["err200007", "err500015"], &[Code("etk.absent"), Code("id.invalid")]),
    (&["err200021"], &[Code("keystore.etk_mismatch")]),
    (&["err200020"], &[Code("keystore.not_completed"), Code("keystore.not_found")]),
    (&["err200023"], &[Code("keystore.wrong_password"), Code("keystore.not_completed")]),
    (&["err200025", "err200026", "err200027"], &[Settings]),
    (
        &["err200028", "err400035", "err400058"],
        &[Code("keystore.not_found"), Code("keystore.wrong_identity")],
    ),
    (&["err200029"], &[Code("keystore.several")]),
    (&["err200030", "err200031"], &[Code("card.certificates_revoked"), Code("card.expired")]),
    (
        &["err200022", "err200032", "err200043", "err500007"],
        &[
            Code("keystore.wrong_password"),
            Code("consumer.java_old"),
            Code("consumer.provider_order"),
            Code("keystore.password_encoding"),
        ],
    ),
    (
        &["err200036", "err200046", "err200047", "err200058"],
        &[Code("keystore.expired"), Code("consumer.says_expired"), Code("keystore.newer_incomplete")],
    ),
    (
        &["err200037", "err200044", "err200045", "err200059"],
        &[Code("keystore.not_yet_valid"), Code("clock.skew")],
    ),
    (&["err200038", "err200060"], &[Code("keystore.no_authentication_key"), Code("keystore.not_completed")]),
    (
        &["err200042", "err200055", "err200056"],
        &[Code("keystore.wrong_password"), Code("keystore.damaged"), Code("file.sync_folder")],
    ),
    (&["err200010", "err200048", "err200049", "err200050"], &[Code("id.invalid")]),
    (
        &["err200062", "err200066", "no nihii", "recognised care provider", "recognized care provider"],
        &[Code("consumer.quality_missing")],
    ),
    (&["fallback session"], &[Code("keystore.not_found")]),
    (
        &["etk don't match", "etk does not match", "certificate from the etk"],
        &[Code("keystore.etk_mismatch")],
    ),
    (&["err_keystore_password", "error_keystore_password"], &[Code("keystore.wrong_password")]),
    (&["error_keystore_load"], &[Code("keystore.wrong_password"), Code("keystore.damaged")]),
    (
        &[
            "keystore password was incorrect",
            "given final block not properly padded",
            "hmacpbesha256 not available",
            "isn't an object id",
            "is not an object id",
        ],
        &[Code("consumer.java_old"), Code("consumer.provider_order"), Code("keystore.wrong_password")],
    ),
    (&["mac invalid - wrong password"], &[Code("keystore.wrong_password"), Code("keystore.damaged")]),
    (&["rc2-40-cbc"], &[Code("consumer.openssl3")]),
    (
        &["the password you entered is incorrect", "the password is incorrect"],
        &[Code("consumer.windows_old"), Code("keystore.wrong_password")],
    ),
    (
        &["mac verification failed", "-25264", "-25293", "−25264", "−25293"],
        &[Code("consumer.macos_keychain")],
    ),
    (
        &[
            "exceeded maximum allowed iterations",
            "limit' limit",
            "ambiguous or missing pkcs#12 key association",
            "trailing pkcs#12 data",
        ],
        &[Code("keystore.limits")],
    ),
    (
        &["ssl_error_decrypt_error_alert", "handshake failure"],
        &[Code("card.certificates_revoked"), Code("tls.intercepted")],
    ),
];

/// What `message` may mean, the likeliest first; nothing for a message that is not known. Letters count the same
/// whether large or small, and the message may stand within a longer text.
#[must_use]
pub fn explain(message: &str) -> &'static [Meaning] {
    let message = message.to_lowercase().replace('\u{2019}', "'");
    let hit = TABLE.iter().find(|(parts, _)| parts.iter().any(|part| message.contains(part)));
    hit.map_or(&[], |(_, meanings)| meanings)
}

/// Every part that is known, for programs that test their words with it.
pub fn known() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|(parts, _)| parts.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No part hides another one's row.
    #[test]
    fn every_row_is_reached() {
        for (parts, meanings) in TABLE {
            assert!(!meanings.is_empty());
            for part in *parts {
                assert_eq!(explain(&format!("Error: {} !", part.to_uppercase())), *meanings, "{part}");
            }
        }
        assert_eq!(explain("isn\u{2019}t an object ID").first(), Some(&Code("consumer.java_old")));
        for unknown in ["", "ERR", "something else"] {
            assert_eq!(explain(unknown), [], "{unknown}");
        }
    }
}
