//! Exit codes: the one table from error codes to what the shell sees (product.md, "Exit codes").

/// Done, or nothing to do.
pub(crate) const DONE: u8 = 0;
/// A defect of ours.
pub(crate) const DEFECT: u8 = 1;
/// Wrong usage, or a flag's value that is malformed.
pub(crate) const USAGE: u8 = 2;
/// The person must act.
pub(crate) const PERSON: u8 = 3;
/// Not yet, try later.
pub(crate) const LATER: u8 = 4;
/// Refused by the authority.
pub(crate) const REFUSED: u8 = 5;
/// Network or authority unavailable, nothing lost.
pub(crate) const UNAVAILABLE: u8 = 6;
/// A local file or keystore is wrong.
pub(crate) const FILE: u8 = 7;
/// Interrupted; what there is can be resumed.
pub(crate) const INTERRUPTED: u8 = 130;

/// The code of domain.md 7 for an error of a library, some of which tell more apart than that table does.
/// Scripts rely on the table; the words for people stay those of the finer code.
pub(crate) fn of_domain(error: &'static str) -> &'static str {
    match error {
        "card.untrusted_root" => "card.identity_unverifiable",
        "card.file_invalid" => "card.status",
        "pin.tries_unknown" => "pin.last_try",
        "contract.subject" | "contract.mismatch" => "ra.contract_changed",
        "xml.limits" => "keystore.limits",
        "xml.malformed"
        | "signature.changed"
        | "signature.wrong"
        | "signature.malformed"
        | "signature.signer"
        | "signature.weak"
        | "csr.signature"
        | "csr.malformed" => "keystore.damaged",
        "request.not_a_request" | "request.version" => "keystore.not_pkcs12",
        "card.not_read" | "card.unsupported" | "card.unsupported_digest" => "internal",
        "keystore.unprotected" => "keystore.unsupported_algorithm",
        "keystore.no_authentication_key" => "keystore.not_pkcs12",
        "keystore.key_failed" => "keystore.damaged",
        "keystore.no_file" => "internal",
        "file.name" => "keystore.not_found",
        "file.no_folder" | "file.other" => "file.permission",
        "net.failed" => "net.timeout",
        "net.settings" => "net.proxy_unreachable",
        "tls.other_host" => "tls.intercepted",
        "tls.failed" => "tls.version",
        "password.required" => "password.digit_or_symbol",
        "password.strength" => "password.too_short",
        "password.repeat" => "password.characters",
        "sandbox.listen" | "sandbox.in_use" => "usage",
        "sandbox.state" => "file.permission",
        other => other,
    }
}

/// The exit code of an error. `from_flag`: the wrong value stood on the command line, in the answers file
/// or in the configuration; elsewhere (a name on the card, say) it is the person who must act.
pub(crate) fn code_of(error: &'static str, from_flag: bool) -> u8 {
    match of_domain(error) {
        "usage" => USAGE,
        "answer.missing"
        | "keystore.wrong_password"
        | "keystore.password_encoding"
        | "keystore.not_completed"
        | "ra.outdated_request" => PERSON,
        "ra.not_yet" | "ra.renewal_too_early" | "keystore.not_yet_valid" => LATER,
        "keystore.revoked" => REFUSED,
        "ra.unavailable" | "ra.fault" | "ra.malformed" => UNAVAILABLE,
        "interrupted" => INTERRUPTED,
        other => match other.split_once('.').map(|(group, _)| group) {
            Some("id" | "name" | "contact") => {
                if from_flag {
                    USAGE
                } else {
                    PERSON
                }
            }
            Some("card" | "pin" | "password" | "terms") => PERSON,
            Some("ra" | "etk") => REFUSED,
            Some("net" | "tls" | "clock") => UNAVAILABLE,
            Some("keystore" | "file" | "consumer") => FILE,
            _ => DEFECT,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// product.md's table, row by row.
    #[test]
    fn table() {
        let rows: &[(u8, &[&'static str])] = &[
            (1, &["internal", "unheard.of", ""]),
            (2, &["usage", "id.invalid", "name.too_long", "contact.email"]),
            (
                3,
                &[
                    "card.absent",
                    "card.wrong_world",
                    "pin.wrong",
                    "pin.blocked",
                    "password.too_short",
                    "terms.not_accepted",
                    "keystore.wrong_password",
                    "keystore.password_encoding",
                    "keystore.not_completed",
                    "ra.outdated_request",
                    "answer.missing",
                ],
            ),
            (4, &["ra.not_yet", "ra.renewal_too_early", "keystore.not_yet_valid"]),
            (
                5,
                &["ra.refused", "ra.already_active", "ra.untrusted_issuer", "etk.absent", "keystore.revoked"],
            ),
            (
                6,
                &[
                    "net.offline",
                    "tls.intercepted",
                    "clock.skew",
                    "ra.unavailable",
                    "ra.fault",
                    "ra.malformed",
                ],
            ),
            (7, &["keystore.damaged", "keystore.expired", "file.exists", "consumer.java_old"]),
            (130, &["interrupted"]),
        ];
        for (exit, codes) in rows {
            for code in *codes {
                assert_eq!(code_of(code, true), *exit, "{code}");
            }
        }
        assert_eq!(code_of("name.empty", false), PERSON, "a name on the card is no usage error");
    }
}
