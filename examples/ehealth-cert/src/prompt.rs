//! Questions on the terminal. They appear on standard error: standard output belongs to the result.
//!
//! Without a terminal, or when told never to ask, nothing hangs: [`Stop::Nobody`].

mod editor;
mod screen;

use std::io::IsTerminal as _;

use zeroize::Zeroizing;

use crate::words::{Language, Words};
use editor::{Editor, Key, Pair};
use screen::Screen;

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nobody can be asked.
    Nobody,
    /// The person cancelled this question.
    Cancelled,
    /// The person or the system stops the program.
    Interrupted,
}

/// State of one mark beside a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Fulfilled.
    Met,
    /// Not fulfilled.
    Unmet,
    /// Nothing to judge yet.
    Pending,
}

/// One mark: its label and state.
pub(crate) type Mark = (String, State);

/// The terminal, if somebody sits there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    interactive: bool,
    /// Nothing that was written is written over.
    plain: bool,
    /// What stands behind a label.
    colon: &'static str,
}

impl Terminal {
    /// Looks whether questions can be asked at all.
    pub(crate) fn detect(non_interactive: bool, plain: bool, language: Language) -> Self {
        let interactive =
            !non_interactive && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let simple = || std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        Self { interactive, plain: plain || simple(), colon: language.colon() }
    }

    /// Whether somebody can be asked.
    pub(crate) fn is_interactive(self) -> bool {
        self.interactive
    }

    /// Asks for one line, again until `check` finds nothing wrong with it.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn line(
        self,
        label: &str,
        initial: &str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Stop> {
        let label = self.label(label);
        let mut screen = self.screen()?;
        let mut editor = Editor::shown(initial);
        let mut complaint = None;
        loop {
            let mut lines = vec![format!("{label} {}", editor.display().as_str())];
            lines.extend(complaint.as_ref().map(|text| format!("  {text}")));
            screen.draw(&lines, 0);
            match editor.key(screen.key()?) {
                Key::Enter => match check(editor.text()) {
                    Ok(()) => {
                        screen.finish(&[format!("{label} {}", editor.display().as_str())]);
                        return Ok(editor.text().to_owned());
                    }
                    Err(text) => complaint = Some(text),
                },
                Key::Cancel => return Err(Stop::Cancelled),
                Key::Interrupt => return Err(Stop::Interrupted),
                Key::Other => complaint = None,
            }
        }
    }

