//! Faults by script: what goes wrong, with which operation, before or after the authority acted.
//!
//! Nothing goes wrong by itself: a sandbox without a script answers every good request.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::input;
use crate::v1;
use crate::wire::operation::Operation;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// The answer comes late, and is good.
    Delay {
        /// How late, in milliseconds.
        milliseconds: u64,
    },
    /// The connection is closed without an answer.
    Drop,
    /// Half of the body comes, then the connection is closed.
    Truncate,
    /// The body comes in small pieces, with a pause before each.
    SlowBody {
        /// The pause in milliseconds.
        milliseconds: u64,
    },
    /// 200 and nothing.
    EmptyBody,
    /// The body goes on with spaces for so many bytes.
    HugeBody {
        /// How many.
        bytes: u64,
    },
    /// A page in HTML, as proxies send it.
    HtmlPage {
        /// HTTP status: 502, 503, 504, or 200.
        status: u16,
    },
    /// A redirect to another host.
    Redirect,
    /// A SOAP fault of the gateway.
    SoapFault {
        /// Such as `SOA-02002`.
        code: String,
    },
    /// The right answer, called `application/octet-stream`.
    WrongContentType,
    /// The right answer with `Content-Encoding: gzip`, asked for or not.
    Gzip,
    /// The right answer, its `Date` so many seconds off.
    ClockSkew {
        /// Positive: the server's clock is ahead.
        seconds: i64,
    },
    /// The answer to the request before this one.
    Stale,
    /// A status of the responder, `INTERNAL_ERROR`.
    InternalError,
    /// A refusal without `StatusDetail`.
    NoDetail,
    /// GetCertificate: not delivered yet.
    Pending,
    /// GetCertificate: a certificate for the same name and another key.
    WrongCertificate,
    /// GetCertificate: a certificate for the right key and another name.
    WrongSubject,
    /// GetCertificate: the right name and key, from an issuer that nobody knows.
    UntrustedIssuer,
    /// GetCertificate: bytes that are no certificate.
    BrokenCertificate,
    /// GetCertificate: the leaf alone.
    ChainIncomplete,
    /// The right answer twice, one after the other in the same body.
    Duplicate,
    /// The right answer in UTF-16, and called so.
    Utf16,
    /// A document type with entities that grow without end, before the right answer.
    EntityBomb,
    /// As many elements, one in the other, in place of the answer.
    DeepNesting {
        /// How many.
        levels: u32,
    },
    /// The server's TLS certificate has expired.
    TlsExpired,
    /// The server's TLS certificate is for another host.
    TlsOtherName,
    /// The server's TLS certificate is of an unknown CA.
    TlsUnknownIssuer,
}

impl FaultKind {
    /// Whether it happens before there is a request at all.
    pub(crate) const fn is_of_tls(&self) -> bool {
        matches!(self, Self::TlsExpired | Self::TlsOtherName | Self::TlsUnknownIssuer)
    }
}

/// On which side of what the authority does a fault happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The authority never hears of the request.
    #[default]
    Before,
    /// The authority has acted; its answer suffers.
    After,
}

/// One line of a script.
///
/// ```
/// use ehealth_sandbox::{Fault, FaultKind};
///
/// // The second answer to GenerateCertificate is lost, after the request was accepted.
/// let fault = Fault::new(FaultKind::Drop).on("GenerateCertificate").after().skip(1);
/// let json = r#"{"fault": "drop", "operation": "GenerateCertificate", "when": "after", "skip": 1}"#;
/// assert_eq!(serde_json::from_str::<Fault>(json)?, fault);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    #[serde(rename = "fault")]
    kind: FaultKind,
    /// None: whatever comes.
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    when: When,
    #[serde(default)]
    skip: u32,
    #[serde(default = "once")]
    times: u32,
}

/// Reads a script: a JSON list of lines, each with an operation that exists.
///
/// # Errors
/// [`Error::Input`]: the file, its form, an operation that there is not.
pub fn read_faults(path: &Path) -> Result<Vec<Fault>, Error> {
    let faults: Vec<Fault> = input::json(path)?;
    match faults.iter().find_map(Fault::unknown_operation) {
        Some(name) => {
            let source = format!("there is no operation {name}").into();
            Err(Error::Input { path: path.to_owned(), source })
        }
        None => Ok(faults),
    }
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// Once, with the next request, before the authority acts.
    #[must_use]
    pub const fn new(kind: FaultKind) -> Self {
        Self { kind, operation: None, when: When::Before, skip: 0, times: 1 }
    }

    /// Only with this operation, named as its request's element without `Request`.
    #[must_use]
    pub fn on(self, operation: &str) -> Self {
        Self { operation: Some(operation.to_owned()), ..self }
    }

    /// The operation that it is for, when there is none of this name.
    pub(crate) fn unknown_operation(&self) -> Option<&str> {
        self.operation.as_deref().filter(|name| !Operation::is_name(name) && !v1::Operation::is_name(name))
    }

    /// After the authority acted.
    #[must_use]
    pub fn after(self) -> Self {
        Self { when: When::After, ..self }
    }

    /// Not with the first `skip` requests that it could happen to.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// So many times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// The faults that are still to happen, in the order in which they are looked for. Clones are the same script.
#[derive(Clone, Debug, Default)]
pub struct FaultScript(Arc<Mutex<Vec<Fault>>>);

impl FaultScript {
    pub(crate) fn new(lines: Vec<Fault>) -> Self {
        Self(Arc::new(Mutex::new(lines)))
    }

    /// Adds a line at the end.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Forgets all lines.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The lines that have not happened as often as they are to.
    #[must_use]
    pub fn left(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// What happens to a request for `operation`.
    pub(crate) fn take(&self, operation: &str) -> Option<(When, FaultKind)> {
        self.take_if(|fault| {
            !fault.kind.is_of_tls() && fault.operation.as_ref().is_none_or(|wanted| wanted == operation)
        })
    }

    /// What happens to a TLS handshake.
    pub(crate) fn take_tls(&self) -> Option<FaultKind> {
        self.take_if(|fault| fault.kind.is_of_tls()).map(|(_, kind)| kind)
    }

    fn take_if(&self, fits: impl Fn(&Fault) -> bool) -> Option<(When, FaultKind)> {
        let mut lines = self.lock();
        for line in lines.iter_mut().filter(|line| fits(line)) {
            if let Some(skip) = line.skip.checked_sub(1) {
                line.skip = skip;
                continue;
            }
            if let Some(times) = line.times.checked_sub(1) {
                line.times = times;
                let happens = (line.when, line.kind.clone());
                lines.retain(|line| line.times > 0);
                return Some(happens);
            }
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted() {
        let script = FaultScript::default();
        script.add(Fault::new(FaultKind::Drop).on("GetCertificate").skip(1).times(2));
        script.add(Fault::new(FaultKind::Gzip).after());
        script.add(Fault::new(FaultKind::TlsExpired));
        assert_eq!(
            script.take("GetCertificate"),
            Some((When::After, FaultKind::Gzip)),
            "the first is skipped"
        );
        assert_eq!(script.take("GenerateContract"), None);
        assert_eq!(script.take("GetCertificate"), Some((When::Before, FaultKind::Drop)));
        assert_eq!(script.take_tls(), Some(FaultKind::TlsExpired));
        assert_eq!(script.take("GetCertificate"), Some((When::Before, FaultKind::Drop)));
        assert_eq!(script.take("GetCertificate"), None);
        assert_eq!(script.left(), []);
    }
}
