//! What the comparisons share. Each program in `src/bin` prints one JSON object a line on its standard output,
//! made by [`Row::print`]; `cargo xtask bench` runs them all and writes the table and the list. What a program
//! wants to say to people goes to standard error.
//!
//! A peer that is not there is a row without its number and a note that says so: never a guess.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

/// One job, ours beside one peer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(clippy::exhaustive_structs, reason = "the row of the report")]
pub struct Row {
    /// What is done, the same for ours and the peer.
    pub name: String,
    /// Our figure, in `unit`.
    pub ours: Option<f64>,
    /// The peer's.
    pub peer: Option<f64>,
    /// Who the peer is, with its version.
    pub peer_version: String,
    /// Our figure divided by the peer's: below 1 ours needs less.
    pub ratio: Option<f64>,
    /// What both figures count.
    pub unit: String,
    /// How it was measured, or why it was not.
    pub note: String,
}

impl Row {
    /// Our figure alone.
    #[must_use]
    pub fn new(name: impl Into<String>, unit: impl Into<String>, ours: f64) -> Self {
        Self {
            name: name.into(),
            ours: Some(ours),
            peer: None,
            peer_version: String::new(),
            ratio: None,
            unit: unit.into(),
            note: String::new(),
        }
    }

    /// Beside a peer's figure, which is `None` when it was not measured or the peer cannot do the job.
    #[must_use]
    pub fn beside(self, peer_version: impl Into<String>, peer: Option<f64>) -> Self {
        let ratio = match (self.ours, peer) {
            (Some(ours), Some(peer)) if peer > 0.0 => Some(ours / peer),
            _ => None,
        };
        Self { peer_version: peer_version.into(), peer, ratio, ..self }
    }

    /// With a word on how.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Prints the row as one line of JSON.
    pub fn print(&self) {
        println!("{}", serde_json::json!(self));
    }
}

/// The median of `times` runs.
pub fn median(times: usize, mut job: impl FnMut()) -> Duration {
    let mut durations: Vec<Duration> = (0..times.max(1))
        .map(|_| {
            let begin = Instant::now();
            job();
            begin.elapsed()
        })
        .collect();
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}

/// Milliseconds, for a row.
#[must_use]
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The first line that `program` prints with these arguments; `None` when it is not there.
#[must_use]
pub fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    String::from_utf8_lossy(&text).lines().next().map(|line| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_only_of_two_figures() {
        let row = Row::new("a", "commands", 5.0);
        assert_eq!(row.clone().beside("peer 1", Some(10.0)).ratio, Some(0.5));
        assert_eq!(row.clone().beside("peer 1", None).ratio, None);
        assert_eq!(Row::new("a", "ms", 1.0).beside("peer 1", Some(0.0)).ratio, None);
        let json = serde_json::to_value(row.note("n")).unwrap();
        for key in ["name", "ours", "peer", "peer_version", "ratio", "unit", "note"] {
            assert!(json.get(key).is_some(), "{key}");
        }
    }
}
