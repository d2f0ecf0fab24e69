//! The texts of this program alone, and the examples of its help.

use ehealth_examples_common::help::Program;

use crate::words::{Language, Words};

/// This program, for its help.
pub(crate) const PROGRAM: Program = Program { name: "ehealth-cert", examples };

/// The shared words and this program's own.
pub(crate) fn words(language: Language) -> Words {
    Words::with(language, &own(language))
}

/// Texts; help, where the definitions of the command line don't say it themselves.
fn own(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => [include_str!("../i18n/program.en.ftl"), ""],
        Language::French => [include_str!("../i18n/program.fr.ftl"), include_str!("../i18n/help.fr.ftl")],
        Language::Dutch => [include_str!("../i18n/program.nl.ftl"), include_str!("../i18n/help.nl.ftl")],
        Language::German => [include_str!("../i18n/program.de.ftl"), include_str!("../i18n/help.de.ftl")],
    }
}

/// Command lines that show a command's use; each is one that the tests run or parse.
fn examples(command: &str) -> &'static [&'static str] {
    match command {
        "ehealth-cert" => &[
            "ehealth-cert request",
            "ehealth-cert complete --wait",
            "ehealth-cert check",
            "ehealth-cert --sandbox sandbox.json --card virtual:adult-ec request",
        ],
        "doctor" => &[
            "ehealth-cert doctor",
            "ehealth-cert doctor --bundle report.txt",
            "ehealth-cert doctor --explain ERR200029",
        ],
        "card" => &["ehealth-cert card --photo photo.jpg"],
        "request" => &[
            "ehealth-cert request",
            "ehealth-cert request --answers answers.toml --no-send",
            "ehealth-cert --pin-from file:pin --new-password-from file:password request \
             --accept-terms --for person --email me@example.be --phone 0470000000",
            "ehealth-cert request --for organisation --organisation CBE=0999999922 \
             --organisation-name \"CLINIQUE_INVENTEE\"",
            "ehealth-cert request --resume \"SSIN=00010100173 20260101-101010.p12\"",
        ],
        "complete" => {
            &["ehealth-cert complete", "ehealth-cert --password-from file:password complete --wait"]
        }
        "check" => {
            &["ehealth-cert check", "ehealth-cert --json check \"SSIN=00010100173 20260101-101010.p12\""]
        }
        "inspect" => &["ehealth-cert inspect request.ehcsr"],
        "send" => &["ehealth-cert send \"SSIN=00010100173 20260101-101010.ehcsr\""],
        "status" => &["ehealth-cert status"],
        "renew" => &[
            "ehealth-cert renew",
            "ehealth-cert --pin-from file:pin --password-from file:password renew --accept-terms",
        ],
        "activate" => &["ehealth-cert activate"],
        "revoke" => &["ehealth-cert revoke", "ehealth-cert revoke --serial 1234 --reason compromised"],
        "list" => &["ehealth-cert list", "ehealth-cert list /srv/practice/keystore --ics dates.ics"],
        "import-keys" => &["ehealth-cert import-keys new.p12 --from old.p12"],
        "export" => &["ehealth-cert export \"SSIN=00010100173 20260101-101010.p12\" --chain chain.pem"],
        "passwd" => &[
            "ehealth-cert passwd \"SSIN=00010100173 20260101-101010.p12\"",
            "ehealth-cert passwd --profile modern \"SSIN=00010100173 20260101-101010.p12\"",
        ],
        "sandbox" => &["ehealth-cert sandbox --descriptor sandbox.json --state state --approve-after 30s"],
        "virtual-card" => &["ehealth-cert virtual-card --persona adult-ec"],
        "completions" => {
            &["ehealth-cert completions bash > ~/.local/share/bash-completion/completions/ehealth-cert"]
        }
        "man" => &["ehealth-cert man ~/.local/share/man/man1"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests;
