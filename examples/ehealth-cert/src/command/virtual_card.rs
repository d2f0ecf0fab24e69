//! `virtual-card`: an invented identity card in a reader of this system.

use std::io::{BufRead as _, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError};

use beid_simulator::vpcd::VpcdCard;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};

use crate::cli::VirtualCardArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::say;

/// Runs it until interrupted; `remove` and `insert` on standard input pull and insert the card.
///
/// # Errors
/// `usage` for an unknown persona; `card.no_service` when no vpcd driver listens.
pub(super) fn run(args: &VirtualCardArgs, context: &Context) -> Result<(), Failure> {
    interrupt::install();
    let persona = Persona::by_name(&args.persona).ok_or_else(|| {
        let known = Persona::names().join(", ");
        Failure::usage(format!("--persona: {known}"))
    })?;
    let card = VirtualCard::new(&persona, DEFAULT_SEED);
    let served = VpcdCard::connect(&card, &args.vpcd).map_err(|error| {
        Failure::new("card.no_service").with_detail(ehealth_enrollment::doctor::causes(&error))
    })?;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "ready");
    let _ = out.flush();
    drop(out);
    let name = format!("{} {}", persona.given_names(), persona.surname());
    say(&context.words.text("virtual-card-running", &[("name", name.into())]));
    let lines = lines();
    while !interrupt::raised() {
        match lines.recv_timeout(interrupt::TICK) {
            Ok(line) if line.trim() == "remove" => served.handle().remove(),
            Ok(line) if line.trim() == "insert" => served.handle().insert(),
            Ok(line) if line.trim().is_empty() => {}
            Ok(_) => say(&context.words.plain("virtual-card-commands")),
            Err(RecvTimeoutError::Timeout) => {}
            // Without standard input it serves on: a service manager gives none.
            Err(RecvTimeoutError::Disconnected) => {
                while interrupt::sleep(std::time::Duration::from_secs(3600)) {}
            }
        }
    }
    Ok(())
}

/// Lines of standard input, read by a thread of its own: reading cannot be interrupted.
fn lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
