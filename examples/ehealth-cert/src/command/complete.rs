//! `complete`: the second half, from an accepted request to a keystore that practice software can use.

use std::path::{Path, PathBuf};

use ehealth_enrollment::{Completed, Find, Flow, Outcome, find_keystore};
use ehealth_pki::Environment;
use serde_json::json;

use crate::answers::Answers;
use crate::cli::CompleteArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::{Failure, printable};
use crate::output::{Output, say, table};
use crate::texts::validity;
use crate::times::rfc3339;
use crate::words::Words;
use crate::world::World;

/// Runs it.
///
/// # Errors
/// Any of the procedure; `ra.not_yet` while there is no certificate.
pub(super) fn run(args: &CompleteArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let keystore = keystore(args.keystore.as_deref(), Find::Complete, context, &world)?;
    crate::interrupt::install();
    let mut settings = world.settings();
    settings.wait = args.wait;
    let mut flow = Flow::complete(keystore, settings);
    let answers = Answers::default();
    let mut desk = Desk::completing(context, &world, &answers);
    let (completed, state) = match desk.run(&mut flow)? {
        Outcome::Completed(completed) => (completed, "completed"),
        Outcome::NothingToDo(completed) => (completed, "nothing_to_do"),
        other => return Err(Failure::internal(format!("a completion ended as {other:?}"))),
    };
    if args.activate && completed.waits_for_activation {
        let mut flow = Flow::activate(completed.keystore.clone(), world.settings());
        return match desk.run(&mut flow)? {
            Outcome::Activated(completed) | Outcome::NothingToDo(completed) => {
                Ok(output(&context.words, &completed, world.environment, "activated"))
            }
            other => Err(Failure::internal(format!("an activation ended as {other:?}"))),
        };
    }
    Ok(output(&context.words, &completed, world.environment, state))
}

/// The keystore named, or the one that the folder holds for this purpose (domain.md 4.7).
///
/// # Errors
/// `keystore.wrong_environment`, `keystore.not_found`, `keystore.several`.
pub(super) fn keystore(
    named: Option<&Path>,
    purpose: Find,
    context: &Context,
    world: &World,
) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return world.folders.admit(named);
    }
    let found = find_keystore(&world.folders.keystores, world.environment, purpose)
        .map_err(|error| Failure::of_procedure(&error, &context.words))?;
    say(&context.words.labelled("found", &found.display().to_string()));
    Ok(found)
}

/// The result of whatever completed or activated a keystore.
pub(super) fn output(
    words: &Words,
    completed: &Completed,
    environment: Environment,
    state: &'static str,
) -> Output {
    let new = state == "completed";
    let json = json!({
        "ok": true,
        "state": state,
        "environment": environment.as_str(),
        "keystore": completed.keystore,
        "subject": completed.subject,
        "issuer": completed.issuer,
        "serial": completed.serial,
        "public_key_identifier": completed.key_identifier.to_string(),
        "not_before": rfc3339(completed.not_before),
        "not_after": rfc3339(completed.not_after),
        "encryption_serial": completed.encryption_serial,
        "waits_for_activation": completed.waits_for_activation,
    });
    let rows = [
        ("label-subject", printable(&completed.subject)),
        ("label-issuer", printable(&completed.issuer)),
        ("label-serial", completed.serial.clone()),
        ("label-valid", validity(words, completed.not_before, completed.not_after)),
        ("label-encryption", completed.encryption_serial.clone()),
    ];
    let mut lines = vec![words.plain(&state.replace('_', "-"))];
    lines.extend(table(&rows.map(|(key, value)| (words.plain(key), value))));
    if completed.waits_for_activation {
        lines.push(words.plain("waits-for-activation"));
    }
    lines.push(words.labelled("done-where", "").trim_end().to_owned());
    lines.push(format!("  {}", completed.keystore.display()));
    if new {
        lines.push(words.plain("done-copy"));
        lines.extend(crate::texts::tell_programs(words, "tell-completed", &completed.keystore));
    }
    Output { json, lines }
}
