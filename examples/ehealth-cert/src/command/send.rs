//! `send`: a request that was made but not sent, also from another machine.

use ehealth_enrollment::{Flow, Outcome};

use crate::answers::Answers;
use crate::cli::SendArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;

/// Runs it.
///
/// # Errors
/// Any of the procedure; `ra.outdated_request` when it was signed too long ago.
pub(super) fn run(args: &SendArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let request = world.folders.admit(&args.request)?;
    interrupt::install();
    let mut flow = Flow::send(request, world.settings());
    let answers = Answers::default();
    match Desk::completing(context, &world, &answers).run(&mut flow)? {
        Outcome::Requested(requested) => {
            Ok(super::request::output(context, &requested, world.environment, false))
        }
        Outcome::AlreadySent(requested) => {
            Ok(super::request::output(context, &requested, world.environment, true))
        }
        other => Err(Failure::internal(format!("sending ended as {other:?}"))),
    }
}
