//! Where PIN and passwords come from. Never from the command line, never to a log.
//!
//! Standard input is read when the first of its secrets is needed, so that wrong usage is told before. It is read byte
//! by byte from the descriptor itself: the standard library's own buffer would keep a copy that nobody wipes.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::rc::Rc;

use zeroize::{Zeroize as _, Zeroizing};

use crate::failure::Failure;
use crate::flags::Global;

/// Longest secret in bytes; a longer line is a wrong file.
const MAX_SECRET: usize = 1024;

/// Value of `--pin-from`, `--password-from`, `--new-password-from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The terminal.
    Prompt,
    /// First line of a file.
    File(PathBuf),
    /// An environment variable.
    Env(String),
    /// One line of standard input.
    Stdin,
}

impl std::str::FromStr for Source {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "prompt" => Ok(Self::Prompt),
            None if text == "stdin" => Ok(Self::Stdin),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(PathBuf::from(path))),
            Some(("env", name)) if !name.is_empty() && !name.contains(['=', '\0']) => {
                Ok(Self::Env(name.to_owned()))
            }
            // The value is not repeated: it may be the secret itself, typed in the wrong place.
            _ => Err("expected prompt, file:PATH, env:NAME or stdin; the secret itself is never a value"),
        }
    }
}

/// One secret of a run.
pub struct Slot {
    flag: &'static str,
    source: Source,
    line: Option<Zeroizing<String>>,
    input: Option<Rc<RefCell<Input>>>,
}

/// The lines of standard input: one for each secret that comes from there, in the order of the slots.
struct Input {
    flags: Vec<&'static str>,
    lines: Option<Vec<Zeroizing<String>>>,
}

impl Input {
    /// All lines are read at once: the first of them says nothing without the order.
    fn line(&mut self, flag: &'static str) -> Result<Zeroizing<String>, Failure> {
        let lines = match &self.lines {
            Some(lines) => lines,
            None => {
                let unreadable =
                    |error: std::io::Error| Failure::answer_missing(flag).with_detail(error.to_string());
                let mut file = unbuffered_stdin().map_err(unreadable)?;
                self.lines.insert(self.read(&mut file)?)
            }
        };
        let own = self.flags.iter().position(|other| *other == flag).and_then(|at| lines.get(at));
        own.cloned().ok_or_else(|| Failure::answer_missing(flag).with_detail(NO_LINE))
    }

    fn read(&self, input: &mut impl Read) -> Result<Vec<Zeroizing<String>>, Failure> {
        let mut lines = Vec::new();
        for flag in &self.flags {
            let missing = |detail: String| Failure::answer_missing(flag).with_detail(detail);
            let line = read_line(input).map_err(|error| missing(error.to_string()))?;
            lines.push(line.ok_or_else(|| missing(NO_LINE.to_owned()))?);
        }
        Ok(lines)
    }
}

const NO_LINE: &str = "standard input has no line for it";

impl Slot {
    /// A secret of one command, by its own flag. Standard input is for the three of every command.
    #[must_use]
    pub fn new(flag: &'static str, source: &Source) -> Self {
        Self { flag, source: source.clone(), line: None, input: None }
    }

    /// Whether the person is to be asked.
    #[must_use]
    pub fn is_prompt(&self) -> bool {
        self.source == Source::Prompt
    }

    /// The flag that gives this secret, for messages.
    #[must_use]
    pub fn flag(&self) -> &'static str {
        self.flag
    }

    /// The secret, or `None` when it is to be asked on the terminal.
    ///
    /// # Errors
    /// `answer.missing`: file, variable or line is not there or not text.
    pub fn value(&mut self) -> Result<Option<Zeroizing<String>>, Failure> {
        if self.is_prompt() {
            return Ok(None);
        }
        if self.line.is_none() {
            self.line = Some(self.fetch()?);
        }
        Ok(self.line.clone())
    }

    fn fetch(&self) -> Result<Zeroizing<String>, Failure> {
        let missing = |detail: String| Failure::answer_missing(self.flag).with_detail(detail);
        match &self.source {
            Source::File(path) => {
                let mut file =
                    File::open(path).map_err(|error| missing(format!("{}: {error}", path.display())))?;
                read_line(&mut file)
                    .map_err(|error| missing(format!("{}: {error}", path.display())))?
                    .ok_or_else(|| missing(format!("{}: empty file", path.display())))
            }
            Source::Env(name) => std::env::var(name)
                .map(Zeroizing::new)
                .map_err(|_| missing(format!("environment variable {name} is not set, or not text"))),
            Source::Stdin => match &self.input {
                Some(input) => input.borrow_mut().line(self.flag),
                None => Err(missing(NO_LINE.to_owned())),
            },
            Source::Prompt => Err(missing("it is asked".to_owned())),
        }
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Slot({})", self.flag)
    }
}

