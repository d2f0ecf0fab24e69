//! `activate`: senders use the new encryption key from now on.

use ehealth_enrollment::{Find, Flow, Outcome};

use crate::answers::Answers;
use crate::cli::ActivateArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Output, say};

/// Runs it. The command is the person's word that every program has the new file; one who sits there is asked.
///
/// # Errors
/// Any of the procedure.
pub(super) fn run(args: &ActivateArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let keystore = super::complete::keystore(args.keystore.as_deref(), Find::Use, context, &world)?;
    interrupt::install();
    if context.terminal.is_interactive() {
        for line in crate::texts::tell_programs(&context.words, "tell-renewed", &keystore) {
            say(&line);
        }
        let question = context.words.plain("activate-confirm");
        match context.terminal.confirm(&context.words, &question) {
            Ok(true) => {}
            Ok(false) => return Err(Failure::interrupted()),
            Err(stop) => return Err(Context::stopped(&stop, "--non-interactive")),
        }
    }
    let mut flow = Flow::activate(keystore, world.settings());
    let answers = Answers::default();
    match Desk::completing(context, &world, &answers).run(&mut flow)? {
        Outcome::Activated(completed) => {
            Ok(super::complete::output(&context.words, &completed, world.environment, "activated"))
        }
        Outcome::NothingToDo(completed) => {
            Ok(super::complete::output(&context.words, &completed, world.environment, "nothing_to_do"))
        }
        other => Err(Failure::internal(format!("an activation ended as {other:?}"))),
    }
}
