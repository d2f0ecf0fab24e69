//! Whether the issuer has taken a certificate back: OCSP first, its list (CRL) otherwise.

use std::sync::PoisonError;

use ehealth_client::revocation::{Cause, Check, Checked, Holder, Next, Source, Unknown};
use ehealth_pki::{Certificate, Issuer, Status};

use super::{Effect, HttpCall, Reply};
use crate::check::Finding;
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// Asks the addresses that the certificate itself names, or what was kept of their answers. Only after its chain was
/// found good: a certificate of unknown origin shall not make us ask anybody. What cannot be known is a warning, not
/// a verdict.
pub(super) async fn revocation(
    io: &Io,
    settings: &Settings,
    certificate: &Certificate,
    issuer: Issuer<'_>,
) -> Result<Finding, Error> {
    let mut check = Check::new(certificate, issuer);
    loop {
        let now = io.now();
        let next = {
            let mut kept = settings.statements.lock().unwrap_or_else(PoisonError::into_inner);
            check.next(&mut kept, now)
        };
        let request = match next {
            Next::Ask(request) => *request,
            Next::Done(Ok(checked)) => return Ok(known(&checked)),
            Next::Done(Err(unknown)) => return Ok(not_known(&unknown)),
            _ => return Err(Error::WrongReply),
        };
        // Both are questions of GET or POST by the same check; which one is of no interest to the driver.
        let call = HttpCall { operation: "Revocation", request, limits: check.limits() };
        let answer = match io.perform(Effect::Send(call)).await? {
            Reply::Http(response) => Ok(response),
            Reply::NotSent(error) => Err(error),
            _ => return Err(Error::WrongReply),
        };
        let mut kept = settings.statements.lock().unwrap_or_else(PoisonError::into_inner);
        check.on_answer(answer, &mut kept, io.now());
    }
}

fn known(checked: &Checked) -> Finding {
    let source = match checked.source() {
        Source::List => "CRL",
        _ => "OCSP",
    };
    match (checked.code(Holder::Keystore), checked.status()) {
        (Some(code), Status::Revoked { at, .. }) => {
            Finding::problem("revocation", code, at.as_secs().to_string())
        }
        (Some(code), _) => Finding::problem("revocation", code, source),
        (None, _) => Finding::ok("revocation", source),
    }
}

/// A responder that answers for its CA and does not know the certificate says more than one that is silent.
fn not_known(unknown: &Unknown) -> Finding {
    let failures = unknown.failures();
    if failures.iter().any(|failure| matches!(failure.cause(), Cause::UnknownThere)) {
        return Finding::problem("revocation", "ra.wrong_certificate", "OCSP");
    }
    let tried: Vec<String> =
        failures.iter().map(|failure| format!("{}: {}", failure.address(), failure.cause())).collect();
    Finding::warning("revocation", unknown.code(), tried.join("; "))
}
