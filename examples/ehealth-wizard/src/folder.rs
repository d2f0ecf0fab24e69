//! The folder of the keystores: what it tells, and the system's own view of it.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ehealth_enrollment::survey::{Item, survey};
use ehealth_examples_common::World;
use ehealth_keystore::{Wanted, discover};
use rustls_pki_types::UnixTime;

/// The keystores of this world, and what each needs next. No password is asked for: the records tell.
pub(crate) fn items(world: &World, now: UnixTime) -> Vec<Item> {
    let paths = paths(world);
    survey(&paths, now, &|_| None, NonZeroUsize::MIN)
}

fn paths(world: &World) -> Vec<PathBuf> {
    let wanted = Wanted::any().with_environment(world.environment);
    let Ok(found) = discover(&world.folders.keystores, &wanted) else { return Vec::new() };
    let usable = found.iter().filter(|candidate| candidate.passed_over().is_none());
    usable.map(|candidate| candidate.path().to_path_buf()).collect()
}

/// The keystore of the folder that has exactly this file name.
pub(crate) fn named(world: &World, name: &str) -> Option<PathBuf> {
    paths(world).into_iter().find(|path| file_name(path) == name)
}

/// The last part of a path, for people.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Shows the folder in which a file lies.
pub(crate) fn open_of(file: &Path) {
    if let Some(folder) = file.parent() {
        open(folder);
    }
}

/// Shows a folder in the system's own program for files; where there is none, nothing happens.
pub(crate) fn open(folder: &Path) {
    if folder.is_dir() {
        start(folder);
    }
}

/// Hands a path to the program that the system has for it.
pub(crate) fn start(path: &Path) {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Waited for by a thread, so that it does not stay as a dead process.
        std::thread::spawn(move || child.wait());
    }
}
