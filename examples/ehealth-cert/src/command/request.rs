//! `request`: the first half, from the card to a request that the authority has.

use ehealth_enrollment::{Applicant, Flow, Outcome, Requested};
use ehealth_keystore::Profile;
use ehealth_pki::Environment;
use serde_json::json;

use crate::answers::Answers;
use crate::cli::RequestArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::{Failure, printable};
use crate::output::{Output, table};
use crate::times::rfc3339;
use crate::words::Words;
use crate::{interrupt, passwords};

/// Runs it.
///
/// # Errors
/// Any of the procedure.
pub(super) fn run(args: &RequestArgs, context: &mut Context) -> Result<Output, Failure> {
    let answers = Answers::of_request(args)?;
    let world = context.world()?;
    let resumed = args.resume.as_deref().map(|keystore| world.folders.admit(keystore)).transpose()?;
    if resumed.is_none() && !args.dry_run {
        passwords::check_unattended(context)?;
    }
    interrupt::install();
    let mut settings = world.settings();
    settings.send = !args.answers.no_send;
    settings.dry_run = args.dry_run;
    settings.profile = answers.profile.map_or(Profile::Compatible, Into::into);
    // Without anybody to ask, a certificate is for the person whose card it is: the case of most (S8).
    let person = (args.dry_run || !context.terminal.is_interactive()).then_some(Applicant::Person);
    settings.applicant = answers.applicant.clone().or(person);
    let mut flow = match resumed {
        Some(keystore) => Flow::resume(keystore, settings),
        None => {
            super::list::tell_what_is_there(context, &world)?;
            if answers.foreigner {
                Flow::request_foreigner(answers.care_provider(context)?, settings)
            } else {
                Flow::request(settings)
            }
        }
    };
    match Desk::new(context, &world, &answers).run(&mut flow)? {
        Outcome::Requested(requested) => Ok(output(context, &requested, world.environment, false)),
        Outcome::AlreadySent(requested) => Ok(output(context, &requested, world.environment, true)),
        Outcome::Previewed { subject, .. } => Ok(preview(&context.words, &subject, world.environment)),
        Outcome::Confirm { requested, url, expires } => {
            let mut output = output(context, &requested, world.environment, false);
            let moment = context.words.language().moment(expires);
            output.lines.push(context.words.text("confirm-there", &[("moment", moment.into())]));
            output.lines.push(format!("  {}", printable(&url)));
            if let Some(document) = output.json.as_object_mut() {
                document.insert("state".to_owned(), "confirm".into());
                document.insert("url".to_owned(), url.into());
                document.insert("expires".to_owned(), rfc3339(expires).into());
            }
            Ok(output)
        }
        other => Err(Failure::internal(format!("a request ended as {other:?}"))),
    }
}

fn preview(words: &Words, subject: &str, environment: Environment) -> Output {
    Output {
        json: json!({ "ok": true, "state": "previewed", "environment": environment.as_str(), "subject": subject }),
        lines: vec![words.plain("request-preview"), format!("  {}", printable(subject))],
    }
}

/// The result of whatever made or sent a request.
pub(super) fn output(
    context: &Context,
    requested: &Requested,
    environment: Environment,
    already: bool,
) -> Output {
    let state = match (requested.sent, already) {
        (_, true) => "already_sent",
        (true, false) => "sent",
        (false, false) => "prepared",
    };
    let json = json!({
        "ok": true,
        "state": state,
        "environment": environment.as_str(),
        "keystore": requested.keystore,
        "request": requested.request,
        "subject": requested.subject,
        "public_key_identifier": requested.key_identifier.to_string(),
        "automatically_validated": requested.automatically_validated,
        "replaces": requested.replaces,
    });
    Output { json, lines: lines(context, requested, already) }
}

/// The summary of S15 and the confirmation of S17.
fn lines(context: &Context, requested: &Requested, already: bool) -> Vec<String> {
    let words = &context.words;
    let keystore = requested.keystore.display().to_string();
    let rows = [
        (words.plain("overview-subject"), printable(&requested.subject)),
        (words.plain("file-keystore"), keystore.clone()),
        (words.plain("file-request"), requested.request.display().to_string()),
    ];
    let mut lines = table(&rows);
    let next = if already {
        lines.push(words.plain("request-already-sent"));
        "complete"
    } else if requested.sent {
        lines.push(words.plain("request-sent"));
        if requested.automatically_validated == Some(false) {
            lines.push(words.plain("request-manual"));
        }
        "complete"
    } else {
        lines.push(words.plain("request-not-sent"));
        "request --resume"
    };
    if next == "complete" {
        lines.push(words.plain("wait-mail"));
        lines.push(words.plain("then-complete"));
    } else {
        lines.push(words.plain("then-resume"));
    }
    lines.push(format!("  {} {next} \"{keystore}\"", context.program()));
    lines
}
