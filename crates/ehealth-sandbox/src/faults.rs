//! Faults by script: what goes wrong, with which operation, before or after the authority acted.
//!
//! Nothing goes wrong by itself: a sandbox without a script answers every good request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

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
    /// GetCertificate: the leaf alone.
    ChainIncomplete,
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
