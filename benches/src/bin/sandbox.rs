//! The sandbox under load: requests per second and memory with 1, 10 and 100 parallel clients that keep their
//! connections. The sandbox is a process of its own (this program, started again), so that its memory is its own.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use benches::Row;
use ehealth_client::certra::{GenerateContract, GetCertificate, GetGenericOrganizationTypes};
use ehealth_client::depot::{GetEtk, TokenOwner};
use ehealth_client::operation::UnsignedOperation;
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Call, Endpoints, Error, Header, Limits, UnixTime};
use ehealth_csr::{ContactData, Email, Person, Phone, Ssin, SubjectName};
use ehealth_sandbox::{Options, Sandbox};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What this program is called with when it is the sandbox.
const SERVE: &str = "serve";

/// How long one round lasts.
const ROUND: Duration = Duration::from_secs(5);

/// Requests before the first round: what is kept of contracts and exchanges has reached its bounds by then.
const WARM_UP: usize = 6_000;

/// Memory after a round, divided by that after the round before: what allocators keep for more threads is not a leak.
const MOST_GROWTH: f64 = 1.25;

fn main() -> Outcome<()> {
    if std::env::args().nth(1).as_deref() == Some(SERVE) {
        return serve();
    }
    let sandbox = Server::start()?;
    load(&sandbox, 10, &|done, _| done < WARM_UP)?;
    let mut first = None;
    for clients in [1, 10, 100] {
        let rounds = [round(&sandbox, clients)?, round(&sandbox, clients)?];
        let [before, after] = rounds.each_ref().map(|round| round.memory);
        let rate = rounds.iter().map(|round| round.rate).fold(0.0, f64::max);
        let who = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients at once") };
        let name = |what: &str| format!("sandbox, {what}, {who}");
        let failed: usize = rounds.iter().map(|round| round.failed).sum();
        let done: usize = rounds.iter().map(|round| round.done).sum();
        Row::new(name("requests per second"), "1/s", rate)
            .note(format!(
                "{done} requests in two rounds of {} s, {failed} failed; contract, certificate that is not there, \
                 types, token, in turn; client and sandbox on the same cores",
                ROUND.as_secs()
            ))
            .print();
        if let (Some(before), Some(after)) = (before, after) {
            let first = *first.get_or_insert(before);
            Row::new(name("memory"), "MiB", after)
                .note(format!(
                    "resident, after the second round; {before:.1} after the first, {first:.1} after the first of all"
                ))
                .print();
            if after > before * MOST_GROWTH {
                return Err(format!("memory is not flat: {before:.1} MiB, then {after:.1} MiB").into());
            }
        } else {
            println!("SKIPPED sandbox memory: this system does not tell it in /proc");
        }
        if failed > 0 {
            return Err(format!("{failed} requests failed").into());
        }
    }
    Ok(())
}

/// Prints where it is, then its CA, and serves until its standard input ends.
fn serve() -> Outcome<()> {
    let sandbox = Sandbox::start(Options { seed: Some(1), ..Options::default() })?;
    println!("{}", sandbox.descriptor().base_url);
    println!("{}", sandbox.descriptor().tls_ca.replace('\n', "|"));
    for line in std::io::stdin().lines() {
        line?;
    }
    Ok(())
}

struct Server {
    process: Child,
    url: String,
    ca: String,
}

impl Server {
    fn start() -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.arg(SERVE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut line = || lines.next().unwrap_or_else(|| Err(std::io::ErrorKind::UnexpectedEof.into()));
        let (url, ca) = (line()?, line()?.replace('|', "\n"));
        Ok(Self { process, url, ca })
    }

    /// Resident memory in MiB, where the system tells.
    fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // its input ends
        drop(self.process.stdin.take());
        if self.process.wait().is_err() {
            eprintln!("the sandbox did not end");
        }
    }
}

struct Round {
    rate: f64,
    done: usize,
    failed: usize,
    memory: Option<f64>,
}

fn round(sandbox: &Server, clients: usize) -> Outcome<Round> {
    let begin = Instant::now();
    let (done, failed) = load(sandbox, clients, &|_, begin| begin.elapsed() < ROUND)?;
    let rate = f64::from(u32::try_from(done)?) / begin.elapsed().as_secs_f64();
    Ok(Round { rate, done, failed, memory: sandbox.memory() })
}

/// Every client asks as long as it may: how many were answered, and how many not as they should be.
fn load(
    sandbox: &Server,
    clients: usize,
    goes_on: &(dyn Fn(usize, Instant) -> bool + Sync),
) -> Outcome<(usize, usize)> {
    let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let ready = Barrier::new(clients);
    thread::scope(|scope| {
        let run = || -> Outcome<()> {
            let mut client = Client::new(sandbox)?;
            ready.wait();
            let begin = Instant::now();
            for number in 0.. {
                if !goes_on(done.load(Ordering::Relaxed), begin) {
                    break;
                }
                let good = client.ask(number)?;
                done.fetch_add(1, Ordering::Relaxed);
                failed.fetch_add(usize::from(!good), Ordering::Relaxed);
            }
            Ok(())
        };
        let all: Vec<_> = (0..clients).map(|_| scope.spawn(run)).collect();
        all.into_iter().try_for_each(|client| client.join().map_err(|_| "a client panicked")?)
    })?;
    Ok((done.into_inner(), failed.into_inner()))
}

struct Client {
    transport: HttpsTransport,
    endpoints: Endpoints,
    person: Person,
    contact: ContactData,
    subject: SubjectName,
}

impl Client {
    fn new(sandbox: &Server) -> Outcome<Self> {
        let url = |path: &str| format!("{}{path}", sandbox.url);
        let person = Person::new(Ssin::parse("00010100173")?, "Testa Fictiva", "Voorbeeld");
        Ok(Self {
            transport: HttpsTransport::only_roots_pem(sandbox.ca.as_bytes())?,
            endpoints: Endpoints::new(&url("/CertRa/v2"), &url("/EtkRa/v2"), &url("/EtkDepot/v1"))?,
            subject: SubjectName::person(person.ssin(), "Testa Fictiva", "Voorbeeld")?,
            person,
            contact: ContactData::new(Email::parse("testa@example.org")?, Phone::parse("+32 0")?),
        })
    }

    /// Whether the answer is the one that is due.
    fn ask(&mut self, number: usize) -> Outcome<bool> {
        Ok(match number % 4 {
            0 => {
                let (contact, person) = (self.contact.clone(), self.person.clone());
                self.send(GenerateContract::for_person(contact, person, self.subject.clone()))?.is_ok()
            }
            1 => matches!(self.send(GetCertificate::new([7; 20].into()))?, Err(Error::Refused(_))),
            2 => self.send(GetGenericOrganizationTypes)?.is_ok(),
            _ => self.send(GetEtk::new(TokenOwner::new("SSIN", "00010100173")))?.is_ok(),
        })
    }

    fn send<O: UnsignedOperation>(&mut self, operation: O) -> Outcome<Result<O::Response, Error>> {
        let call = Call::new(operation, Header::new(&mut rand::rng(), UnixTime::now()))?;
        Ok(call.send(&mut self.transport, &self.endpoints, &Limits::new()))
    }
}
