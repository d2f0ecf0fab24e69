//! The front pages of the libraries, compared with their manifests: features, the Rust they need, and that the
//! page is the one that rustdoc shows.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// What is not true on the front pages.
///
/// # Errors
/// `cargo metadata` fails.
pub(crate) fn defects() -> Result<Vec<String>, Failure> {
    let workspace = process::workspace();
    let overview = fs::read_to_string(workspace.join("docs/embedding.md")).unwrap_or_default();
    let libraries = process::libraries()?;
    let mut defects = Vec::new();
    for package in process::members()? {
        let name = process::text(&package, "name");
        if !libraries.contains(&name) {
            continue;
        }
        let read = |file: &str| fs::read_to_string(workspace.join("crates").join(&name).join(file));
        let page = read("README.md").unwrap_or_default();
        if !read("src/lib.rs").unwrap_or_default().contains("#![doc = include_str!(\"../README.md\")]") {
            defects.push(format!("crates/{name}/src/lib.rs does not show README.md"));
        }
        let rust = process::text(&package, "rust_version");
        if !page.contains(&format!("Rust {rust} or newer")) {
            defects.push(format!("crates/{name}/README.md does not say that it needs Rust {rust}"));
        }
        if !overview.contains(&format!("now {rust}.")) {
            defects.push(format!("docs/embedding.md does not say that {name} needs Rust {rust}"));
        }
        let features = features(&package);
        if listed(&page) != features {
            defects.push(format!("crates/{name}/README.md lists other features than {features:?}"));
        }
        defects.extend(
            features
                .iter()
                .filter(|feature| !overview.contains(&format!("| `{feature}` |")))
                .map(|feature| format!("docs/embedding.md does not list {feature} of {name}")),
        );
    }
    Ok(defects)
}

/// Those of the manifest.
fn features(package: &Value) -> BTreeSet<String> {
    let all = package.get("features").and_then(Value::as_object);
    all.into_iter().flat_map(|all| all.keys()).filter(|name| *name != "default").cloned().collect()
}

/// Those of the table below the heading *Features*.
fn listed(page: &str) -> BTreeSet<String> {
    let section = page.split("\n## ").find(|section| section.starts_with("Features\n")).unwrap_or_default();
    let first = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    section.lines().filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_table_and_manifest() {
        let page = "# a\n\n## Features\n\n| feature | default |\n|---|---|\n| `one` | yes |\n\n## Codes\n| `x.y` | |\n";
        assert_eq!(listed(page), BTreeSet::from([String::from("one")]));
        assert!(listed("# a\n\n## Features\n\nNone.\n").is_empty());
        let package = serde_json::json!({ "features": { "default": ["one"], "one": [] } });
        assert_eq!(features(&package), listed(page));
    }
}
