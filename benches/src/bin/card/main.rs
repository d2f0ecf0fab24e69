//! The jobs of card.md 14.5 on virtual cards with the file sizes given there: commands and bytes as the card counts
//! them, ours beside OpenSC's (measured on the same cards through a pcscd of our own), the official middleware's and
//! commons-eid's (their figures stand in card.md 14.5); and the time of whole programs through the same service.
//!
//! `card through-pcsc WHAT` is this program as a client of the service that the environment names.

#![allow(clippy::arithmetic_side_effects, reason = "counts of commands and bytes of our own cards")]

mod figures;
mod jobs;
mod opensc;
#[cfg(feature = "pcsc")]
mod through;

use std::error::Error;
use std::process::ExitCode;

use benches::Row;

use crate::figures::{Figures, OTHERS};
use crate::jobs::{JOBS, Job};

/// Commands and bytes of one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) commands: usize,
    /// Bytes of commands and of answers with their status, where known.
    pub(crate) bytes: Option<(usize, usize)>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => compare(),
        #[cfg(feature = "pcsc")]
        ["through-pcsc", what] => through::client(what),
        _ => Err("usage: card".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("card: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let opensc = opensc::Measured::new();
    for generation in ["1.7", "1.8"] {
        for job in JOBS {
            let Some(ours) = jobs::ours(generation, *job)? else { continue };
            report(generation, *job, ours, &opensc);
        }
    }
    opensc.times()?;
    Ok(())
}

/// One row for the commands and, where the peer's are known, one for the bytes; for each peer.
fn report(generation: &str, job: Job, ours: Cost, opensc: &opensc::Measured) {
    let name = format!("{} ({generation})", job.name());
    let target = figures::target(generation, job);
    let mut peers: Vec<Figures> = vec![opensc.figures(generation, job)];
    peers.extend(OTHERS.iter().map(|peer| peer.figures(generation, job)));
    for Figures { peer_version, cost, note } in peers {
        let note = [note, target.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
        Row::new(&name, "commands", ours.commands as f64)
            .beside(&peer_version, cost.map(|cost| cost.commands as f64))
            .note(&note)
            .print();
        let sum = |(out, back): (usize, usize)| (out + back) as f64;
        if let (Some(ours), Some(theirs)) = (ours.bytes, cost.and_then(|cost| cost.bytes)) {
            Row::new(&name, "bytes", sum(ours))
                .beside(&peer_version, Some(sum(theirs)))
                .note(format!("ours {} out, {} in; theirs {} out, {} in", ours.0, ours.1, theirs.0, theirs.1))
                .print();
        }
    }
}
