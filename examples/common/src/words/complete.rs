//! Whether catalogues are complete: for the tests of every program that brings some.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::Language;

/// What is wrong with catalogues, a sentence each: a text that does not parse, a key that stands twice, a key or a
/// variable that not every language has. `of` gives the texts of a language; nothing is found in complete ones.
#[must_use]
pub fn defects(of: &dyn Fn(Language) -> Vec<&'static str>) -> Vec<String> {
    let mut defects = Vec::new();
    let mut shapes = Language::ALL.map(|language| (language.tag(), shape(&of(language), &mut defects)));
    shapes.sort_by_key(|(_, shape)| std::cmp::Reverse(shape.len()));
    let Some(((first, most), others)) = shapes.split_first() else { return defects };
    for (tag, shape) in others {
        for (key, variables) in most {
            match shape.get(key) {
                None => defects.push(format!("{tag} lacks {key}")),
                Some(own) if own != variables => {
                    defects.push(format!("{key} has {own:?} in {tag}, {variables:?} in {first}"));
                }
                Some(_) => {}
            }
        }
        defects.extend(
            shape.keys().filter(|key| !most.contains_key(*key)).map(|key| format!("{first} lacks {key}")),
        );
    }
    defects
}

/// Key (or `key.attribute`) and the names of its variables.
fn shape(texts: &[&'static str], defects: &mut Vec<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut shape: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for text in texts {
        if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
            defects.push(format!("a catalogue does not parse: {errors:?}"));
        }
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with(' ')) {
                key = name.trim().to_owned();
                if shape.insert(key.clone(), BTreeSet::new()).is_some() {
                    defects.push(format!("{key} stands twice"));
                }
            } else if line.starts_with("    .") {
                let base = key.split('.').next().unwrap_or_default();
                key = format!("{base}{}", line.trim().split(' ').next().unwrap_or_default());
                shape.insert(key.clone(), BTreeSet::new());
            }
            for variable in line.split('$').skip(1) {
                let name = variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                shape.entry(key.clone()).or_default().insert(name);
            }
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found() {
        let of = |dutch: &'static str| {
            defects(&|language| {
                vec![if language == Language::Dutch {
                    dutch
                } else {
                    "a = x { $n }\n    .remedy = y\nb = z\n"
                }]
            })
        };
        assert_eq!(of("a = x { $n }\n    .remedy = y\nb = z\n"), [""; 0]);
        for (dutch, part) in [
            ("a = x { $n }\n    .remedy = y\n", "nl lacks b"),
            ("a = x { $n }\nb = z\n", "nl lacks a.remedy"),
            ("a = x { $m }\n    .remedy = y\nb = z\n", "a has {\"m\"} in nl"),
            ("a = x { $n }\n    .remedy = y\nb = z\nb = z\n", "b stands twice"),
            ("a = x { $n }\n    .remedy = y\nb = {\n", "does not parse"),
            ("a = x { $n }\n    .remedy = y\nb = z\nc = w\n", "lacks c"),
        ] {
            let found = of(dutch);
            assert!(found.iter().any(|defect| defect.contains(part)), "{part}: {found:?}");
        }
    }
}
