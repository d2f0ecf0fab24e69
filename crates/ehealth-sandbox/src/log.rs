//! What was asked and answered, for tests.

use std::collections::VecDeque;

/// How many exchanges are kept: enough for a test, bounded for a long run.
const KEPT: usize = 512;

/// One request and its answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// Name of the operation, as in its request's element without `Request`; none when it was not recognised.
    pub operation: Option<&'static str>,
    /// The request's `Id`.
    pub id: Option<String>,
    /// `Success`, a code of `EteeStatusDetail`, or the code of a fault.
    pub outcome: String,
    /// What was tolerated although it is wrong.
    pub warnings: Vec<String>,
    /// The body of the request, as it came.
    pub request: Vec<u8>,
    /// The body of the response.
    pub response: Vec<u8>,
}

impl Exchange {
    const fn bytes(&self) -> usize {
        self.request.len() + self.response.len()
    }
}

/// Bytes of all bodies that are kept.
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// The last exchanges.
#[derive(Debug, Default)]
pub(crate) struct Log {
    exchanges: VecDeque<Exchange>,
    bytes: usize,
}

impl Log {
    pub(crate) fn push(&mut self, exchange: Exchange) {
        self.bytes += exchange.bytes();
        self.exchanges.push_back(exchange);
        // The last one stays, whatever its size.
        while self.exchanges.len() > KEPT || (self.bytes > KEPT_BYTES && self.exchanges.len() > 1) {
            let Some(first) = self.exchanges.pop_front() else { break };
            self.bytes -= first.bytes();
        }
    }

    pub(crate) fn last(&self) -> Option<&Exchange> {
        self.exchanges.back()
    }

    pub(crate) fn to_vec(&self) -> Vec<Exchange> {
        self.exchanges.iter().cloned().collect()
    }
}
