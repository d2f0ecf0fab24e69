//! The keystores of the folder: what they are, what is wrong with them, what practice programs would pick.

use ehealth_keystore::discover::PassedOver;
use ehealth_keystore::{
    Expected, Finding, Keystore, Password, Stage, Wanted, discover, surroundings, survey,
    what_would_be_picked,
};
use rustls_pki_types::UnixTime;

use super::{Level, Line};
use crate::context::Context;
use crate::failure::Failure;
use crate::world::World;

/// Looks at all of them. Passwords are not asked for: with `--password-from` each file is tried.
///
/// # Errors
/// `answer.missing` when the source of the password has none.
pub(super) fn look(world: &World, context: &mut Context) -> Result<Vec<Line>, Failure> {
    let folder = &world.folders.keystores;
    let Ok(candidates) = discover(folder, &Wanted::any()) else {
        return Ok(vec![Line::ok("keystore", "–")]);
    };
    let password = context.secrets.password.value()?.map(|text| Password::new(text.to_string()));
    let mut lines = Vec::new();
    for candidate in &candidates {
        let name = candidate.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        match candidate.passed_over() {
            Some(PassedOver::Unreadable) => lines.push(Line::problem("keystore", "file.permission", name)),
            Some(_) => lines.push(Line::problem("keystore", "keystore.damaged", name)),
            None => lines.extend(file(candidate.path(), &name, password.as_ref(), world)),
        }
    }
    if candidates.is_empty() {
        lines.push(Line::ok("keystore", "–"));
        return Ok(lines);
    }
    // What is in each tells which one is meant; without passwords the newest that is not pending.
    let ids: std::collections::BTreeSet<String> =
        candidates.iter().map(|candidate| candidate.name().id().to_owned()).collect();
    let passwords: Vec<&Password> = password.iter().collect();
    let survey = survey(candidates, &passwords, UnixTime::now());
    lines.extend(survey.findings().iter().map(|finding| of_finding("keystore", finding, "")));
    for id in ids {
        let Ok(picks) = what_would_be_picked(folder, &id) else { continue };
        let of_id = |path: &std::path::Path| path.to_string_lossy().contains(&id);
        let meant =
            survey.for_use().map(|item| item.candidate().path().to_path_buf()).filter(|path| of_id(path));
        if picks.agree() {
            lines.push(Line::ok("programs", id));
        } else if let Some(meant) = meant {
            lines.extend(picks.findings(&meant).iter().map(|finding| of_finding("programs", finding, &id)));
        } else {
            lines.push(Line::warning("programs", "keystore.several", id));
        }
    }
    Ok(lines)
}

fn file(path: &std::path::Path, name: &str, password: Option<&Password>, world: &World) -> Vec<Line> {
    let mut lines: Vec<_> =
        surroundings(path).iter().map(|finding| of_finding("keystore", finding, name)).collect();
    let Some(password) = password else {
        lines.insert(0, Line::ok("keystore", name));
        return lines;
    };
    match Keystore::open(path, password) {
        Err(ehealth_keystore::Error::WrongPassword) => {
            lines.push(Line::warning("keystore", "keystore.wrong_password", name));
        }
        Err(error) => lines.push(Line::problem("keystore", error.code(), name)),
        Ok(store) => {
            let now = UnixTime::now();
            let stage = match store.stage(now) {
                Stage::KeyOnly => "requested",
                Stage::Issued => "issued",
                _ => "complete",
            };
            lines.insert(0, Line::ok("keystore", format!("{name}: {stage}")));
            let expected = Expected::new().with_environment(world.environment);
            lines.extend(
                store.findings(now, &expected).iter().map(|finding| of_finding("keystore", finding, name)),
            );
        }
    }
    lines
}

/// What ends work is a problem, what may surprise somebody a warning.
fn of_finding(check: &'static str, finding: &Finding, name: &str) -> Line {
    let level = match finding {
        Finding::Expired { .. } | Finding::WrongEnvironment { .. } | Finding::NewerIncomplete { .. } => {
            Level::Problem
        }
        _ => Level::Warning,
    };
    let detail = match finding {
        Finding::Copy(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        Finding::PicksOther { strategy, file } => {
            let file = file.as_ref().and_then(|path| path.file_name()).unwrap_or_default();
            format!("{name}: {strategy:?} → {}", file.to_string_lossy())
        }
        Finding::NewerIncomplete { incomplete, .. } => {
            incomplete.file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
        _ => name.to_owned(),
    };
    Line { level, check, code: Some(finding.code()), detail }
}
