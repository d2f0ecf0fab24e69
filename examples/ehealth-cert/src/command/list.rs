//! `list`: every keystore of the folders, and what each needs next. An institution's overview.

mod calendar;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use ehealth_enrollment::survey::{Item, Next, environment, survey};
use ehealth_keystore::{Password, Wanted, discover};
use rustls_pki_types::UnixTime;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::cli::ListArgs;
use crate::context::Context;
use crate::failure::{Failure, printable};
use crate::interrupt;
use crate::output::{Output, say};
use crate::times::rfc3339;
use crate::words::Words;
use crate::world::World;

/// Runs it. Nobody is asked for a password: with `--password-from` each file is tried, else the records tell.
///
/// # Errors
/// `keystore.not_found` for a folder that is not there; `file.*`; `answer.missing`.
pub(super) fn run(args: &ListArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let mut folders = Vec::new();
    for folder in &args.folders {
        folders.push(std::path::absolute(folder).map_err(|error| Failure::reading(folder, &error))?);
    }
    if folders.is_empty() {
        folders.push(world.folders.keystores.clone());
    }
    interrupt::install();
    let mut paths = Vec::new();
    for folder in &folders {
        world.folders.admit(&folder.join("x"))?;
        // The usual folder need not be there yet; one that was named is a mistake when it is not.
        if args.folders.is_empty() && !folder.exists() {
            continue;
        }
        let found = discover(folder, &Wanted::any()).map_err(|error| Failure::of(error.code(), &error))?;
        paths.extend(
            found
                .iter()
                .filter(|candidate| candidate.passed_over().is_none())
                .map(|candidate| candidate.path().to_path_buf()),
        );
    }
    paths.sort();
    paths.dedup();
    let text: Option<Zeroizing<String>> = context.secrets.password.value()?;
    let password = move |_: &Path| text.as_ref().map(|text| Password::new(text.to_string()));
    let now = UnixTime::now();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let items = survey(&paths, now, &password, threads);
    let ics =
        args.ics.as_deref().map(|file| calendar::write(file, &items, &context.words, now)).transpose()?;
    let json = json!({
        "ok": true,
        "environment": world.environment.as_str(),
        "folders": folders,
        "keystores": items.iter().map(document).collect::<Vec<_>>(),
        "ics": ics,
    });
    Ok(Output { json, lines: lines(&context.words, &items, now, ics) })
}

/// Says what the folder tells already, before somebody starts a second request by mistake (domain.md S5), and has
/// it confirmed by whoever sits there.
///
/// # Errors
/// `interrupted` when the person would rather not.
pub(super) fn tell_what_is_there(context: &Context, world: &World) -> Result<(), Failure> {
    let Ok(found) = discover(&world.folders.keystores, &Wanted::any().with_environment(world.environment))
    else {
        return Ok(());
    };
    let paths: Vec<_> = found
        .iter()
        .filter(|candidate| candidate.passed_over().is_none())
        .map(|candidate| candidate.path().to_path_buf())
        .collect();
    let items = survey(&paths, UnixTime::now(), &|_| None, NonZeroUsize::MIN);
    let items: Vec<_> = items.into_iter().filter(|item| item.next != Next::Unknown).collect();
    if items.is_empty() {
        return Ok(());
    }
    say(&context.words.plain("there-already"));
    for line in lines(&context.words, &items, UnixTime::now(), None) {
        say(&line);
    }
    if !context.terminal.is_interactive() {
        return Ok(());
    }
    match context.terminal.confirm(&context.words, &context.words.plain("there-confirm")) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::interrupted()),
        Err(stop) => Err(Context::stopped(&stop, "--non-interactive")),
    }
}

/// Type, number and application of a keystore's name.
pub(super) fn holder(item: &Item) -> (Option<&str>, Option<&str>, Option<&str>) {
    let name = item.name.as_ref();
    (
        name.map(ehealth_keystore::FileName::kind),
        name.map(ehealth_keystore::FileName::id),
        name.and_then(ehealth_keystore::FileName::application),
    )
}

fn document(item: &Item) -> Value {
    let (kind, id, application) = holder(item);
    json!({
        "keystore": item.path,
        "type": kind,
        "id": id,
        "application_id": application,
        "subject": item.record.as_ref().map(|record| &record.subject).filter(|text| !text.is_empty()),
        "environment": environment(item).map(|environment| environment.as_str().to_owned()),
        "stage": item.stage.map(super::check::stage),
        "not_after": item.not_after.map(rfc3339),
        "renewable_since": item.renewable_since.map(rfc3339),
        "next": item.next.key(),
        "error": item.error.as_ref().map(|error| crate::exit::of_domain(error.code())),
    })
}

fn lines(words: &Words, items: &[Item], now: UnixTime, ics: Option<PathBuf>) -> Vec<String> {
    if items.is_empty() {
        return vec![words.plain("list-empty")];
    }
    let mut lines = Vec::new();
    for item in items {
        lines.push(printable(&item.path.display().to_string()));
        let stage = item.stage.map_or_else(
            || words.plain("stage-unknown"),
            |stage| words.plain(&format!("stage-{}", super::check::stage(stage))),
        );
        let moment = |at: UnixTime| words.language().moment(at);
        let mut parts = vec![stage];
        parts.extend(item.not_after.map(|at| words.text("list-until", &[("moment", moment(at).into())])));
        parts.extend(item.renewable_since.map(|at| {
            let key = if at <= now { "list-renewable" } else { "list-renewable-from" };
            words.text(key, &[("moment", moment(at).into())])
        }));
        lines.push(format!("  {}", parts.join("; ")));
        lines.push(format!("  → {}", words.plain(&format!("next-{}", item.next.key()))));
        lines.extend(
            item.error.as_ref().map(|error| format!("  {}", Failure::new(error.code()).message(words))),
        );
    }
    lines.extend(ics.map(|path| words.labelled("list-calendar", &path.display().to_string())));
    lines
}
