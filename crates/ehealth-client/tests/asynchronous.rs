//! The asynchronous transport: the same exchange as the blocking one, on the caller's runtime.
#![cfg(feature = "async")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

use std::time::Duration;

use ehealth_client::certra::GetCertificate;
use ehealth_client::transport::Settings;
use ehealth_client::transport::asynchronous::HttpsTransport;
use ehealth_client::{Call, Endpoints, Header, Limits, UnixTime};

#[test]
fn on_the_callers_runtime() {
    let settings = Settings::new().with_only_roots_pem(include_bytes!("tls/ca.pem")).unwrap().without_proxy();
    let transport = HttpsTransport::new(&settings).unwrap();
    let call = Call::new(GetCertificate::new([7; 20].into()), Header::new(&mut rand::rng(), UnixTime::now()))
        .unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("https://127.0.0.1:{port}/");
    let endpoints = Endpoints::new(&nobody, &nobody, &nobody).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let limits = Limits::new().with_connect(Duration::from_secs(3));
    let exchange = runtime.block_on(call.exchange_async(&transport, &endpoints, &limits));
    assert_eq!(exchange.server_time, None);
    let error = exchange.outcome.unwrap_err();
    assert_eq!((error.code(), error.may_have_acted()), ("net.firewall", false), "{error:?}");
}
