//! A few lines of the terminal that are drawn again at each key.

use std::io::Write as _;

use crossterm::cursor::{MoveToColumn, MoveToPreviousLine};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event, KeyEvent, KeyEventKind};
use crossterm::terminal::{Clear, ClearType, disable_raw_mode, enable_raw_mode};
use crossterm::{event, execute, queue};
use zeroize::Zeroizing;

use super::Stop;

/// What the person did.
pub(super) enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(Zeroizing<String>),
}

/// The terminal in raw mode, until dropped.
pub(super) struct Screen {
    /// Rows from the cursor up to the first line drawn.
    above: u16,
    /// With `--plain`: what stands in the last row, and the lines said before it.
    said: Option<Said>,
}

/// As the terminal was before. Without one, or when it was never taken, this does nothing.
pub(super) fn give_back() {
    if crossterm::terminal::is_raw_mode_enabled().unwrap_or(false) {
        let _ = execute!(std::io::stderr(), DisableBracketedPaste);
        let _ = disable_raw_mode();
    }
}

/// What a plain screen has written. Wiped: the last row may be a password that is shown.
#[derive(Default)]
struct Said {
    row: Zeroizing<String>,
    others: Vec<String>,
}

impl Screen {
    /// Takes the terminal; `plain`: nothing that was written is written over.
    pub(super) fn begin(plain: bool) -> std::io::Result<Self> {
        enable_raw_mode()?;
        let screen = Self { above: 0, said: plain.then(Said::default) };
        execute!(std::io::stderr(), EnableBracketedPaste)?;
        Ok(screen)
    }

    /// Draws `lines` over those drawn before, the cursor at the end of line `focus`.
    pub(super) fn draw(&mut self, lines: &[String], focus: usize) {
        // Whoever closed the terminal is noticed when the next key is read.
        let _ = match &mut self.said {
            Some(said) => said.go_on(lines, focus),
            None => self.try_draw(lines, focus),
        };
    }

    fn try_draw(&mut self, lines: &[String], focus: usize) -> std::io::Result<()> {
        let width = width();
        let mut out = Zeroizing::new(Vec::new());
        if self.above > 0 {
            queue!(*out, MoveToPreviousLine(self.above))?;
        }
        queue!(*out, MoveToColumn(0), Clear(ClearType::FromCursorDown))?;
        for (index, line) in lines.iter().enumerate() {
            let end = if index + 1 == lines.len() { "" } else { "\r\n" };
            let shown = if index == focus { tail(line, width) } else { head(line, width) };
            write!(*out, "{shown}{end}")?;
        }
        let below = u16::try_from(lines.len().saturating_sub(focus + 1)).unwrap_or(0);
        if below > 0 {
            queue!(*out, MoveToPreviousLine(below))?;
        }
        let column = lines.get(focus).map_or(0, |line| tail(line, width).chars().count());
        queue!(*out, MoveToColumn(u16::try_from(column).unwrap_or(u16::MAX)))?;
        self.above = u16::try_from(focus).unwrap_or(0);
        let mut stderr = std::io::stderr().lock();
        stderr.write_all(&out)?;
        stderr.flush()
    }

    /// Leaves `lines` on the terminal and the cursor below them.
    pub(super) fn finish(&mut self, lines: &[String]) {
        self.draw(lines, lines.len().saturating_sub(1));
    }

    /// The next key or pasted text.
    pub(super) fn key(&mut self) -> Result<Input, Stop> {
        loop {
            if crate::interrupt::raised() {
                return Err(Stop::Interrupted);
            }
            match event::poll(crate::interrupt::TICK) {
                Ok(false) => continue,
                Ok(true) => {}
                Err(_) => return Err(Stop::Interrupted),
            }
            match event::read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => return Ok(Input::Key(key)),
                Ok(Event::Paste(text)) => return Ok(Input::Paste(Zeroizing::new(text))),
                Ok(_) => {}
                Err(_) => return Err(Stop::Interrupted),
            }
        }
    }
}

impl Said {
    /// Writes what is new: a line, or the end of the one that is being typed.
    fn go_on(&mut self, lines: &[String], focus: usize) -> std::io::Result<()> {
        let row = lines.get(focus).map(String::as_str).unwrap_or_default();
        let others = lines.iter().enumerate().filter(|(index, _)| *index != focus).map(|(_, line)| line);
        let mut out = Zeroizing::new(Vec::new());
        let mut anew = false;
        for line in others.clone().filter(|line| !self.others.contains(line)) {
            write!(*out, "\r\n{line}")?;
            anew = true;
        }
        if let Some(typed) = row.strip_prefix(self.row.as_str()).filter(|_| !anew) {
            write!(*out, "{typed}")?;
        } else if let Some(gone) = self.row.strip_prefix(row).filter(|_| !anew) {
            write!(*out, "{}", "\u{8} \u{8}".repeat(gone.chars().count()))?;
        } else {
            write!(*out, "\r\n{row}")?;
        }
        self.others = others.cloned().collect();
        self.row = Zeroizing::new(row.to_owned());
        let mut stderr = std::io::stderr().lock();
        stderr.write_all(&out)?;
        stderr.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(std::io::stderr(), DisableBracketedPaste);
        let _ = disable_raw_mode();
        let _ = std::io::stderr().write_all(b"\n");
    }
}

/// Columns that can be written in without a new line; some terminals say that they have none.
pub(super) fn width() -> usize {
    let columns = crossterm::terminal::size().map_or(0, |(columns, _)| usize::from(columns));
    if columns == 0 { 79 } else { columns.max(10) - 1 }
}

/// Rows of the terminal; many where it has no end.
pub(super) fn rows() -> usize {
    let rows = crossterm::terminal::size().map_or(0, |(_, rows)| usize::from(rows));
    if rows == 0 { usize::MAX } else { rows }
}

/// A line in pieces that fit, cut between words.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).take(width / 2).collect();
    let mut pieces = vec![indent.clone()];
    for word in line.split_whitespace() {
        let is_begun = pieces.last().is_some_and(|piece| piece.len() > indent.len());
        let fits =
            pieces.last().is_none_or(|piece| piece.chars().count() + 1 + word.chars().count() <= width);
        if is_begun && !fits {
            pieces.push(indent.clone());
        }
        if let Some(piece) = pieces.last_mut() {
            if is_begun && fits {
                piece.push(' ');
            }
            piece.push_str(word);
        }
    }
    pieces
}

/// What fits: the end of a line is where somebody types.
fn tail(line: &str, width: usize) -> String {
    let count = line.chars().count();
    if count <= width {
        return line.to_owned();
    }
    let kept = width.saturating_sub(1);
    std::iter::once('…').chain(line.chars().skip(count.saturating_sub(kept))).collect()
}

/// What fits of a line that nobody types in.
fn head(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::{head, tail, wrapped};

    #[test]
    fn texts_are_wrapped_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("  one two three", 7), ["  one", "  two", "  three"]);
        assert_eq!(wrapped("", 7), [""]);
        assert_eq!(wrapped("unbreakable-long", 7), ["unbreakable-long"]);
    }

    #[test]
    fn long_lines_keep_their_end() {
        assert_eq!(tail("abcdef", 6), "abcdef");
        assert_eq!(tail("abcdef", 4), "…def");
        assert_eq!(head("abcdef", 4), "abc…");
    }
}
