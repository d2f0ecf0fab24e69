#![doc = include_str!("../README.md")]
#![allow(clippy::arithmetic_side_effects, reason = "counts of pages and seconds, far from any limit")]

mod answer;
mod app;
mod calendar;
pub mod card;
mod desk;
mod error;
mod folder;
mod form;
mod job;
mod judge;
mod open;
mod page;
mod running;
mod screen;
mod server;
mod state;
mod token;
mod words;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use ehealth_examples_common::{Language, World};
use rustls_pki_types::UnixTime;
use tokio::sync::oneshot;

pub use error::Error;
pub use open::Handed;

use crate::app::App;
use crate::card::Cards;

/// How long nobody may be there before the wizard ends.
pub const IDLE: Duration = Duration::from_secs(30 * 60);

/// A clock, which a test moves.
pub type Clock = Arc<dyn Fn() -> UnixTime + Send + Sync>;

/// How the wizard is to be.
pub struct Options {
    /// Which authority, which folder, whose anchors, where the card is.
    pub world: World,
    /// Language of the first page.
    pub language: Language,
    /// Where it listens: a loopback address.
    pub listen: SocketAddr,
    /// Where cards come from; `None`: from where the world says.
    pub cards: Option<Box<dyn Cards>>,
    /// What time it is.
    pub clock: Clock,
    /// After how long without anybody it ends.
    pub idle: Duration,
    /// Folder for the file by which a second start finds this one; `None`: the user's own.
    pub runtime: Option<PathBuf>,
}

impl core::fmt::Debug for Options {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options").field("listen", &self.listen).finish_non_exhaustive()
    }
}

impl Options {
    /// The wizard of this world, as a person starts it.
    #[must_use]
    pub fn new(world: World, language: Language) -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            world,
            language,
            listen,
            cards: None,
            clock: Arc::new(UnixTime::now),
            idle: IDLE,
            runtime: None,
        }
    }
}

/// What a start led to.
#[derive(Debug)]
pub enum Started {
    /// A wizard that runs in this process.
    Here(Wizard),
    /// One runs already: the address that opens it.
    Already {
        /// An address that opens the page once.
        address: String,
        /// Folder for the file that the browser is given.
        runtime: PathBuf,
    },
}

/// A running wizard; stops when it is dropped.
#[derive(Debug)]
pub struct Wizard {
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    runtime: PathBuf,
    _only: running::Only,
}

impl core::fmt::Debug for App {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "App({})", self.address)
    }
}

/// Starts the wizard, or finds the one that runs. When this returns, connections are accepted.
///
/// # Errors
/// The address, the runtime folder, another wizard that does not answer.
pub fn start(options: Options) -> Result<Started, Error> {
    let Options { world, language, listen, cards, clock, idle, runtime } = options;
    if !listen.ip().is_loopback() {
        return Err(Error::NotLoopback(listen));
    }
    let runtime = match runtime.or_else(running::folder) {
        Some(folder) => folder,
        None => return Err(Error::file(std::path::Path::new("~"), std::io::ErrorKind::NotFound.into())),
    };
    let only = match running::look(&runtime, &world)? {
        running::Found::Running(address) => return Ok(Started::Already { address, runtime }),
        running::Found::None(only) => only,
    };
    let listening = |error| Error::Listen(listen, error);
    let listener = TcpListener::bind(listen).map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let cards = cards.unwrap_or_else(|| card::of(&world.card));
    let app = Arc::new(App::new(address, world, language, cards, clock));
    only.announce(address, &app.again)?;
    let (stop, stopped) = oneshot::channel();
    let served = Arc::clone(&app);
    let thread = std::thread::Builder::new()
        .name("wizard".to_owned())
        .spawn(move || {
            let _ = server::serve(listener, &served, idle, stopped);
        })
        .map_err(Error::Thread)?;
    Ok(Started::Here(Wizard { app, stop: Some(stop), thread: Some(thread), runtime, _only: only }))
}

impl Wizard {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.app.address
    }

    /// An address that opens the page once.
    #[must_use]
    pub fn door(&self) -> String {
        self.app.door()
    }

    /// The folder of its file.
    #[must_use]
    pub fn runtime(&self) -> &std::path::Path {
        &self.runtime
    }

    /// Waits until nobody was there for long enough.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// Waits as long as `go_on` says so, and nobody was away for too long.
    pub fn wait_while(self, go_on: impl Fn() -> bool) {
        while go_on() && self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Wizard {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens `address` in the browser, so that its token stands in no list of processes.
///
/// # Errors
/// The file for the browser cannot be written.
pub fn open_browser(runtime: &std::path::Path, address: &str) -> Result<Handed, Error> {
    open::browser(runtime, address)
}

/// The wizard's own catalogue in a language, for tests of completeness.
#[must_use]
pub fn catalogue(language: Language) -> &'static str {
    words::own(language)
}
