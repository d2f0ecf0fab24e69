//! One SOAP exchange: from the HTTP request to the envelope that answers it.

use std::time::Duration;

use http::{Method, Request, StatusCode};
use hyper::body::Bytes;

use crate::authority::Authority;
use crate::faults::{FaultKind, When};
use crate::http_face;
use crate::log::Exchange;
use crate::mangle;
use crate::operations::{self, Call, Outcome};
use crate::refusal::{Code, Refusal};
use crate::server::Answer;
use crate::wire::fault::{Fault, FaultCode};
use crate::wire::operation::{Operation, Service};
use crate::wire::read::Element;
use crate::wire::request::{Header, Request as Message};
use crate::wire::response::{self, Reply, ResponseHeader};
use crate::wire::{depot, soap};
use crate::{v1, vary};

impl Authority {
    /// Answers what was sent to the address of `service`.
    pub(crate) fn answer_soap(&self, service: Service, request: &Request<Bytes>) -> Answer {
        if request.method() != Method::POST {
            return http_face::empty(StatusCode::METHOD_NOT_ALLOWED, self.now()).into();
        }
        let mut entry = Exchange {
            operation: None,
            id: None,
            outcome: String::new(),
            warnings: Vec::new(),
            request: request.body().to_vec(),
            response: Vec::new(),
        };
        let mut planned = None;
        let (status, body) = match self.envelope(service, request, &mut entry, &mut planned) {
            Ok(envelope) => (StatusCode::OK, envelope),
            Err(fault) => {
                fault.code.as_str().clone_into(&mut entry.outcome);
                let ticket = self.fresh_id();
                let mut style = self.vary.style();
                (StatusCode::INTERNAL_SERVER_ERROR, fault.to_envelope(&ticket, style.as_mut()))
            }
        };
        let mut style = self.vary.style();
        let mut body = match &mut style {
            Some(style) => vary::restyle(&body, style).into_bytes(),
            None => body.into_bytes(),
        };
        if planned == Some(FaultKind::Stale)
            && let Some(last) = self.log().last()
        {
            body.clone_from(&last.response);
        }
        entry.response.clone_from(&body);
        self.log().push(entry);
        let mut response = http_face::response(status, body, self.now());
        if let Some(style) = &mut style {
            http_face::vary_content_type(&mut response, style);
        }
        let answer = response.into();
        match planned {
            Some(kind) => mangle::mangle(&kind, answer, self.now()),
            None => answer,
        }
    }

    /// The envelope that answers; `entry` is what the log says of it, `planned` the fault that is left to
    /// be done to it.
    fn envelope(
        &self,
        service: Service,
        request: &Request<Bytes>,
        entry: &mut Exchange,
        planned: &mut Option<FaultKind>,
    ) -> Result<String, Fault> {
        let text = http_face::body_text(request.headers(), request.body())?;
        let document = soap::parse(text)?;
        let payload = Element::new(soap::payload(&document)?);
        if matches!(service, Service::CertRaV1 | Service::EtkRaV1) {
            return self.envelope_v1(service, payload, request, entry, planned);
        }
        let operation = Operation::of_payload(service, payload)?;
        entry.operation = Some(operation.name());
        let fault = self.faults.take(operation.name());
        *planned = fault.as_ref().map(|(_, kind)| kind.clone());
        let said = match &fault {
            Some((When::Before, kind)) => before(kind)?,
            _ => None,
        };
        let action = Some(operation.soap_action());
        entry.warnings.extend(http_face::soap_action(request.headers(), operation.name(), action)?);
        if operation == Operation::GetEtk {
            let envelope = self.depot_envelope(payload, entry)?;
            return after(fault.as_ref()).map(|_| envelope);
        }
        let header = Header::read(payload)?;
        entry.id.clone_from(&header.id);
        let message = Message::read(operation, payload)?;
        let call = Call { authority: self, envelope: text.as_bytes(), header: &header, now: self.now() };
        let outcome = match said {
            Some(refusal) => Err(refusal),
            None => call.run(message),
        };
        let outcome = after(fault.as_ref())?.map_or(outcome, Err);
        let outcome = outcome.and_then(|reply| delivered(fault.as_ref(), reply, &call));
        entry.outcome = match &outcome {
            Ok(_) => "Success".to_owned(),
            Err(refusal) => refusal.code().as_str().to_owned(),
        };
        let mut style = self.vary.style();
        let response_header = ResponseHeader {
            id: style.as_mut().map_or_else(|| self.fresh_id(), vary::Style::id),
            in_response_to: header.id.clone(),
            issue_instant: call.now,
        };
        let told = outcome.map_err(|refusal| vary::tell(&refusal, &self.vary, style.as_mut()));
        Ok(soap::envelope(&response::write(operation, &response_header, &told)))
    }

