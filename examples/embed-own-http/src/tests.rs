use embed_testing::{Persona, Practice, password};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use ureq::tls::Certificate;

use super::*;

fn over_ureq(practice: &Practice) -> Ureq {
    let ca = CertificateDer::from_pem_slice(practice.tls_ca().as_bytes()).unwrap();
    Ureq::new(RootCerts::from([Certificate::from_der(&ca).to_owned()]))
}

#[test]
fn completes_over_ureq() {
    let practice = Practice::new();
    let keystore = practice.requested(&Persona::adult_ec());
    let mut ports = Unattended::new(over_ureq(&practice), password);
    let outcome = run(&mut Flow::complete(keystore.clone(), practice.settings()), &mut ports).unwrap();
    assert!(matches!(outcome, Outcome::Completed(done) if done.keystore == keystore));
}

#[test]
fn failures_have_codes() {
    let practice = Practice::new();
    let post = |url: &str| http::Request::post(url).body(b"<x/>".to_vec()).unwrap();
    let base = practice.sandbox().descriptor().base_url.clone();
    let mut ureq = over_ureq(&practice);

    let short = ureq.send(post(&format!("{base}/CertRa/v2")), &Limits::new().with_max_body(10)).unwrap_err();
    assert_eq!((short.code(), short.may_have_been_sent()), ("ra.malformed", true));

    let stranger = Ureq::new(RootCerts::WebPki).send(post(&base), &Limits::new()).unwrap_err();
    // ureq tells a handshake that failed no further apart: on the safe side.
    assert_eq!((stranger.code(), stranger.may_have_been_sent()), ("net.failed", true));

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = ureq.send(post(&format!("https://{nobody}/")), &Limits::new()).unwrap_err();
    assert_eq!((refused.code(), refused.may_have_been_sent()), ("net.firewall", false), "{refused:?}");
}
