//! The seam to the network: what carries requests, its limits, and why it fails.
//!
//! The core needs none of it: [`Call`](crate::Call) gives an `http::Request` and takes an `http::Response`,
//! whoever carried them. With the feature `blocking` or `async` there is a transport of our own.

use core::time::Duration;

use ehealth_pki::BoxError;
use rustls_pki_types::UnixTime;

use crate::assumed;
use crate::error::Remedy;
use crate::time::parse_http_date;

#[cfg(feature = "async")]
pub mod asynchronous;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(any(feature = "async", feature = "blocking"))]
mod exchange;
#[cfg(any(feature = "async", feature = "blocking"))]
mod failure;
#[cfg(any(feature = "async", feature = "blocking"))]
mod settings;
#[cfg(any(feature = "async", feature = "blocking"))]
mod tls;

#[cfg(any(feature = "async", feature = "blocking"))]
pub use settings::{ProxyPassword, Settings};

/// How long and how much at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    connect: Duration,
    answer: Duration,
    max_body: usize,
}

impl Limits {
    /// 30 s to connect, 60 s for request and answer together, 2 MiB (ra.md 2.1; 15, 8).
    #[must_use]
    pub const fn new() -> Self {
        Self {
            connect: assumed::CONNECT_TIMEOUT,
            answer: assumed::ANSWER_TIMEOUT,
            max_body: assumed::MAX_RESPONSE_BYTES,
        }
    }

    /// Another time to connect: name, TCP, proxy and TLS together.
    #[must_use]
    pub const fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// Another time for everything after the connection stands, to the last byte of the answer.
    #[must_use]
    pub const fn with_answer(self, answer: Duration) -> Self {
        Self { answer, ..self }
    }

    /// Another largest body, in bytes after decompression.
    #[must_use]
    pub const fn with_max_body(self, max_body: usize) -> Self {
        Self { max_body, ..self }
    }

    /// Time to connect.
    #[must_use]
    pub const fn connect(&self) -> Duration {
        self.connect
    }

    /// Time for request and answer once connected.
    #[must_use]
    pub const fn answer(&self) -> Duration {
        self.answer
    }

    /// Largest body in bytes.
    #[must_use]
    pub const fn max_body(&self) -> usize {
        self.max_body
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Carries one request and brings its answer, whatever its status. Blocks meanwhile.
///
/// An implementation follows no redirect, repeats nothing by itself (some operations must not be sent twice)
/// and reads at most [`Limits::max_body`] bytes of the answer.
pub trait Transport {
    /// Sends `request`.
    ///
    /// # Errors
    /// [`TransportError`] when no whole answer came.
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError>;
}

/// The same for asynchronous programs, with any runtime.
pub trait AsyncTransport {
    /// Sends `request`, once.
    ///
    /// # Errors
    /// [`TransportError`] when no whole answer came.
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, TransportError>> + Send;
}

impl<T: Transport + ?Sized> Transport for &mut T {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request, limits)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request, limits)
    }
}

/// In which phase the time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Before the connection stood: nothing was sent.
    Connect,
    /// After it.
    Answer,
}