/// The three secrets of a run.
#[derive(Debug)]
pub struct Secrets {
    /// The card's PIN.
    pub pin: Slot,
    /// The keystore's password.
    pub password: Slot,
    /// The password of a new keystore.
    pub new_password: Slot,
}

impl Secrets {
    /// Takes the sources; nothing is read yet. Lines of standard input are in the order PIN, password, new password.
    #[must_use]
    pub fn new(global: &Global) -> Self {
        let mut secrets = Self {
            pin: Slot::new("--pin-from", &global.pin_from),
            password: Slot::new("--password-from", &global.password_from),
            new_password: Slot::new("--new-password-from", &global.new_password_from),
        };
        let slots = [&mut secrets.pin, &mut secrets.password, &mut secrets.new_password];
        let from_stdin = slots.into_iter().filter(|slot| slot.source == Source::Stdin);
        let input = Rc::new(RefCell::new(Input { flags: Vec::new(), lines: None }));
        for slot in from_stdin {
            input.borrow_mut().flags.push(slot.flag);
            slot.input = Some(Rc::clone(&input));
        }
        secrets
    }
}

#[cfg(unix)]
fn unbuffered_stdin() -> std::io::Result<File> {
    use std::os::fd::AsFd as _;
    Ok(File::from(std::io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn unbuffered_stdin() -> std::io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(File::from(std::io::stdin().as_handle().try_clone_to_owned()?))
}

/// The next line without its end (`\n` or `\r\n`); spaces belong to the secret. `None` at the end of input.
fn read_line(input: &mut impl Read) -> std::io::Result<Option<Zeroizing<String>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET));
    let mut seen = false;
    loop {
        let mut byte = [0u8; 1];
        if input.read(&mut byte)? == 0 {
            break;
        }
        seen = true;
        if byte == [b'\n'] {
            break;
        }
        if bytes.len() == MAX_SECRET {
            byte.zeroize();
            return Err(std::io::Error::other("the line is too long for a secret"));
        }
        bytes.extend_from_slice(&byte);
        byte.zeroize();
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    if !seen {
        return Ok(None);
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(Zeroizing::new(text.to_owned()))),
        Err(_) => Err(std::io::Error::other("the line is not UTF-8 text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        assert_eq!("prompt".parse(), Ok(Source::Prompt));
        assert_eq!("stdin".parse(), Ok(Source::Stdin));
        assert_eq!("file:/a:b".parse(), Ok(Source::File(PathBuf::from("/a:b"))));
        assert_eq!("env:PIN".parse(), Ok(Source::Env("PIN".to_owned())));
        for wrong in ["", "1234", "file:", "env:", "env:A=B", "Prompt", "pass:1234"] {
            let error = wrong.parse::<Source>().unwrap_err();
            assert!(!error.contains("1234"));
        }
    }

    #[test]
    fn lines() {
        let cases: &[(&[u8], Option<&str>)] = &[
            (b"1234\nrest", Some("1234")),
            (b"1234\r\n", Some("1234")),
            (b"1234", Some("1234")),
            (b" two words \n", Some(" two words ")),
            (b"\n", Some("")),
            (b"", None),
        ];
        for (input, expected) in cases {
            let got = read_line(&mut &input[..]).unwrap();
            assert_eq!(got.as_ref().map(|text| text.as_str()), *expected, "{input:?}");
        }
        assert!(read_line(&mut &vec![b'x'; MAX_SECRET + 1][..]).is_err());
        assert!(read_line(&mut &b"\xFF\n"[..]).is_err());
    }

    #[test]
    fn one_line_each() {
        let mut input = &b"first\nsecond\n"[..];
        assert_eq!(read_line(&mut input).unwrap().unwrap().as_str(), "first");
        assert_eq!(read_line(&mut input).unwrap().unwrap().as_str(), "second");
        assert!(read_line(&mut input).unwrap().is_none());
    }

    #[test]
    fn nothing_printable() {
        let slot =
            Slot { line: Some(Zeroizing::new("1234".to_owned())), ..Slot::new("--pin-from", &Source::Stdin) };
        assert_eq!(format!("{slot:?}"), "Slot(--pin-from)");
    }

    #[test]
    fn order_of_standard_input() {
        let input = Input { flags: vec!["--pin-from", "--new-password-from"], lines: None };
        let lines = input.read(&mut &b"1234\nsecret\nrest\n"[..]).unwrap();
        assert_eq!(lines.iter().map(|line| line.as_str()).collect::<Vec<_>>(), ["1234", "secret"]);
        let failure = input.read(&mut &b"1234\n"[..]).unwrap_err();
        assert_eq!(failure.code(), "answer.missing");
        assert!(format!("{failure:?}").contains("--new-password-from"));
    }
}