    /// Asks for a secret; Enter does nothing until `acceptable`.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn secret(
        self,
        label: &str,
        acceptable: &dyn Fn(&str) -> bool,
    ) -> Result<Zeroizing<String>, Stop> {
        let label = self.label(label);
        let mut screen = self.screen()?;
        let mut editor = Editor::masked();
        loop {
            screen.draw(&[format!("{label} {}", editor.display().as_str())], 0);
            match editor.key(screen.key()?) {
                Key::Enter if acceptable(editor.text()) => {
                    // The length of a secret does not stay on the screen either.
                    screen.finish(&[format!("{label} ********")]);
                    return Ok(editor.into_text());
                }
                Key::Cancel => return Err(Stop::Cancelled),
                Key::Interrupt => return Err(Stop::Interrupted),
                Key::Enter | Key::Other => {}
            }
        }
    }

    /// Asks for a new password twice, with marks that change at each key (domain.md S13).
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn new_password(
        self,
        words: &Words,
        marks: &dyn Fn(&str, &str) -> Vec<Mark>,
    ) -> Result<Zeroizing<String>, Stop> {
        let mut screen = self.screen()?;
        let mut pair = Pair::new();
        let mut announced = false;
        loop {
            let marks = marks(pair.first().text(), pair.second().text());
            let mut lines = vec![
                words.labelled("pw-new", pair.first().display().as_str()),
                words.labelled("pw-repeat", pair.second().display().as_str()),
            ];
            let mut states: Vec<_> = marks
                .iter()
                .map(|(label, state)| format!("  [{}] {label}", words.plain(key_of(*state))))
                .collect();
            states.push(words.plain("pw-show"));
            if self.plain {
                // Each field by itself, and the marks only when somebody wants to go on: nothing interrupts
                // the typing.
                lines = lines.into_iter().skip(pair.focus()).take(1).collect();
                lines.extend(states.into_iter().filter(|_| announced));
                screen.draw(&lines, 0);
            } else {
                lines.extend(states);
                screen.draw(&lines, pair.focus());
            }
            announced = false;
            match pair.key(screen.key()?) {
                Key::Enter if marks.iter().all(|(_, state)| *state == State::Met) => {
                    screen.finish(&[words.labelled("pw-new", "********")]);
                    return Ok(pair.into_first());
                }
                Key::Enter => {
                    announced = true;
                    pair.move_on();
                }
                Key::Cancel => return Err(Stop::Cancelled),
                Key::Interrupt => return Err(Stop::Interrupted),
                Key::Other => {}
            }
        }
    }

    /// Asks a question that is answered by one key.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn confirm(self, words: &Words, question: &str) -> Result<bool, Stop> {
        let yes = words.plain("yes-key");
        let label = words.text("ask-yes-no", &[("question", question.into()), ("yes", yes.as_str().into())]);
        let answer = self.line(&label, "", &|text| {
            let text = text.trim().to_lowercase();
            if text == yes || ["y", "n"].contains(&text.as_str()) { Ok(()) } else { Err(format!("{yes}/n")) }
        })?;
        Ok(answer.trim().to_lowercase() != "n")
    }

    /// Shows a text a screenful at a time; what was read stays above.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn page(self, words: &Words, title: &str, text: &str) -> Result<(), Stop> {
        use crate::output::say;
        say(&format!("\n{title}\n"));
        let (width, rows) = (screen::width(), screen::rows());
        let lines: Vec<String> = text.lines().flat_map(|line| screen::wrapped(line, width)).collect();
        let mut pages = lines.chunks(rows.saturating_sub(2).max(5)).peekable();
        while let Some(page) = pages.next() {
            for line in page {
                say(line);
            }
            if pages.peek().is_some() && self.interactive {
                self.line(&words.plain("page-more"), "", &|_| Ok(()))?;
            }
        }
        say("");
        Ok(())
    }

    /// Asks to choose one of `options` by its number; the index of the choice, counted from 0.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) fn choose(self, words: &Words, question: &str, options: &[String]) -> Result<usize, Stop> {
        if !self.interactive {
            return Err(Stop::Nobody);
        }
        for (number, option) in (1..).zip(options) {
            crate::output::say(&format!("  {number}  {option}"));
        }
        let chosen = |text: &str| -> Option<usize> {
            text.trim().parse::<usize>().ok()?.checked_sub(1).filter(|index| *index < options.len())
        };
        let count = options.len();
        let wrong = words.text("choose-number", &[("count", count.into())]);
        let first = if count == 1 { "1" } else { "" };
        let answer =
            self.line(question, first, &|text| chosen(text).map(drop).ok_or_else(|| wrong.clone()))?;
        chosen(&answer).ok_or(Stop::Cancelled)
    }

    /// A question that leaves no room for its answer stands above it.
    fn label(self, label: &str) -> String {
        /// Columns for an answer.
        const ROOM: usize = 24;
        if !self.interactive || label.chars().count() + ROOM <= screen::width() {
            return format!("{label}{}", self.colon);
        }
        crate::output::say(label);
        ">".to_owned()
    }

    fn screen(self) -> Result<Screen, Stop> {
        if !self.interactive {
            return Err(Stop::Nobody);
        }
        Screen::begin(self.plain).map_err(|_| Stop::Nobody)
    }
}

/// Gives the terminal back, in whatever state a question left it.
pub(crate) fn give_back() {
    screen::give_back();
}

fn key_of(state: State) -> &'static str {
    match state {
        State::Met => "mark-met",
        State::Unmet => "mark-unmet",
        State::Pending => "mark-pending",
    }
}
