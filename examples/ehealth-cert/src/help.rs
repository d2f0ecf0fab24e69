//! Help in the person's language: clap's own tree, walked once before it parses.
//!
//! English is what the definitions in [`crate::cli`] say. The other languages take each text from the
//! catalogue `help.<language>.ftl`: `cmd-NAME` for a command, `arg-COMMAND-NAME` or `arg-NAME` for a flag.
//! Values are names and stay as they are. A test walks the tree and misses nothing.

use clap::{Arg, ArgAction, Command};

use crate::messages::{Language, Words};

/// Columns that help is wrapped at, at most.
const MAX_WIDTH: usize = 100;

/// Command lines that show a command's use; each is one that the tests run or parse.
pub(crate) fn examples(command: &str) -> &'static [&'static str] {
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

/// The tree with every text of this language, wrapped at the terminal's width.
pub(crate) fn localised(root: Command, words: &Words) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let version = version.help(words.plain("help-flag-version")).help_heading(words.plain("help-options"));
    let root = root.max_term_width(MAX_WIDTH).disable_version_flag(true).disable_help_subcommand(true);
    let mut root = flags_of(root, words).arg(version);
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        root = root.mut_subcommand(name, |command| one(command, words));
    }
    let about = translated(words, "cmd-ehealth-cert");
    let root = match about {
        Some(text) => root.about(text),
        None => root,
    };
    dressed(root, words, "ehealth-cert")
        .subcommand_help_heading(words.plain("help-commands"))
        .subcommand_value_name(words.plain("help-command"))
}

fn one(command: Command, words: &Words) -> Command {
    let name = command.get_name().to_owned();
    let command = match translated(words, &format!("cmd-{name}")) {
        Some(text) => command.about(text),
        None => command,
    };
    dressed(flags_of(command, words), words, &name)
}

/// What clap would say by itself, in our words: headings, the help flag, the usage line, examples.
fn dressed(command: Command, words: &Words, name: &str) -> Command {
    let usage = words.plain("help-usage");
    let line = usage_line(&command, words, name);
    let template = format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}");
    let mut after = String::new();
    for line in examples(name) {
        after.push_str("\n  ");
        after.push_str(line);
    }
    let command = command
        .override_usage(line)
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(words.plain("help-flag-help"))
                .help_heading(words.plain("help-options")),
        )
        .help_template(template);
    if after.is_empty() {
        command
    } else {
        command.after_help(format!("{}{after}", words.plain("help-examples")))
    }
}

/// `ehealth-cert NAME [OPTIONS] <FILE>`, without clap's own words.
fn usage_line(command: &Command, words: &Words, name: &str) -> String {
    let bin = if name == "ehealth-cert" { name.to_owned() } else { format!("ehealth-cert {name}") };
    let value = words.plain("help-command");
    let line = command.clone().bin_name(bin).subcommand_value_name(value).render_usage().to_string();
    let line = line.trim_start_matches("Usage: ").trim();
    line.replace("[OPTIONS]", &words.plain("help-any-options"))
}

fn flags_of(command: Command, words: &Words) -> Command {
    let owner = command.get_name().to_owned();
    let names: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_arg(&name, |arg| {
            let heading = match arg.get_help_heading() {
                Some(_) => "help-global",
                None if arg.is_positional() => "help-arguments",
                None => "help-options",
            };
            let text = text_of(&arg, &owner, words);
            let text = format!("{text}{}", suffix(&arg, words));
            let takes = arg.get_action().takes_values();
            let arg = arg.help(text).help_heading(words.plain(heading));
            if takes { arg.hide_default_value(true).hide_possible_values(true) } else { arg }
        })
    })
}

fn text_of(arg: &Arg, owner: &str, words: &Words) -> String {
    let name = arg.get_id().as_str().replace('_', "-");
    translated(words, &format!("arg-{owner}-{name}"))
        .or_else(|| translated(words, &format!("arg-{name}")))
        .or_else(|| arg.get_help().map(ToString::to_string))
        .unwrap_or_default()
}

/// Default and possible values, as clap would add them.
fn suffix(arg: &Arg, words: &Words) -> String {
    let mut text = String::new();
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if arg.get_action().takes_values() && !defaults.is_empty() {
        text.push_str(&format!(" [{}: {}]", words.plain("help-default"), defaults.join(" ")));
    }
    let values: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if arg.get_action().takes_values() && !values.is_empty() {
        text.push_str(&format!(" [{}: {}]", words.plain("help-values"), values.join(", ")));
    }
    text
}

/// The catalogue's text; English has none, its texts stand with the definitions.
fn translated(words: &Words, key: &str) -> Option<String> {
    if words.language() == Language::English { None } else { words.find(key) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::{CommandFactory as _, Parser as _};

    /// Every command and flag has its words in every language, and no word is for nothing.
    #[test]
    fn every_text_is_translated() {
        let root = Cli::command();
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            let words = Words::new(language);
            let mut used = std::collections::BTreeSet::new();
            let mut want = |keys: &[String]| {
                let found = keys.iter().find(|key| words.find(key).is_some());
                used.extend(found.cloned());
                assert!(found.is_some(), "{keys:?} in {}", language.tag());
            };
            want(&["cmd-ehealth-cert".to_owned()]);
            for command in std::iter::once(&root).chain(root.get_subcommands()) {
                let owner = command.get_name();
                if owner != "ehealth-cert" {
                    want(&[format!("cmd-{owner}")]);
                }
                for arg in command.get_arguments() {
                    let name = arg.get_id().as_str().replace('_', "-");
                    want(&[format!("arg-{owner}-{name}"), format!("arg-{name}")]);
                }
            }
            let text = language.help_catalogue();
            for key in text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
                assert!(used.contains(key), "{key} is for nothing in {}", language.tag());
            }
        }
    }

    #[test]
    fn nothing_english_is_left() {
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            let mut root = localised(Cli::command(), &Words::new(language));
            let names: Vec<String> = root.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            for name in names {
                let text = root.find_subcommand_mut(&name).unwrap().render_help().to_string();
                for word in
                    ["Usage", "[OPTIONS]", "Print help", "[default", "possible values", "Arguments:", " the "]
                {
                    if ["[OPTIONS]", "Arguments:"].contains(&word) && language == Language::French {
                        continue; // the same words
                    }
                    assert!(!text.contains(word), "{word} in {name}, {}: {text}", language.tag());
                }
            }
        }
    }

    /// Examples parse, so that nobody copies what does not work.
    #[test]
    fn examples_parse() {
        let root = Cli::command();
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            assert!(!examples(command.get_name()).is_empty(), "{}", command.get_name());
            for line in examples(command.get_name()) {
                let line =
                    line.split(" > ").next().unwrap().replace("\"SSIN=00010100173 ", "\"SSIN=00010100173_");
                let parts: Vec<String> = line.split_whitespace().map(|part| part.replace('"', "")).collect();
                assert!(
                    Cli::try_parse_from(&parts).is_ok(),
                    "{line}: {:?}",
                    Cli::try_parse_from(&parts).err()
                );
            }
        }
    }
}
