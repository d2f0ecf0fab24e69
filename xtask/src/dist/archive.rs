//! The same files for Linux systems without Debian's tools: one folder in a tar archive.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Dist;
use crate::failure::Failure;
use crate::process;

/// Writes it: the same tree gives the same bytes.
///
/// # Errors
/// `tar` fails.
pub(super) fn write(dist: &Dist, staged: &Path) -> Result<PathBuf, Failure> {
    let base = format!("{}-{}-{}-linux", dist.name(), dist.version, std::env::consts::ARCH);
    let path = dist.folder.join(format!("{base}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.arg("--create").arg("--file").arg(&path).arg("--directory").arg(staged);
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--use-compress-program=gzip -9n"]);
    tar.arg(format!("--mtime=@{}", dist.epoch));
    // usr/bin/x becomes ehealth-cert-…/bin/x.
    tar.arg(format!("--transform=s,^usr,{base},")).arg("usr");
    process::output(&mut tar)?;
    Ok(path)
}
