//! Exit codes: the one table from error codes to what the shell sees (product.md, "Exit codes").

/// Done, or nothing to do.
pub const DONE: u8 = 0;
/// A defect of ours.
pub const DEFECT: u8 = 1;
/// Wrong usage, or a flag's value that is malformed.
pub const USAGE: u8 = 2;
/// The person must act.
pub const PERSON: u8 = 3;
/// Not yet, try later.
pub const LATER: u8 = 4;
/// Refused by the authority.
pub const REFUSED: u8 = 5;
/// Network or authority unavailable, nothing lost.
pub const UNAVAILABLE: u8 = 6;
/// A local file or keystore is wrong.
pub const FILE: u8 = 7;
/// Interrupted; what there is can be resumed.
pub const INTERRUPTED: u8 = 130;

/// The code of domain.md 7 for an error of a library, some of which tell more apart than that table does.
/// Scripts rely on the table; the words for people stay those of the finer code.
#[must_use]
pub fn of_domain(error: &'static str) -> &'static str {
    match error {
        "card.untrusted_root" => "card.identity_unverifiable",
        "card.file_invalid" => "card.status",
        "pin.tries_unknown" => "pin.last_try",
        "contract.subject" | "contract.mismatch" => "ra.contract_changed",
        "xml.limits" | "cms.limits" => "keystore.limits",
        "xml.malformed"
        | "cms.malformed"
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
        "revocation.unknown" => "ra.unavailable",
        "simulator.vpcd_unreachable" => "card.no_service",
        "simulator.thread" => "internal",
        "sandbox.listen" | "sandbox.in_use" => "usage",
        "sandbox.state" => "file.permission",
        other => other,
    }
}

/// The exit code of an error. `from_flag`: the wrong value stood on the command line, in the answers file
/// or in the configuration; elsewhere (a name on the card, say) it is the person who must act.
#[must_use]
pub fn code_of(error: &'static str, from_flag: bool) -> u8 {
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

    /// product.md, "Exit codes": the code, and what the table says of it.
    const TABLE: [(u8, &str); 8] = [
        (1, "`internal`"),
        (2, "`usage`, `id.*` `name.*` `contact.*` from a flag"),
        (
            3,
            "`card.*` `pin.*` `password.*` `terms.*` `keystore.wrong_password` `keystore.password_encoding` \
             `keystore.not_completed` `ra.outdated_request` `answer.missing`",
        ),
        (4, "`ra.not_yet` `ra.renewal_too_early` `keystore.not_yet_valid`"),
        (5, "other `ra.*`, `etk.*`, `keystore.revoked`"),
        (6, "`net.*` `tls.*` `clock.*` `ra.unavailable` `ra.fault` `ra.malformed`"),
        (7, "other `keystore.*`, `file.*`, `consumer.*`"),
        (130, "`interrupted`"),
    ];

    /// What the table gives to a code: the row that names it, else the one that names its group.
    fn by_table(code: &str) -> u8 {
        let group = code.split_once('.').map_or(String::new(), |(group, _)| format!("{group}.*"));
        let row = |wanted: &str| {
            let names = |row: &&(u8, &str)| row.1.split('`').any(|name| name == wanted);
            TABLE.iter().find(names).map(|(exit, _)| *exit)
        };
        row(code).or_else(|| row(&group)).unwrap_or_else(|| panic!("{code} is in no row"))
    }

    /// The table is the specification's, where that lies beside the workspace.
    #[test]
    fn table_of_the_specification() {
        let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(manifest.join("../../../shared/spec/product.md")) else {
            eprintln!("SKIPPED table_of_the_specification: no ../shared/spec/product.md");
            return;
        };
        let (_, section) = text.split_once("\nExit codes\n").unwrap();
        let rows: Vec<(u8, &str)> = section
            .lines()
            .take_while(|line| line.starts_with('|'))
            .filter_map(|line| {
                let cells: Vec<_> = line.split(" | ").collect();
                let exit = cells.first()?.trim_start_matches("| ").parse().ok()?;
                Some((exit, cells.get(2)?.trim_end_matches(" |").trim()))
            })
            .filter(|(_, codes)| codes.contains('`'))
            .collect();
        assert_eq!(rows, TABLE);
    }

    /// Every code that has words, and every code of the libraries.
    #[test]
    fn every_code() {
        let catalogue = crate::words::tests::codes_of_catalogue();
        let sources = crate::words::tests::codes_of_sources();
        assert!(catalogue.len() > 130 && sources.len() > 100, "{} {}", catalogue.len(), sources.len());
        for code in catalogue.into_iter().chain(sources) {
            let code: &'static str = Box::leak(code.into_boxed_str());
            let expected = by_table(of_domain(code));
            assert_eq!(code_of(code, true), expected, "{code}");
            // A name on the card is no usage error.
            let elsewhere = if expected == USAGE && code != "usage" && of_domain(code) != "usage" {
                PERSON
            } else {
                expected
            };
            assert_eq!(code_of(code, false), elsewhere, "{code}");
        }
        assert_eq!(code_of("unheard.of", true), DEFECT);
        assert_eq!(code_of("", true), DEFECT);
    }
}
