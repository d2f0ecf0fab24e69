//! The commands, a file each: ask the libraries, hand the outcome to the printer.

mod activate;
mod card;
mod check;
mod complete;
mod doctor;
mod export;
mod import_keys;
mod inspect;
mod list;
mod man;
mod passwd;
mod renew;
mod request;
mod revoke;
mod sandbox;
mod send;
mod status;
mod virtual_card;

use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Output;
use crate::words::Words;

/// Runs the command; `None` when it has printed everything itself.
///
/// # Errors
/// Whatever ended it.
pub(crate) fn run(cli: Cli, words: Words) -> Result<Option<Output>, Failure> {
    let json = cli.global.json;
    let mut context = Context::new(cli.global, words)?;
    match cli.command {
        Command::Doctor(args) => doctor::run(&args, &mut context).map(Some),
        Command::Card(args) => card::run(&args, &context).map(Some),
        Command::Request(args) => request::run(&args, &mut context).map(Some),
        Command::Send(args) => send::run(&args, &mut context).map(Some),
        Command::Status(args) => status::run(&args, &mut context).map(Some),
        Command::Renew(args) => renew::run(&args, &mut context).map(Some),
        Command::Activate(args) => activate::run(&args, &mut context).map(Some),
        Command::Revoke(args) => revoke::run(&args, &mut context).map(Some),
        Command::List(args) => list::run(&args, &mut context).map(Some),
        Command::ImportKeys(args) => import_keys::run(&args, &mut context).map(Some),
        Command::Export(args) => export::run(&args, &mut context).map(Some),
        Command::Complete(args) => complete::run(&args, &mut context).map(Some),
        Command::Check(args) => check::run(&args, &mut context).map(Some),
        Command::Inspect(args) => inspect::run(&args, &mut context).map(Some),
        Command::Passwd(args) => passwd::run(&args, &mut context).map(Some),
        Command::VirtualCard(args) => virtual_card::run(&args, &context).map(|()| None),
        Command::Completions(args) => Ok(Some(man::completions(&args))),
        Command::Man(args) => man::run(&args, &context.words).map(Some),
        Command::Sandbox(args) => sandbox::run(&args, &context, json).map(|()| None),
    }
}
