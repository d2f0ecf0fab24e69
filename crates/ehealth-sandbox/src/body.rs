//! Bodies that arrive otherwise than whole.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How a body is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    #[default]
    Whole,
    /// Not at all, nor the head before it.
    Cut,
    /// Half of it, and then the connection ends.
    Half,
    /// In small pieces, a pause before each.
    Slow(Duration),
    /// With so many spaces after it.
    Padded(u64),
}

/// Bytes of one piece of a slow body.
const PIECE: usize = 16;

/// Bytes of one piece of a huge one.
const SPACES: usize = 64 * 1024;

/// How long half a body is given to leave before the connection ends.
const FLUSH: Duration = Duration::from_millis(50);

/// A body that is sent in a [`Manner`].
pub(crate) struct Sent {
    rest: Bytes,
    piece: usize,
    pause: Duration,
    sleeping: Option<Pin<Box<Sleep>>>,
    padding: u64,
    breaks: bool,
}

impl Sent {
    pub(crate) fn new(body: Vec<u8>, manner: Manner) -> Self {
        let mut rest = Bytes::from(body);
        let (mut piece, mut pause, mut padding, mut breaks) = (usize::MAX, Duration::ZERO, 0, false);
        match manner {
            Manner::Whole | Manner::Cut => {}
            Manner::Half => {
                rest.truncate(rest.len() / 2);
                (pause, breaks) = (FLUSH, true);
            }
            Manner::Slow(between) => (piece, pause) = (PIECE, between),
            Manner::Padded(bytes) => padding = bytes,
        }
        Self { rest, piece, pause, sleeping: None, padding, breaks }
    }

    fn next_piece(&mut self) -> Option<Bytes> {
        if !self.rest.is_empty() {
            return Some(self.rest.split_to(self.piece.min(self.rest.len())));
        }
        let spaces = usize::try_from(self.padding).unwrap_or(SPACES).min(SPACES);
        self.padding = self.padding.saturating_sub(u64::try_from(spaces).unwrap_or_default());
        (spaces > 0).then(|| Bytes::from(vec![b' '; spaces]))
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(sleeping) = &mut self.sleeping {
            ready!(sleeping.as_mut().poll(context));
            self.sleeping = None;
        }
        match self.next_piece() {
            Some(piece) => {
                self.sleeping = (!self.pause.is_zero()).then(|| Box::pin(sleep(self.pause)));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            None if self.breaks => {
                self.breaks = false;
                Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
            }
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        if self.padding > 0 || self.breaks || self.piece != usize::MAX {
            return SizeHint::default();
        }
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or_default())
    }
}
