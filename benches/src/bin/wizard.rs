//! The wizard from its start to its first screen, beside the bare start of a JVM, which the programs of this field
//! need before they do anything: time and resident memory.
//!
//! The wizard is the release program itself, which stands beside this one; its clock stops when the HTML of the first
//! screen has come over the loopback interface, after the exchange of token and cookie. The JVM's stops when
//! `java -version` has ended.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use benches::{Row, first_line, milliseconds};

const TIMES: usize = 21;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let program =
        std::env::current_exe()?.with_file_name(format!("ehealth-wizard{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        eprintln!(
            "{} is not there: build the package ehealth-wizard with the same profile",
            program.display()
        );
        return Ok(());
    }
    let java = first_line("java", &["-version"]);
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        ours.push(wizard(&program)?);
        if java.is_some() {
            peers.push(jvm()?);
        }
    }
    let version = java.unwrap_or_else(|| "java: absent".to_owned());
    let (time, memory) = medians(&ours);
    let peer = (!peers.is_empty()).then(|| medians(&peers));
    Row::new("wizard: from start to its first screen", "ms", milliseconds(time))
        .beside(format!("{version}, java -version"), peer.map(|(time, _)| milliseconds(time)))
        .note("whole process, token and cookie exchanged, HTML received; median; at most 100 ms wanted")
        .print();
    Row::new("wizard: resident memory with its first screen shown", "MB", megabytes(memory))
        .beside(format!("{version}, java -version"), peer.map(|(_, memory)| megabytes(memory)))
        .note("VmHWM of Linux, the most at any moment until then; median; at most 40 MB wanted")
        .print();
    Ok(())
}

/// Median of each column.
fn medians(runs: &[(Duration, u64)]) -> (Duration, u64) {
    let (mut times, mut sizes): (Vec<_>, Vec<_>) = runs.iter().copied().unzip();
    times.sort_unstable();
    sizes.sort_unstable();
    let middle = runs.len() / 2;
    (times.get(middle).copied().unwrap_or_default(), sizes.get(middle).copied().unwrap_or_default())
}

/// Kilobytes of 1024 bytes, as the kernel counts, in millions of bytes.
fn megabytes(kilobytes: u64) -> f64 {
    u32::try_from(kilobytes).map_or(0.0, |kilobytes| f64::from(kilobytes) * 1024.0 / 1e6)
}

/// One start of the wizard, in a folder of its own.
fn wizard(program: &Path) -> Outcome<(Duration, u64)> {
    let folder = tempfile::tempdir()?;
    let begin = Instant::now();
    let mut child = Command::new(program)
        .args(["--no-open", "--lang", "fr", "--keystore-dir"])
        .arg(folder.path().join("keystores"))
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let measured = first_screen(&mut child, begin);
    child.kill()?;
    child.wait()?;
    measured
}

fn first_screen(child: &mut Child, begin: Instant) -> Outcome<(Duration, u64)> {
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let door = line.trim().strip_prefix("open http://").ok_or("no address")?;
    let (host, path) = door.split_once('/').ok_or("no path")?;
    let entered = get(host, &format!("/{path}"), "")?;
    let cookie = between(&entered, "set-cookie: ", ";").ok_or("no cookie")?;
    let place = between(&entered, "Path=", ";").ok_or("no path of the cookie")?;
    let screen = get(host, place, &format!("Cookie: {cookie}\r\n"))?;
    let time = begin.elapsed();
    if !screen.starts_with("HTTP/1.1 200 ") || !screen.contains("<h1>") {
        return Err("no first screen".into());
    }
    Ok((time, most_memory(child.id())))
}

fn get(host: &str, path: &str, headers: &str) -> Outcome<String> {
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split(before).nth(1)?.split(after).next()
}

/// `java -version`, from start to end.
fn jvm() -> Outcome<(Duration, u64)> {
    let begin = Instant::now();
    let mut child =
        Command::new("java").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut memory = 0;
    loop {
        memory = memory.max(most_memory(child.id()));
        if child.try_wait()?.is_some() {
            return Ok((begin.elapsed(), memory));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The most resident memory of a process so far, in kilobytes; 0 where the system does not tell.
fn most_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
