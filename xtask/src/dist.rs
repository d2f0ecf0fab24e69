//! `cargo xtask dist`: what is handed to people who do not build it: the programs in the release profile, a Debian
//! package, an archive for other Linux systems, checksums. `docs/dist.md` says what Windows and macOS need.
//!
//! The package is looked at and installed into an empty root before this task says that it is good. What is written
//! carries the time of the commit, so that the same tree gives the same files.

mod archive;
mod check;
mod debian;
mod licences;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::{install, process};

/// The programs that are handed over, where the workspace has them.
const PROGRAMS: [&str; 2] = ["ehealth-cert", "ehealth-wizard"];

/// What is being packaged.
pub(crate) struct Dist {
    /// `target/dist`.
    folder: PathBuf,
    version: String,
    /// Name and built file of each program, the first one the package's.
    programs: Vec<(String, PathBuf)>,
    /// Seconds since 1970 of the last commit.
    epoch: String,
}

impl Dist {
    /// The package's name.
    fn name(&self) -> &str {
        self.programs.first().map_or("", |(name, _)| name.as_str())
    }

    /// Where the program is that makes manual pages and completions.
    fn main(&self) -> &Path {
        self.programs.first().map_or(Path::new(""), |(_, path)| path.as_path())
    }
}

/// Builds everything into `target/dist/`.
///
/// # Errors
/// A program does not build, a tool is missing, or the package does not hold what it must.
pub(crate) fn run() -> Result<(), Failure> {
    install::compiler()?;
    install::peers();
    for tool in ["dpkg-deb", "dpkg", "tar", "gzip", "readelf", "sha256sum"] {
        if process::find(tool).is_none() {
            return Err(Failure::new(format!(
                "dist: {tool} is missing (Debian: dpkg, tar, gzip, binutils, coreutils)"
            )));
        }
    }
    let dist = build()?;
    if dist.folder.exists() {
        fs::remove_dir_all(&dist.folder).map_err(|error| Failure::io(dist.folder.display(), &error))?;
    }
    fs::create_dir_all(&dist.folder).map_err(|error| Failure::io(dist.folder.display(), &error))?;
    let staged = tree::stage(&dist)?;
    let package = debian::package(&dist, &staged)?;
    check::package(&dist, &package)?;
    let archive = archive::write(&dist, &staged)?;
    fs::remove_dir_all(&staged).map_err(|error| Failure::io(staged.display(), &error))?;
    checksums(&dist.folder, &[&package, &archive])?;
    println!();
    for (name, path) in &dist.programs {
        println!("  {name:16} {:>10} bytes, stripped", size(path)?);
    }
    for path in [&package, &archive] {
        println!("  {:16} {:>10} bytes  {}", "", size(path)?, path.display());
    }
    println!("  {}", dist.folder.join("SHA256SUMS").display());
    Ok(())
}

fn build() -> Result<Dist, Failure> {
    let members = process::members()?;
    let named = |name: &str| members.iter().find(|member| process::text(member, "name") == name);
    let present: Vec<&str> = PROGRAMS.into_iter().filter(|name| named(name).is_some()).collect();
    let version = present.first().and_then(|name| named(name)).map(|member| process::text(member, "version"));
    let version = version.ok_or_else(|| Failure::new("dist: the workspace has no program"))?;
    let mut build = process::cargo();
    build.args(["build", "--release", "--locked"]);
    for name in &present {
        build.args(["--package", name]);
    }
    println!("$ {}", process::describe(&build));
    let built = process::listen(&mut build, |line| println!("{line}"))?;
    if !built.success() {
        return Err(Failure::new("the programs do not build; see above"));
    }
    let release = process::target_dir()?.join("release");
    let programs = present.into_iter().map(|name| (name.to_owned(), release.join(name))).collect();
    let epoch = process::output(Command::new("git").current_dir(process::workspace()).args([
        "log",
        "-1",
        "--format=%ct",
    ]))
    .map_or_else(|_| "0".to_owned(), |text| text.trim().to_owned());
    Ok(Dist { folder: process::target_dir()?.join("dist"), version, programs, epoch })
}

fn size(path: &Path) -> Result<u64, Failure> {
    fs::metadata(path).map(|metadata| metadata.len()).map_err(|error| Failure::io(path.display(), &error))
}

/// `SHA256SUMS` beside the files, in the form that `sha256sum --check` reads.
fn checksums(folder: &Path, files: &[&PathBuf]) -> Result<(), Failure> {
    let names: Vec<_> = files.iter().filter_map(|path| path.file_name()).collect();
    let sums = process::output(Command::new("sha256sum").current_dir(folder).args(&names))?;
    let path = folder.join("SHA256SUMS");
    fs::write(&path, sums).map_err(|error| Failure::io(path.display(), &error))?;
    let check =
        process::output(Command::new("sha256sum").current_dir(folder).args(["--check", "SHA256SUMS"]))?;
    print!("{check}");
    Ok(())
}
