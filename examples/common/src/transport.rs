//! A connection that lets go when the person stops the program, although the server says nothing.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use ehealth_client::transport::Phase;
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Limits, Transport, TransportError};

use crate::interrupt;

/// How long an exchange that is under way is still waited for: an answer that is about to come is worth more than a
/// question what became of the request.
const GRACE: Duration = Duration::from_millis(1500);

/// Around the blocking transport: each exchange runs in a thread of its own, which is left behind when the program is
/// stopped. After that nothing more is sent.
pub struct Interruptible<T = HttpsTransport> {
    inner: Option<T>,
    stopped: fn() -> bool,
}

impl<T> Interruptible<T> {
    /// Stops when a signal did ([`interrupt::raised`]).
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self { inner: Some(inner), stopped: interrupt::raised }
    }
}

impl<T> std::fmt::Debug for Interruptible<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interruptible")
    }
}

impl<T: Transport + Send + 'static> Transport for Interruptible<T> {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let inner = if (self.stopped)() { None } else { self.inner.take() };
        // Not begun: nobody has to ask what became of it.
        let Some(mut inner) = inner else { return Err(TransportError::Timeout(Phase::Connect)) };
        let (sender, answer) = mpsc::sync_channel(1);
        let limits = *limits;
        thread::spawn(move || {
            let result = inner.send(request, &limits);
            // Nobody listens any more when the program was stopped.
            let _ = sender.send((inner, result));
        });
        let mut stopped_at = None;
        loop {
            match answer.recv_timeout(interrupt::TICK) {
                Ok((inner, result)) => {
                    self.inner = Some(inner);
                    return result;
                }
                Err(RecvTimeoutError::Timeout) => {
                    if stopped_at.is_none() && (self.stopped)() {
                        stopped_at = Some(Instant::now());
                    }
                    if stopped_at.is_some_and(|at| at.elapsed() > GRACE) {
                        return Err(TransportError::Timeout(Phase::Answer));
                    }
                }
                // The thread is gone, and what it sent is not known.
                Err(RecvTimeoutError::Disconnected) => return Err(TransportError::Timeout(Phase::Answer)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers after so many milliseconds.
    struct Slow(u64);

    impl Transport for Slow {
        fn send(
            &mut self,
            _: http::Request<Vec<u8>>,
            _: &Limits,
        ) -> Result<http::Response<Vec<u8>>, TransportError> {
            thread::sleep(Duration::from_millis(self.0));
            Ok(http::Response::new(Vec::new()))
        }
    }

    fn outcome(slow: u64, stopped: fn() -> bool) -> Result<(), bool> {
        let mut transport = Interruptible { inner: Some(Slow(slow)), stopped };
        let sent = transport.send(http::Request::new(Vec::new()), &Limits::new());
        sent.map(drop).map_err(|error| error.may_have_been_sent())
    }

    #[test]
    fn lets_go() {
        use std::sync::atomic::{AtomicBool, Ordering};
        static STOPPED: AtomicBool = AtomicBool::new(false);
        let stopped = || STOPPED.load(Ordering::SeqCst);
        assert_eq!(outcome(100, || false), Ok(()));
        assert_eq!(outcome(0, || true), Err(false), "nothing is sent any more");
        let stop = thread::spawn(|| {
            thread::sleep(Duration::from_millis(100));
            STOPPED.store(true, Ordering::SeqCst);
        });
        let begin = Instant::now();
        assert_eq!(outcome(20_000, stopped), Err(true), "the authority may have it");
        assert!(begin.elapsed() < Duration::from_secs(5));
        stop.join().unwrap();
        STOPPED.store(false, Ordering::SeqCst);
        let stop = thread::spawn(|| {
            thread::sleep(Duration::from_millis(100));
            STOPPED.store(true, Ordering::SeqCst);
        });
        assert_eq!(outcome(400, stopped), Ok(()), "what is about to come is waited for");
        stop.join().unwrap();
    }
}
