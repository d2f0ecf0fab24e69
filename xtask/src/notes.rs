//! What tests say beside pass and fail: lines that begin with `COUNT `, `ABSENT ` or `SKIPPED `.
//!
//! A test that repeats something many times prints `COUNT` with the number it ran; a test that needs a peer
//! which is not there, or a folder, prints `ABSENT` or `SKIPPED` and passes. Both would be invisible in a
//! runner that hides what passing tests print, so they are collected here and stand at the end.

use std::collections::{BTreeMap, BTreeSet};

/// The lines collected so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    counts: BTreeSet<String>,
    absent: BTreeMap<String, usize>,
}

impl Notes {
    /// Looks at one line of a test's output.
    pub(crate) fn take(&mut self, line: &str) {
        let Some(note) = note_of(line) else { return };
        if note.starts_with("COUNT ") {
            self.counts.insert(note.to_owned());
        } else {
            *self.absent.entry(note.to_owned()).or_default() += 1;
        }
    }

    /// Looks at a report in JUnit's form, in which text is escaped.
    pub(crate) fn take_junit(&mut self, report: &str) {
        for line in report.lines() {
            let text = ["<system-out>", "<system-err>"].iter().find_map(|tag| line.split_once(tag));
            self.take(&unescape(text.map_or(line, |(_, text)| text)));
        }
    }

    /// Adds a peer that was found absent before any test ran.
    pub(crate) fn add_absent(&mut self, note: String) {
        self.absent.entry(note).or_default();
    }

    /// The counts, then a line for everything that was absent and how many tests met it.
    pub(crate) fn lines(&self) -> Vec<String> {
        let absent = self.absent.iter().map(|(note, tests)| match tests {
            0 => note.clone(),
            1 => format!("{note} [1 test]"),
            many => format!("{note} [{many} tests]"),
        });
        self.counts.iter().cloned().chain(absent).collect()
    }
}

/// The note in a line, also behind libtest's own `test NAME ... `, which it prints without a line end.
fn note_of(line: &str) -> Option<&str> {
    let line = line.trim();
    let text = match line.strip_prefix("test ") {
        Some(rest) => rest.split_once(" ... ")?.1,
        None => line,
    };
    ["COUNT ", "ABSENT ", "SKIPPED "].iter().any(|word| text.starts_with(word)).then_some(text)
}

fn unescape(text: &str) -> String {
    let text = text.split("</system-").next().unwrap_or_default();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_where_runners_put_them() {
        let mut notes = Notes::default();
        notes.take("COUNT deaths: 20 of 200");
        notes.take("test kill::every_effect ... COUNT effects: 31");
        notes.take("test fine ... ok");
        notes.take("the COUNT in the middle is none");
        notes.take_junit(
            "<testcase name=\"COUNT x\">\n<system-out>running 1 test\ntest a ... ok</system-out>\n\
             <system-err>ABSENT peer: a &amp; b</system-err>\nSKIPPED schemas &lt;absent&gt;\n",
        );
        notes.take("ABSENT peer: a & b");
        notes.add_absent("ABSENT peer: pcscd".to_owned());
        assert_eq!(
            notes.lines(),
            [
                "COUNT deaths: 20 of 200",
                "COUNT effects: 31",
                "ABSENT peer: a & b [2 tests]",
                "ABSENT peer: pcscd",
                "SKIPPED schemas <absent> [1 test]",
            ]
        );
    }
}
