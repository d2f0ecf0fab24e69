//! What keys do to a line, without any terminal.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use zeroize::Zeroizing;

use super::screen::Input;

/// Longest line, in characters.
const MAX_LINE: usize = 512;

/// What a key means beyond changing the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Enter.
    Enter,
    /// Escape.
    Cancel,
    /// Ctrl-C, or Ctrl-D on an empty line.
    Interrupt,
    /// Nothing more.
    Other,
}

/// One line being typed.
pub(super) struct Editor {
    text: Zeroizing<String>,
    masked: bool,
}

impl Editor {
    /// A line that everybody may see.
    pub(super) fn shown(initial: &str) -> Self {
        let mut editor = Self { masked: false, ..Self::masked() };
        editor.insert(initial);
        editor
    }

    /// A line that shows one mark for each character.
    pub(super) fn masked() -> Self {
        // All room at once: a text that grows would leave copies behind.
        Self { text: Zeroizing::new(String::with_capacity(MAX_LINE * 4)), masked: true }
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text, at the end.
    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.text
    }

    /// What the terminal shows.
    pub(super) fn display(&self) -> Zeroizing<String> {
        Zeroizing::new(if self.masked {
            "*".repeat(self.text.chars().count())
        } else {
            self.text.to_string()
        })
    }

    /// Applies a key.
    pub(super) fn key(&mut self, input: Input) -> Key {
        let key = match input {
            Input::Paste(text) => {
                self.insert(text.lines().next().unwrap_or_default());
                return Key::Other;
            }
            Input::Key(key) => key,
        };
        match key.code {
            KeyCode::Enter => return Key::Enter,
            KeyCode::Esc => return Key::Cancel,
            KeyCode::Backspace => {
                self.text.pop();
            }
            KeyCode::Char(letter) if is_control(&key) => match letter {
                'c' => return Key::Interrupt,
                'd' if self.text.is_empty() => return Key::Interrupt,
                'u' => self.text.clear(),
                _ => {}
            },
            KeyCode::Char(letter) => self.insert(letter.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        Key::Other
    }

    fn insert(&mut self, text: &str) {
        let room = MAX_LINE.saturating_sub(self.text.chars().count());
        self.text.extend(text.chars().filter(|c| !c.is_control()).take(room));
    }
}

/// Ctrl, but not AltGr, which some systems report as Ctrl and Alt.
fn is_control(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT)
}

/// A new password and its repetition.
pub(super) struct Pair {
    fields: [Editor; 2],
    focus: usize,
}

impl Pair {
    /// Two empty fields.
    pub(super) fn new() -> Self {
        Self { fields: [Editor::masked(), Editor::masked()], focus: 0 }
    }

    pub(super) fn first(&self) -> &Editor {
        let [first, _] = &self.fields;
        first
    }

    pub(super) fn second(&self) -> &Editor {
        let [_, second] = &self.fields;
        second
    }

    /// 0 or 1: where typing goes.
    pub(super) fn focus(&self) -> usize {
        self.focus
    }

    /// To the other field.
    pub(super) fn move_on(&mut self) {
        self.focus = 1 - self.focus.min(1);
    }

    /// The password.
    pub(super) fn into_first(self) -> Zeroizing<String> {
        let [first, _] = self.fields;
        first.into_text()
    }

    /// Applies a key.
    pub(super) fn key(&mut self, input: Input) -> Key {
        if let Input::Key(key) = &input {
            match key.code {
                KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => {
                    self.move_on();
                    return Key::Other;
                }
                KeyCode::Char('t') if is_control(key) => {
                    for field in &mut self.fields {
                        field.masked = !field.masked;
                    }
                    return Key::Other;
                }
                _ => {}
            }
        }
        self.fields.get_mut(self.focus).map_or(Key::Other, |field| field.key(input))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Input {
        Input::Key(KeyEvent::new(code, modifiers))
    }

    fn type_in(editor: &mut Editor, text: &str) {
        for letter in text.chars() {
            assert_eq!(editor.key(press(KeyCode::Char(letter), KeyModifiers::NONE)), Key::Other);
        }
    }

    #[test]
    fn typing() {
        let mut editor = Editor::masked();
        type_in(&mut editor, "aé1");
        assert_eq!(editor.display().as_str(), "***", "one mark a character");
        editor.key(press(KeyCode::Backspace, KeyModifiers::NONE));
        assert_eq!(editor.text(), "aé");
        editor.key(Input::Paste(Zeroizing::new("X\u{1b}Y\nsecond".to_owned())));
        assert_eq!(editor.text(), "aéXY", "no control characters, one line");
        editor.key(press(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(editor.text(), "");
        editor.key(press(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT));
        assert_eq!(editor.text(), "@", "AltGr types");
        assert_eq!(editor.key(press(KeyCode::Char('c'), KeyModifiers::CONTROL)), Key::Interrupt);
        assert_eq!(editor.key(press(KeyCode::Esc, KeyModifiers::NONE)), Key::Cancel);
        assert_eq!(editor.key(press(KeyCode::Enter, KeyModifiers::NONE)), Key::Enter);
        type_in(&mut editor, &"x".repeat(MAX_LINE + 10));
        assert_eq!(editor.text().chars().count(), MAX_LINE);
    }

    #[test]
    fn pair() {
        let mut pair = Pair::new();
        pair.key(press(KeyCode::Char('a'), KeyModifiers::NONE));
        pair.key(press(KeyCode::Tab, KeyModifiers::NONE));
        pair.key(press(KeyCode::Char('b'), KeyModifiers::NONE));
        assert_eq!((pair.first().text(), pair.second().text(), pair.focus()), ("a", "b", 1));
        assert_eq!(pair.first().display().as_str(), "*");
        pair.key(press(KeyCode::Char('t'), KeyModifiers::CONTROL));
        assert_eq!(pair.first().display().as_str(), "a");
        assert_eq!(pair.into_first().as_str(), "a");
    }
}
