//! The virtual card in front of a real PC/SC service: a client of the vpcd driver (card.md 13).
//!
//! The connection is the insertion, its end the removal. The card never sends less than a whole message:
//! half a length field brings pcscd down.

use core::fmt;
use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::card::{CardHandle, VirtualCard};
use crate::error::Error;
use crate::slot::{Lost, Slot, lock};

/// Where the driver listens when nobody says otherwise: slot 0.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:35963";

/// How often the line is left to see whether the card was pulled out or the end has come.
const TICK: Duration = Duration::from_millis(20);
/// pcscd asks for the ATR every 0.4 s and takes a failed answer as removal (card.md 13.1): so long must the
/// line stay down for a removal to be seen.
const OUT_OF_THE_READER: Duration = Duration::from_millis(900);
/// Between attempts to reach a driver that went away.
const RETRY: Duration = Duration::from_millis(200);

/// A virtual card in a reader of the system, until this is dropped.
pub struct VpcdCard {
    handle: CardHandle,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    connected: AtomicBool,
}

impl VpcdCard {
    /// Connects to the driver at `address` (host and port) and serves the card from a thread of its own.
    /// pcscd must run already.
    ///
    /// [`handle`](Self::handle) pulls and inserts the card. When the driver goes away it is looked for again.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when nobody listens there.
    pub fn connect(card: &VirtualCard, address: &str) -> Result<Self, Error> {
        let line =
            open(address).map_err(|source| Error::Unreachable { address: address.to_owned(), source })?;
        let shared = Arc::new(Shared::default());
        shared.connected.store(true, Ordering::SeqCst);
        let server = Server {
            slot: Arc::clone(card.slot()),
            address: address.to_owned(),
            shared: Arc::clone(&shared),
            served: lock(card.slot()).cycle.insertions,
        };
        let thread = thread::Builder::new()
            .name("virtual card".to_owned())
            .spawn(move || server.run(line))
            .map_err(Error::Thread)?;
        Ok(Self { handle: card.handle(), shared, thread: Some(thread) })
    }

    /// Handle on the card.
    #[must_use]
    pub const fn handle(&self) -> &CardHandle {
        &self.handle
    }

    /// Whether the driver holds the card at this moment.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.connected.load(Ordering::SeqCst)
    }
}

impl Drop for VpcdCard {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for VpcdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VpcdCard")
    }
}

fn open(address: &str) -> std::io::Result<TcpStream> {
    let line = TcpStream::connect(address)?;
    line.set_nodelay(true)?;
    line.set_read_timeout(Some(TICK))?;
    Ok(line)
}

/// Why the line is left.
enum End {
    /// The card was pulled out, or another one stands in its place.
    Removed,
    /// The driver went away.
    Driver,
    /// Nobody wants the card any more.
    Stop,
}

struct Server {
    slot: Arc<Mutex<Slot>>,
    address: String,
    shared: Arc<Shared>,
    /// Which insertion the present line stands for.
    served: u64,
}

impl Server {
    fn run(mut self, first: TcpStream) {
        let mut next = Some(first);
        while let Some(line) = next.take() {
            self.shared.connected.store(true, Ordering::SeqCst);
            let end = self.serve(line);
            self.shared.connected.store(false, Ordering::SeqCst);
            next = match end {
                End::Stop => None,
                End::Removed => self.wait(OUT_OF_THE_READER).then(|| self.reconnect()).flatten(),
                End::Driver => self.wait(RETRY).then(|| self.reconnect()).flatten(),
            };
        }
    }

    /// Gives whether to go on.
    fn wait(&self, time: Duration) -> bool {
        let mut left = time;
        while !self.stops() && !left.is_zero() {
            let step = left.min(TICK);
            thread::sleep(step);
            left -= step;
        }
        !self.stops()
    }

    fn stops(&self) -> bool {
        self.shared.stop.load(Ordering::SeqCst)
    }

