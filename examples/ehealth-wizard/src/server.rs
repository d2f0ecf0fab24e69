//! The HTTP server: one thread, loopback only, limits for everything that a client can stretch.

mod events;
mod guard;
mod neighbour;
mod route;

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::{Request, Response, StatusCode};
use http_body_util::channel::Channel;
use http_body_util::{BodyExt as _, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};

use crate::app::App;
use crate::form::Fields;

/// Bytes of the largest form: a dozen fields of a line each.
const MAX_BODY: usize = 16 * 1024;
/// Bytes of the largest head of a request; browsers send about one thousand.
const MAX_HEAD: usize = 16 * 1024;
/// A client that connects and says nothing holds a socket no longer than this; also the pause between requests.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a form may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections at once; a browser opens six.
const MAX_CONNECTIONS: usize = 64;
/// How long a stop waits for answers under way.
const STOP_TIMEOUT: Duration = Duration::from_millis(500);
/// An open tab keeps the wizard awake so many times longer than no tab.
const OPEN_TAB: u32 = 8;

/// What is sent back: a page, or a stream of events.
type Sent = Either<Full<Bytes>, Channel<Bytes>>;

/// When somebody was last here.
#[derive(Debug)]
pub(crate) struct Presence {
    last: std::sync::Mutex<Instant>,
    tabs: AtomicUsize,
}

impl Presence {
    pub(crate) fn new() -> Self {
        Self { last: std::sync::Mutex::new(Instant::now()), tabs: AtomicUsize::new(0) }
    }

    fn touch(&self) {
        *self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Instant::now();
    }

    /// Whether nobody was here for so long, an open tab counting for presence for a while.
    fn is_away(&self, idle: Duration) -> bool {
        let last = *self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let patience = match self.tabs.load(Ordering::Relaxed) {
            0 => idle,
            _ => idle.saturating_mul(OPEN_TAB),
        };
        last.elapsed() > patience
    }
}

/// Serves until `stop` is dropped or used, or nobody was here for `idle`.
pub(crate) fn serve(
    listener: TcpListener,
    app: &Arc<App>,
    idle: Duration,
    mut stop: oneshot::Receiver<()>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(8).build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let accepting = tokio::spawn(accept(listener, Arc::clone(app)));
        let pause = (idle / 20).clamp(Duration::from_millis(20), Duration::from_secs(5));
        while tokio::time::timeout(pause, &mut stop).await.is_err() && !app.presence.is_away(idle) {}
        accepting.abort();
        std::io::Result::Ok(())
    })?;
    app.shared.stop();
    runtime.shutdown_timeout(STOP_TIMEOUT);
    Ok(())
}

async fn accept(listener: tokio::net::TcpListener, app: Arc<App>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let app = Arc::clone(&app);
                tokio::spawn(async move {
                    connection(stream, peer, app).await;
                    drop(place);
                });
            }
            // Out of descriptors, or a connection that was gone before it was taken: neither ends a server.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// One connection, until its client closes it, says nothing, or turns out to be another user's.
async fn connection(stream: TcpStream, peer: SocketAddr, app: Arc<App>) {
    let _ = stream.set_nodelay(true);
    if !peer.ip().is_loopback() || neighbour::is_other_user(peer, app.address) {
        return;
    }
    let service = service_fn(move |request| {
        let app = Arc::clone(&app);
        async move { Ok::<_, Infallible>(exchange(request, app).await) }
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(request: Request<Incoming>, app: Arc<App>) -> Response<Sent> {
    let (parts, body) = request.into_parts();
    let answer = match guard::check(&parts, &app) {
        Err(refusal) => Err(refusal),
        Ok(guard::Place::Events) => {
            app.presence.touch();
            match events::stream(&app) {
                Some(channel) => return guard::sealed(events::response(channel).map(Either::Right), false),
                None => Err(guard::Refusal::Busy),
            }
        }
        Ok(place) => match fields(body).await {
            Err(refusal) => Err(refusal),
            Ok(fields) => {
                // What a person without the cookie does keeps nothing awake.
                if !matches!(place, guard::Place::Door | guard::Place::Asset(_)) {
                    app.presence.touch();
                }
                let app = Arc::clone(&app);
                let answered =
                    tokio::task::spawn_blocking(move || route::answer(&place, &parts, &fields, &app)).await;
                answered.unwrap_or(Err(guard::Refusal::Failed))
            }
        },
    };
    let close = answer.is_err();
    let response = answer.unwrap_or_else(route::refused);
    guard::sealed(response.map(|body| Either::Left(Full::new(Bytes::from(body)))), close)
}

/// The body as fields, within its limits of length and time.
async fn fields(body: Incoming) -> Result<Fields, guard::Refusal> {
    let collecting = Limited::new(body, MAX_BODY).collect();
    match tokio::time::timeout(BODY_TIMEOUT, collecting).await {
        Err(_) => Err(guard::Refusal::Slow),
        Ok(Err(_)) => Err(guard::Refusal::TooLarge),
        Ok(Ok(collected)) => {
            let bytes = zeroize::Zeroizing::new(collected.to_bytes().to_vec());
            Fields::parse(&bytes).ok_or(guard::Refusal::Form)
        }
    }
}

/// A response with a body of text.
fn page(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    response
}
