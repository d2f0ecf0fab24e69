//! `cargo xtask features`: every combination of every package's features builds, without a warning.
//!
//! cargo-hack would do the same by taking the development dependencies out of the manifests for the time of its
//! run; in a tree that other builds look at, asking cargo for the library alone is the quieter way: with this
//! workspace's resolver, the features of tests reach it no more.

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// A package and the features that may be chosen.
struct Package {
    name: String,
    features: Vec<String>,
}

/// Checks those of `only`, or of every package, and prints a line each.
///
/// # Errors
/// A combination does not build, or builds with a warning.
pub(crate) fn run(only: &[&str]) -> Result<(), Failure> {
    let (mut count, mut defects) = (0_usize, Vec::new());
    let wanted = |package: &Package| only.is_empty() || only.contains(&package.name.as_str());
    for package in packages()?.into_iter().filter(wanted) {
        for chosen in combinations(&package.features) {
            count += 1;
            let features = chosen.join(",");
            let what = format!("{} [{features}]", package.name);
            let mut check = process::cargo();
            check.args(["check", "--quiet", "-p", &package.name, "--no-default-features"]);
            check.args(["--features", &features]);
            let mut said = Vec::new();
            let status = process::listen(&mut check, |line| said.push(line.to_owned()))?;
            let clean = status.success() && said.is_empty();
            println!("{} {what}", if clean { "ok     " } else { "DEFECT " });
            if !clean {
                said.iter().for_each(|line| println!("    {line}"));
                defects.push(what);
            }
        }
    }
    if defects.is_empty() {
        println!("Features: {count} combinations build without a warning");
        return Ok(());
    }
    Err(Failure::new(format!("of {count} combinations these do not build: {}", defects.join(", "))))
}

fn packages() -> Result<Vec<Package>, Failure> {
    let members = process::members()?;
    let package = |member: &Value| Package {
        name: process::text(member, "name"),
        features: member.get("features").and_then(Value::as_object).map(own_features).unwrap_or_default(),
    };
    Ok(members.iter().map(package).collect())
}

/// Without `default`, which is a choice of the others, and without what an optional dependency makes.
fn own_features(all: &serde_json::Map<String, Value>) -> Vec<String> {
    all.keys().filter(|name| *name != "default").cloned().collect()
}

/// Every subset, the empty one first.
fn combinations(features: &[String]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for feature in features {
        let with = all
            .iter()
            .map(|chosen: &Vec<String>| [chosen.as_slice(), std::slice::from_ref(feature)].concat());
        all.extend(with.collect::<Vec<_>>());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subset_once() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(combinations(&[]), [names(&[])]);
        let all = combinations(&names(&["a", "b", "c"]));
        assert_eq!(all.len(), 8);
        assert!(all.contains(&names(&["a", "c"])) && all.contains(&names(&["a", "b", "c"])));
    }

    #[test]
    fn default_is_a_choice_of_the_others() {
        let all = serde_json::json!({ "default": ["x"], "x": [], "y": ["dep:z"] });
        assert_eq!(own_features(all.as_object().unwrap()), ["x", "y"]);
    }
}
