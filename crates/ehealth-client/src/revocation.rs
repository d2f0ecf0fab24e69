//! Whether a certificate was taken back: asks the OCSP responder that the certificate names, then fetches the
//! issuer's list, over plain HTTP too, because such statements carry their own signature.
//!
//! [`check`] does it with any [`Transport`], those of this crate among them; [`Check`] does it without input
//! and output. What is believed is decided by [`ehealth_pki::ocsp`] and [`ehealth_pki::crl`]; answers are kept in
//! a [`Cache`] as long as HTTP and they themselves allow.
//!
//! The addresses stand in the certificate, so check only one whose chain was verified before: else whoever
//! made it chooses where this program connects to.
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn revoked(leaf: &ehealth_pki::Certificate, issuing: &ehealth_pki::Certificate) -> Result<(), Box<dyn std::error::Error>> {
//! use ehealth_client::UnixTime;
//! use ehealth_client::revocation::{self, Cache, Holder};
//! use ehealth_client::transport::blocking::HttpsTransport;
//!
//! let mut transport = HttpsTransport::system()?;
//! let mut cache = Cache::new();                                   // keep it for the next certificate
//! let checked = revocation::check(leaf, issuing, &mut transport, &mut cache, UnixTime::now())?;
//! if checked.code(Holder::Keystore).is_some() {
//!     println!("revoked: request a new one");
//! }
//! # Ok(())
//! # }
//! ```

use ehealth_pki::{Certificate, Issuer, RevocationError, Status};
use rustls_pki_types::UnixTime;

use crate::error::Remedy;
use crate::transport::{AsyncTransport, Transport, TransportError};

mod cache;
mod check;

pub use cache::Cache;
pub use check::Check;

/// By what the status is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The issuer's revocation list (RFC 5280 section 5).
    List,
    /// An answer about this certificate (RFC 6960).
    Responder,
}

/// Whose certificate: the code differs, because the way out does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holder {
    /// An identity card's: the municipality helps.
    Card,
    /// A keystore's: a new request helps.
    Keystore,
}

/// The status of a certificate, believed.
#[derive(Debug)]
pub struct Checked {
    status: Status,
    source: Source,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    from_cache: bool,
    failures: Vec<Failure>,
}

impl Checked {
    /// Good or revoked; never unknown.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// By what it is known.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.source
    }

    /// When it was so.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When there will be news, if announced.
    #[must_use]
    pub const fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// Whether nothing had to be fetched.
    #[must_use]
    pub const fn from_cache(&self) -> bool {
        self.from_cache
    }

    /// What was tried before in vain.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// `card.certificates_revoked` or `keystore.revoked` (domain.md 7.2, 7.7); `None` when it is good.
    #[must_use]
    pub const fn code(&self, holder: Holder) -> Option<&'static str> {
        match (self.status, holder) {
            (Status::Revoked { .. }, Holder::Card) => Some("card.certificates_revoked"),
            (Status::Revoked { .. }, Holder::Keystore) => Some("keystore.revoked"),
            _ => None,
        }
    }
}

/// Nothing believable is known of a certificate's status: neither good nor revoked.
#[derive(Debug, thiserror::Error)]
#[error("the certificate's status is not known ({} addresses tried)", .failures.len())]
pub struct Unknown {
    failures: Vec<Failure>,
}

impl Unknown {
    /// What was tried; empty when the certificate names no address.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// `revocation.unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "revocation.unknown"
    }

    /// [`Remedy::TryLater`]: the certificate is not bad because of it.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        Remedy::TryLater
    }
}

/// One address that did not help.
#[derive(Debug)]
pub struct Failure {
    address: String,
    cause: Cause,
}

impl Failure {
    /// Which.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Why.
    #[must_use]
    pub const fn cause(&self) -> &Cause {
        &self.cause
    }
}

/// Why an address did not help.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// It is no `http` or `https` address of a host.
    #[error("not an address of HTTP")]
    Address,
    /// The server answered with another status than 200.
    #[error("HTTP status {0}")]
    Http(u16),
    /// What came is not believed.
    #[error("the statement is not believed")]
    Statement(#[source] RevocationError),
    /// No whole answer came.
    #[error("no answer")]
    Transport(#[source] TransportError),
    /// The responder does not know the certificate.
    #[error("the responder does not know the certificate")]
    UnknownThere,
}

/// What to do next.
#[derive(Debug)]
#[non_exhaustive]
pub enum Next {
    /// Send this with limits of [`Check::limits`] and hand what comes to [`Check::on_answer`].
    Ask(Box<http::Request<Vec<u8>>>),
    /// The end.
    Done(Result<Checked, Unknown>),
}

/// Checks `certificate`, issued by `issuer`, with what `cache` has or `transport` brings.
///
/// # Errors
/// [`Unknown`] (`revocation.unknown`) when no address gave a believable statement.
pub fn check<'a>(
    certificate: &'a Certificate,
    issuer: impl Into<Issuer<'a>>,
    transport: &mut (impl Transport + ?Sized),
    cache: &mut Cache,
    now: UnixTime,
) -> Result<Checked, Unknown> {
    let mut check = Check::new(certificate, issuer);
    loop {
        match check.next(cache, now) {
            Next::Done(result) => return result,
            Next::Ask(request) => {
                let answer = transport.send(*request, &check.limits());
                check.on_answer(answer, cache, now);
            }
        }
    }
}

/// As [`check`], for asynchronous programs.
///
/// # Errors
/// As [`check`].
pub async fn check_async<'a>(
    certificate: &'a Certificate,
    issuer: impl Into<Issuer<'a>>,
    transport: &impl AsyncTransport,
    cache: &mut Cache,
    now: UnixTime,
) -> Result<Checked, Unknown> {
    let mut check = Check::new(certificate, issuer);
    loop {
        match check.next(cache, now) {
            Next::Done(result) => return result,
            Next::Ask(request) => {
                let answer = transport.send(*request, &check.limits()).await;
                check.on_answer(answer, cache, now);
            }
        }
    }
}
