//! A PC/SC service of one's own for a test: pcscd with the vpcd driver, in a mount namespace of its own, on a
//! port and a socket of its own. Linux, as root, with `pcscd` and `vsmartcard-vpcd` installed (card.md 13.3).

use core::fmt;
use core::time::Duration;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::Instant;

/// Where Debian and its kin put the driver.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// Longest wait for the service; it takes about 0.1 s.
const START: Duration = Duration::from_secs(10);
/// How many ports are tried.
const ATTEMPTS: u16 = 1000;

/// Why there is no service here. For the line that says that a test was skipped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unavailable {
    /// pcscd, the driver, or what is needed to keep them apart from the system's own.
    #[error("{0} is not installed")]
    Missing(&'static str),
    /// Only root may have a mount namespace.
    #[error("no right to a mount namespace")]
    NoRight,
    /// It did not come up.
    #[error("pcscd did not start")]
    NotStarted(#[source] Option<std::io::Error>),
}

/// A running pcscd; it ends when this is dropped.
///
/// ```no_run
/// use beid_simulator::pcscd::Pcscd;
/// use beid_simulator::vpcd::VpcdCard;
/// use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
///
/// let service = Pcscd::start()?;
/// let card = VirtualCard::new(&Persona::adult_rsa(), DEFAULT_SEED);
/// let _inserted = VpcdCard::connect(&card, service.address())?;
/// std::process::Command::new("eidenv").env("PCSCLITE_CSOCK_NAME", service.socket()).status()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pcscd {
    process: Child,
    folder: PathBuf,
    address: String,
}

fn is_there(program: &str) -> bool {
    let question = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    question.is_ok_and(|answer| answer.status.success())
}

/// The driver takes this port and the next one. Below 32768, where Linux gives none away by itself.
fn free_port() -> Option<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let is_free = |port: u16| TcpListener::bind(("0.0.0.0", port)).is_ok();
    let first = 20_000 + (std::process::id() % 5_000) as u16 * 2;
    (0..ATTEMPTS)
        .map(|_| first + 2 * NEXT.fetch_add(1, Ordering::SeqCst) % 2_000)
        .find(|port| is_free(*port) && is_free(port + 1))
}

impl Pcscd {
    /// Starts it and waits until the driver listens.
    ///
    /// # Errors
    /// [`Unavailable`]: a test says so and ends.
    pub fn start() -> Result<Self, Unavailable> {
        for program in ["pcscd", "unshare", "mount"] {
            if !is_there(program) {
                return Err(Unavailable::Missing(program));
            }
        }
        if !Path::new(DRIVER).exists() {
            return Err(Unavailable::Missing("vsmartcard-vpcd"));
        }
        let namespace = Command::new("unshare").args(["-m", "true"]).output();
        if !namespace.is_ok_and(|answer| answer.status.success()) {
            return Err(Unavailable::NoRight);
        }
        let port = free_port().ok_or(Unavailable::NotStarted(None))?;
        let folder = std::env::temp_dir().join(format!("virtual-eid-{port}"));
        let process = spawn(&folder, port).map_err(|error| Unavailable::NotStarted(Some(error)))?;
        let service = Self { process, folder, address: format!("127.0.0.1:{port}") };
        let end = Instant::now() + START;
        while !service.socket().exists() || TcpListener::bind(("0.0.0.0", port)).is_ok() {
            if Instant::now() > end {
                return Err(Unavailable::NotStarted(None));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(service)
    }

    /// Host and port of the driver, for [`VpcdCard::connect`](crate::vpcd::VpcdCard::connect).
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Socket of the service, for the variable `PCSCLITE_CSOCK_NAME` of its clients.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join("run").join("pcscd.comm")
    }

    /// A folder that goes when the service ends.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn spawn(folder: &Path, port: u16) -> std::io::Result<Child> {
    let (run, readers) = (folder.join("run"), folder.join("readers"));
    std::fs::create_dir_all(&run)?;
    std::fs::create_dir_all(&readers)?;
    let lines = [
        "FRIENDLYNAME \"Virtual PCD\"".to_owned(),
        format!("DEVICENAME /dev/null:0x{port:X}"),
        format!("LIBPATH {DRIVER}"),
        format!("CHANNELID 0x{port:X}"),
    ];
    std::fs::write(readers.join("vpcd"), lines.join("\n") + "\n")?;
    // The place of the socket and of the process number is compiled into pcscd, hence the namespace.
    let script =
        "mkdir -p /run/pcscd && mount --bind \"$1\" /run/pcscd && exec pcscd --foreground --config \"$2\"";
    Command::new("unshare")
        .args(["-m", "sh", "-c", script, "sh"])
        .args([&run, &readers])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        // Nothing is left to do about a process that cannot be ended or a folder that cannot be emptied.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl fmt::Debug for Pcscd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pcscd({})", self.address)
    }
}
