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

/// The last exchanges.
#[derive(Debug, Default)]
pub(crate) struct Log(VecDeque<Exchange>);

impl Log {
    pub(crate) fn push(&mut self, exchange: Exchange) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(exchange);
    }

    pub(crate) fn last(&self) -> Option<&Exchange> {
        self.0.back()
    }

    pub(crate) fn to_vec(&self) -> Vec<Exchange> {
        self.0.iter().cloned().collect()
    }
}
