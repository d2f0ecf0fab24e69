//! The crate graph: what is, compared with the committed table `xtask/crate-graph.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::failure::Failure;
use crate::process;

/// Edges of the table: `None` stands for "any of ours".
type Edges = BTreeMap<String, Option<BTreeSet<String>>>;

/// The committed table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    edges: Edges,
    without: Vec<(String, Vec<String>)>,
}

/// Compares the graph with the table and prints the number of edges.
///
/// # Errors
/// An edge stands in one of the two only, or a crate has something below it that it must do without.
pub(crate) fn check() -> Result<(), Failure> {
    let path = process::workspace().join("xtask/crate-graph.txt");
    let text = fs::read_to_string(&path).map_err(|error| Failure::io(path.display(), &error))?;
    let table = Table::parse(&text)?;
    let mut tree = process::cargo();
    tree.args([
        "tree",
        "--workspace",
        "--all-features",
        "-e",
        "normal",
        "--depth",
        "1",
        "--prefix",
        "depth",
        "--no-dedupe",
    ]);
    let found = edges_of_tree(&process::output(&mut tree)?);
    let mut defects = differences(&table.edges, &found);
    for (name, unwanted) in &table.without {
        let mut tree = process::cargo();
        tree.args(["tree", "-p", name, "--all-features", "-e", "normal", "--prefix", "none"]);
        defects.extend(intruders(name, unwanted, &process::output(&mut tree)?));
    }
    if defects.is_empty() {
        let edges: usize = found.values().map(BTreeSet::len).sum();
        println!("Crate graph: {} crates, {edges} edges, as in xtask/crate-graph.txt", found.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "the crate graph is not that of xtask/crate-graph.txt:\n  {}",
        defects.join("\n  ")
    )))
}

impl Table {
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut table = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((name, unwanted)) = line.split_once(" without ") {
                table
                    .without
                    .push((name.to_owned(), unwanted.split_whitespace().map(str::to_owned).collect()));
            } else if let Some((name, uses)) = line.split_once(':') {
                let uses = uses.trim();
                let set = (uses != "*").then(|| uses.split_whitespace().map(str::to_owned).collect());
                table.edges.insert(name.to_owned(), set);
            } else {
                return Err(Failure::new(format!("xtask/crate-graph.txt: not understood: {line}")));
            }
        }
        Ok(table)
    }
}

/// Reads `cargo tree --prefix depth --depth 1`: a crate of ours at depth 0, what it uses at depth 1. Ours are
/// those that stand at depth 0 somewhere.
fn edges_of_tree(tree: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in tree.lines() {
        let name = |rest: &str| rest.split(' ').next().unwrap_or_default().to_owned();
        if let Some(rest) = line.strip_prefix('0') {
            let name = name(rest);
            found.entry(name.clone()).or_default();
            current = Some(name);
        } else if let (Some(rest), Some(user)) = (line.strip_prefix('1'), &current) {
            found.entry(user.clone()).or_default().insert(name(rest));
        }
    }
    let ours: BTreeSet<String> = found.keys().cloned().collect();
    for used in found.values_mut() {
        used.retain(|name| ours.contains(name));
    }
    found
}

fn differences(table: &Edges, found: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut defects = Vec::new();
    for (name, used) in found {
        match table.get(name) {
            None => defects.push(format!("{name} is not in the table")),
            Some(None) => {}
            Some(Some(allowed)) => {
                defects.extend(
                    used.difference(allowed).map(|other| format!("{name} -> {other} is not allowed")),
                );
                defects.extend(
                    allowed.difference(used).map(|other| format!("{name} -> {other} no longer exists")),
                );
            }
        }
    }
    defects.extend(
        table.keys().filter(|name| !found.contains_key(*name)).map(|name| format!("{name} no longer exists")),
    );
    defects
}

fn intruders(name: &str, unwanted: &[String], tree: &str) -> Vec<String> {
    let below: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let present = unwanted.iter().filter(|crate_name| below.contains(crate_name.as_str()));
    present.map(|crate_name| format!("{name} must do without {crate_name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0a v0.1.0 (/w/a)\n1b v0.1.0 (/w/b)\n1serde v1.0.0\n\n0b v0.1.0 (/w/b)\n";

    #[test]
    fn a_graph_as_in_the_table_has_no_defect() {
        let table = Table::parse("# comment\na: b\nb:\n").unwrap();
        assert_eq!(differences(&table.edges, &edges_of_tree(TREE)), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_difference_is_named() {
        // (table, what is said)
        let cases = [
            ("a:\nb:", "a -> b is not allowed"),
            ("a: b\nb: a", "b -> a no longer exists"),
            ("a: b", "b is not in the table"),
            ("a: *\nb:\nc:", "c no longer exists"),
        ];
        for (text, expected) in cases {
            let table = Table::parse(text).unwrap();
            assert_eq!(differences(&table.edges, &edges_of_tree(TREE)), [expected], "{text}");
        }
    }

    #[test]
    fn what_must_not_be_below_is_found_at_any_depth() {
        let table = Table::parse("a without tokio reqwest").unwrap();
        let (name, unwanted) = table.without.first().unwrap();
        assert_eq!(
            intruders(name, unwanted, "a v0.1.0\nb v1.0.0\ntokio v1.0.0 (*)\n"),
            ["a must do without tokio"]
        );
        assert!(Table::parse("nonsense").is_err());
    }
}
