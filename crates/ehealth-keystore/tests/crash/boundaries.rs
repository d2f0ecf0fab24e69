//! SIGKILL before each system call of the write path, by strace.

use std::collections::BTreeMap;
use std::fs;

use crate::common::names;
use crate::full;
use crate::tasks::{BEGIN, TASKS, command, goes_on, keys, prepare, told};

/// One in this many is tried ordinarily.
const FRACTION: usize = 16;

/// The system calls that see or change files and their handles.
const TRACED: &str = "trace=%file,%desc";

/// Of each call: how many come before the work, and how many in all.
pub(crate) fn calls(task: &str) -> Option<BTreeMap<String, (usize, usize)>> {
    let folder = prepare(task);
    let trace = tempfile::NamedTempFile::new().unwrap();
    let prefix = ["strace", "-f", "-qq", "-o", trace.path().to_str().unwrap(), "-e", TRACED];
    let output = match command(&prefix, task, folder.path()).output() {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            eprintln!("SKIPPED strace does not trace here: {}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        Err(error) => {
            eprintln!("ABSENT strace: {error}");
            return None;
        }
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(crate::tasks::outcome(&said), Some("ok"), "{task}: {said}");
    let text = fs::read_to_string(trace.path()).unwrap();
    let marked = text.lines().find(|line| line.contains(BEGIN)).expect("the mark is traced");
    let thread = marked.split(' ').next().unwrap();
    let (mut calls, mut begun) = (BTreeMap::new(), false);
    for line in text.lines().filter(|line| line.split(' ').next() == Some(thread)) {
        let Some((call, _)) = line[thread.len()..].trim_start().split_once('(') else { continue };
        begun |= line.contains(BEGIN);
        let (before, all) = calls.entry(call.to_owned()).or_insert((0, 0));
        *before += usize::from(!begun);
        *all += 1;
    }
    Some(calls)
}

#[test]
fn no_key_is_lost_before_any_system_call() {
    let (mut all, mut tried, mut step) = (0, 0, 0);
    for task in TASKS {
        let Some(calls) = calls(task) else { return };
        for (call, (before, last)) in calls {
            for number in before + 1..=last {
                all += 1;
                step += 1;
                if !full() && step % FRACTION != 0 {
                    continue;
                }
                tried += 1;
                let folder = prepare(task);
                let mut wanted = keys(folder.path());
                let inject = format!("inject={call}:signal=SIGKILL:when={number}");
                let prefix = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", TRACED, "-e", &inject];
                let output = command(&prefix, task, folder.path()).output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                wanted.extend(told(&said));
                let there = keys(folder.path());
                let lost: Vec<_> = wanted.difference(&there).collect();
                let left = names(folder.path());
                assert!(lost.is_empty(), "{task}, {call} {number}: {lost:?} of {wanted:?}; {left:?}");
                assert!(task == "create" || there.len() >= wanted.len(), "{task}, {call} {number}: {left:?}");
                if tried % 4 == 0 {
                    goes_on(folder.path());
                }
            }
        }
    }
    println!("COUNT keystore kills before system calls: {tried} of {all}, 0 keys lost");
    assert!(all > 150, "{all}");
}
