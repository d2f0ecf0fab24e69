//! Looks at the package as its receiver would: what it says, what it holds, and whether it runs once installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Dist;
use crate::failure::Failure;
use crate::process;

/// What every package must hold, below `usr`. `NAME` is the package's.
const FILES: [&str; 12] = [
    "bin/NAME",
    "share/bash-completion/completions/NAME",
    "share/zsh/vendor-completions/_NAME",
    "share/fish/vendor_completions.d/NAME.fish",
    "share/man/man1/NAME.1.gz",
    "share/man/man1/NAME-request.1.gz",
    "share/man/fr/man1/NAME-request.1.gz",
    "share/man/nl/man1/NAME-request.1.gz",
    "share/man/de/man1/NAME-request.1.gz",
    "share/doc/NAME/copyright",
    "share/doc/NAME/changelog.gz",
    "share/doc/NAME/third-party-licences.txt.gz",
];

/// Checks it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn package(dist: &Dist, package: &Path) -> Result<(), Failure> {
    let about = process::output(Command::new("dpkg-deb").arg("-I").arg(package))?;
    print!("{about}");
    for field in [format!("Package: {}", dist.name()), format!("Version: {}", dist.version)] {
        if !about.lines().any(|line| line.trim() == field) {
            return Err(Failure::new(format!("the package does not say {field:?}")));
        }
    }
    contents(dist, package)?;
    let root = dist.folder.join("root");
    installed(package, &root)?;
    let outcome = runs(dist, &root);
    fs::remove_dir_all(&root).map_err(|error| Failure::io(root.display(), &error))?;
    outcome
}

fn contents(dist: &Dist, package: &Path) -> Result<(), Failure> {
    let listing = process::output(Command::new("dpkg-deb").arg("-c").arg(package))?;
    let entries: Vec<Vec<&str>> = listing.lines().map(|line| line.split_whitespace().collect()).collect();
    let find = |path: &str| entries.iter().find(|entry| entry.get(5) == Some(&path));
    let programs = dist.programs.iter().map(|(name, _)| format!("bin/{name}"));
    for name in FILES.iter().map(|file| file.replace("NAME", dist.name())).chain(programs) {
        let path = format!("./usr/{name}");
        let Some(entry) = find(&path) else {
            return Err(Failure::new(format!("the package lacks {path}")));
        };
        let mode = if name.starts_with("bin/") { "-rwxr-xr-x" } else { "-rw-r--r--" };
        if entry.first() != Some(&mode) || entry.get(1) != Some(&"root/root") {
            return Err(Failure::new(format!("{path} has rights or owner of its own: {}", entry.join(" "))));
        }
    }
    println!("{} files and folders, those of the list among them", entries.len());
    Ok(())
}

/// Installs it into an empty root, whose dpkg knows no other package: what it depends on is there not demanded.
fn installed(package: &Path, root: &Path) -> Result<(), Failure> {
    let database = root.join("var/lib/dpkg");
    for folder in ["info", "updates", "triggers"] {
        let path = database.join(folder);
        fs::create_dir_all(&path).map_err(|error| Failure::io(path.display(), &error))?;
    }
    let status = database.join("status");
    fs::write(&status, "").map_err(|error| Failure::io(status.display(), &error))?;
    let mut install = Command::new("dpkg");
    install.arg(format!("--root={}", root.display())).args([
        "--force-depends",
        "--force-not-root",
        "--log=/dev/null",
    ]);
    install.arg("--install").arg(package);
    println!("$ {}", process::describe(&install));
    process::output(&mut install)?;
    let mut verify = Command::new("dpkg");
    verify.arg(format!("--root={}", root.display())).arg("--verify");
    let changed = process::output(&mut verify)?;
    if !changed.trim().is_empty() {
        return Err(Failure::new(format!("dpkg --verify: {changed}")));
    }
    Ok(())
}

/// Each installed program says its version; the main one lists a command in its help.
fn runs(dist: &Dist, root: &Path) -> Result<(), Failure> {
    for (name, _) in &dist.programs {
        let program: PathBuf = root.join("usr/bin").join(name);
        let said = process::output(Command::new(&program).arg("--version"))?;
        println!("$ {name} --version\n{}", said.trim());
        if said.trim() != format!("{name} {}", dist.version) {
            return Err(Failure::new(format!("{name} --version says {said:?}")));
        }
    }
    let page = root.join(format!("usr/share/man/man1/{}.1.gz", dist.name()));
    let text = process::output(Command::new("gzip").arg("-dc").arg(&page))?;
    if !text.contains(".TH") || !text.contains("doctor") {
        return Err(Failure::new("the manual page is none"));
    }
    Ok(())
}
