//! The HTTPS server: one thread, an accept loop of its own, so that whatever can happen between socket and
//! request can be made to happen here.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use ehealth_pki::BoxError;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rand::CryptoRng;
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::body::{Manner, Sent};
use crate::ca::{Authorities, ServerCertificate};
use crate::faults::FaultKind;

/// Bytes of the largest request that is read: a signed request is some 20 kB, a contract some 100 kB more.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Bytes of a too large request that are read at most before it is answered.
const MAX_DRAINED: usize = 64 * 1024 * 1024;

/// A client that connects and says nothing holds a socket no longer than this.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// As [`HANDSHAKE_TIMEOUT`], for the head of a request on a connection that is kept open.
const HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a body may take: a client that goes silent in the middle holds a connection no longer.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a stop waits for requests that are being answered.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Answers requests whose body is read; called on threads that may block.
pub(crate) trait Handler: Send + Sync + 'static {
    /// What is asked for with TLS.
    fn answer(&self, request: &Request<Bytes>) -> Answer;

    /// What is asked for without.
    fn answer_plain(&self, request: &Request<Bytes>) -> Answer;

    /// What goes wrong with the next handshake.
    fn tls_fault(&self) -> Option<FaultKind>;
}

/// A response, and how it is sent.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response<Vec<u8>>,
    pub(crate) manner: Manner,
}

impl From<Response<Vec<u8>>> for Answer {
    fn from(response: Response<Vec<u8>>) -> Self {
        Self { response, manner: Manner::Whole }
    }
}

/// The certificates that a server can show: its own, and those of a script of faults.
pub(crate) struct TlsFaces {
    good: TlsAcceptor,
    expired: TlsAcceptor,
    other_name: TlsAcceptor,
    unknown_issuer: TlsAcceptor,
}

impl TlsFaces {
    pub(crate) fn new(authorities: &Authorities, rng: &mut impl CryptoRng) -> Result<Self, BoxError> {
        let wall = UnixTime::now();
        let mut face = |kind| -> Result<TlsAcceptor, BoxError> {
            let (key, certificate) = authorities.server_certificate(kind, wall, rng)?;
            Ok(TlsAcceptor::from(Arc::new(tls(&key.to_pkcs8()?, &certificate)?)))
        };
        Ok(Self {
            good: face(ServerCertificate::Good)?,
            expired: face(ServerCertificate::Expired)?,
            other_name: face(ServerCertificate::ForAnotherHost)?,
            unknown_issuer: face(ServerCertificate::OfUnknownIssuer)?,
        })
    }

    const fn face(&self, fault: Option<&FaultKind>) -> &TlsAcceptor {
        match fault {
            Some(FaultKind::TlsExpired) => &self.expired,
            Some(FaultKind::TlsOtherName) => &self.other_name,
            Some(FaultKind::TlsUnknownIssuer) => &self.unknown_issuer,
            _ => &self.good,
        }
    }
}

/// A running server; stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves what connects to `listener`.
    pub(crate) fn start(
        listener: TcpListener,
        tls: TlsFaces,
        handler: Arc<dyn Handler>,
    ) -> Result<Self, BoxError> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let tls = Arc::new(tls);
        let thread = std::thread::Builder::new().name("ehealth-sandbox".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(accept(listener, tls, handler));
                let _ = stopped.await;
            });
            runtime.shutdown_timeout(STOP_TIMEOUT);
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, tls: Arc<TlsFaces>, handler: Arc<dyn Handler>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&tls), Arc::clone(&handler)));
            }
            // Out of descriptors, or a connection that was gone before it was taken: neither ends a server.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// One connection, until its client closes it or does something wrong.
async fn connection(stream: TcpStream, tls: Arc<TlsFaces>, handler: Arc<dyn Handler>) {
    /// First byte of a TLS handshake record (RFC 8446 section 5.1).
    const HANDSHAKE: u8 = 22;
    let _ = stream.set_nodelay(true);
    let mut first = [0u8; 1];
    let Ok(Ok(1)) = tokio::time::timeout(HANDSHAKE_TIMEOUT, stream.peek(&mut first)).await else { return };
    if first == [HANDSHAKE] {
        let fault = handler.tls_fault();
        let accepting = tls.face(fault.as_ref()).accept(stream);
        if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIMEOUT, accepting).await {
            serve(stream, handler, true).await;
        }
    } else {
        serve(stream, handler, false).await;
    }
}

/// The requests of one connection.
async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    handler: Arc<dyn Handler>,
    secure: bool,
) {
    let service = service_fn(move |request| {
        let handler = Arc::clone(&handler);
        async move { exchange(request, handler, secure).await }
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(
    request: Request<Incoming>,
    handler: Arc<dyn Handler>,
    secure: bool,
) -> io::Result<Response<Sent>> {
    let (head, body) = request.into_parts();
    let body = match tokio::time::timeout(BODY_TIMEOUT, read(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(status)) => return Ok(empty(status)),
        Err(_) => return Ok(empty(StatusCode::REQUEST_TIMEOUT)),
    };
    let request = Request::from_parts(head, body);
    let answer = move || if secure { handler.answer(&request) } else { handler.answer_plain(&request) };
    match tokio::task::spawn_blocking(answer).await {
        // An error here is how hyper is told to say nothing and hang up.
        Ok(Answer { manner: Manner::Cut, .. }) => Err(io::ErrorKind::ConnectionAborted.into()),
        Ok(Answer { response, manner }) => Ok(response.map(|body| Sent::new(body, manner))),
        Err(_) => Ok(empty(StatusCode::INTERNAL_SERVER_ERROR)),
    }
}

/// The body, whole. Of one that is too large the rest is read and dropped, so that its sender, who writes
/// before he reads, gets the answer.
async fn read(mut body: Incoming) -> Result<Bytes, StatusCode> {
    let mut kept = Vec::new();
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        let Some(data) = frame.data_ref() else { continue };
        length = length.saturating_add(data.len());
        if length <= MAX_BODY {
            kept.extend_from_slice(data);
        } else if length > MAX_DRAINED {
            break;
        }
    }
    if length <= MAX_BODY { Ok(kept.into()) } else { Err(StatusCode::PAYLOAD_TOO_LARGE) }
}

fn empty(status: StatusCode) -> Response<Sent> {
    let mut response = Response::new(Sent::new(Vec::new(), Manner::Whole));
    *response.status_mut() = status;
    response
}

/// TLS 1.2 and 1.3 with one certificate, no client authentication (ra.md 2.1).
fn tls(pkcs8: &[u8], certificate: &[u8]) -> Result<ServerConfig, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pkcs8.to_vec()));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.to_vec())], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
