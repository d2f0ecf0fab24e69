//! What a command gives: one JSON document, or lines for people.

use std::io::Write as _;

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Output {
    /// For `--json`; its member `ok` is true.
    pub(crate) json: serde_json::Value,
    /// For people.
    pub(crate) lines: Vec<String>,
}

impl Output {
    /// Prints it on standard output.
    ///
    /// # Errors
    /// What hinders: a result that nobody got is none. Whoever closed the pipe has read enough.
    pub(crate) fn print(&self, json: bool) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        let written = match json {
            true => writeln!(out, "{}", self.json),
            false => self.lines.iter().try_for_each(|line| writeln!(out, "{line}")),
        };
        match written.and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }
}

/// Prints lines for people on standard output.
pub(crate) fn lines(lines: &[String]) {
    let mut out = std::io::stdout().lock();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    let _ = out.flush();
}

/// Prints the one document of `--json`.
pub(crate) fn document(value: &serde_json::Value) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{value}");
    let _ = out.flush();
}

/// Says something beside the result: progress, questions, warnings.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// `label: value` lines with the values below each other.
pub(crate) fn table(rows: &[(String, String)]) -> Vec<String> {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    rows.iter()
        .map(|(label, value)| {
            let gap = " ".repeat(width.saturating_sub(label.chars().count()));
            format!("  {label}{gap}  {value}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns() {
        let rows = [("a".to_owned(), "1".to_owned()), ("été".to_owned(), "2".to_owned())];
        assert_eq!(table(&rows), ["  a    1", "  été  2"]);
    }
}