    /// As [`envelope`](Self::envelope), in version 1.
    fn envelope_v1(
        &self,
        service: Service,
        payload: Element<'_>,
        request: &Request<Bytes>,
        entry: &mut Exchange,
        planned: &mut Option<FaultKind>,
    ) -> Result<String, Fault> {
        let operation = v1::Operation::of_payload(service, payload)?;
        entry.operation = Some(operation.name());
        let fault = self.faults.take(operation.name());
        *planned = fault.as_ref().map(|(_, kind)| kind.clone());
        let said = match &fault {
            Some((When::Before, kind)) => before(kind)?,
            _ => None,
        };
        let action = operation.soap_action();
        let warning = http_face::soap_action(request.headers(), operation.name(), action.as_deref())?;
        entry.warnings.extend(warning);
        let message = v1::Request::read(operation, payload)?;
        let call = v1::Call { authority: self, now: self.now() };
        let outcome = match said {
            Some(refusal) => Err(refusal),
            None => call.run(message),
        };
        let outcome = after(fault.as_ref())?.map_or(outcome, Err).and_then(|reply| match (&fault, reply) {
            (Some((_, kind)), v1::Reply::Certificate(chain)) => {
                self.forged(kind, chain, call.now).map(v1::Reply::Certificate)
            }
            (_, reply) => Ok(reply),
        });
        entry.outcome = match &outcome {
            Ok(_) => "Success".to_owned(),
            Err(refusal) => refusal.code().as_str().to_owned(),
        };
        let mut style = self.vary.style();
        let told =
            outcome.map_err(|refusal| (refusal.code(), vary::tell(&refusal, &self.vary, style.as_mut())));
        Ok(soap::envelope(&v1::write(operation, &self.fresh_id(), &told)))
    }

    fn depot_envelope(&self, payload: Element<'_>, entry: &mut Exchange) -> Result<String, Fault> {
        payload.allow_attributes(&[])?;
        let Message::GetEtk { criteria } = Message::read(Operation::GetEtk, payload)? else {
            return Err(Fault::new(FaultCode::Unexpected, "not a question to the depot"));
        };
        let found = operations::depot::find(&self.memory().state, &criteria, self.now());
        "Success".clone_into(&mut entry.outcome);
        let code = self.vary.depot_code();
        Ok(soap::envelope(&depot::write(&criteria, &found, &code, self.vary.style().as_mut())))
    }
}

/// What a fault does instead of the authority, which never hears of the request: a refusal, or nothing.
fn before(kind: &FaultKind) -> Result<Option<Refusal>, Fault> {
    match kind {
        FaultKind::Delay { milliseconds } => {
            std::thread::sleep(Duration::from_millis(*milliseconds));
            Ok(None)
        }
        FaultKind::SoapFault { code } => Err(gateway(code)),
        // These need a certificate to do something to.
        FaultKind::WrongCertificate
        | FaultKind::WrongSubject
        | FaultKind::UntrustedIssuer
        | FaultKind::BrokenCertificate
        | FaultKind::ChainIncomplete => Ok(None),
        kind => match refusal(kind) {
            Some(refusal) => Ok(Some(refusal)),
            None => Err(gateway("SOA-02001")),
        },
    }
}

/// What a fault does once the authority has acted.
fn after(fault: Option<&(When, FaultKind)>) -> Result<Option<Refusal>, Fault> {
    match fault {
        Some((When::After, FaultKind::Delay { milliseconds })) => {
            std::thread::sleep(Duration::from_millis(*milliseconds));
            Ok(None)
        }
        Some((When::After, FaultKind::SoapFault { code })) => Err(gateway(code)),
        Some((When::After, kind)) => Ok(refusal(kind)),
        _ => Ok(None),
    }
}

/// A status that is told in place of the true one.
fn refusal(kind: &FaultKind) -> Option<Refusal> {
    match kind {
        FaultKind::Pending => {
            Some(Refusal::new(Code::CertNotYetDelivered, "The certificate has not been delivered yet"))
        }
        FaultKind::InternalError => Some(Refusal::new(Code::InternalError, "The service failed (scripted)")),
        FaultKind::NoDetail => Some(Refusal::bare(Code::InternalError)),
        _ => None,
    }
}

/// A delivered chain as a fault leaves it.
fn delivered(fault: Option<&(When, FaultKind)>, reply: Reply, call: &Call<'_>) -> Outcome {
    match (fault, reply) {
        (Some((_, kind)), Reply::Certificates(chain)) => {
            call.authority.forged(kind, chain, call.now).map(Reply::Certificates)
        }
        (_, reply) => Ok(reply),
    }
}

fn gateway(code: &str) -> Fault {
    Fault::new(FaultCode::of(code), "A fault of the script")
}
