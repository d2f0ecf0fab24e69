//! The folder `shared` beside the workspace: schemas, samples and vectors that are not ours to commit.

use std::path::{Path, PathBuf};

/// A folder below `shared`, which lies beside the workspace's root; `None`, loudly, where it does not.
#[must_use]
pub fn shared(folder: &str) -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = own.ancestors().map(|above| above.join("shared").join(folder)).find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED the folder shared/{folder} is not beside the workspace");
    }
    found
}

/// The authority's schemas with their samples.
#[must_use]
pub fn schemas() -> Option<PathBuf> {
    shared("schemas")
}

/// Vectors made by other programs.
#[must_use]
pub fn vectors() -> Option<PathBuf> {
    shared("vectors")
}
