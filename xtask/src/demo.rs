//! `cargo xtask demo`: the main job from card to finished keystore, with the program itself.
//!
//! It builds `ehealth-cert` without PC/SC, so that no system library is needed, starts its sandbox, and runs
//! its commands one after the other with the flags that anybody can type: each line that begins with `$` can
//! be repeated by hand while such a sandbox runs. `target/demo/` is emptied first; a second run meets nothing of
//! the first.

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;
use crate::summary::{self, Step};
use crate::{install, process};
use program::{Program, RunningSandbox};

/// Password of the demo's keystore: public, made for it, good for nothing else.
const PASSWORD: &str = "Demo-Voorbeeld-2026";
/// PIN of every virtual card (product.md, "Virtual cards").
const PIN: &str = "1234";
/// The organisation of `--organisation`: one that the sandbox's registry has.
const ORGANISATION: (&str, &str) = ("CBE=0999999922", "CLINIQUE INVENTEE");
/// How long the authority of the demo takes to accept a request: long enough to be seen.
const APPROVE_AFTER: &str = "1s";

/// What the demo was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    persona: String,
    /// For an organisation that the person represents, not for the person.
    organisation: bool,
}

impl Options {
    /// Reads the words behind `demo`.
    ///
    /// # Errors
    /// An unknown flag, or a flag without its value.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, Failure> {
        let mut options = Self { persona: "adult-rsa".to_owned(), organisation: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--persona" => {
                    let name = words.next().ok_or_else(|| Failure::usage("--persona needs a name"))?;
                    options.persona = (*name).to_owned();
                }
                "--organisation" => options.organisation = true,
                other => return Err(Failure::usage(format!("demo: unknown argument {other}"))),
            }
        }
        Ok(options)
    }
}

/// Runs the demo and leaves `target/demo/` with keystore, request and `summary.json`.
///
/// # Errors
/// A step failed; which one and why was printed.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let begun = Instant::now();
    install::compiler()?;
    let mut demo = Demo::prepare(options)?;
    let program =
        demo.timed("build", "build the program (without PC/SC, which a virtual card does not need)", |_| {
            Program::build()
        })?;
    demo.procedure(&program)?;
    let path = demo.folder.join("summary.json");
    let text = summary::of(&demo.documents, &demo.facts()?, &demo.steps)?;
    fs::write(&path, &text).map_err(|error| Failure::io(path.display(), &error))?;
    println!("\nDone in {:.1} s.", begun.elapsed().as_secs_f64());
    println!("  keystore  {}", demo.only_file(".p12")?.display());
    println!("  request   {}", demo.only_file(".ehcsr")?.display());
    println!("  summary   {}", path.display());
    println!("  password  {PASSWORD}   (public: made for this demo)");
    Ok(())
}

/// A demo on its way.
struct Demo {
    folder: PathBuf,
    persona: String,
    organisation: bool,
    steps: Vec<Step>,
    /// What the program printed, in the order of the steps.
    documents: Vec<Value>,
}

