//! `cargo xtask package`: each library as a package, built from that package alone.
//!
//! Cargo orders them itself and lets each see its siblings' packages as if they were published already. So what a
//! package lacks (a file outside its folder, a dependency without version) shows here and not after the release.

use crate::failure::Failure;
use crate::process;

/// Packages them all; the files lie in `target/package`.
///
/// # Errors
/// One cannot be packaged, or its package does not build.
pub(crate) fn run() -> Result<(), Failure> {
    let libraries = process::libraries()?;
    let mut package = process::cargo();
    package.args(["package", "--allow-dirty"]);
    for name in &libraries {
        package.args(["-p", name]);
    }
    println!("$ {}", process::describe(&package));
    let status = process::listen(&mut package, |line| println!("{line}"))?;
    if !status.success() {
        return Err(Failure::told());
    }
    println!("Packages: {} libraries, each built from its package alone", libraries.len());
    Ok(())
}
