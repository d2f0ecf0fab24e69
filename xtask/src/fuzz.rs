//! `cargo xtask fuzz`: every target of the workspace `fuzz`, so many minutes each, one a core; then what each did.
//!
//! libFuzzer on the stable compiler, without a sanitiser: the code has no `unsafe`, what is looked for are panics,
//! overflows, broken assertions, time and memory. New inputs go to `fuzz/work`, findings to `fuzz/artifacts`; the
//! committed corpora change only with `--minimise`.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::failure::Failure;
use crate::{install, process, tools};

const USAGE: &str = "usage: cargo xtask fuzz [--minutes N | --seconds N] [--minimise] [TARGET…]";
/// What one input may take.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=16384"];

/// What the command line asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// For each target.
    seconds: u64,
    /// Whether the corpora are made anew from all that reaches something.
    minimise: bool,
    /// Which; empty for all.
    targets: Vec<String>,
}

impl Options {
    /// # Errors
    /// Words that mean nothing here.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, Failure> {
        let usage = || Failure::usage(USAGE);
        let mut options = Self { seconds: 60, minimise: false, targets: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).ok_or_else(usage);
            match *word {
                "--minutes" => options.seconds = number()?.saturating_mul(60),
                "--seconds" => options.seconds = number()?,
                "--minimise" => options.minimise = true,
                name if !name.starts_with('-') => options.targets.push(name.to_owned()),
                _ => return Err(usage()),
            }
        }
        if options.seconds == 0 { Err(usage()) } else { Ok(options) }
    }
}

/// What one target did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Outcome {
    target: String,
    executions: u64,
    /// Edges that the corpus reaches, and those reached in the end.
    coverage: (u64, u64),
    /// Files under `fuzz/artifacts`.
    findings: Vec<String>,
    /// Whether libFuzzer ended as it should.
    well: bool,
}