impl Demo {
    fn prepare(options: &Options) -> Result<Self, Failure> {
        let folder = process::target_dir()?.join("demo");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| Failure::io(folder.display(), &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| Failure::io(folder.display(), &error))?;
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).map_err(|error| Failure::io(path.display(), &error))
        };
        write("pin.txt", &format!("{PIN}\n"))?;
        write("password.txt", &format!("{PASSWORD}\n"))?;
        let whom = match options.organisation {
            true => format!(
                "the invented organisation {}, which {:?} represents",
                ORGANISATION.1, options.persona
            ),
            false => format!("the invented person {:?}", options.persona),
        };
        println!("An eHealth certificate for {whom}, from card to finished keystore.");
        println!("Nothing here leaves this machine.");
        Ok(Self {
            folder,
            persona: options.persona.clone(),
            organisation: options.organisation,
            steps: Vec::new(),
            documents: Vec::new(),
        })
    }

    /// Sandbox, then the person's own commands.
    fn procedure(&mut self, program: &Program) -> Result<(), Failure> {
        let descriptor = self.folder.join("sandbox.json");
        let _sandbox = self.timed("sandbox", "start a registration authority on this machine", |demo| {
            RunningSandbox::start(program, &demo.folder, &descriptor, APPROVE_AFTER)
        })?;
        let flags = program::shell_line(&self.global_flags());
        println!(
            "\nEvery command below has these flags:\n    FLAGS=\"{}\"",
            flags.trim_start_matches("ehealth-cert ")
        );
        self.command(program, "card", "read and verify the card", &["card"])?;
        let contact = ["--email", "voorbeeld@example.org", "--phone", "+32 2 555 01 23"];
        let organisation = [
            "--for",
            "organisation",
            "--organisation",
            ORGANISATION.0,
            "--organisation-name",
            ORGANISATION.1,
        ];
        let whom = if self.organisation { &organisation[..] } else { &["--for", "person"] };
        let request = [&["request", "--accept-terms"][..], whom, &contact].concat();
        self.command(program, "request", "make, sign and send the request", &request)?;
        self.command(
            program,
            "complete",
            "wait for the certificate, install it, register the encryption key",
            &["complete", "--wait"],
        )?;
        self.command(program, "check", "does the certificate work?", &["check"])?;
        let keystore = self.only_file(".p12")?.display().to_string();
        self.command(program, "inspect keystore", "look into the keystore", &["inspect", &keystore])?;
        let request = self.only_file(".ehcsr")?.display().to_string();
        self.command(program, "inspect request", "look into the request", &["inspect", &request])
    }

    /// One command of the program; its document is kept.
    fn command(
        &mut self,
        program: &Program,
        name: &str,
        what: &str,
        arguments: &[&str],
    ) -> Result<(), Failure> {
        let document = self.timed(name, what, |demo| {
            let flags = demo.global_flags();
            program.run(arguments, &flags)
        })?;
        self.documents.push(document);
        Ok(())
    }

    fn global_flags(&self) -> Vec<String> {
        let path = |name: &str| self.folder.join(name).display().to_string();
        let card = format!("virtual:{}", self.persona);
        let flags = [
            ["--sandbox", &path("sandbox.json")],
            ["--card", &card],
            ["--keystore-dir", &self.folder.display().to_string()],
            ["--pin-from", &format!("file:{}", path("pin.txt"))],
            ["--password-from", &format!("file:{}", path("password.txt"))],
        ];
        let mut all: Vec<String> = flags.concat().into_iter().map(str::to_owned).collect();
        all.extend(["--non-interactive", "--lang", "en", "--json"].map(str::to_owned));
        all
    }

    /// Runs a step, prints its title before and its time after, and notes both.
    fn timed<T>(
        &mut self,
        name: &str,
        what: &str,
        step: impl FnOnce(&Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("\n[{}] {name}: {what}", self.steps.len() + 1);
        let begun = Instant::now();
        let outcome = step(self);
        let elapsed = begun.elapsed();
        let mark = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("    {mark}, {}", in_words(elapsed));
        self.steps.push(Step { name: name.to_owned(), ms: elapsed.as_millis() });
        outcome.map_err(|failure| Failure::new(format!("demo: step \"{name}\" failed: {failure}")))
    }

    /// The one file of the demo's folder whose name ends so.
    fn only_file(&self, suffix: &str) -> Result<PathBuf, Failure> {
        let listing =
            fs::read_dir(&self.folder).map_err(|error| Failure::io(self.folder.display(), &error))?;
        let mut found: Vec<PathBuf> = listing.filter_map(|entry| Some(entry.ok()?.path())).collect();
        found.retain(|path: &PathBuf| name_of(path).ends_with(suffix));
        match found.as_slice() {
            [one] => Ok(one.clone()),
            many => Err(Failure::new(format!("{} files end in {suffix}, one is expected", many.len()))),
        }
    }

    fn facts(&self) -> Result<summary::Facts, Failure> {
        Ok(summary::Facts {
            keystore: self.only_file(".p12")?,
            request: self.only_file(".ehcsr")?,
            password: PASSWORD,
            persona: self.persona.clone(),
            organisation: self.organisation.then_some(ORGANISATION.0),
        })
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn in_words(elapsed: Duration) -> String {
    if elapsed < Duration::from_secs(1) {
        format!("{} ms", elapsed.as_millis())
    } else {
        format!("{:.1} s", elapsed.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let parsed = |words: &[&str]| {
            Options::parse(words).map(|options| (options.persona, options.organisation)).ok()
        };
        let some = |name: &str, organisation| Some((name.to_owned(), organisation));
        assert_eq!(parsed(&[]), some("adult-rsa", false));
        assert_eq!(parsed(&["--persona", "adult-ec"]), some("adult-ec", false));
        assert_eq!(parsed(&["--organisation"]), some("adult-rsa", true));
        assert_eq!(parsed(&["--organisation", "--persona", "adult-ec"]), some("adult-ec", true));
        assert_eq!(parsed(&["--persona"]), None);
        assert_eq!(parsed(&["adult-ec"]), None);
    }
}
