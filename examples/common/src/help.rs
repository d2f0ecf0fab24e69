//! Help in the person's language: clap's own tree, walked once before it parses.
//!
//! English is what the definitions of the command line say. The other languages take each text from the
//! catalogues: `cmd-NAME` for a command, `arg-COMMAND-NAME` or `arg-NAME` for a flag.
//! Values are names and stay as they are. A test of the program walks its tree.

use clap::{Arg, ArgAction, Command};

use crate::words::{Language, Words};

/// Columns that help is wrapped at, at most.
const MAX_WIDTH: usize = 100;

/// The program that is helped with.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name, which is that of its root command.
    pub name: &'static str,
    /// Command lines that show the use of a command, by its name.
    pub examples: fn(&str) -> &'static [&'static str],
}

/// The tree with every text of this language, wrapped at the terminal's width.
#[must_use]
pub fn localised(root: Command, program: Program, words: &Words) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let version = version.help(words.plain("help-flag-version")).help_heading(words.plain("help-options"));
    let root = root.max_term_width(MAX_WIDTH).disable_version_flag(true).disable_help_subcommand(true);
    let mut root = flags_of(root, words).arg(version);
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        root = root.mut_subcommand(name, |command| one(command, program, words));
    }
    let about = translated(words, &format!("cmd-{}", program.name));
    let root = match about {
        Some(text) => root.about(text),
        None => root,
    };
    dressed(root, words, program, program.name)
        .subcommand_help_heading(words.plain("help-commands"))
        .subcommand_value_name(words.plain("help-command"))
}

fn one(command: Command, program: Program, words: &Words) -> Command {
    let name = command.get_name().to_owned();
    let command = match translated(words, &format!("cmd-{name}")) {
        Some(text) => command.about(text),
        None => command,
    };
    dressed(flags_of(command, words), words, program, &name)
}

/// What clap would say by itself, in our words: headings, the help flag, the usage line, examples.
fn dressed(command: Command, words: &Words, program: Program, name: &str) -> Command {
    let usage = words.plain("help-usage");
    let line = usage_line(&command, words, program.name, name);
    let template = format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}");
    let mut after = String::new();
    for line in (program.examples)(name) {
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

/// `PROGRAM NAME [OPTIONS] <FILE>`, without clap's own words.
fn usage_line(command: &Command, words: &Words, program: &str, name: &str) -> String {
    let bin = if name == program { name.to_owned() } else { format!("{program} {name}") };
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
