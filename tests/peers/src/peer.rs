//! Finding a peer, running it, reading what it said.

use std::env;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// A peer said no, or could not be run. The text is for the person who reads the failed test.
#[derive(Debug)]
pub struct Defect(String);

impl Defect {
    /// A defect in words.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Defect {}

/// A program of somebody else, present on this machine.
#[derive(Clone, Debug)]
pub struct Peer {
    name: &'static str,
    path: PathBuf,
}

impl Peer {
    /// OpenSSL's command-line program.
    #[must_use]
    pub fn openssl() -> Option<Self> {
        Self::find("openssl")
    }

    /// The JDK's keystore program.
    #[must_use]
    pub fn keytool() -> Option<Self> {
        Self::find("keytool")
    }

    /// The JDK's launcher; single-file source programs need a JDK, not only a JRE.
    #[must_use]
    pub fn java() -> Option<Self> {
        // `javac` is what tells a JDK from a JRE.
        Self::find("javac").and_then(|_| Self::find("java"))
    }

    /// The command-line program of the XML security library.
    #[must_use]
    pub fn xmlsec1() -> Option<Self> {
        Self::find("xmlsec1")
    }

    /// libxml2's command-line program.
    #[must_use]
    pub fn xmllint() -> Option<Self> {
        Self::find("xmllint")
    }

    /// Looks for a program in `PATH`; says so loudly when it is not there.
    #[must_use]
    pub fn find(name: &'static str) -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let found =
            env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file());
        if found.is_none() {
            eprintln!("ABSENT peer: {name}");
        }
        found.map(|path| Self { name, path })
    }

    /// Runs it with `stdin` as its standard input, in the C locale.
    ///
    /// # Errors
    /// It cannot be started. An exit status other than 0 is no error here: see [`Run`].
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S], stdin: &[u8]) -> Result<Run, Defect> {
        let mut command = Command::new(&self.path);
        command.args(arguments).env("LC_ALL", "C.UTF-8").env("LANG", "C.UTF-8");
        run(self.name, command, stdin)
    }

    /// Where the program is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn run(name: &'static str, mut command: Command, stdin: &[u8]) -> Result<Run, Defect> {
    let failed = |error: std::io::Error| Defect::new(format!("cannot run {name}: {error}"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let writer = child.stdin.take().map(|mut pipe| {
        let bytes = stdin.to_vec();
        // A program that does not read its input closes it: no defect.
        thread::spawn(move || pipe.write_all(&bytes).ok())
    });
    let output = child.wait_with_output().map_err(failed)?;
    if let Some(writer) = writer {
        let _written = writer.join();
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Run { name, ok: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) })
}

/// What a peer said.
#[derive(Debug)]
pub struct Run {
    name: &'static str,
    /// Exit status 0.
    pub ok: bool,
    /// Standard output, read as UTF-8.
    pub stdout: String,
    /// Standard error, read as UTF-8.
    pub stderr: String,
}

impl Run {
    /// Standard output of a run that ended with 0.
    ///
    /// # Errors
    /// It ended otherwise; the defect holds both streams.
    pub fn stdout_if_ok(self) -> Result<String, Defect> {
        if self.ok {
            Ok(self.stdout)
        } else {
            Err(Defect::new(format!("{} refuses: {}{}", self.name, self.stdout, self.stderr)))
        }
    }

    /// Both streams, one after the other: many programs print their verdict on standard error.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}
