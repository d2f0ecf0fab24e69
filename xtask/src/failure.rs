//! Why a task ended badly, in words for the developer who started it.

use std::fmt;
use std::process::ExitCode;

/// What went wrong. The text is whole sentences, ready to be printed.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    code: u8,
}

impl Failure {
    /// The task ran and found or met something wrong: exit code 1.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 1 }
    }

    /// The command line was not understood: exit code 2.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 2 }
    }

    /// The output has said everything already: exit code 1 and not one line more.
    pub(crate) fn told() -> Self {
        Self::new("")
    }

    pub(crate) fn is_told(&self) -> bool {
        self.text.is_empty()
    }

    /// A file or a process that could not be used, with the system's reason.
    pub(crate) fn io(what: impl fmt::Display, error: &std::io::Error) -> Self {
        Self::new(format!("{what}: {error}"))
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