/// Builds, runs and prints.
///
/// # Errors
/// A target cannot be built or is unknown; a target found something.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    install::fuzzing();
    tools::provide(&tools::FUZZ)?;
    let folder = process::workspace().join("fuzz");
    let all = process::output(process::cargo().current_dir(&folder).args(["fuzz", "list"]))?;
    let all: Vec<String> = all.lines().map(|line| line.trim().to_owned()).collect();
    if let Some(unknown) = options.targets.iter().find(|target| !all.contains(target)) {
        return Err(Failure::usage(format!("no target {unknown}; there are: {}", all.join(" "))));
    }
    let targets = if options.targets.is_empty() { all } else { options.targets.clone() };
    let binaries = build(&folder)?;

    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("{} targets, {} s each, {cores} at a time", targets.len(), options.seconds);
    let waiting = Mutex::new(targets.iter().cloned().collect::<VecDeque<_>>());
    let done = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(target) = next() {
                    let outcome = one(&folder, &binaries, &target, options);
                    if let Ok(outcome) = &outcome {
                        println!("{}", line(outcome, options.seconds));
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    let outcomes = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let outcomes = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
    let executions: u64 = outcomes.iter().map(|outcome| outcome.executions).sum();
    let findings: Vec<&String> = outcomes.iter().flat_map(|outcome| &outcome.findings).collect();
    println!(
        "COUNT fuzz: {executions} executions of {} targets, {} s each, {} findings",
        outcomes.len(),
        options.seconds,
        findings.len()
    );
    for finding in &findings {
        println!("finding: {finding}");
    }
    match outcomes.iter().find(|outcome| !outcome.well) {
        None if findings.is_empty() => Ok(()),
        None => Err(Failure::told()),
        Some(outcome) => Err(Failure::new(format!("{} did not end well; see fuzz/work/log", outcome.target))),
    }
}

/// The binaries, in a folder that the next build does not touch.
fn build(folder: &Path) -> Result<PathBuf, Failure> {
    let mut build = process::cargo();
    build.current_dir(folder).args(["fuzz", "build", "--sanitizer", "none"]);
    if !process::listen(&mut build, |line| println!("{line}"))?.success() {
        return Err(Failure::new("the targets do not build; see above"));
    }
    let host = process::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    Ok(folder.join("target").join(host.trim()).join("release"))
}

fn one(folder: &Path, binaries: &Path, target: &str, options: &Options) -> Result<Outcome, Failure> {
    let make = |path: PathBuf| -> Result<PathBuf, Failure> {
        fs::create_dir_all(&path).map_err(|error| Failure::io(path.display(), &error))?;
        Ok(path)
    };
    let corpus = make(folder.join("corpus").join(target))?;
    let work = make(folder.join("work").join(target))?;
    let artifacts = make(folder.join("artifacts").join(target))?;
    let log = make(folder.join("work/log"))?.join(target);
    let before = names(&artifacts);

    let mut command = niced(&binaries.join(target));
    command.current_dir(folder).args(LIMITS).arg("-dict=dict").arg("-print_final_stats=1");
    command.arg(format!("-max_total_time={}", options.seconds));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.arg(&work).arg(&corpus);
    let mut text = String::new();
    let status = process::listen(&mut command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    fs::write(&log, &text).map_err(|error| Failure::io(log.display(), &error))?;

    if options.minimise && status.success() {
        minimise(&binaries.join(target), &corpus, &work)?;
    }
    let findings = names(&artifacts)
        .into_iter()
        .filter(|name| !before.contains(name))
        .map(|name| format!("fuzz/artifacts/{target}/{name}"))
        .collect();
    let (executions, coverage) = statistics(&text);
    Ok(Outcome { target: target.to_owned(), executions, coverage, findings, well: status.success() })
}

/// Replaces the corpus by the fewest and shortest inputs that reach as much as it and the new ones do.
fn minimise(binary: &Path, corpus: &Path, work: &Path) -> Result<(), Failure> {
    let least = corpus.with_extension("least");
    let failed = |error: std::io::Error| Failure::io(corpus.display(), &error);
    fs::create_dir_all(&least).map_err(failed)?;
    let mut merge = niced(binary);
    merge.args(LIMITS).arg("-merge=1").args([least.as_path(), corpus, work]);
    if !process::listen(&mut merge, |_| {})?.success() {
        return Err(Failure::new(format!("{} could not be minimised", corpus.display())));
    }
    fs::remove_dir_all(corpus).map_err(failed)?;
    fs::rename(&least, corpus).map_err(failed)
}

/// Behind other work of the machine, where there is `nice`.
fn niced(binary: &Path) -> Command {
    if process::find("nice").is_none() {
        return Command::new(binary);
    }
    let mut command = Command::new("nice");
    command.args(["-n", "19"]).arg(binary);
    command
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Executions, and coverage at the start and at the end, from what libFuzzer prints.
fn statistics(text: &str) -> (u64, (u64, u64)) {
    let after = |line: &str, mark: &str| -> Option<u64> {
        let (_, rest) = line.split_once(mark)?;
        rest.split_whitespace().next()?.parse().ok()
    };
    let executions = text.lines().find_map(|line| after(line, "stat::number_of_executed_units:"));
    let first = text.lines().find(|line| line.contains("INITED")).and_then(|line| after(line, " cov: "));
    let last = text.lines().rev().find_map(|line| after(line, " cov: "));
    (executions.unwrap_or(0), (first.unwrap_or(0), last.unwrap_or(0)))
}

fn line(outcome: &Outcome, seconds: u64) -> String {
    let Outcome { target, executions, coverage: (first, last), findings, well } = outcome;
    let end = if *well { "" } else { ", ended badly" };
    format!(
        "COUNT fuzz {target}: {executions} executions in {seconds} s, coverage {first} -> {last}, {} findings{end}",
        findings.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let parse = |words: &[&str]| Options::parse(words).map_err(|failure| failure.to_string());
        let all = Options { seconds: 60, minimise: false, targets: Vec::new() };
        assert_eq!(parse(&[]), Ok(all));
        let two =
            Options { seconds: 600, minimise: true, targets: vec!["name".to_owned(), "cms".to_owned()] };
        assert_eq!(parse(&["--minutes", "10", "name", "--minimise", "cms"]), Ok(two));
        for wrong in [&["--minutes"][..], &["--minutes", "x"], &["--seconds", "0"], &["--other"]] {
            assert_eq!(parse(wrong), Err(USAGE.to_owned()), "{wrong:?}");
        }
    }

    #[test]
    fn what_libfuzzer_says() {
        let text = "#9\tINITED cov: 120 ft: 130 corp: 3/90b\n#12\tNEW    cov: 125 ft: 140\n\
                    #99\tDONE   cov: 131 ft: 150\nstat::number_of_executed_units: 99\nstat::peak_rss_mb: 40\n";
        assert_eq!(statistics(text), (99, (120, 131)));
        assert_eq!(statistics("nothing"), (0, (0, 0)));
    }
}
