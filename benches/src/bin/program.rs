//! The program `ehealth-cert` as a process beside the JVM's programs and `openssl`: how long it takes and how much
//! memory it has at most, for starting at all and for showing a completed keystore; and the size of the binary.
//!
//! Ours and each peer run in turns, so that other work on the machine falls on both; of each the least time counts,
//! and the most memory. Memory is the largest resident set, by GNU time.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use benches::{Row, first_line, milliseconds};
use ehealth_keystore::{Keystore, Password, Profile};

const PASSWORD: &str = "Keystore-Pass_2026!";
/// Turns of each comparison.
const TURNS: usize = 11;
/// GNU time, which tells the largest resident set.
const TIME: &str = "/usr/bin/time";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let program = program()?;
    let folder = tempfile::tempdir()?;
    let bench = Bench { program, folder: folder.path() };
    bench.start()?;
    for profile in [Profile::Compatible, Profile::Modern] {
        bench.inspect(profile)?;
    }
    let size = std::fs::metadata(&bench.program)?.len();
    Row::new("size of the binary", "MiB", size as f64 / (1024.0 * 1024.0))
        .note(format!("{size} bytes, release profile, stripped, all commands and four languages in it"))
        .print();
    Ok(())
}

/// The program in the release profile, built here: the comparison is of what is handed to people.
fn program() -> Outcome<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status =
        Command::new(cargo).args(["build", "--release", "--quiet", "--package", "ehealth-cert"]).status()?;
    if !status.success() {
        return Err("ehealth-cert does not build".into());
    }
    let own = std::env::current_exe()?;
    Ok(own.with_file_name(format!("ehealth-cert{}", std::env::consts::EXE_SUFFIX)))
}

/// What one program needed, over all its turns.
#[derive(Clone, Copy, Debug)]
struct Need {
    time: Duration,
    /// Bytes of the largest resident set; none without GNU time.
    memory: Option<f64>,
}

struct Bench<'a> {
    program: PathBuf,
    folder: &'a Path,
}

impl Bench<'_> {
    fn start(&self) -> Outcome<()> {
        let version = self.ours(&["--version"]);
        let jdk = first_line("java", &["-version"]).unwrap_or_else(|| "JDK".to_owned());
        for (peer, command) in
            [("java -version", &["java", "-version"][..]), ("keytool -help", &["keytool", "-help"])]
        {
            self.compare("start (--version)", &version, &format!("{peer}, {jdk}"), command, "")?;
        }
        let help = self.ours(&["request", "--help"]);
        self.compare("help of a command", &help, &format!("keytool -help, {jdk}"), &["keytool", "-help"], "")
    }

    fn inspect(&self, profile: Profile) -> Outcome<()> {
        let file = self.completed(profile)?;
        let (password, name) =
            (self.folder.join("password"), format!("show a completed keystore, {}", profile.as_str()));
        std::fs::write(&password, PASSWORD)?;
        let from = format!("file:{}", password.display());
        let ours = self.ours(&["--json", "--password-from", &from, "inspect", &file]);
        let jdk = first_line("java", &["-version"]).unwrap_or_else(|| "JDK".to_owned());
        let keytool = ["keytool", "-list", "-v", "-keystore", &file, "-storepass", PASSWORD];
        let note = "100,000 iterations in the file for both; keytool and ours leave the private keys closed";
        self.compare(&name, &ours, &format!("keytool -list -v, {jdk}"), &keytool, note)?;
        let openssl = first_line("openssl", &["version"]).unwrap_or_else(|| "openssl".to_owned());
        let from = format!("file:{}", password.display());
        let pkcs12 = ["openssl", "pkcs12", "-in", &file, "-passin", &from, "-nokeys"];
        let note = "100,000 iterations in the file for both, private keys not written";
        self.compare(&name, &ours, &format!("openssl pkcs12, {openssl}"), &pkcs12, note)
    }

    fn ours(&self, arguments: &[&str]) -> Vec<String> {
        let program = self.program.display().to_string();
        std::iter::once(program).chain(arguments.iter().map(|text| (*text).to_owned())).collect()
    }

    /// A completed keystore of the vectors, written anew in this profile, with its 100,000 iterations.
    fn completed(&self, profile: Profile) -> Outcome<String> {
        let vectors =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-keystore/tests/vectors/pkcs12");
        let password = Password::new(PASSWORD.to_owned());
        let store = Keystore::open(&vectors.join("ehealth-complete-jdk.p12"), &password)?;
        let file = self.folder.join(format!("{}.p12", profile.as_str()));
        std::fs::write(&file, store.change().set_profile(profile).to_bytes()?)?;
        Ok(file.display().to_string())
    }

    /// One row for the time and one for the memory.
    fn compare(&self, name: &str, ours: &[String], peer: &str, command: &[&str], note: &str) -> Outcome<()> {
        let theirs: Vec<String> = command.iter().map(|text| (*text).to_owned()).collect();
        let (mut own, mut other) = (None, None);
        for _ in 0..TURNS {
            let once = self.once(ours).ok_or_else(|| format!("ours does not run: {ours:?}"))?;
            own = Some(better(own, once));
            other = self.once(&theirs).map(|once| better(other, once));
            if other.is_none() {
                break;
            }
        }
        let Some(own) = own else { return Ok(()) };
        let absent = if other.is_none() { "the peer is absent or cannot read the file" } else { note };
        Row::new(name, "ms", milliseconds(own.time))
            .beside(peer, other.map(|need| milliseconds(need.time)))
            .note(absent)
            .print();
        match own.memory {
            Some(memory) => Row::new(name, "MiB resident", memory)
                .beside(peer, other.and_then(|need| need.memory))
                .note(absent)
                .print(),
            None => println!("ABSENT peer: {TIME} (Debian: time), no figures of memory"),
        }
        Ok(())
    }

    /// A run that succeeds, else nothing. GNU time adds a process of its own to the time: the same to each.
    fn once(&self, command: &[String]) -> Option<Need> {
        let said = self.folder.join("time");
        let measured = Path::new(TIME).exists();
        let mut run = if measured {
            let mut run = Command::new(TIME);
            run.args(["--quiet", "-f", "%M", "-o"]).arg(&said).args(command);
            run
        } else {
            let (program, arguments) = command.split_first()?;
            let mut run = Command::new(program);
            run.args(arguments);
            run
        };
        run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begin = Instant::now();
        let status = run.status().ok()?;
        let time = begin.elapsed();
        let memory = || std::fs::read_to_string(&said).ok()?.trim().parse::<f64>().ok();
        status.success().then(|| Need { time, memory: memory().filter(|_| measured).map(|kib| kib / 1024.0) })
    }
}

fn better(so_far: Option<Need>, once: Need) -> Need {
    let Some(so_far) = so_far else { return once };
    let memory = match (so_far.memory, once.memory) {
        (Some(one), Some(other)) => Some(one.max(other)),
        _ => None,
    };
    Need { time: so_far.time.min(once.time), memory }
}
