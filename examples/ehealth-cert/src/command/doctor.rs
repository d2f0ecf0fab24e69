//! `doctor`: everything that can be wrong before one starts, a line each, with its remedy.

mod bundle;
mod explain;
mod reader;
mod surroundings;

use ehealth_enrollment::doctor::{self, Finding, Level};
use ehealth_keystore::Password;
use rustls_pki_types::UnixTime;
use serde_json::{Value, json};

use crate::cli::DoctorArgs;
use crate::context::Context;
use crate::failure::{Failure, printable};
use crate::interrupt;
use crate::output::Output;
use crate::words::Words;

/// One thing that was looked at: `service`, `reader`, `proxy`, `configuration`, and what the library looks at.
#[derive(Debug)]
struct Line {
    level: Level,
    check: &'static str,
    code: Option<&'static str>,
    detail: String,
}

impl From<Finding> for Line {
    fn from(found: Finding) -> Self {
        Self { level: found.level, check: found.check, code: found.code, detail: found.detail }
    }
}

fn key(level: Level) -> &'static str {
    match level {
        Level::Ok => "ok",
        Level::Warning => "warning",
        _ => "problem",
    }
}

impl Line {
    fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, code: None, detail: detail.into() }
    }

    #[cfg(feature = "pcsc")]
    fn warning(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, code: Some(code), detail: detail.into() }
    }

    fn problem(check: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { level: Level::Problem, check, code: Some(code), detail: detail.into() }
    }

    fn json(&self, words: &Words) -> Value {
        json!({
            "level": key(self.level),
            "check": self.check,
            "code": self.code.map(crate::exit::of_domain),
            "detail": self.detail,
            "remedy": self.code.map(|code| Failure::new(code).remedy(words)),
        })
    }

    /// A line, and the remedy below it.
    fn text(&self, words: &Words) -> Vec<String> {
        let name = format!("{}{}", words.plain(&format!("doctor-{}", self.check)), words.language().colon());
        let level = words.plain(&format!("level-{}", key(self.level)));
        let detail = printable(&self.detail);
        let Some(code) = self.code else {
            return vec![format!("[{level}] {name} {detail}")];
        };
        let failure = Failure::new(code);
        let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
        vec![
            format!("[{level}] {name} {}{detail} [{}]", failure.message(words), failure.code()),
            format!("    {}", words.labelled("label-remedy", &failure.remedy(words))),
        ]
    }
}

/// Runs it. Warnings leave 0; a problem ends with 3, whatever its group is.
///
/// # Errors
/// `usage`; the first problem.
pub(super) fn run(args: &DoctorArgs, context: &mut Context) -> Result<Output, Failure> {
    if let Some(text) = &args.explain {
        return Ok(explain::run(text, &context.words));
    }
    let world = context.world()?;
    interrupt::install();
    let mut lines = vec![surroundings::configuration(&world)];
    lines.extend(reader::look(&world));
    lines.extend(surroundings::network(&world));
    if interrupt::raised() {
        return Err(Failure::interrupted());
    }
    lines.extend(surroundings::folder(&world));
    // Nobody is asked for a password: with `--password-from` each file is tried.
    let password = context.secrets.password.value()?.map(|text| Password::new(text.to_string()));
    let folder = &world.folders.keystores;
    let found = doctor::keystores(folder, password.as_ref(), world.environment, UnixTime::now());
    lines.extend(found.into_iter().map(Line::from));
    let words = &context.words;
    let worst = lines.iter().map(|line| line.level).max().unwrap_or(Level::Ok);
    let mut text: Vec<String> = lines.iter().flat_map(|line| line.text(words)).collect();
    text.push(words.plain(&format!("doctor-end-{}", key(worst))));
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