    /// A new line as soon as a card is in the reader and the driver there.
    fn reconnect(&mut self) -> Option<TcpStream> {
        while !self.stops() {
            let slot = lock(&self.slot);
            let (present, insertions) = (slot.present, slot.cycle.insertions);
            drop(slot);
            if present && let Ok(line) = open(&self.address) {
                self.served = insertions;
                return Some(line);
            }
            thread::sleep(if present { RETRY } else { TICK });
        }
        None
    }

    fn still_there(&self) -> Result<(), End> {
        if self.stops() {
            return Err(End::Stop);
        }
        let slot = lock(&self.slot);
        if slot.present && slot.cycle.insertions == self.served { Ok(()) } else { Err(End::Removed) }
    }

    fn serve(&self, mut line: TcpStream) -> End {
        loop {
            let outcome = self
                .receive(&mut line)
                .and_then(|message| self.answer(&message))
                .and_then(|answer| answer.map_or(Ok(()), |answer| send(&mut line, &answer)));
            if let Err(end) = outcome {
                return end;
            }
        }
    }

    /// One message: two bytes of length, then as many bytes.
    fn receive(&self, line: &mut TcpStream) -> Result<Vec<u8>, End> {
        let mut length = [0; 2];
        self.fill(line, &mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        self.fill(line, &mut message)?;
        Ok(message)
    }

    fn fill(&self, line: &mut TcpStream, mut buffer: &mut [u8]) -> Result<(), End> {
        while !buffer.is_empty() {
            self.still_there()?;
            acknowledge_at_once(line);
            match line.read(buffer) {
                Ok(0) => return Err(End::Driver),
                Ok(count) => buffer = buffer.get_mut(count..).unwrap_or_default(),
                Err(error) if is_only_late(error.kind()) => {}
                Err(_) => return Err(End::Driver),
            }
        }
        Ok(())
    }

    fn answer(&self, message: &[u8]) -> Result<Option<Vec<u8>>, End> {
        match message {
            [] | [0x00] => Ok(None),
            // Power on and reset; after power off there is a power on.
            [0x01 | 0x02] => {
                lock(&self.slot).reset();
                Ok(None)
            }
            [0x04] => Ok(Some(lock(&self.slot).engine().atr().to_vec())),
            [_] => Ok(None),
            command => self.exchange(command).map(Some),
        }
    }

    fn exchange(&self, command: &[u8]) -> Result<Vec<u8>, End> {
        let exchange = lock(&self.slot).transmit(command);
        if !self.wait(exchange.after) {
            return Err(End::Stop);
        }
        match exchange.answer {
            Ok(answer) => Ok(answer),
            // The line closes in the place of an answer: the client gets none (card.md 13.4).
            Err(Lost::Removed | Lost::Mute) => Err(End::Removed),
            Err(Lost::TooLong) => Ok(vec![0x67, 0x00]),
            // A card cannot bring these about behind pcscd (card.md 15.6).
            Err(Lost::Reset | Lost::Communication) => Ok(vec![0x6F, 0x00]),
        }
    }
}

fn send(line: &mut TcpStream, answer: &[u8]) -> Result<(), End> {
    let length = u16::try_from(answer.len()).map_err(|_| End::Driver)?;
    // In one piece, else the second waits for the driver's acknowledgement of the first.
    let message = [&length.to_be_bytes()[..], answer].concat();
    line.write_all(&message).map_err(|_| End::Driver)
}

const fn is_only_late(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// Older drivers send length and body apart, and the body waits for our acknowledgement, which Linux delays by
/// 40 ms; the option lasts until the kernel drops it, so it is set before each read (card.md 13.2).
#[cfg(target_os = "linux")]
fn acknowledge_at_once(line: &TcpStream) {
    use std::os::linux::net::TcpStreamExt;
    // Without it the card is slower, nothing else.
    let _ = line.set_quickack(true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_line: &TcpStream) {}
