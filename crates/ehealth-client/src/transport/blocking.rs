//! The transport of programs without an asynchronous runtime: HTTPS over rustls.

use std::sync::mpsc;
use std::thread;

use tokio::sync::mpsc as jobs;

use super::exchange::Connector;
use super::{Limits, Settings, Transport, TransportError};

/// HTTPS: TLS 1.2 and 1.3, the server's certificate checked, no redirect followed, nothing repeated. Without TLS
/// it carries only questions about [`revocation`](crate::revocation).
///
/// The connections live in a thread of their own, which ends when this is dropped. Inside an asynchronous
/// runtime (tokio's `spawn_blocking` included, which cannot be told apart) both making and using one is
/// refused with [`TransportError::InsideRuntime`]: it would stop the runtime's thread. Use a `std` thread, or
/// the transport of the feature `async`.
///
/// ```no_run
/// use ehealth_client::transport::blocking::HttpsTransport;
///
/// let antivirus_ca = std::fs::read("company-ca.pem")?;
/// let transport = HttpsTransport::with_roots_pem(&antivirus_ca)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct HttpsTransport {
    jobs: jobs::UnboundedSender<Job>,
}

struct Job {
    request: http::Request<Vec<u8>>,
    limits: Limits,
    answer: mpsc::Sender<Result<http::Response<Vec<u8>>, TransportError>>,
}

impl HttpsTransport {
    /// Trusts the operating system's roots, goes through the system's proxy.
    ///
    /// # Errors
    /// [`TransportError::Settings`] when the system has no roots, [`TransportError::InsideRuntime`].
    pub fn system() -> Result<Self, TransportError> {
        Self::new(&Settings::new())
    }

    /// Trusts the operating system's roots and the certificates of `pem`: an interceptor's, a company's.
    ///
    /// # Errors
    /// As [`system`](Self::system), and when `pem` holds no usable certificate.
    pub fn with_roots_pem(pem: &[u8]) -> Result<Self, TransportError> {
        Self::new(&Settings::new().with_roots_pem(pem)?)
    }

    /// Trusts the certificates of `pem` and nobody else, and goes past any proxy: for a sandbox on this
    /// machine.
    ///
    /// # Errors
    /// As [`with_roots_pem`](Self::with_roots_pem).
    pub fn only_roots_pem(pem: &[u8]) -> Result<Self, TransportError> {
        Self::new(&Settings::new().with_only_roots_pem(pem)?.without_proxy())
    }

    /// Connects as `settings` say.
    ///
    /// # Errors
    /// [`TransportError::Settings`] when there are no roots or one is unusable,
    /// [`TransportError::InsideRuntime`].
    pub fn new(settings: &Settings) -> Result<Self, TransportError> {
        refuse_inside_runtime()?;
        let connector = Connector::new(settings)?;
        let (sender, receiver) = jobs::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| TransportError::Settings(error.into()))?;
        thread::Builder::new()
            .name("ehealth-client".to_owned())
            .spawn(move || runtime.block_on(work(connector, receiver)))
            .map_err(|error| TransportError::Settings(error.into()))?;
        Ok(Self { jobs: sender })
    }
}

/// The one place where requests are carried out, until the transport is dropped.
async fn work(connector: Connector, mut receiver: jobs::UnboundedReceiver<Job>) {
    while let Some(Job { request, limits, answer }) = receiver.recv().await {
        // who asked may have gone meanwhile
        let _ = answer.send(connector.send(request, limits).await);
    }
}

fn refuse_inside_runtime() -> Result<(), TransportError> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Err(TransportError::InsideRuntime),
        Err(_) => Ok(()),
    }
}

impl Transport for HttpsTransport {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        refuse_inside_runtime()?;
        let gone = || TransportError::Other("the transport's thread has ended".into());
        let (answer, result) = mpsc::channel();
        self.jobs.send(Job { request, limits: *limits, answer }).map_err(|_| gone())?;
        result.recv().map_err(|_| gone())?
    }
}

impl core::fmt::Debug for HttpsTransport {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("HttpsTransport")
    }
}
