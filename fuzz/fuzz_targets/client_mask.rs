//! Messages for a support desk. A first byte below 128: a message built from pieces, with a number, an address, a
//! name and a key where they have to be masked. Otherwise: any bytes, in which no long number may be left.

#![no_main]

use ehealth_client::support::mask;
use libfuzzer_sys::fuzz_target;

const NUMBER: &str = "91827364550";
const EMAIL: &str = "zq@example.org";
const NAME: &str = "zqvoorbeeld";
const KEY: &str = "zQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAq7BFUpkGp3+LQmlQYx2eqzDV";

/// Elements: all of their text is masked; numbers, addresses and keys in it; nothing.
const MASKED: [&str; 6] = ["SSIN", "c:FirstName", "EmailPrivate", "ds:X509Certificate", "DN", "unheard-of"];
const TEXTS: [&str; 3] = ["Message", "c:StatusMessage", "faultstring"];
const KEPT: [&str; 3] = ["Code", "c:Status", "ToBeActivated"];

/// What says that something is kept as it is, digits included: written out here, not taken from what is tested, so that
/// a name which slips into its list is noticed.
const KEEPS: [&str; 42] = [
    "AuthenticationCertificateStatus",
    "Authorization",
    "AutomaticallyValidated",
    "AvailableBaseService",
    "BaseServiceUsage",
    "CheckDigitAlgorithm",
    "Code",
    "DigestValue",
    "ETKStatus",
    "EntityType",
    "Environment",
    "ExpirationDate",
    "IdentifierType",
    "NaturalPersonAuthorization",
    "Replaceable",
    "ReplacementPeriodStartDate",
    "RequestedDate",
    "Retry",
    "Revocable",
    "RevocationReason",
    "Status",
    "ToBeActivated",
    "Type",
    "UsageType",
    "ValidNotAfter",
    "ValidNotBefore",
    "ValidationRegEx",
    "numberOfDaysBeforeExpiration",
    "requestValid",
    "validNotAfterDate",
    "Algorithm",
    "Id",
    "InResponseTo",
    "IssueInstant",
    "Lang",
    "URI",
    "Value",
    "lang",
    "encoding",
    "xmlns",
    "version",
    "PublicKeyIdentifier",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    if *first < 128 {
        let message = built(rest);
        let out = mask(message.as_bytes());
        for secret in [NUMBER, EMAIL, NAME, KEY] {
            assert!(!out.contains(secret), "{message}\n{out}");
        }
        return;
    }
    let out = mask(rest);
    assert!(out.len() <= 100 + 30 * rest.len());
    let text = String::from_utf8_lossy(rest);
    if KEEPS.iter().chain(&["ReplacesCertificate"]).all(|keeps| !text.contains(keeps)) {
        let longest = out.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
        assert!(longest < 6, "{text}\n{out}");
    }
});

fn built(mut bytes: &[u8]) -> String {
    let mut out = String::from("<Envelope>");
    let mut open: Vec<&str> = Vec::new();
    let mut next = || {
        let (first, rest) = bytes.split_first()?;
        bytes = rest;
        Some(usize::from(*first))
    };
    while let (Some(what), Some(which)) = (next(), next()) {
        let parent = open.last().copied().unwrap_or_default();
        let (masked, text) = (MASKED.contains(&parent), TEXTS.contains(&parent));
        match what % 8 {
            0 if open.len() < 8 => {
                let all: Vec<&str> = MASKED.into_iter().chain(TEXTS).chain(KEPT).collect();
                let name = all[which % all.len()];
                out.push_str(&match which / all.len() % 4 {
                    0 => format!("<{name}>"),
                    1 => format!("<{name} Type=\"SSIN\">"),
                    2 => format!("<{name}\n number = '{NUMBER}' a=\"<{EMAIL}>\" key='{KEY}'>"),
                    _ => format!("<{name} {NUMBER}>"),
                });
                open.push(name);
            }
            1 => {
                if let Some(name) = open.pop() {
                    out.push_str(&format!("</{name}>"));
                }
            }
            2 if masked => out.push_str([NUMBER, EMAIL, NAME, KEY][which % 4]),
            2 if text => out.push_str([NUMBER, EMAIL, KEY][which % 3]),
            3 => out.push_str(&format!("<!-- {NUMBER} {NAME} > -->")),
            4 => out.push_str(&format!("<![CDATA[{KEY}<{EMAIL}>{NAME}]]>")),
            5 => out.push_str([" ", "\n", "\t", "\u{A0}"][which % 4]),
            6 => out.push_str(["&amp;", "&#38;", ": ", "(", ")", "!", ",", "é", ".", "-"][which % 10]),
            _ => out.push(char::from(b'a' + (which % 26) as u8)),
        }
    }
    out
}
