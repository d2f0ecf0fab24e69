//! `revoke`: with the card, without the keystore too.

use ehealth_enrollment::flow::Revocation;
use ehealth_enrollment::{Flow, Outcome};
use serde_json::json;

use crate::answers::Answers;
use crate::cli::{ReasonFlag, RevokeArgs};
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::{Failure, printable};
use crate::interrupt;
use crate::output::{Output, say, table};

/// Runs it. The effect is said before any PIN (domain.md S25).
///
/// # Errors
/// Any of the procedure.
pub(super) fn run(args: &RevokeArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let keystore = args.keystore.as_deref().map(|path| world.folders.admit(path)).transpose()?;
    interrupt::install();
    say(&context.words.plain("revoke-effect"));
    if args.reason == Some(ReasonFlag::Forgotten) {
        say(&context.words.plain("revoke-forgotten"));
    }
    let what = Revocation { keystore, serial: args.serial.clone(), reason: args.reason.map(Into::into) };
    let answers = Answers::consent(args.accept_terms);
    let mut flow = Flow::revoke(what, world.settings());
    match Desk::completing(context, &world, &answers).run(&mut flow)? {
        Outcome::Revoked { subject, serial } => {
            let words = &context.words;
            let json = json!({
                "ok": true,
                "state": "revoked",
                "environment": world.environment.as_str(),
                "subject": subject,
                "serial": serial,
            });
            let rows = [
                (words.plain("label-subject"), printable(&subject)),
                (words.plain("label-serial"), serial.clone()),
            ];
            let mut lines = vec![words.plain("revoked")];
            lines.extend(table(&rows));
            lines.push(words.plain("revoked-keep"));
            Ok(Output { json, lines })
        }
        other => Err(Failure::internal(format!("a revocation ended as {other:?}"))),
    }
}
