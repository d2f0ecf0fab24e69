//! `check`: does this certificate work.

use std::time::Duration;

use ehealth_enrollment::{CheckReport, Find, Finding, Flow, Level, Outcome, Record};
use ehealth_keystore::Stage;
use rustls_pki_types::UnixTime;
use serde_json::json;

use crate::answers::Answers;
use crate::cli::CheckArgs;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::{Failure, printable};
use crate::output::{Output, table};
use crate::texts::validity;
use crate::times::rfc3339;
use crate::words::Words;

/// Runs it. A warning does not change the exit code; the first problem does.
///
/// # Errors
/// Any of the procedure, and what the check found.
pub(super) fn run(args: &CheckArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let keystore = super::complete::keystore(args.keystore.as_deref(), Find::Use, context, &world)?;
    crate::interrupt::install();
    let mut flow = Flow::check(keystore, world.settings());
    let answers = Answers::default();
    let report = match Desk::completing(context, &world, &answers).run(&mut flow)? {
        Outcome::Checked(report) => report,
        other => return Err(Failure::internal(format!("a check ended as {other:?}"))),
    };
    // A renewal that waits for activation works; that it waits is told, and changes no exit code (product.md).
    // The authority's word comes first; without it the record tells.
    let told = report.findings.iter().any(|finding| finding.code == Some(NOT_ACTIVE));
    let waits = !told && Record::load(&report.keystore).is_some_and(|record| record.waits_for_activation);
    let mut json = document(&report, world.environment.as_str());
    if waits {
        add_waiting(&mut json);
    }
    let worst = report.worst();
    if let Some((finding, code)) = worst.filter(|found| found.level == Level::Problem).and_then(coded) {
        let failure = Failure::new(code).with_detail(detail(finding));
        return Err(failure.with_report(json).with_lines(lines(&context.words, &report)));
    }
    let warned = waits || worst.is_some_and(|found| found.level == Level::Warning);
    let mut lines = lines(&context.words, &report);
    if waits {
        let failure = Failure::new(NOT_ACTIVE);
        lines.push(format!("  {} {}", failure.message(&context.words), failure.remedy(&context.words)));
    }
    lines.push(context.words.plain(if warned { "check-warned" } else { "check-good" }));
    Ok(Output { json, lines })
}

const NOT_ACTIVE: &str = "etk.not_active";

fn add_waiting(document: &mut serde_json::Value) {
    if let Some(warnings) = document.get_mut("warnings").and_then(serde_json::Value::as_array_mut) {
        warnings.push(NOT_ACTIVE.into());
    }
    if let Some(findings) = document.get_mut("findings").and_then(serde_json::Value::as_array_mut) {
        findings.push(json!({ "level": "warning", "check": "depot", "code": NOT_ACTIVE, "detail": "" }));
    }
}

fn coded(finding: &Finding) -> Option<(&Finding, &'static str)> {
    finding.code.map(|code| (finding, code))
}

/// The stage as JSON has it.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::KeyOnly => "requested",
        Stage::Issued => "issued",
        _ => "complete",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => "ok",
        Level::Warning => "warning",
        _ => "problem",
    }
}

fn document(report: &CheckReport, environment: &str) -> serde_json::Value {
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            json!({
                "level": level(finding.level),
                "check": finding.check,
                "code": finding.code.map(crate::exit::of_domain),
                "detail": detail(finding),
            })
        })
        .collect();
    let warnings = report.findings.iter().filter(|finding| finding.level == Level::Warning);
    json!({
        "ok": true,
        "environment": environment,
        "keystore": report.keystore,
        "subject": report.subject,
        "serial": report.serial,
        "not_before": rfc3339(report.not_before),
        "not_after": rfc3339(report.not_after),
        "stage": stage(report.stage),
        "warnings": warnings.filter_map(|finding| finding.code).map(crate::exit::of_domain).collect::<Vec<_>>(),
        "findings": findings,
    })
}

/// A date is RFC 3339 in JSON.
fn detail(finding: &Finding) -> String {
    match (finding.check, finding.detail.parse()) {
        // When it ends, or since when it is revoked.
        ("validity" | "revocation", Ok(seconds)) => {
            rfc3339(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
        }
        _ => finding.detail.clone(),
    }
}

fn lines(words: &Words, report: &CheckReport) -> Vec<String> {
    let mut rows = vec![
        (words.plain("label-subject"), printable(&report.subject)),
        (words.plain("label-serial"), report.serial.clone()),
        (words.plain("label-valid"), validity(words, report.not_before, report.not_after)),
    ];
    for finding in &report.findings {
        let mut text = words.plain(&format!("level-{}", level(finding.level)));
        if let Some(code) = finding.code {
            let failure = Failure::new(code);
            text = format!(
                "{text}{} {} {}",
                words.language().colon(),
                failure.message(words),
                failure.remedy(words)
            );
        }
        // The end of the validity stands above, for people.
        if !finding.detail.is_empty() && finding.check != "validity" {
            text = format!("{text} ({})", printable(&detail(finding)));
        }
        rows.push((words.plain(&format!("check-{}", finding.check)), text));
    }
    table(&rows)
}
