//! `completions` and `man`: what a shell and a manual reader want, from the same definitions as the help.

use clap::CommandFactory as _;
use clap_complete::Generator as _;
use ehealth_examples_common::help;
use serde_json::json;

use crate::cli::{Cli, CompletionsArgs, ManArgs};
use crate::failure::Failure;
use crate::output::Output;
use crate::words::Words;

/// The program's name, in the shell and in the manual.
const NAME: &str = "ehealth-cert";

/// The completions of a shell.
pub(super) fn completions(args: &CompletionsArgs) -> Output {
    let mut root = Cli::command();
    root.set_bin_name(NAME);
    root.build();
    let mut script = Vec::new();
    args.shell.generate(&root, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Output {
        lines: script.lines().map(str::to_owned).collect(),
        json: json!({ "ok": true, "shell": args.shell.to_string(), "script": script }),
    }
}

/// Writes a manual page for the program and one for each command, in the person's language.
///
/// # Errors
/// `file.*`.
pub(super) fn run(args: &ManArgs, words: &Words) -> Result<Output, Failure> {
    let folder = std::path::absolute(&args.folder).map_err(|error| Failure::writing(&args.folder, &error))?;
    std::fs::create_dir_all(&folder).map_err(|error| Failure::writing(&folder, &error))?;
    let mut root = help::localised(Cli::command(), crate::catalogue::PROGRAM, words);
    root.build();
    let mut pages = vec![(NAME.to_owned(), root.clone())];
    pages.extend(root.get_subcommands().map(|command| {
        let name = format!("{NAME}-{}", command.get_name());
        (name.clone(), command.clone().name(name))
    }));
    let mut written = Vec::new();
    for (name, command) in pages {
        let mut page = Vec::new();
        let path = folder.join(format!("{name}.1"));
        clap_mangen::Man::new(command)
            .render(&mut page)
            .and_then(|()| std::fs::write(&path, page))
            .map_err(|error| Failure::writing(&path, &error))?;
        written.push(path);
    }
    let lines = written.iter().map(|path| path.display().to_string()).collect();
    Ok(Output { json: json!({ "ok": true, "files": written }), lines })
}
