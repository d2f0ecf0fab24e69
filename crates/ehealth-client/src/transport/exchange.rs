//! One request and its answer over reqwest, counted while it is read.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use http::Method;
use http::header::CONTENT_TYPE;
use http::uri::Scheme;
use rustls::ClientConfig;

use super::failure::classify;
use super::settings::{Proxy, Settings};
use super::tls::client_config;
use super::{Limits, TransportError};

/// Makes clients as settings say. One is kept as long as the time to connect stays the same, and with it its
/// connections.
pub(super) struct Connector {
    tls: ClientConfig,
    proxy: Proxy,
    kept: Mutex<Option<(Duration, reqwest::Client)>>,
}

impl Connector {
    pub(super) fn new(settings: &Settings) -> Result<Self, TransportError> {
        Ok(Self { tls: client_config(settings)?, proxy: settings.proxy.clone(), kept: Mutex::new(None) })
    }

    /// Sends `request` and reads the answer up to `limits`.
    pub(super) async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        refuse_plain(&request)?;
        exchange(&self.client(limits.connect())?, request, limits).await
    }

    fn client(&self, connect: Duration) -> Result<reqwest::Client, TransportError> {
        // what is kept is whole at any time, so a panic elsewhere spoils nothing
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((for_connect, client)) = kept.as_ref()
            && *for_connect == connect
        {
            return Ok(client.clone());
        }
        let client = client(self.tls.clone(), connect, &self.proxy)?;
        *kept = Some((connect, client.clone()));
        Ok(client)
    }
}

/// A client without redirects and without repetition: some operations must not be sent twice.
fn client(tls: ClientConfig, connect: Duration, proxy: &Proxy) -> Result<reqwest::Client, TransportError> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
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

/// Without TLS goes only what asks for statements with a signature of their own, at the addresses that
/// certificates name: OCSP and revocation lists. Nothing of ours would be protected there.
fn refuse_plain(request: &http::Request<Vec<u8>>) -> Result<(), TransportError> {
    let content_type = request.headers().get(CONTENT_TYPE);
    let question = content_type.is_some_and(|value| value == "application/ocsp-request");
    let statement = match *request.method() {
        Method::GET => request.body().is_empty(),
        Method::POST => question,
        _ => false,
    };
    if request.uri().scheme() == Some(&Scheme::HTTPS) || statement {
        return Ok(());
    }
    Err(TransportError::Settings("this is not sent without TLS".into()))
}

/// Sends `request` and reads the answer up to `limits`.
async fn exchange(
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