/// Why no whole answer came.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// There is no network, or no way to the Internet.
    #[error("no network")]
    Offline(#[source] BoxError),
    /// The host's name was not resolved.
    #[error("the host's name was not found")]
    NameNotFound(#[source] BoxError),
    /// The host, or something before it, refused or reset the connection.
    #[error("the connection was refused")]
    Refused(#[source] BoxError),
    /// The proxy wants credentials, or other ones.
    #[error("the proxy wants credentials")]
    ProxyAuthentication(#[source] BoxError),
    /// The proxy cannot be reached, or does not connect to the host.
    #[error("the proxy does not connect")]
    Proxy(#[source] BoxError),
    /// The time was over.
    #[error("the time was over ({0:?})")]
    Timeout(Phase),
    /// The server's certificate was issued by nobody trusted: an interceptor, or missing roots.
    #[error("the server's certificate has an unknown issuer")]
    UnknownIssuer(#[source] BoxError),
    /// The server's certificate has expired, by our clock.
    #[error("the server's certificate has expired, by this clock")]
    ServerCertificateExpired(#[source] BoxError),
    /// The server's certificate is not valid yet, by our clock: which is then most likely wrong.
    #[error("the server's certificate is not valid yet, by this clock")]
    ServerCertificateNotYetValid(#[source] BoxError),
    /// The server's certificate is for another host.
    #[error("the server's certificate is for another host")]
    OtherHost(#[source] BoxError),
    /// No common version or algorithm of TLS.
    #[error("no common version of TLS")]
    TlsVersion(#[source] BoxError),
    /// What answered does not speak TLS: a captive portal, usually.
    #[error("what answered does not speak TLS")]
    NotTls(#[source] BoxError),
    /// Another failure of TLS.
    #[error("the secure connection failed")]
    Tls(#[source] BoxError),
    /// The connection ended before the answer was whole.
    #[error("the connection was cut")]
    Cut(#[source] BoxError),
    /// The answer is longer than the limit.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The roots or other settings given are unusable.
    #[error("the connection's settings are unusable")]
    Settings(#[source] BoxError),
    /// A blocking transport was used on a thread of an asynchronous runtime, which it would stop.
    #[error("a blocking transport inside an asynchronous runtime")]
    InsideRuntime,
    /// Something else.
    #[error("the exchange failed")]
    Other(#[source] BoxError),
}

impl TransportError {
    /// Stable identifier (domain.md 7.5; those beyond it are listed on the crate's front page).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Offline(_) => "net.offline",
            Self::NameNotFound(_) => "net.dns",
            Self::Refused(_) => "net.firewall",
            Self::ProxyAuthentication(_) => "net.proxy_auth",
            Self::Proxy(_) => "net.proxy_unreachable",
            Self::NotTls(_) => "net.captive_portal",
            Self::Timeout(_) => "net.timeout",
            Self::UnknownIssuer(_) => "tls.intercepted",
            Self::ServerCertificateExpired(_) => "tls.expired",
            Self::ServerCertificateNotYetValid(_) => "clock.skew",
            Self::OtherHost(_) => "tls.other_host",
            Self::TlsVersion(_) => "tls.version",
            Self::Tls(_) => "tls.failed",
            Self::Cut(_) | Self::Other(_) => "net.failed",
            Self::TooLong(_) => "ra.malformed",
            Self::Settings(_) => "net.settings",
            Self::InsideRuntime => "internal",
        }
    }

    /// What can be done next.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::Offline(_) => Remedy::CheckConnection,
            Self::NameNotFound(_) => Remedy::CheckNameResolution,
            Self::Refused(_) => Remedy::OpenFirewall,
            Self::ProxyAuthentication(_) => Remedy::GiveProxyCredentials,
            Self::Proxy(_) => Remedy::CheckProxy,
            Self::NotTls(_) | Self::OtherHost(_) => Remedy::SignInToNetwork,
            Self::UnknownIssuer(_) => Remedy::TrustInterceptor,
            Self::ServerCertificateExpired(_) | Self::ServerCertificateNotYetValid(_) => Remedy::SetClock,
            Self::TlsVersion(_) => Remedy::AllowModernTls,
            Self::Timeout(_) | Self::Cut(_) | Self::Tls(_) | Self::Other(_) | Self::TooLong(_) => {
                Remedy::TryLater
            }
            Self::Settings(_) => Remedy::CheckRoots,
            Self::InsideRuntime => Remedy::LeaveRuntime,
        }
    }

    /// Whether the request may have reached the authority: then ask before sending it again (ra.md 2.7).
    #[must_use]
    pub const fn may_have_been_sent(&self) -> bool {
        matches!(self, Self::Timeout(Phase::Answer) | Self::Cut(_) | Self::TooLong(_) | Self::Other(_))
    }
}

/// The clock of whoever answered, from the `Date` header, to the second. Present with any answer, refusals
/// and maintenance pages too.
#[must_use]
pub fn server_time(headers: &http::HeaderMap) -> Option<UnixTime> {
    parse_http_date(headers.get(http::header::DATE)?.to_str().ok()?)
}

/// Our clock against the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClockSkew {
    /// Near enough.
    Small,
    /// Our clock is behind by so much.
    Behind(Duration),
    /// Our clock is ahead by so much.
    Ahead(Duration),
}

impl ClockSkew {
    /// Compares `now`, taken when the answer came, with the server's time. Off by more than 5 minutes, signed
    /// requests may be refused (`clock.skew`; ra.md 15, 11).
    #[must_use]
    pub fn between(now: UnixTime, server: UnixTime) -> Self {
        let off = Duration::from_secs(now.as_secs().abs_diff(server.as_secs()));
        if off <= assumed::CLOCK_SKEW {
            Self::Small
        } else if now.as_secs() < server.as_secs() {
            Self::Behind(off)
        } else {
            Self::Ahead(off)
        }
    }

    /// `clock.skew` when the clock is to be set, `None` when it is near enough.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::Small => None,
            Self::Behind(_) | Self::Ahead(_) => Some("clock.skew"),
        }
    }

    /// [`Remedy::SetClock`] when the clock is to be set.
    #[must_use]
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Small => None,
            Self::Behind(_) | Self::Ahead(_) => Some(Remedy::SetClock),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        assert_eq!(ClockSkew::between(at(1000), at(1300)), ClockSkew::Small);
        assert_eq!(ClockSkew::between(at(1000), at(1301)), ClockSkew::Behind(Duration::from_secs(301)));
        assert_eq!(ClockSkew::between(at(1301), at(1000)), ClockSkew::Ahead(Duration::from_secs(301)));
    }

    #[test]
    fn date_header() {
        let mut headers = http::HeaderMap::new();
        assert_eq!(server_time(&headers), None);
        headers.insert("date", "Tue, 01 Dec 2026 12:00:00 GMT".parse().unwrap());
        assert_eq!(server_time(&headers).map(|t| t.as_secs()), Some(1_796_126_400));
    }
}
