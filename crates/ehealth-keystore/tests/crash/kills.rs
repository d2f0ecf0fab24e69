//! SIGKILL at random instants.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use crate::common::names;
use crate::full;
use crate::tasks::{TASKS, command, goes_on, keys, prepare, told};

/// 40, and with `EHEALTH_TEST_FULL=1` 1,000 kills, spread over the five tasks and the time that each takes.
#[test]
fn no_key_is_lost_by_a_kill() {
    let kills: usize = if full() { 1000 } else { 40 };
    // How long each lasts here, undisturbed.
    let lasts = TASKS.map(|task| {
        let folder = prepare(task);
        let begin = Instant::now();
        assert!(command(&["env"], task, folder.path()).status().unwrap().success());
        begin.elapsed()
    });
    let (mut in_the_middle, mut most) = (0, 0);
    for kill in 0..kills {
        let at = kill % TASKS.len();
        let folder = prepare(TASKS[at]);
        let before = keys(folder.path());
        let mut child = command(&["env"], TASKS[at], folder.path()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while lines.next().unwrap().unwrap() != "READY" {}
        std::thread::sleep(Duration::from_micros(rand::random_range(0..=lasts[at].as_micros() as u64)));
        child.kill().unwrap();
        child.wait().unwrap();
        let said: Vec<_> = lines.map_while(Result::ok).collect();
        in_the_middle += usize::from(!said.iter().any(|line| line.starts_with("OUTCOME")));
        let mut wanted = told(&said.join("\n"));
        wanted.extend(before);
        let there = keys(folder.path());
        let lost: Vec<_> = wanted.difference(&there).collect();
        assert!(lost.is_empty(), "{} killed: {lost:?} of {wanted:?}; {:?}", TASKS[at], names(folder.path()));
        most = most.max(there.len());
        if kill % 8 == 0 {
            goes_on(folder.path());
        }
    }
    println!(
        "COUNT keystore kills at random instants: {kills} of 1000, {in_the_middle} in the middle, 0 keys lost"
    );
    assert!(most >= 3 && in_the_middle > kills / 4, "{most} {in_the_middle}");
}
