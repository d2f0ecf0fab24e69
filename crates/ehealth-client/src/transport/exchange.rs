//! One request and its answer over reqwest, counted while it is read.

use core::time::Duration;

use rustls::ClientConfig;

use super::failure::classify;
use super::settings::Proxy;
use super::{Limits, TransportError};

/// A client without redirects and without repetition: some operations must not be sent twice.
pub(super) fn client(
    tls: ClientConfig,
    connect: Duration,
    proxy: &Proxy,
) -> Result<reqwest::Client, TransportError> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect);
    let builder = match proxy {
        Proxy::System => builder,
        Proxy::None => builder.no_proxy(),
        Proxy::At(uri, credentials) => {
            let proxy = reqwest::Proxy::all(uri.to_string()).map_err(unusable)?;
            builder.no_proxy().proxy(match credentials {
                Some((user, password)) => proxy.basic_auth(user, password.expose()),
                None => proxy,
            })
        }
    };
    builder.build().map_err(unusable)
}

/// Sends `request` and reads the answer up to `limits`.
pub(super) async fn exchange(
    client: &reqwest::Client,
    request: http::Request<Vec<u8>>,
    limits: Limits,
) -> Result<http::Response<Vec<u8>>, TransportError> {
    let whole = limits.connect().saturating_add(limits.answer());
    let mut request = reqwest::Request::try_from(request).map_err(classify)?;
    *request.timeout_mut() = Some(whole);
    let mut answer = client.execute(request).await.map_err(classify)?;
    let too_long = || TransportError::TooLong(limits.max_body());
    let announced = answer.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |length| length > limits.max_body()) {
        return Err(too_long());
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(classify)? {
        if body.len().saturating_add(chunk.len()) > limits.max_body() {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = http::Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = core::mem::take(answer.headers_mut());
    Ok(response)
}

fn unusable(error: reqwest::Error) -> TransportError {
    TransportError::Settings(error.into())
}
