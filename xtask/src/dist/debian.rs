//! The Debian package: control file, checksums of its files, and what the programs need of the system by their own
//! word.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Dist;
use super::tree::write;
use crate::failure::Failure;
use crate::process;

/// Shared libraries, and Debian's package of each.
const LIBRARIES: [(&str, &str); 6] = [
    ("libc.so.6", "libc6"),
    ("libm.so.6", "libc6"),
    ("ld-linux-x86-64.so.2", "libc6"),
    ("ld-linux-aarch64.so.1", "libc6"),
    ("libgcc_s.so.1", "libgcc-s1"),
    ("libpcsclite.so.1", "libpcsclite1"),
];

/// Who answers for the package: nobody in particular, as long as it is not published.
const MAINTAINER: &str = "The ehealth-certificates developers <developers@ehealth-certificates.invalid>";

/// Builds it beside the staged tree.
///
/// # Errors
/// A program needs a library that no package is known for; `dpkg-deb` fails.
pub(super) fn package(dist: &Dist, staged: &Path) -> Result<PathBuf, Failure> {
    let architecture = process::output(Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned();
    let root = dist.folder.join("package");
    process::output(Command::new("cp").arg("-a").arg(staged).arg(&root))?;
    write(&root.join("DEBIAN/control"), &control(dist, &architecture, &root)?)?;
    write(&root.join("DEBIAN/md5sums"), &sums(&root)?)?;
    let path = dist.folder.join(format!("{}_{}_{architecture}.deb", dist.name(), dist.version));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zxz", "--build"]).arg(&root).arg(&path);
    build.env("SOURCE_DATE_EPOCH", &dist.epoch);
    println!("$ {}", process::describe(&build));
    process::output(&mut build)?;
    fs::remove_dir_all(&root).map_err(|error| Failure::io(root.display(), &error))?;
    Ok(path)
}

fn control(dist: &Dist, architecture: &str, root: &Path) -> Result<String, Failure> {
    let size = process::output(Command::new("du").args(["-k", "-s", "--apparent-size"]).arg(root))?;
    let size = size.split_whitespace().next().unwrap_or("0").to_owned();
    let depends = depends(dist)?;
    Ok(format!(
        "Package: {}\nVersion: {}\nArchitecture: {architecture}\nMaintainer: {MAINTAINER}\n\
         Installed-Size: {size}\nDepends: {depends}\nRecommends: pcscd, libccid\nSection: utils\nPriority: optional\n\
         Description: obtain, renew and check eHealth certificates with a Belgian identity card\n \
         Requests the certificate that a Belgian care provider signs in with, keeps its keystore, completes, renews\n \
         and revokes it, and says what is wrong where something is. In French, Dutch, German and English, for the\n \
         terminal and for scripts. A sandbox authority and virtual cards are built in, so that nothing real is needed\n \
         to try it.\n",
        dist.name(),
        dist.version,
    ))
}

/// What the programs are linked with. The C library is wanted in the version whose symbols are used.
fn depends(dist: &Dist) -> Result<String, Failure> {
    let mut packages = BTreeSet::new();
    let mut newest = (0, 0);
    for (_, path) in &dist.programs {
        let dynamic = process::output(Command::new("readelf").args(["--dynamic", "--wide"]).arg(path))?;
        for library in needed(&dynamic) {
            let package = LIBRARIES.iter().find(|(name, _)| *name == library).map(|(_, package)| *package);
            let unknown = || Failure::new(format!("dist: no Debian package is known for {library}"));
            packages.insert(package.ok_or_else(unknown)?);
        }
        let symbols = process::output(Command::new("readelf").args(["--version-info", "--wide"]).arg(path))?;
        newest = newest.max(glibc(&symbols));
    }
    let with_version = |package: &str| match package {
        "libc6" => format!("libc6 (>= {}.{})", newest.0, newest.1),
        other => other.to_owned(),
    };
    Ok(packages.into_iter().map(with_version).collect::<Vec<_>>().join(", "))
}

/// The libraries in a dynamic section.
fn needed(dynamic: &str) -> Vec<String> {
    let lines = dynamic.lines().filter(|line| line.contains("(NEEDED)"));
    lines.filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned())).collect()
}

/// The newest version of the C library that a symbol asks for.
fn glibc(symbols: &str) -> (u32, u32) {
    let versions = symbols.split("GLIBC_").skip(1).filter_map(|rest| {
        let text: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut numbers = text.split('.').map_while(|number| number.parse().ok());
        Some((numbers.next()?, numbers.next()?))
    });
    versions.max().unwrap_or((0, 0))
}

/// What `debsums` and `dpkg --verify` compare with.
fn sums(root: &Path) -> Result<String, Failure> {
    let mut find = Command::new("find");
    find.current_dir(root).args(["usr", "-type", "f"]);
    let mut files: Vec<String> = process::output(&mut find)?.lines().map(str::to_owned).collect();
    files.sort();
    process::output(Command::new("md5sum").current_dir(root).args(&files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_needs() {
        let dynamic = " 0x1 (NEEDED)  Shared library: [libpcsclite.so.1]\n 0x1 (NEEDED)  Shared library: [libc.so.6]\n \
                       0xc (INIT)  0x6000\n";
        assert_eq!(needed(dynamic), ["libpcsclite.so.1", "libc.so.6"]);
        assert_eq!(
            glibc("Name: GLIBC_2.4 Flags\nName: GLIBC_2.39 x\nName: GLIBC_2.34\nGLIBC_PRIVATE"),
            (2, 39)
        );
        assert_eq!(glibc(""), (0, 0));
    }
}
