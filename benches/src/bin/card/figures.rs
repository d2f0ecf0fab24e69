//! The columns of card.md 14.5 that are not measured here, and its targets.

use crate::Cost;
use crate::jobs::Job;

/// What a peer needs for a job.
pub(crate) struct Figures {
    pub(crate) peer_version: String,
    pub(crate) cost: Option<Cost>,
    pub(crate) note: Option<String>,
}

/// A peer whose figures stand in card.md.
pub(crate) enum Peer {
    /// The official PKCS#11 module.
    Official,
    CommonsEid,
}

pub(crate) const OTHERS: &[Peer] = &[Peer::Official, Peer::CommonsEid];

const fn cost(commands: usize, out: usize, back: usize) -> Option<Cost> {
    Some(Cost { commands, bytes: Some((out, back)) })
}

const fn commands(commands: usize) -> Option<Cost> {
    Some(Cost { commands, bytes: None })
}

impl Peer {
    pub(crate) fn figures(&self, generation: &str, job: Job) -> Figures {
        let ec = generation == "1.8";
        let (peer_version, (cost, note)) = match self {
            Self::Official => ("official PKCS#11 module (card.md 14.5)", official(ec, job)),
            Self::CommonsEid => ("commons-eid (card.md 14.5)", commons_eid(ec, job)),
        };
        Figures { peer_version: peer_version.to_owned(), cost, note: note.map(str::to_owned) }
    }
}

fn official(ec: bool, job: Job) -> (Option<Cost>, Option<&'static str>) {
    match (job, ec) {
        (Job::Recognise, false) => (cost(2, 25, 32), None),
        (Job::Recognise, true) => (cost(3, 30, 65), None),
        (Job::Person, false) => (cost(9, 55, 308), None),
        (Job::Person, true) => (cost(10, 60, 392), None),
        (Job::PersonAndProof, false) => (cost(43, 245, 4701), None),
        (Job::PersonAndProof, true) => (cost(46, 260, 5251), None),
        (Job::Certificates, false) => (cost(27, 145, 3578), Some("3 of them for EF(CDF)")),
        (Job::Certificates, true) => (cost(42, 226, 6471), Some("6 of them for EF(CDF)")),
        (Job::BasicKey, _) => (cost(6, 38, 132), None),
        (Job::Sign, false) => (cost(5, 72, 266), Some("after login; 8 with its own dialog")),
        (Job::Sign, true) => (cost(5, 88, 106), Some("after login; 8 with its own dialog")),
        (Job::SecondSignature, false) => (cost(4, 59, 264), None),
        (Job::SecondSignature, true) => (cost(4, 75, 104), None),
        (Job::SignLegally, _) => (commands(8), Some("with its own dialog")),
        (Job::Challenge, _) => (cost(2, 60, 100), None),
        (Job::Everything, true) => (commands(117), Some("with the challenge")),
        (Job::Everything, false) | (Job::SignInReading | Job::SecondLegally, _) => (None, Some("no figure")),
    }
}

fn commons_eid(ec: bool, job: Job) -> (Option<Cost>, Option<&'static str>) {
    match (job, ec) {
        (Job::Recognise, _) => (commands(0), Some("by the answer to reset alone")),
        (Job::Person, false) => (cost(6, 42, 302), None),
        (Job::Person, true) => (cost(6, 42, 384), None),
        (Job::PersonAndProof, false) => (commands(34), None),
        (Job::PersonAndProof, true) => (commands(35), None),
        (Job::Certificates, false) => (cost(24, 144, 3397), None),
        (Job::Certificates, true) => (cost(34, 194, 6280), None),
        (Job::BasicKey, _) => (commands(3), None),
        (Job::Sign, false) => (cost(5, 140, 266), None),
        (Job::Sign, true) => (commands(5), None),
        (Job::SecondSignature, _) => (commands(3), None),
        (Job::SignLegally, _) => (commands(4), None),
        (Job::Challenge, _) => (commands(3), Some("with MSE SET")),
        (Job::Everything, true) => (commands(80), Some("about")),
        (Job::Everything, false) | (Job::SignInReading | Job::SecondLegally, _) => (None, Some("no figure")),
    }
}

/// The last column.
pub(crate) fn target(generation: &str, job: Job) -> Option<String> {
    let ec = generation == "1.8";
    let commands = match job {
        Job::Recognise | Job::BasicKey | Job::Challenge => 2,
        Job::Person => 6,
        Job::PersonAndProof if ec => 29,
        Job::PersonAndProof => 28,
        Job::Certificates if ec => 12,
        Job::Certificates => 18,
        Job::Sign | Job::SignLegally => 5,
        Job::SignInReading => 4,
        Job::SecondSignature | Job::SecondLegally => 3,
        Job::Everything if ec => 51,
        Job::Everything => return None,
    };
    Some(format!("target {commands}"))
}
