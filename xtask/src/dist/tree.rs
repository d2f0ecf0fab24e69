//! The files as they are to lie on a Debian system, in a folder of their own: programs, manual pages in four
//! languages, completions, licences.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Dist, licences};
use crate::failure::Failure;
use crate::process;

/// The language of the pages in `man1` itself, then those in folders of their own.
const LANGUAGES: [(&str, &str); 4] = [("en", ""), ("fr", "fr"), ("nl", "nl"), ("de", "de")];

/// Shell, folder below `usr/share`, and how the file is called there.
const SHELLS: [(&str, &str, &str); 3] = [
    ("bash", "bash-completion/completions", "NAME"),
    ("zsh", "zsh/vendor-completions", "_NAME"),
    ("fish", "fish/vendor_completions.d", "NAME.fish"),
];

/// Stages everything.
///
/// # Errors
/// A program does not run, a file cannot be written.
pub(super) fn stage(dist: &Dist) -> Result<PathBuf, Failure> {
    let root = dist.folder.join("staged");
    for (name, built) in &dist.programs {
        let path = root.join("usr/bin").join(name);
        make_folder_of(&path)?;
        fs::copy(built, &path).map_err(|error| Failure::io(path.display(), &error))?;
        set_mode(&path, 0o755)?;
    }
    let share = root.join("usr/share");
    for (language, folder) in LANGUAGES {
        let pages = share.join("man").join(folder).join("man1");
        make_folder_of(&pages.join("x"))?;
        let mut man = Command::new(dist.main());
        man.args(["--lang", language, "man"]).arg(&pages).env("SOURCE_DATE_EPOCH", &dist.epoch);
        process::output(&mut man)?;
        gzip_all(&pages)?;
    }
    for (shell, folder, name) in SHELLS {
        let script = process::output(Command::new(dist.main()).args(["completions", shell]))?;
        write(&share.join(folder).join(name.replace("NAME", dist.name())), &script)?;
    }
    let documents = share.join("doc").join(dist.name());
    write(&documents.join("copyright"), &licences::copyright()?)?;
    write(&documents.join("third-party-licences.txt"), &licences::third_party(dist)?)?;
    gzip(&documents.join("third-party-licences.txt"))?;
    let changelog = fs::read_to_string(process::workspace().join("CHANGELOG.md"))
        .map_err(|error| Failure::io("CHANGELOG.md", &error))?;
    write(&documents.join("changelog"), &changelog)?;
    gzip(&documents.join("changelog"))?;
    Ok(root)
}

/// Writes a file that everybody may read.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    make_folder_of(path)?;
    fs::write(path, text).map_err(|error| Failure::io(path.display(), &error))?;
    set_mode(path, 0o644)
}

/// Makes the folders above a file, with the rights of a system's folders whatever the umask is.
fn make_folder_of(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path.parent() else { return Ok(()) };
    if folder.exists() {
        return Ok(());
    }
    make_folder_of(folder)?;
    fs::create_dir(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    set_mode(folder, 0o755)
}

fn gzip_all(folder: &Path) -> Result<(), Failure> {
    let listing = fs::read_dir(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    let mut files: Vec<PathBuf> = listing.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("{}: no manual page", folder.display())));
    }
    files.iter().try_for_each(|file| gzip(file))
}

/// As Debian wants it: best, and without name and time.
fn gzip(path: &Path) -> Result<(), Failure> {
    process::output(Command::new("gzip").args(["-9n"]).arg(path))?;
    let mut name = path.as_os_str().to_owned();
    name.push(".gz");
    set_mode(Path::new(&name), 0o644)
}

#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|error| Failure::io(path.display(), &error))
}

#[cfg(not(unix))]
pub(super) fn set_mode(_path: &Path, _mode: u32) -> Result<(), Failure> {
    Ok(())
}
