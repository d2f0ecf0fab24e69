//! What `cargo test -- --show-output` prints, test program after test program.
//!
//! After the names, libtest prints `successes:` and what each passing test printed, then `successes:` again
//! and their names; the same with `failures:`. What tests printed may hold anything, a whole report of a
//! child process too, so nothing in it is taken for libtest's own words.

/// Reads the lines of such a report.
#[derive(Debug, Default)]
pub(super) struct Report {
    section: Section,
    programs: usize,
    failed_program: bool,
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Where in the report of one test program the last line stood.
#[derive(Debug, Default, PartialEq, Eq)]
enum Section {
    /// Names of tests, or between two programs.
    #[default]
    Names,
    /// What passing tests printed.
    PassedOutput,
    /// What failed tests printed.
    FailedOutput,
    /// Names after the outputs, up to the result.
    List,
}

impl Report {
    /// Takes one line and says whether it is worth showing: what passing tests printed is not.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let next = match (&self.section, line) {
            (Section::Names | Section::List, "successes:") => Some(Section::PassedOutput),
            (Section::Names | Section::List, "failures:") => Some(Section::FailedOutput),
            (Section::PassedOutput, "successes:") | (Section::FailedOutput, "failures:") => {
                Some(Section::List)
            }
            (Section::Names | Section::List, _) if line.starts_with("test result: ") => {
                self.add(line);
                Some(Section::Names)
            }
            _ => None,
        };
        let hidden = self.section == Section::PassedOutput || next == Some(Section::PassedOutput);
        if let Some(next) = next {
            self.section = next;
        }
        !hidden
    }

    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        self.programs += 1;
        self.failed_program |= result.starts_with("FAILED");
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let number = words.next().and_then(|word| word.parse::<u64>().ok());
            match (number, words.next()) {
                (Some(number), Some("passed")) => self.passed += number,
                (Some(number), Some("failed")) => self.failed += number,
                (Some(number), Some("ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }

    /// One line in libtest's own form over all programs; `None` when none ran.
    pub(super) fn summary(&self) -> Option<String> {
        let word = if self.failed_program { "FAILED" } else { "ok" };
        (self.programs > 0).then(|| {
            format!(
                "test result: {word}. {} passed; {} failed; {} ignored; over {} test programs",
                self.passed, self.failed, self.ignored, self.programs
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "running 2 tests
test a ... ok
test b ... ok

successes:

---- a stdout ----
what a printed

failures:

failures:
    child

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s

successes:
    a
    b

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.5s

running 1 test
test c ... FAILED

failures:

---- c stdout ----
why c failed

failures:
    c

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2s
";

    #[test]
    fn sums_over_programs_without_what_tests_printed() {
        let mut report = Report::default();
        assert_eq!(report.summary(), None);
        let shown: Vec<&str> = REPORT.lines().filter(|line| report.take(line)).collect();
        assert_eq!(
            report.summary().unwrap(),
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; over 2 test programs"
        );
        assert!(!shown.contains(&"what a printed") && !shown.contains(&"    child"), "{shown:#?}");
        assert!(shown.contains(&"why c failed") && shown.contains(&"test a ... ok"), "{shown:#?}");
    }
}
