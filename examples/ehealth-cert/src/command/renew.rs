//! `renew`: a new certificate before the old one ends.

use ehealth_enrollment::{Find, Flow, Outcome};

use crate::answers::Answers;
use crate::cli::RenewArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Output;
use crate::{interrupt, passwords};

/// Runs it.
///
/// # Errors
/// Any of the procedure; `ra.renewal_too_early`, `ra.renewal_too_late`.
pub(super) fn run(args: &RenewArgs, context: &mut Context) -> Result<Output, Failure> {
    let answers = Answers::of_renewal(&args.answers)?;
    let world = context.world()?;
    let old = super::complete::keystore(args.keystore.as_deref(), Find::Use, context, &world)?;
    if !context.secrets.new_password.is_prompt() {
        passwords::check_replacement(context)?;
    }
    interrupt::install();
    let mut settings = world.settings();
    settings.send = !args.answers.no_send;
    if let Some(profile) = answers.profile {
        settings.profile = profile.into();
    }
    if let Some(folder) = old.parent() {
        settings.folder = folder.to_path_buf();
    }
    let mut flow = Flow::renew(old, settings);
    match Desk::new(context, &world, &answers).run(&mut flow)? {
        Outcome::Requested(requested) => {
            Ok(super::request::output(context, &requested, world.environment, false))
        }
        Outcome::AlreadySent(requested) => {
            Ok(super::request::output(context, &requested, world.environment, true))
        }
        other => Err(Failure::internal(format!("a renewal ended as {other:?}"))),
    }
}
