//! The wizard's screens: `cargo xtask screenshots`, and axe-core, which looks at each of them in the tests.
//!
//! axe-core is fetched with npm into the target folder. Its licence (MPL-2.0) is no hindrance to running it; it is
//! neither committed nor part of what is built.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::{install, process};

/// The version that the tests are written for.
const AXE: &str = "axe-core@4.14.1";

/// Where axe-core lies; the tests look there.
fn axe() -> Result<PathBuf, Failure> {
    Ok(process::target_dir()?.join("axe").join("package").join("axe.min.js"))
}

/// Fetches axe-core, where npm is.
pub(crate) fn provide_axe() {
    let Ok(path) = axe() else { return };
    if path.is_file() || process::find("npm").is_none() {
        return;
    }
    let Some(folder) = path.parent().and_then(std::path::Path::parent) else { return };
    if fs::create_dir_all(folder).is_err() {
        return;
    }
    println!("Fetching {AXE}");
    let pack = process::succeeds(Command::new("npm").args(["pack", "--silent", AXE]).current_dir(folder));
    let archives = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let archive = archives.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "tgz"));
    if let (true, Some(archive)) = (pack, archive) {
        process::succeeds(Command::new("tar").arg("-xzf").arg(archive).current_dir(folder));
    }
}

/// What is missing of it, as a line for the end of a run.
pub(crate) fn absent_axe() -> Option<String> {
    let there = axe().is_ok_and(|path| path.is_file());
    (!there).then(|| {
        "ABSENT peer: axe-core (accessibility of the wizard's screens; package npm, to fetch it)".to_owned()
    })
}

/// A picture of every screen in four languages, in `target/screenshots`.
///
/// # Errors
/// The journey that leads there fails, or there is no Chromium.
pub(crate) fn screenshots() -> Result<(), Failure> {
    install::compiler()?;
    install::peers();
    if process::find("chromedriver").is_none() {
        return Err(Failure::new("no chromedriver: install Chromium and its driver, and come back"));
    }
    let folder = process::target_dir()?.join("screenshots");
    // Pictures of screens that there are no more would be taken for new ones.
    let _absent = fs::remove_dir_all(&folder);
    let mut command = process::cargo();
    command.args(["test", "--package", "ehealth-wizard", "--test", "browser"]);
    if !install::pcsc_can_be_built() {
        command.arg("--no-default-features");
    }
    command.args(["--", "--exact", "tour::every_screen", "--nocapture"]).env("EHEALTH_SCREENSHOTS", &folder);
    let status = process::listen(&mut command, |line| println!("{line}"))?;
    let count = fs::read_dir(&folder).into_iter().flatten().count();
    println!("{count} pictures in {}", folder.display());
    if status.success() { Ok(()) } else { Err(Failure::told()) }
}
