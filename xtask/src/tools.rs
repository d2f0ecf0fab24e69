//! Developer tools that cargo installs: present, or built once into cargo's own folder.

use std::env;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::{install, process};

/// One tool, at the version that was tried.
pub(crate) struct Tool {
    /// As `cargo NAME` calls it.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const DENY: Tool = Tool { name: "deny", version: "0.20.2" };
pub(crate) const LLVM_COV: Tool = Tool { name: "llvm-cov", version: "0.9.1" };
pub(crate) const PUBLIC_API: Tool = Tool { name: "public-api", version: "0.52.0" };
pub(crate) const MACHETE: Tool = Tool { name: "machete", version: "0.9.2" };
pub(crate) const MUTANTS: Tool = Tool { name: "mutants", version: "27.1.0" };
pub(crate) const FUZZ: Tool = Tool { name: "fuzz", version: "0.13.2" };

/// Sees that `cargo NAME` works; builds it where it does not.
///
/// # Errors
/// It cannot be built, for example without the registry.
pub(crate) fn provide(tool: &Tool) -> Result<(), Failure> {
    install::compiler()?;
    let present = || process::succeeds(process::cargo().args([tool.name, "--version"]));
    if present() {
        return Ok(());
    }
    let package = format!("cargo-{}", tool.name);
    println!("Building {package} {} (once)", tool.version);
    let mut build = process::cargo();
    build.args(["install", "--locked", "--quiet", &package, "--version", tool.version]);
    // Built for use, not for speed: a third of the time. Its objects stay out of this workspace's folder.
    build.env("CARGO_TARGET_DIR", cache().join("tools"));
    build.envs([
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ]);
    process::listen(&mut build, |line| println!("{line}"))?;
    if present() { Ok(()) } else { Err(Failure::new(format!("{package} could not be built; see above"))) }
}

fn cache() -> PathBuf {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(env::temp_dir)
}
