//! Tells open tabs that the screen has changed (server-sent events). The event names nothing but a number.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{HeaderValue, Response, header};
use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;

use crate::app::App;

/// Streams at once: a person's tabs.
const MAX_STREAMS: usize = 24;
/// A word now and then shows which tabs are still there.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// A stream; `None` when there are too many.
pub(super) fn stream(app: &Arc<App>) -> Option<Channel<Bytes>> {
    let open = app.presence.tabs.fetch_add(1, Ordering::Relaxed);
    if open >= MAX_STREAMS {
        app.presence.tabs.fetch_sub(1, Ordering::Relaxed);
        return None;
    }
    let (sender, channel) = Channel::new(4);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        tell(sender, &app).await;
        app.presence.tabs.fetch_sub(1, Ordering::Relaxed);
    });
    Some(channel)
}

async fn tell(mut sender: Sender<Bytes>, app: &App) {
    let mut changes = app.shared.changes();
    loop {
        let revision = *changes.borrow_and_update();
        if sender.send_data(Bytes::from(format!("data: {revision}\n\n"))).await.is_err() {
            return;
        }
        loop {
            match tokio::time::timeout(HEARTBEAT, changes.changed()).await {
                Ok(Ok(())) => break,
                Ok(Err(_)) => return,
                Err(_) => {
                    if sender.send_data(Bytes::from_static(b":\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// The stream as an answer.
pub(super) fn response(channel: Channel<Bytes>) -> Response<Channel<Bytes>> {
    let mut response = Response::new(channel);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}
