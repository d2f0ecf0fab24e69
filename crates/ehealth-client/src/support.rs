//! Messages for a support desk: what was sent and what came, with numbers and contact data masked.
//!
//! [`Recorder`] stands around a transport and keeps the last exchanges, masked at once: what it holds never
//! was whole. [`mask`] does the same with any bytes.
//!
//! Kept are the structure of a message, codes, dates, states, the tickets and the texts of errors. In texts,
//! numbers and e-mail addresses are masked; a *name* in a text cannot be recognised, so read before you send.

use core::fmt;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::transport::{AsyncTransport, Limits, Transport, TransportError};

mod mask;

pub use mask::mask;

/// Headers that are kept, of request and answer.
const HEADERS: [&str; 7] =
    ["content-type", "date", "location", "retry-after", "server", "soapaction", "user-agent"];

/// Around a transport: the last exchanges, masked.
///
/// ```
/// use ehealth_client::support::Recorder;
/// # use ehealth_client::{Limits, Transport, TransportError};
/// # struct Net;
/// # impl Transport for Net {
/// #     fn send(&mut self, _: http::Request<Vec<u8>>, _: &Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
/// #         Ok(http::Response::new(b"<Envelope><Id>00010100173</Id></Envelope>".to_vec()))
/// #     }
/// # }
/// let mut transport = Recorder::new(Net, 10);
/// transport.send(http::Request::new(Vec::new()), &Limits::new())?;
/// let record = transport.records().pop().unwrap();
/// assert_eq!(record.answer(), "<Envelope><Id>[11 characters]</Id></Envelope>");
/// # Ok::<(), TransportError>(())
/// ```
pub struct Recorder<T> {
    inner: T,
    most: usize,
    kept: Mutex<VecDeque<Record>>,
}

/// One exchange, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    address: String,
    request_headers: Vec<(String, String)>,
    request: String,
    status: Option<u16>,
    answer_headers: Vec<(String, String)>,
    answer: String,
}

impl Record {
    /// Where it went, without what follows a question mark.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What was sent.
    #[must_use]
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The HTTP status, when anything answered.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// What came, or the code of why nothing came.
    #[must_use]
    pub fn answer(&self) -> &str {
        &self.answer
    }
}

/// The whole exchange, as text to be attached.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = |f: &mut fmt::Formatter<'_>, headers: &[(String, String)]| {
            headers.iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))
        };
        writeln!(f, "> {}", self.address)?;
        headers(f, &self.request_headers)?;
        writeln!(f, "\n{}\n", self.request)?;
        match self.status {
            Some(status) => writeln!(f, "< {status}")?,
            None => writeln!(f, "< no answer")?,
        }
        headers(f, &self.answer_headers)?;
        writeln!(f, "\n{}", self.answer)
    }
}

impl<T> Recorder<T> {
    /// Keeps the last `most` exchanges of `inner`.
    pub const fn new(inner: T, most: usize) -> Self {
        Self { inner, most, kept: Mutex::new(VecDeque::new()) }
    }

    /// The exchanges, oldest first.
    pub fn records(&self) -> Vec<Record> {
        // a record is whole before it is kept, so a panic elsewhere spoils nothing
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The transport inside.
    pub fn into_inner(self) -> T {
        self.inner
    }

    fn keep(&self, mut record: Record, outcome: &Result<http::Response<Vec<u8>>, TransportError>) {
        match outcome {
            Ok(response) => {
                record.status = Some(response.status().as_u16());
                record.answer_headers = headers(response.headers());
                record.answer = mask(response.body());
            }
            Err(error) => record.answer = error.code().to_owned(),
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(record);
        while kept.len() > self.most {
            kept.pop_front();
        }
    }
}

impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({} exchanges at most)", self.most)
    }
}

fn begin(request: &http::Request<Vec<u8>>) -> Record {
    let uri = request.uri();
    Record {
        address: format!(
            "{} {}://{}{}",
            request.method(),
            uri.scheme_str().unwrap_or_default(),
            uri.authority().map_or("", http::uri::Authority::as_str),
            uri.path()
        ),
        request_headers: headers(request.headers()),
        request: mask(request.body()),
        status: None,
        answer_headers: Vec::new(),
        answer: String::new(),
    }
}

fn headers(map: &http::HeaderMap) -> Vec<(String, String)> {
    let known = |name: &http::HeaderName| HEADERS.contains(&name.as_str());
    let kept = map.iter().filter(|(name, _)| known(name));
    kept.map(|(name, value)| {
        let text = value.to_str().unwrap_or("(not text)");
        let text = if name == "date" { text.to_owned() } else { mask::text(text) };
        (name.to_string(), text)
    })
    .collect()
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let record = begin(&request);
        let outcome = self.inner.send(request, limits);
        self.keep(record, &outcome);
        outcome
    }
}

impl<T: AsyncTransport + Sync> AsyncTransport for Recorder<T> {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let record = begin(&request);
        let outcome = self.inner.send(request, limits).await;
        self.keep(record, &outcome);
        outcome
    }
}
