//! Whether the issuer has taken a certificate back: OCSP first, its list (CRL) otherwise.

use ehealth_client::Limits;
use ehealth_pki::Certificate;
use ehealth_pki::crl::Crl;
use ehealth_pki::ocsp::{self, OcspResponse};
use ehealth_pki::revocation::{Issuer, Status};
use rand_core::Rng;

use super::{Effect, HttpCall, Reply};
use crate::check::Finding;
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

const MAX_OCSP_BYTES: usize = 64 * 1024;
/// The list of a CA that serves a country's care providers.
const MAX_CRL_BYTES: usize = 8 * 1024 * 1024;
const NONCE_BYTES: usize = 16;

/// Asks the addresses that the certificate itself names. Only after its chain was found good: a certificate of
/// unknown origin shall not make us ask anybody. What cannot be asked is a warning, not a verdict.
pub(super) async fn revocation(
    io: &Io,
    settings: &mut Settings,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<Finding, Error> {
    if let Some(status) = by_ocsp(io, settings, certificate, issuer).await? {
        return Ok(finding(status, "OCSP"));
    }
    if let Some(status) = by_list(io, certificate, issuer).await? {
        return Ok(finding(status, "CRL"));
    }
    Ok(Finding::warning("revocation", "net.timeout", "neither OCSP nor CRL answered"))
}

fn finding(status: Status, source: &str) -> Finding {
    match status {
        Status::Good => Finding::ok("revocation", source),
        Status::Revoked { at, .. } => {
            Finding::problem("revocation", "keystore.revoked", at.as_secs().to_string())
        }
        // The responder answers for its CA and does not know the certificate.
        _ => Finding::problem("revocation", "ra.wrong_certificate", source),
    }
}

async fn by_ocsp(
    io: &Io,
    settings: &mut Settings,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<Option<Status>, Error> {
    for url in certificate.ocsp_urls() {
        let mut nonce = [0; NONCE_BYTES];
        settings.rng.fill_bytes(&mut nonce);
        let Ok(body) = ocsp::request(certificate, Issuer::from(issuer), Some(&nonce)) else {
            return Ok(None);
        };
        let request = http::Request::post(url)
            .header(http::header::CONTENT_TYPE, "application/ocsp-request")
            .header(http::header::ACCEPT, "application/ocsp-response")
            .body(body);
        let Some(answer) = fetch(io, "OCSP", request, MAX_OCSP_BYTES).await? else { continue };
        let verdict = OcspResponse::from_der(&answer)
            .and_then(|answer| answer.verify(certificate, Issuer::from(issuer), Some(&nonce), io.now()));
        if let Ok(verdict) = verdict {
            return Ok(Some(verdict.status));
        }
    }
    Ok(None)
}

async fn by_list(io: &Io, certificate: &Certificate, issuer: &Certificate) -> Result<Option<Status>, Error> {
    for url in certificate.crl_urls() {
        let request = http::Request::get(url).body(Vec::new());
        let Some(answer) = fetch(io, "CRL", request, MAX_CRL_BYTES).await? else { continue };
        let Ok(list) = Crl::from_der(&answer) else { continue };
        if let Ok(status) =
            list.verify(Issuer::from(issuer), io.now()).and_then(|list| list.status(certificate))
        {
            return Ok(Some(status));
        }
    }
    Ok(None)
}

/// The body of a successful answer.
async fn fetch(
    io: &Io,
    operation: &'static str,
    request: Result<http::Request<Vec<u8>>, http::Error>,
    max_body: usize,
) -> Result<Option<Vec<u8>>, Error> {
    let Ok(request) = request else { return Ok(None) };
    let limits = Limits::new().with_max_body(max_body);
    match io.perform(Effect::Send(HttpCall { operation, request, limits })).await? {
        Reply::Http(response) if response.status().is_success() => Ok(Some(response.into_body())),
        Reply::Http(_) | Reply::NotSent(_) => Ok(None),
        _ => Err(Error::WrongReply),
    }
}
