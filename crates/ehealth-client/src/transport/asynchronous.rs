//! The transport of programs on tokio: HTTPS over rustls.

use super::exchange::Connector;
use super::{AsyncTransport, Limits, Settings, TransportError};

/// HTTPS: TLS 1.2 and 1.3, the server's certificate checked, no redirect followed, nothing repeated. Without TLS
/// it carries only questions about [`revocation`](crate::revocation). To be
/// used inside a tokio runtime with its network and clock switched on. A future that is dropped ends the
/// exchange; whether the request had been sent is then unknown.
pub struct HttpsTransport {
    connector: Connector,
}

impl HttpsTransport {
    /// Connects as `settings` say.
    ///
    /// # Errors
    /// [`TransportError::Settings`] when there are no roots or one is unusable.
    pub fn new(settings: &Settings) -> Result<Self, TransportError> {
        Ok(Self { connector: Connector::new(settings)? })
    }
}

impl AsyncTransport for HttpsTransport {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.connector.send(request, *limits).await
    }
}

impl core::fmt::Debug for HttpsTransport {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("HttpsTransport")
    }
}
