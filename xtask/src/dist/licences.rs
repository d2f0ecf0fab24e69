//! The licences of what is handed over: our own in Debian's form, and the texts of everything that is linked in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Dist;
use crate::failure::Failure;
use crate::process;

/// Beginnings of the names of files that hold a licence or a notice.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"];
/// Largest such file, in bytes.
const MAX_TEXT: u64 = 256 * 1024;

/// `copyright` in the machine-readable form (DEP-5).
pub(super) fn copyright() -> Result<String, Failure> {
    let text = |name: &str| {
        let path = process::workspace().join(name);
        let text = fs::read_to_string(&path).map_err(|error| Failure::io(path.display(), &error))?;
        let indented = text.trim().lines().map(|line| match line.trim_end() {
            "" => " .".to_owned(),
            line => format!(" {line}"),
        });
        Ok::<_, Failure>(indented.collect::<Vec<_>>().join("\n"))
    };
    Ok(format!(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
         Comment: Libraries that are linked in have licences of their own: third-party-licences.txt.gz beside this \
         file.\n\nFiles: *\nCopyright: the ehealth-certificates developers\nLicense: Expat or Apache-2.0\n\n\
         License: Expat\n{}\n\nLicense: Apache-2.0\n{}\n",
        text("LICENSE-MIT")?,
        text("LICENSE-APACHE")?,
    ))
}

/// Every library of others that is linked into the programs, with its licence; then each text once.
pub(super) fn third_party(dist: &Dist) -> Result<String, Failure> {
    let linked = linked(dist)?;
    let metadata = process::output(process::cargo().args(["metadata", "--locked", "--format-version", "1"]))?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    let mut text = String::from("Libraries that are linked into the programs, and their licences\n\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut found = 0_usize;
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let name = format!("{} {}", process::text(package, "name"), process::text(package, "version"));
        if package.get("source").is_none_or(Value::is_null) || !linked.contains(&name) {
            continue;
        }
        found += 1;
        text.push_str(&format!("{name}: {}\n", process::text(package, "license")));
        let manifest = PathBuf::from(process::text(package, "manifest_path"));
        for licence in files_of(manifest.parent().unwrap_or(Path::new(".")))? {
            texts.entry(licence).or_default().push(name.clone());
        }
    }
    if found < 20 {
        return Err(Failure::new(format!("only {found} libraries are found to be linked in")));
    }
    for (licence, names) in texts {
        text.push_str(&format!("\n{}\n{}\n\n{licence}\n", "=".repeat(78), names.join(", ")));
    }
    Ok(text)
}

/// `name version` of everything below the programs that is not only needed to build or test them.
fn linked(dist: &Dist) -> Result<BTreeSet<String>, Failure> {
    let mut linked = BTreeSet::new();
    for (name, _) in &dist.programs {
        let mut tree = process::cargo();
        tree.args([
            "tree",
            "--locked",
            "-p",
            name,
            "-e",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--no-dedupe",
        ]);
        for line in process::output(&mut tree)?.lines() {
            let mut words = line.split_whitespace();
            if let (Some(name), Some(version)) = (words.next(), words.next()) {
                linked.insert(format!("{name} {}", version.trim_start_matches('v')));
            }
        }
    }
    Ok(linked)
}

/// The licence texts in a library's own folder.
fn files_of(folder: &Path) -> Result<Vec<String>, Failure> {
    let listing = fs::read_dir(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    let mut paths: Vec<PathBuf> = listing.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let is_licence = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        NAMES.iter().any(|start| name.starts_with(start))
            && path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_TEXT)
    };
    let read = |path: PathBuf| fs::read_to_string(path).ok();
    Ok(paths.into_iter().filter(is_licence).filter_map(read).map(|text| text.trim().to_owned()).collect())
}
