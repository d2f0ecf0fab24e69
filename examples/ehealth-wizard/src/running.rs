//! One wizard a user and world: a second start finds the first one and asks it for a fresh token.
//!
//! The first one holds a lock and writes its address and a secret into a file that only its user can read (0600, in
//! the user's own runtime folder). The second proves that it has read the file, and the first that it has written
//! it: neither says the secret itself, so that a stranger who listens where a dead wizard listened learns nothing
//! and can hand out no address of his own.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ehealth_examples_common::World;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::token::{Secret, hexadecimal};

/// Bytes of the file, and of an answer, at most.
const MAX: u64 = 4096;
/// A wizard that is just starting has written its file within this time.
const STARTING: Duration = Duration::from_secs(3);
/// How long the other one may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the file says.
#[derive(Serialize, Deserialize)]
struct Entry {
    address: SocketAddr,
    secret: String,
}

/// This is the only wizard of its user and world, as long as the value lives.
#[derive(Debug)]
pub(crate) struct Only {
    path: PathBuf,
    _lock: File,
}

/// What looking for another one found.
#[derive(Debug)]
pub(crate) enum Found {
    /// None: this is the one.
    None(Only),
    /// One that runs; the address that opens it.
    Running(String),
}

/// Looks for a wizard of this world, started by the same user.
///
/// # Errors
/// The runtime folder, or an answer that is none.
pub(crate) fn look(folder: &Path, world: &World) -> Result<Found, Error> {
    make_private(folder)?;
    let name = name(world);
    let lock_path = folder.join(format!("{name}.lock"));
    let lock =
        private().create(true).truncate(false).open(&lock_path).map_err(|e| Error::file(&lock_path, e))?;
    let path = folder.join(format!("{name}.json"));
    match lock.try_lock() {
        Ok(()) => Ok(Found::None(Only { path, _lock: lock })),
        Err(TryLockError::WouldBlock) => Ok(Found::Running(ask(&path)?)),
        Err(TryLockError::Error(error)) => Err(Error::file(&lock_path, error)),
    }
}

impl Only {
    /// Says where this wizard is found.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn announce(&self, address: SocketAddr, secret: &Secret) -> Result<(), Error> {
        let failed = |error| Error::file(&self.path, error);
        // A file of a wizard that was killed; one of somebody else cannot stand in this folder.
        let _ = std::fs::remove_file(&self.path);
        let temporary = self.path.with_extension("tmp");
        let _ = std::fs::remove_file(&temporary);
        let entry = Entry { address, secret: secret.expose().to_owned() };
        let text = serde_json::to_vec(&entry).map_err(|error| failed(error.into()))?;
        let mut file = private().create_new(true).open(&temporary).map_err(failed)?;
        file.write_all(&text).map_err(failed)?;
        drop(file);
        std::fs::rename(&temporary, &self.path).map_err(failed)
    }
}

impl Drop for Only {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Asks the wizard that runs for an address that opens it.
fn ask(path: &Path) -> Result<String, Error> {
    let begin = std::time::Instant::now();
    loop {
        match read(path).and_then(|entry| exchange(&entry)) {
            Ok(address) => return Ok(address),
            Err(error) if begin.elapsed() > STARTING => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn read(path: &Path) -> Result<Entry, Error> {
    let failed = |error| Error::file(path, error);
    let mut text = String::new();
    File::open(path).map_err(failed)?.take(MAX).read_to_string(&mut text).map_err(failed)?;
    serde_json::from_str(&text).map_err(|error| failed(error.into()))
}

fn exchange(entry: &Entry) -> Result<String, Error> {
    let secret = Secret::parse(&entry.secret).ok_or(Error::Other)?;
    if !entry.address.ip().is_loopback() {
        return Err(Error::Other);
    }
    let nonce = Secret::new();
    let body = format!("nonce={}&proof={}", nonce.expose(), secret.proof(&["again", nonce.expose()]));
    let failed = |error: std::io::Error| Error::Unreachable(error);
    let mut stream = TcpStream::connect_timeout(&entry.address, PATIENCE).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    let request = format!(
        "POST /again HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        entry.address,
        body.len()
    );
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = String::new();
    stream.take(MAX).read_to_string(&mut answer).map_err(failed)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(Error::Other)?;
    let mut lines = body.lines();
    let (token, proof) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if !head.starts_with("HTTP/1.1 200 ") || !secret.is_proved(&["token", nonce.expose(), token], proof) {
        return Err(Error::Other);
    }
    let token = Secret::parse(token).ok_or(Error::Other)?;
    Ok(format!("http://{}/?token={}", entry.address, token.expose()))
}

/// Two worlds are two wizards: their name tells environment, authority, folder and card apart.
fn name(world: &World) -> String {
    let mut hash = Sha256::new();
    let card = format!("{:?}", world.card);
    let folder = world.folders.keystores.display().to_string();
    for part in [world.environment.as_str(), &world.hosts(), &folder, &card] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash = hexadecimal(&hash.finalize());
    format!("ehealth-wizard-{}", hash.get(..16).unwrap_or_default())
}

/// The runtime folder of this user.
pub(crate) fn folder() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return Some(absolute("LOCALAPPDATA")?.join("ehealth-wizard"));
    }
    if cfg!(target_os = "macos") {
        return Some(std::env::home_dir()?.join("Library/Caches/ehealth-wizard"));
    }
    match absolute("XDG_RUNTIME_DIR").filter(|path| path.is_dir()) {
        Some(folder) => Some(folder.join("ehealth-wizard")),
        None => match absolute("XDG_CACHE_HOME") {
            Some(cache) => Some(cache.join("ehealth-wizard")),
            None => Some(std::env::home_dir()?.join(".cache/ehealth-wizard")),
        },
    }
}

/// Makes the folder for its owner alone, and refuses one that others may write to.
fn make_private(folder: &Path) -> Result<(), Error> {
    ehealth_keystore::files::ensure_folder(folder)
        .map_err(|error| Error::file(folder, std::io::Error::other(error)))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = std::fs::symlink_metadata(folder).map_err(|error| Error::file(folder, error))?;
        let own = metadata.uid() == rustix::process::geteuid().as_raw();
        if !metadata.is_dir() || !own || metadata.mode() & 0o022 != 0 {
            return Err(Error::file(folder, std::io::Error::other("others may write there")));
        }
    }
    Ok(())
}

/// A file for its owner alone, from birth.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
