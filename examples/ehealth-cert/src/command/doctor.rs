//! `doctor`: everything that can be wrong before one starts, a line each, with its remedy.

mod bundle;
mod explain;
mod keystores;
mod reader;
mod surroundings;

use serde_json::{Value, json};

use crate::cli::DoctorArgs;
use crate::context::Context;
use crate::failure::{Failure, printable};
use crate::interrupt;
use crate::messages::Words;
use crate::output::Output;

/// How serious a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Ok,
    Warning,
    Problem,
}

impl Level {
    const fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug)]
struct Line {
    level: Level,
    /// `service`, `reader`, `card`, `pin`, `clock`, `network`, `proxy`, `folder`, `keystore`, `programs`,
    /// `configuration`.
    check: &'static str,
    code: Option<&'static str>,
    detail: String,
}

impl Line {
    fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, code: None, detail: detail.into() }
    }

    fn warning(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, code: Some(code), detail: detail.into() }
    }

    fn problem(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Problem, check, code: Some(code), detail: detail.into() }
    }

    fn json(&self, words: &Words) -> Value {
        json!({
            "level": self.level.key(),
            "check": self.check,
            "code": self.code.map(crate::exit::of_domain),
            "detail": self.detail,
            "remedy": self.code.map(|code| Failure::new(code).remedy(words)),
        })
    }

    /// A line, and the remedy below it.
    fn text(&self, words: &Words) -> Vec<String> {
        let name = words.plain(&format!("doctor-{}", self.check));
        let level = words.plain(&format!("level-{}", self.level.key()));
        let detail = printable(&self.detail);
        let Some(code) = self.code else {
            return vec![format!("[{level}] {name}: {detail}")];
        };
        let failure = Failure::new(code);
        let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
        vec![
            format!("[{level}] {name}: {}{detail} [{}]", failure.message(words), failure.code()),
            format!("    {}: {}", words.plain("label-remedy"), failure.remedy(words)),
        ]
    }
}

/// Runs it. Warnings leave 0; a problem ends with 3, whatever its group is.
///
/// # Errors
/// `usage`; the first problem.
pub(super) fn run(args: &DoctorArgs, context: &mut Context) -> Result<Output, Failure> {
    if let Some(text) = &args.explain {
        return Ok(explain::explain(text, &context.words));
    }
    let world = context.world()?;
    interrupt::install();
    let mut lines = vec![surroundings::configuration(&world)];
    lines.extend(reader::look(&world));
    lines.extend(surroundings::network(&world));
    lines.extend(surroundings::folder(&world));
    lines.extend(keystores::look(&world, context)?);
    let words = &context.words;
    let worst = lines.iter().map(|line| line.level).max().unwrap_or(Level::Ok);
    let mut text: Vec<String> = lines.iter().flat_map(|line| line.text(words)).collect();
    text.push(words.plain(&format!("doctor-end-{}", worst.key())));
    let bundle = args.bundle.as_deref().map(|file| bundle::write(file, &text, &world)).transpose()?;
    if let Some(path) = &bundle {
        text.push(words.text("doctor-bundle", &[("file", path.display().to_string().into())]));
    }
    let json = json!({
        "ok": true,
        "environment": world.environment.as_str(),
        "version": env!("CARGO_PKG_VERSION"),
        "checks": lines.iter().map(|line| line.json(words)).collect::<Vec<_>>(),
        "bundle": bundle,
    });
    let problem = lines.iter().find(|line| line.level == Level::Problem);
    match problem.and_then(|line| line.code) {
        None => Ok(Output { json, lines: text }),
        Some(code) => {
            let detail = problem.map(|line| line.detail.clone()).unwrap_or_default();
            Err(Failure::new(code).with_detail(detail).with_report(json).with_lines(text).for_person())
        }
    }
}
