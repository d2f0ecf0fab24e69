//! `status`: where a request stands.

use ehealth_enrollment::flow::StatusReport;
use ehealth_enrollment::{Find, Flow, Outcome};
use serde_json::json;

use crate::answers::Answers;
use crate::cli::StatusArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Output, table};
use crate::times::rfc3339;

/// Runs it.
///
/// # Errors
/// Any of the procedure.
pub(super) fn run(args: &StatusArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let keystore = super::complete::keystore(args.keystore.as_deref(), Find::Complete, context, &world)?;
    interrupt::install();
    let mut flow = Flow::status(keystore, world.settings());
    let answers = Answers::default();
    match Desk::completing(context, &world, &answers).run(&mut flow)? {
        Outcome::Status(report) => Ok(output(context, &report, world.environment.as_str())),
        other => Err(Failure::internal(format!("a status ended as {other:?}"))),
    }
}

fn output(context: &Context, report: &StatusReport, environment: &str) -> Output {
    let words = &context.words;
    let (state, next) = (report.state.key(), report.state.next());
    let json = json!({
        "ok": true,
        "environment": environment,
        "keystore": report.keystore,
        "request": report.request,
        "public_key_identifier": report.key_identifier.to_string(),
        "state": state,
        "since": report.since.map(rfc3339),
        "next": next,
    });
    let mut rows = vec![
        (words.plain("label-keystore"), report.keystore.display().to_string()),
        (words.plain("label-state"), words.plain(&format!("state-{state}"))),
    ];
    rows.extend(report.since.map(|at| (words.plain("label-since"), words.language().moment(at))));
    let mut lines = table(&rows);
    lines.extend(next_step(context, next, &report.keystore));
    Output { json, lines }
}

/// The command that comes next, for a person to copy.
pub(super) fn next_step(context: &Context, next: &str, keystore: &std::path::Path) -> Vec<String> {
    let words = &context.words;
    let command = match next {
        "nothing" | "unknown" => return vec![words.plain(&format!("next-{next}"))],
        "wait" => "complete --wait",
        "resume" => "request --resume",
        other => other,
    };
    let line = match command {
        "request" => format!("  {} request", context.program()),
        command => format!("  {} {command} \"{}\"", context.program(), keystore.display()),
    };
    vec![words.plain(&format!("next-{next}")), line]
}
