//! Several processes at one keystore: one waits for another or gets a clear answer, and nobody's key goes.

use std::collections::BTreeSet;

use crate::common::names;
use crate::tasks::{command, keys, outcome, prepare};

#[test]
fn processes_at_once() {
    let mut seen = BTreeSet::new();
    for tasks in [["import", "import", "import"], ["import", "passwd", "import"]] {
        let folder = prepare("import");
        let before = keys(folder.path());
        let children = tasks.map(|task| command(&["env"], task, folder.path()).spawn().unwrap());
        let outputs = children.map(|child| child.wait_with_output().unwrap());
        let mut finished = 0;
        for output in outputs {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let outcome = outcome(&said).unwrap_or_else(|| panic!("{said}")).to_owned();
            finished += usize::from(outcome == "ok");
            // Opened, and changed by another before it wrote: locked. Opened after the password changed: wrong.
            assert!(
                ["ok", "keystore.locked", "keystore.wrong_password"].contains(&outcome.as_str()),
                "{outcome}"
            );
            seen.insert(outcome);
        }
        assert!(finished >= 1);
        let after = keys(folder.path());
        assert!(after.is_superset(&before), "{:?}", names(folder.path()));
        assert!(names(folder.path()).iter().all(|name| !name.starts_with('.')), "{:?}", names(folder.path()));
    }
    println!("COUNT keystore processes at once: 6 of 6, outcomes {seen:?}");
}
