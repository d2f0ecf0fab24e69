//! `cargo xtask api`: the public interface of each library, compared with the text in `docs/api`.
//!
//! What a vendor compiles against is reviewed as text: a change of it shows in the diff of a commit, and one that
//! was not meant fails. cargo-public-api reads what rustdoc writes as JSON, which rustdoc still calls unstable.
//! The permission for that is given to rustdoc alone, through this very program in its place: given to cargo, it
//! would reach build scripts and have most of the tree compiled anew.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::failure::Failure;
use crate::{process, tools};

/// Crates that may show in signatures beside ours: stable ones, and two that are re-exported or behind a feature
/// (`docs/embedding.md`). A type of any other would make its major version ours.
const FOREIGN: [&str; 9] =
    ["alloc", "core", "std", "http", "rand_core", "rustls_pki_types", "serde_core", "signature", "zeroize"];

/// Set where this program stands in for rustdoc.
const STAND_IN: &str = "XTASK_AS_RUSTDOC";

/// Compare, or write what is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Check,
    Bless,
}

/// Does it for every library and prints the differences.
///
/// # Errors
/// The interface is another one than the text says; it cannot be found out.
pub(crate) fn run(mode: Mode) -> Result<(), Failure> {
    tools::provide(&tools::PUBLIC_API)?;
    let libraries = process::libraries()?;
    document(&libraries)?;
    let folder = process::workspace().join("docs/api");
    let (mut items, mut differing) = (0_usize, Vec::new());
    let ours: Vec<String> = libraries.iter().map(|name| name.replace('-', "_")).collect();
    for name in &libraries {
        let is = listing(name)?;
        items += is.lines().count();
        if let Some(line) = is.lines().find(|line| stranger(line, &ours).is_some()) {
            return Err(Failure::new(format!(
                "{name} shows a type of a crate that is not in the list: {line}"
            )));
        }
        let path = folder.join(format!("{name}.txt"));
        let was = fs::read_to_string(&path).unwrap_or_default();
        if was == is {
            continue;
        }
        for line in differences(&was, &is) {
            println!("{name}: {line}");
        }
        if mode == Mode::Bless {
            fs::create_dir_all(&folder).map_err(|error| Failure::io(folder.display(), &error))?;
            fs::write(&path, is).map_err(|error| Failure::io(path.display(), &error))?;
        }
        differing.push(name.as_str());
    }
    if differing.is_empty() || mode == Mode::Bless {
        println!("Public interface: {items} items of {} libraries, as in docs/api", libraries.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "the public interface of {} is not that of docs/api; if that is meant: cargo xtask api --bless",
        differing.join(", ")
    )))
}

/// One run for all: `target/doc/NAME.json`.
fn document(libraries: &[String]) -> Result<(), Failure> {
    let own = env::current_exe().map_err(|error| Failure::io("this program", &error))?;
    let mut doc = process::cargo();
    doc.args(["doc", "--quiet", "--no-deps", "--lib", "--all-features"]);
    for name in libraries {
        doc.args(["-p", name]);
    }
    doc.env(STAND_IN, "1").env("RUSTDOC", own);
    doc.env("RUSTDOCFLAGS", "-Zunstable-options --output-format json");
    let mut said = Vec::new();
    if process::listen(&mut doc, |line| said.push(line.to_owned()))?.success() {
        return Ok(());
    }
    Err(Failure::new(format!("rustdoc failed:\n{}", said.join("\n"))))
}

/// This program as rustdoc, when cargo was told so; `None` otherwise.
pub(crate) fn as_rustdoc() -> Option<ExitCode> {
    env::var_os(STAND_IN)?;
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").env_remove(STAND_IN);
    let success = rustdoc.status().is_ok_and(|status| status.success());
    Some(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The items of a library, one a line. What every type has is left out: blanket, automatic and derived
/// implementations.
fn listing(name: &str) -> Result<String, Failure> {
    let json: PathBuf = process::target_dir()?.join("doc").join(format!("{}.json", name.replace('-', "_")));
    let mut list = process::cargo();
    list.args(["public-api", "-sss", "--color", "never", "--rustdoc-json"]).arg(json);
    process::output(&mut list)
}

/// The crate of a path in `line` that is neither ours nor one of the list.
fn stranger<'a>(line: &'a str, ours: &[String]) -> Option<&'a str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "_:".contains(character);
    let paths = line.split(|character| !is_part(character)).filter_map(|word| word.split_once("::"));
    let crates =
        paths.map(|(root, _)| root).filter(|root| root.starts_with(|first: char| first.is_ascii_lowercase()));
    crates.into_iter().find(|root| !FOREIGN.contains(root) && !ours.iter().any(|own| own == root))
}

/// Lines that stand in one of the two only, as a diff shows them.
fn differences(was: &str, is: &str) -> Vec<String> {
    let only = |these: &str, others: &str, sign: char| {
        let others: std::collections::HashSet<&str> = others.lines().collect();
        let lines = these.lines().filter(|line| !others.contains(line));
        lines.map(|line| format!("{sign}{line}")).collect::<Vec<_>>()
    };
    let mut all = only(was, is, '-');
    all.extend(only(is, was, '+'));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_found() {
        let ours = [String::from("ehealth_pki")];
        let good = "pub fn ehealth_pki::Name::from_der(&[u8]) -> core::result::Result<Self, T::Error>";
        assert_eq!(stranger(good, &ours), None);
        assert_eq!(
            stranger("impl<T> core::convert::From<der::error::Error> for ehealth_pki::E", &ours),
            Some("der")
        );
        assert_eq!(stranger("pub fn a::b()", &ours), Some("a"));
    }

    #[test]
    fn both_directions() {
        assert_eq!(differences("a\nb\n", "b\nc\n"), ["-a", "+c"]);
        assert!(differences("a\n", "a\n").is_empty());
    }
}
